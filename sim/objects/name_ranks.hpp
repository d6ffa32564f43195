// Where names stand among those that a scenario lists, as text: "P10" before "P2". For ties by name.
#pragma once

#include "ossim/scenario.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace ossim {

class NameRanks {
  public:
    explicit NameRanks(const Scenario& scenario);
    /// Listed names have odd ranks; one that comes up in the run stands between its neighbours, and is equal
    /// to others that stand there.
    [[nodiscard]] std::uint32_t of(const std::string& name) const;

  private:
    std::vector<std::string> listed_; ///< in order
};

} // namespace ossim
