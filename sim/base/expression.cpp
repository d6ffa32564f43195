// The parser of expressions: a hand-written descent, one function a level of binding.
#include "base/expression.hpp"

#include "base/text.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace ossim {

namespace {

constexpr std::size_t longest_text = 4096;
constexpr int deepest = 64;

enum class TokenKind : std::uint8_t { number, name, sign, end };

struct Token {
    TokenKind kind = TokenKind::end;
    std::string_view text;
    std::size_t offset = 0;
};

struct Sign {
    std::string_view text;
    Operation operation;
};

constexpr Sign comparisons[] = {{"==", Operation::equal},         {"!=", Operation::not_equal},
                                {"<=", Operation::less_equal},    {"<", Operation::less},
                                {">=", Operation::greater_equal}, {">", Operation::greater}};
constexpr Sign sums[] = {{"+", Operation::add}, {"-", Operation::subtract}};
constexpr Sign products[] = {{"*", Operation::multiply}, {"/", Operation::divide}};

/// Signs of other languages, each with what to write here.
constexpr std::pair<std::string_view, std::string_view> foreign_signs[] = {
    {"&&", "write `and`"},
    {"||", "write `or`"},
    {"=<", "write <="},
    {"=>", "write >="},
    {"<>", "write !="},
    {"**", "there are no powers here"},
    {"&", "write `and`"},
    {"|", "write `or`"},
    {"!", "write `not`"},
    {"%", "a percent sign stands directly behind a number: 25%"},
    {"[", "write round brackets"},
    {"\"", "names are written without quotes here"},
    {"'", "names are written without quotes here"},
    {"{", "names are written without braces here"},
};

/// Thrown inside this file only, caught by `parse_expression`.
struct Refusal {
    ExpressionError error;
};

[[noreturn]] void refuse(std::size_t offset, std::size_t width, std::string message) {
    throw Refusal{{offset, std::max<std::size_t>(width, 1), std::move(message)}};
}

bool is_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

class Scanner {
  public:
    explicit Scanner(std::string_view text) : text_(text) {}

    Token next() {
        while (at_ < text_.size() && is_space(text_[at_]))
            ++at_;
        const std::size_t start = at_;
        if (at_ == text_.size()) return {TokenKind::end, "", start};
        if (is_digit(text_[at_]) || (text_[at_] == '.' && at_ + 1 < text_.size() && is_digit(text_[at_ + 1])))
            return take(TokenKind::number, end_of_number());
        if (const std::size_t end = end_of_name(start); end > start) return take(TokenKind::name, end);
        return take(TokenKind::sign, end_of_sign());
    }

  private:
    Token take(TokenKind kind, std::size_t end) {
        const std::size_t start = std::exchange(at_, end);
        return {kind, text_.substr(start, end - start), start};
    }

    /// A number and the letters behind it: `5ms`, `25%`, `1.5us`; `1e-3` too, so that it is refused as a
    /// whole.
    std::size_t end_of_number() const {
        std::size_t end = at_;
        while (end < text_.size()) {
            std::size_t after = end;
            const char32_t c = next_character(text_, after);
            const bool in_number = c != U'-' && (is_name_character(c) || c == U'.' || c == U'\'');
            const bool exponent =
                (c == U'-' || c == U'+') && (text_[end - 1] == 'e' || text_[end - 1] == 'E');
            if (!in_number && !exponent) break;
            end = after;
        }
        return end < text_.size() && text_[end] == '%' ? end + 1 : end;
    }

    bool name_goes_on(std::size_t at, bool with_digit) const {
        if (at >= text_.size()) return false;
        const char32_t c = next_character(text_, at);
        return with_digit ? is_name_character(c) && c != U'-' : begins_name(c);
    }

    /// `.` and `-` belong to a name before a letter or digit, `/` and `::` before a letter; else they are
    /// signs.
    std::size_t end_of_name(std::size_t at) const {
        if (!name_goes_on(at, false)) return at;
        for (;;) {
            std::size_t after = at;
            if (name_goes_on(at, true))
                next_character(text_, after);
            else if (at < text_.size() && (text_[at] == '.' || text_[at] == '-') &&
                     name_goes_on(at + 1, true))
                after = at + 1;
            else if (at < text_.size() && text_[at] == '/' && name_goes_on(at + 1, false))
                after = at + 1;
            else if (text_.substr(at, 2) == "::" && name_goes_on(at + 2, false))
                after = at + 2;
            else
                return at;
            at = after;
        }
    }

