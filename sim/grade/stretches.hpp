// The rows of two schedules laid side by side: who has a CPU, idle included, and where they agree.
#pragma once

#include "ossim/grade.hpp"
#include "ossim/schedule.hpp"

#include <cstdint>
#include <vector>

namespace ossim {

/// Who has a CPU in a stretch of time, as far as grading tells apart: idle, the kernel, or a thread.
struct Holder {
    enum class Kind : std::uint8_t { idle, overhead, thread } kind = Kind::idle;
    Tid tid;
    bool operator==(const Holder&) const = default;
};

struct Stretch {
    Time start, end;
    Holder holder;
};

/// A row without gaps from 0 to `horizon`; neighbours differ. Overhead may count as a gap.
[[nodiscard]] std::vector<Stretch> stretches_of(const std::vector<Slice>& row, Time horizon,
                                                bool overhead_as_gap);

/// The rows of a CPU in both, and what they have in common.
struct RowPair {
    std::vector<Stretch> key, found;
    Duration agreeing;
    std::uint32_t differing = 0; ///< stretches of time in which they differ
    Time first_difference = Time::never();
};

[[nodiscard]] RowPair lay_beside(const Schedule& key, const Schedule& found, std::size_t cpu, Time horizon,
                                 bool overhead_as_gap);

/// From when on, in the key's time, the submission is the key moved by `shift`, to the end; `never` if it is
/// not.
[[nodiscard]] Time again_from(const RowPair& rows, Duration shift);

} // namespace ossim
