// The small grammars of `schedule`, `order` and `never`.
#include "expect/claims.hpp"

#include "base/text.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace ossim {

namespace {

bool is_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

/// A part of a text that remembers where it stands.
struct Piece {
    std::string_view text;
    std::size_t offset = 0;

    [[nodiscard]] Piece trimmed() const {
        std::size_t from = 0, to = text.size();
        while (from < to && is_space(text[from]))
            ++from;
        while (to > from && is_space(text[to - 1]))
            --to;
        return part(from, to);
    }
    [[nodiscard]] Piece part(std::size_t from, std::size_t to) const {
        return {text.substr(from, to - from), offset + from};
    }
    [[nodiscard]] Piece after(std::size_t from) const { return part(from, text.size()); }
};

std::vector<Piece> split(Piece text, std::string_view separators) {
    std::vector<Piece> pieces;
    std::size_t from = 0;
    for (std::size_t at = 0; at <= text.text.size(); ++at) {
        if (at < text.text.size() && separators.find(text.text[at]) == std::string_view::npos) continue;
        pieces.push_back(text.part(from, at).trimmed());
        from = at + 1;
    }
    return pieces;
}

std::vector<Piece> split_words(Piece text) {
    std::vector<Piece> found;
    for (const Piece piece : split(text, " \t\n\r"))
        if (!piece.text.empty()) found.push_back(piece);
    return found;
}

ClaimError wrong(Piece at, std::string message, std::string hint = "") {
    return {at.offset, std::max<std::size_t>(at.text.size(), 1), "bad-expectation", std::move(message),
            std::move(hint)};
}

template <class Enum>
std::string nearest_word(std::string_view word) {
    constexpr auto all = enum_words(Enum{});
    const std::string near = nearest(word, all);
    return near.empty() ? "" : "did you mean \"" + near + "\"?";
}

bool same_letters(std::string_view a, std::string_view b) {
    const auto small = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; };
    return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                      [&](char x, char y) { return small(x) == small(y); });
}

template <class Enum>
std::optional<Enum> read_word(std::string_view word) {
    constexpr auto all = enum_words(Enum{});
    for (std::size_t i = 0; i < all.size(); ++i)
        if (same_letters(all[i], word)) return static_cast<Enum>(i);
    return std::nullopt;
}

/// Adds a slice in order of time; says what is wrong with it.
std::string add_slice(ScheduleClaim& claim, ClaimedSlice slice, std::size_t offset) {
    auto& slices = claim.slices;
    if (slice.end <= slice.start) return "a stretch must end after it begins";
    if (!slices.empty() && slice.start < slices.back().end)
        return "this begins before the one before it has ended";
    const bool is_new = std::none_of(claim.names.begin(), claim.names.end(),
                                     [&](const auto& n) { return n.name == slice.name; });
    if (is_new && !slice.name.empty()) claim.names.push_back({slice.name, offset});
    const bool continues =
        !slices.empty() && slices.back().name == slice.name && slices.back().end == slice.start;
    if (continues)
        slices.back().end = slice.end;
    else
        slices.push_back(std::move(slice));
    return "";
}

struct Range {
    Piece from, to;
};

/// "0-4" or "0–4", split at the dash.
std::optional<Range> split_range(Piece text) {
    constexpr std::string_view en_dash = "\xe2\x80\x93";
    for (const std::string_view dash : {en_dash, std::string_view("-")}) {
        const std::size_t at = text.text.find(dash);
        if (at != std::string_view::npos)
            return Range{text.part(0, at).trimmed(), text.after(at + dash.size()).trimmed()};
    }
    return std::nullopt;
}

std::optional<ClaimError> read_time(Piece text, Unit unit, Time& into) {
    const auto parsed = parse_duration(text.text, unit);
    if (!parsed.value) return wrong(text, in_quotes(text.text) + " is no time: " + parsed.problem);
    into = Time() + *parsed.value;
    return std::nullopt;
}

