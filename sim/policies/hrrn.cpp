// Highest response ratio next: (time waited + burst) / burst, greatest first; the thread runs until it blocks
// or ends.
#include "policies/burst_key.hpp"
#include "policies/catalogue.hpp"
#include "policies/ready_queue.hpp"

namespace ossim {

namespace {

/// Ratios are compared exactly, by cross multiplication in 128 bits: (4·10^18 + 10^18) · 10^18 fits.
__extension__ using Wide = __int128;

struct Job {
    Time since;
    Duration burst; ///< at least 1 ns, so that the ratio of an empty burst is a number too
};

std::int64_t waited(const Job& job, Time now) { return (now - job.since).ns(); }

/// Less is better: the greater (waited + burst) / burst, which is the greater waited / burst.
struct ByRatio {
    Time now;
    std::strong_ordering operator()(const Job& a, const Job& b) const {
        return Wide{waited(b, now)} * a.burst.ns() <=> Wide{waited(a, now)} * b.burst.ns();
    }
};

class Hrrn final : public Policy {
  public:
    explicit Hrrn(const PolicyContext& context)
        : queue_(context.conventions.ties), preempted_to_(context.conventions.preempted_to),
          left_(context.spec) {}

    void enqueue(const ThreadView& thread, Entry why, Time) override {
        queue_.push(thread, job_of(thread), place_of(why, preempted_to_, Place::kept));
    }
    void dequeue(const ThreadView& thread, Time) override { queue_.remove(thread.tid); }
    Choice pick(CpuId, Time now) override {
        const auto [best, second] = queue_.best_two(ByRatio{now});
        if (!best) return {};
        Choice choice = choice_of(best->tid, waited(best->value, now), second ? second->tid : Tid{},
                                  second ? waited(second->value, now) : 0, queue_.size());
        choice.second_key = best->value.burst.ns();
        if (second) {
            choice.next_second_key = second->value.burst.ns();
            const bool equal = ByRatio{now}(best->value, second->value) == 0;
            choice.decided = equal ? DecidedBy::tie : DecidedBy::key;
        }
        queue_.remove(choice.tid);
        return choice;
    }
    Tid peek(CpuId, Time now) const override {
        const auto [best, second] = queue_.best_two(ByRatio{now});
        return best ? best->tid : Tid{};
    }
    std::int64_t peek_key(CpuId, Time now) const override {
        const auto [best, second] = queue_.best_two(ByRatio{now});
        return best ? waited(best->value, now) : 0;
    }
    std::uint32_t ready() const override { return static_cast<std::uint32_t>(queue_.size()); }
    bool is_preemptive() const override { return false; }
    bool keeps_quantum(Entry why) const override { return why == Entry::preempted; }
    void walk(CpuId, Time now, const CandidateVisitor& visit) const override {
        for (const auto& member : queue_.sorted(ByRatio{now}))
            if (!visit({member.tid, {waited(member.value, now), member.value.burst.ns()}})) return;
    }

    bool is_tie(const ThreadView& a, const ThreadView& b, CpuId, Time now) const override {
        return ByRatio{now}(job_of(a), job_of(b)) == 0;
    }

  private:
    [[nodiscard]] Job job_of(const ThreadView& thread) const {
        return {thread.since, std::clamp(left_.of(thread), Duration(1), Duration::longest())};
    }

    ScanQueue<Job> queue_;
    PreemptedTo preempted_to_;
    BurstKey left_;
};

Ratio ratio(std::int64_t waited, std::int64_t left) { return Ratio(Wide{waited} + left, left); }

constexpr std::string_view hrrn_keys[] = {"waited", "left"};
constexpr ParameterInfo hrrn_parameters[] = {by_parameter};

} // namespace

const PolicyEntry hrrn_policy{
    .info = {.name = "hrrn",
             .doc = "Highest response ratio next: the thread with the greatest (time waited + burst) / burst "
                    "runs until "
                    "it blocks or ends, so that short ones come soon and long ones come at last.",
             .source = "Stallings, Operating Systems, 9.2; Brinch Hansen 1971",
             .parameters = hrrn_parameters,
             .uses = {},
             .wants_bursts = true,
             .keys = hrrn_keys,
             .score = {"ratio", ratio},
             .ties = {.equal = "equal ratios"}},
    .make = [](const PolicyContext& context) -> std::unique_ptr<Policy> {
        return std::make_unique<Hrrn>(context);
    }};

} // namespace ossim
