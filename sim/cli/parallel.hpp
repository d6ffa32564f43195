// Much work of the same kind, on several threads, with progress on the terminal and Ctrl-C.
#pragma once

#include "cli/console.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>

namespace ossim {

/// So many threads as asked for, or as the machine has; at most as much as there is to do.
[[nodiscard]] std::size_t number_of_threads(std::optional<std::uint64_t> asked, std::size_t count);

/// Calls work(0) to work(count - 1), each once, in no particular order, on so many threads; the calls share
/// nothing that changes. While it lasts, Ctrl-C ends it: what has begun is finished, nothing else is begun.
/// The line on the terminal says `what`: "grading". Gives how many calls were made. What a call throws is
/// thrown on at the end; of several, that of the lowest number.
std::size_t do_in_parallel(Console& console, std::size_t count, std::size_t threads, const std::string& what,
                           const std::function<void(std::size_t)>& work);

} // namespace ossim
