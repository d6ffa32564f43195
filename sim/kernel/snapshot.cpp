// A snapshot: the kernel's objects at one moment, copied out as plain data.
#include "kernel/ending.hpp"
#include "kernel/kernel.hpp"

#include "kernel/snapshot_memory.hpp"

#include <algorithm>
#include <array>
#include <string>

namespace ossim {

class Snapshotter {
  public:
    explicit Snapshotter(const Kernel& kernel) : k_(kernel) {}

    Snapshot take() {
        snapshot_.now = k_.seen_at_;
        for (std::uint32_t i = 1; i <= k_.processes_.count(); ++i)
            if (k_.processes_[Pid(i)].pid && !k_.processes_[Pid(i)].reaped)
                snapshot_.processes.push_back(pcb(k_.processes_[Pid(i)]));
        for (std::uint32_t i = 1; i <= k_.threads_.count(); ++i)
            if (k_.threads_[Tid(i)].state != ThreadState::terminated)
                snapshot_.threads.push_back(tcb(Tid(i)));
        for (const Cpu& each : k_.cpus_)
            snapshot_.cpus.push_back(cpu(each));
        k_.policy_.list_queues(k_.now(), snapshot_.queues);
        for (std::uint32_t i = 0; i < k_.devices_.size(); ++i)
            snapshot_.devices.push_back(device(DeviceId(i)));
        if (k_.memory_)
            snapshot_.memory = snapshot_of(*k_.memory_, k_.mmu_, k_.names_, snapshot_, k_.scenario_);
        return std::move(snapshot_);
    }

  private:
    [[nodiscard]] std::string state_of(const Process& process) const {
        if (process.pid == init_pid) return "Waiting";
        if (process.zombie) return "Zombie";
        std::array<bool, thread_state_count> some{};
        for (Tid tid = process.first_thread; tid; tid = k_.threads_.rest(tid).next_in_process)
            some[static_cast<std::size_t>(k_.threads_[tid].state)] = true;
        for (const ThreadState state : {ThreadState::running, ThreadState::ready, ThreadState::waiting})
            if (some[static_cast<std::size_t>(state)]) return std::string(word_of(state));
        return std::string(word_of(ThreadState::newborn));
    }

    [[nodiscard]] Duration used_now(const Thread& thread) const {
        if (thread.state != ThreadState::running) return thread.view.used;
        const Cpu& cpu = k_.cpus_[thread.cpu.value];
        return thread.view.used + ran_since(cpu);
    }

    [[nodiscard]] Duration ran_since(const Cpu& cpu) const {
        return cpu.mode == CpuMode::running && cpu.since < k_.seen_at_ ? k_.seen_at_ - cpu.since : Duration();
    }

    [[nodiscard]] Snapshot::Pcb pcb(const Process& process) const {
        Snapshot::Pcb pcb;
        pcb.pid = process.pid;
        pcb.parent = process.parent;
        pcb.name = k_.names_.text(process.name);
        pcb.state = state_of(process);
        pcb.arrival = process.arrival;
        pcb.space = process.space.value;
        pcb.exit_status = process.exit_status;
        pcb.daemon = process.daemon;
        pcb.cpu_time = process.cpu_time;
        for (Tid tid = process.first_thread; tid; tid = k_.threads_.rest(tid).next_in_process) {
            if (k_.threads_[tid].state == ThreadState::terminated) continue;
            pcb.threads.push_back(tid);
            pcb.cpu_time += used_now(k_.threads_[tid]);
        }
        for (Pid child = process.first_child; child; child = k_.processes_[child].next_sibling)
            pcb.children.push_back(child);
        for (const char* name : {"0 stdin", "1 stdout", "2 stderr"})
            if (!process.zombie) pcb.descriptors.emplace_back(name);
        if (process.variables)
            for (std::size_t i = 0; i < process.variables->values.size(); ++i)
                pcb.variables.emplace_back(k_.names_.text((*process.variables->names)[i]),
                                           process.variables->values[i]);
        const std::size_t program = process.pid == init_pid ? k_.scenario_.processes.size() : process.spec;
        if (program < k_.scenario_.processes.size())
            pcb.program =
                k_.scenario_.programs[k_.scenario_.processes[program].threads.front().program.value].name;
        return pcb;
    }

