// The cheap path for comparing one schedule with many: rows are swept as they are.
#include "ossim/grade.hpp"

#include "grade/cpu_order.hpp"
#include "grade/order.hpp"
#include "grade/pairing.hpp"

#include <algorithm>
#include <functional>
#include <string_view>
#include <utility>

namespace ossim {
namespace {

/// What agrees from the front and from the back, of the longer list.
Ratio order_agreement(const Schedule& key, const Schedule& found, bool merged) {
    std::vector<Dispatches> of_key = dispatches_of(key, merged), of_found = dispatches_of(found, merged);
    const std::size_t lists = std::max(of_key.size(), of_found.size());
    of_key.resize(lists);
    of_found.resize(lists);
    std::size_t agreeing = 0, all = 0;
    for (std::size_t i = 0; i < lists; ++i) {
        const Dispatches &a = of_key[i], &b = of_found[i];
        const std::size_t both = std::min(a.size(), b.size());
        std::size_t front = 0, back = 0;
        while (front < both && a[front].tid == b[front].tid)
            ++front;
        while (back < both - front && a[a.size() - 1 - back].tid == b[b.size() - 1 - back].tid)
            ++back;
        agreeing += front + back;
        all += std::max(a.size(), b.size());
    }
    if (all == 0) return Ratio(1);
    return {static_cast<Ratio::Wide>(agreeing), static_cast<Ratio::Wide>(all)};
}

std::vector<Stretches> laid_out(const Schedule& schedule, bool overhead_as_gap) {
    std::vector<Stretches> rows;
    for (std::size_t cpu = 0; cpu < schedule.cpus.size(); ++cpu)
        rows.push_back(stretches_of(schedule, cpu, overhead_as_gap));
    return rows;
}

/// The end of what is not idle on any CPU.
Time busy_end(const Schedule& schedule, bool overhead_as_gap) {
    Time last;
    for (const std::vector<Slice>& row : schedule.cpus) {
        std::size_t count = row.size();
        while (overhead_as_gap && count > 0 && row[count - 1].work != Work::run)
            --count;
        if (count > 0) last = std::max(last, row[count - 1].end);
    }
    return last;
}

Ratio share_of(TimeSum agreeing, TimeSum compared) {
    return compared == TimeSum() ? Ratio(1) : Ratio(agreeing.ns(), compared.ns());
}

/// FNV-1a over 64-bit words, with a last stir.
class Hash {
  public:
    void put(std::uint64_t word) { value_ = (value_ ^ word) * 0x100000001b3U + (value_ >> 47); }
    void put(std::string_view text) {
        for (const char c : text)
            put(std::uint64_t{static_cast<unsigned char>(c)});
        put(std::uint64_t{text.size()});
    }
    [[nodiscard]] std::uint64_t value() const {
        std::uint64_t stirred = (value_ ^ value_ >> 33) * 0xff51afd7ed558ccdU;
        stirred = (stirred ^ stirred >> 33) * 0xc4ceb9fe1a85ec53U;
        return stirred ^ stirred >> 33;
    }

  private:
    std::uint64_t value_ = 0xcbf29ce484222325U;
};

std::uint64_t hash_of(std::string_view text) {
    Hash hash;
    hash.put(text);
    return hash.value();
}

/// A row by the hashes of its threads' names; 0 for one without slices.
class RowHash {
  public:
    explicit RowHash(const Schedule& schedule) {
        for (const Schedule::Thread& thread : schedule.threads)
            names_.emplace_back(thread.tid, hash_of(thread.name));
    }
    [[nodiscard]] std::uint64_t of(const Stretches& row) const {
        Hash hash;
        bool is_empty = true;
        for (const Stretch& stretch : row) {
            if (stretch.holder.kind == Holder::Kind::idle) continue;
            hash.put(static_cast<std::uint64_t>(stretch.start.ns()));
            hash.put(static_cast<std::uint64_t>(stretch.end.ns()));
            hash.put(stretch.holder.kind == Holder::Kind::thread ? name(Tid(stretch.holder.number)) : 1);
            is_empty = false;
        }
        return is_empty ? 0 : hash.value();
    }
    [[nodiscard]] std::uint64_t of(const Dispatches& row) const {
        Hash hash;
        for (const Dispatch& dispatch : row)
            hash.put(name(dispatch.tid));
        return row.empty() ? 0 : hash.value();
    }

  private:
    [[nodiscard]] std::uint64_t name(Tid tid) const {
        const auto at = std::lower_bound(names_.begin(), names_.end(), tid,
                                         [](const auto& entry, Tid wanted) { return entry.first < wanted; });
        return at != names_.end() && at->first == tid ? at->second : tid.value;
    }
    std::vector<std::pair<Tid, std::uint64_t>> names_;
};

} // namespace

Ratio agreement(const Schedule& key, const Schedule& found, const CompareOptions& options) {
    if (options.at == CompareAt::dispatches) return order_agreement(key, found, options.any_cpu_order);
    const bool gaps = options.gaps_for_overhead && !has_overhead(found) && has_overhead(key);
    const std::size_t cpus = std::max<std::size_t>({key.cpus.size(), found.cpus.size(), 1});
    if (options.any_cpu_order && cpus > 1) {
        CompareOptions fixed = options;
        fixed.any_cpu_order = false;
        return agreement(key, permuted(found, best_cpu_order(key, found, gaps)), fixed);
    }
    if (const Allowance allowance(options.tolerance, Unit::ms); !allowance.is_none()) {
        Comparison sums;
        Pairing(laid_out(key, gaps), laid_out(found, gaps), allowance).measure(sums);
        return share_of(sums.agreeing, sums.compared);
    }
    const Time horizon = std::max(busy_end(key, gaps), busy_end(found, gaps));
    TimeSum agreeing, compared;
    for (std::size_t cpu = 0; cpu < cpus; ++cpu) {
        agreeing += agreeing_time(key, cpu, found, cpu, horizon, gaps);
        compared += horizon - Time();
    }
    return share_of(agreeing, compared);
}

std::uint64_t fingerprint(const Schedule& schedule, const CompareOptions& options, bool overhead_as_gaps) {
    const RowHash hash(schedule);
    std::vector<std::uint64_t> rows;
    if (options.at == CompareAt::dispatches) {
        for (const Dispatches& row : dispatches_of(schedule, options.any_cpu_order))
            rows.push_back(hash.of(row));
    } else {
        for (std::size_t cpu = 0; cpu < schedule.cpus.size(); ++cpu)
            rows.push_back(hash.of(stretches_of(schedule, cpu, overhead_as_gaps)));
    }
    if (options.any_cpu_order) std::sort(rows.begin(), rows.end(), std::greater<>());
    while (!rows.empty() && rows.back() == 0)
        rows.pop_back();
    Hash all;
    for (const std::uint64_t row : rows)
        all.put(row);
    return all.value();
}

} // namespace ossim
