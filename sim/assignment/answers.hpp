// What an answer should be, and whether what was given is that.
#pragma once

#include "assignment/answers_form.hpp"
#include "assignment/played.hpp"
#include "base/expression.hpp"
#include "ossim/assignment.hpp"
#include "ossim/misconception.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ossim {

/// One thread in an order, and when its turn is: those of one time may come in any order.
struct Turn {
    Time at;
    std::string thread;
    bool operator==(const Turn&) const = default;
};

/// What an answer is by a run, or by what the teacher wrote.
struct AnswerValue {
    enum class Kind : std::uint8_t { none, number, order, truth, word } kind = Kind::none;
    Value number; ///< truth: 0 or 1
    std::vector<Turn> turns;
    std::string word;
    std::string problem; ///< none: why there is no value, a sentence without a full stop
    bool operator==(const AnswerValue&) const = default;
};

/// What the expressions and orders of answers are about.
struct Facts {
    const MetricsByVariant& metrics;
    const Schedule& schedule; ///< under the key's names
    Unit unit;
    Reading reading = {};
};

[[nodiscard]] AnswerValue answer_of(const AnswerSpec& spec, const Facts& facts);

/// What a student gave, read in every way that it can be meant.
struct GivenAnswer {
    std::string text; ///< as it was written
    std::optional<GivenNumber> number;
    std::optional<bool> truth;
    std::vector<std::string> items; ///< threads by the key's names
};
/// `key` says how threads are called; null: as they are written.
[[nodiscard]] GivenAnswer read_given(std::string text, const Schedule* key);

/// Why an answer of this kind cannot be read from it: "\"abc\" is no number"; empty if it can.
[[nodiscard]] std::string problem_of(const GivenAnswer& given, const AnswerValue& expected);

/// Is it that, within the tolerance?
[[nodiscard]] bool is_answer(const GivenAnswer& given, const AnswerValue& expected,
                             const Tolerance& tolerance, Unit unit);
/// The same of a value that was computed.
[[nodiscard]] bool is_same(const AnswerValue& found, const AnswerValue& expected, const Tolerance& tolerance,
                           Unit unit);

/// "5.75", "P1, P3, P2", "yes"; of what has no value its problem.
[[nodiscard]] std::string show(const AnswerValue& value, Unit unit);

} // namespace ossim
