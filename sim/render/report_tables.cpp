// The tables of the report: threads, processes, CPUs, switches, spans, devices.
#include "render/report_tables.hpp"

#include "base/text.hpp"
#include "metrics/switch_cost.hpp"
#include "render/figures.hpp"
#include "render/table.hpp"

#include <algorithm>
#include <map>
#include <numeric>
#include <optional>
#include <vector>

namespace ossim {

namespace {

Duration kernel_of(const ThreadMetrics& thread) {
    Duration sum;
    for (const Duration part : thread.kernel)
        sum += part;
    return sum;
}

Duration in_state(const ThreadMetrics& thread, ThreadState state) {
    return thread.in_state[static_cast<std::size_t>(state)];
}

using Value = std::optional<Duration>;

Value less(const std::optional<Time>& later, Time earlier) {
    return later ? std::optional(*later - earlier) : std::nullopt;
}
Value less(const Value& whole, Duration part) { return whole ? std::optional(*whole - part) : std::nullopt; }

enum class Column : std::uint8_t {
    arrival,
    start,
    end,
    turnaround,
    cpu,
    ready,
    waiting,
    newborn,
    switching,
    kernel,
    minus_cpu,
    response
};

std::string_view head_of(Column column) {
    constexpr std::string_view heads[] = {"arrival",     "first run",  "end",          "turnaround",
                                          "= CPU",       "+ in Ready", "+ in Waiting", "+ in New",
                                          "+ switching", "+ kernel",   "waiting",      "response"};
    return heads[static_cast<std::size_t>(column)];
}

/// The columns of the threads table: how each is read from a thread.
class ThreadColumns {
  public:
    explicit ThreadColumns(const Metrics& metrics);
    [[nodiscard]] std::vector<Column> all() const;
    [[nodiscard]] Value value(const ThreadMetrics& thread, Column column) const;
    [[nodiscard]] static bool is_length(Column column) {
        return column != Column::arrival && column != Column::start && column != Column::end;
    }

