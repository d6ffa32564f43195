// A cost file is a mapping of the same keys as `costs:`, each with its value, or with {value, basis}.
//
//     ossim_costs: 1
//     name: laptop
//     about: measured 2026-11-20 by tools/calibrate
//     profile: x86-64-pcid                  # what is not given here
//     trap_in: {value: 51ns, basis: "measured: half of getppid"}
//     fork: 106us
//     machine: {page_size: 4KiB, cache: [{size: 32KiB}, {size: 1MiB}]}
#include "scenario/cost_files.hpp"

#include "scenario/keys.hpp"
#include "scenario/yaml_reader.hpp"

#include "base/cost_profile.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace ossim {
namespace {

constexpr std::string_view ending = ".costs.yaml";
constexpr YamlLimits limits{
    .bytes = 256 << 10, .nodes = 10'000, .depth = 8, .anchors = 16, .scalar = 4 << 10};

constexpr Owner cost_file{"the cost file"};

/// What stands beside the prices.
struct FileKeys {
    Version version;
    std::string name;
    std::string about;
    Noted<std::string> profile;
    GeometryKeys machine;
    template <class K = FileKeys>
    static constexpr auto fields() {
        return std::tuple{
            field("ossim_costs", &K::version, "the version of the form, which is 1", Need::required),
            field("name", &K::name, "what the profile is called; default: as the file"),
            field("about", &K::about, "where the figures come from"),
            field("profile", &K::profile, "the named profile that says what the file does not"),
            field("machine", &K::machine, "page_size, page_table, tlb, cache")};
    }
};

class CostFileReading {
  public:
    CostFileReading(const SourceText& source, const Catalogues& catalogues)
        : source_(source), reports_(document_), reader_{.document = document_,
                                                        .reports = reports_,
                                                        .catalogues = catalogues,
                                                        .scenario = scenario_} {
        document_.add_source(source.file, source.text);
    }

    CostFile run() {
        if (check_text(document_, 0, limits, reports_)) {
            const auto size = static_cast<std::uint32_t>(source_.text.size());
            const NodeId root = read_yaml(document_, 0, 0, size, limits, reports_);
            if (root != no_node) read(reader_.given(root));
        }
        if (!reports_.has_errors()) made_.profile = std::move(profile_);
        made_.diagnostics = reports_.take();
        return std::move(made_);
    }

  private:
    void read(Given root) {
        if (!root.is_map())
            return reports_.error(root.id(), {"not-a-cost-file",
                                              "a cost file is a mapping of keys to values",
                                              "begin with ossim_costs: 1",
                                              {}});
        constexpr auto own = key_names<FileKeys>();
        constexpr auto prices = key_names<CostProfile>();
        std::array<std::string_view, own.size() + prices.size()> names;
        std::copy(own.begin(), own.end(), names.begin());
        std::copy(prices.begin(), prices.end(), names.begin() + own.size());
        std::array<NodeId, names.size()> slots;
        slots.fill(no_node);
        collect_keys(reader_, root, cost_file, names, slots);
        FileKeys keys;
        read_fields(reader_, root.id(), cost_file, std::span(slots).first(own.size()), keys);
        take_base(keys);
        read_prices(std::span(slots).subspan(own.size()));
        settle_geometry(reader_, keys.machine, profile_.memory);
        settle(profile_);
        profile_.profile = keys.name.empty() ? name_of_file() : keys.name;
        made_.about = keys.about;
        warn_idle_modifiers(reader_, root, profile_);
    }

    void take_base(const FileKeys& keys) {
        if (!keys.profile.value) return;
        std::vector<std::string_view> names;
        for (const CostProfileInfo& info : reader_.catalogues.costs) {
            if (info.name == *keys.profile.value) {
                profile_ = make_profile(info);
                return;
            }
            names.push_back(info.name);
        }
        report_unknown_word(reader_, reader_.given(keys.profile.node), Spot{cost_file, "profile"}, names);
    }

    void read_prices(std::span<const NodeId> slots) {
        std::size_t at = 0;
        for_each_field<CostProfile>([&](const auto& field) {
            const NodeId slot = slots[at++];
            if (slot == no_node || reader_.given(slot).is_broken()) return;
            const Spot spot{cost_file, field.name, field.range};
            const NodeId value = value_of(reader_.given(slot), spot);
            if (value != no_node && !reader_.given(value).is_broken())
                read_value(reader_, reader_.given(value), spot, profile_.*field.member);
        });
    }

    /// The value itself, out of {value, basis} too; `no_node` with an error told.
    NodeId value_of(Given given, const Spot& spot) {
        std::string basis;
        std::array<NodeId, 2> slots{given.id(), no_node};
        if (given.is_map()) {
            constexpr std::array<std::string_view, 2> parts{"value", "basis"};
            slots[0] = no_node;
            collect_keys(reader_, given, Owner{spot.key}, parts, slots);
            if (slots[0] == no_node)
                report_missing(reader_, given.id(), Owner{spot.key}, "value", "the figure itself");
        }
        if (slots[1] != no_node && is_scalar(reader_, reader_.given(slots[1]), spot, "a text"))
            basis = reader_.given(slots[1]).text();
        if (slots[0] != no_node && reader_.given(slots[0]).is_scalar())
            made_.figures.push_back(
                {std::string(spot.key), std::string(reader_.given(slots[0]).text()), std::move(basis)});
        return slots[0];
    }

    [[nodiscard]] std::string name_of_file() const {
        std::string name = source_.file.substr(source_.file.find_last_of("/\\") + 1);
        return name.substr(0, name.size() - std::min(name.size(), ending.size()));
    }

    const SourceText& source_;
    Document document_;
    Reports reports_;
    Scenario scenario_;
    Reader reader_;
    CostProfile profile_;
    CostFile made_;
};

} // namespace

bool names_cost_file(std::string_view name) { return name.ends_with(ending) && name.size() > ending.size(); }

CostFile load_cost_file(const SourceText& source, const Catalogues& catalogues) {
    return CostFileReading(source, catalogues).run();
}

CostFiles::Found CostFiles::find(const std::string& path) {
    const auto [at, is_new] = entries_.try_emplace(path);
    Entry& entry = at->second;
    if (is_new) {
        FileText text;
        text.problem = "no file can be read here";
        if (files_ != nullptr) text = files_->read(path);
        entry.problem = text.problem;
        if (text.text) {
            entry.source = {path, std::move(*text.text)};
            entry.file = load_cost_file(entry.source, catalogues_);
            has_errors_ = has_errors_ || !entry.file.profile;
        }
    }
    return {entry.problem, entry.file.profile ? &*entry.file.profile : nullptr};
}

void CostFiles::give(LoadResult& result) {
    for (auto& [path, entry] : entries_) {
        result.diagnostics.insert(result.diagnostics.end(), entry.file.diagnostics.begin(),
                                  entry.file.diagnostics.end());
        if (!entry.source.file.empty()) result.files.push_back(std::move(entry.source));
    }
    entries_.clear();
}

const CostProfile* find_cost_file(Reader& reader, Given given) {
    const std::string path(given.text());
    CostFiles::Found found;
    found.problem = "it is named in a cost file itself";
    if (reader.cost_files != nullptr) found = reader.cost_files->find(path);
    if (!found.problem.empty())
        reader.reports.error(given.id(),
                             {"unreadable-file",
                              "the cost file " + quoted(path) + " cannot be read: " + found.problem,
                              "its path is relative to the scenario's folder",
                              {}});
    return found.profile;
}

} // namespace ossim
