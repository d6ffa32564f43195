// All rows of a key beside those of a submission: CPUs, or threads with their states.
#pragma once

#include "grade/stretches.hpp"
#include "ossim/grade.hpp"

#include <optional>
#include <vector>

namespace ossim {

class Pairing {
  public:
    /// Rows in order; a boundary of `found` that is near enough to the key's is moved there.
    Pairing(std::vector<Stretches> key, std::vector<Stretches> found, const Allowance& allowance);

    [[nodiscard]] const std::vector<RowPair>& rows() const { return rows_; }
    /// The end of what is not idle, in both.
    [[nodiscard]] Time horizon() const { return horizon_; }
    /// Agreeing and compared time, and the stretches that differ.
    void measure(Comparison& into) const;
    /// Slices that both have from the same start to the same end, row by row.
    void count(Comparison& into) const;
    struct Place {
        std::size_t row;
        Time time;
    };
    /// The earliest difference, and of rows that differ then the first.
    [[nodiscard]] std::optional<Place> first() const;
    /// What follows after it.
    void find_aftermath(Place first, Comparison& into) const;

  private:
    [[nodiscard]] Time again(Duration shift) const;
    std::vector<RowPair> rows_;
    Time horizon_, key_end_;
};

} // namespace ossim
