// A policy driven by hand, as the kernel would, so that a test reads like a story: what happened, and who is
// next.
#pragma once

#include "ossim/policy.hpp"
#include "policies/catalogue.hpp"

#include <doctest/doctest.h>

#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace ossim {

inline std::string text_of(const Candidate& candidate) {
    std::string text = std::to_string(candidate.tid.value) + "[";
    for (std::size_t i = 0; i < candidate.keys.size(); ++i)
        text += (i == 0 ? "" : " ") + std::to_string(candidate.keys[i]);
    return text + "]";
}

/// 0 where there is nobody, or the policy has one key.
inline std::int64_t second_key(const std::vector<Candidate>& all, std::size_t place) {
    return place < all.size() && all[place].keys.size() > 1 ? all[place].keys[1] : 0;
}

inline std::string text_of(const Choice& choice) {
    if (!choice.tid) return "nobody";
    std::string text = std::to_string(choice.tid.value) + " of " + std::to_string(choice.ready) + ", ";
    if (choice.decided == DecidedBy::only) return text + "only";
    text +=
        (choice.decided == DecidedBy::tie ? "tie with " : "key before ") + std::to_string(choice.next.value);
    return text + ", keys " + std::to_string(choice.key) + " " + std::to_string(choice.next_key);
}

/// What the threads of a story ask for; their accounts are always made.
class StoryAccounts final : public KernelView {
  public:
    void settle(CpuId) override {}
    void settle_running() override {}
    const ThreadView& thread(Tid) const override { return nobody_; }
    CpuId cpu_of(Tid) const override { return CpuId(0); }
    const CpuSet& allowed(const ThreadView&) const override { return all_; }
    const CpuSet& idle_cpus() const override { return none_; }
    void look(CpuId) override {}
    bool will_look(CpuId) const override { return false; }
    void moved(const Moved&) override {}
    Duration slice_of(Tid tid) const override {
        const auto found = slices.find(tid);
        return found == slices.end() ? Duration() : found->second;
    }
    std::uint32_t group_of(Tid tid) const override {
        const auto found = groups.find(tid);
        return found == groups.end() ? 0 : found->second;
    }
    std::map<Tid, Duration> slices;
    std::map<Tid, std::uint32_t> groups;

  private:
    ThreadView nobody_;
    CpuSet all_ = CpuSet::all(64), none_{64};
};

/// Threads are numbered from 1, each in a process of its own with the same number, unless the test says
/// otherwise.
class Story {
  public:
    explicit Story(std::string policy, std::vector<Parameter> parameters = {}, Conventions conventions = {},
                   std::uint32_t cpus = 1)
        : spec_{std::move(policy), {}, std::move(parameters)}, conventions_(std::move(conventions)),
          policy_(make_policy({.spec = spec_, .conventions = conventions_, .cpus = cpus, .make_inner = {}})) {
        policy_->attach(*accounts_);
    }

    Policy& policy() { return *policy_; }
    /// For how long the thread asks to run at a time; before it first comes.
    Story& asks(std::uint32_t tid, std::int64_t slice) {
        accounts_->slices[Tid(tid)] = Duration(slice);
        return *this;
    }
    /// The thread has that label; before it first comes.
    Story& belongs(std::uint32_t tid, std::uint32_t group) {
        accounts_->groups[Tid(tid)] = group;
        return *this;
    }
    ThreadView& view(std::uint32_t tid) {
        ThreadView& view = views_[tid];
        view.tid = Tid(tid);
        if (!view.pid) view.pid = Pid(tid);
        return view;
    }
    Story& enqueue(std::uint32_t tid, Entry why, std::int64_t now) {
        view(tid).since = Time(now);
        policy_->enqueue(view(tid), why, Time(now));
        return *this;
    }
    Story& dequeue(std::uint32_t tid, std::int64_t now) {
        policy_->dequeue(view(tid), Time(now));
        return *this;
    }
    /// Checks on the way that `peek` and the list of candidates foretell the pick.
    std::string pick(std::int64_t now, CpuId cpu = CpuId(0)) {
        std::vector<Candidate> before;
        policy_->candidates(cpu, Time(now), before);
        const Tid foretold = policy_->peek(cpu, Time(now));
        const std::uint32_t ready = policy_->ready();
        const Choice choice = policy_->pick(cpu, Time(now));
        CHECK(foretold == choice.tid);
        CHECK(choice.ready == before.size());
        CHECK(ready == before.size());
        CHECK(choice.tid == (before.empty() ? Tid{} : before.front().tid));
        CHECK(choice.next == (before.size() < 2 ? Tid{} : before[1].tid));
        if (!before.empty()) CHECK(choice.key == before[0].keys[0]);
        if (before.size() > 1) CHECK(choice.next_key == before[1].keys[0]);
        CHECK(choice.second_key == second_key(before, 0));
        CHECK(choice.next_second_key == second_key(before, 1));
        return text_of(choice);
    }
    std::string candidates(CpuId cpu = CpuId(0), std::int64_t now = 0) {
        std::vector<Candidate> all;
        policy_->candidates(cpu, Time(now), all);
        std::string text;
        for (const Candidate& candidate : all)
            text += (text.empty() ? "" : " ") + text_of(candidate);
        return text;
    }
    bool preempts(std::uint32_t ready, std::uint32_t running, std::int64_t now = 0) {
        return policy_->preempts(view(ready), view(running), Time(now));
    }
    bool worse(std::uint32_t first, std::uint32_t second, std::int64_t now = 0) {
        return policy_->worse(view(first), view(second), Time(now));
    }
    /// Calls `upkeep` when it is due and not later; tells the changes: "3:7>6".
    std::string upkeep(std::int64_t now) {
        CHECK(policy_->next_upkeep() == Time(now));
        std::vector<PriorityChange> changes;
        policy_->upkeep(Time(now), changes);
        std::string text;
        for (const PriorityChange& change : changes)
            text += (text.empty() ? "" : " ") + std::to_string(change.tid.value) + ":" +
                    std::to_string(change.from) + ">" + std::to_string(change.to);
        return text;
    }

  private:
    SchedulerSpec spec_;
    Conventions conventions_;
    std::unique_ptr<StoryAccounts> accounts_ = std::make_unique<StoryAccounts>();
    std::unique_ptr<Policy> policy_;
    std::map<std::uint32_t, ThreadView> views_;
};

} // namespace ossim
