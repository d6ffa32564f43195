// `ossim schema`: the JSON Schema of scenarios, for editors.
#include "cli/catalogues.hpp"
#include "cli/command.hpp"
#include "cli/files.hpp"
#include "cli/options.hpp"
#include "ossim/load.hpp"

#include <memory>

namespace ossim {

namespace {

CommandAction declare_schema(CLI::App& app, Console& console) {
    auto output = std::make_shared<std::string>("-");
    add_text(app, "-o,--output", *output, "write it to this file", "FILE");
    return [output, &console] {
        auto text = scenario_schema(catalogues());
        if (!text.ends_with('\n')) text += '\n';
        write_file(console, *output, text, {});
        return ExitCode::done;
    };
}

} // namespace

Command schema_command() {
    return {"schema",
            "The JSON Schema (draft-07) of the scenario language, for editors that complete and check.",
            "[-o FILE]",
            "  ossim schema -o ossim.schema.json\n"
            "\nThen write as the first line of a scenario, for editors:\n"
            "  # yaml-language-server: $schema=ossim.schema.json\n",
            "",
            declare_schema};
}

} // namespace ossim