std::optional<ClaimError> read_stretch(Piece text, Unit unit, ScheduleClaim& claim) {
    const std::size_t gap = text.text.find_last_of(" \t\n\r", text.text.find_last_not_of(" \t\n\r"));
    const std::string shape = "write a name and when it runs, as in \"P1 0-4, P2 4-7\"";
    if (gap == std::string_view::npos) return wrong(text, in_quotes(text.text) + " says no time", shape);
    Piece name = text.part(0, gap).trimmed();
    if (name.text.ends_with(':')) name = name.part(0, name.text.size() - 1).trimmed();
    const Piece when = text.after(gap).trimmed();
    const auto range = split_range(when);
    if (!range) return wrong(when, in_quotes(when.text) + " is no stretch of time", shape);
    if (!is_valid_name(name.text)) return wrong(name, in_quotes(name.text) + " is no name", shape);
    ClaimedSlice slice;
    if (name.text != "idle") slice.name = name.text;
    if (auto error = read_time(range->from, unit, slice.start)) return error;
    if (auto error = read_time(range->to, unit, slice.end)) return error;
    if (const std::string problem = add_slice(claim, slice, name.offset); !problem.empty())
        return wrong(when, problem);
    return std::nullopt;
}

/// A schedule in words has times, so it has a space or a comma in it.
bool is_in_words(std::string_view text) { return text.find_first_of(" ,;") != std::string_view::npos; }

Understood<ScheduleClaim> parse_columns(Piece text, Unit unit) {
    ScheduleClaim claim;
    claim.by_columns = true;
    const Duration column = length_of(unit);
    Time now;
    for (std::size_t at = 0; at < text.text.size();) {
        const std::size_t from = at;
        next_character(text.text, at);
        std::string name(text.text.substr(from, at - from));
        if (name == "." || name == "-" || name == "_") name.clear();
        add_slice(claim, {std::move(name), now, now + column}, text.offset + from);
        now = now + column;
    }
    return {std::move(claim), {}};
}

