// The files that a scenario names, out of the folder that it lies in.
#pragma once

#include "cli/console.hpp"
#include "ossim/load.hpp"

#include <cstddef>
#include <string>

namespace ossim {

class FolderFiles : public ScenarioFiles {
  public:
    /// `scenario` is the path of the scenario; of standard input the folder is the one where ossim was
    /// started.
    FolderFiles(Console& console, const std::string& scenario, std::size_t most = 256 << 10);

    /// At most `most` bytes of a regular file. Never throws.
    [[nodiscard]] FileText read(const std::string& path) override;

  private:
    Console& console_;
    std::string scenario_;
    std::size_t most_;
};

} // namespace ossim
