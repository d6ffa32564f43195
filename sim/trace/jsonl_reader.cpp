// The canonical form, read back. The JSON itself is nlohmann's; what the records mean follows from the
// declared fields.
#include "trace/jsonl.hpp"

#include "base/text.hpp"
#include "ossim/field.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <limits>
#include <type_traits>
#include <utility>
#include <variant>

namespace ossim {
namespace {

/// A JSON value as far as a record has them: deeper ones, null and fractions are `Other`.
struct Other {};
struct Member;
using Members = std::vector<Member>;
using Value = std::variant<Other, bool, std::int64_t, std::uint64_t, std::string, Members>;
struct Member {
    std::string key; ///< empty in a list
    Value value;
};

/// Takes nlohmann's calls for one line. The record is depth 1; what lies deeper than 2 is passed over.
class LineHandler {
  public:
    Members members;
    std::string problem; ///< in words; empty if the line is well formed
    std::size_t problem_at = 0;

    bool null() { return add(Other{}); }
    bool boolean(bool flag) { return add(flag); }
    bool number_integer(std::int64_t number) { return add(number); }
    bool number_unsigned(std::uint64_t number) {
        if (number <= static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max()))
            return add(static_cast<std::int64_t>(number));
        return add(number);
    }
    bool number_float(nlohmann::json::number_float_t, const std::string&) { return add(Other{}); }
    bool string(std::string& text) { return add(std::move(text)); }
    bool binary(std::vector<std::uint8_t>&) { return add(Other{}); }
    bool start_object(std::size_t) { return open(false); }
    bool end_object() { return close(); }
    bool start_array(std::size_t) { return open(true); }
    bool end_array() { return close(); }
    bool key(std::string& name) {
        if (depth_ > 2) return true;
        Members& here = depth_ == 1 ? members : inner();
        if (depth_ == 1 &&
            std::any_of(here.begin(), here.end(), [&](const Member& m) { return m.key == name; }))
            return refuse("the key \"" + escaped(name) + "\" stands twice in one record");
        here.push_back({name, Other{}});
        return true;
    }
    bool parse_error(std::size_t position, const std::string&, const nlohmann::detail::exception&) {
        problem_at = position;
        return refuse("this is not JSON");
    }

