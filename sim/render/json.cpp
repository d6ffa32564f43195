// The report as JSON: all that was measured, in whole numbers.
#include "render/json.hpp"

#include "base/text.hpp"
#include "metrics/switch_cost.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <map>

namespace ossim {

namespace {

using Json = nlohmann::ordered_json;

/// JSON's readers take whole numbers of 64 bits; a greater one goes as a string of its digits.
Json json_of(Ratio::Wide number) {
    const auto narrow = static_cast<std::int64_t>(number);
    return narrow == number ? Json(narrow) : Json(digits_of(number));
}

Json json_of(TimeSum sum) { return json_of(sum.ns()); }

Json json_of(Ratio value) {
    return {{"numerator", json_of(value.numerator())},
            {"denominator", value.denominator()},
            {"text", decimal(value, 3)}};
}

Json json_of(const std::optional<Time>& time) { return time ? Json(time->ns()) : Json(nullptr); }

Json json_of(const MetricInfo& info, const std::optional<MetricValue>& found) {
    if (!found) return nullptr;
    return info.unit == "ratio" ? json_of(found->value) : json_of(found->value.numerator());
}

Json share_of(TimeSum part, TimeSum whole) {
    return whole > Duration() ? json_of(Ratio(part.ns(), whole.ns())) : Json(nullptr);
}

template <class Word, std::size_t count>
Json by_word(const std::array<TimeSum, count>& lengths) {
    Json object = Json::object();
    for (std::size_t i = 0; i < count; ++i)
        object[std::string(word_of(static_cast<Word>(i)))] = json_of(lengths[i]);
    return object;
}

Json json_of(const Histogram& lengths) {
    if (lengths.count() == 0) return {{"count", 0}};
    return {{"count", lengths.count()},
            {"total", json_of(lengths.sum())},
            {"mean", json_of(lengths.mean())},
            {"least", lengths.least().ns()},
            {"median", lengths.percentile(50).ns()},
            {"p90", lengths.percentile(90).ns()},
            {"p95", lengths.percentile(95).ns()},
            {"p99", lengths.percentile(99).ns()},
            {"exact", lengths.is_exact()},
            {"most", lengths.most().ns()}};
}

Json json_of(const TraceHeader& header) {
    Json parameters = Json::object(), settings = Json::object();
    for (const auto& [name, value] : header.parameters)
        parameters[name] = value;
    for (const auto& [name, value] : header.settings)
        settings[name] = value;
    return {{"ossim", header.ossim},   {"title", header.title},    {"variant", header.variant},
            {"policy", header.policy}, {"parameters", parameters}, {"conventions", header.conventions},
            {"settings", settings},    {"costs", header.costs},    {"seed", header.seed},
            {"cpus", header.cpus},     {"unit", header.unit}};
}

Json run_of(const Metrics& metrics, const JsonContext& context) {
    Json object = {
        {"outcome", word_of(metrics.outcome)}, {"complete", metrics.complete}, {"end", metrics.end.ns()}};
    for (const MetricInfo& info : metric_catalogue())
        if (info.of == "run" && !object.contains(std::string(info.name)))
            object[std::string(info.name)] = json_of(info, find_metric(metrics, "", info.name));
    object["message"] = context.message;
    object["tie_rule"] = context.tie_rule;
    return object;
}

/// All metrics of a thread or process, under the names of the catalogue.
template <class Entry>
void put_metrics(Json& object, const Metrics& metrics, const Entry& entry) {
    for (const MetricInfo& info : metric_catalogue())
        if (info.of == "thread")
            object[std::string(info.name)] = json_of(info, metric_of(metrics, entry, info.name));
    object["first_dispatch"] = json_of(entry.first_dispatch);
    object["first_instruction"] = json_of(entry.first_instruction);
}

Json thread_of(const Metrics& metrics, const ThreadMetrics& thread) {
    Json object = {
        {"tid", thread.tid.value}, {"pid", thread.pid.value}, {"name", thread.name}, {"group", thread.group}};
    put_metrics(object, metrics, thread);
    return object;
}

/// In pages; what the kernel keeps for it, in bytes.
Json footprint_of(const ProcessMetrics& process) {
    if (!process.footprint) return nullptr;
    const MemoryHeld& held = *process.footprint;
    return {{"mapped", held.mapped},
            {"resident", held.resident},
            {"shared", held.shared},
            {"stacks", held.stacks},
            {"tables", held.tables},
            {"pcb_bytes", pcb_bytes},
            {"tcb_bytes", tcb_bytes * process.threads.size()},
            {"kernel_stack_bytes", kernel_stack_bytes * process.threads.size()}};
}

Json residence_of(const ProcessMetrics& process) {
    Json list = Json::array();
    for (const ResidenceSample& each : process.residence)
        list.push_back({each.at.ns(), each.resident, each.working_set});
    return list;
}

Json process_of(const Metrics& metrics, const ProcessMetrics& process) {
    Json tids = Json::array();
    for (const Tid tid : process.threads)
        tids.push_back(tid.value);
    Json object = {{"pid", process.pid.value}, {"parent", process.parent.value},
                   {"name", process.name},     {"group", process.group},
                   {"threads", tids},          {"status", nullptr}};
    if (process.status) object["status"] = *process.status;
    put_metrics(object, metrics, process);
    object["page_entries"] = process.page_entries;
    object["page_tables"] = process.page_tables;
    object["ended_by"] = process.ended_by ? Json(word_of(*process.ended_by)) : Json(nullptr);
    object["footprint"] = footprint_of(process);
    object["residence"] = residence_of(process);
    return object;
}

/// Means over the threads that have a value: of all, and of each group.
class Averages {
  public:
    explicit Averages(const Metrics& metrics) {
        for (const MetricInfo& info : metric_catalogue())
            if (info.of == "thread" && info.unit == "time") names_.push_back(info.name);
        all_.resize(names_.size());
        for (const ThreadMetrics& thread : metrics.threads) {
            std::vector<Mean>* group = nullptr;
            if (!thread.group.empty()) group = &groups_[thread.group];
            if (group != nullptr) group->resize(names_.size());
            for (std::size_t i = 0; i < names_.size(); ++i) {
                const auto found = metric_of(metrics, thread, names_[i]);
                if (!found) continue;
                all_[i].add(found->value);
                if (group != nullptr) (*group)[i].add(found->value);
            }
        }
    }
    [[nodiscard]] Json all() const { return json(all_); }
    [[nodiscard]] Json groups() const {
        Json object = Json::object();
        for (const auto& [name, means] : groups_)
            object[name] = json(means);
        return object;
    }

