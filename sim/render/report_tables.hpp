// The tables of the report, each a text of its own; empty where there is nothing to say.
#pragma once

#include "ossim/metrics.hpp"
#include "render/style.hpp"

#include <cstddef>
#include <string>

namespace ossim {

/// A row a thread: its turnaround and what it is made of; groups and averages below, rounded as the
/// convention says.
[[nodiscard]] std::string threads_table(const Metrics& metrics, std::size_t rows, const Style& style);
/// A row a process. When every process has one thread, of its own name: only the exit statuses that are not
/// 0, if there are any.
[[nodiscard]] std::string processes_table(const Metrics& metrics, std::size_t rows, const Style& style);
/// A sentence for each process that the kernel ended: out of memory, or an illegal access. Empty if none.
[[nodiscard]] std::string ends_by_kernel(const Metrics& metrics, const Style& style);
/// A row a CPU: its accounts, which add up to the length of the run.
[[nodiscard]] std::string cpus_table(const Metrics& metrics, std::size_t rows, const Style& style);
/// Switches by kind, component by component; one line when they cost nothing.
[[nodiscard]] std::string switches_table(const Metrics& metrics, const Style& style);
/// Percentiles of each span.
[[nodiscard]] std::string spans_table(const Metrics& metrics, const Style& style);
[[nodiscard]] std::string devices_table(const Metrics& metrics, const Style& style);

} // namespace ossim
