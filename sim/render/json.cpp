// The report as JSON: all that was measured, in whole numbers.
#include "render/json.hpp"

#include "base/text.hpp"

#include <nlohmann/json.hpp>

namespace ossim {

namespace {

using Json = nlohmann::ordered_json;

Json json_of(Ratio value) {
    return {
        {"numerator", value.numerator()}, {"denominator", value.denominator()}, {"text", decimal(value, 3)}};
}

Json json_of(const std::optional<Time>& time) { return time ? Json(time->ns()) : Json(nullptr); }

Json span_of(const std::optional<Time>& from, const std::optional<Time>& to) {
    return from && to ? Json((*to - *from).ns()) : Json(nullptr);
}

template <class Word, std::size_t count>
Json by_word(const std::array<Duration, count>& lengths) {
    Json object = Json::object();
    for (std::size_t i = 0; i < count; ++i)
        object[std::string(word_of(static_cast<Word>(i)))] = lengths[i].ns();
    return object;
}

Json in_states(const std::array<Duration, thread_state_count>& states) {
    Json object = by_word<ThreadState>(states);
    object.erase(std::string(word_of(ThreadState::fresh)));
    object.erase(std::string(word_of(ThreadState::terminated)));
    return object;
}

Json json_of(const Histogram& lengths) {
    if (lengths.count() == 0) return {{"count", 0}};
    return {{"count", lengths.count()},
            {"total", lengths.sum().ns()},
            {"mean", json_of(lengths.mean())},
            {"least", lengths.least().ns()},
            {"median", lengths.percentile(50).ns()},
            {"p90", lengths.percentile(90).ns()},
            {"p95", lengths.percentile(95).ns()},
            {"p99", lengths.percentile(99).ns()},
            {"most", lengths.most().ns()}};
}

Json json_of(const TraceHeader& header) {
    Json parameters = Json::object(), settings = Json::object();
    for (const auto& [name, value] : header.parameters)
        parameters[name] = value;
    for (const auto& [name, value] : header.settings)
        settings[name] = value;
    return {{"ossim", header.ossim},
            {"title", header.title},
            {"policy", header.policy},
            {"parameters", parameters},
            {"conventions", header.conventions},
            {"settings", settings},
            {"costs", header.costs},
            {"seed", header.seed},
            {"cpus", header.cpus},
            {"unit", header.unit}};
}

Json run_of(const Metrics& metrics) {
    Json object = {
        {"outcome", word_of(metrics.outcome)}, {"complete", metrics.complete}, {"end", metrics.end.ns()}};
    for (const MetricInfo& info : metric_catalogue()) {
        if (info.of != "run" || object.contains(std::string(info.name))) continue;
        const auto found = find_metric(metrics, "", info.name);
        Json value = nullptr;
        if (found) value = info.unit == "ratio" ? json_of(found->value) : Json(found->value.numerator());
        object[std::string(info.name)] = value;
    }
    return object;
}

Json json_of(const ThreadMetrics& t) {
    return {{"tid", t.tid.value},
            {"pid", t.pid.value},
            {"name", t.name},
            {"group", t.group},
            {"arrival", t.arrival.ns()},
            {"first_dispatch", json_of(t.first_dispatch)},
            {"first_instruction", json_of(t.first_instruction)},
            {"finish", json_of(t.end)},
            {"turnaround", span_of(t.arrival, t.end)},
            {"response", span_of(t.arrival, t.first_instruction)},
            {"ready_wait", t.in_state[static_cast<std::size_t>(ThreadState::ready)].ns()},
            {"blocked", t.in_state[static_cast<std::size_t>(ThreadState::waiting)].ns()},
            {"cpu", t.cpu.ns()},
            {"switching", t.switching.ns()},
            {"kernel", by_word<Account>(t.kernel)},
            {"in_state", in_states(t.in_state)},
            {"ready_before_start", t.ready_at_first.ns()},
            {"dispatches", t.dispatches},
            {"voluntary", t.voluntary},
            {"involuntary", t.involuntary},
            {"migrations", t.migrations}};
}

Json json_of(const ProcessMetrics& p) {
    Json tids = Json::array();
    for (const Tid tid : p.threads)
        tids.push_back(tid.value);
    return {{"pid", p.pid.value},
            {"parent", p.parent.value},
            {"name", p.name},
            {"group", p.group},
            {"threads", tids},
            {"arrival", p.arrival.ns()},
            {"first_dispatch", json_of(p.first_dispatch)},
            {"first_instruction", json_of(p.first_instruction)},
            {"finish", json_of(p.end)},
            {"turnaround", span_of(p.arrival, p.end)},
            {"status", p.status ? Json(*p.status) : Json(nullptr)},
            {"cpu", p.cpu.ns()},
            {"switching", p.switching.ns()},
            {"kernel", by_word<Account>(p.kernel)},
            {"in_state", in_states(p.in_state)},
            {"voluntary", p.voluntary},
            {"involuntary", p.involuntary}};
}

Json json_of(const CpuMetrics& c) {
    return {{"cpu", c.cpu.value},
            {"user", c.user.ns()},
            {"idle", c.idle.ns()},
            {"kernel", by_word<Account>(c.kernel)},
            {"switching", by_word<Component>(c.switching)},
            {"switching_total", c.switching_total().ns()},
            {"total", c.total().ns()},
            {"switches", c.switches}};
}

Json switches_of(const Metrics& metrics) {
    Json object = Json::object();
    for (std::size_t i = 0; i < switch_kind_count; ++i) {
        const SwitchMetrics& kind = metrics.switches[i];
        Json entry = json_of(kind.lengths);
        entry["components"] = by_word<Component>(kind.components);
        entry["tlb_refill"] = kind.tlb_refill.ns();
        entry["cache_refill"] = kind.cache_refill.ns();
        object[std::string(word_of(static_cast<SwitchKind>(i)))] = entry;
    }
    return object;
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

template <class Entry, class Make>
Json array_of(const std::vector<Entry>& entries, const Make& make) {
    Json list = Json::array();
    for (const Entry& entry : entries)
        list.push_back(make(entry));
    return list;
}

Json tie_of(const Tie& tie) {
    return {{"time", tie.time.ns()},
            {"cpu", tie.cpu.value},
            {"chosen", tie.chosen.value},
            {"other", tie.other.value}};
}

Json device_of(const DeviceMetrics& d) {
    return {{"device", d.device.value},
            {"name", d.name},
            {"requests", d.requests},
            {"busy", d.busy.ns()},
            {"queued", d.queued.ns()}};
}

Json span_of(const SpanMetrics& span) {
    Json object = {{"name", span.name}};
    object.update(json_of(span.lengths));
    return object;
}

Json report_of(const Metrics& metrics, std::string_view message) {
    Json object = {{"ossim_report", 1}, {"header", json_of(metrics.header)}, {"run", run_of(metrics)}};
    object["run"]["message"] = message;
    object["threads"] = array_of(metrics.threads, [](const ThreadMetrics& t) { return json_of(t); });
    object["processes"] = array_of(metrics.processes, [](const ProcessMetrics& p) { return json_of(p); });
    object["cpus"] = array_of(metrics.cpus, [](const CpuMetrics& c) { return json_of(c); });
    object["switches"] = switches_of(metrics);
    object["spans"] = array_of(metrics.spans, [](const SpanMetrics& s) { return span_of(s); });
    object["devices"] = array_of(metrics.devices, device_of);
    object["moves"] = moves_of(metrics);
    object["first_ties"] = array_of(metrics.ties, tie_of);
    return object;
}

std::string text_of(const Json& json) {
    return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

} // namespace

std::string to_json(const Metrics& metrics, std::string_view message) {
    return text_of(report_of(metrics, message));
}

std::string to_json(std::span<const std::pair<std::string, const Metrics*>> runs) {
    Json list = Json::array();
    for (const auto& [name, metrics] : runs)
        list.push_back({{"name", name}, {"report", report_of(*metrics, "")}});
    return text_of({{"ossim_compare", 1}, {"runs", list}});
}

} // namespace ossim
