// Least laxity first: laxity = deadline - now - what the job still needs, and the least runs. Who waits loses
// laxity and who runs does not, so the order changes with time: it is looked at again at every multiple of
// `tick`, and whenever a thread becomes ready or leaves. Equal laxities go to the lower tid even against the
// running thread, which is why jobs of equal laxity alternate from tick to tick (thrashing).
//
// Those that wait lose laxity together, so their order stands: deadline - remaining is their key.
#include "policies/timely.hpp"

namespace ossim {

namespace {

class LeastLaxity final : public Timely {
  public:
    explicit LeastLaxity(const PolicyContext& context)
        : Timely(context), tick_(parameter(context.spec, "tick", Duration(1'000'000))) {
        go_by_tid();
    }

    void enqueue(const ThreadView& thread, Entry why, Time now) override {
        Timely::enqueue(thread, why, now);
        // At a tick all are compared, besides the newcomer.
        const bool is_tick = now.ns() % tick_.ns() == 0 && now > Time();
        if (seen_at_ < now) seen_at_ = is_tick ? Time(now.ns() - 1) : now;
    }
    bool preempts(const ThreadView& ready, const ThreadView& running, Time now) const override {
        const std::int64_t a = key(ready, now), b = key(running, now);
        return a != b ? a < b : a != background && rank(ready, a) < rank(running, b);
    }
    bool matches(const ThreadView&, const ThreadView&, Time) const override { return false; }
    bool has_upkeep() const override { return true; }
    Time next_upkeep() const override {
        if (queue().empty() || queue().front().key == background) return Time::never();
        return Time(seen_at_.ns() / tick_.ns() * tick_.ns()) + tick_;
    }
    void upkeep(Time now, std::vector<PriorityChange>& changes) override {
        changes.clear();
        seen_at_ = now;
    }

  protected:
    std::int64_t key(const ThreadView& thread, Time) const override {
        const JobView* job = job_of(thread.tid);
        return job != nullptr ? (job->deadline - Time() - job->remaining(thread)).ns() : background;
    }
    CandidateKeys shown(const KeyedQueue::Member& member, Time now) const override {
        return {laxity(member.key, now), deadline(member.tid)};
    }
    void show(Choice& choice, Time now) const override {
        choice.key = laxity(choice.key, now);
        choice.second_key = deadline(choice.tid);
        if (!choice.next) return;
        choice.next_key = laxity(choice.next_key, now);
        choice.next_second_key = deadline(choice.next);
    }

  private:
    [[nodiscard]] static std::int64_t laxity(std::int64_t key, Time now) {
        return key == background ? background : key - now.ns();
    }
    [[nodiscard]] std::int64_t deadline(Tid tid) const {
        const JobView* job = job_of(tid);
        return job != nullptr ? job->deadline.ns() : background;
    }

    Duration tick_;
    Time seen_at_; ///< up to here everything has been looked at
};

constexpr std::string_view llf_keys[] = {"laxity", "deadline"};
constexpr ParameterInfo llf_parameters[] = {
    {.name = "tick",
     .type = ParameterType::duration,
     .fallback = "1ms",
     .doc = "how often laxities are compared, besides when a thread becomes ready or leaves",
     .range = {.least = 1}}};

} // namespace

const PolicyEntry llf_policy{
    .info = {.name = "llf",
             .doc = "Least laxity first: the job that can wait least runs; laxity is its deadline less the "
                    "present time less what it still needs (its wcet less the CPU time it has had).",
             .source = "Mok 1983, Fundamental Design Problems of Distributed Systems for the Hard Real-Time "
                       "Environment; Dertouzos and Mok 1989",
             .parameters = llf_parameters,
             .uses = {.wcet = true},
             .keys = llf_keys,
             .ties = {.equal = "equal laxities, against the running thread too", .order = TieOrder::listed}},
    .make = [](const PolicyContext& context) -> std::unique_ptr<Policy> {
        return std::make_unique<LeastLaxity>(context);
    }};

} // namespace ossim