  private:
    static constexpr int deepest = 64;
    Members& inner() { return std::get<Members>(members.back().value); }
    bool refuse(std::string why) {
        if (problem.empty()) problem = std::move(why);
        return false;
    }
    bool add(Value value) {
        if (depth_ == 0) return refuse("a record is a JSON object, in braces");
        if (depth_ > 2) return true;
        if (depth_ == 1)
            members.back().value = std::move(value);
        else if (in_list_)
            inner().push_back({"", std::move(value)});
        else
            inner().back().value = std::move(value);
        return true;
    }
    bool open(bool is_list) {
        if (depth_ == 0 && is_list) return refuse("a record is a JSON object, in braces");
        if (depth_ >= deepest) return refuse("this is nested too deeply");
        if (depth_ == 1) {
            members.back().value = Members{};
            in_list_ = is_list;
        } else if (depth_ == 2 && in_list_) {
            inner().push_back({"", Other{}});
        }
        ++depth_;
        return true;
    }
    bool close() {
        --depth_;
        return true;
    }
    int depth_ = 0;
    bool in_list_ = false;
};

const Value* find(const Members& members, std::string_view key) {
    for (const Member& member : members)
        if (member.key == key) return &member.value;
    return nullptr;
}

template <class Number>
std::string range_of() {
    std::string text = "a whole number from ";
    append(text, static_cast<std::int64_t>(std::numeric_limits<Number>::min()));
    text += " to ";
    append(text, static_cast<std::uint64_t>(std::numeric_limits<Number>::max()));
    return text;
}

/// Each `take` answers with an empty text, or with what the value should have been.
template <class Number>
requires(std::is_integral_v<Number> && !std::is_same_v<Number, bool>) std::string
    take(const Value& value, Number& into, Names&) {
    if (const auto* small = std::get_if<std::int64_t>(&value)) {
        if (!std::in_range<Number>(*small)) return range_of<Number>();
        into = static_cast<Number>(*small);
        return {};
    }
    if (const auto* large = std::get_if<std::uint64_t>(&value);
        large != nullptr && std::in_range<Number>(*large)) {
        into = static_cast<Number>(*large);
        return {};
    }
    return range_of<Number>();
}

std::string take(const Value& value, bool& into, Names&) {
    const bool* flag = std::get_if<bool>(&value);
    if (flag == nullptr) return "true or false";
    into = *flag;
    return {};
}

std::string take(const Value& value, std::string& into, Names&) {
    const std::string* text = std::get_if<std::string>(&value);
    if (text == nullptr) return "a text in double quotes";
    into = *text;
    return {};
}

template <class Tag>
std::string take(const Value& value, Id<Tag>& into, Names& names) {
    return take(value, into.value, names);
}

std::string take(const Value& value, Duration& into, Names& names) {
    std::int64_t ns = 0;
    std::string wanted = take(value, ns, names);
    if (!wanted.empty() || ns < 0) return "a length in nanoseconds, 0 or more";
    into = Duration(ns);
    return {};
}

std::string take(const Value& value, Time& into, Names& names) {
    Duration since_start;
    if (!take(value, since_start, names).empty()) return "a time in nanoseconds, 0 or more";
    into = Time(since_start.ns());
    return {};
}

std::string take(const Value& value, Lateness& into, Names& names) {
    std::int64_t ns = 0;
    const std::string wanted = take(value, ns, names);
    into.value = Duration(ns);
    return wanted;
}

std::string take(const Value& value, SecondKey& into, Names& names) { return take(value, into.value, names); }

template <WordedEnum E>
std::string take(const Value& value, E& into, Names&) {
    constexpr auto all = enum_words(E{});
    if (const std::string* word = std::get_if<std::string>(&value)) {
        if (const std::optional<E> found = from_word<E>(*word)) {
            into = *found;
            return {};
        }
    }
    return "one of " + quoted_list(all);
}

std::string take(const Value& value, NameId& into, Names& names) {
    const std::string* text = std::get_if<std::string>(&value);
    if (text == nullptr) return "a text in double quotes";
    into = names.intern(*text);
    return {};
}

/// "worker.3" is the third of its family, so that a million of them share one string.
std::string take(const Value& value, Name& into, Names& names) {
    const std::string* text = std::get_if<std::string>(&value);
    if (text == nullptr) return "a text in double quotes";
    const std::size_t dot = text->rfind('.');
    const std::string_view tail = dot == std::string::npos ? "" : std::string_view(*text).substr(dot + 1);
    if (dot == 0 || tail.empty() || tail.size() > 9 || tail[0] == '0' ||
        !std::all_of(tail.begin(), tail.end(), is_digit)) {
        into = Name{names.intern(*text), 0};
        return {};
    }
    into = Name{names.intern(std::string_view(*text).substr(0, dot)),
                static_cast<std::uint32_t>(std::stoul(std::string(tail)))};
    return {};
}

std::string take(const Value& value, ComponentLengths& into, Names& names) {
    const Members* parts = std::get_if<Members>(&value);
    if (parts == nullptr) return "an object with a length for each component";
    for (const Member& part : *parts) {
        const std::optional<Component> which = from_word<Component>(part.key);
        Duration length;
        if (!which || !take(part.value, length, names).empty() || length > ComponentLengths::longest())
            return "an object with lengths from 0 to 68719476735 for " + quoted_list(enum_words(Component{}));
        into.set(*which, length);
    }
    return {};
}

std::string take(const Value& value, std::vector<std::string>& into, Names& names) {
    const Members* items = std::get_if<Members>(&value);
    if (items == nullptr) return "a list of texts";
    for (const Member& item : *items)
        if (!take(item.value, into.emplace_back(), names).empty()) return "a list of texts";
    return {};
}

std::string take(const Value& value, std::vector<std::pair<std::string, std::string>>& into, Names& names) {
    const Members* items = std::get_if<Members>(&value);
    if (items == nullptr) return "an object of texts";
    for (const Member& item : *items) {
        into.emplace_back(item.key, "");
        if (!take(item.value, into.back().second, names).empty()) return "an object of texts";
    }
    return {};
}

class Reader {
  public:
    Reader(std::string_view file, const TraceReadOptions& options) : file_(file), options_(options) {}
    TraceReadResult read(std::string_view text);

  private:
    void read_line(std::string_view line);
    void read_header(const Members& members);
    void read_event(const Members& members);
    void check_order(const Event& event);
    template <class Kind>
    void read_fields(const Members& members, Kind& into);
    template <class T>
    void take_key(const Members& members, std::string_view key, T& into, bool required);
    void report(std::string code, std::string message, std::string hint = {});
    void report_json(std::string_view line, const LineHandler& handler);
    [[nodiscard]] bool has_enough() const { return problems_.size() >= 20; }

