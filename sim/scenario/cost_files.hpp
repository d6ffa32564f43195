// Cost profiles out of files: read once, whatever variants ask for them.
#pragma once

#include "scenario/reader.hpp"

#include "ossim/load.hpp"

#include <map>
#include <string>

namespace ossim {

class CostFiles {
  public:
    CostFiles(ScenarioFiles* files, const Catalogues& catalogues) : files_(files), catalogues_(catalogues) {}

    /// The profile in the file of that name, as it has been read before or is read now. `problem` is set if
    /// it cannot be read at all; what is wrong within it is kept for `give`.
    struct Found {
        std::string problem;
        const CostProfile* profile = nullptr;
    };
    [[nodiscard]] Found find(const std::string& path);

    [[nodiscard]] bool has_errors() const { return has_errors_; }
    /// Puts the texts, and what is wrong with them, behind what is known of the scenario.
    void give(LoadResult& result);

  private:
    struct Entry {
        SourceText source;
        std::string problem;
        CostFile file;
    };
    ScenarioFiles* files_;
    const Catalogues& catalogues_;
    std::map<std::string, Entry> entries_;
    bool has_errors_ = false;
};

/// The profile that a value names, or null with an error told.
const CostProfile* find_cost_file(Reader& reader, Given given);

} // namespace ossim
