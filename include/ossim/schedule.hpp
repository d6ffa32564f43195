// Who had which CPU when: the schedule, as intervals. It follows from the events of a run, or is read from
// what a student wrote. Pictures, expectations, CSV and grading start from it.
#pragma once

#include "ossim/event.hpp"
#include "ossim/field.hpp"
#include "ossim/ids.hpp"
#include "ossim/sink.hpp"
#include "ossim/time.hpp"
#include "ossim/trace.hpp"

#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace ossim {

/// What a CPU does during a slice. run: a thread's own instructions; switching: a switch that takes time;
/// kernel: a system call, an interrupt or a creation that is charged. Idle is what no slice covers.
enum class Work : std::uint8_t { run, switching, kernel };
constexpr auto enum_words(Work) { return words("run", "switch", "kernel"); }

/// A stretch of a CPU's time from `start` up to but not including `end`; never empty.
struct Slice {
    Time start, end;
    Tid tid; ///< run: who runs; switching: who comes; kernel: who is delayed; 0 for nobody
    Work work = Work::run;
    bool operator==(const Slice&) const = default;
};

struct Schedule {
    struct Thread {
        Tid tid;
        std::string name;
        bool operator==(const Thread&) const = default;
    };
    std::vector<Thread> threads; ///< by tid; in a schedule that was read: numbered from 1 in order of mention
    /// By CPU, in order of time: disjoint, and two slices of the same work and thread never touch.
    std::vector<std::vector<Slice>> cpus;
    Time
        end; ///< of the run; of a schedule that was read: the end of its last slice; of a cut one: of the cut
    bool is_cut = false; ///< the run went on, but nobody wanted to know more

    bool operator==(const Schedule&) const = default;
    /// The thread's name; "thread 7" if it has none here, "idle" for 0.
    [[nodiscard]] std::string name_of(Tid tid) const;
    /// The end of the last slice of any CPU; 0 if there is none.
    [[nodiscard]] Time last_slice_end() const;
    /// Adds a slice at the end of a CPU's row, joining it to the slice before where they continue each other.
    /// Empty slices are dropped. It must not begin before the row's end.
    void append(CpuId cpu, const Slice& slice);
    /// The slice of that CPU at that time, or nullptr if it is idle then.
    [[nodiscard]] const Slice* at(CpuId cpu, Time time) const;
};

/// Makes the schedule of a run while it runs. A thread's slice begins with its first own instruction, that is
/// after the switch; the switch, and what the kernel charges, are slices of their own.
class ScheduleSink : public Sink {
  public:
    /// With about `most` slices the schedule is cut: what the run does after that moment is left out.
    explicit ScheduleSink(std::size_t most = std::numeric_limits<std::size_t>::max());
    ~ScheduleSink() override;
    [[nodiscard]] EventKinds wants() const override;
    void start(const TraceHeader& header, const Names& names) override;
    void accept(std::span<const Event> events) override;
    void finish(Time end) override;
    /// After `finish`.
    [[nodiscard]] const Schedule& schedule() const;

  private:
    struct Parts;
    std::unique_ptr<Parts> parts_;
};

/// The schedule of a trace that was read.
[[nodiscard]] Schedule schedule_of(const Trace& trace);

} // namespace ossim
