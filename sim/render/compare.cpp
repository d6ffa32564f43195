// Runs side by side, and the table of processes against threads.
#include "render/compare.hpp"

#include "base/text.hpp"
#include "metrics/switch_cost.hpp"
#include "render/figures.hpp"
#include "render/table.hpp"

#include <algorithm>

namespace ossim {

namespace {

using MaybeValue = std::optional<MetricValue>;

constexpr int usual_places = 3;

/// A row of times is exact (nothing), or all of it is rounded alike, so that its figures can be compared: to
/// so many places that short times keep three digits, down to nanoseconds.
std::optional<int> places_of(std::span<const MaybeValue> row, Unit unit) {
    bool exact = true;
    int places = usual_places;
    const Ratio length(length_of(unit).ns());
    for (const MaybeValue& value : row) {
        if (!value || !value->is_time) continue;
        exact = exact && value->value.denominator() == 1;
        std::int64_t power = 1;
        for (int i = 0; i < places; ++i)
            power *= 10;
        for (; value->value > Ratio(0) && Ratio(power) < length; ++places, power *= 10)
            if (value->value / length * Ratio(power) >= Ratio(100)) break;
    }
    return exact ? std::nullopt : std::optional(places);
}

std::string value_text(const MetricValue& value, const Metrics& metrics, std::string_view name,
                       std::optional<int> places, const Style& style) {
    if (value.is_time) {
        const Ratio in_units = value.value / Ratio(length_of(style.unit).ns());
        const std::string unit = style.unit == Unit::tick ? "" : std::string(word_of(style.unit));
        if (!places) return with_unit(TimeSum::of_ns(value.value.numerator()), style.unit);
        return (*places == usual_places ? rounded(in_units, rounding_of(metrics.header))
                                        : decimal(in_units, *places)) +
               unit;
    }
    if (name == "utilisation" || name == "overhead") return percent(value.value);
    const auto all = metric_catalogue();
    const bool is_count = std::any_of(all.begin(), all.end(), [&](const MetricInfo& info) {
        return info.unit == "count" && name.ends_with(info.name);
    });
    if (is_count && value.value.denominator() == 1) return digits_of(value.value.numerator());
    return decimal(value.value, 3);
}

/// Of everybody, or of one process or family: "response", "P1.response".
std::vector<MetricValue> values_of(const Metrics& metrics, std::string_view name) {
    for (std::size_t dot = name.rfind('.'); dot != std::string_view::npos && dot > 0;
         dot = name.rfind('.', dot - 1))
        if (auto some = all_of_metric(metrics, name.substr(0, dot), name.substr(dot + 1)); !some.empty())
            return some;
    return all_of_metric(metrics, name);
}

std::optional<MetricValue> mean_of(const Metrics& metrics, std::string_view name) {
    const std::vector<MetricValue> values = values_of(metrics, name);
    if (values.empty()) return std::nullopt;
    Ratio sum;
    for (const MetricValue& value : values)
        sum = sum + value.value;
    return MetricValue{sum / Ratio(static_cast<std::int64_t>(values.size())), values.front().is_time};
}

std::optional<MetricValue> most_of(const Metrics& metrics, std::string_view name) {
    const std::vector<MetricValue> values = values_of(metrics, name);
    const auto most =
        std::max_element(values.begin(), values.end(),
                         [](const MetricValue& a, const MetricValue& b) { return a.value < b.value; });
    return most == values.end() ? std::nullopt : std::optional(*most);
}

/// "makespan", "avg(response)", "max(response)", "P1.turnaround"; `check_row` refuses others before the runs.
std::optional<MetricValue> value_of(const Metrics& metrics, std::string_view name) {
    if (name.ends_with(")") && name.starts_with("avg("))
        return mean_of(metrics, name.substr(4, name.size() - 5));
    if (name.ends_with(")") && name.starts_with("max("))
        return most_of(metrics, name.substr(4, name.size() - 5));
    if (const auto whole = find_metric(metrics, "", name)) return whole;
    for (std::size_t dot = name.rfind('.'); dot != std::string_view::npos && dot > 0;
         dot = name.rfind('.', dot - 1))
        if (const auto found = find_metric(metrics, name.substr(0, dot), name.substr(dot + 1))) return found;
    return std::nullopt;
}

struct MetricRow {
    std::string_view name, words;
    bool asked = false; ///< by the user: it is shown, whatever it holds
};

constexpr MetricRow usual_rows[] = {
    {"length", "length of the run"},
    {"avg(turnaround)", "turnaround, average"},
    {"avg(waiting)", "waiting, average"},
    {"avg(response)", "response, average"},
    {"max(response)", "response, longest"},
    {"throughput", "processes ended a second"},
    {"utilisation", "CPU time for user work"},
    {"overhead", "CPU time for overhead"},
    {"fairness", "fairness (Jain)"},
    {"switches", "switches between threads"},
    {"involuntary_switches", "of them involuntary"},
    {"switches.total", "time spent switching"},
    {"ties", "picks decided by a tie rule"},
};

void add_row(Table& table, std::span<const ComparedRun> runs, const MetricRow& row, const Style& style) {
    const bool ticks = style.unit == Unit::tick && row.name == "throughput";
    std::vector<std::string> cells = {ticks ? "processes ended in 1000 ticks" : std::string(row.words)};
    std::vector<MaybeValue> values;
    for (const ComparedRun& run : runs)
        values.push_back(value_of(*run.metrics, row.name));
    const std::optional<int> places = places_of(values, style.unit);
    bool some = row.asked;
    for (std::size_t i = 0; i < runs.size(); ++i) {
        cells.push_back(values[i] ? value_text(*values[i], *runs[i].metrics, row.name, places, style) : "-");
        some = some || (values[i] && values[i]->value != Ratio(0));
    }
    if (some) table.add(std::move(cells));
}

std::string outcomes(std::span<const ComparedRun> runs, const Style& style) {
    std::string text;
    for (const ComparedRun& run : runs)
        if (run.metrics->outcome != Outcome::finished || !run.metrics->complete)
            text +=
                wrapped(run.name + " ended as: " + std::string(word_of(run.metrics->outcome)) +
                            (run.metrics->complete ? "." : "; its figures are of what was simulated so far."),
                        style.width, "  ");
    return text;
}

const ComparedRun* first_as(std::span<const ComparedRun> runs, RunAs as) {
    const auto at =
        std::find_if(runs.begin(), runs.end(), [as](const ComparedRun& run) { return run.run_as == as; });
    return at == runs.end() ? nullptr : &*at;
}

/// The switches from thread to thread of one run, and what one of the kind in question costs.
struct Switches {
    /// `kind`: the one whose price is told; the other one if there was none of it.
    Switches(const Metrics& metrics, SwitchKind kind);
    [[nodiscard]] Ratio each(Component component) const {
        return one.each[static_cast<std::size_t>(component)];
    }
    /// Of a sum over all switches of that kind.
    [[nodiscard]] Ratio of_one(TimeSum sum) const {
        return one.count == 0 ? Ratio() : Ratio(sum.ns(), one.count);
    }
    std::uint64_t count = 0, within = 0;
    TimeSum total;
    SwitchCostRow one;
};

Switches::Switches(const Metrics& metrics, SwitchKind kind) {
    const SwitchCostTable table = switch_cost_table(metrics);
    const SwitchCostRow& thread = table.row(SwitchKind::thread);
    const SwitchCostRow& process = table.row(SwitchKind::process);
    count = thread.count + process.count;
    within = thread.count;
    total = thread.total + process.total;
    one = table.row(kind);
    if (one.count == 0) one = kind == SwitchKind::thread ? process : thread;
}

std::string_view why(Component component) {
    switch (component) {
    case Component::trap: return "both enter and leave the kernel";
    case Component::queue: return "both are queued as threads";
    case Component::pick: return "both are chosen as threads";
    case Component::save: return "registers and stack pointer are a thread's own";
    case Component::address_space: return "only a process has page tables of its own to load";
    case Component::flush: return "only a change of page tables costs the TLB its entries";
    case Component::restore: return "as save, out of the TCB";
    case Component::unit: return "one price for a switch as a whole";
    }
    return "";
}

std::string_view part_words(Component component) {
    constexpr std::string_view words[] = {"- trap",           "- ready queue",   "- choosing",
                                          "- save registers", "- address space", "- TLB flush",
                                          "- load registers", "- one price"};
    return words[static_cast<std::size_t>(component)];
}

std::uint64_t sum_of(const Metrics& metrics, std::uint64_t ProcessMetrics::*part) {
    std::uint64_t sum = 0;
    for (const ProcessMetrics& process : metrics.processes)
        sum += process.*part;
    return sum;
}

TimeSum creation_of(const Metrics& metrics) {
    return all_cpus(metrics).kernel[static_cast<std::size_t>(Account::creation)];
}

/// What a scenario lists is there without having been created: how much of it there was.
struct Listed {
    explicit Listed(const Metrics& metrics);
    std::uint64_t processes = 0, pages = 0; ///< pages: that they have mapped
    std::uint64_t threads = 0;              ///< beyond the first of each process
};

Listed::Listed(const Metrics& metrics) {
    for (const ProcessMetrics& process : metrics.processes) {
        if (process.parent != init_pid || process.pid == init_pid) continue;
        ++processes;
        pages += process.page_entries;
        threads += process.threads.empty() ? 0 : process.threads.size() - 1;
    }
    const std::uint64_t spawned = metrics.creations[static_cast<std::size_t>(Creation::spawn)].count;
    threads -= std::min(spawned, threads);
}

std::int64_t signed_count(std::uint64_t number) { return static_cast<std::int64_t>(number); }

/// The table, with threads in the first column of figures and processes in the second.
class ClassicalTable {
  public:
    ClassicalTable(const Metrics& threads, const Metrics& processes, const CostProfile* costs,
                   const Style& style)
        : t_(threads), p_(processes), costs_(costs), style_(style), st_(threads, SwitchKind::thread),
          sp_(processes, SwitchKind::process) {
        table_.left(3);
    }
    std::string text();

