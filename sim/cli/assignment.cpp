// `ossim assignment …`: what a teacher asks of an assignment before anybody is graded by it.
#include "base/text.hpp"
#include "cli/assignment_input.hpp"
#include "cli/command.hpp"
#include "cli/files.hpp"
#include "cli/memory_limit.hpp"
#include "cli/options.hpp"
#include "cli/scenario_input.hpp"
#include "cli/seal.hpp"
#include "ossim/feedback.hpp"

#include <algorithm>
#include <array>
#include <memory>

namespace ossim {

namespace {

struct AssignmentOptions {
    std::string what, path, colour, max_memory, max_input;
    bool write = false;
};

constexpr std::array<std::string_view, 3> tasks{"check", "show", "seal"};

void check_task(const AssignmentOptions& options) {
    const std::string which = "\nwhat can be done: check, show and seal, each with a folder";
    if (options.what.empty()) throw Failure(ExitCode::wrong, "assignment: what?" + which);
    if (std::find(tasks.begin(), tasks.end(), options.what) == tasks.end()) {
        const auto near = nearest(options.what, tasks);
        throw Failure(ExitCode::wrong, "assignment: there is no \"" + escaped(options.what) + "\"" +
                                           (near.empty() ? "" : "; did you mean \"" + near + "\"?") + which);
    }
    if (options.write && options.what != "seal")
        throw Failure(ExitCode::wrong, "assignment: --write is of seal");
}

ExitCode check_assignment(AssignmentInput& input, Console& console) {
    const auto grader = input.grader();
    const auto checks = grader->check();
    console.out(check_text(input.assignment(), checks, grader->keys()));
    return findings_of(input.assignment(), checks, grader->keys()) == 0 ? ExitCode::done : ExitCode::no;
}

ExitCode show_assignment(AssignmentInput& input, Console& console) {
    const auto grader = input.grader();
    console.out(assignment_text(input.assignment(), grader->keys()));
    return ExitCode::done;
}

/// Whatever the edit of the text has done, nothing but digests may have changed by it.
void check_sealed(const AssignmentInput& input, const SealedText& sealed, std::span<const KeyInfo> keys) {
    const auto again = input.reread(sealed.text);
    const auto& before = input.assignment().questions;
    bool same = again && again->questions.size() == before.size();
    for (std::size_t i = 0; same && i < before.size(); ++i) {
        const Question& now = again->questions[i];
        const bool is_sealed =
            std::find(sealed.sealed.begin(), sealed.sealed.end(), now.name) != sealed.sealed.end();
        const auto key = std::find_if(keys.begin(), keys.end(),
                                      [&](const KeyInfo& each) { return each.question == now.name; });
        const std::string& digest = is_sealed && key != keys.end() ? key->digest : before[i].digest;
        same = now.name == before[i].name && now.points == before[i].points && now.digest == digest;
    }
    if (!same)
        throw Failure(ExitCode::wrong,
                      "seal: the lines of " + input.source().file +
                          " cannot be edited safely; paste what `ossim assignment seal` prints");
}

ExitCode seal_assignment(const AssignmentOptions& options, AssignmentInput& input, Console& console) {
    const auto grader = input.grader();
    const auto& keys = grader->keys();
    const bool any =
        std::any_of(keys.begin(), keys.end(), [](const KeyInfo& each) { return !each.digest.empty(); });
    if (!any) throw Failure(ExitCode::wrong, "seal: no question has a key that is a trace");
    if (!options.write) {
        console.out(seal_lines(keys));
        return ExitCode::done;
    }
    const auto sealed = seal_text(input.source().text, keys);
    check_sealed(input, sealed, keys);
    if (sealed.text != input.source().text) write_file(console, input.source().file, sealed.text, {});
    for (const std::string& each : sealed.sealed)
        console.out("sealed " + each + "\n");
    std::vector<KeyInfo> left;
    for (const KeyInfo& key : keys)
        if (std::find(sealed.left.begin(), sealed.left.end(), key.question) != sealed.left.end())
            left.push_back(key);
    if (!left.empty())
        console.out("To be pasted by hand, since these are not blocks of lines:\n" + seal_lines(left));
    return left.empty() ? ExitCode::done : ExitCode::no;
}

ExitCode do_task(const AssignmentOptions& options, Console& console) {
    check_task(options);
    limit_memory(read_size("--max-memory", options.max_memory, default_max_memory));
    StyleOptions style;
    style.colour = options.colour;
    AssignmentInput input(console, options.path, messages_are_coloured(style, console),
                          read_size("--max-input", options.max_input, default_max_input));
    if (options.what == "check") return check_assignment(input, console);
    if (options.what == "show") return show_assignment(input, console);
    return seal_assignment(options, input, console);
}

CommandAction declare_assignment(CLI::App& app, Console& console) {
    auto options = std::make_shared<AssignmentOptions>();
    add_argument(app, "what", options->what);
    add_argument(app, "path", options->path);
    add_flag(app, "--write", options->write,
             "seal: write the digests into the file, and change nothing else");
    add_text(app, "--max-memory", options->max_memory, "memory that ossim itself may use (default 4GiB)",
             "SIZE");
    add_text(app, "--max-input", options->max_input, "largest file that is read (default 64MiB)", "SIZE");
    add_text(app, "--color", options->colour, "of messages: auto, always or never", "WHEN");
    return [options, &console] { return do_task(*options, console); };
}

} // namespace

Command assignment_command() {
    return {"assignment",
            "Check an assignment before the exam, show it, or seal its keys.",
            "check|show|seal DIR [options]",
            "  ossim assignment check homework/         what to decide before the exam\n"
            "  ossim assignment show homework/          its questions, points and keys\n"
            "  ossim assignment seal homework/          digests of its keys, to be pasted\n"
            "  ossim assignment seal homework/ --write  the same, written into its file\n",
            "DIR is a folder with the file assignment.yaml, or such a file. check runs every question under "
            "every "
            "convention and misconception: it says where a key hangs on a rule on which courses differ, or "
            "on a tie, "
            "which mistakes the question cannot tell from what is right, and which change of numbers would "
            "mend it. "
            "Exit code 1: there is something to decide. A digest stands for a key: when another version of "
            "ossim, or "
            "a changed file, gives another key, grading says so.",
            declare_assignment};
}

} // namespace ossim
