// First come, first served: the thread that has been ready longest runs until it blocks or ends.
#include "policies/arrival_queue.hpp"
#include "policies/catalogue.hpp"

namespace ossim {

namespace {

class Fcfs final : public Policy {
  public:
    explicit Fcfs(const PolicyContext& context) : queue_(context.conventions, Place::kept) {}

    void enqueue(const ThreadView& thread, Entry why, Time) override { queue_.enqueue(thread, why); }
    void dequeue(const ThreadView& thread, Time) override { queue_.dequeue(thread.tid); }
    void take(const ThreadView& thread, CpuId cpu, Time) override { queue_.take(thread, cpu); }
    Choice pick(CpuId cpu, Time) override { return queue_.pick(cpu); }
    Tid peek(CpuId cpu, Time) const override { return queue_.peek(cpu); }
    std::int64_t peek_key(CpuId cpu, Time) const override { return queue_.peek_key(cpu); }
    std::uint32_t ready() const override { return queue_.size(); }
    bool is_preemptive() const override { return false; }
    bool has_upkeep() const override { return false; }
    bool watches_running() const override { return false; }
    void expect(Tid tid) const override { queue_.prefetch(tid); }
    bool keeps_quantum(Entry why) const override { return why == Entry::preempted; }
    void walk(CpuId cpu, Time, const CandidateVisitor& visit) const override { queue_.walk(cpu, visit); }
    bool is_tie(const ThreadView& a, const ThreadView& b, CpuId, Time) const override {
        return queue_.is_tie(a.tid, b.tid);
    }

  private:
    ArrivalQueue queue_;
};

constexpr std::string_view fcfs_keys[] = {"since"};

} // namespace

const PolicyEntry fcfs_policy{
    .info =
        {.name = "fcfs",
         .doc =
             "First come, first served: the thread that has been ready longest runs until it blocks or ends.",
         .source = "Silberschatz, Operating System Concepts, 5.3.1",
         .parameters = {},
         .uses = {},
         .keys = fcfs_keys,
         .ties = {.equal = "ready at the same instant", .order = TieOrder::handled}},
    .make = [](const PolicyContext& context) -> std::unique_ptr<Policy> {
        return std::make_unique<Fcfs>(context);
    }};

} // namespace ossim
