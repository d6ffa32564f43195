// What a system call may touch: the objects, and the scheduling side of the kernel behind an interface.
#pragma once

#include "objects/memory.hpp"
#include "objects/processes.hpp"
#include "objects/program.hpp"
#include "objects/variables.hpp"

#include "ossim/conventions.hpp"
#include "ossim/scenario.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace ossim {

/// The kernel as a system call sees it.
class Scheduling {
  public:
    virtual ~Scheduling() = default;
    [[nodiscard]] virtual Time now() const = 0;
    /// A Waiting thread becomes Ready; the CPU that acts pays its enqueue.
    virtual void wake(Thread& thread, Cause cause) = 0;
    /// A New thread becomes Ready.
    virtual void admit(Thread& thread) = 0;
    /// The thread, in whatever state, is taken off its CPU or out of its queue; then it is Terminated.
    virtual void terminate(Thread& thread, Cause cause) = 0;
    /// The thread asks a device for service, and is Waiting.
    virtual void request_io(Thread& thread, DeviceId device, NameId label, Duration service) = 0;
    /// The thread is Waiting until the timer ends it.
    virtual void sleep(Thread& thread, Duration length) = 0;
    /// What the policy goes by changes: a ready thread leaves its queue and joins it again; the CPU of a
    /// running one may choose anew. With a class that goes by a server comes the server.
    virtual void rekey(Thread& thread, std::span<const Rekey> changes, const ServerSpec* server) = 0;
    /// The thread may use these CPUs from now on, ascending; if it runs on another one it leaves that.
    virtual void restrict_to(Thread& thread, const std::vector<std::uint32_t>& cpus) = 0;
    // Memory; only when it is modelled.

    /// How a reference went.
    enum class Referral : std::uint8_t { done, waits, ended };
    /// The running thread refers to a page of its space. waits: it is Waiting for the page, and refers again
    /// when it is woken; ended: it was not allowed to, and its process has ended.
    [[nodiscard]] virtual Referral refer(Thread& thread, PageNo page, bool write, std::uint64_t next_use,
                                         Duration each) = 0;
    /// The child gets its address space. False if there is no memory for one.
    [[nodiscard]] virtual bool fork_space(Thread& parent, Process& child, ForkHow how) = 0;
    /// The process gets a new address space instead of its own, for the program that starts there. False if
    /// there is no memory for one.
    [[nodiscard]] virtual bool replace_space(Thread& thread, const ImageSpec& image, std::uint32_t start) = 0;
    /// What changes of mappings did: evictions are told, other CPUs are interrupted.
    virtual void follow(Thread& thread, const Effects& effects) = 0;
    /// The running thread's process ends by a signal; the cause says why it was sent.
    virtual void kill(Thread& thread, std::int32_t status, Cause cause) = 0;

    /// What follows from the end of a program that did a job.
    enum class JobEnd : std::uint8_t { ends, goes_on, waits, left };
    /// The running thread has reached the end of its program, and has jobs. ends: this was the only one, and
    /// the thread ends; goes_on: with its next job; waits: it is Waiting for its next release; left: its next
    /// job has been released, and it stands in the queue with that.
    [[nodiscard]] virtual JobEnd end_job(Thread& thread) = 0;
    /// A process has ended: its slot is free.
    virtual void process_ended(Process& process) = 0;
    /// Kernel work that the calling thread's CPU does now.
    virtual void charge(Thread& thread, Account account, Price price) = 0;
    /// A limit is reached: the run ends when the instant is over.
    virtual void stop(Outcome outcome, const char* what, std::uint64_t most) = 0;
};

struct Services {
    Threads& threads;
    Processes& processes;
    Variables& variables;
    Names& names;
    Tracer& tracer;
    const Code& code;
    const Scenario& scenario;
    Scheduling& scheduling;
    Memory* memory = nullptr; ///< none unless it is modelled
};

[[nodiscard]] Duration draw_otherwise(const FlatDraw& draw, Threads& threads, Tid tid, const Code& code);

/// The next duration of a draw. A random one takes a number of the thread's stream; a list goes on by one.
[[nodiscard]] inline Duration draw(const FlatDraw& draw, Threads& threads, Tid tid, const Code& code) {
    switch (draw.kind) {
    case Distribution::constant: return draw.low;
    case Distribution::exponential: return exponential(draw.low, threads[tid].random.next());
    case Distribution::uniform:
    case Distribution::list: break;
    }
    return draw_otherwise(draw, threads, tid, code);
}

/// Looks at draws that lie ahead of a thread, without taking any.
class DrawsAhead {
  public:
    DrawsAhead(const Thread& thread, const Threads& threads, const Code& code);
    [[nodiscard]] Duration next(const FlatDraw& draw);
    /// The next random number, for `choose`.
    [[nodiscard]] std::uint64_t next_number() { return random_.next(); }
    void skip(std::uint64_t numbers) { random_.skip(numbers); }

  private:
    std::uint64_t& position(const FlatDraw& draw);

    const Code& code_;
    Sequence random_;
    std::vector<std::pair<std::uint32_t, std::uint64_t>> lists_;
};

} // namespace ossim
