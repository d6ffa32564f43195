// Earliest deadline first until zero laxity: as edf, but a job that must run from now on without a pause to
// meet
// its deadline comes before all others. That is so from the very instant at which its laxity (deadline - now
// -
// what it still needs) is 0; laxity never grows, so it stays so until the job is done. Among these jobs the
// earliest deadline is first again.
#include "policies/timely.hpp"

namespace ossim {

namespace {

class ZeroLaxity final : public Timely {
  public:
    explicit ZeroLaxity(const PolicyContext& context) : Timely(context) {}

    void enqueue(const ThreadView& thread, Entry why, Time now) override {
        Timely::enqueue(thread, why, now);
        const JobView* job = job_of(thread.tid);
        if (job == nullptr) return;
        const Time at = zero_laxity(*job, thread);
        grow_to(zero_at_, thread.tid.value);
        zero_at_[thread.tid.value] = at;
        if (at > now) due_.push(thread.tid, 0, at.ns());
    }
    void dequeue(const ThreadView& thread, Time now) override {
        Timely::dequeue(thread, now);
        forget(thread.tid);
    }
    Choice pick(CpuId cpu, Time now) override {
        const Choice choice = Timely::pick(cpu, now);
        if (choice.tid) forget(choice.tid);
        return choice;
    }
    bool has_upkeep() const override { return true; }
    Time next_upkeep() const override { return due_.empty() ? Time::never() : Time(due_.front().key); }
    void upkeep(Time now, std::vector<PriorityChange>& changes) override {
        changes.clear();
        while (!due_.empty() && due_.front().key <= now.ns()) {
            const Tid tid = due_.pop();
            const KeyedQueue::Member old = queue().member(tid);
            queue().remove(tid);
            queue().push(tid, old.rank, promoted(old.key), Place::kept);
        }
    }

  protected:
    std::int64_t key(const ThreadView& thread, Time now) const override {
        if (queue().contains(thread.tid)) return queue().member(thread.tid).key; // upkeep changes it
        const JobView* job = job_of(thread.tid);
        if (job == nullptr) return background;
        const std::int64_t deadline = job->deadline.ns();
        return zero_laxity(*job, thread) <= now ? promoted(deadline) : deadline;
    }
    CandidateKeys shown(const KeyedQueue::Member& member, Time now) const override {
        return {deadline(member.key), laxity(member.tid, now)};
    }
    void show(Choice& choice, Time now) const override {
        choice.key = deadline(choice.key);
        choice.second_key = laxity(choice.tid, now);
        if (!choice.next) return;
        choice.next_key = deadline(choice.next_key);
        choice.next_second_key = laxity(choice.next, now);
    }

  private:
    /// Before the key of every deadline, in order of deadlines.
    static constexpr std::int64_t promotion = std::numeric_limits<std::int64_t>::min();
    [[nodiscard]] static std::int64_t promoted(std::int64_t deadline) { return promotion + deadline; }
    [[nodiscard]] static std::int64_t deadline(std::int64_t key) { return key < 0 ? key - promotion : key; }
    [[nodiscard]] static Time zero_laxity(const JobView& job, const ThreadView& thread) {
        return Time((job.deadline - Time() - job.remaining(thread)).ns());
    }
    [[nodiscard]] std::int64_t laxity(Tid tid, Time now) const {
        return job_of(tid) != nullptr ? (zero_at_[tid.value] - now).ns() : background;
    }
    void forget(Tid tid) {
        if (due_.contains(tid)) due_.remove(tid);
    }

    KeyedQueue due_;            ///< who waits, by the instant at which its laxity is 0, in ns
    std::vector<Time> zero_at_; ///< by tid: that instant, of who waits
};

constexpr std::string_view edzl_keys[] = {"deadline", "laxity"};

} // namespace

const PolicyEntry edzl_policy{
    .info = {.name = "edzl",
             .doc = "Earliest deadline first until zero laxity: as edf, but a job that must run from now on "
                    "to meet its deadline comes before all others. Better than edf on several CPUs.",
             .source = "Lee 1994, On-Line Multiprocessor Scheduling Algorithms for Real-Time Tasks; Cho, "
                       "Lee, Han and Lin 2002",
             .parameters = {},
             .uses = {.wcet = true},
             .keys = edzl_keys,
             .ties = deadline_ties},
    .make = [](const PolicyContext& context) -> std::unique_ptr<Policy> {
        return std::make_unique<ZeroLaxity>(context);
    }};

} // namespace ossim
