// Rate monotonic: the shorter a thread's period, the more urgent it is, whatever its deadlines are. On
// several
// CPUs the best of one queue run. A job that comes once has no period, and stands behind all that have one.
#include "policies/timely.hpp"

namespace ossim {

namespace {

class RateMonotonic final : public Timely {
  public:
    using Timely::Timely;

  protected:
    std::int64_t key(const ThreadView& thread, Time) const override {
        const JobView* job = job_of(thread.tid);
        return job != nullptr ? job->period.ns() : background;
    }
};

constexpr std::string_view rm_keys[] = {"period"};

} // namespace

const PolicyEntry rm_policy{
    .info =
        {.name = "rm",
         .doc =
             "Rate monotonic: the thread with the shortest period runs, so priorities are fixed. What has no "
             "period runs in the background.",
         .source = "Liu and Layland 1973, Scheduling Algorithms for Multiprogramming in a Hard-Real-Time "
                   "Environment",
         .parameters = {},
         .uses = {},
         .keys = rm_keys,
         .ties = {.equal = "equal periods", .order = TieOrder::ready_or_listed, .running_stays = true}},
    .make = [](const PolicyContext& context) -> std::unique_ptr<Policy> {
        return std::make_unique<RateMonotonic>(context);
    }};

} // namespace ossim
