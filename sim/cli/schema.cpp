// `ossim schema`: the JSON Schemas of scenarios and assignments, for editors.
#include "base/text.hpp"
#include "cli/catalogues.hpp"
#include "cli/command.hpp"
#include "cli/files.hpp"
#include "cli/options.hpp"
#include "ossim/assignment.hpp"
#include "ossim/load.hpp"

#include <memory>

namespace ossim {

namespace {

struct SchemaOptions {
    std::string kind = "scenario", output = "-";
};

std::string schema_of(const std::string& kind) {
    if (kind == "scenario") return scenario_schema(catalogues());
    if (kind == "assignment") return assignment_schema(catalogues(), misconception_names());
    constexpr std::string_view kinds[] = {"scenario", "assignment"};
    const auto near = nearest(kind, kinds);
    throw Failure(ExitCode::wrong, "there is no schema of \"" + escaped(kind) + "\"" +
                                       (near.empty() ? "" : "; did you mean \"" + near + "\"?") +
                                       "\nthere are " + quoted_list(kinds));
}

CommandAction declare_schema(CLI::App& app, Console& console) {
    auto options = std::make_shared<SchemaOptions>();
    add_argument(app, "kind", options->kind);
    add_text(app, "-o,--output", options->output, "write it to this file", "FILE");
    return [options, &console] {
        auto text = schema_of(options->kind);
        if (!text.ends_with('\n')) text += '\n';
        write_file(console, options->output, text, {});
        return ExitCode::done;
    };
}

} // namespace

Command schema_command() {
    return {"schema",
            "The JSON Schema (draft-07) of scenarios or assignments, for editors that complete and check.",
            "[scenario|assignment] [-o FILE]",
            "  ossim schema -o ossim.schema.json\n"
            "  ossim schema assignment -o assignment.schema.json\n"
            "\nThen write as the first line of a scenario, for editors:\n"
            "  # yaml-language-server: $schema=ossim.schema.json\n",
            "",
            declare_schema};
}

} // namespace ossim
