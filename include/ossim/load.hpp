// From a scenario's text to a scenario, or to everything that is wrong with it.
#pragma once

#include "ossim/catalogue.hpp"
#include "ossim/diagnostic.hpp"
#include "ossim/scenario.hpp"

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace ossim {

/// A change to the scenario before it is read: `--set path=value`, or one key of a variant. The value is
/// YAML.
struct Patch {
    std::string path;             ///< dotted: "scheduler.quantum", "processes.server.run_as"
    std::string value;            ///< "4ms", "[1, 2]", "{policy: rr, quantum: 2}"
    std::string option = "--set"; ///< where the user wrote it
};

/// What a file holds, or why it cannot be read.
struct FileText {
    std::optional<std::string> text;
    std::string problem; ///< a sentence fragment: "no such file"; empty if there is a text
};

/// Where the files are that a scenario names (`costs: ./laptop.costs.yaml`). cli/ fills it in, relative to
/// the scenario's folder: `load` itself touches no file.
class ScenarioFiles {
  public:
    virtual ~ScenarioFiles() = default;
    [[nodiscard]] virtual FileText read(const std::string& path) = 0;
};

struct LoadOptions {
    std::vector<Patch> patches;        ///< applied in order, after the variant
    std::string variant;               ///< the variant to apply; empty for the base
    std::optional<std::uint64_t> seed; ///< replaces the scenario's
    std::size_t max_bytes = 64 << 20;
    std::size_t max_nodes = 20'000'000; ///< after expansion of aliases
    std::size_t max_depth = 64;
    ScenarioFiles* files = nullptr; ///< null: naming a file is an error
};

/// A scenario when there is no error; warnings may stand beside it. Diagnostics are in order of place, all of
/// them.
struct LoadResult {
    std::optional<Scenario> scenario;
    std::optional<Scenario> partial; ///< when there are errors: what could be read, for who checks more of it
    Diagnostics diagnostics;
    std::vector<SourceText> files = {}; ///< the files that the scenario names, for showing diagnostics
};

/// Reads `source`; never throws for what the text holds, whatever it holds.
[[nodiscard]] LoadResult load(const SourceText& source, const Catalogues& catalogues,
                              const LoadOptions& options = {});

/// The patches as a text of their own, a line each: what diagnostics with the file "--set", or whichever
/// option they come from, speak of.
[[nodiscard]] SourceText patch_source(const std::vector<Patch>& patches);

/// A cost profile out of a file, as tools/calibrate writes it.
struct CostFile {
    std::optional<CostProfile> profile; ///< when there is no error
    std::string about;
    /// What rests on what, in the order of the file: the key, its value as written, its basis.
    struct Figure {
        std::string name, value, basis;
    };
    std::vector<Figure> figures;
    Diagnostics diagnostics;
};
[[nodiscard]] CostFile load_cost_file(const SourceText& source, const Catalogues& catalogues);

/// Is this the name of a cost file, and not of a profile? Only names that end in `.costs.yaml` are: what a
/// scenario can have read is no more than that.
[[nodiscard]] bool names_cost_file(std::string_view name);

/// The JSON Schema (draft-07) of the scenario language, from the same declarations that `load` reads by.
[[nodiscard]] std::string scenario_schema(const Catalogues& catalogues);

/// A word of the language that this version does not model yet.
struct NotYet {
    std::string_view mapping; ///< the kind of owner; "step" for steps, "policy" for policies
    std::string_view word;
    std::string_view doc; ///< what it is
};
[[nodiscard]] std::span<const NotYet> not_yet();

/// The steps, for `ossim list steps`: name, doc, fields; in order of declaration.
struct StepInfo {
    std::string_view name, doc, short_field;
    struct FieldInfo {
        std::string_view name, type, doc;
        bool required = false;
    };
    std::vector<FieldInfo> fields;
};
[[nodiscard]] std::vector<StepInfo> step_catalogue();

} // namespace ossim