std::optional<std::uint32_t> read_number(std::string_view word) {
    static constexpr std::array<std::string_view, 9> numbers = {"one", "two",   "three", "four", "five",
                                                                "six", "seven", "eight", "nine"};
    const auto at = std::find(numbers.begin(), numbers.end(), word);
    if (at != numbers.end()) return static_cast<std::uint32_t>(at - numbers.begin()) + 1;
    const auto number = parse_integer(word);
    if (!number.value || *number.value < 1 || *number.value > 4'000'000'000) return std::nullopt;
    return static_cast<std::uint32_t>(*number.value);
}

std::optional<CpuId> read_cpu(std::string_view word) {
    if (!word.starts_with("cpu")) return std::nullopt;
    const auto number = parse_integer(word.substr(3));
    if (!number.value || *number.value < 0 || *number.value > 65'535) return std::nullopt;
    return CpuId(static_cast<std::uint32_t>(*number.value));
}

/// The subject in front of a state: "P1", "two threads", "two threads of server", "3 server".
std::optional<ClaimError> read_subject(std::span<const Piece> subject, Condition& into) {
    if (subject.size() > 1)
        if (const auto number = read_number(subject[0].text)) {
            into.at_least = *number;
            subject = subject.subspan(1);
            const bool everybody = subject[0].text == "threads" || subject[0].text == "thread";
            if (everybody && subject.size() == 1) {
                into.subject = {"any", subject[0].offset};
                return std::nullopt;
            }
            if (everybody && subject.size() == 3 && subject[1].text == "of") subject = subject.subspan(2);
        }
    if (subject.size() != 1 || !is_valid_name(subject[0].text))
        return wrong(subject[0], in_quotes(subject[0].text) + " and what follows name no thread",
                     "write a name, or a number of threads: two threads Running");
    into.subject = {std::string(subject[0].text), subject[0].offset};
    return std::nullopt;
}

Understood<Condition> parse_condition(Piece text) {
    const std::vector<Piece> parts = split_words(text);
    const std::string shape = "write a thread and a state, as in never: P2 Running while P1 Ready";
    if (parts.size() < 2) return {std::nullopt, wrong(text, "who is never in which state?", shape)};
    Condition condition;
    const Piece last = parts.back();
    if (last.text == "idle" && parts.size() == 2) {
        condition.idle_cpu = read_cpu(parts[0].text);
        if (!condition.idle_cpu)
            return {std::nullopt, wrong(parts[0], "only a CPU is idle", "write cpu0 idle, or P1 Waiting")};
        return {condition, {}};
    }
    const auto state = read_word<ThreadState>(last.text);
    if (!state || *state == ThreadState::fresh) {
        std::string near = nearest_word<ThreadState>(last.text);
        if (near.empty()) near = "states are New, Ready, Running, Waiting and Terminated";
        return {std::nullopt, wrong(last, in_quotes(last.text) + " is no state of a thread", near)};
    }
    condition.state = *state;
    if (auto error = read_subject(std::span(parts).first(parts.size() - 1), condition))
        return {std::nullopt, *error};
    return {condition, {}};
}

} // namespace

Understood<ScheduleClaim> parse_schedule(std::string_view text, Unit unit) {
    const Piece whole = Piece{text, 0}.trimmed();
    if (whole.text.empty())
        return {std::nullopt, wrong(whole, "the schedule is empty", "write it as in \"P1 0-4, P2 4-7\"")};
    if (!is_in_words(whole.text)) return parse_columns(whole, unit);
    ScheduleClaim claim;
    std::vector<Piece> stretches = split(whole, ",;");
    if (stretches.size() > 1 && stretches.back().text.empty()) stretches.pop_back();
    for (const Piece stretch : stretches) {
        if (stretch.text.empty()) return {std::nullopt, wrong(stretch, "nothing stands between two commas")};
        if (auto error = read_stretch(stretch, unit, claim)) return {std::nullopt, *error};
    }
    return {std::move(claim), {}};
}

Understood<OrderItem> parse_order_item(std::string_view text) {
    const Piece whole = Piece{text, 0}.trimmed();
    const std::vector<Piece> parts = split_words(whole);
    if (parts.size() != 2)
        return {std::nullopt,
                wrong(whole, "an item of an order is a name and what it does", "write it as in P2 exits")};
    if (!is_valid_name(parts[0].text))
        return {std::nullopt, wrong(parts[0], in_quotes(parts[0].text) + " is no name")};
    const auto deed = read_word<Deed>(parts[1].text);
    if (!deed) {
        std::string near = nearest_word<Deed>(parts[1].text);
        if (near.empty()) near = "threads do this: " + quoted_list(enum_words(Deed{}));
        return {std::nullopt,
                wrong(parts[1], in_quotes(parts[1].text) + " is nothing that a thread does", near)};
    }
    return {OrderItem{{std::string(parts[0].text), parts[0].offset}, *deed}, {}};
}

Understood<NeverClaim> parse_never(std::string_view text) {
    const Piece whole{text, 0};
    std::vector<Piece> sides = {whole.trimmed()};
    for (const Piece word : split_words(whole)) {
        if (word.text != "while") continue;
        sides = {whole.part(0, word.offset).trimmed(), whole.after(word.offset + word.text.size()).trimmed()};
        break;
    }
    NeverClaim claim;
    for (const Piece side : sides) {
        auto condition = parse_condition(side);
        if (!condition.claim) return {std::nullopt, std::move(condition.error)};
        claim.conditions.push_back(std::move(*condition.claim));
    }
    return {std::move(claim), {}};
}

bool continues_name(std::string_view subject, std::string_view name) {
    return name.size() > subject.size() && name.starts_with(subject) &&
           (name[subject.size()] == '/' || name[subject.size()] == '.');
}

bool means_thread(std::string_view subject, std::string_view process, std::string_view thread,
                  std::string_view group) {
    if (subject == process || subject == thread || (!group.empty() && subject == group)) return true;
    if (continues_name(subject, process) || continues_name(subject, thread)) return true;
    const bool own_part = thread.size() > subject.size() && thread.ends_with(subject) &&
                          thread[thread.size() - subject.size() - 1] == '/';
    return own_part || subject == std::string(process) + "/" + std::string(thread);
}

} // namespace ossim
