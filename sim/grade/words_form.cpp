// A Gantt chart in words, as people write it in a mail:
//
//     P1 0-4, P2 4-7, P1 9-12        also P1: [0, 4)  P1 (0..4)  P1 0→4  P1 0 to 4
//     0-4 P1, 4-7 P2                 the time first
//     0 P1 4 P2 7 P1 12              the times between
//     CPU0: P1 0-4                   a CPU's name at the beginning of its part
#include "grade/intake.hpp"

#include "base/text.hpp"

#include <algorithm>

namespace ossim {
namespace {

enum class Sign : std::uint8_t { number, word, dash, comma, cpu, stop };

struct Token {
    Sign sign = Sign::stop;
    std::string_view text;
    Duration time;         // of a number
    std::uint32_t cpu = 0; // of a cpu
    Mark at;
};

constexpr bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
constexpr std::string_view dashes[] = {"->", "=>", "-->", "–", "—", "→", "−", "..", "-"};

/// Cuts one line after the other into tokens.
class Cutter {
  public:
    Cutter(std::string_view text, Intake& intake) : text_(text), intake_(intake) {}
    [[nodiscard]] std::vector<Token> cut();

  private:
    void cut_line();
    void put(Sign sign, std::size_t length);
    [[nodiscard]] bool put_dash();
    [[nodiscard]] bool put_cpu();
    void put_number();
    [[nodiscard]] std::size_t with_unit_behind(std::size_t length) const;
    void put_word();
    [[nodiscard]] std::size_t word_length() const;
    [[nodiscard]] char next() const { return rest_.empty() ? '\0' : rest_.front(); }
    std::string_view text_;
    Intake& intake_;
    std::string_view rest_;
    std::vector<Token> tokens_;
    Mark at_;
    bool begins_line_ = true;
};

void Cutter::put(Sign sign, std::size_t length) {
    tokens_.push_back({sign, rest_.substr(0, length), {}, 0, at_});
    rest_.remove_prefix(length);
    at_.column += static_cast<std::uint32_t>(length);
    begins_line_ = false;
}

bool Cutter::put_dash() {
    std::size_t longest = 0;
    for (const std::string_view dash : dashes)
        if (rest_.starts_with(dash)) longest = std::max(longest, dash.size());
    if (longest == 0) return false;
    put(Sign::dash, longest);
    return true;
}

/// "CPU0:", "core 1 |"; at the beginning of a line also without the sign behind it.
bool Cutter::put_cpu() {
    if (std::string_view("cCpP").find(next()) == std::string_view::npos) return false;
    const std::string small = folded(rest_.substr(0, 9));
    const std::size_t letters = small.starts_with("cpu")         ? 3
                                : small.starts_with("core")      ? 4
                                : small.starts_with("processor") ? 9
                                                                 : 0;
    if (letters == 0) return false;
    std::size_t at = letters;
    while (at < rest_.size() && (rest_[at] == ' ' || rest_[at] == '#' || rest_[at] == '_'))
        ++at;
    std::size_t end = at;
    while (end < rest_.size() && is_digit(rest_[end]))
        ++end;
    if (end == at || (end < rest_.size() && (is_letter(rest_[end]) || rest_[end] == '-'))) return false;
    const std::optional<std::uint32_t> cpu = parse_cpu(rest_.substr(at, end - at));
    std::size_t after = end;
    while (after < rest_.size() && rest_[after] == ' ')
        ++after;
    const bool has_sign =
        after < rest_.size() && (rest_[after] == ':' || rest_[after] == '|' || rest_[after] == '=');
    if (!cpu || (!has_sign && !begins_line_)) return false;
    put(Sign::cpu, has_sign ? after + 1 : end);
    tokens_.back().cpu = *cpu;
    return true;
}

/// "4 ms": a unit may stand apart, if it has two letters or more (a single one may be a thread).
std::size_t Cutter::with_unit_behind(std::size_t length) const {
    std::size_t begin = length;
    while (begin < rest_.size() && rest_[begin] == ' ')
        ++begin;
    std::size_t end = begin;
    while (end < rest_.size() && (is_letter(rest_[end]) || static_cast<unsigned char>(rest_[end]) >= 0x80))
        ++end;
    const std::string_view word = rest_.substr(begin, end - begin);
    return word.size() >= 2 && unit_of_word(word, intake_.unit()) ? end : length;
}

/// A number with its unit; one with a colon behind it is a name: "1: 0-4".
void Cutter::put_number() {
    std::size_t length = 0;
    while (length < rest_.size() &&
           (is_digit(rest_[length]) ||
            (rest_[length] == '.' && length + 1 < rest_.size() && is_digit(rest_[length + 1]))))
        ++length;
    while (length < rest_.size() && is_letter(rest_[length]))
        ++length;
    length = with_unit_behind(length);
    const bool ends_range = !tokens_.empty() && tokens_.back().sign == Sign::dash;
    if (length < rest_.size() && rest_[length] == ':' && !ends_range) return put(Sign::word, length);
    const Parsed<Duration> parsed = parse_time(rest_.substr(0, length), intake_.unit());
    if (!parsed.value)
        intake_.refuse("bad-submission", at_,
                       "\"" + escaped(fit(rest_.substr(0, length), 40)) +
                           "\" is not a time: " + parsed.problem,
                       "times are written as 4, 4.5 or 4ms");
    put(Sign::number, length);
    tokens_.back().time = parsed.value.value_or(Duration());
}

std::size_t Cutter::word_length() const {
    std::size_t at = 0;
    std::size_t end = 0;
    while (at < rest_.size()) {
        const char c = rest_[at];
        const bool joins =
            (c == '-' || c == '.' || c == '/') && at + 1 < rest_.size() && rest_[at + 1] != '>';
        if (joins) {
            std::size_t ahead = at + 1;
            if (end != 0 && is_name_character(next_character(rest_, ahead)) && rest_[at + 1] != '-') {
                ++at;
                continue;
            }
            break;
        }
        std::size_t ahead = at;
        if (!is_name_character(next_character(rest_, ahead))) break;
        at = end = ahead;
    }
    return end;
}

void Cutter::put_word() {
    const std::size_t length = word_length();
    if (length == 0) {
        std::size_t sign = 0;
        (void)next_character(rest_, sign);
        constexpr std::string_view brackets = "()[]{}|\"'`=:@";
        if (sign != 1 || brackets.find(rest_[0]) == std::string_view::npos)
            intake_.refuse("bad-submission", at_,
                           "\"" + escaped(rest_.substr(0, sign)) + "\" has no meaning here",
                           "write a schedule as P1 0-4, P2 4-7");
        if (sign == 1) sign = std::min(rest_.find_first_not_of(rest_[0]), rest_.size()); // all alike
        rest_.remove_prefix(sign);
        at_.column += static_cast<std::uint32_t>(sign);
        return;
    }
    const bool is_to =
        !tokens_.empty() && tokens_.back().sign == Sign::number &&
        (folded(rest_.substr(0, length)) == "to" || folded(rest_.substr(0, length)) == "until");
    put(is_to ? Sign::dash : Sign::word, length);
}

void Cutter::cut_line() {
    begins_line_ = true;
    while (!rest_.empty() && !intake_.is_full()) {
        const char c = next();
        if (c == ' ' || c == '\t') {
            rest_.remove_prefix(1);
            ++at_.column;
        } else if (c == ',' || c == ';') {
            put(Sign::comma, 1);
            while (next() == c) { // one is as good as many
                rest_.remove_prefix(1);
                ++at_.column;
            }
        } else if (is_digit(c)) {
            put_number();
        } else if (!put_dash() && !put_cpu()) {
            put_word();
        }
    }
    tokens_.push_back({Sign::stop, {}, {}, 0, at_});
}

std::vector<Token> Cutter::cut() {
    constexpr std::size_t most_tokens = 3'000'000;
    while (!text_.empty() && !intake_.is_full() && tokens_.size() < most_tokens) {
        rest_ = take_line(text_, at_.line);
        at_.column = 1;
        if (trimmed(rest_).starts_with("#")) continue;
        cut_line();
    }
    if (!text_.empty() && !intake_.has_problems())
        intake_.refuse("too-large", at_, "the schedule is too long");
    return std::move(tokens_);
}

/// Understands the tokens, in one of the three orders.
class WordsReader {
  public:
    WordsReader(std::vector<Token> tokens, Intake& intake) : tokens_(std::move(tokens)), intake_(intake) {}
    void read();