  private:
    bool late_ = false, newborn_ = false, waits_ = false, switching_ = false, kernel_ = false, minus_cpu_,
         dispatch_;
};

ThreadColumns::ThreadColumns(const Metrics& metrics)
    : minus_cpu_(setting_of(metrics.header, "waiting") == "turnaround-minus-cpu"),
      dispatch_(setting_of(metrics.header, "response") == "first-dispatch") {
    for (const ThreadMetrics& thread : metrics.threads) {
        late_ = late_ || thread.arrival > Time();
        newborn_ = newborn_ || in_state(thread, ThreadState::newborn) > Duration();
        waits_ = waits_ || in_state(thread, ThreadState::waiting) > Duration();
        switching_ = switching_ || thread.switching > Duration();
        kernel_ = kernel_ || kernel_of(thread) > Duration();
    }
}

std::vector<Column> ThreadColumns::all() const {
    std::vector<Column> columns;
    const auto put = [&](Column column, bool wanted = true) {
        if (wanted) columns.push_back(column);
    };
    put(Column::arrival, late_);
    put(Column::start);
    put(Column::end);
    put(Column::turnaround);
    put(Column::cpu);
    put(Column::ready);
    put(Column::waiting, waits_);
    put(Column::newborn, newborn_);
    put(Column::switching, switching_);
    put(Column::kernel, kernel_);
    put(Column::minus_cpu, minus_cpu_);
    put(Column::response);
    return columns;
}

Value ThreadColumns::value(const ThreadMetrics& thread, Column column) const {
    const std::optional<Time>& start = dispatch_ ? thread.first_dispatch : thread.first_instruction;
    switch (column) {
    case Column::arrival: return thread.arrival - Time();
    case Column::start: return less(start, Time());
    case Column::end: return less(thread.end, Time());
    case Column::turnaround: return less(thread.end, thread.arrival);
    case Column::cpu: return thread.cpu;
    case Column::ready: return in_state(thread, ThreadState::ready);
    case Column::waiting: return in_state(thread, ThreadState::waiting);
    case Column::newborn: return in_state(thread, ThreadState::newborn);
    case Column::switching: return thread.switching;
    case Column::kernel: return kernel_of(thread);
    case Column::minus_cpu: return less(less(thread.end, thread.arrival), thread.cpu);
    case Column::response: return less(start, thread.arrival);
    }
    return std::nullopt;
}

std::string average(const std::vector<const ThreadMetrics*>& threads, const ThreadColumns& from,
                    Column column, const Metrics& metrics, Unit unit) {
    if (!ThreadColumns::is_length(column)) return "";
    TimeSum sum;
    std::int64_t count = 0;
    for (const ThreadMetrics* thread : threads) {
        const Value value = from.value(*thread, column);
        if (!value) continue;
        sum += *value;
        ++count;
    }
    if (count == 0) return "-";
    return rounded(Ratio(sum.ns(), length_of(unit).ns()) / Ratio(count), rounding_of(metrics.header));
}

/// The threads, by group: the unnamed one, which is all of them, last.
std::vector<std::pair<std::string, std::vector<const ThreadMetrics*>>> groups_of(const Metrics& metrics) {
    std::map<std::string, std::vector<const ThreadMetrics*>> groups;
    std::vector<const ThreadMetrics*> everybody;
    for (const ThreadMetrics& thread : metrics.threads) {
        everybody.push_back(&thread);
        if (!thread.group.empty()) groups[thread.group].push_back(&thread);
    }
    std::vector<std::pair<std::string, std::vector<const ThreadMetrics*>>> all;
    for (auto& [name, threads] : groups)
        all.emplace_back("average of " + name, std::move(threads));
    if (everybody.size() > 1) all.emplace_back("average", std::move(everybody));
    return all;
}

Table table_of(const Metrics& metrics, const ThreadColumns& from, const std::vector<Column>& columns,
               std::size_t rows, Unit unit) {
    std::vector<std::string> heads = {"thread"};
    for (const Column column : columns)
        heads.emplace_back(head_of(column));
    Table table(heads);
    for (std::size_t i = 0; i < std::min(rows, metrics.threads.size()); ++i) {
        std::vector<std::string> cells = {shortened(metrics.threads[i].name, widest_name)};
        for (const Column column : columns) {
            const Value value = from.value(metrics.threads[i], column);
            cells.push_back(value ? in_unit(*value, unit) : "-");
        }
        table.add(std::move(cells));
    }
    for (const auto& [name, threads] : groups_of(metrics)) {
        std::vector<std::string> cells = {name};
        for (const Column column : columns)
            cells.push_back(average(threads, from, column, metrics, unit));
        const bool some =
            std::any_of(cells.begin() + 1, cells.end(), [](const auto& c) { return !c.empty(); });
        if (some) table.add(std::move(cells)); // a part of a split table may hold nothing that has a mean
    }
    return table;
}

std::string and_more(std::size_t shown, std::size_t all, std::string_view one, std::string_view many) {
    if (all <= shown) return "";
    return "and " + std::to_string(all - shown) + " more " + std::string(all - shown == 1 ? one : many) +
           ": --rows " + std::to_string(all) + "\n";
}

bool is_turnaround_part(Column column) { return column >= Column::turnaround && column <= Column::kernel; }

struct ProcessColumn {
    std::string_view head;
    TimeSum (*value)(const ProcessMetrics&);
};

/// Those of which some process has more than 0.
std::vector<ProcessColumn> process_columns(const Metrics& metrics) {
    using P = ProcessMetrics;
    std::vector<ProcessColumn> columns = {
        {"arrival", [](const P& p) { return TimeSum(p.arrival - Time()); }},
        {"CPU", [](const P& p) { return p.cpu; }},
        {"in Ready", [](const P& p) { return p.in_state[static_cast<std::size_t>(ThreadState::ready)]; }},
        {"in Waiting", [](const P& p) { return p.in_state[static_cast<std::size_t>(ThreadState::waiting)]; }},
        {"switching", [](const P& p) { return p.switching; }},
        {"kernel", [](const P& p) { return std::accumulate(p.kernel.begin(), p.kernel.end(), TimeSum()); }},
    };
    std::erase_if(columns, [&](const ProcessColumn& column) {
        return std::none_of(metrics.processes.begin(), metrics.processes.end(),
                            [&](const P& p) { return column.value(p) > Duration(); });
    });
    return columns;
}

} // namespace

std::string threads_table(const Metrics& metrics, std::size_t rows, const Style& style) {
    if (metrics.threads.empty()) return "No thread was created.\n";
    const ThreadColumns from(metrics);
    std::vector<Column> columns = from.all();
    const Table whole = table_of(metrics, from, columns, rows, style.unit);
    std::string out;
    if (whole.fits(style)) {
        out = whole.text(style);
    } else {
        std::vector<Column> parts, times;
        for (const Column column : columns) {
            if (is_turnaround_part(column)) parts.push_back(column);
            if (!is_turnaround_part(column) || column == Column::turnaround) times.push_back(column);
        }
        out = table_of(metrics, from, times, rows, style.unit).text(style) + "\n" +
              table_of(metrics, from, parts, rows, style.unit).text(style);
    }
    out += and_more(rows, metrics.threads.size(), "thread", "threads");
    const auto ended =
        static_cast<std::size_t>(std::count_if(metrics.threads.begin(), metrics.threads.end(),
                                               [](const ThreadMetrics& t) { return t.end.has_value(); }));
    if (ended < metrics.threads.size())
        out += counted(metrics.threads.size() - ended, "thread has not ended (\"-\")",
                       "threads have not ended (\"-\")") +
               ".\n";
    return out;
}

namespace {

/// For when the table of processes is left out: only what one would not guess.
std::string failures(const Metrics& metrics, const Style& style) {
    constexpr std::size_t shown = 10;
    std::size_t count = 0;
    std::string text;
    for (const ProcessMetrics& process : metrics.processes) {
        if (process.status.value_or(0) == 0 || count++ >= shown) continue;
        text += (count == 1 ? "Exit status not 0: " : ", ") + process.name + " " +
                std::to_string(*process.status);
    }
    if (count > shown) text += ", and " + std::to_string(count - shown) + " more";
    return text.empty() ? "" : wrapped(text + ".", style.width, "  ");
}

/// A status of 0 is what one expects: its column may be left out where there is no room for it.
Table table_of_processes(const Metrics& metrics, std::size_t rows, bool with_status, Unit unit) {
    const std::vector<ProcessColumn> columns = process_columns(metrics);
    std::vector<std::string> heads = {"process", "pid", "threads"};
    for (const ProcessColumn& column : columns)
        heads.emplace_back(column.head);
    heads.emplace_back("end");
    if (with_status) heads.emplace_back("status");
    Table table(heads);
    for (std::size_t i = 0; i < std::min(rows, metrics.processes.size()); ++i) {
        const ProcessMetrics& p = metrics.processes[i];
        std::vector<std::string> cells = {shortened(p.name, widest_name), std::to_string(p.pid.value),
                                          std::to_string(p.threads.size())};
        for (const ProcessColumn& column : columns)
            cells.push_back(in_unit(column.value(p), unit));
        cells.push_back(p.end ? in_unit(*p.end - Time(), unit) : "-");
        if (with_status) cells.push_back(p.status ? std::to_string(*p.status) : "-");
        table.add(std::move(cells));
    }
    return table;
}

} // namespace

std::string processes_table(const Metrics& metrics, std::size_t rows, const Style& style) {
    const bool alike =
        std::all_of(metrics.processes.begin(), metrics.processes.end(), [&](const ProcessMetrics& p) {
            return p.threads.size() == 1 && thread_name(metrics, p.threads.front()) == p.name;
        });
    if (alike) return failures(metrics, style);
    const Table whole = table_of_processes(metrics, rows, true, style.unit);
    const bool all_well = failures(metrics, style).empty();
    const Table& table =
        whole.fits(style) || !all_well ? whole : table_of_processes(metrics, rows, false, style.unit);
    return table.text(style) + and_more(rows, metrics.processes.size(), "process", "processes");
}

std::string ends_by_kernel(const Metrics& metrics, const Style& style) {
    constexpr std::size_t shown = 5;
    std::size_t count = 0;
    std::string out;
    for (const ProcessMetrics& process : metrics.processes) {
        if (!process.ended_by || count++ >= shown) continue;
        std::string text = "The kernel ended " + process.name;
        if (process.end) text += " at " + moment_text(*process.end, style.unit);
        if (*process.ended_by == Cause::out_of_memory) {
            text += ": out of memory. No frame was free, none could be taken from anybody, and no page was "
                    "on its way that would have made room.";
        } else if (*process.ended_by == Cause::address_space_full) {
            text += ": its address space was full. It asked for a stack or another segment, and no gap was "
                    "large enough; a page table of more levels reaches further.";
        } else if (const auto& violation = process.last_violation) {
            text += " by SIGSEGV: " + thread_name(metrics, violation->tid) +
                    (violation->write ? " wrote to page " : " referred to page ") +
                    std::to_string(violation->page) +
                    (violation->kind == FaultKind::protection ? ", which does not permit that."
                                                              : ", and nothing is mapped there.");
        }
        out += wrapped(text, style.width, "  ");
    }
    if (count > shown) out += "and " + counted(count - shown, "more process", "more processes") + "\n";
    return out;
}

std::string cpus_table(const Metrics& metrics, std::size_t rows, const Style& style) {
    const CpuMetrics sum = all_cpus(metrics);
    std::vector<std::string> heads = {"CPU", "user"};
    if (sum.switching_total() > Duration()) heads.emplace_back("+ switching");
    for (std::size_t i = 0; i < account_count; ++i)
        if (sum.kernel[i] > Duration()) heads.push_back("+ " + std::string(word_of(static_cast<Account>(i))));
    heads.insert(heads.end(), {"+ idle", "= in all", "user share"});
    Table table(heads);
    const auto add = [&](std::string name, const CpuMetrics& cpu) {
        std::vector<std::string> cells = {std::move(name), in_unit(cpu.user, style.unit)};
        if (sum.switching_total() > Duration()) cells.push_back(in_unit(cpu.switching_total(), style.unit));
        for (std::size_t i = 0; i < account_count; ++i)
            if (sum.kernel[i] > Duration()) cells.push_back(in_unit(cpu.kernel[i], style.unit));
        const TimeSum total = cpu.total();
        cells.push_back(in_unit(cpu.idle, style.unit));
        cells.push_back(in_unit(total, style.unit));
        cells.push_back(total > Duration() ? percent(Ratio(cpu.user.ns(), total.ns())) : "-");
        table.add(std::move(cells));
    };
    for (std::size_t i = 0; i < std::min(rows, metrics.cpus.size()); ++i)
        add("CPU" + std::to_string(metrics.cpus[i].cpu.value), metrics.cpus[i]);
    if (metrics.cpus.size() > 1) add("all", sum);
    return table.text(style) + and_more(rows, metrics.cpus.size(), "CPU", "CPUs");
}

namespace {

std::string_view switch_phrase(SwitchKind kind) {
    constexpr std::string_view words[] = {"between threads of a process", "between processes", "to idle",
                                          "from idle", "to the same thread again"};
    return words[static_cast<std::size_t>(kind)];
}

std::string switches_line(const SwitchCostTable& costs, std::size_t width) {
    std::string text;
    for (const SwitchCostRow& row : costs.rows) {
        if (row.count == 0) continue;
        text += text.empty() ? counted(row.count, "switch", "switches") : ", " + std::to_string(row.count);
        text += " " + std::string(switch_phrase(row.kind));
    }
    return wrapped((text.empty() ? "No switch" : text) + ", cost 0.", width);
}

std::string_view component_words(Component component) {
    switch (component) {
    case Component::trap: return "trap: enter and leave the kernel";
    case Component::queue: return "queue: put back or take off";
    case Component::pick: return "pick: choose who is next";
    case Component::save: return "save registers into a TCB";
    case Component::address_space: return "address space: page-table base";
    case Component::flush: return "flush the TLB";
    case Component::restore: return "restore registers from a TCB";
    case Component::unit: return "one price for a switch";
    }
    return "";
}

bool has_refills(const Metrics& metrics) {
    return std::any_of(metrics.switches.begin(), metrics.switches.end(), [](const SwitchMetrics& kind) {
        return kind.tlb_refill > Duration() || kind.cache_refill > Duration();
    });
}

std::string refill_text(const SwitchCostRow& row, TimeSum sum, const Style& style) {
    return mean_text(Ratio(sum.ns(), row.count), style.unit);
}

/// Did a switch reach past the end of the run? Then its parts are counted up to there.
bool is_cut(const SwitchCostTable& costs) {
    return std::any_of(costs.rows.begin(), costs.rows.end(), [](const SwitchCostRow& row) {
        return row.count > 0 && row.mean * Ratio(row.count) > Ratio(row.total.ns());
    });
}

/// Did the run end as soon as the only switch of its kind began? Then none of its parts took place.
bool is_all_cut(const SwitchCostRow& row) { return row.mean > Ratio() && row.total == Duration(); }

std::vector<SwitchKind> kinds_shown(const SwitchCostTable& costs) {
    std::vector<SwitchKind> kinds;
    for (const SwitchCostRow& row : costs.rows)
        if (row.count > 0 || row.kind == SwitchKind::thread || row.kind == SwitchKind::process)
            kinds.push_back(row.kind);
    return kinds;
}

} // namespace

std::string switches_table(const Metrics& metrics, const Style& style) {
    const SwitchCostTable costs = switch_cost_table(metrics);
    if (costs.components().empty()) return switches_line(costs, style.width);
    const std::vector<SwitchKind> kinds = kinds_shown(costs);
    std::vector<std::string> heads = {"cost of one switch (mean)"};
    for (const SwitchKind kind : kinds) {
        constexpr std::string_view names[] = {"thread", "process", "to idle", "from idle", "same again"};
        heads.emplace_back(names[static_cast<std::size_t>(kind)]);
    }
    Table table(heads);
    const auto add = [&](std::string_view name, const auto& cell) {
        std::vector<std::string> cells = {std::string(name)};
        for (const SwitchKind kind : kinds) {
            const SwitchCostRow& row = costs.row(kind);
            cells.push_back(row.count == 0 ? "-" : cell(row));
        }
        table.add(std::move(cells));
    };
    for (const Component component : costs.components())
        add(component_words(component), [&](const SwitchCostRow& row) {
            return is_all_cut(row) ? "-"
                                   : mean_text(row.each[static_cast<std::size_t>(component)], style.unit);
        });

    if (has_refills(metrics)) {
        add("refill the TLB, afterwards",
            [&](const SwitchCostRow& row) { return refill_text(row, row.tlb_refill, style); });
        add("- its TLB misses", [](const SwitchCostRow& row) {
            return decimal(
                Ratio(static_cast<std::int64_t>(row.tlb_misses), static_cast<std::int64_t>(row.count)), 1);
        });
        add("refill the cache, afterwards",
            [&](const SwitchCostRow& row) { return refill_text(row, row.cache_refill, style); });
    }
    add("one switch", [&](const SwitchCostRow& row) { return mean_text(row.mean, style.unit); });
    const auto at_most = [&](const SwitchCostRow& row, Duration length) {
        return (row.exact ? "" : "about ") + length_text(length, style.unit);
    };
    if (has_refills(metrics)) {
        add("half of them at most", [&](const SwitchCostRow& row) { return at_most(row, row.median); });
        add("99% of them at most", [&](const SwitchCostRow& row) { return at_most(row, row.p99); });
    }
    add("how many", [&](const SwitchCostRow& row) { return std::to_string(row.count); });
    add("all together",
        [&](const SwitchCostRow& row) { return is_all_cut(row) ? "-" : length_text(row.total, style.unit); });
    const TimeSum all = cpu_time_of(metrics);
    if (has_refills(metrics) && all > Duration())
        add("of the CPUs' time",
            [&](const SwitchCostRow& row) { return percent(Ratio(row.total.ns(), all.ns())); });
    std::string out = table.text(style);
    if (is_cut(costs))
        out += wrapped("The end of the run cut a switch short: \"one switch\" counts it whole, the other "
                       "rows up to the end.",
                       style.width, "  ");
    if (costs.process_over_thread)
        out += wrapped("A switch between processes costs " + decimal(*costs.process_over_thread, 2) +
                           " times one between threads of a process.",
                       style.width);
    return out;
}

std::string spans_table(const Metrics& metrics, const Style& style) {
    Table table({"span", "times", "mean", "median", "90%", "95%", "99%", "longest"});
    std::string never_left;
    for (const SpanMetrics& span : metrics.spans) {
        const Histogram& h = span.lengths;
        const auto at = [&](int percent) {
            return (h.is_exact() ? "" : "about ") + in_unit(h.percentile(percent), style.unit);
        };
        if (h.count() == 0)
            never_left += wrapped("The span " + span.name + " was entered and never left: it has no length.",
                                  style.width, "  ");
        else
            table.add({span.name, std::to_string(h.count()),
                       rounded(h.mean() / Ratio(length_of(style.unit).ns()), rounding_of(metrics.header)),
                       at(50), at(90), at(95), at(99), in_unit(h.most(), style.unit)});
    }
    return (table.empty() ? "" : table.text(style)) + never_left;
}

std::string devices_table(const Metrics& metrics, const Style& style) {
    if (metrics.devices.empty()) return "";
    Table table({"device", "requests", "busy", "of the run", "queued in all", "queued on average"});
    const Duration run = metrics.end - Time();
    for (const DeviceMetrics& device : metrics.devices) {
        const Ratio unit(length_of(style.unit).ns());
        table.add({device.name, std::to_string(device.requests), in_unit(device.busy, style.unit),
                   run > Duration() ? percent(Ratio(device.busy.ns(), run.ns())) : "-",
                   in_unit(device.queued, style.unit),
                   device.requests == 0 ? "-"
                                        : rounded(Ratio(device.queued.ns()) / unit / Ratio(device.requests),
                                                  rounding_of(metrics.header))});
    }
    return table.text(style);
}

} // namespace ossim
