// Lengths one by one; when they are too many the log-linear histogram: 64 buckets for each power of two, so
// that a bucket is at most 1/64 wide.
#include "ossim/metrics.hpp"

#include <algorithm>
#include <bit>

namespace ossim {

namespace {

constexpr std::size_t bucket_of(std::uint64_t length) {
    if (length < 64) return static_cast<std::size_t>(length);
    const auto shift = static_cast<unsigned>(std::bit_width(length)) - 7;
    return 64 * std::size_t{shift} + static_cast<std::size_t>(length >> shift);
}

constexpr std::int64_t upper_end(std::size_t bucket) {
    if (bucket < 128) return static_cast<std::int64_t>(bucket);
    const std::size_t shift = bucket / 64 - 1;
    const std::uint64_t first = (bucket % 64 + 64) << shift;
    return static_cast<std::int64_t>(first + ((std::uint64_t{1} << shift) - 1));
}
static_assert(bucket_of(63) == 63 && bucket_of(64) == 64 && bucket_of(127) == 127 && bucket_of(128) == 128);
static_assert(bucket_of(129) == 128 && bucket_of(130) == 129 && upper_end(128) == 129 &&
              upper_end(127) == 127);

} // namespace

void Histogram::add(Duration length, std::uint64_t times) {
    if (times == 0) return;
    keep({std::max(length, Duration()), times});
    count_ += times;
    sum_ += TimeSum::of(length, times);
    least_ = std::min(least_, length);
    most_ = std::max(most_, length);
}

void Histogram::add(const Histogram& other) {
    if (!other.is_exact() && is_exact()) give_up_values();
    if (other.buckets_.size() > buckets_.size()) buckets_.resize(other.buckets_.size());
    for (std::size_t i = 0; i < other.buckets_.size(); ++i)
        buckets_[i] += other.buckets_[i];
    for (const Value& value : other.values_)
        keep(value);
    count_ += other.count_;
    sum_ += other.sum_;
    least_ = std::min(least_, other.least_);
    most_ = std::max(most_, other.most_);
}

/// Twice as many as may differ are taken in before they are sorted, so that each costs O(log n) in all.
void Histogram::keep(Value value) {
    if (!is_exact()) return put(value);
    if (!values_.empty() && values_.back().length == value.length) {
        values_.back().times += value.times;
        return;
    }
    values_.push_back(value);
    if (values_.size() < 2 * most_exact) return;
    merge(values_);
    if (values_.size() > most_exact) give_up_values();
}

void Histogram::put(Value value) {
    const std::size_t bucket = bucket_of(static_cast<std::uint64_t>(value.length.ns()));
    if (bucket >= buckets_.size()) buckets_.resize(bucket + 1);
    buckets_[bucket] += value.times;
}

void Histogram::give_up_values() {
    buckets_.resize(1); // from now on it counts in buckets
    for (const Value& value : values_)
        put(value);
    values_ = {};
}

/// In order of length, each length once.
void Histogram::merge(std::vector<Value>& values) {
    std::sort(values.begin(), values.end(),
              [](const Value& a, const Value& b) { return a.length < b.length; });
    std::size_t kept = 0;
    for (const Value& value : values) {
        if (kept > 0 && values[kept - 1].length == value.length)
            values[kept - 1].times += value.times;
        else
            values[kept++] = value;
    }
    values.resize(kept);
}

Ratio Histogram::mean() const { return count_ == 0 ? Ratio() : Ratio(sum_.ns(), count_); }

Duration Histogram::percentile(int percent) const {
    if (count_ == 0) return Duration();
    const auto share = static_cast<std::uint64_t>(std::clamp(percent, 0, 100));
    const std::uint64_t whole = count_ / 100 * share + (count_ % 100 * share + 99) / 100;
    const std::uint64_t rank = std::max<std::uint64_t>(whole, 1);
    std::uint64_t seen = 0;
    std::vector<Value> values = values_;
    merge(values);
    for (const Value& value : values) {
        seen += value.times;
        if (seen >= rank) return value.length;
    }
    for (std::size_t i = 0; i < buckets_.size(); ++i) {
        seen += buckets_[i];
        if (seen >= rank) return std::clamp(Duration(upper_end(i)), least_, most_);
    }
    return most_;
}

} // namespace ossim
