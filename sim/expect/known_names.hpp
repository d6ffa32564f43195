// Which names an expectation may use, as far as a scenario tells before it runs.
#pragma once

#include "ossim/scenario.hpp"

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace ossim {

/// The names of a scenario: processes, threads, groups, CPUs, devices, spans. Counted families are kept as
/// families: a million threads cost nothing here.
class KnownNames {
  public:
    explicit KnownNames(const Scenario& scenario);

    /// A process, thread, group, family or "any"; also what a program may create under a name that is not
    /// known yet.
    [[nodiscard]] bool has_subject(std::string_view name) const;
    [[nodiscard]] bool has_cpu(std::string_view name) const;
    [[nodiscard]] bool has_device(std::string_view name) const;
    [[nodiscard]] bool has_span(std::string_view name) const;
    /// `did you mean "x"?` among subjects and CPUs, or the names there are, or empty.
    [[nodiscard]] std::string suggest(std::string_view name) const;
    /// The threads' names, if they are few and all known before the run; else nothing.
    [[nodiscard]] const std::optional<std::vector<std::string>>& threads() const { return threads_; }

  private:
    struct Family {
        std::string name; ///< with its process: "server/worker"
        std::uint32_t count = 1;
    };
    void learn(const Steps& steps);
    void learn(const ProgramRef* program, const std::string& label);
    void add_process(const ProcessSpec& process);
    void list_threads(const Scenario& scenario);

    std::vector<Family> processes_;
    std::vector<std::vector<Family>> members_; ///< threads of each process, without its name
    std::vector<std::string> groups_, created_, devices_, spans_;
    std::optional<std::vector<std::string>> threads_;
    bool names_itself_ = false; ///< a fork without a name: the child is called after its parent
    std::uint32_t cpus_ = 1;
};

/// The thread that a column of a schedule means: called so, or the only one whose name ends so ("1" for P1),
/// or the only one whose name begins so.
[[nodiscard]] std::optional<std::string> named_by_column(std::string_view character,
                                                         std::span<const std::string> threads);

} // namespace ossim
