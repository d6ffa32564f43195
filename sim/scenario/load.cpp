// The way from a text to a scenario: text, tree, patches, mappings, checks.
#include "ossim/load.hpp"

#include "scenario/cost_files.hpp"
#include "scenario/keys.hpp"
#include "scenario/patches.hpp"
#include "scenario/validate.hpp"
#include "scenario/yaml_reader.hpp"

#include "base/cost_profile.hpp"

#include <exception>
#include <utility>

namespace ossim {
namespace {

/// Values that are read for all variants together; a file with more has only the paths of its variants
/// checked.
constexpr std::size_t most_read_for_variants = 30'000'000;

/// Nodes that may have to be looked at to find what patches mean.
constexpr std::size_t most_looked_through = 500'000'000;

/// A patch, as nodes.
struct PatchNodes {
    NodeId path, value;
};

class Loading {
  public:
    Loading(const SourceText& source, const Catalogues& catalogues, const LoadOptions& options)
        : catalogues_(catalogues), options_(options), settings_(patch_source(options.patches)),
          cost_files_(options.files, catalogues), reports_(document_) {
        limits_.bytes = options.max_bytes;
        limits_.nodes = options.max_nodes;
        limits_.depth = options.max_depth;
        file_ = source.file;
        document_.add_source(source.file, source.text);
        document_.add_source(settings_.file, settings_.text);
        document_.reserve(source.text.size() / 6 + 64);
    }

    LoadResult run() {
        LoadResult result;
        if (check_text(document_, 0, limits_, reports_)) {
            const auto size = static_cast<std::uint32_t>(document_.source(0).text.size());
            root_ = read_yaml(document_, 0, 0, size, limits_, reports_);
        }
        if (root_ != no_node && is_scenario()) result.scenario = load_all();
        if (reports_.has_errors() || cost_files_.has_errors())
            result.partial = std::exchange(result.scenario, std::nullopt);
        result.diagnostics = reports_.take();
        cost_files_.give(result);
        return result;
    }

  private:
    bool is_scenario() {
        const Given root(document_, root_);
        const bool is_assignment = root.is_map() && root.find("assignment") != no_node;
        if (is_assignment && root.find("ossim") == no_node) {
            reports_.error(root_, {"not-a-scenario",
                                   "this is an assignment, not a scenario",
                                   "`ossim assignment check` looks at it",
                                   {}});
            return false;
        }
        if (root.is_map()) return true;
        reports_.error(root_, {"not-a-scenario",
                               "a scenario is a mapping of keys to values",
                               "begin with ossim: 1; `ossim new` writes one to start from",
                               {}});
        return false;
    }

    std::optional<Scenario> load_all() {
        read_patches();
        const Document::State bare = document_.state();
        apply(options_.variant);
        std::optional<Scenario> scenario = read(options_.variant.empty() && options_.patches.empty());
        if (!options_.variant.empty()) return scenario;
        const std::size_t size = document_.size();
        std::size_t read_so_far = 0;
        for (const std::string& name : std::vector<std::string>(scenario->variants)) {
            document_.restore(bare);
            reports_.set_context("in variant " + quoted(name));
            apply(name);
            read_so_far += size;
            if (read_so_far <= most_read_for_variants) (void)read(false);
        }
        return scenario;
    }

    void read_patches() {
        std::uint32_t from = 0;
        for (const Patch& patch : options_.patches) {
            Node path;
            path.shape = Shape::scalar;
            path.place = path.text = from;
            path.size = static_cast<std::uint32_t>(patch.path.size());
            path.source = 1;
            const NodeId key = document_.add(path);
            const std::uint32_t value = from + path.size + 1;
            const auto size = static_cast<std::uint32_t>(patch.value.size());
            from = value + size + 1;
            if (!check_text(document_, 1, limits_, reports_)) return;
            const NodeId root = read_yaml(document_, 1, value, size, limits_, reports_);
            if (root != no_node) patches_.push_back({key, root});
        }
    }

    void apply(const std::string& variant) {
        if (!variant.empty()) apply_variant(variant);
        for (const PatchNodes& patch : patches_)
            apply(patch);
    }

    void apply(const PatchNodes& patch) {
        patched_ += document_.size();
        if (patched_ <= most_looked_through)
            return apply_patch(document_, root_, patch.path, patch.value, reports_);
        reports_.error_of_file(
            {"too-large", "this file has too many patches for its size", "make it smaller", {}});
    }

    void apply_variant(const std::string& name) {
        const NodeId variants = Given(document_, root_).find("variants");
        const NodeId found = variants == no_node ? no_node : Given(document_, variants).find(name);
        if (found == no_node) return report_unknown_variant(name, variants);
        std::vector<PatchNodes> patches;
        if (Given(document_, found).is_map())
            document_.each_entry(document_.resolved(found), [&](Document::Entry entry) {
                patches.push_back({entry.key, entry.value});
            });
        for (const PatchNodes& patch : patches)
            if (document_.node(patch.path).shape == Shape::scalar) apply(patch);
    }

    void report_unknown_variant(const std::string& name, NodeId variants) {
        std::vector<std::string_view> names;
        if (variants != no_node && Given(document_, variants).is_map())
            Given(document_, variants).each_entry([&](Given key, Given) { names.push_back(key.text()); });
        reports_.error_of_file(
            {"unknown-variant", "there is no variant " + quoted(name), did_you_mean(name, names),
             names.empty() ? "this scenario has no `variants:`" : "variants: " + comma_list(names)});
    }

    Scenario read(bool as_written) {
        ScenarioKeys keys;
        keys.file = file_;
        settle(keys.machine.costs);
        keys.machine.memory = keys.machine.costs.memory;
        Reader reader{document_, reports_, catalogues_, keys};
        reader.as_written = as_written;
        reader.cost_files = &cost_files_;
        reader.has_variants = Given(document_, root_).find("variants") != no_node;
        read_mapping(reader, Given(document_, root_), Owner{"the scenario"}, keys);
        keys.variables = keys.objects.variables;
        keys.shared_memory = keys.objects.shared_memory;
        if (keys.admission) keys.admitted_processes = keys.admission->processes;
        if (options_.seed) keys.seed = *options_.seed;
        keys.variant = options_.variant;
        if (keys.scheduler.parameters.empty()) fill_defaults(reader, keys.scheduler);
        validate(reader);
        return std::move(static_cast<Scenario&>(keys));
    }

    const Catalogues& catalogues_;
    const LoadOptions& options_;
    SourceText settings_;
    std::string file_;
    CostFiles cost_files_;
    YamlLimits limits_;
    Document document_;
    Reports reports_;
    NodeId root_ = no_node;
    std::size_t patched_ = 0;
    std::vector<PatchNodes> patches_;
};

} // namespace

SourceText patch_source(const std::vector<Patch>& patches) {
    SourceText source{patches.empty() ? "--set" : patches.front().option, {}};
    for (const Patch& patch : patches) {
        if (patch.option != source.file) source.file = "--set and --vary";
        source.text += patch.path + "=" + patch.value + "\n";
    }
    return source;
}

LoadResult load(const SourceText& source, const Catalogues& catalogues, const LoadOptions& options) {
    try {
        return Loading(source, catalogues, options).run();
    } catch (const std::exception& fault) {
        LoadResult result;
        Diagnostic diagnostic;
        diagnostic.code = "too-large";
        diagnostic.file = source.file;
        diagnostic.message = std::string("the scenario is too much for this machine (") + fault.what() + ")";
        result.diagnostics.push_back(diagnostic);
        return result;
    }
}

} // namespace ossim
