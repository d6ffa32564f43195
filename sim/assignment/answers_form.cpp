// Lines of an answers file, taken apart.
#include "assignment/answers_form.hpp"

#include "base/text.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace ossim {

namespace {

constexpr std::string_view blanks = " \t\r\n\v\f";
constexpr std::size_t most_items = 100'000;

std::string_view without(std::string_view text, std::string_view characters) {
    const std::size_t first = text.find_first_not_of(characters);
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(characters) - first + 1);
}

/// A value without what Markdown, JSON and CSV put around it.
std::string_view bare(std::string_view text) {
    text = without(text, " \t\r\n\v\f\"'`*|{},;");
    return without(text, "_");
}

/// Without the bullet, the number or the quotation mark that a list item begins with.
std::string_view without_bullet(std::string_view line) {
    line = without(line, blanks);
    for (const std::string_view bullet : {"- ", "* ", "+ ", "> ", "\xE2\x80\xA2"})
        if (line.starts_with(bullet)) return line.substr(bullet.size());
    const std::size_t end = std::min(line.find_first_not_of("0123456789"), line.size());
    const bool is_counted = (end > 0 && end < line.size()) || (end == 0 && line.size() > 2);
    if (!is_counted) return line;
    const std::size_t mark = end > 0 ? end : 1;
    if ((line[mark] == '.' || line[mark] == ')') && mark + 1 < line.size() && line[mark + 1] == ' ')
        return line.substr(mark + 2);
    return line;
}

/// Places where a name may end: behind it stands what separates, and then the value.
struct Cut {
    std::size_t at, behind;
};
std::vector<Cut> cuts_of(std::string_view line) {
    std::vector<Cut> marks, spaces;
    for (std::size_t i = 0; i < line.size() && i < 300; ++i) {
        if (line[i] == '-' && line.substr(i).starts_with("->")) marks.push_back({i, i + 2});
        if (line.substr(i).starts_with("\xE2\x86\x92")) marks.push_back({i, i + 3});
        if (std::string_view(":=,;|\t").find(line[i]) != std::string_view::npos)
            marks.push_back({i, i + 1});
        else if (line[i] == ' ')
            spaces.push_back({i, i + 1});
    }
    marks.insert(marks.end(), spaces.rbegin(), spaces.rend()); // of names by words the longest
    return marks;
}

/// Names as they are looked for.
class NameTable {
  public:
    explicit NameTable(std::span<const AnswerName> names) {
        for (const AnswerName& each : names)
            spelt_.push_back({plain(each.name), plain(each.title)});
    }
    /// The answer that a line gives, and its text.
    [[nodiscard]] std::optional<std::pair<std::size_t, std::string_view>> read(std::string_view line) const {
        for (const std::string_view text : {line, without_bullet(line)})
            for (const Cut cut : cuts_of(text)) {
                const std::string name = plain(text.substr(0, cut.at));
                const std::string_view value = bare(text.substr(cut.behind));
                if (name.empty() || value.empty()) continue;
                for (std::size_t i = 0; i < spelt_.size(); ++i)
                    if (name == spelt_[i].first || name == spelt_[i].second)
                        return std::pair(i, without(value, ":= \t"));
            }
        return std::nullopt;
    }

  private:
    std::vector<std::pair<std::string, std::string>> spelt_;
};

/// Reads a number from the left.
class NumberReader {
  public:
    explicit NumberReader(std::string_view text) : rest_(text) {}

    std::optional<GivenNumber> read() {
        const bool negative = rest_.starts_with("-");
        if (negative || rest_.starts_with("+")) rest_ = without(rest_.substr(1), blanks);
        auto number = read_decimal();
        if (!number) return std::nullopt;
        const auto parts = read_fraction(*number);
        if (!parts) return std::nullopt;
        GivenNumber given{*parts, std::nullopt};
        rest_ = without(rest_, blanks);
        if (rest_.starts_with("%")) {
            given.number = given.number / Ratio(100);
            rest_.remove_prefix(1);
        }
        if (rest_.find_first_of("0123456789") != std::string_view::npos) return std::nullopt;
        given.unit = unit_called(rest_);
        if (negative) given.number = Ratio(0) - given.number;
        return given;
    }

  private:
    /// Behind the number: "/3", or " 1/3" of a mixed one.
    std::optional<Ratio> read_fraction(Ratio number) {
        const std::string_view before = rest_;
        rest_ = without(rest_, blanks);
        if (rest_.starts_with("/") && rest_.size() > 1 && (is_digit(rest_[1]) || rest_[1] == ' ')) {
            rest_ = without(rest_.substr(1), blanks);
            const auto below = read_decimal();
            if (!below || *below == Ratio(0)) return std::nullopt;
            return number / *below;
        }
        if (before != rest_ && !rest_.empty() && is_digit(rest_[0])) {
            const auto above = read_decimal();
            if (!above || !rest_.starts_with("/")) return std::nullopt;
            rest_.remove_prefix(1);
            const auto below = read_decimal();
            if (!below || *below == Ratio(0)) return std::nullopt;
            return number + *above / *below;
        }
        return number;
    }

