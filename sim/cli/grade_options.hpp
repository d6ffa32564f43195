// The options of `ossim grade`, and its two ways: by a key, and by an assignment.
#pragma once

#include "cli/console.hpp"
#include "cli/exit.hpp"
#include "cli/options.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace ossim {

struct GradeOptions {
    ScenarioOptions key; ///< a scenario, or a trace or schedule: then only its file and limits count
    StyleOptions style;
    std::vector<std::string> submissions;
    std::string csv;
    bool brief = false;
    // By a key:
    std::string points, unit;
    bool strict_overhead = false;
    // By an assignment:
    std::string out, format, output, csv_template, csv_column, after;
    std::optional<std::uint64_t> jobs;
    bool student = false, single = false, exit_zero = false, overwrite = false;
};

[[nodiscard]] ExitCode grade_by_key(const GradeOptions& options, Console& console);
[[nodiscard]] ExitCode grade_by_assignment(const GradeOptions& options, Console& console);

} // namespace ossim
