// `ossim explain CODE`: the page of a diagnostic's code.
#include "base/codes.hpp"
#include "base/text.hpp"
#include "cli/command.hpp"
#include "cli/options.hpp"
#include "render/list.hpp"

#include <memory>

namespace ossim {

namespace {

std::string all_codes() {
    std::vector<ListEntry> entries;
    for (const auto& code : codes())
        entries.push_back({std::string(code.code), std::string(code.title)});
    return list("The codes of messages; `ossim explain CODE` tells more of one:", entries, Style{});
}

std::string page_of(std::string word) {
    if (word.size() > 2 && word.front() == '[' && word.back() == ']') word = word.substr(1, word.size() - 2);
    if (const CodeInfo* code = find_code(word)) {
        std::string page =
            std::string(code->code) + ": " + std::string(code->title) + "\n\n" + std::string(code->page);
        return page.ends_with('\n') ? page : page + "\n";
    }
    std::vector<std::string_view> names;
    for (const auto& code : codes())
        names.push_back(code.code);
    const auto near = nearest(word, names);
    throw Failure(ExitCode::wrong, "no message has the code \"" + escaped(word) + "\"" +
                                       (near.empty() ? "" : "; did you mean \"" + near + "\"?") +
                                       "\n`ossim explain` lists all codes");
}

CommandAction declare_explain(CLI::App& app, Console& console) {
    auto code = std::make_shared<std::string>();
    add_argument(app, "code", *code);
    return [code, &console] {
        console.out(code->empty() ? all_codes() : page_of(*code));
        return ExitCode::done;
    };
}

} // namespace

Command explain_command() {
    return {"explain",
            "The page of a message's code: why it is refused, and what to write.",
            "[CODE]",
            "  ossim explain unknown-key    what stands in brackets behind a message\n"
            "  ossim explain                all codes, a line each\n",
            "",
            declare_explain};
}

} // namespace ossim