    [[nodiscard]] Snapshot::Tcb tcb(Tid tid) const {
        const Thread& thread = k_.threads_[tid];
        const ThreadRest& rest = k_.threads_.rest(tid);
        Snapshot::Tcb tcb;
        tcb.tid = tid;
        tcb.pid = thread.view.pid;
        tcb.name = k_.names_.text(rest.name);
        tcb.state = word_of(thread.state);
        if (thread.state == ThreadState::waiting) tcb.waits_on = waits_on(thread);
        tcb.since = thread.view.since;
        const bool inside =
            thread.left > Duration() && !thread.paid && thread.pc > 0 && !thread.completing_io;
        tcb.pc = inside ? thread.pc - 1 : thread.pc; // a step in progress is where the thread stands
        tcb.instruction = in_words(k_.code_.ops[tcb.pc], k_.names_, k_.scenario_.unit);
        tcb.line = k_.code_.marks[tcb.pc].line;
        tcb.step_left = thread.left;
        tcb.quantum_left = thread.quantum_left;
        if (thread.state == ThreadState::running) {
            const Duration ran = ran_since(k_.cpus_[thread.cpu.value]);
            tcb.step_left -= k_.warm_caches_
                                 ? std::min(tcb.step_left, k_.warm_caches_->work_in(thread.cpu, tid, ran))
                                 : ran;
            if (tcb.quantum_left != Duration::forever()) tcb.quantum_left -= ran;
        }
        tcb.priority = thread.view.priority;
        tcb.stack = rest.stack;
        tcb.last_cpu = thread.cpu;
        tcb.has_run = thread.has_run();
        tcb.cpu_time = used_now(thread);
        tcb.dispatches = thread.dispatches;
        add_registers(thread, rest.frame.get(), tcb);
        if (rest.jobs != 0) add_job(k_.jobs_[rest.jobs], tcb);
        return tcb;
    }

    static void add_job(const Jobs& jobs, Snapshot::Tcb& tcb) {
        tcb.jobs_behind = jobs.released - jobs.over - (jobs.begun ? 1 : 0);
        if (!jobs.begun) return;
        tcb.job = jobs.over + 1;
        tcb.released = jobs.job.release;
        tcb.deadline = jobs.job.deadline;
    }

    void add_registers(const Thread& thread, const Frame* frame, Snapshot::Tcb& tcb) const {
        if (frame != nullptr)
            for (const auto& [name, value] : frame->locals)
                tcb.registers.emplace_back(k_.names_.text(name), value);
        std::vector<std::uint64_t> loops = frame != nullptr ? frame->loops : std::vector<std::uint64_t>{};
        if (thread.rounds_left > 0) loops.push_back(thread.rounds_left);
        for (std::size_t i = 0; i < loops.size(); ++i)
            tcb.registers.emplace_back("rounds left of loop " + std::to_string(i + 1),
                                       static_cast<std::int64_t>(loops[i]));
    }

    [[nodiscard]] std::string waits_on(const Thread& thread) const {
        if (thread.waits_on == WaitsOn::io) return "device " + k_.devices_.name(DeviceId(thread.object));
        return awaited_in_words(k_.services_, thread);
    }

    [[nodiscard]] Snapshot::Cpu cpu(const Cpu& cpu) const {
        Snapshot::Cpu result;
        result.cpu = cpu.id;
        result.running = cpu.current;
        result.last = cpu.last;
        result.space = k_.mmu_.loaded(cpu.id).value;
        result.mode = mode_in_words(cpu);
        if (cpu.mode == CpuMode::running) {
            result.quantum_left = k_.threads_[cpu.current].quantum_left;
            if (result.quantum_left != Duration::forever()) result.quantum_left -= ran_since(cpu);
        }
        return result;
    }

    [[nodiscard]] std::string mode_in_words(const Cpu& cpu) const {
        switch (cpu.mode) {
        case CpuMode::idle: return "idle";
        case CpuMode::choosing: return "choosing";
        case CpuMode::switching: return "switching";
        case CpuMode::running: return k_.seen_at_ < cpu.since ? "in the kernel" : "running";
        case CpuMode::kernel: return "in the kernel";
        case CpuMode::leaving: return "switching";
        case CpuMode::kept: return "idle, kept by a blocked process";
        }
        return "";
    }

    [[nodiscard]] Snapshot::Device device(DeviceId id) const {
        Snapshot::Device result;
        result.name = k_.devices_.name(id);
        for (const DeviceRequest& each : k_.devices_[id].waiting())
            result.queued.emplace_back(each.number, each.tid);
        for (std::uint32_t i = 1; i <= k_.threads_.count(); ++i) {
            const Thread& thread = k_.threads_[Tid(i)];
            if (thread.state != ThreadState::waiting || thread.waits_on != WaitsOn::io ||
                thread.object != id.value)
                continue;
            const std::pair<std::uint64_t, Tid> request{k_.threads_.rest(Tid(i)).request, Tid(i)};
            if (std::find(result.queued.begin(), result.queued.end(), request) == result.queued.end())
                result.served.push_back(request);
        }
        return result;
    }

    const Kernel& k_;
    Snapshot snapshot_;
};

Snapshot Kernel::snapshot() const { return Snapshotter(*this).take(); }

} // namespace ossim