  private:
    [[nodiscard]] const Token& peek(std::size_t ahead = 0) const {
        static const Token nothing{};
        return at_ + ahead < tokens_.size() ? tokens_[at_ + ahead] : nothing;
    }
    [[nodiscard]] bool is(std::size_t ahead, Sign sign) const {
        return at_ + ahead < tokens_.size() && peek(ahead).sign == sign;
    }
    /// How many tokens a range takes here: number, a dash or comma or nothing, number; 0 if there is none.
    [[nodiscard]] std::size_t range(std::size_t ahead) const;
    [[nodiscard]] bool read_named();
    [[nodiscard]] bool read_timed();
    [[nodiscard]] bool read_chain();
    void add_range(std::size_t ahead, std::string_view label, Mark at);
    void complain();
    std::vector<Token> tokens_;
    Intake& intake_;
    std::size_t at_ = 0;
    std::uint32_t cpu_ = 0;
};

std::size_t WordsReader::range(std::size_t ahead) const {
    if (!is(ahead, Sign::number)) return 0;
    if ((is(ahead + 1, Sign::dash) || is(ahead + 1, Sign::comma)) && is(ahead + 2, Sign::number)) return 3;
    return is(ahead + 1, Sign::number) ? 2 : 0;
}

void WordsReader::add_range(std::size_t ahead, std::string_view label, Mark at) {
    const std::size_t length = range(ahead);
    intake_.add(cpu_, peek(ahead).time, peek(ahead + length - 1).time, label, at);
}

/// "P1 0-4", "P1 0-4, 9-17"; a thread may be called by its number: "1 0-4".
bool WordsReader::read_named() {
    const bool by_number =
        is(0, Sign::number) && range(1) == 3 && !is(1, Sign::dash) && peek(2).sign == Sign::dash;
    if (!is(0, Sign::word) && !by_number) return false;
    std::size_t gap = 1;
    while (is(gap, Sign::comma) || (is(gap, Sign::dash) && peek(gap).text != "-"))
        ++gap; // "-" is a sign
    if (range(gap) == 0) return false;
    const Token name = peek();
    at_ += gap;
    while (const std::size_t length = range(0)) {
        add_range(0, name.text, name.at);
        at_ += length;
        const bool another =
            is(0, Sign::comma) && range(1) == 3 && peek(2).sign == Sign::dash && !is(4, Sign::word);
        if (!another) break;
        ++at_;
    }
    return true;
}

/// "0-4 P1"
bool WordsReader::read_timed() {
    const std::size_t length = range(0);
    if (length != 3) return false;
    std::size_t gap = length;
    while (is(gap, Sign::dash))
        ++gap;
    if (!is(gap, Sign::word)) return false;
    add_range(0, peek(gap).text, peek().at);
    at_ += gap + 1;
    return true;
}

/// "0 P1 4 P2 7": each name stands between its times.
bool WordsReader::read_chain() {
    if (!is(0, Sign::number) || !is(1, Sign::word) || !is(2, Sign::number)) return false;
    while (is(1, Sign::word) && is(2, Sign::number)) {
        intake_.add(cpu_, peek(0).time, peek(2).time, peek(1).text, peek(1).at);
        at_ += 2;
    }
    ++at_;
    return true;
}

void WordsReader::complain() {
    const Token& token = peek();
    std::string what = "\"" + escaped(fit(token.text, 40)) + "\"";
    std::string hint = "write each interval as a name and its times: P1 0-4, P2 4-7";
    if (token.sign == Sign::word && is(1, Sign::dash) && is(2, Sign::number))
        hint = "times are not negative: P1 0-4";
    const bool is_name = token.sign == Sign::word;
    intake_.refuse("bad-submission", token.at,
                   is_name ? "after " + what + " there should be its start and its end"
                           : what + " stands alone here",
                   std::move(hint));
    while (at_ < tokens_.size() && !is(0, Sign::stop))
        ++at_;
}

void WordsReader::read() {
    while (at_ < tokens_.size() && !intake_.is_full()) {
        if (is(0, Sign::stop) || is(0, Sign::comma) || is(0, Sign::dash)) {
            ++at_;
        } else if (is(0, Sign::cpu)) {
            cpu_ = peek().cpu;
            ++at_;
        } else if (!read_named() && !read_timed() && !read_chain()) {
            complain();
        }
    }
}

} // namespace

void read_words(std::string_view text, Intake& intake) {
    std::vector<Token> tokens = Cutter(text, intake).cut();
    if (!intake.has_problems()) WordsReader(std::move(tokens), intake).read();
}

} // namespace ossim
