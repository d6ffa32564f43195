// Measures out of intervals.
#include "assignment/own_measures.hpp"

#include "base/expression.hpp"
#include "base/text.hpp"
#include "expect/metric_names.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <optional>

namespace ossim {

namespace {

constexpr std::size_t index_of(ThreadState state) { return static_cast<std::size_t>(state); }

/// Of a thread, or of a CPU: `switches` of a thread are how often it left, which a schedule does not tell.
constexpr std::array<std::string_view, 17> of_schedules{"arrival",
                                                        "start",
                                                        "finish",
                                                        "response",
                                                        "turnaround",
                                                        "waiting",
                                                        "ready_wait",
                                                        "ready_before_start",
                                                        "blocked",
                                                        "turnaround_minus_cpu",
                                                        "normalised_turnaround",
                                                        "running",
                                                        "cpu",
                                                        "user",
                                                        "idle",
                                                        "busy",
                                                        "utilisation"};
constexpr std::array<std::string_view, 7> of_runs{"makespan", "length",    "throughput", "thread_throughput",
                                                  "fairness", "processes", "threads"};

/// What a schedule shows of one thread.
struct Seen {
    std::optional<Time> dispatched, first, last;
    Duration cpu, switching, kernel;
    [[nodiscard]] Duration running() const { return cpu + switching + kernel; }
};

class Own {
  public:
    Own(const Schedule& own, const Schedule& key, const Metrics& of_key)
        : own_(own), key_(key), of_key_(of_key), seen_(look_at(own)), seen_in_key_(look_at(key)) {}

    Metrics measure() {
        metrics_.header = of_key_.header;
        metrics_.outcome = of_key_.outcome;
        const Duration behind = of_key_.end - key_.last_slice_end(); // what the key does after its last slice
        metrics_.end = own_.last_slice_end() + std::max(behind, Duration());
        for (const ThreadMetrics& thread : of_key_.threads)
            metrics_.threads.push_back(of_thread(thread));
        for (const ProcessMetrics& process : of_key_.processes)
            metrics_.processes.push_back(of_process(process));
        for (std::size_t cpu = 0; cpu < std::max(own_.cpus.size(), of_key_.cpus.size()); ++cpu)
            metrics_.cpus.push_back(of_cpu(cpu));
        return std::move(metrics_);
    }

  private:
    /// Whose time a slice is: overhead that names nobody is of the thread that runs right behind it.
    static Tid whose(const std::vector<Slice>& row, std::size_t at) {
        const bool names_nobody = row[at].tid == idle_tid && at + 1 < row.size();
        return names_nobody && row[at + 1].start == row[at].end ? row[at + 1].tid : row[at].tid;
    }

    static std::map<Tid, Seen> look_at(const Schedule& schedule) {
        std::map<Tid, Seen> all;
        for (const std::vector<Slice>& row : schedule.cpus)
            for (std::size_t at = 0; at < row.size(); ++at) {
                const Slice& slice = row[at];
                Seen& seen = all[whose(row, at)];
                const Duration length = slice.end - slice.start;
                if (slice.work == Work::switching) seen.switching += length;
                if (slice.work == Work::kernel) seen.kernel += length;
                if (slice.work == Work::run) seen.cpu += length;
                if (!seen.dispatched || slice.start < *seen.dispatched) seen.dispatched = slice.start;
                if (slice.work == Work::run && (!seen.first || slice.start < *seen.first))
                    seen.first = slice.start;
                if (!seen.last || slice.end > *seen.last) seen.last = slice.end;
            }
        return all;
    }

    static const Seen* seen_of(const std::map<Tid, Seen>& all, Tid tid) {
        const auto at = all.find(tid);
        return at == all.end() ? nullptr : &at->second;
    }

    [[nodiscard]] ThreadMetrics of_thread(const ThreadMetrics& key) const {
        ThreadMetrics thread;
        thread.tid = key.tid;
        thread.pid = key.pid;
        thread.name = key.name;
        thread.group = key.group;
        thread.arrival = key.arrival;
        const Duration newborn = key.in_state[index_of(ThreadState::newborn)];
        const Duration blocked = key.in_state[index_of(ThreadState::waiting)];
        thread.in_state[index_of(ThreadState::newborn)] = newborn;
        thread.in_state[index_of(ThreadState::waiting)] = blocked;
        const Seen* in_key = seen_of(seen_in_key_, key.tid);
        if (in_key == nullptr || !in_key->first) return key; // no schedule shows it: it takes no time
        const Seen* seen = seen_of(seen_, key.tid);
        if (seen == nullptr || !seen->first) return thread;
        // What the key does beside what its schedule shows is done here too.
        const auto moved = [](Time shown, const std::optional<Time>& of_key, Time shown_in_key) {
            return of_key ? std::optional(shown + (*of_key - shown_in_key)) : std::nullopt;
        };
        thread.first_dispatch = moved(*seen->dispatched, key.first_dispatch, *in_key->dispatched);
        thread.first_instruction = moved(*seen->first, key.first_instruction, *in_key->first);
        thread.end = moved(*seen->last, key.end, *in_key->last);
        thread.cpu = seen->cpu + (key.cpu - in_key->cpu);
        thread.switching = seen->switching;
        const Duration unseen = key.in_state[index_of(ThreadState::running)] - in_key->running();
        const Duration running = seen->running() + unseen;
        thread.in_state[index_of(ThreadState::running)] = running;
        const Duration alive = thread.end.value_or(metrics_.end) - key.arrival;
        thread.in_state[index_of(ThreadState::ready)] = alive - running - blocked - newborn;
        thread.ready_at_first = key.ready_at_first + (*seen->dispatched - *in_key->dispatched);
        return thread;
    }

