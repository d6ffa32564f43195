// What the writers for students share.
#pragma once

#include "ossim/feedback.hpp"

#include <string>

namespace ossim {

/// "7 of 10 points: partly right", or when it will be told.
[[nodiscard]] std::string standing_of(const DisclosedQuestion& question);
/// Below the heading of a question, in Markdown: its sentences, its picture, its arithmetic.
[[nodiscard]] std::string question_markdown(const DisclosedQuestion& question);
/// The same as plain text, by lines.
[[nodiscard]] std::string question_text(const DisclosedQuestion& question);
/// What the picture of a question shows.
[[nodiscard]] std::string caption_of(const DisclosedQuestion& question);

} // namespace ossim
