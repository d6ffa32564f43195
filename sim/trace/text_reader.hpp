// The text form (text_form.hpp), read back: what a student has from `--format text`.
#pragma once

#include "ossim/scenario.hpp"
#include "trace/jsonl.hpp"

#include <string_view>

namespace ossim {

/// Whether a text has the columns of the text form.
[[nodiscard]] bool looks_like_text_trace(std::string_view text);

/// Reads it, however its columns are spaced. Bare numbers count in the unit that the text names, else in
/// `unit`. What is not there has its default; lines of a kind that this version does not know are passed
/// over. Threads are known by their names. Never throws for what the text holds.
[[nodiscard]] TraceReadResult read_text_trace(std::string_view file, std::string_view text, Unit unit,
                                              const TraceReadOptions& options = {});

} // namespace ossim