    std::string file_;
    const TraceReadOptions& options_;
    Trace trace_;
    Diagnostics problems_;
    Mark at_;
    bool headed_ = false;
};

void Reader::report(std::string code, std::string message, std::string hint) {
    Diagnostic problem;
    problem.code = std::move(code);
    problem.file = file_;
    problem.at = at_;
    problem.message = std::move(message);
    problem.hint = std::move(hint);
    problems_.push_back(std::move(problem));
}

void Reader::report_json(std::string_view line, const LineHandler& handler) {
    if (handler.problem_at != 0)
        at_.column =
            static_cast<std::uint32_t>(std::clamp<std::size_t>(handler.problem_at, 1, line.size() + 1));
    report("bad-trace", handler.problem,
           R"(each line of a trace is one record, like {"t":0,"e":"begin","cpu":0,"tid":1})");
}

template <class T>
void Reader::take_key(const Members& members, std::string_view key, T& into, bool required) {
    const Value* value = find(members, key);
    if (value == nullptr) {
        if (required) report("bad-trace", "the record has no \"" + std::string(key) + "\"");
        return;
    }
    const std::string wanted = take(*value, into, trace_.names);
    if (!wanted.empty()) report("bad-trace", "\"" + std::string(key) + "\" must be " + wanted);
}

template <class Kind>
void Reader::read_fields(const Members& members, Kind& into) {
    for_each_field<Kind>([&](const auto& each) {
        using Held = std::remove_cvref_t<decltype(into.*(each.member))>;
        const bool may_lack = std::is_same_v<Held, SecondKey> || options_.missing_keys;
        take_key(members, each.name, into.*(each.member), !may_lack);
    });
}

void Reader::read_header(const Members& members) {
    headed_ = true;
    TraceHeader& header = trace_.header;
    if (find(members, "ossim_trace") == nullptr)
        return report("bad-trace", "the first record is not the header of a trace",
                      R"(a trace begins with {"ossim_trace":1,...})");
    take_key(members, "ossim_trace", header.version, true);
    if (header.version < 1 || header.version > 1)
        return report("bad-trace", "this is a trace of version " + std::to_string(header.version),
                      "this ossim reads version 1; a later ossim may have written it");
    const bool required = !options_.missing_keys;
    take_key(members, "ossim", header.ossim, required);
    take_key(members, "title", header.title, required);
    take_key(members, "variant", header.variant, false);
    take_key(members, "policy", header.policy, required);
    take_key(members, "parameters", header.parameters, required);
    take_key(members, "conventions", header.conventions, required);
    take_key(members, "settings", header.settings, required);
    take_key(members, "costs", header.costs, required);
    take_key(members, "keys", header.keys, required);
    take_key(members, "queue_keys", header.queue_keys, false);
    take_key(members, "seed", header.seed, required);
    take_key(members, "cpus", header.cpus, required);
    take_key(members, "run_queues", header.run_queues, false);
    take_key(members, "warm_caches", header.warm_caches, false);
    take_key(members, "unit", header.unit, required);
    if (header.cpus < 1 || header.cpus > 4096) report("bad-trace", "\"cpus\" must be from 1 to 4096");
    if (!from_word<Unit>(header.unit))
        report("bad-trace", "\"unit\" must be one of " + quoted_list(enum_words(Unit{})));
}

void Reader::check_order(const Event& event) {
    if (event.time < Time()) return report("bad-trace", "an event cannot be before the start of the run");
    if (event.time < trace_.end)
        return report("bad-trace",
                      "time runs back: the record before is at " + std::to_string(trace_.end.ns()));
    if (trace_.whole) return report("bad-trace", "an event follows the record that ends the trace");
    trace_.end = event.time;
}

void Reader::read_event(const Members& members) {
    std::int64_t ns = 0;
    std::string kind;
    const std::size_t before = problems_.size();
    take_key(members, "t", ns, true);
    take_key(members, "e", kind, true);
    if (problems_.size() != before) return;
    Event event{Time(ns), {}};
    const bool known = [&]<std::size_t... I>(std::index_sequence<I...>) {
        return ((std::variant_alternative_t<I, EventBody>::name == kind
                     ? (read_fields(members, event.body.emplace<I>()), true)
                     : false) ||
                ...);
    }
    (std::make_index_sequence<event_kind_count>{});
    check_order(event);
    if (problems_.size() != before) return;
    if (!known) {
        ++trace_.skipped;
        return;
    }
    trace_.whole = std::holds_alternative<RunEnd>(event.body);
    trace_.events.push_back(event);
}

void Reader::read_line(std::string_view line) {
    LineHandler handler;
    if (!nlohmann::json::sax_parse(line.begin(), line.end(), &handler)) return report_json(line, handler);
    if (headed_) return read_event(handler.members);
    read_header(handler.members);
}

TraceReadResult Reader::read(std::string_view text) {
    constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
    if (text.substr(0, 3) == byte_order_mark) text.remove_prefix(3);
    while (!text.empty() && !has_enough()) {
        const std::size_t length = std::min(text.find('\n'), text.size());
        std::string_view line = text.substr(0, length);
        text.remove_prefix(std::min(length + 1, text.size()));
        at_ = {at_.line + 1, 1};
        if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
        if (line.empty()) continue;
        if (line.size() > options_.max_line) {
            report("too-large", "the record has " + std::to_string(line.size()) + " bytes; the most is " +
                                    std::to_string(options_.max_line));
        } else if (trace_.events.size() >= options_.max_events) {
            report("too-large", "the trace has more than " + std::to_string(options_.max_events) + " events");
            break;
        } else {
            read_line(line);
        }
        if (!headed_ || (problems_.size() == 1 && trace_.events.empty() && at_.line == 1)) break;
    }
    if (!headed_ && problems_.empty())
        report("bad-trace", "the file is empty: a trace begins with its header");
    if (!problems_.empty()) return {std::nullopt, std::move(problems_)};
    return {std::move(trace_), {}};
}

} // namespace

TraceReadResult read_jsonl(std::string_view file, std::string_view text, const TraceReadOptions& options) {
    return Reader(file, options).read(text);
}

} // namespace ossim
