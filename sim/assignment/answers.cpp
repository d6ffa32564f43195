// Answers: from a run, from a student, and side by side.
#include "assignment/answers.hpp"

#include "base/text.hpp"

#include <algorithm>
#include <array>
#include <map>

namespace ossim {

namespace {

using Kind = AnswerValue::Kind;

AnswerValue nothing(std::string problem) {
    AnswerValue value;
    value.problem = std::move(problem);
    return value;
}

AnswerValue truth_of(bool holds) {
    AnswerValue value;
    value.kind = Kind::truth;
    value.number = {Ratio(holds ? 1 : 0), Measure::truth};
    return value;
}

AnswerValue number_of(const Value& number) {
    AnswerValue value;
    value.kind = Kind::number;
    value.number = number;
    return value;
}

AnswerValue by_expression(const AnswerSpec& spec, const Facts& facts) {
    const bool is_claim = !spec.holds.empty();
    const MeasuredValue measured = evaluate_measure(is_claim ? spec.holds : spec.value, judged(facts.metrics),
                                                    facts.unit, facts.reading);
    if (!measured.value) return nothing(measured.problem);
    if (is_claim || measured.value->measure == Measure::truth) return truth_of(measured.value->holds());
    return number_of(*measured.value);
}

/// Own slices of all CPUs by time; a thread that follows itself counts once.
std::vector<Turn> dispatches(const Schedule& schedule) {
    struct Entry {
        Time at;
        std::size_t cpu;
        Tid tid;
    };
    std::vector<Entry> entries;
    for (std::size_t cpu = 0; cpu < schedule.cpus.size(); ++cpu) {
        Tid last;
        for (const Slice& slice : schedule.cpus[cpu]) {
            if (slice.work != Work::run) continue;
            if (slice.tid != last) entries.push_back({slice.start, cpu, slice.tid});
            last = slice.tid;
        }
    }
    std::stable_sort(entries.begin(), entries.end(),
                     [](const Entry& a, const Entry& b) { return a.at < b.at; });
    std::vector<Turn> turns;
    for (const Entry& entry : entries)
        turns.push_back({entry.at, schedule.name_of(entry.tid)});
    return turns;
}

void sort_by_time(std::vector<Turn>& turns) {
    std::stable_sort(turns.begin(), turns.end(), [](const Turn& a, const Turn& b) { return a.at < b.at; });
}

std::vector<Turn> starts(const Schedule& schedule) {
    std::map<Tid, Time> first;
    for (const std::vector<Slice>& row : schedule.cpus)
        for (const Slice& slice : row) {
            if (slice.work != Work::run) continue;
            const auto [at, is_new] = first.try_emplace(slice.tid, slice.start);
            if (!is_new) at->second = std::min(at->second, slice.start);
        }
    std::vector<Turn> turns;
    for (const auto& [tid, at] : first)
        turns.push_back({at, schedule.name_of(tid)});
    sort_by_time(turns);
    return turns;
}

std::vector<Turn> exits(const Facts& facts) {
    std::vector<Turn> turns;
    const auto own = facts.metrics.find("");
    if (own == facts.metrics.end()) return turns;
    for (const ThreadMetrics& thread : own->second.threads)
        if (thread.end) turns.push_back({*thread.end, facts.schedule.name_of(thread.tid)});
    sort_by_time(turns);
    return turns;
}

AnswerValue by_order(const std::string& order, const Facts& facts) {
    AnswerValue value;
    value.kind = Kind::order;
    if (order == "dispatches") value.turns = dispatches(facts.schedule);
    if (order == "starts") value.turns = starts(facts.schedule);
    if (order == "exits") value.turns = exits(facts);
    if (value.turns.empty()) return nothing("there is no order of " + order + " here");
    return value;
}

/// What the teacher wrote: a list has commas or arrows, a number is one, the rest is a word.
AnswerValue by_text(const std::string& text) {
    const auto number = read_number(text);
    const bool is_list = read_list(text).size() > 1 && !number;
    if (is_list) {
        AnswerValue value;
        value.kind = Kind::order;
        for (const std::string& item : read_list(text))
            value.turns.push_back({Time(static_cast<std::int64_t>(value.turns.size())), item});
        return value;
    }
    if (number) {
        const bool is_time = number->unit.has_value();
        return number_of({is_time ? number->number * Ratio(length_of(*number->unit).ns()) : number->number,
                          is_time ? Measure::time : Measure::bare});
    }
    if (const auto truth = read_truth(text)) return truth_of(*truth);
    AnswerValue value;
    value.kind = Kind::word;
    value.word = text;
    return value;
}

/// Items of one time may stand in any order among themselves.
bool is_order(const std::vector<std::string>& items, const std::vector<Turn>& turns) {
    if (items.size() != turns.size()) return false;
    for (std::size_t from = 0; from < turns.size();) {
        std::size_t to = from;
        std::vector<std::string> expected, found;
        for (; to < turns.size() && turns[to].at == turns[from].at; ++to) {
            expected.push_back(turns[to].thread);
            found.push_back(items[to]);
        }
        std::sort(expected.begin(), expected.end());
        std::sort(found.begin(), found.end());
        if (expected != found) return false;
        from = to;
    }
    return true;
}

bool is_within(Ratio found, const Value& expected, const Tolerance& tolerance, Unit unit) {
    const Ratio off = found > expected.number ? found - expected.number : expected.number - found;
    Ratio allowed = tolerance.amount;
    if (tolerance.is_share)
        allowed = allowed * (expected.number < Ratio(0) ? Ratio(0) - expected.number : expected.number);
    else if (!tolerance.is_time && expected.measure == Measure::time)
        allowed = allowed * Ratio(length_of(unit).ns());
    return off <= allowed;
}

/// A number as the measure counts: bare ones are units of time where a time is asked for.
Ratio in_measure(const GivenNumber& given, Measure measure, Unit unit) {
    if (measure != Measure::time) return given.number;
    return given.number * Ratio(length_of(given.unit.value_or(unit)).ns());
}

std::vector<std::string> threads_of(const std::vector<Turn>& turns) {
    std::vector<std::string> names;
    for (const Turn& turn : turns)
        names.push_back(turn.thread);
    return names;
}

/// The items as the key calls them: they are laid out like a schedule, which is brought under its threads.
std::vector<std::string> under_names_of(const Schedule& key, const std::vector<std::string>& items) {
    Schedule list;
    std::map<std::string, Tid> tids;
    std::int64_t at = 0;
    for (const std::string& item : items) {
        const auto [entry, is_new] = tids.try_emplace(item, Tid(static_cast<std::uint32_t>(tids.size() + 1)));
        if (is_new) list.threads.push_back({entry->second, item});
        list.append(CpuId(0), {Time(at), Time(at + 1), entry->second, Work::run});
        at += 2;
    }
    const Schedule named = under_threads_of(key, list);
    std::vector<std::string> names;
    for (const std::vector<Slice>& row : named.cpus)
        for (const Slice& slice : row)
            names.push_back(named.name_of(slice.tid));
    return names;
}

/// A thread that is named twice in a row is one dispatch.
void join_repeated(std::vector<std::string>& items) {
    items.erase(std::unique(items.begin(), items.end()), items.end());
}

} // namespace

AnswerValue answer_of(const AnswerSpec& spec, const Facts& facts) {
    if (spec.key) return by_text(*spec.key);
    if (!spec.order.empty()) return by_order(spec.order, facts);
    return by_expression(spec, facts);
}

GivenAnswer read_given(std::string text, const Schedule* key) {
    GivenAnswer given;
    given.text = std::move(text);
    given.number = read_number(given.text);
    given.truth = read_truth(given.text);
    given.items = read_list(given.text);
    if (key != nullptr) given.items = under_names_of(*key, given.items);
    join_repeated(given.items);
    return given;
}

std::string problem_of(const GivenAnswer& given, const AnswerValue& expected) {
    const std::string quoted = in_quotes(given.text);
    switch (expected.kind) {
    case Kind::number: return given.number ? "" : quoted + " is no number";
    case Kind::truth: return given.truth ? "" : quoted + " is neither yes nor no";
    case Kind::order: return given.items.empty() ? quoted + " is no list" : "";
    case Kind::none:
    case Kind::word: break;
    }
    return "";
}

bool is_answer(const GivenAnswer& given, const AnswerValue& expected, const Tolerance& tolerance, Unit unit) {
    switch (expected.kind) {
    case Kind::none: return false;
    case Kind::number:
        return given.number && is_within(in_measure(*given.number, expected.number.measure, unit),
                                         expected.number, tolerance, unit);
    case Kind::truth: return given.truth && *given.truth == expected.number.holds();
    case Kind::order: return is_order(given.items, expected.turns);
    case Kind::word: return plain(given.text) == plain(expected.word);
    }
    return false;
}

bool is_same(const AnswerValue& found, const AnswerValue& expected, const Tolerance& tolerance, Unit unit) {
    if (found.kind != expected.kind) return false;
    switch (expected.kind) {
    case Kind::none: return true;
    case Kind::number:
        return found.number.measure == expected.number.measure &&
               is_within(found.number.number, expected.number, tolerance, unit);
    case Kind::truth: return found.number.holds() == expected.number.holds();
    case Kind::order: return is_order(threads_of(found.turns), expected.turns);
    case Kind::word: return plain(found.word) == plain(expected.word);
    }
    return false;
}

std::string show(const AnswerValue& value, Unit unit) {
    switch (value.kind) {
    case Kind::none: return value.problem;
    case Kind::number: return show_value(value.number, unit);
    case Kind::truth: return value.number.holds() ? "yes" : "no";
    case Kind::word: return value.word;
    case Kind::order: break;
    }
    std::string text;
    for (const Turn& turn : value.turns)
        text += (text.empty() ? "" : ", ") + turn.thread;
    return text;
}

} // namespace ossim
