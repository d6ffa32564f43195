// Lines of the text form become events again: columns by their words, details by the declared fields.
#include "trace/text_reader.hpp"

#include "base/key_text.hpp"
#include "base/text.hpp"
#include "ossim/field.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <utility>

namespace ossim {
namespace {

constexpr std::string_view text_blanks = " \t\r";

std::string_view stripped(std::string_view text) {
    const std::size_t begin = text.find_first_not_of(text_blanks);
    if (begin == std::string_view::npos) return text.substr(0, 0); // it keeps its place
    return text.substr(begin, text.find_last_not_of(text_blanks) + 1 - begin);
}

/// Takes the first word off.
std::string_view take_word(std::string_view& text) {
    text = stripped(text);
    const std::string_view word = text.substr(0, text.find_first_of(text_blanks));
    text.remove_prefix(word.size());
    return word;
}

/// Takes what stands before `between` off, and `between` too; all of it if that does not come.
std::string_view take_part(std::string_view& text, std::string_view between) {
    const std::size_t end = std::min(text.find(between), text.size());
    const std::string_view part = text.substr(0, end);
    text.remove_prefix(std::min(end + between.size(), text.size()));
    return part;
}

/// The same of a list with commas, in which brackets hold together: "queues [rr, fcfs], quantum 4ms".
std::string_view take_item(std::string_view& list) {
    int depth = 0;
    std::size_t end = 0;
    for (; end < list.size() && (depth > 0 || !list.substr(end).starts_with(", ")); ++end) {
        if (list[end] == '[' || list[end] == '{') ++depth;
        if (list[end] == ']' || list[end] == '}') --depth;
    }
    const std::string_view item = list.substr(0, end);
    list.remove_prefix(std::min(end + 2, list.size()));
    return item;
}

template <class Number>
bool parse_whole(std::string_view text, Number& into) {
    const Parsed<std::int64_t> number = parse_integer(text);
    if (!number.value || !std::in_range<Number>(*number.value)) return false;
    into = static_cast<Number>(*number.value);
    return true;
}

/// The place of a kind among all; their number if there is none of that name.
std::size_t kind_called(std::string_view name) {
    return [&]<std::size_t... I>(std::index_sequence<I...>) {
        std::size_t found = event_kind_count;
        ((std::variant_alternative_t<I, EventBody>::name == name ? (void)(found = I) : (void)0), ...);
        return found;
    }
    (std::make_index_sequence<event_kind_count>{});
}

bool is_heading(std::string_view line) {
    constexpr std::array<std::string_view, 5> words = {"time", "cpu", "thread", "event", "details"};
    for (const std::string_view word : words)
        if (take_word(line) != word) return false;
    return true;
}

/// The columns of a line.
struct Columns {
    std::string_view time, cpu, thread, kind, details;
};

/// A thread without a name is called "thread 7": then its column is two words.
std::optional<Columns> columns_of(std::string_view line) {
    Columns columns;
    columns.time = take_word(line);
    columns.cpu = take_word(line);
    if (columns.time.empty() || !is_digit(columns.time[0])) return std::nullopt;
    if (columns.cpu != "-" && (columns.cpu.empty() || !is_digit(columns.cpu[0]))) return std::nullopt;
    line = stripped(line);
    columns.thread = take_word(line);
    std::string_view behind = line;
    columns.kind = take_word(behind);
    if (columns.thread == "thread" && !columns.kind.empty() && is_digit(columns.kind[0])) {
        columns.thread = {
            columns.thread.data(),
            static_cast<std::size_t>(columns.kind.data() + columns.kind.size() - columns.thread.data())};
        columns.kind = take_word(behind);
    }
    columns.details = stripped(behind);
    return columns.kind.empty() ? std::nullopt : std::optional(columns);
}

/// Reads values as the text form writes them; each `take` says whether it could.
class ValueReader {
  public:
    ValueReader(Names& names, Unit& unit, std::map<std::string, Tid, std::less<>>& tids)
        : names_(names), unit_(unit), tids_(tids) {}

