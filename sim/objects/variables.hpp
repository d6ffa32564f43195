// Variables: shared by all, private to a process, or in a thread's registers; every access is traced.
#pragma once

#include "objects/processes.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

namespace ossim {

class Variables {
  public:
    Variables(const Scenario& scenario, Names& names, Threads& threads, Processes& processes, Tracer& tracer);

    /// The private variables of a new process of the scenario; nothing if it declares none.
    [[nodiscard]] std::unique_ptr<PrivateVariables> fresh(std::uint32_t spec) const;
    /// A copy for a forked child.
    [[nodiscard]] static std::unique_ptr<PrivateVariables> copy(const Process& parent);

    /// The value of a variable as the thread sees it: its own register of that name, its process's, or the
    /// shared one.
    [[nodiscard]] std::int64_t load(const Thread& thread, NameId variable, Time now);
    void store(const Thread& thread, NameId variable, std::int64_t value, Time now);
    /// Writes a thread-local variable, which comes into being by that.
    void set_local(const Thread& thread, NameId variable, std::int64_t value);
    /// As `load`, without a trace: for looking ahead.
    [[nodiscard]] std::int64_t look(const Thread& thread, NameId variable) const;

  private:
    struct Cell {
        const std::int64_t* value = nullptr;
        Pid space; ///< whose: a process, or 0
        bool is_local = false;
    };
    [[nodiscard]] Cell find(const Thread& thread, NameId variable) const;

    Threads& threads_;
    Processes& processes_;
    Tracer& tracer_;
    std::vector<std::pair<NameId, std::int64_t>> shared_;
    std::vector<std::pair<std::shared_ptr<const std::vector<NameId>>, std::vector<std::int64_t>>>
        initial_; ///< by spec
};

} // namespace ossim
