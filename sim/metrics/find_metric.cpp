// From the name of a metric to its value.
#include "ossim/metrics.hpp"

#include <algorithm>
#include <numeric>
#include <utility>

namespace ossim {

namespace {

using Found = std::optional<MetricValue>;

Found length(TimeSum sum) { return MetricValue{Ratio(sum.ns()), true}; }
template <class Span>
Found length(const std::optional<Span>& span) {
    return span ? length(*span) : std::nullopt;
}
Found count(std::uint64_t number) { return MetricValue{Ratio(number), false}; }
Found share(TimeSum part, TimeSum whole) {
    if (whole <= Duration()) return std::nullopt;
    return MetricValue{Ratio(part.ns(), whole.ns()), false};
}

TimeSum in_state(const std::array<TimeSum, thread_state_count>& states, ThreadState state) {
    return states[static_cast<std::size_t>(state)];
}

bool has_setting(const Metrics& metrics, std::string_view name, std::string_view word) {
    const auto& settings = metrics.header.settings;
    return std::any_of(settings.begin(), settings.end(),
                       [&](const auto& setting) { return setting.first == name && setting.second == word; });
}

/// A thread, or threads taken together.
struct Sum {
    std::optional<Time> arrival, first_dispatch, first_instruction, end;
    bool all_ended = true;
    std::array<TimeSum, thread_state_count> states{};
    std::array<TimeSum, account_count> kernel{};
    TimeSum cpu, switching;
    std::uint64_t threads = 0, dispatches = 0, voluntary = 0, involuntary = 0, migrations = 0;
    std::uint64_t page_faults = 0;
    Duration ready_at_first = Duration::forever();
    JobMetrics jobs;