    std::size_t end_of_sign() const {
        static constexpr std::string_view two[] = {"==", "!=", "<=", ">=", "=<", "=>",
                                                   "<>", "&&", "||", "**", "::"};
        for (const std::string_view sign : two)
            if (text_.substr(at_, 2) == sign) return at_ + 2;
        std::size_t end = at_;
        next_character(text_, end);
        return end;
    }

    std::string_view text_;
    std::size_t at_ = 0;
};

class Parser {
  public:
    explicit Parser(std::string_view text) : text_(text), scanner_(text), token_(scanner_.next()) {}

    Expression parse() {
        if (token_.kind == TokenKind::end) refuse(0, 1, "the expression is empty; write it as in count == 0");
        disjunction();
        if (token_.kind != TokenKind::end) refuse_token("an operator or the end");
        return std::move(tree_);
    }

  private:
    using Index = std::uint32_t;

    bool is_sign(std::string_view sign) const {
        return token_.kind == TokenKind::sign && token_.text == sign;
    }
    bool is_word(std::string_view word) const {
        return token_.kind == TokenKind::name && token_.text == word;
    }
    bool is_keyword() const { return is_word("and") || is_word("or") || is_word("not"); }
    void advance() { token_ = scanner_.next(); }

    Index add(Operation operation, const Token& at, std::vector<Index> operands) {
        Expression::Node node;
        node.operation = operation;
        node.operands = std::move(operands);
        node.offset = static_cast<Index>(at.offset);
        node.width = static_cast<Index>(at.text.size());
        tree_.nodes.push_back(std::move(node));
        return static_cast<Index>(tree_.nodes.size() - 1);
    }

    template <std::size_t Size>
    const Sign* sign_among(const Sign (&signs)[Size]) const {
        if (token_.kind != TokenKind::sign) return nullptr;
        const auto* const found = std::find_if(std::begin(signs), std::end(signs),
                                               [&](const Sign& s) { return s.text == token_.text; });
        return found == std::end(signs) ? nullptr : found;
    }

    /// Why the present token cannot stand here, where `wanted` could.
    [[noreturn]] void refuse_token(std::string_view wanted) {
        if (token_.kind == TokenKind::end)
            refuse(text_.size(), 1, "the expression ends too early: " + std::string(wanted) + " is missing");
        for (const auto& [sign, advice] : foreign_signs)
            if (token_.text == sign)
                refuse(token_.offset, token_.text.size(),
                       in_quotes(sign) + " is not an operator here: " + std::string(advice));
        if (token_.text == "=") refuse(token_.offset, 1, "a single = compares nothing: write ==");
        if (token_.text == ")") refuse(token_.offset, 1, "this ) closes nothing");
        refuse(token_.offset, token_.text.size(),
               in_quotes(token_.text) + " cannot stand here; expected " + std::string(wanted));
    }

    struct Depth {
        explicit Depth(Parser& parser) : parser_(parser) {
            if (++parser_.depth_ > deepest)
                refuse(parser_.token_.offset, 1,
                       "the expression is nested deeper than 64 levels; simplify it");
        }
        ~Depth() { --parser_.depth_; }
        Depth(const Depth&) = delete;
        Depth& operator=(const Depth&) = delete;
        Parser& parser_;
    };

    Index disjunction() {
        const Depth depth(*this);
        Index left = conjunction();
        while (is_word("or"))
            left = joined(Operation::logical_or, left, &Parser::conjunction);
        return left;
    }

    Index conjunction() {
        Index left = negation();
        while (is_word("and"))
            left = joined(Operation::logical_and, left, &Parser::negation);
        return left;
    }

    Index joined(Operation operation, Index left, Index (Parser::*operand)()) {
        const Token at = token_;
        advance();
        const Index right = (this->*operand)();
        return add(operation, at, {left, right});
    }

