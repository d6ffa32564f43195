// How answers are written, and what they say. A file of answers has one a line, read generously:
//
//     waiting: 5.75                  - Average waiting time = 5,75 ms        waiting,23/4
//     | last | P1, P3, P2 |          order -> P1 < P3 < P2                   "starves": yes,
//
// A name is that of the answer or its title; case, spaces, hyphens and underscores do not count. If a name
// comes twice, the last line counts.
#pragma once

#include "ossim/assignment.hpp"
#include "ossim/ratio.hpp"
#include "ossim/scenario.hpp"

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace ossim {

/// By what a line may name an answer.
struct AnswerName {
    std::string_view name, title;
};

/// What the text says to each of the names; nothing where it says nothing. If there is one name only and the
/// text is one line without a name, that line is the answer.
[[nodiscard]] std::vector<std::optional<std::string>> find_answers(std::string_view text,
                                                                   std::span<const AnswerName> names);

/// How names are compared: small letters and digits only.
[[nodiscard]] std::string plain(std::string_view text);

/// A number as it was written: "5.75", "5,75 ms", "17/3", "2 1/3", "75%", "17/3 = 5.67" (the last counts),
/// "17/3 ≈ 5.67" (the first counts). A single comma is a decimal point.
struct GivenNumber {
    Ratio number; ///< a percentage is a share
    std::optional<Unit> unit;
};
[[nodiscard]] std::optional<GivenNumber> read_number(std::string_view text);

/// yes, no, true, false, and their like.
[[nodiscard]] std::optional<bool> read_truth(std::string_view text);

/// "P1, P3, P2", "P1 -> P3 -> P2", "P1 < P3", "[P1 P3 P2]".
[[nodiscard]] std::vector<std::string> read_list(std::string_view text);

} // namespace ossim
