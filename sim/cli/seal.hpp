// The digests of keys, stored in the text of an assignment.
#pragma once

#include "ossim/judgement.hpp"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace ossim {

/// Lines to paste below `questions:` of an assignment.
[[nodiscard]] std::string seal_lines(std::span<const KeyInfo> keys);

struct SealedText {
    std::string text;                ///< every line that is no digest is as it was
    std::vector<std::string> sealed; ///< questions whose digest stands in it now
    std::vector<std::string> left; ///< questions that are not written as blocks of lines: for people to edit
};
/// Sets `digest:` of each question that is a block of lines, as its first line or where one stands.
[[nodiscard]] SealedText seal_text(std::string_view yaml, std::span<const KeyInfo> keys);

} // namespace ossim
