// `ossim new TEMPLATE`: a commented scenario or assignment to start from.
#include "base/text.hpp"
#include "cli/command.hpp"
#include "cli/files.hpp"
#include "cli/options.hpp"
#include "cli/templates.hpp"
#include "render/list.hpp"

#include <filesystem>
#include <memory>

namespace ossim {

namespace {

struct NewOptions {
    std::string name, output = "-";
};

std::string all_templates() {
    std::vector<ListEntry> entries;
    for (const auto& each : templates())
        entries.push_back({std::string(each.name), std::string(each.doc)});
    return list("What to start from; `ossim new NAME > my.yaml` writes one:", entries, Style{});
}

const Template& find_template(const std::string& name) {
    std::vector<std::string_view> names;
    for (const auto& each : templates()) {
        if (each.name == name) return each;
        names.push_back(each.name);
    }
    const auto near = nearest(name, names);
    throw Failure(ExitCode::wrong, "there is no template \"" + escaped(name) + "\"" +
                                       (near.empty() ? "" : "; did you mean \"" + near + "\"?") +
                                       "\nthere are " + quoted_list(names));
}

ExitCode write_template(const NewOptions& options, Console& console) {
    if (options.name.empty()) {
        console.out(all_templates());
        return ExitCode::done;
    }
    const auto& chosen = find_template(options.name);
    std::error_code error;
    if (std::filesystem::is_regular_file(options.output, error))
        throw Failure(ExitCode::wrong, options.output + " exists already and is not overwritten");
    write_file(console, options.output, chosen.text, {});
    return ExitCode::done;
}

CommandAction declare_new(CLI::App& app, Console& console) {
    auto options = std::make_shared<NewOptions>();
    add_argument(app, "template", options->name);
    add_text(app, "-o,--output", options->output, "write it to this file, which must not exist yet", "FILE");
    return [options, &console] { return write_template(*options, console); };
}

} // namespace

Command new_command() {
    return {"new",
            "A commented scenario, or an assignment, to start from.",
            "[TEMPLATE] [-o FILE]",
            "  ossim new                  which templates there are\n"
            "  ossim new rr -o rr.yaml    write one\n"
            "  ossim new assignment -o assignment.yaml\n",
            "",
            declare_new};
}

} // namespace ossim
