// The rows of two schedules laid side by side: who has a CPU, idle included, and where they agree. The states
// of a thread are such a row too.
#pragma once

#include "ossim/grade.hpp"
#include "ossim/schedule.hpp"

#include <cstdint>
#include <vector>

namespace ossim {

/// Who has a CPU in a stretch of time, as far as grading tells apart: idle, the kernel, or a thread; or in
/// which state a thread is, where idle means that there is no such thread.
struct Holder {
    enum class Kind : std::uint8_t { idle, overhead, thread, state } kind = Kind::idle;
    std::uint32_t number = 0; ///< the tid, or the state
    auto operator<=>(const Holder&) const = default;
};

[[nodiscard]] Holder holder_of(const Slice& slice, bool overhead_as_gap);

struct Stretch {
    Time start, end;
    Holder holder;
    bool operator==(const Stretch&) const = default;
};

/// A row without gaps from 0 on; neighbours differ.
using Stretches = std::vector<Stretch>;

/// Adds a stretch up to `end` behind the row, joining it to the one before if they have the same holder.
void extend(Stretches& row, Time end, Holder holder);

/// A CPU's row, from 0 to its last slice. Overhead may count as a gap.
[[nodiscard]] Stretches stretches_of(const Schedule& schedule, std::size_t cpu, bool overhead_as_gap);

/// How far a time of the key may be off.
class Allowance {
  public:
    Allowance(const Tolerance& tolerance, Unit unit);
    [[nodiscard]] bool is_none() const { return tolerance_.amount == Ratio(); }
    [[nodiscard]] bool allows(Time key, Time found) const;

  private:
    Tolerance tolerance_;
    Duration length_; ///< unless it is a share
};

/// The row with each boundary that is near enough to the same boundary of the key moved there. Boundaries are
/// the same when the same holder begins, or ends.
[[nodiscard]] Stretches snapped(const Stretches& found, const Stretches& key, const Allowance& allowance);

/// Two rows up to the same horizon, and what they have in common.
struct RowPair {
    Stretches key, found;
    Duration agreeing;
    std::uint32_t differing = 0; ///< stretches of time in which they differ
    Time first_difference = Time::never();
};

[[nodiscard]] RowPair lay_beside(Stretches key, Stretches found, Time horizon);

/// The end of the last stretch that is not idle.
[[nodiscard]] Time busy_end(const Stretches& row);

/// From when on, in the key's time, the submission is the key moved by `shift`, to the end; `never` if it is
/// not.
[[nodiscard]] Time again_from(const RowPair& rows, Duration shift);

} // namespace ossim
