// Every question goes to the policy behind, save the one that is answered otherwise.
#include "policies/decorated.hpp"

#include "policies/ready_queue.hpp"

#include <algorithm>
#include <utility>
#include <vector>

namespace ossim {

namespace {

class WallClock final : public Decorated {
  public:
    using Decorated::Decorated;
    Duration slice(const ThreadView& thread, Time now) override {
        const Duration whole = inner().slice(thread, now);
        if (whole == Duration::forever() || whole <= Duration()) return whole;
        return whole - Duration(now.ns() % whole.ns());
    }
    /// There is no rest to keep: the clock has gone on.
    bool keeps_quantum(Entry) const override { return false; }
    bool keeps_rest(const ThreadView&, Entry) const override { return false; }
};

/// Counts the choices that are made, as the Pick events of the trace do, and remembers what it knows of the
/// ready threads, so that one of them can be taken by its number.
class ForcedPicks final : public Decorated {
  public:
    ForcedPicks(std::unique_ptr<Policy> inner, std::span<const ForcedPick> picks)
        : Decorated(std::move(inner)), picks_(picks.begin(), picks.end()) {
        std::ranges::stable_sort(picks_, {}, &ForcedPick::pick);
    }

    void enqueue(const ThreadView& thread, Entry why, Time now) override {
        grow_to(ready_, thread.tid.value);
        ready_[thread.tid.value] = {thread, true};
        Decorated::enqueue(thread, why, now);
    }
    void dequeue(const ThreadView& thread, Time now) override {
        ready_[thread.tid.value].is_ready = false;
        Decorated::dequeue(thread, now);
    }
    Choice pick(CpuId cpu, Time now) override {
        Choice choice = forced(cpu, now);
        if (!choice.tid) choice = Decorated::pick(cpu, now);
        if (choice.tid) chosen(choice.tid);
        return choice;
    }
    void take(const ThreadView& thread, CpuId cpu, Time now) override {
        Decorated::take(thread, cpu, now);
        chosen(thread.tid);
    }

  private:
    struct Known {
        ThreadView view;
        bool is_ready = false;
    };
    void chosen(Tid tid) {
        ready_[tid.value].is_ready = false;
        ++count_;
    }
    /// The choice that this pick is to have; nobody if none is named for it, or if it would be no tie.
    Choice forced(CpuId cpu, Time now) {
        const auto named = std::ranges::lower_bound(picks_, count_, {}, &ForcedPick::pick);
        if (named == picks_.end() || named->pick != count_) return {};
        const Tid wanted = named->tid;
        const Tid own = peek(cpu, now);
        const bool is_ready = wanted.value < ready_.size() && ready_[wanted.value].is_ready;
        if (!own || own == wanted || !is_ready) return {};
        const ThreadView& view = ready_[wanted.value].view;
        if (!is_tie(ready_[own.value].view, view, cpu, now)) return {};
        const Choice choice = told(wanted, own, cpu, now);
        Decorated::take(view, cpu, now);
        return choice;
    }
    /// As the trace will tell it: a tie with the thread that the policy's own rule has chosen.
    [[nodiscard]] Choice told(Tid wanted, Tid own, CpuId cpu, Time now) {
        Choice choice{.tid = wanted, .ready = ready(), .decided = DecidedBy::tie, .next = own};
        int seen = 0;
        const auto visit = [&](const Candidate& each) {
            if (each.tid != wanted && each.tid != own) return true;
            (each.tid == wanted ? choice.key : choice.next_key) = each.keys[0];
            (each.tid == wanted ? choice.second_key : choice.next_second_key) = each.keys.or_0(1);
            return ++seen < 2;
        };
        walk(cpu, now, std::ref(visit));
        return choice;
    }

    std::vector<ForcedPick> picks_; ///< in order
    std::vector<Known> ready_;      ///< by tid
    std::uint64_t count_ = 0;
};

} // namespace

std::unique_ptr<Policy> with_wall_clock(std::unique_ptr<Policy> policy) {
    return std::make_unique<WallClock>(std::move(policy));
}

std::unique_ptr<Policy> with_forced_picks(std::unique_ptr<Policy> policy, std::span<const ForcedPick> picks) {
    return std::make_unique<ForcedPicks>(std::move(policy), picks);
}

} // namespace ossim
