// Last come, first served: the thread that has become ready last runs until it blocks or ends.
#include "policies/catalogue.hpp"
#include "policies/ready_queue.hpp"

namespace ossim {

namespace {

class Lcfs final : public Policy {
  public:
    explicit Lcfs(const PolicyContext& context)
        : queue_(own_ties(context.conventions.ties)), preempted_to_(context.conventions.preempted_to) {}

    void enqueue(const ThreadView& thread, Entry why, Time) override {
        const bool last = place_of(why, preempted_to_, Place::head) == Place::tail && why == Entry::preempted;
        queue_.push(thread, last ? 0 : -thread.since.ns(), last ? Place::tail : Place::head);
    }
    void dequeue(const ThreadView& thread, Time) override { queue_.remove(thread.tid); }
    Choice pick(CpuId, Time) override {
        Choice choice = queue_.best();
        choice.key = -choice.key;
        choice.next_key = -choice.next_key;
        if (choice.tid) queue_.pop();
        return choice;
    }
    Tid peek(CpuId, Time) const override { return queue_.empty() ? Tid{} : queue_.front().tid; }
    std::int64_t peek_key(CpuId, Time) const override { return queue_.empty() ? 0 : -queue_.front().key; }
    std::uint32_t ready() const override { return static_cast<std::uint32_t>(queue_.size()); }
    bool is_preemptive() const override { return false; }
    bool keeps_quantum(Entry why) const override { return why == Entry::preempted; }
    void walk(CpuId, Time, const CandidateVisitor& visit) const override { ossim::walk(queue_, visit, -1); }

  private:
    /// The latest comes first anyway.
    static TieRule own_ties(TieRule ties) { return ties == TieRule::latest ? TieRule::arrival : ties; }

    KeyedQueue queue_; ///< by the instant of becoming ready, negative: the latest is least
    PreemptedTo preempted_to_;
};

constexpr std::string_view lcfs_keys[] = {"since"};

} // namespace

const PolicyEntry lcfs_policy{
    .info =
        {.name = "lcfs",
         .doc =
             "Last come, first served: the thread that has become ready last runs until it blocks or ends.",
         .source = "NYU CSCI-GA.2250, the scheduler lab",
         .parameters = {},
         .uses = {},
         .keys = lcfs_keys,
         .ties = {.equal = "ready at the same instant", .order = TieOrder::handled_last},
         .preempted = {.joins = PreemptedJoins::head}},
    .make = [](const PolicyContext& context) -> std::unique_ptr<Policy> {
        return std::make_unique<Lcfs>(context);
    }};

} // namespace ossim
