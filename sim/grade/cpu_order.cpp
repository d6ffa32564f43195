// The assignment problem on the times in which rows agree: the Hungarian method where the CPUs are few.
#include "grade/cpu_order.hpp"

#include "grade/stretches.hpp"

#include <algorithm>
#include <limits>
#include <numeric>

namespace ossim {
namespace {

using Wide = Ratio::Wide;
using Order = std::vector<std::uint32_t>;

/// Goes through a row, gaps included, without laying it out.
class RowWalk {
  public:
    RowWalk(const Schedule& schedule, std::size_t cpu, bool overhead_as_gap)
        : at_(cpu < schedule.cpus.size() ? schedule.cpus[cpu].data() : nullptr),
          end_(cpu < schedule.cpus.size() ? at_ + schedule.cpus[cpu].size() : nullptr),
          overhead_as_gap_(overhead_as_gap) {}
    void advance_to(Time now) {
        while (at_ != end_ && at_->end <= now)
            ++at_;
        in_gap_ = at_ == end_ || at_->start > now;
    }
    [[nodiscard]] Holder holder() const { return in_gap_ ? Holder{} : holder_of(*at_, overhead_as_gap_); }
    [[nodiscard]] Time end() const {
        if (at_ == end_) return Time::never();
        return in_gap_ ? at_->start : at_->end;
    }

  private:
    const Slice* at_;
    const Slice* end_;
    bool overhead_as_gap_;
    bool in_gap_ = true;
};

/// What each CPU of the submission is worth as each of the key.
class Matrix {
  public:
    Matrix(const Schedule& key, const Schedule& found, std::size_t size, bool overhead_as_gap)
        : size_(size), worth_(size * size) {
        const Time horizon = std::max(key.last_slice_end(), found.last_slice_end());
        for (std::size_t f = 0; f < size; ++f)
            for (std::size_t k = 0; k < size; ++k)
                worth_[f * size + k] = agreeing_time(key, k, found, f, horizon, overhead_as_gap).ns();
    }
    [[nodiscard]] std::size_t size() const { return size_; }
    /// To stay where it is counts for less than any time, and decides between equal ones.
    [[nodiscard]] Wide worth(std::size_t found, std::size_t key) const {
        const Wide time = worth_[found * size_ + key];
        return time * static_cast<Wide>(size_ + 1) + (found == key ? 1 : 0);
    }

  private:
    std::size_t size_;
    std::vector<std::int64_t> worth_;
};

/// The Hungarian method, by shortest augmenting paths: rows and columns count from 1, column 0 is a start.
class Hungarian {
  public:
    explicit Hungarian(const Matrix& matrix)
        : matrix_(matrix), of_row_(matrix.size() + 1), of_column_(matrix.size() + 1),
          row_at_(matrix.size() + 1), before_(matrix.size() + 1) {}
    [[nodiscard]] Order solve() {
        for (std::size_t row = 1; row <= matrix_.size(); ++row)
            augment(row);
        Order order(matrix_.size());
        for (std::size_t column = 1; column <= matrix_.size(); ++column)
            order[row_at_[column] - 1] = static_cast<std::uint32_t>(column - 1);
        return order;
    }

