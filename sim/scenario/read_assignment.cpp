// The values of an assignment: points, tolerances, paths within a folder, expressions, patterns, names of
// presets and misconceptions.
#include "scenario/assignment_keys.hpp"

#include "base/expression.hpp"

#include <algorithm>
#include <utility>

namespace ossim {
namespace {

constexpr Ratio most_points{1'000'000};
constexpr std::size_t most_questions = 1'000;

/// A number that stands without quotes.
bool is_number(Reader& reader, Given given, const Spot& spot, std::string_view wanted) {
    if (!is_scalar(reader, given, spot, wanted)) return false;
    if (given.quoted()) report_type(reader, given, spot, wanted);
    return !given.quoted();
}

bool take_ratio(Reader& reader, Given given, const Spot& spot, std::string_view text, Ratio& into) {
    const Parsed<Ratio> parsed = parse_ratio(text);
    if (!parsed.value)
        report_problem(reader, given, spot, parsed.problem);
    else
        into = *parsed.value;
    return parsed.value.has_value();
}

void report_range(Reader& reader, Given given, const Spot& spot, const std::string& allowed,
                  std::string hint) {
    reader.reports.error(given.id(), {"out-of-range",
                                      spot.title() + " must be " + allowed + ", not " + escaped(given.text()),
                                      std::move(hint)});
}

/// A value, or a list of at least one: what is short for a list of one.
template <class Visit>
void each_of_list(Reader& reader, Given given, const Spot& spot, std::string_view wanted, Visit&& visit) {
    if (given.is_scalar()) return visit(given);
    if (!given.is_sequence() || given.size() == 0) return report_type(reader, given, spot, wanted);
    given.each_item([&](Given item) {
        if (!item.is_broken()) visit(item);
    });
}

// --- paths ---

bool has_part(std::string_view path, std::string_view part) {
    for (std::size_t from = 0; from <= path.size();) {
        const std::size_t end = std::min(path.find('/', from), path.size());
        if (path.substr(from, end - from) == part) return true;
        from = end + 1;
    }
    return false;
}

bool is_drive(std::string_view path) { return path.size() > 1 && path[1] == ':'; }

/// A file in a folder or below it, wherever the folder lies; without "./" before it.
bool take_path(Reader& reader, Given given, const Spot& spot, std::string& into) {
    constexpr std::size_t longest = 1'000;
    if (!is_scalar(reader, given, spot, "a file's name")) return false;
    std::string_view path = given.text();
    while (path.starts_with("./"))
        path.remove_prefix(2);
    const auto refuse = [&](std::string_view code, const std::string& what, std::string hint) {
        reader.reports.error(given.id(), {code, spot.title() + what, std::move(hint)});
        return false;
    };
    if (path.find('\\') != std::string_view::npos)
        return refuse("bad-value", ": a path has no \\ in it", "write / between folders");
    if (path.starts_with('/') || is_drive(path) || has_part(path, ".."))
        return refuse("outside-folder", " leads out of its folder: " + quoted(path),
                      "put the file into the folder, and write its path from there");
    const bool has_control = std::any_of(path.begin(), path.end(), [](char c) { return c >= 0 && c < ' '; });
    if (path.empty() || path.ends_with('/') || path.size() > longest || has_control)
        return refuse("bad-value", ": " + quoted(path) + " is no file's name", {});
    into = path;
    return true;
}

// --- patterns of lines ---

constexpr auto pattern_fields =
    words("t", "time", "start", "end", "duration", "cpu", "p", "thread", "event", "*");

/// The same field under its first name.
std::string_view plain_field(std::string_view field) {
    return field == "time" ? "t" : field == "thread" ? "p" : field;
}

/// Of the whole pattern: what is missing in it; empty if nothing is.
Words missing_in_pattern(const std::vector<std::string_view>& fields) {
    const auto has = [&](std::string_view field) {
        return std::find(fields.begin(), fields.end(), field) != fields.end();
    };
    if (!has("p") && !has("event"))
        return {"bad-pattern", "this pattern says neither who has the CPU nor what happens",
                "it needs {p} or {event}"};
    if (!has("t") && !has("start") && !(has("end") && has("duration")))
        return {"bad-pattern", "this pattern says no time", "it needs {t}, or {start} and {end}"};
    if (has("start") && !has("end") && !has("duration"))
        return {"bad-pattern", "this pattern has {start}, and neither {end} nor {duration}",
                "write {t} for a single moment"};
    return {"bad-pattern", ""};
}

/// `Time {t}: process {p} {event}`: every brace closes, every field is known and stands there once, and where
/// it ends can be seen.
void check_pattern(Reader& reader, Given given) {
    const std::string_view text = given.text();
    const auto refuse = [&](std::size_t at, std::size_t width, Words words) {
        words.code = "bad-pattern";
        words.note = "fields: " + comma_list(pattern_fields);
        report_within(reader, given, at, width, std::move(words));
    };
    std::vector<std::string_view> seen;
    std::size_t behind = std::string_view::npos; // the field before
    for (std::size_t at = text.find_first_of("{}"); at != std::string_view::npos;
         at = text.find_first_of("{}", behind)) {
        const std::size_t close = text.find_first_of("{}", at + 1);
        if (text[at] == '}')
            return refuse(at, 1, {"", "this brace closes nothing", "write {t}, with both braces"});
        if (close == std::string_view::npos || text[close] == '{')
            return refuse(at, 1, {"", "this brace is never closed", "write {t}, with both braces"});
        const std::string_view field = text.substr(at + 1, close - at - 1);
        const std::size_t width = close + 1 - at;
        if (std::find(pattern_fields.begin(), pattern_fields.end(), field) == pattern_fields.end())
            return refuse(
                at, width,
                {"", "a pattern has no field " + quoted(field), did_you_mean(field, pattern_fields)});
        if (field != "*" && std::find(seen.begin(), seen.end(), plain_field(field)) != seen.end())
            return refuse(
                at, width,
                {"", "the field " + quoted(field) + " is there twice", "write {*} for what does not matter"});
        if (at == behind)
            return refuse(at, width,
                          {"", "nothing stands between two fields, so nobody can see where the first ends",
                           "write what stands between them in the line"});
        seen.push_back(plain_field(field));
        behind = close + 1;
    }
    Words missing = missing_in_pattern(seen);
    if (!missing.message.empty()) refuse(0, text.size(), std::move(missing));
}

// --- expressions ---

bool holds_or_not(const Expression& expression) {
    switch (expression.root().operation) {
    case Operation::logical_not:
    case Operation::logical_and:
    case Operation::logical_or:
    case Operation::equal:
    case Operation::not_equal:
    case Operation::less:
    case Operation::less_equal:
    case Operation::greater:
    case Operation::greater_equal: return true;
    case Operation::number:
    case Operation::name:
    case Operation::call:
    case Operation::negate:
    case Operation::add:
    case Operation::subtract:
    case Operation::multiply:
    case Operation::divide: break;
    }
    return false;
}

/// False, with an error, unless the grammar is kept and the expression is of that sort.
bool check_expression(Reader& reader, Given given, const Spot& spot, bool is_claim) {
    if (!is_scalar(reader, given, spot,
                   is_claim ? "an expression, as in P2.response > 10" : "an expression, as in avg(waiting)"))
        return false;
    const ParsedExpression parsed = parse_expression(given.text());
    if (!parsed.value) {
        report_in_expression(reader, given, parsed.error);
        return false;
    }
    if (holds_or_not(*parsed.value) == is_claim) return true;
    const Expression::Node& root = parsed.value->root();
    report_in_expression(reader, given,
                         {root.offset, root.width,
                          is_claim ? "this is a number, not something that holds; compare it, as in "
                                     "P2.response > 10, or write it as a value"
                                   : "this holds or not, and is no number; such a claim stands under holds"});
    return false;
}

// --- misconceptions ---

void read_deduction(Reader& reader, Given value, const Spot& spot, Ratio& into) {
    if (!is_number(reader, value, spot, "points that are taken off, as in -1")) return;
    const bool is_negative = value.text().starts_with('-');
    Ratio points;
    if (!take_ratio(reader, value, spot, value.text().substr(is_negative ? 1 : 0), points)) return;
    if (!is_negative && points != Ratio())
        return report_range(reader, value, spot, "0 or less, because it takes points off",
                            "write -" + escaped(value.text()));
    if (points > most_points)
        return report_range(reader, value, spot, "-" + exact_points(most_points) + " or more", {});
    into = Ratio() - points;
}

bool is_misconception(Reader& reader, Given key) {
    const auto& names = reader.misconceptions;
    if (std::find(names.begin(), names.end(), key.text()) != names.end()) return true;
    reader.reports.error(key.id(),
                         {"unknown-misconception", "there is no misconception " + quoted(key.text()),
                          did_you_mean(key.text(), names), "`ossim list misconceptions` shows them all"});
    return false;
}

} // namespace

std::string exact_points(Ratio points) {
    Ratio scale(1);
    for (int places = 0; places <= 4; ++places, scale = scale * Ratio(10))
        if ((points * scale).denominator() == 1) return decimal(points, places);
    return digits_of(points.numerator()) + "/" + digits_of(points.denominator());
}

void read_value(Reader& reader, Given given, const Spot& spot, FolderPath& into) {
    take_path(reader, given, spot, into.text);
}

void read_value(Reader& reader, Given given, const Spot& spot, FilePattern& into) {
    take_path(reader, given, spot, into.text);
}

void read_value(Reader& reader, Given given, const Spot& spot, DigestText& into) {
    constexpr std::string_view wanted = "32 hexadecimal digits";
    if (!is_scalar(reader, given, spot, wanted)) return;
    const std::string_view text = given.text();
    const bool is_digest = text.size() == 32 && std::all_of(text.begin(), text.end(), [](char c) {
                               return is_digit(c) || (c >= 'a' && c <= 'f');
                           });
    if (!is_digest)
        return report_problem(reader, given, spot,
                              quoted(text) +
                                  " is no digest; copy the 32 digits that `ossim assignment check` prints");
    into.text = text;
}

void read_value(Reader& reader, Given given, const Spot& spot, NumberText& into) {
    if (check_expression(reader, given, spot, false)) into.text = given.text();
}

void read_value(Reader& reader, Given given, const Spot& spot, ClaimText& into) {
    if (check_expression(reader, given, spot, true)) into.text = given.text();
}

void read_value(Reader& reader, Given given, const Spot& spot, NumberTexts& into) {
    each_of_list(reader, given, spot, "a list of expressions, as in [P1.turnaround, avg(waiting)]",
                 [&](Given item) {
                     if (check_expression(reader, item, spot, false)) into.texts.emplace_back(item.text());
                 });
}

void read_value(Reader& reader, Given given, const Spot& spot, AnswerText& into) {
    each_of_list(reader, given, spot, "a number, a word, or a list", [&](Given item) {
        if (!is_scalar(reader, item, spot, "a number or a word")) return;
        into.text += (into.text.empty() ? "" : ", ") + std::string(item.text());
    });
    if (given.is_scalar() && into.text.empty()) report_problem(reader, given, spot, "an answer is not empty");
}

void read_value(Reader& reader, Given given, const Spot& spot, PresetNames& into) {
    if (given.is_sequence() && given.size() == 0) return; // a question may take none of the assignment's
    std::vector<std::string_view> presets;
    for (const PresetInfo& info : reader.catalogues.presets)
        presets.push_back(info.name);
    each_of_list(reader, given, spot, "the name of a preset, or a list of them", [&](Given item) {
        if (!is_scalar(reader, item, spot, "the name of a preset")) return;
        if (std::find(presets.begin(), presets.end(), item.text()) == presets.end())
            return report_unknown_word(reader, item, spot, presets);
        if (std::find(into.names.begin(), into.names.end(), item.text()) != into.names.end())
            return reader.reports.error(
                item.id(),
                {"duplicate-name", "preset " + quoted(item.text()) + " is there twice", "take one out"});
        into.names.emplace_back(item.text());
    });
}

void read_value(Reader& reader, Given given, const Spot& spot, QuestionNames& into) {
    each_of_list(reader, given, spot, "the name of a question, or a list of them", [&](Given item) {
        if (!check_name(reader, item, spot)) return;
        into.names.emplace_back(item.text());
        into.nodes.push_back(item.id());
    });
}

void read_value(Reader& reader, Given given, const Spot& spot, PointsGiven& into) {
    constexpr std::string_view wanted = "a number of points, as in 2.5 or 5/2";
    if (!is_number(reader, given, spot, wanted)) return;
    if (given.text().ends_with('%')) return report_type(reader, given, spot, wanted);
    if (!take_ratio(reader, given, spot, given.text(), into.value)) return;
    if (into.value == Ratio() || into.value > most_points)
        report_range(reader, given, spot, "more than 0 and at most " + exact_points(most_points), {});
}

void read_value(Reader& reader, Given given, const Spot& spot, CapGiven& into) {
    constexpr std::string_view wanted = "a share of the points, as in 80%";
    if (!is_number(reader, given, spot, wanted) ||
        !take_ratio(reader, given, spot, given.text(), into.value) || into.value <= Ratio(1))
        return;
    const bool forgot_sign = into.value <= Ratio(100) && !given.text().ends_with('%');
    report_range(reader, given, spot, "0% to 100%",
                 forgot_sign ? "write " + escaped(given.text()) + "%" : "");
}

void read_value(Reader& reader, Given given, const Spot& spot, Tolerance& into) {
    if (!is_number(reader, given, spot, "0.01, 1ms or 1%")) return;
    const std::string_view text = given.text();
    into.is_share = text.ends_with('%');
    into.is_time = !into.is_share && !text.empty() && !is_digit(text.back());
    if (!into.is_time) {
        take_ratio(reader, given, spot, text, into.amount);
        return;
    }
    const Parsed<Duration> span = parse_duration(text, Unit::ms);
    if (!span.value) return report_problem(reader, given, spot, span.problem);
    into.amount = Ratio(span.value->ns());
}

void read_value(Reader& reader, Given given, const Spot& spot, Deductions& into) {
    if (!given.is_map())
        return report_type(reader, given, spot,
                           "a mapping of names to points taken off, as in {quantum-off-by-one: -1}");
    if (report_missing_spaces(reader, given)) return;
    given.each_entry([&](Given key, Given value) {
        if (key.is_broken() || value.is_broken() || !is_misconception(reader, key)) return;
        Deduction& made = into.all.emplace_back();
        made.misconception = key.text();
        made.at = key.at();
        read_deduction(reader, value, Spot{Owner{spot.key}, key.text()}, made.points);
    });
}

void read_value(Reader& reader, Given given, const Spot& spot, StudentLimits& into) {
    read_value(reader, given, spot, into.limits);
}

void read_value(Reader& reader, Given given, const Spot& spot, LinePatterns& into) {
    each_of_list(reader, given, spot, "a pattern in quotes, or a list of them", [&](Given item) {
        if (!is_scalar(reader, item, spot, "a pattern in quotes, as in 'Time {t}: process {p} {event}'"))
            return;
        check_pattern(reader, item);
        into.texts.emplace_back(item.text());
    });
}

void read_value(Reader& reader, Given given, const Spot& spot, MeaningWords& into) {
    if (!given.is_map())
        return report_type(reader, given, spot, "a mapping of meanings to words, as in {runs: started}");
    given.each_entry([&](Given key, Given value) {
        if (key.is_broken() || value.is_broken()) return;
        if (std::find(event_meanings.begin(), event_meanings.end(), key.text()) == event_meanings.end())
            return report_unknown_key(reader, given, key, value, Owner{spot.key}, event_meanings);
        const Spot inner{Owner{spot.key}, key.text()};
        each_of_list(reader, value, inner, "a word of {event}, or a list of them", [&](Given item) {
            if (is_scalar(reader, item, inner, "a word of {event}"))
                into.all.emplace_back(key.text(), item.text());
        });
    });
}

void read_value(Reader& reader, Given given, const Spot& spot, NamePairs& into) {
    if (!given.is_map())
        return report_type(reader, given, spot,
                           "a mapping of the students' names to the key's, as in {process 1: P1}");
    given.each_entry([&](Given key, Given value) {
        if (key.is_broken() || value.is_broken()) return;
        if (check_name(reader, value, Spot{Owner{spot.key}, key.text()}))
            into.all.emplace_back(key.text(), value.text());
    });
}

void read_value(Reader& reader, Given given, const Spot& spot, ReadingKeys& into) {
    const Unit unit = reader.unit; // what students count in is not what the assignment does
    if (is_map(reader, given, spot)) read_mapping(reader, given, Owner{spot.key}, into);
    reader.unit = unit;
    const bool asks =
        std::any_of(into.lines.texts.begin(), into.lines.texts.end(),
                    [](const std::string& line) { return line.find("{event}") != std::string::npos; });
    if (into.events.node != no_node && !asks)
        reader.reports.warning(into.events.node,
                               {"unused", "no pattern of `lines` has {event} in it",
                                "say where the words stand: lines: 'Time {t}: {p} {event}'"});
}

void read_value(Reader& reader, Given given, const Spot& spot, AnswerList& into) {
    if (!given.is_map() || given.size() == 0)
        return report_type(reader, given, spot,
                           "a mapping of names to answers, as in {waiting: {value: avg(waiting)}}");
    given.each_entry([&](Given key, Given value) {
        if (key.is_broken() || value.is_broken() || !check_name(reader, key, spot)) return;
        if (!value.is_map())
            return report_type(reader, value, Spot{Owner{spot.key}, key.text()},
                               "a mapping, as in {value: avg(waiting)}");
        into.names.emplace_back(key.text());
        into.nodes.push_back(key.id());
        read_mapping(reader, value, Owner{"answer", key.text()}, into.answers.emplace_back());
    });
}

void read_value(Reader& reader, Given given, const Spot& spot, QuestionList& into) {
    if (!given.is_map() || given.size() == 0)
        return report_type(
            reader, given, spot,
            "a mapping of names to questions, as in {chart: {kind: trace, scenario: rr.yaml}}");
    if (given.size() > most_questions)
        return reader.reports.error(
            given.id(), {"too-many", "an assignment has at most " + std::to_string(most_questions) +
                                         " questions, not " + std::to_string(given.size())});
    given.each_entry([&](Given key, Given value) {
        if (key.is_broken() || value.is_broken() || !check_name(reader, key, spot)) return;
        if (key.text().find_first_of("./") != std::string_view::npos)
            return reader.reports.error(key.id(), {"bad-name", quoted(key.text()) + " cannot name a question",
                                                   "files are called by it: leave out \".\" and \"/\""});
        if (!value.is_map())
            return report_type(reader, value, Spot{Owner{spot.key}, key.text()},
                               "a mapping, as in {kind: trace, scenario: rr.yaml}");
        QuestionEntry& entry =
            into.all.emplace_back(QuestionEntry{std::string(key.text()), key.id(), value.id(), {}});
        read_mapping(reader, value, Owner{"question", key.text()}, entry.keys);
    });
}

} // namespace ossim