  private:
    void containers();
    void memory();
    void creation();
    void ends();
    void communication();
    void refills();
    void idling();
    void words();
    void switches();
    void whole();
    void add(std::string_view what, std::string threads, std::string processes, std::string_view reason) {
        table_.add({std::string(what), std::move(threads), std::move(processes), std::string(reason)});
    }
    void counts(std::string_view what, std::uint64_t threads, std::uint64_t processes,
                std::string_view reason) {
        add(what, std::to_string(threads), std::to_string(processes), reason);
    }
    [[nodiscard]] std::string closing() const;
    const Metrics& t_;
    const Metrics& p_;
    const CostProfile* costs_;
    const Style& style_;
    Switches st_, sp_;
    Table table_{{"", "threads", "processes", "why"}};
};

void ClassicalTable::containers() {
    counts("PCBs: processes", t_.processes.size(), p_.processes.size(),
           "a process is the container: memory, descriptors");
    counts("TCBs: threads", t_.threads.size(), p_.threads.size(), "what is scheduled, in both cases");
    counts("address spaces", t_.processes.size(), p_.processes.size(), "threads of a process share one");
    memory();
    creation();
    ends();
}

constexpr std::string_view no_price = "not in this profile";

/// What creating them would have cost: a scenario's own processes and threads are there when it begins.
void ClassicalTable::creation() {
    if (costs_ == nullptr) return;
    const CostProfile& costs = *costs_;
    const Listed threads(t_), processes(p_);
    const bool forks = costs.fork + costs.fork_page > Price(), spawns = costs.thread_create > Price();
    if (!forks && !spawns) return;
    const auto text = [&](bool priced, std::uint64_t count, Price price) {
        if (count == 0) return std::string("-");
        return priced ? length_text(price.rounded(), style_.unit) : std::string(no_price);
    };
    const auto fork = [&](const Listed& of) {
        return text(forks, of.processes,
                    costs.fork * signed_count(of.processes) + costs.fork_page * signed_count(of.pages));
    };
    const auto spawn = [&](const Listed& of) {
        return text(spawns, of.threads, costs.thread_create * signed_count(of.threads));
    };
    add("creating the processes", fork(threads), fork(processes),
        "apart from the run, as fork: " + length_text(costs.fork.rounded(), style_.unit) +
            " for the PCB, and a price for each page mapped");
    add("creating further threads", spawn(threads), spawn(processes),
        "apart from the run, as spawn: a TCB and a stack, whatever the memory");
}

/// What the run itself has paid for creating and ending.
void ClassicalTable::ends() {
    const TimeSum ct = creation_of(t_), cp = creation_of(p_);
    if (ct == Duration() && cp == Duration()) return;
    const auto text = [&](TimeSum sum) {
        return sum == Duration() ? std::string(no_price) : length_text(sum, style_.unit);
    };
    bool creates = false;
    for (std::size_t i = 0; i < creation_count; ++i)
        creates = creates || (static_cast<Creation>(i) != Creation::end &&
                              t_.creations[i].count + p_.creations[i].count > 0);
    add(creates ? "creating, ending in the run" : "ending them", text(ct), text(cp),
        "a process: its PCB, page tables and pages; a thread: a TCB and a stack");
}

void ClassicalTable::memory() {
    const auto both = [&](std::string_view what, std::uint64_t ProcessMetrics::*part,
                          std::string_view reason) {
        const std::uint64_t threads = sum_of(t_, part), processes = sum_of(p_, part);
        if (threads + processes > 0) counts(what, threads, processes, reason);
    };
    both("memory: pages mapped", &ProcessMetrics::page_entries,
         "each process maps a heap of its own; text is shared, and still mapped by each");
    both("pages of page tables", &ProcessMetrics::page_tables, "each address space has its own tables");
}

/// One cache line from one to the other, at the profile's prices; a wake-up is the same for both.
void ClassicalTable::communication() {
    constexpr std::string_view reason =
        "threads share variables for the price of a memory access; processes call the kernel, which copies, "
        "or attach memory";
    Price line, trap;
    if (costs_ != nullptr) {
        for (const Price level : {costs_->line_memory, costs_->line_l2, costs_->line_l3})
            if (level > Price()) line = level; // the last level that the CPUs may share
        trap = costs_->trap_in + costs_->trap_out + costs_->crossing() * 2;
    }
    if (line + trap == Price()) return add("communication", "memory", "kernel", reason);
    add("communication: one line", length_text(line.rounded(), style_.unit),
        length_text((trap * 2 + line * 2).rounded(), style_.unit),
        "threads fetch what the other wrote; processes call the kernel twice, and it is copied in and out; "
        "or they attach memory");
}

/// What no figure of a run tells.
void ClassicalTable::words() {
    communication();
    const auto killed = [](const Metrics& metrics) {
        constexpr std::int32_t segmentation = 139;
        std::uint64_t threads = 0;
        for (const ProcessMetrics& process : metrics.processes)
            threads += process.status == segmentation ? process.threads.size() : 0;
        return counted(threads, "thread");
    };
    const bool some = t_.faults.violations() + p_.faults.violations() > 0;
    add("stability", some ? killed(t_) : "all end", some ? killed(p_) : "one ends",
        some ? "ended because of an illegal access: it takes its whole process with it"
             : "an illegal access of one thread ends all threads of its process, and no other process");
    add("synchronisation", "needed", "rarely",
        "what threads share is changed by all of them; processes share only what they ask for");
    add("debugging", "harder", "easier",
        "any thread may have spoilt a shared variable; a process's memory is its own");
}

void ClassicalTable::switches() {
    counts("switches", st_.count, sp_.count, "from one thread to another");
    counts("of them in one process", st_.within, sp_.within, "the others change the address space");
    add("one switch costs", mean_text(st_.one.mean, style_.unit), mean_text(sp_.one.mean, style_.unit),
        "between two threads of a process, or two processes; its parts:");
    for (std::size_t i = 0; i < component_count; ++i) {
        const auto component = static_cast<Component>(i);
        if (st_.each(component) == Ratio(0) && sp_.each(component) == Ratio(0)) continue;
        add(part_words(component), mean_text(st_.each(component), style_.unit),
            mean_text(sp_.each(component), style_.unit), why(component));
    }
    refills();
    const auto at_most = [&](std::string_view what, Duration SwitchCostRow::*part, std::string_view reason) {
        if (st_.one.*part + sp_.one.*part == Duration()) return;
        const auto text = [&](const SwitchCostRow& row) {
            return (row.exact ? "" : "about ") + length_text(row.*part, style_.unit);
        };
        add(what, text(st_.one), text(sp_.one), reason);
    };
    at_most("half of them at most", &SwitchCostRow::median, "the median");
    at_most("99% of them at most", &SwitchCostRow::p99, "");
}

/// What the switch has brought afterwards: counts, and what they took.
void ClassicalTable::refills() {
    const auto refill = [&](std::string_view what, TimeSum SwitchCostRow::*part,
                            std::uint64_t SwitchCostRow::*count, std::string_view reason) {
        const Ratio threads = st_.of_one(st_.one.*part), processes = sp_.of_one(sp_.one.*part);
        if (threads == Ratio() && processes == Ratio()) return;
        const auto each = [&](const Switches& of) {
            return decimal(of.of_one(Duration(signed_count(of.one.*count))), 1);
        };
        add(what, mean_text(threads, style_.unit), mean_text(processes, style_.unit),
            std::string(reason) + ": " + each(st_) + " and " + each(sp_) + " of them, times their price");
    };
    refill("- TLB refill", &SwitchCostRow::tlb_refill, &SwitchCostRow::tlb_misses,
           "afterwards, misses of what it had when it last ran here");
    refill("- cache refill", &SwitchCostRow::cache_refill, &SwitchCostRow::cache_lines,
           "afterwards, lines that others have pushed out");
}

/// Idle is a thread here: what going to it and coming from it cost.
void ClassicalTable::idling() {
    const SwitchCostTable threads = switch_cost_table(t_), processes = switch_cost_table(p_);
    const auto row = [&](std::string_view what, SwitchKind kind, std::string_view reason) {
        const SwitchCostRow &t = threads.row(kind), &p = processes.row(kind);
        if (t.mean + p.mean == Ratio()) return;
        const auto text = [&](const SwitchCostRow& of) {
            if (of.count == 0) return std::string("-");
            return std::to_string(of.count) + " x " + mean_text(of.mean, style_.unit);
        };
        add(what, text(t), text(p), reason);
    };
    row("switches to idle", SwitchKind::to_idle,
        "idle borrows the address space that is loaded, and loads none");
    row("switches from idle", SwitchKind::from_idle, "the space that is loaded may be that of whom comes");
}

void ClassicalTable::whole() {
    add("switching, in all", length_text(st_.total, style_.unit), length_text(sp_.total, style_.unit), "");
    const auto part = [](const Metrics& m, TimeSum sum) {
        const TimeSum all = cpu_time_of(m);
        return all > Duration() ? percent(Ratio(sum.ns(), all.ns())) : std::string("-");
    };
    if (st_.total + sp_.total > Duration())
        add("- of the CPUs' time", part(t_, st_.total), part(p_, sp_.total), "from thread to thread");
    idling();
    const auto share = [](const Metrics& m) {
        const TimeSum all = cpu_time_of(m);
        return all > Duration() ? percent(Ratio(overhead_of(m).ns(), all.ns())) : std::string("-");
    };
    add("overhead", share(t_), share(p_), "all kernel work, of the CPUs' time");
    add("length of the run", with_unit(t_.end - Time(), style_.unit), with_unit(p_.end - Time(), style_.unit),
        "");
}

std::string ClassicalTable::closing() const {
    if (st_.total == TimeSum() && sp_.total == TimeSum())
        return "Every switch costs 0 here; with `machine: {costs: x86-64-pcid}` the difference shows.";
    if (st_.within == 0 || st_.one.mean == Ratio(0)) return "";
    return "A switch between processes costs " + decimal(sp_.one.mean / st_.one.mean, 2) +
           " times one between threads of a process.";
}

std::string ClassicalTable::text() {
    containers();
    switches();
    whole();
    words();
    std::string out = table_.text(style_);
    if (const std::string last = closing(); !last.empty()) out += wrapped(last, style_.width, "  ");
    return out;
}

} // namespace

std::string compare(std::span<const ComparedRun> runs, std::string_view title, const Style& style,
                    std::span<const std::string> metric_names) {
    if (runs.empty()) return "There is nothing to compare.\n";
    std::vector<std::string> heads = {"metric"};
    for (const ComparedRun& run : runs)
        heads.push_back(shortened(run.name, style.width / 3));
    Table table(heads);
    for (const MetricRow& row : usual_rows)
        add_row(table, runs, row, style);
    for (const std::string& name : metric_names)
        add_row(table, runs, {name, name, true}, style);
    std::string out = title.empty() ? "" : wrapped(one_line(title), style.width) + "\n";
    out += table.text(style) + outcomes(runs, style);
    if (const std::string classical = processes_against_threads(runs, style); !classical.empty())
        out += "\n" + wrapped("The same work as threads and as processes", style.width) + "\n" + classical;
    return out;
}

std::string processes_against_threads(std::span<const ComparedRun> runs, const Style& style) {
    const ComparedRun* threads = first_as(runs, RunAs::threads);
    const ComparedRun* processes = first_as(runs, RunAs::processes);
    if (threads == nullptr || processes == nullptr) return "";
    return ClassicalTable(*threads->metrics, *processes->metrics, processes->costs, style).text();
}

} // namespace ossim