    void add(const ThreadMetrics& thread);
};

void keep_earlier(std::optional<Time>& kept, const std::optional<Time>& other) {
    if (other && (!kept || *other < *kept)) kept = other;
}

void Sum::add(const ThreadMetrics& thread) {
    keep_earlier(arrival, thread.arrival);
    keep_earlier(first_dispatch, thread.first_dispatch);
    keep_earlier(first_instruction, thread.first_instruction);
    if (thread.end && (!end || *thread.end > *end)) end = thread.end;
    all_ended = all_ended && thread.end;
    for (std::size_t i = 0; i < thread_state_count; ++i)
        states[i] += thread.in_state[i];
    for (std::size_t i = 0; i < account_count; ++i)
        kernel[i] += thread.kernel[i];
    cpu += thread.cpu;
    switching += thread.switching;
    ++threads;
    dispatches += thread.dispatches;
    voluntary += thread.voluntary;
    involuntary += thread.involuntary;
    migrations += thread.migrations;
    page_faults += thread.page_faults;
    ready_at_first = std::min(ready_at_first, thread.ready_at_first);
    jobs.add(thread.jobs);
}

std::optional<Duration> since(const std::optional<Time>& from, const std::optional<Time>& to) {
    return from && to ? std::optional(*to - *from) : std::nullopt;
}

Found moment(const std::optional<Time>& time) { return time ? length(*time - Time()) : std::nullopt; }

std::optional<Time> start_of(const Metrics& metrics, const Sum& of) {
    return has_setting(metrics, "response", "first-dispatch") ? of.first_dispatch : of.first_instruction;
}

std::optional<Duration> turnaround_of(const Sum& of) {
    return of.all_ended ? since(of.arrival, of.end) : std::nullopt;
}

std::optional<TimeSum> turnaround_minus_cpu(const Sum& of) {
    const auto turnaround = turnaround_of(of);
    return turnaround ? std::optional(TimeSum(*turnaround) - of.cpu) : std::nullopt;
}

Found normalised_turnaround(const Sum& of) {
    const auto turnaround = turnaround_of(of);
    return turnaround ? share(*turnaround, of.cpu) : std::nullopt;
}

Found waiting_of(const Metrics& metrics, const Sum& of) {
    if (has_setting(metrics, "waiting", "turnaround-minus-cpu")) return length(turnaround_minus_cpu(of));
    return length(in_state(of.states, ThreadState::ready));
}

Found mean_response(const JobMetrics& jobs) {
    if (jobs.done == 0) return std::nullopt;
    return MetricValue{Ratio(jobs.response.ns(), jobs.done), true};
}

/// A figure of jobs, by its name: the same of threads and of the run.
Found of_jobs(const JobMetrics& jobs, std::string_view name) {
    if (name == "jobs") return count(jobs.released);
    if (name == "jobs_done") return count(jobs.done);
    if (name == "missed") return count(jobs.missed);
    if (name == "aborted") return count(jobs.aborted);
    if (name == "worst_response") return length(jobs.worst_response);
    if (name == "mean_response") return mean_response(jobs);
    if (name == "worst_lateness") return length(jobs.worst_lateness);
    return std::nullopt;
}

struct SumRow {
    std::string_view name;
    Found (*value)(const Metrics&, const Sum&);
};

TimeSum kernel(const Sum& s, Account account) { return s.kernel[static_cast<std::size_t>(account)]; }

constexpr SumRow sum_rows[] = {
    {"arrival", [](const Metrics&, const Sum& s) { return moment(s.arrival); }},
    {"start", [](const Metrics& m, const Sum& s) { return moment(start_of(m, s)); }},
    {"finish", [](const Metrics&, const Sum& s) { return s.all_ended ? moment(s.end) : std::nullopt; }},
    {"response", [](const Metrics& m, const Sum& s) { return length(since(s.arrival, start_of(m, s))); }},
    {"turnaround", [](const Metrics&, const Sum& s) { return length(turnaround_of(s)); }},
    {"waiting", waiting_of},
    {"ready_wait",
     [](const Metrics&, const Sum& s) { return length(in_state(s.states, ThreadState::ready)); }},
    {"ready_before_start",
     [](const Metrics&, const Sum& s) {
         return s.threads > 0 ? length(TimeSum(s.ready_at_first)) : std::nullopt;
     }},
    {"blocked",
     [](const Metrics&, const Sum& s) { return length(in_state(s.states, ThreadState::waiting)); }},
    {"admission_wait",
     [](const Metrics&, const Sum& s) { return length(in_state(s.states, ThreadState::newborn)); }},
    {"turnaround_minus_cpu", [](const Metrics&, const Sum& s) { return length(turnaround_minus_cpu(s)); }},
    {"normalised_turnaround", [](const Metrics&, const Sum& s) { return normalised_turnaround(s); }},
    {"running",
     [](const Metrics&, const Sum& s) { return length(in_state(s.states, ThreadState::running)); }},
    {"cpu", [](const Metrics&, const Sum& s) { return length(s.cpu); }},
    {"switching", [](const Metrics&, const Sum& s) { return length(s.switching); }},
    {"syscall", [](const Metrics&, const Sum& s) { return length(kernel(s, Account::syscall)); }},
    {"interrupt", [](const Metrics&, const Sum& s) { return length(kernel(s, Account::interrupt)); }},
    {"creation", [](const Metrics&, const Sum& s) { return length(kernel(s, Account::creation)); }},
    {"fault", [](const Metrics&, const Sum& s) { return length(kernel(s, Account::fault)); }},
    {"refill", [](const Metrics&, const Sum& s) { return length(kernel(s, Account::refill)); }},
    {"dispatches", [](const Metrics&, const Sum& s) { return count(s.dispatches); }},
    {"switches", [](const Metrics&, const Sum& s) { return count(s.voluntary + s.involuntary); }},
    {"voluntary", [](const Metrics&, const Sum& s) { return count(s.voluntary); }},
    {"involuntary", [](const Metrics&, const Sum& s) { return count(s.involuntary); }},
    {"migrations", [](const Metrics&, const Sum& s) { return count(s.migrations); }},
    {"page_faults", [](const Metrics&, const Sum& s) { return count(s.page_faults); }},
    {"jobs", [](const Metrics&, const Sum& s) { return of_jobs(s.jobs, "jobs"); }},
    {"jobs_done", [](const Metrics&, const Sum& s) { return of_jobs(s.jobs, "jobs_done"); }},
    {"missed", [](const Metrics&, const Sum& s) { return of_jobs(s.jobs, "missed"); }},
    {"aborted", [](const Metrics&, const Sum& s) { return of_jobs(s.jobs, "aborted"); }},
    {"worst_response", [](const Metrics&, const Sum& s) { return of_jobs(s.jobs, "worst_response"); }},
    {"mean_response", [](const Metrics&, const Sum& s) { return of_jobs(s.jobs, "mean_response"); }},
    {"worst_lateness", [](const Metrics&, const Sum& s) { return of_jobs(s.jobs, "worst_lateness"); }},
    {"threads", [](const Metrics&, const Sum& s) { return count(s.threads); }},
};

const SumRow* find_row(std::string_view name) {
    const auto at = std::find_if(std::begin(sum_rows), std::end(sum_rows),
                                 [&](const SumRow& r) { return r.name == name; });
    return at == std::end(sum_rows) ? nullptr : at;
}

const ProcessMetrics* process_named(const Metrics& metrics, std::string_view name) {
    const auto& all = metrics.processes;
    const auto at = std::find_if(all.begin(), all.end(), [&](const auto& p) { return p.name == name; });
    return at == all.end() ? nullptr : &*at;
}

/// "P", "P/worker", or as the thread alone is called: "worker".
const ThreadMetrics* thread_named(const Metrics& metrics, std::string_view name) {
    for (const ThreadMetrics& thread : metrics.threads)
        if (thread.name == name) return &thread;
    for (std::size_t slash = name.find('/'); slash != std::string_view::npos;
         slash = name.find('/', slash + 1)) {
        const ProcessMetrics* process = process_named(metrics, name.substr(0, slash));
        if (process == nullptr) continue;
        for (const ThreadMetrics& thread : metrics.threads)
            if (thread.pid == process->pid && thread.name == name.substr(slash + 1)) return &thread;
    }
    for (const ThreadMetrics& thread : metrics.threads) {
        const std::string_view own = thread.name;
        if (own.size() > name.size() && own.ends_with(name) && own[own.size() - name.size() - 1] == '/')
            return &thread;
    }
    return nullptr;
}

Sum sum_of(const ThreadMetrics& thread) {
    Sum sum;
    sum.add(thread);
    return sum;
}

Sum sum_of(const Metrics& metrics, const ProcessMetrics& process) {
    Sum sum;
    for (const Tid tid : process.threads) {
        const auto at =
            std::lower_bound(metrics.threads.begin(), metrics.threads.end(), tid,
                             [](const ThreadMetrics& thread, Tid wanted) { return thread.tid < wanted; });
        if (at != metrics.threads.end() && at->tid == tid) sum.add(*at);
    }
    sum.arrival = process.arrival;
    if (sum.threads == 0) sum.ready_at_first = Duration();
    sum.all_ended = process.end.has_value();
    sum.end = process.end;
    return sum;
}

/// "server" for "server/worker.1", "job" for "job.3": all whose names go on with "/" or ".".
bool continues(std::string_view name, std::string_view thread) {
    return thread.size() > name.size() && thread.starts_with(name) &&
           (thread[name.size()] == '/' || thread[name.size()] == '.');
}

/// A process, a thread, a group or a family of names; nothing if nobody is called so.
std::optional<Sum> sum_named(const Metrics& metrics, std::string_view name) {
    if (const ProcessMetrics* process = process_named(metrics, name)) return sum_of(metrics, *process);
    if (const ThreadMetrics* thread = thread_named(metrics, name)) return sum_of(*thread);
    Sum sum;
    for (const ThreadMetrics& thread : metrics.threads)
        if (!name.empty() && (thread.group == name || continues(name, thread.name))) sum.add(thread);
    return sum.threads > 0 ? std::optional(sum) : std::nullopt;
}

const CpuMetrics* cpu_named(const Metrics& metrics, std::string_view name) {
    for (const CpuMetrics& cpu : metrics.cpus)
        if (name == "cpu" + std::to_string(cpu.cpu.value)) return &cpu;
    return nullptr;
}

/// The accounts of one CPU, or of all.
Found account(const CpuMetrics& cpu, TimeSum capacity, std::string_view name) {
    const TimeSum busy = capacity - cpu.idle;
    if (name == "user") return length(cpu.user);
    if (name == "idle") return length(cpu.idle);
    if (name == "busy") return length(busy);
    if (name == "switching") return length(cpu.switching_total());
    if (name == "utilisation") return share(cpu.user, capacity);
    if (name == "overhead") return share(busy - cpu.user, capacity);
    if (name == "switches") return count(cpu.switches);
    if (name == "involuntary_switches") return count(cpu.involuntary_switches);
    if (name == "warm") return length(cpu.warm);
    if (name == "warm_share") return share(cpu.warm, capacity);
    if (const auto component = from_word<Component>(name))
        return length(cpu.switching[static_cast<std::size_t>(*component)]);
    if (const auto kernel_account = from_word<Account>(name))
        return length(cpu.kernel[static_cast<std::size_t>(*kernel_account)]);
    return std::nullopt;
}

Duration length_of_run(const Metrics& metrics) { return metrics.end - Time(); }

template <class Entries>
std::uint64_t ended(const Entries& entries) {
    return static_cast<std::uint64_t>(
        std::count_if(entries.begin(), entries.end(), [](const auto& e) { return e.end.has_value(); }));
}

Found a_second(std::uint64_t number, Duration run) {
    if (run <= Duration()) return std::nullopt;
    return MetricValue{Ratio(number) * Ratio(1'000'000'000, run.ns()), false};
}

Found makespan(const Metrics& metrics) {
    std::optional<Time> first, last;
    for (const ProcessMetrics& process : metrics.processes) {
        if (process.pid == init_pid) continue;
        keep_earlier(first, process.arrival);
        if (process.end && (!last || *process.end > *last)) last = process.end;
    }
    return length(since(first, last));
}

/// (sum of x)^2 / (n * sum of x^2). The sum of squares is at most the square of the sum: 128 bits hold both.
Found fairness(const Metrics& metrics) {
    __extension__ using Wide = unsigned __int128;
    Wide sum = 0;
    for (const ThreadMetrics& thread : metrics.threads)
        sum += static_cast<std::uint64_t>(std::max(thread.cpu, Duration()).ns());
    if (sum == 0) return std::nullopt;
    int shift = 0;
    while ((sum >> shift) >> 62 != 0)
        ++shift;
    Wide squares = 0;
    for (const ThreadMetrics& thread : metrics.threads) {
        const Wide x = static_cast<std::uint64_t>(std::max(thread.cpu, Duration()).ns()) >> shift;
        squares += x * x;
    }
    Wide square = (sum >> shift) * (sum >> shift);
    for (Wide a = square, b = squares; b != 0;) {
        a = std::exchange(b, a % b);
        if (b == 0) square /= a, squares /= a;
    }
    while (square >> 62 != 0 || squares >> 62 != 0)
        square >>= 1, squares >>= 1;
    const Ratio whole(static_cast<std::int64_t>(square), static_cast<std::int64_t>(squares));
    return MetricValue{whole / Ratio(static_cast<std::int64_t>(metrics.threads.size())), false};
}

Sum all_threads(const Metrics& metrics) {
    Sum sum;
    for (const ThreadMetrics& thread : metrics.threads)
        sum.add(thread);
    return sum;
}

std::uint64_t processes_of(const Metrics& metrics) {
    return static_cast<std::uint64_t>(std::count_if(metrics.processes.begin(), metrics.processes.end(),
                                                    [](const auto& p) { return p.pid != init_pid; }));
}

const CreationMetrics& made_by(const Metrics& metrics, Creation how) {
    return metrics.creations[static_cast<std::size_t>(how)];
}

Found sum_of(const Metrics& metrics, std::uint64_t ProcessMetrics::*part) {
    std::uint64_t sum = 0;
    for (const ProcessMetrics& process : metrics.processes)
        sum += process.*part;
    return count(sum);
}

Found effective_access(const Metrics& metrics) {
    const auto access = effective_access_time(metrics);
    return access ? Found(MetricValue{*access, false}) : std::nullopt;
}

Found faults(const Metrics& metrics, FaultKind kind) {
    return count(metrics.faults.kinds[static_cast<std::size_t>(kind)]);
}

struct RunRow {
    std::string_view name;
    Found (*value)(const Metrics&);
};

std::uint64_t moves(const Metrics& metrics, MoveReason why) {
    return metrics.queue_moves[static_cast<std::size_t>(why)];
}

constexpr RunRow run_rows[] = {
    {"length", [](const Metrics& m) { return length(length_of_run(m)); }},
    {"makespan", makespan},
    {"throughput", [](const Metrics& m) { return a_second(ended(m.processes), length_of_run(m)); }},
    {"thread_throughput", [](const Metrics& m) { return a_second(ended(m.threads), length_of_run(m)); }},
    {"fairness", fairness},
    {"dispatches", [](const Metrics& m) { return count(all_threads(m).dispatches); }},
    {"voluntary", [](const Metrics& m) { return count(all_threads(m).voluntary); }},
    {"involuntary", [](const Metrics& m) { return count(all_threads(m).involuntary); }},
    {"migrations", [](const Metrics& m) { return count(all_threads(m).migrations); }},
    {"steals", [](const Metrics& m) { return count(moves(m, MoveReason::stolen)); }},
    {"balanced", [](const Metrics& m) { return count(moves(m, MoveReason::balanced)); }},
    {"jobs", [](const Metrics& m) { return of_jobs(all_threads(m).jobs, "jobs"); }},
    {"jobs_done", [](const Metrics& m) { return of_jobs(all_threads(m).jobs, "jobs_done"); }},
    {"missed", [](const Metrics& m) { return of_jobs(all_threads(m).jobs, "missed"); }},
    {"aborted", [](const Metrics& m) { return of_jobs(all_threads(m).jobs, "aborted"); }},
    {"worst_response", [](const Metrics& m) { return of_jobs(all_threads(m).jobs, "worst_response"); }},
    {"mean_response", [](const Metrics& m) { return of_jobs(all_threads(m).jobs, "mean_response"); }},
    {"worst_lateness", [](const Metrics& m) { return of_jobs(all_threads(m).jobs, "worst_lateness"); }},
    {"picks", [](const Metrics& m) { return count(m.picks); }},
    {"ties", [](const Metrics& m) { return count(m.tied_picks); }},
    {"threads", [](const Metrics& m) { return count(m.threads.size()); }},
    {"processes", [](const Metrics& m) { return count(processes_of(m)); }},
    {"ended_threads", [](const Metrics& m) { return count(ended(m.threads)); }},
    {"ended_processes", [](const Metrics& m) { return count(ended(m.processes)); }},
    {"events", [](const Metrics& m) { return count(m.events); }},
    {"io_busy", [](const Metrics& m) { return length(m.any_io); }},
    {"tlb_hits", [](const Metrics& m) { return count(m.refills.hits); }},
    {"tlb_compulsory", [](const Metrics& m) { return count(m.refills.compulsory); }},
    {"tlb_misses", [](const Metrics& m) { return count(m.refills.second_hits + m.refills.walks); }},
    {"tlb_walks", [](const Metrics& m) { return count(m.refills.walks); }},
    {"tlb_switch_misses", [](const Metrics& m) { return count(m.refills.switch_misses); }},
    {"tlb_kernel_misses", [](const Metrics& m) { return count(m.refills.kernel_misses); }},
    {"lines_l2", [](const Metrics& m) { return count(m.refills.lines_l2); }},
    {"lines_l3", [](const Metrics& m) { return count(m.refills.lines_l3); }},
    {"lines_memory", [](const Metrics& m) { return count(m.refills.lines_memory); }},
    {"page_faults", [](const Metrics& m) { return count(m.faults.page_faults()); }},
    {"minor_faults", [](const Metrics& m) { return faults(m, FaultKind::minor); }},
    {"major_faults", [](const Metrics& m) { return faults(m, FaultKind::major); }},
    {"copy_on_write", [](const Metrics& m) { return faults(m, FaultKind::copy_on_write); }},
    {"violations", [](const Metrics& m) { return count(m.faults.violations()); }},
    {"evictions", [](const Metrics& m) { return count(m.faults.evictions); }},
    {"write_backs", [](const Metrics& m) { return count(m.faults.write_backs); }},
    {"shootdowns", [](const Metrics& m) { return count(m.faults.shootdowns); }},
    {"references", [](const Metrics& m) { return count(m.faults.references); }},
    {"fault_waiting", [](const Metrics& m) { return length(m.faults.waited); }},
    {"effective_access", effective_access},
    {"page_entries", [](const Metrics& m) { return sum_of(m, &ProcessMetrics::page_entries); }},
    {"page_tables", [](const Metrics& m) { return sum_of(m, &ProcessMetrics::page_tables); }},
    {"forks",
     [](const Metrics& m) {
         return count(made_by(m, Creation::fork).count + made_by(m, Creation::vfork).count);
     }},
    {"fork_cost",
     [](const Metrics& m) {
         return length(made_by(m, Creation::fork).total + made_by(m, Creation::vfork).total);
     }},
    {"spawns", [](const Metrics& m) { return count(made_by(m, Creation::spawn).count); }},
    {"spawn_cost", [](const Metrics& m) { return length(made_by(m, Creation::spawn).total); }},
};

Found of_lengths(const Histogram& lengths, std::string_view name) {
    if (name == "count") return count(lengths.count());
    if (name == "total") return length(lengths.sum());
    if (lengths.count() == 0) return std::nullopt;
    if (name == "mean") return MetricValue{lengths.mean(), true};
    if (name == "median" || name == "p50") return length(lengths.percentile(50));
    if (name == "p95") return length(lengths.percentile(95));
    if (name == "p99") return length(lengths.percentile(99));
    if (name == "least") return length(lengths.least());
    if (name == "most") return length(lengths.most());
    return std::nullopt;
}

Found of_switches(const SwitchMetrics& switches, std::string_view name) {
    if (name == "p50") return std::nullopt;
    if (const auto component = from_word<Component>(name))
        return length(switches.components[static_cast<std::size_t>(*component)]);
    if (name == "tlb_refill") return length(switches.tlb_refill);
    if (name == "cache_refill") return length(switches.cache_refill);
    if (name == "tlb_misses") return count(switches.tlb_misses);
    if (name == "cache_lines") return count(switches.cache_lines);
    if (name != "total") return of_lengths(switches.lengths, name);
    return length(std::accumulate(switches.components.begin(), switches.components.end(),
                                  switches.tlb_refill + switches.cache_refill));
}

/// `rest` is what follows "switches.": a metric, or a kind and a metric.
Found switch_metric(const Metrics& metrics, std::string_view rest) {
    const std::size_t dot = rest.find('.');
    if (dot != std::string_view::npos) {
        const auto kind = from_word<SwitchKind>(rest.substr(0, dot));
        if (!kind) return std::nullopt;
        return of_switches(metrics.switches[static_cast<std::size_t>(*kind)], rest.substr(dot + 1));
    }
    SwitchMetrics between_threads;
    for (const SwitchKind kind : {SwitchKind::thread, SwitchKind::process}) {
        const SwitchMetrics& one = metrics.switches[static_cast<std::size_t>(kind)];
        between_threads.lengths.add(one.lengths);
        between_threads.tlb_refill += one.tlb_refill;
        between_threads.cache_refill += one.cache_refill;
        between_threads.tlb_misses += one.tlb_misses;
        between_threads.cache_lines += one.cache_lines;
        for (std::size_t i = 0; i < component_count; ++i)
            between_threads.components[i] += one.components[i];
    }
    return of_switches(between_threads, rest);
}

const SpanMetrics* span_named(const Metrics& metrics, std::string_view name) {
    for (const SpanMetrics& span : metrics.spans)
        if (span.name == name) return &span;
    return nullptr;
}

const DeviceMetrics* device_named(const Metrics& metrics, std::string_view name) {
    for (const DeviceMetrics& device : metrics.devices)
        if (device.name == name) return &device;
    return nullptr;
}

Found device_metric(const Metrics& metrics, const DeviceMetrics& device, std::string_view name) {
    if (name == "busy") return length(device.busy);
    if (name == "utilisation") return share(device.busy, length_of_run(metrics));
    if (name == "requests") return count(device.requests);
    if (name == "queued") return length(device.queued);
    return std::nullopt;
}

constexpr std::string_view span_prefix = "span.", device_prefix = "device.", switches_prefix = "switches.";

Found run_metric(const Metrics& metrics, std::string_view name) {
    for (const RunRow& row : run_rows)
        if (row.name == name) return row.value(metrics);
    if (name.starts_with(switches_prefix)) return switch_metric(metrics, name.substr(switches_prefix.size()));
    const std::size_t dot = name.rfind('.');
    if (dot != std::string_view::npos && dot > name.find('.')) {
        const std::string_view subject = name.substr(0, dot), last = name.substr(dot + 1);
        if (subject.starts_with(span_prefix)) {
            const SpanMetrics* span = span_named(metrics, subject.substr(span_prefix.size()));
            return span != nullptr ? of_lengths(span->lengths, last) : std::nullopt;
        }
        if (subject.starts_with(device_prefix)) {
            const DeviceMetrics* device = device_named(metrics, subject.substr(device_prefix.size()));
            return device != nullptr ? device_metric(metrics, *device, last) : std::nullopt;
        }
    }
    return account(all_cpus(metrics), TimeSum::of(length_of_run(metrics), metrics.cpus.size()), name);
}

/// Whose values are asked for: everybody's, or those of one process, group or thread.
class Members {
  public:
    Members(const Metrics& metrics, std::string_view subject) : subject_(subject) {
        if (subject.empty()) return;
        process_ = process_named(metrics, subject);
        thread_ = process_ == nullptr ? thread_named(metrics, subject) : nullptr;
    }
    [[nodiscard]] bool has(const ThreadMetrics& thread) const {
        if (process_ != nullptr) return thread.pid == process_->pid;
        if (thread_ != nullptr) return &thread == thread_;
        return subject_.empty() || thread.group == subject_ || continues(subject_, thread.name);
    }
    [[nodiscard]] bool has(const ProcessMetrics& process) const {
        return process_ != nullptr
                   ? &process == process_
                   : process.pid != init_pid && (subject_.empty() || process.group == subject_);
    }

  private:
    std::string_view subject_;
    const ProcessMetrics* process_ = nullptr;
    const ThreadMetrics* thread_ = nullptr;
};

Found of_process(const ProcessMetrics& process, std::string_view name) {
    if (name == "threads") return count(process.threads.size());
    if (name == "status" && process.status) return MetricValue{Ratio(*process.status), false};
    return std::nullopt;
}

} // namespace

Found find_metric(const Metrics& metrics, std::string_view subject, std::string_view name) {
    if (subject.empty()) return run_metric(metrics, name);
    if (subject == "switches" || subject.starts_with(switches_prefix) || subject.starts_with(span_prefix) ||
        subject.starts_with(device_prefix))
        return run_metric(metrics, std::string(subject) + "." + std::string(name));
    if (name == "status") {
        const ProcessMetrics* process = process_named(metrics, subject);
        return process != nullptr ? of_process(*process, name) : std::nullopt;
    }
    if (const SumRow* row = find_row(name))
        if (const auto sum = sum_named(metrics, subject)) return row->value(metrics, *sum);
    if (const CpuMetrics* cpu = cpu_named(metrics, subject))
        return account(*cpu, length_of_run(metrics), name);
    return std::nullopt;
}

Found metric_of(const Metrics& metrics, const ThreadMetrics& thread, std::string_view name) {
    const SumRow* row = name == "threads" ? nullptr : find_row(name);
    return row != nullptr ? row->value(metrics, sum_of(thread)) : std::nullopt;
}

Found metric_of(const Metrics& metrics, const ProcessMetrics& process, std::string_view name) {
    if (const Found own = of_process(process, name)) return own;
    const SumRow* row = find_row(name);
    return row != nullptr ? row->value(metrics, sum_of(metrics, process)) : std::nullopt;
}

std::vector<MetricValue> all_of_metric(const Metrics& metrics, std::string_view name) {
    return all_of_metric(metrics, {}, name);
}

std::vector<MetricValue> all_of_metric(const Metrics& metrics, std::string_view subject,
                                       std::string_view name) {
    std::vector<MetricValue> values;
    const Members members(metrics, subject);
    for (const ProcessMetrics& process : metrics.processes)
        if (members.has(process))
            if (const Found value = of_process(process, name)) values.push_back(*value);
    const SumRow* row = name == "threads" ? nullptr : find_row(name);
    if (row == nullptr) return values;
    for (const ThreadMetrics& thread : metrics.threads) {
        if (!members.has(thread)) continue;
        if (const Found value = row->value(metrics, sum_of(thread))) values.push_back(*value);
    }
    return values;
}

bool has_subject(const Metrics& metrics, std::string_view subject) {
    if (subject.starts_with(span_prefix))
        return span_named(metrics, subject.substr(span_prefix.size())) != nullptr;
    if (subject.starts_with(device_prefix))
        return device_named(metrics, subject.substr(device_prefix.size())) != nullptr;
    return sum_named(metrics, subject).has_value() || cpu_named(metrics, subject) != nullptr;
}

} // namespace ossim