  private:
    struct Mean {
        Ratio sum;
        std::int64_t count = 0;
        void add(Ratio value) {
            sum = sum + value;
            ++count;
        }
    };
    [[nodiscard]] Json json(const std::vector<Mean>& means) const {
        Json object = Json::object();
        for (std::size_t i = 0; i < names_.size(); ++i)
            object[std::string(names_[i])] =
                means[i].count == 0 ? Json(nullptr) : json_of(means[i].sum / Ratio(means[i].count));
        return object;
    }
    std::vector<std::string_view> names_;
    std::vector<Mean> all_;
    std::map<std::string, std::vector<Mean>> groups_;
};

Json cpu_of(const Metrics& metrics, const CpuMetrics& c) {
    const TimeSum run = metrics.end - Time();
    Json object = {{"cpu", c.cpu.value}, {"user", json_of(c.user)}, {"idle", json_of(c.idle)}};
    object["busy"] = json_of(run - c.idle);
    object["switching"] = json_of(c.switching_total());
    object.update(by_word<Component>(c.switching));
    object.update(by_word<Account>(c.kernel));
    object["utilisation"] = share_of(c.user, run);
    object["overhead"] = share_of(run - c.idle - c.user, run);
    object["switches"] = c.switches;
    object["involuntary_switches"] = c.involuntary_switches;
    object["warm"] = json_of(c.warm);
    object["warm_share"] = share_of(c.warm, run);
    object["total"] = json_of(c.total());
    return object;
}

Json switches_of(const Metrics& metrics) {
    Json object = Json::object();
    for (std::size_t i = 0; i < switch_kind_count; ++i) {
        const SwitchMetrics& kind = metrics.switches[i];
        Json entry = json_of(kind.lengths);
        entry["components"] = by_word<Component>(kind.components);
        entry["tlb_refill"] = json_of(kind.tlb_refill);
        entry["cache_refill"] = json_of(kind.cache_refill);
        entry["tlb_misses"] = kind.tlb_misses;
        entry["cache_lines"] = kind.cache_lines;
        object[std::string(word_of(static_cast<SwitchKind>(i)))] = entry;
    }
    const auto dearer = switch_cost_table(metrics).process_over_thread;
    object["process_over_thread"] = dearer ? json_of(*dearer) : Json(nullptr);
    return object;
}

/// What memory has cost beyond the metrics of the run: by kinds of faults, and what calls that create cost.
Json memory_of(const Metrics& metrics) {
    const RefillMetrics& refills = metrics.refills;
    Json faults = Json::object(), creations = Json::object();
    for (std::size_t i = 1; i < fault_kind_count; ++i)
        faults[std::string(word_of(static_cast<FaultKind>(i)))] = metrics.faults.kinds[i];
    for (std::size_t i = 0; i < creation_count; ++i) {
        const CreationMetrics& each = metrics.creations[i];
        creations[std::string(word_of(static_cast<Creation>(i)))] = {{"count", each.count},
                                                                     {"total", json_of(each.total)},
                                                                     {"most", each.most.ns()},
                                                                     {"entries", each.entries},
                                                                     {"tables", each.tables}};
    }
    return {{"faults", faults},
            {"second_hits", refills.second_hits},
            {"walks", refills.walks},
            {"switch_misses", refills.switch_misses},
            {"kernel_misses", refills.kernel_misses},
            {"tlb_hits", refills.hits},
            {"compulsory", refills.compulsory},
            {"lines", {{"l2", refills.lines_l2}, {"l3", refills.lines_l3}, {"memory", refills.lines_memory}}},
            {"tlb_refill", json_of(refills.tlb)},
            {"cache_refill", json_of(refills.cache)},
            {"refill_of_references", json_of(refills.of_references)},
            {"creations", creations}};
}

Json moves_of(const Metrics& metrics) {
    Json list = Json::array();
    for (std::size_t from = 0; from < thread_state_count; ++from)
        for (std::size_t to = 0; to < thread_state_count; ++to)
            if (metrics.moves[from][to] > 0)
                list.push_back({{"from", word_of(static_cast<ThreadState>(from))},
                                {"to", word_of(static_cast<ThreadState>(to))},
                                {"count", metrics.moves[from][to]}});
    return list;
}

Json tie_of(const Tie& tie) {
    return {{"time", tie.time.ns()},
            {"cpu", tie.cpu.value},
            {"chosen", tie.chosen.value},
            {"other", tie.other.value}};
}

Json device_of(const Metrics& metrics, const DeviceMetrics& d) {
    return {{"device", d.device.value},
            {"name", d.name},
            {"requests", d.requests},
            {"busy", d.busy.ns()},
            {"utilisation", share_of(d.busy, metrics.end - Time())},
            {"queued", json_of(d.queued)}};
}

Json span_of(const SpanMetrics& span) {
    Json object = {{"name", span.name}};
    object.update(json_of(span.lengths));
    return object;
}

Json printed_of(const PrintedLine& line) {
    return {{"time", line.time.ns()}, {"tid", line.tid.value}, {"text", line.text}};
}

Json slice_of(std::size_t cpu, const Slice& slice) {
    return {{"cpu", cpu},
            {"start", slice.start.ns()},
            {"end", slice.end.ns()},
            {"tid", slice.tid.value},
            {"work", word_of(slice.work)}};
}

/// Writes an object key by key, so that no more than one entry of a long list is in memory at a time.
class Writer {
  public:
    explicit Writer(const TextTaker& take) : take_(take) {}
    void open() { take_("{"); }
    void close() { take_("\n}\n"); }
    void key(std::string_view name) {
        take_(is_first_ ? "\n  " : ",\n  ");
        is_first_ = false;
        take_("\"" + std::string(name) + "\": ");
    }
    void put(std::string_view name, const Json& value) {
        key(name);
        std::string text = dump(value, 2);
        for (std::size_t at = 0; (at = text.find('\n', at)) != std::string::npos; at += 3)
            text.replace(at, 1, "\n  ");
        take_(text);
    }
    /// A list with a line for each entry.
    template <class Entries, class Make>
    void list(std::string_view name, const Entries& entries, std::size_t most, const Make& make) {
        key(name);
        begin_list();
        for (std::size_t i = 0; i < std::min(most, entries.size()); ++i)
            entry(make(entries[i]));
        end_list();
    }
    void begin_list() {
        take_("[");
        is_empty_ = true;
    }
    void entry(const Json& value) {
        take_(is_empty_ ? "\n    " : ",\n    ");
        take_(dump(value, -1));
        is_empty_ = false;
    }
    void end_list() { take_(is_empty_ ? "]" : "\n  ]"); }