    /// The part of it that the sums over threads are made of follows from them.
    [[nodiscard]] ProcessMetrics of_process(const ProcessMetrics& key) const {
        ProcessMetrics process;
        process.pid = key.pid;
        process.parent = key.parent;
        process.name = key.name;
        process.group = key.group;
        process.arrival = key.arrival;
        process.threads = key.threads;
        std::optional<Time> last, last_in_key;
        bool all = key.end.has_value();
        for (const ThreadMetrics& thread : metrics_.threads) {
            if (thread.pid != key.pid) continue;
            all = all && thread.end;
            if (thread.end && (!last || *thread.end > *last)) last = thread.end;
        }
        for (const ThreadMetrics& thread : of_key_.threads)
            if (thread.pid == key.pid && thread.end && (!last_in_key || *thread.end > *last_in_key))
                last_in_key = thread.end;
        if (all && last && last_in_key) process.end = *last + (*key.end - *last_in_key);
        return process;
    }

    [[nodiscard]] CpuMetrics of_cpu(std::size_t number) const {
        CpuMetrics cpu;
        cpu.cpu = CpuId(static_cast<std::uint32_t>(number));
        if (number >= own_.cpus.size()) {
            cpu.idle = metrics_.end - Time();
            return cpu;
        }
        Duration busy;
        for (const Slice& slice : own_.cpus[number]) {
            const Duration length = slice.end - slice.start;
            busy += length;
            if (slice.work == Work::switching) cpu.switching[0] += length;
            if (slice.work == Work::kernel) cpu.kernel[0] += length;
            if (slice.work == Work::run) cpu.user += length;
        }
        cpu.switches = switches_in(own_, number);
        if (number < of_key_.cpus.size()) // with those of threads that take no time
            cpu.switches += of_key_.cpus[number].switches - switches_in(key_, number);
        cpu.idle = (metrics_.end - Time()) - busy;
        return cpu;
    }

    /// From one thread to another with nothing but the kernel's work between: over idle time nobody switches.
    static std::uint64_t switches_in(const Schedule& schedule, std::size_t number) {
        if (number >= schedule.cpus.size()) return 0;
        std::uint64_t count = 0;
        Tid before;
        Time until;
        for (const Slice& slice : schedule.cpus[number]) {
            if (slice.start != until) before = idle_tid;
            until = slice.end;
            if (slice.work != Work::run) continue;
            if (before && before != slice.tid) ++count;
            before = slice.tid;
        }
        return count;
    }

    const Schedule& own_;
    const Schedule& key_;
    const Metrics& of_key_;
    std::map<Tid, Seen> seen_, seen_in_key_;
    Metrics metrics_;
};

template <std::size_t N>
bool is_among(const std::array<std::string_view, N>& names, std::string_view name) {
    return std::find(names.begin(), names.end(), name) != names.end();
}

bool can_be_had(std::string_view name, bool of_many) {
    if (!split_variant(name).variant.empty()) return false;
    if (is_among(of_schedules, name) || is_among(of_runs, name)) return true;
    if (name == "switches") return !of_many;
    const std::size_t dot = name.rfind('.');
    if (dot == std::string_view::npos) return false;
    const std::string_view subject = name.substr(0, dot), metric = name.substr(dot + 1);
    for (const std::string_view other : {"switches", "span.", "device."})
        if (subject.starts_with(other)) return false;
    const bool is_cpu = subject.size() > 3 && subject.starts_with("cpu") &&
                        subject.find_first_not_of("0123456789", 3) == std::string_view::npos;
    return is_among(of_schedules, metric) || (metric == "switches" && is_cpu);
}

} // namespace

Metrics own_metrics(const Schedule& own, const Schedule& key, const Metrics& of_key) {
    return Own(own, key, of_key).measure();
}

std::string why_not_own(std::string_view expression) {
    const ParsedExpression parsed = parse_expression(expression);
    if (!parsed.value) return parsed.error.message;
    std::vector<bool> of_many(parsed.value->nodes.size(), false);
    for (std::size_t i = parsed.value->nodes.size(); i-- > 0;) {
        const Expression::Node& node = parsed.value->nodes[i];
        for (const std::uint32_t operand : node.operands)
            of_many[operand] = of_many[i] || node.operation == Operation::call;
        if (node.operation == Operation::name && !can_be_had(node.name, of_many[i]))
            return node.name + " cannot be had from a schedule";
    }
    return "";
}

} // namespace ossim