    std::optional<Ratio> read_decimal() {
        Ratio::Wide number = 0;
        std::int64_t scale = 1;
        bool any = false, behind_point = false;
        int digits = 0;
        std::size_t i = 0;
        for (; i < rest_.size(); ++i) {
            const char c = rest_[i];
            if ((c == '.' || c == ',') && !behind_point) {
                const bool more = i + 1 < rest_.size() && is_digit(rest_[i + 1]);
                if (!more) break;
                behind_point = true;
                continue;
            }
            if (!is_digit(c)) break;
            any = true;
            if (++digits > 18) return std::nullopt;
            number = number * 10 + (c - '0');
            if (behind_point) scale *= 10;
        }
        rest_.remove_prefix(i);
        if (!any) return std::nullopt;
        return Ratio(number, scale);
    }

    static std::optional<Unit> unit_called(std::string_view text) {
        const std::string word = plain(text);
        if (word == "ns" || word == "nanoseconds" || word == "nanosecond") return Unit::ns;
        if (word == "us" || word == "microseconds" || word == "microsecond") return Unit::us;
        if (without(text, blanks) == "\xC2\xB5s" || without(text, blanks) == "\xCE\xBCs") return Unit::us;
        if (word == "ms" || word == "msec" || word == "milliseconds" || word == "millisecond")
            return Unit::ms;
        if (word == "s" || word == "sec" || word == "secs" || word == "second" || word == "seconds")
            return Unit::s;
        return std::nullopt;
    }

    std::string_view rest_;
};

void replace_all(std::string& text, std::string_view what, std::string_view by) {
    for (std::size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + by.size()))
        text.replace(at, what.size(), by);
}

} // namespace

std::string plain(std::string_view text) {
    std::string result;
    const std::size_t open = text.find('('); // "waiting (ms)"
    for (const char c : text.substr(0, open == 0 ? std::string_view::npos : open)) {
        const auto byte = static_cast<unsigned char>(c);
        if (c >= 'A' && c <= 'Z')
            result += static_cast<char>(c - 'A' + 'a');
        else if ((c >= 'a' && c <= 'z') || is_digit(c) || byte >= 0x80)
            result += c;
    }
    return result;
}

std::vector<std::optional<std::string>> find_answers(std::string_view text,
                                                     std::span<const AnswerName> names) {
    const NameTable table(names);
    std::vector<std::optional<std::string>> answers(names.size());
    std::size_t lines = 0;
    std::string_view only;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find_first_of("\r\n"), text.size());
        const std::string_view line = without(text.substr(0, end), blanks);
        text.remove_prefix(std::min(end + 1, text.size()));
        if (line.empty()) continue;
        ++lines;
        only = line;
        if (const auto found = table.read(line)) answers[found->first] = std::string(found->second);
    }
    if (names.size() == 1 && lines == 1 && !answers[0]) answers[0] = std::string(bare(without_bullet(only)));
    return answers;
}

std::optional<GivenNumber> read_number(std::string_view text) {
    for (const std::string_view about : {"\xE2\x89\x88", "~"}) { // ≈: what stands before it is exact
        text = without(text, blanks);
        if (text.starts_with(about)) text.remove_prefix(about.size());
        text = text.substr(0, text.find(about));
    }
    if (const std::size_t equals = text.rfind('='); equals != std::string_view::npos)
        text = text.substr(equals + 1);
    text = without(text, blanks);
    if (const std::size_t open = text.find('('); open != std::string_view::npos && open > 0)
        text = text.substr(0, open);
    return NumberReader(without(text, blanks)).read();
}

std::optional<bool> read_truth(std::string_view text) {
    const std::string word = plain(text);
    for (const std::string_view yes : {"yes", "y", "true", "t", "ja", "oui", "si", "1", "holds"})
        if (word == yes) return true;
    for (const std::string_view no : {"no", "n", "false", "f", "nein", "non", "0"})
        if (word == no) return false;
    return std::nullopt;
}

std::vector<std::string> read_list(std::string_view given) {
    std::string text(given);
    for (const std::string_view arrow : {"-->", "->", "=>", "\xE2\x86\x92", "<", ">", ";", " then ", "|"})
        replace_all(text, arrow, ",");
    std::string_view rest = without(text, " \t\r\n[](){}\"'.");
    const std::string_view between = rest.find(',') == std::string_view::npos ? " \t" : ",";
    std::vector<std::string> items;
    while (!rest.empty() && items.size() < most_items) {
        const std::size_t end = std::min(rest.find_first_of(between), rest.size());
        const std::string_view item = without(rest.substr(0, end), " \t\"'`*");
        if (!item.empty()) items.emplace_back(item);
        rest.remove_prefix(std::min(end + 1, rest.size()));
    }
    return items;
}

} // namespace ossim