    template <class Number>
    requires(std::is_integral_v<Number> && !std::is_same_v<Number, bool>) bool take(std::string_view text,
                                                                                    Number& into) const {
        return parse_whole(text, into);
    }
    bool take(std::string_view text, bool& into) const {
        into = text == "yes";
        return into || text == "no";
    }
    bool take(std::string_view text, Duration& into) const {
        into = Duration::forever();
        if (text == "none") return true;
        const Parsed<Duration> parsed = parse_duration(text, unit_);
        into = parsed.value.value_or(Duration());
        return parsed.value.has_value();
    }
    bool take(std::string_view text, Time& into) const {
        Duration since_start;
        if (!take(text, since_start)) return false;
        into = Time(since_start.ns());
        return true;
    }
    bool take(std::string_view text, Lateness& into) const {
        const bool is_early = text.starts_with('-');
        if (!take(is_early ? text.substr(1) : text, into.value)) return false;
        if (is_early) into.value = Duration() - into.value;
        return true;
    }
    bool take(std::string_view text, Tid& into) const {
        into = idle_tid;
        if (text == "idle") return true;
        const auto at = tids_.find(text);
        if (at == tids_.end()) return text.starts_with("thread ") && parse_whole(text.substr(7), into.value);
        into = at->second;
        return true;
    }
    template <class Tag>
    bool take(std::string_view text, Id<Tag>& into) const {
        return parse_whole(text, into.value);
    }
    template <WordedEnum E>
    bool take(std::string_view text, E& into) const {
        const std::optional<E> value = from_word<E>(text);
        into = value.value_or(E{});
        return value.has_value();
    }
    bool take(std::string_view text, NameId& into) const {
        into = names_.intern(text);
        return true;
    }
    /// "worker.3" is the third of its family.
    bool take(std::string_view text, Name& into) const {
        const std::size_t dot = text.rfind('.');
        const std::string_view tail = dot == std::string_view::npos ? "" : text.substr(dot + 1);
        std::uint32_t index = 0;
        const bool is_member = dot != 0 && !tail.empty() && tail.size() <= 9 && is_digit(tail[0]) &&
                               tail[0] != '0' && parse_whole(tail, index);
        into = is_member ? Name{names_.intern(text.substr(0, dot)), index} : Name{names_.intern(text), 0};
        return true;
    }
    /// "1.5ms = save 1ms + restore 0.5ms"; nothing but 0 without parts.
    bool take(std::string_view text, ComponentLengths& into) const {
        const std::string_view total = stripped(take_part(text, "="));
        Duration sum;
        if (!take(total, sum)) return false;
        while (!text.empty()) {
            std::string_view part = stripped(take_part(text, "+"));
            Component which{};
            Duration length;
            if (!take(take_word(part), which) || !take(stripped(part), length)) return false;
            if (length > ComponentLengths::longest()) return false;
            into.set(which, length);
        }
        return into.total() == sum;
    }
    bool take(std::string_view, SecondKey&) const { return true; } // stands among the words of the keys

  private:
    Names& names_;
    Unit& unit_;
    std::map<std::string, Tid, std::less<>>& tids_;
};

class TextReader {
  public:
    TextReader(std::string_view file, Unit unit, const TraceReadOptions& options)
        : file_(file), options_(options), unit_(unit), values_(trace_.names, unit_, tids_) {}
    TraceReadResult read(std::string_view text);

