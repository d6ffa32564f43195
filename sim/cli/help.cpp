// Help is put together from what commands declare, so that it cannot lag behind.
#include "cli/help.hpp"

#include "base/text.hpp"
#include "render/table.hpp"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <vector>

namespace ossim {

namespace {

constexpr std::size_t text_width = 79;

/// `left` in a column of its own, `right` wrapped beside it.
std::string two_columns(std::string_view left, std::string_view right, std::size_t column) {
    std::string text = "  " + pad_right(left, column);
    std::size_t used = column + 2;
    if (display_width(left) + 1 > column) text += "\n" + std::string(column + 2, ' ');
    std::size_t at = 0;
    while (at < right.size()) {
        const std::size_t end = std::min(right.find(' ', at), right.size());
        const auto word = right.substr(at, end - at);
        if (used + 1 + display_width(word) > text_width) {
            text += "\n" + std::string(column + 2, ' ');
            used = column + 2;
        }
        text += (used == column + 2 ? "" : " ") + std::string(word);
        used += display_width(word) + (used == column + 2 ? 0 : 1);
        at = end + 1;
    }
    return text + "\n";
}

std::string option_words(const CLI::Option& option) {
    std::string words;
    for (const auto& name : option.get_snames())
        words += (words.empty() ? "-" : ", -") + name;
    for (const auto& name : option.get_lnames())
        words += (words.empty() ? "    --" : ", --") + name;
    const auto type = option.get_type_name();
    return option.get_expected_max() == 0 || type.empty() ? words : words + " " + type;
}

} // namespace

std::string program_help() {
    std::string text = R"(ossim simulates how an operating system schedules threads and processes.

Examples:
  ossim new rr > rr.yaml                 a first scenario to play with
  ossim rr.yaml                          run it: chart, times, switches
  ossim rr.yaml --set scheduler.quantum=2ms --explain
  ossim compare rr.yaml --vary scheduler.policy=fcfs,rr,sjf
  ossim show rr.yaml --at 12ms pcb       the kernel's objects at a moment

Usage: ossim [run] FILE [options]
       ossim COMMAND [arguments]

Commands:
)";
    for (const auto& command : commands())
        text += two_columns(command.name, command.summary, 10);
    text += R"(
`ossim COMMAND --help` tells more of one. FILE may be - for standard input;
a file that is called like a command is written ./run.

Exit codes: 0 done; 1 the answer is no (an expectation failed, traces differ,
points lost); 2 the command line or a scenario is wrong; 3 a limit ended the
run; 4 input or output failed; 70 a fault of ossim; 130 interrupted.
)";
    return text;
}

std::string command_help(const Command& command, const CLI::App& app) {
    std::string text = "Examples:\n" + std::string(command.examples) + "\nUsage: ossim " +
                       std::string(command.name) + (command.usage.empty() ? "" : " ") +
                       std::string(command.usage) + "\n\n" + wrapped(command.summary, text_width) +
                       "\nOptions:\n";
    for (const CLI::Option* option : app.get_options())
        if (!option->get_positional() && !option->get_description().empty())
            text += two_columns(option_words(*option), option->get_description(), 24);
    if (!command.details.empty()) text += "\n" + wrapped(command.details, text_width);
    return text;
}

std::string version_text() {
    std::string text = "ossim " OSSIM_VERSION " (";
#if defined(__clang__)
    text += "clang " + std::to_string(__clang_major__) + "." + std::to_string(__clang_minor__);
#else
    text += "gcc " + std::to_string(__GNUC__) + "." + std::to_string(__GNUC_MINOR__);
#endif
#if defined(__SANITIZE_ADDRESS__)
    text += ", sanitizers";
#endif
#if defined(__OPTIMIZE__)
    text += ", optimised";
#endif
    return text + ")\nlanguage of scenarios 1, format of traces 1\n";
}

} // namespace ossim
