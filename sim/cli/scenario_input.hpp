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
    /// The same of a text that has been read already: standard input can be read once only.
    ScenarioInput(Console& console, const ScenarioOptions& options, bool coloured, std::string text);

    /// The scenario with --set, then `patches`, then the flags for limits. Warnings go to standard error,
    /// each once. If anything is wrong, expectations included, all messages go there and Failure(wrong) is
    /// thrown.
    [[nodiscard]] Scenario make(const std::string& variant, const std::vector<Patch>& patches = {});
    [[nodiscard]] Scenario make() { return make(options_.variant); }

    /// The base; the mistakes of all variants are told with its own.
    [[nodiscard]] Scenario make_with_variants();

    [[nodiscard]] const std::string& file() const { return source_.file; }

  private:
    [[nodiscard]] LoadOptions options_for(const std::string& variant,
                                          const std::vector<Patch>& patches) const;
    [[nodiscard]] LoadResult checked(LoadOptions options);
    [[nodiscard]] Scenario taken(LoadResult result, const std::vector<Patch>& patches);
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

/// What a file is called in messages: "-" is standard input.
[[nodiscard]] std::string name_of_input(const std::string& path);
/// "key=value" of the command line. Throws Failure(wrong).
[[nodiscard]] Patch read_patch(const std::string& option, const std::string& text);
/// A size of the command line, or `fallback` if it is empty. Throws Failure(wrong).
[[nodiscard]] std::uint64_t read_size(const std::string& option, const std::string& text,
                                      std::uint64_t fallback);

/// What is read at most, and how much memory is used, when the flags say nothing.
inline constexpr std::uint64_t default_max_input = 64ULL << 20;
inline constexpr std::uint64_t default_max_memory = 4ULL << 30;

} // namespace ossim