    Index negation() {
        if (!is_word("not")) return comparison();
        const Depth depth(*this);
        const Token at = token_;
        advance();
        return add(Operation::logical_not, at, {negation()});
    }

    Index comparison() {
        Index left = sum();
        const Sign* const sign = sign_among(comparisons);
        if (sign == nullptr) return left;
        left = joined(sign->operation, left, &Parser::sum);
        if (sign_among(comparisons) != nullptr)
            refuse(token_.offset, token_.text.size(), "comparisons do not chain: write a < b and b < c");
        return left;
    }

    Index sum() {
        Index left = product();
        while (const Sign* const sign = sign_among(sums))
            left = joined(sign->operation, left, &Parser::product);
        return left;
    }

    Index product() {
        Index left = factor();
        while (const Sign* const sign = sign_among(products))
            left = joined(sign->operation, left, &Parser::factor);
        return left;
    }

    Index factor() {
        if (is_sign("-")) {
            const Depth depth(*this);
            const Token at = token_;
            advance();
            return add(Operation::negate, at, {factor()});
        }
        if (is_sign("(")) return parenthesised();
        if (token_.kind == TokenKind::number) return number();
        if (token_.kind == TokenKind::name && !is_keyword()) return name();
        refuse_token("a number, a name or (");
    }

    Index parenthesised() {
        const Token open = token_;
        advance();
        const Index inner = disjunction();
        close(open);
        return inner;
    }

    void close(const Token& open) {
        if (token_.kind == TokenKind::end) refuse(open.offset, 1, "this ( is never closed");
        if (!is_sign(")")) refuse_token("an operator or )");
        advance();
    }

    Index name() {
        const Token at = token_;
        advance();
        std::vector<Index> arguments;
        const bool is_call = is_sign("(");
        if (is_call) {
            const Token open = token_;
            advance();
            if (!is_sign(")")) arguments.push_back(disjunction());
            while (is_sign(",")) {
                advance();
                arguments.push_back(disjunction());
            }
            close(open);
        }
        const Index node = add(is_call ? Operation::call : Operation::name, at, std::move(arguments));
        tree_.nodes[node].name = at.text;
        return node;
    }

    Index number() {
        const Token at = token_;
        advance();
        const Index node = add(Operation::number, at, {});
        tree_.nodes[node].number = value_of(at);
        return node;
    }

    static Value value_of(const Token& token) {
        const char last = token.text.back();
        const bool has_unit = !is_digit(last) && last != '%' && last != '.';
        const std::string_view prefix = token.text.substr(0, 2);
        const bool hexadecimal = prefix == "0x" || prefix == "0X" || prefix == "0o" || prefix == "0b";
        if (has_unit && !hexadecimal) {
            const Parsed<Duration> time = parse_duration(token.text, Unit::ns);
            if (!time.value) refuse(token.offset, token.text.size(), time.problem);
            return {Ratio(time.value->ns()), Measure::time};
        }
        const Parsed<Ratio> plain = parse_ratio(token.text);
        if (!plain.value) refuse(token.offset, token.text.size(), plain.problem);
        return {*plain.value, last == '%' ? Measure::count : Measure::bare};
    }

    std::string_view text_;
    Scanner scanner_;
    Token token_;
    Expression tree_;
    int depth_ = 0;
};

} // namespace

ParsedExpression parse_expression(std::string_view text) {
    if (text.size() > longest_text)
        return {std::nullopt, {longest_text, 1, "the expression is longer than 4096 bytes; simplify it"}};
    try {
        return {Parser(text).parse(), {}};
    } catch (Refusal& refusal) {
        return {std::nullopt, std::move(refusal.error)};
    }
}

std::vector<std::string> variables(const Expression& expression) {
    std::vector<const Expression::Node*> named;
    for (const auto& node : expression.nodes)
        if (node.operation == Operation::name) named.push_back(&node);
    std::sort(named.begin(), named.end(), [](const auto* a, const auto* b) { return a->offset < b->offset; });
    std::vector<std::string> names;
    for (const auto* node : named)
        if (std::find(names.begin(), names.end(), node->name) == names.end()) names.push_back(node->name);
    return names;
}

} // namespace ossim
