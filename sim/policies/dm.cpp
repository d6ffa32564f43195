// Deadline monotonic: the shorter the time that a thread's jobs have from release to deadline, the more
// urgent it
// is. Where deadlines are periods it is rate monotonic. On several CPUs the best of one queue run.
#include "policies/timely.hpp"

namespace ossim {

namespace {

class DeadlineMonotonic final : public Timely {
  public:
    using Timely::Timely;

  protected:
    std::int64_t key(const ThreadView& thread, Time) const override {
        const JobView* job = job_of(thread.tid);
        return job != nullptr ? job->relative_deadline.ns() : background;
    }
};

constexpr std::string_view dm_keys[] = {"relative_deadline"};

} // namespace

const PolicyEntry dm_policy{
    .info = {.name = "dm",
             .doc = "Deadline monotonic: the thread with the shortest relative deadline runs, so priorities "
                    "are fixed. "
                    "What has no deadline runs in the background.",
             .source =
                 "Leung and Whitehead 1982, On the Complexity of Fixed-Priority Scheduling of Periodic, "
                 "Real-Time Tasks",
             .parameters = {},
             .uses = {},
             .keys = dm_keys,
             .ties = {.equal = "equal relative deadlines",
                      .order = TieOrder::ready_or_listed,
                      .running_stays = true}},
    .make = [](const PolicyContext& context) -> std::unique_ptr<Policy> {
        return std::make_unique<DeadlineMonotonic>(context);
    }};

} // namespace ossim
