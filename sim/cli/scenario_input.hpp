// The way from the command line to a checked scenario: the file, the patches, the messages.
#pragma once

#include "cli/console.hpp"
#include "cli/options.hpp"
#include "ossim/diagnostic.hpp"
#include "ossim/load.hpp"
#include "ossim/scenario.hpp"

#include <string>
#include <vector>

namespace ossim {

/// A scenario's text, read once, from which the base and its variants are made.
class ScenarioInput {
  public:
    /// Reads the file. Throws Failure(io) and Failure(wrong). Sets the limit on memory.
    ScenarioInput(Console& console, const ScenarioOptions& options, bool coloured);

    /// The scenario with --set, then `patches`, then the flags for limits. Warnings go to standard error,
    /// each once. If anything is wrong, expectations included, all messages go there and Failure(wrong) is
    /// thrown.
    [[nodiscard]] Scenario make(const std::string& variant, const std::vector<Patch>& patches = {});
    [[nodiscard]] Scenario make() { return make(options_.variant); }

    [[nodiscard]] const std::string& file() const { return source_.file; }

  private:
    [[nodiscard]] LoadResult checked(LoadOptions options);
    void print(const Diagnostics& diagnostics, const std::vector<Patch>& patches);
    void raise_limits(Scenario& scenario) const;

    Console& console_;
    ScenarioOptions options_;
    bool coloured_;
    SourceText source_;
    std::vector<SourceText> further_; ///< files that the scenario names
    std::vector<Patch> settings_;
    Diagnostics shown_;
};

/// "key=value" of the command line. Throws Failure(wrong).
[[nodiscard]] Patch read_patch(const std::string& option, const std::string& text);
/// A size of the command line, or `fallback` if it is empty. Throws Failure(wrong).
[[nodiscard]] std::uint64_t read_size(const std::string& option, const std::string& text,
                                      std::uint64_t fallback);

/// What is read at most, and how much memory is used, when the flags say nothing.
inline constexpr std::uint64_t default_max_input = 64ULL << 20;
inline constexpr std::uint64_t default_max_memory = 4ULL << 30;

} // namespace ossim
