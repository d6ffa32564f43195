// The threads of a process by what a join calls them. Made when a join by name first asks; each question then
// costs as much as the threads that have come or ended since the one before.
#pragma once

#include "objects/process.hpp"
#include "objects/threads.hpp"

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace ossim {

/// Is `label` the name, or the last part of it: "w" of "server/w"?
[[nodiscard]] bool is_called(std::string_view name, std::string_view label);

class ThreadsByName {
  public:
    /// The first thread of the process that is called so, neither ended nor detached, and not the caller;
    /// 0 if there is none. Always asked of the same process.
    [[nodiscard]] Tid first(const Threads& threads, const Names& names, const Process& process,
                            std::string_view label, Tid caller);

  private:
    /// In order of creation. Who has ended stays so: both places only move on.
    struct Called {
        std::vector<Tid> tids;
        std::size_t first = 0;  ///< before it nobody is left
        std::size_t second = 0; ///< between `first` and it nobody is left
    };
    void learn(const Threads& threads, const Names& names, const Process& process);

    std::map<std::string, Called, std::less<>> by_label_;
    std::map<NameId, std::vector<Called*>> by_base_; ///< under which labels a name stands
    Tid last_;                                       ///< known up to this one
};

} // namespace ossim