  private:
    void augment(std::size_t row);
    [[nodiscard]] std::size_t next_column(std::size_t column);
    const Matrix& matrix_;
    std::vector<Wide> of_row_, of_column_, least_;
    std::vector<std::size_t> row_at_, before_;
    std::vector<bool> used_;
};

/// The column that costs least to reach from those used so far; potentials change so that it costs nothing.
std::size_t Hungarian::next_column(std::size_t column) {
    Wide delta = std::numeric_limits<std::int64_t>::max();
    delta *= delta;
    std::size_t next = 0;
    const std::size_t row = row_at_[column];
    for (std::size_t j = 1; j <= matrix_.size(); ++j) {
        if (used_[j]) continue;
        const Wide cost = -matrix_.worth(row - 1, j - 1) - of_row_[row] - of_column_[j];
        if (cost < least_[j]) {
            least_[j] = cost;
            before_[j] = column;
        }
        if (least_[j] < delta) {
            delta = least_[j];
            next = j;
        }
    }
    for (std::size_t j = 0; j <= matrix_.size(); ++j) {
        if (used_[j]) {
            of_row_[row_at_[j]] += delta;
            of_column_[j] -= delta;
        } else {
            least_[j] -= delta;
        }
    }
    return next;
}

void Hungarian::augment(std::size_t row) {
    Wide far = std::numeric_limits<std::int64_t>::max();
    least_.assign(matrix_.size() + 1, far * far);
    used_.assign(matrix_.size() + 1, false);
    row_at_[0] = row;
    std::size_t column = 0;
    do {
        used_[column] = true;
        column = next_column(column);
    } while (row_at_[column] != 0);
    while (column != 0) {
        row_at_[column] = row_at_[before_[column]];
        column = before_[column];
    }
}

/// Each in turn takes the best that is left; then pairs are swapped while that helps.
Order by_greed(const Matrix& matrix) {
    const std::size_t size = matrix.size();
    constexpr int most_rounds = 8;
    Order order(size);
    std::vector<bool> taken(size);
    for (std::size_t f = 0; f < size; ++f) {
        std::size_t best = size;
        for (std::size_t k = 0; k < size; ++k)
            if (!taken[k] && (best == size || matrix.worth(f, k) > matrix.worth(f, best))) best = k;
        taken[best] = true;
        order[f] = static_cast<std::uint32_t>(best);
    }
    bool better = true;
    for (int round = 0; better && round < most_rounds; ++round) {
        better = false;
        for (std::size_t a = 0; a < size; ++a) {
            for (std::size_t b = a + 1; b < size; ++b) {
                const Wide now = matrix.worth(a, order[a]) + matrix.worth(b, order[b]);
                if (matrix.worth(a, order[b]) + matrix.worth(b, order[a]) <= now) continue;
                std::swap(order[a], order[b]);
                better = true;
            }
        }
    }
    return order;
}

} // namespace

Duration agreeing_time(const Schedule& key, std::size_t key_cpu, const Schedule& found, std::size_t found_cpu,
                       Time horizon, bool overhead_as_gap) {
    RowWalk of_key(key, key_cpu, overhead_as_gap), of_found(found, found_cpu, overhead_as_gap);
    Duration agreeing;
    for (Time now; now < horizon;) {
        of_key.advance_to(now);
        of_found.advance_to(now);
        const Time end = std::min({of_key.end(), of_found.end(), horizon});
        if (of_key.holder() == of_found.holder()) agreeing += end - now;
        now = end;
    }
    return agreeing;
}

Order best_cpu_order(const Schedule& key, const Schedule& found, bool overhead_as_gap) {
    constexpr std::size_t most_exact = 64, most = 512;
    const std::size_t size = std::max(key.cpus.size(), found.cpus.size());
    Order order(size);
    std::iota(order.begin(), order.end(), 0U);
    if (size < 2 || size > most) return order;
    const Matrix matrix(key, found, size, overhead_as_gap);
    return size <= most_exact ? Hungarian(matrix).solve() : by_greed(matrix);
}

Schedule permuted(Schedule schedule, const Order& order) {
    std::vector<std::vector<Slice>> rows(order.size());
    for (std::size_t cpu = 0; cpu < schedule.cpus.size() && cpu < order.size(); ++cpu)
        rows[order[cpu]] = std::move(schedule.cpus[cpu]);
    schedule.cpus = std::move(rows);
    return schedule;
}

bool is_identity(const Order& order) {
    for (std::size_t i = 0; i < order.size(); ++i)
        if (order[i] != i) return false;
    return true;
}

} // namespace ossim