  private:
    static std::string dump(const Json& value, int indent) {
        return value.dump(indent, ' ', false, Json::error_handler_t::replace);
    }
    const TextTaker& take_;
    bool is_first_ = true, is_empty_ = true;
};

Json theory_json(const Theory* theory) {
    if (theory == nullptr || theory->tasks.empty()) return nullptr;
    Json tasks = Json::array(), tests = Json::array();
    for (std::size_t i = 0; i < theory->tasks.size(); ++i) {
        const TaskModel& task = theory->tasks[i];
        Json object = {{"name", task.name},
                       {"wcet", task.wcet.ns()},
                       {"period", task.period.ns()},
                       {"deadline", task.deadline.ns()},
                       {"offset", task.offset.ns()}};
        const bool has_bound = i < theory->bounds.size();
        object["worst_response"] = has_bound ? Json(theory->bounds[i].response.ns()) : Json(nullptr);
        object["verdict"] = has_bound ? Json(word_of(theory->bounds[i].verdict)) : Json(nullptr);
        tasks.push_back(std::move(object));
    }
    for (const TestFinding& each : theory->findings)
        tests.push_back({{"test", each.test},
                         {"source", each.source},
                         {"verdict", word_of(each.verdict)},
                         {"because", each.why}});
    return {{"utilisation", json_of(utilisation(theory->tasks).sum)}, {"tasks", tasks}, {"tests", tests}};
}

void put_printed(Writer& writer, const PrintedSink* printed) {
    writer.put("printed_lines", printed == nullptr ? Json(nullptr) : Json(printed->count()));
    if (printed == nullptr)
        writer.put("printed", nullptr);
    else
        writer.list("printed", printed->lines(), printed->lines().size(), printed_of);
}

void put_schedule(Writer& writer, const Schedule* schedule) {
    writer.put("schedule_until", schedule == nullptr ? Json(nullptr) : Json(schedule->end.ns()));
    if (schedule == nullptr) return writer.put("schedule", nullptr);
    writer.key("schedule");
    writer.begin_list();
    for (std::size_t cpu = 0; cpu < schedule->cpus.size(); ++cpu)
        for (const Slice& slice : schedule->cpus[cpu])
            writer.entry(slice_of(cpu, slice));
    writer.end_list();
}

} // namespace

void write_json(const Metrics& metrics, const JsonContext& context, const TextTaker& take) {
    constexpr std::size_t all = std::numeric_limits<std::size_t>::max();
    const std::size_t rows = context.rows.value_or(all);
    const Averages averages(metrics);
    Writer writer(take);
    writer.open();
    writer.put("ossim_report", 1);
    writer.put("header", json_of(metrics.header));
    writer.put("run", run_of(metrics, context));
    writer.list("threads", metrics.threads, rows, [&](const auto& t) { return thread_of(metrics, t); });
    writer.list("processes", metrics.processes, rows, [&](const auto& p) { return process_of(metrics, p); });
    writer.put("average", averages.all());
    writer.put("groups", averages.groups());
    writer.list("cpus", metrics.cpus, all, [&](const auto& c) { return cpu_of(metrics, c); });
    writer.put("switches", switches_of(metrics));
    writer.put("memory", memory_of(metrics));
    writer.list("spans", metrics.spans, all, span_of);
    writer.list("devices", metrics.devices, all, [&](const auto& d) { return device_of(metrics, d); });
    writer.put("moves", moves_of(metrics));
    writer.list("first_ties", metrics.ties, all, tie_of);
    writer.put("schedulability", theory_json(context.theory));
    put_printed(writer, context.printed);
    put_schedule(writer, context.schedule);
    writer.close();
}

std::string to_json(const Metrics& metrics, const JsonContext& context) {
    std::string text;
    write_json(metrics, context, [&](std::string_view piece) { text += piece; });
    return text;
}

void write_json(std::span<const std::pair<std::string, const Metrics*>> runs, const TextTaker& take) {
    take("{\n\"ossim_compare\": 1,\n\"runs\": [");
    const char* before = "\n";
    for (const auto& [name, metrics] : runs) {
        take(before + std::string("{\"name\": ") + Json(name).dump() + ", \"report\": ");
        write_json(*metrics, JsonContext{}, take);
        take("}");
        before = ",\n";
    }
    take("\n]\n}\n");
}

} // namespace ossim