  private:
    void read_line(std::string_view line);
    void read_comment(std::string_view line);
    void read_header_part(std::string_view part, bool is_first);
    void read_event(const Columns& columns);
    void know(std::string_view name, Time time);
    template <class Kind>
    void read_body(const Columns& columns, Kind& into);
    template <class Kind>
    void read_details(std::string_view details, Kind& into);
    void read_details(std::string_view details, ThreadNew& into);
    void read_details(std::string_view details, StateMove& into);
    void read_details(std::string_view details, Pick& into);
    void read_keys(std::string_view text, std::int64_t& key, SecondKey& second);
    void report(std::string code, std::string_view where, std::string message, std::string hint = {});
    std::string file_;
    const TraceReadOptions& options_;
    Trace trace_;
    Unit unit_;
    std::map<std::string, Tid, std::less<>> tids_;
    ValueReader values_;
    Diagnostics problems_;
    std::string_view line_;
    Mark at_;
    int comments_ = 0;
    std::uint32_t next_tid_ = 1'000'000; // of threads that no line announces
};

void TextReader::report(std::string code, std::string_view where, std::string message, std::string hint) {
    Diagnostic problem;
    problem.code = std::move(code);
    problem.file = file_;
    problem.at = {at_.line, static_cast<std::uint32_t>(where.data() - line_.data() + 1)};
    problem.message = std::move(message);
    problem.hint = std::move(hint);
    problems_.push_back(std::move(problem));
}

/// "rr, quantum 4ms", "conventions ossim, ties lifo", "2 CPUs", "times in ms".
void TextReader::read_header_part(std::string_view part, bool is_first) {
    TraceHeader& header = trace_.header;
    const std::string_view head = stripped(take_part(part, ", "));
    std::vector<std::pair<std::string, std::string>> pairs;
    while (!part.empty()) {
        std::string_view pair = take_item(part);
        // A value may be a list: "order [completion, quantum], arrival by pid, upkeep".
        const bool goes_on = pair.starts_with('[') || pair.find(' ') == std::string_view::npos ||
                             pair.find(" by ") == pair.find(' ');
        if (goes_on && !pairs.empty()) {
            pairs.back().second += ", " + std::string(pair);
            continue;
        }
        const std::string_view name = take_word(pair);
        pairs.emplace_back(name, stripped(pair));
    }
    std::string_view rest = head;
    const std::string_view word = take_word(rest);
    rest = stripped(rest);
    if (is_first) {
        header.policy = std::string(head);
        header.parameters = std::move(pairs);
    } else if (word == "conventions") {
        header.conventions = std::string(rest);
        header.settings = std::move(pairs);
    } else if (word == "costs") {
        header.costs = std::string(rest);
    } else if (word == "seed") {
        (void)parse_whole(rest, header.seed);
    } else if (rest == "CPU" || rest == "CPUs") {
        (void)parse_whole(word, header.cpus);
        header.cpus = std::clamp(header.cpus, 1U, 4096U);
    } else if (head.starts_with("times in ")) {
        const std::string_view name = head.substr(9);
        if (const auto unit = from_word<Unit>(name == "ticks" ? "tick" : name)) unit_ = *unit;
    }
}

/// The first line is the title, the second what ran.
void TextReader::read_comment(std::string_view line) {
    line.remove_prefix(1);
    line = stripped(line);
    if (++comments_ == 1) trace_.header.title = std::string(line);
    if (comments_ != 2) return;
    for (bool is_first = true; !line.empty(); is_first = false)
        read_header_part(take_part(line, " | "), is_first);
}

/// A thread of whose creation no line tells is made when it is first mentioned.
void TextReader::know(std::string_view name, Time time) {
    if (name == "-" || name == "idle" || name.starts_with("thread ") || tids_.find(name) != tids_.end())
        return;
    const Tid tid(next_tid_++);
    tids_.emplace(name, tid);
    ThreadNew created;
    created.tid = tid;
    created.group = trace_.names.intern("");
    (void)values_.take(name, created.label);
    trace_.events.push_back({time, created});
}

/// Each value reaches up to the name of the next field that is there.
template <class Kind>
void TextReader::read_details(std::string_view details, Kind& into) {
    std::vector<std::string_view> names;
    for_each_field<Kind>([&](const auto& each) { names.push_back(each.name); });
    std::size_t index = 0;
    for_each_field<Kind>([&](const auto& each) {
        const std::string begin = std::string(each.name) + " ";
        ++index;
        if (!details.starts_with(begin)) return;
        std::size_t end = details.size();
        for (std::size_t i = index; i < names.size() && end == details.size(); ++i)
            end = std::min(details.find(", " + std::string(names[i]) + " "), end);
        const std::string_view value =
            details.substr(begin.size(), std::max(end, begin.size()) - begin.size());
        details.remove_prefix(std::min(end + 2, details.size()));
        if constexpr (std::is_same_v<decltype(each.member), Tid Kind::*>) know(stripped(value), trace_.end);
        if (!values_.take(stripped(value), into.*(each.member)))
            report("bad-trace", value,
                   in_quotes(value) + " is not the value of \"" + std::string(each.name) + "\" of an event " +
                       std::string(Kind::name));
    });
}

/// "tid 1, pid 2, group g": here a thread is told by its number.
void TextReader::read_details(std::string_view details, ThreadNew& into) {
    while (!details.empty()) {
        std::string_view part = take_part(details, ", ");
        const std::string_view whole = part, name = take_word(part);
        part = stripped(part);
        const bool is_right = name == "tid"     ? parse_whole(part, into.tid.value)
                              : name == "pid"   ? parse_whole(part, into.pid.value)
                              : name == "group" ? values_.take(part, into.group)
                                                : true;
        if (!is_right) return report("bad-trace", whole, in_quotes(whole) + " is no detail of a thread");
    }
}

/// "Running to Waiting, io, on io, object 1"
void TextReader::read_details(std::string_view details, StateMove& into) {
    const std::string_view from = take_part(details, " to "), to = take_part(details, ", "),
                           cause = take_part(details, ", ");
    if (!values_.take(from, into.from) || !values_.take(to, into.to))
        return report("bad-trace", from, "a state line tells two states: \"Ready to Running, dispatched\"");
    if (!cause.empty() && !values_.take(cause, into.cause))
        return report("bad-trace", cause, in_quotes(cause) + " is not a cause of a change of state");
    while (!details.empty()) {
        std::string_view part = take_part(details, ", ");
        const std::string_view name = take_word(part);
        part = stripped(part);
        const bool is_right = name == "on"       ? values_.take(part, into.on)
                              : name == "object" ? values_.take(part, into.object)
                                                 : true;
        if (!is_right) return report("bad-trace", part, in_quotes(part) + " is not what a thread waits on");
    }
}

/// "since 4ms", "level 0 since 4ms", or the plain number where nobody says what it is.
void TextReader::read_keys(std::string_view text, std::int64_t& key, SecondKey& second) {
    std::array<std::int64_t*, 2> places = {&key, &second.value};
    if (parse_whole(text, key)) return;
    for (std::int64_t* place : places) {
        const std::string_view name = take_word(text);
        std::string_view value = take_word(text);
        if (value.empty()) return;
        const bool is_time = key_text(name, 1'000'000, Unit::ms) == "1ms";
        const bool is_negative = is_time && value.starts_with('-'); // a lag, or before a floor
        if (is_negative) value.remove_prefix(1);
        Duration length;
        const bool is_right = is_time ? values_.take(value, length) : parse_whole(value, *place);
        if (is_time) *place = is_negative ? -length.ns() : length.ns();
        if (!is_right) return report("bad-trace", value, in_quotes(value) + " is not a key of a policy");
        std::vector<std::string>& known = trace_.header.keys;
        if (known.size() < static_cast<std::size_t>(place == &key ? 1 : 2)) known.emplace_back(name);
    }
}

void TextReader::read_details(std::string_view details, Pick& into) {
    while (!details.empty()) {
        std::string_view part = take_part(details, ", ");
        const std::string_view whole = part, name = take_word(part);
        part = stripped(part);
        bool is_right = true;
        if (name == "ready") is_right = values_.take(part, into.ready);
        if (name == "decided") is_right = values_.take(part, into.decided);
        if (name == "next") {
            know(part, trace_.end);
            is_right = values_.take(part, into.next);
        }
        if (name == "key") read_keys(part, into.key, into.second_key);
        if (name == "next_key") read_keys(part, into.next_key, into.next_second_key);
        if (!is_right) return report("bad-trace", whole, in_quotes(whole) + " is no detail of a pick");
    }
}

template <class Kind>
void TextReader::read_body(const Columns& columns, Kind& into) {
    if constexpr (std::is_same_v<Kind, ThreadNew>) {
        into.group = trace_.names.intern("");
        (void)values_.take(columns.thread, into.label);
        read_details(columns.details, into);
        if (!into.tid) return report("bad-trace", columns.details, "a thread has no tid here");
        tids_.emplace(columns.thread, into.tid);
        return;
    } else if constexpr (requires { into.tid; }) {
        know(columns.thread, trace_.end);
        if (columns.thread != "-") (void)values_.take(columns.thread, into.tid);
    } else if constexpr (std::is_same_v<Kind, Switch>) {
        know(columns.thread, trace_.end);
        if (columns.thread != "-") (void)values_.take(columns.thread, into.to);
    }
    bool is_cpu = true;
    if constexpr (requires { into.cpu_number; })
        is_cpu = columns.cpu == "-" || parse_whole(columns.cpu, into.cpu_number);
    else if constexpr (requires { into.cpu.value; })
        is_cpu = columns.cpu == "-" || parse_whole(columns.cpu, into.cpu.value);
    if (!is_cpu)
        return report("bad-trace", columns.cpu, in_quotes(columns.cpu) + " is not the number of a CPU");
    read_details(columns.details, into);
}

void TextReader::read_event(const Columns& columns) {
    const Parsed<Duration> time = parse_duration(columns.time, unit_);
    if (!time.value) return report("bad-trace", columns.time, in_quotes(columns.time) + ": " + time.problem);
    const Time now = Time() + *time.value;
    if (now < trace_.end)
        return report("bad-trace", columns.time,
                      "time runs back: the line before is at " + with_unit(trace_.end - Time(), unit_));
    if (trace_.whole) return report("bad-trace", columns.time, "a line follows the one that ends the trace");
    trace_.end = now;
    const std::size_t kind = kind_called(columns.kind);
    if (kind == event_kind_count) {
        ++trace_.skipped;
        return;
    }
    Event event{now, {}};
    [&]<std::size_t... I>(std::index_sequence<I...>) {
        ((I == kind ? read_body(columns, event.body.emplace<I>()) : (void)0), ...);
    }
    (std::make_index_sequence<event_kind_count>{});
    trace_.whole = std::holds_alternative<RunEnd>(event.body);
    trace_.events.push_back(event);
}

void TextReader::read_line(std::string_view line) {
    if (line[0] == '#') return read_comment(line);
    if (is_heading(line)) return;
    if (const std::optional<Columns> columns = columns_of(line)) return read_event(*columns);
    report("bad-trace", line, "this is no line of a trace",
           "a line has the columns time, cpu, thread, event and details");
}

TraceReadResult TextReader::read(std::string_view text) {
    constexpr std::size_t most_problems = 20;
    if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
    while (!text.empty() && problems_.size() < most_problems) {
        line_ = take_part(text, "\n");
        ++at_.line;
        const std::string_view line = stripped(line_);
        if (line.empty()) continue;
        if (line.size() > options_.max_line)
            report("too-large", line,
                   "the line has " + std::to_string(line.size()) + " bytes; the most is " +
                       std::to_string(options_.max_line));
        else if (trace_.events.size() >= options_.max_events)
            report("too-large", line,
                   "the trace has more than " + std::to_string(options_.max_events) + " events");
        else
            read_line(line);
    }
    if (!problems_.empty()) return {std::nullopt, std::move(problems_)};
    trace_.header.unit = std::string(word_of(unit_));
    return {std::move(trace_), {}};
}

} // namespace

bool looks_like_text_trace(std::string_view text) {
    constexpr int most_lines = 3;
    for (int lines = 0; lines < most_lines && !text.empty();) {
        const std::string_view line = stripped(take_part(text, "\n").substr(0, 4096));
        if (line.empty() || line[0] == '#') continue;
        if (is_heading(line)) return true;
        const std::optional<Columns> columns = columns_of(line);
        if (columns && kind_called(columns->kind) != event_kind_count) return true;
        ++lines;
    }
    return false;
}

TraceReadResult read_text_trace(std::string_view file, std::string_view text, Unit unit,
                                const TraceReadOptions& options) {
    return TextReader(file, unit, options).read(text);
}

} // namespace ossim
