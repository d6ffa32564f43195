// The way of a call: first word, command, options, action, exit code.
#include "cli/program.hpp"

#include "base/text.hpp"
#include "cli/command.hpp"
#include "cli/exit.hpp"
#include "cli/help.hpp"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <array>
#include <filesystem>
#include <new>

namespace ossim {

std::span<const Command> commands() {
    static const std::array all{
#define OSSIM_COMMAND(name) name##_command(),
#include "cli/commands.def"
#undef OSSIM_COMMAND
    };
    return all;
}

namespace {

const Command* find_command(std::string_view name) {
    const auto all = commands();
    const auto found = std::find_if(all.begin(), all.end(), [&](const Command& c) { return c.name == name; });
    return found == all.end() ? nullptr : &*found;
}

std::string nearest_command(std::string_view word) {
    std::vector<std::string_view> names;
    for (const auto& command : commands())
        names.push_back(command.name);
    return nearest(word, names);
}

[[noreturn]] void fail_usage(const std::string& message, std::string_view command) {
    throw Failure(ExitCode::wrong, message + "\n`ossim " +
                                       (command.empty() ? "" : std::string(command) + " ") +
                                       "--help` shows what can be written");
}

/// A word that looks like a mistyped command rather than like a file.
void check_first_word(const std::string& word) {
    if (word.starts_with("-") || word.find_first_of("./") != std::string::npos) return;
    std::error_code error;
    if (std::filesystem::exists(word, error)) return;
    const auto near = nearest_command(word);
    const std::string hint = near.empty() ? "" : "; did you mean \"" + near + "\"?";
    fail_usage("there is no command and no file called \"" + escaped(word) + "\"" + hint, "");
}

std::string nearest_option(const CLI::App& app, std::string_view word) {
    std::vector<std::string> names{"--version"};
    for (const auto* option : app.get_options())
        for (const auto& name : option->get_lnames())
            names.push_back("--" + name);
    const std::vector<std::string_view> views(names.begin(), names.end());
    return nearest(word.substr(0, word.find('=')), views);
}

void refuse_extras(const CLI::App& app, std::string_view command) {
    for (const auto& word : app.remaining()) {
        if (!word.starts_with("-") || word == "-" || word == "--") continue;
        const auto near = nearest_option(app, word);
        const std::string hint = near.empty() ? "" : "; did you mean " + near + "?";
        fail_usage("unknown option " + escaped(word.substr(0, word.find('='))) + hint, command);
    }
    if (app.remaining_size() != 0)
        fail_usage("unexpected argument \"" + escaped(app.remaining().front()) + "\"", command);
}

ExitCode call(const Command& command, std::vector<std::string> words, Console& console) {
    CLI::App app;
    app.set_help_flag("");
    app.allow_extras();
    bool wants_help = false;
    const auto action = command.declare(app, console);
    app.add_flag("-h,--help", wants_help, "show this help");
    std::reverse(words.begin(), words.end()); // as CLI11 takes them
    try {
        app.parse(words);
    } catch (const CLI::ParseError& error) {
        if (!wants_help) fail_usage(error.what(), command.name);
    }
    if (wants_help) {
        console.out(command_help(command, app));
        return ExitCode::done;
    }
    refuse_extras(app, command.name);
    return action();
}

ExitCode dispatch(const std::vector<std::string>& words, Console& console) {
    if (words.empty()) {
        console.err(program_help());
        return ExitCode::wrong;
    }
    const auto& first = words.front();
    if (first == "--help" || first == "-h" || first == "help") {
        const Command* command = words.size() > 1 ? find_command(words[1]) : nullptr;
        if (command != nullptr) return call(*command, {"--help"}, console);
        console.out(program_help());
        return ExitCode::done;
    }
    if (first == "--version") {
        console.out(version_text());
        return ExitCode::done;
    }
    if (const Command* command = find_command(first))
        return call(*command, {words.begin() + 1, words.end()}, console);
    check_first_word(first);
    return call(*find_command("run"), words, console);
}

ExitCode guarded(const std::vector<std::string>& words, Console& console) {
    try {
        const auto code = dispatch(words, console);
        console.flush();
        return code;
    } catch (const Failure& failure) {
        if (*failure.what() != '\0') console.err("ossim: " + std::string(failure.what()) + "\n");
        return failure.code();
    } catch (const std::bad_alloc&) {
        console.err("ossim: out of memory; --max-memory raises the limit\n");
        return ExitCode::limit;
    } catch (const std::exception& fault) {
        console.err("ossim: internal error: " + escaped(fault.what()) +
                    "\nPlease report this, with the scenario.\n");
        return ExitCode::fault;
    }
}

} // namespace

int run_program(const std::vector<std::string>& words, Console& console) {
    const auto code = guarded(words, console);
    if (code == ExitCode::io) return static_cast<int>(code);
    try {
        console.flush(); // what was printed before a failure
    } catch (const Failure& failure) {
        if (*failure.what() != '\0') console.err("ossim: " + std::string(failure.what()) + "\n");
        return static_cast<int>(failure.code());
    }
    return static_cast<int>(code);
}

} // namespace ossim
