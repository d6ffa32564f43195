// The jobs of threads whose work is periodic, or has a deadline: which have been released, which one is being
// done, and what the policy knows of it. What happens to them is the kernel's (kernel/jobs.cpp).
#pragma once

#include "ossim/policy.hpp"
#include "ossim/scenario.hpp"

#include <cstdint>
#include <deque>

namespace ossim {

/// The jobs of one thread are done one after another. Their numbers run from 1; after 2^32 they repeat.
struct Jobs {
    Tid tid;
    std::uint32_t start = 0;    ///< where its program begins
    Time first;                 ///< release of the first
    JobView job;                ///< the one that was begun last
    std::uint64_t released = 0; ///< how many
    std::uint64_t over = 0;     ///< how many of them are done, or were given up
    bool begun = false;         ///< the first that is not over is the thread's work
    bool aborts = false;        ///< at its deadline a job is given up
    [[nodiscard]] bool repeats() const { return job.period != Duration::forever(); }
    [[nodiscard]] bool has_next() const { return released > over; }
    /// Of the job of that number.
    [[nodiscard]] Time release_of(std::uint64_t number) const {
        return number == 1 ? first : first + job.period * static_cast<std::int64_t>(number - 1);
    }
    [[nodiscard]] Time deadline_of(std::uint64_t number) const {
        return release_of(number) + job.relative_deadline;
    }
};

class JobList {
  public:
    /// A thread that has jobs, by what the scenario says of it. Nothing is released yet.
    Jobs& add(Tid tid, std::uint32_t start, const Attributes& attributes, Time now) {
        Jobs& jobs = all_.emplace_back();
        jobs.tid = tid;
        jobs.start = start;
        jobs.first = now + attributes.offset;
        jobs.job.period = attributes.period.value_or(Duration::forever());
        jobs.job.relative_deadline = attributes.deadline.value_or(jobs.job.period);
        jobs.job.wcet = attributes.wcet;
        jobs.aborts = attributes.overrun == Overrun::abort;
        return jobs;
    }
    /// Numbers run from 1; 0 is nobody's.
    [[nodiscard]] std::uint32_t count() const { return static_cast<std::uint32_t>(all_.size()); }
    [[nodiscard]] Jobs& operator[](std::uint32_t number) { return all_[number - 1]; }
    [[nodiscard]] const Jobs& operator[](std::uint32_t number) const { return all_[number - 1]; }

  private:
    std::deque<Jobs> all_; ///< stays where it is
};

} // namespace ossim
