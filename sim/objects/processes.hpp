// Processes: creation, the family tree, zombies, and the threads that belong to each.
#pragma once

#include "objects/name_ranks.hpp"
#include "objects/process.hpp"
#include "objects/threads.hpp"
#include "objects/threads_by_name.hpp"

#include "ossim/conventions.hpp"

#include <cstdint>
#include <map>
#include <memory>
#include <set>
#include <vector>

namespace ossim {

class Processes {
  public:
    Processes(Threads& threads, Tracer& tracer, Names& names);

    /// The pids from 2 on are kept for so many listed processes, which are created with theirs.
    void reserve(std::size_t listed) { processes_.resize(listed + 2); }
    /// From now on threads know where their names stand among the listed ones.
    void rank_names(const Scenario& scenario) { ranks_ = std::make_unique<NameRanks>(scenario); }
    /// A new process without threads, New, in an address space of its own. `pid` is one of those kept;
    /// without it the process gets the next number.
    Process& create(Pid pid, Pid parent, Name name, NameId group, bool daemon, Time now);
    /// A new thread of it, in state New. `pc` is where it begins.
    Thread& add_thread(Process& process, Name name, NameId group, std::uint32_t pc, Time now);

    [[nodiscard]] Process& operator[](Pid pid) { return processes_[pid.value]; }
    [[nodiscard]] const Process& operator[](Pid pid) const { return processes_[pid.value]; }
    /// Pids run from 1 (init) to this; one that is kept and not yet created has number 0.
    [[nodiscard]] std::uint32_t count() const { return static_cast<std::uint32_t>(processes_.size() - 1); }
    /// Processes that keep the run alive: not ended, and no daemons.
    [[nodiscard]] std::uint32_t lasting() const { return lasting_; }

    /// The process has no thread any more: its children get a new parent, and it is a zombie until it is
    /// reaped. What init becomes the parent of, or is the parent of, init reaps at once.
    void bury(Process& process, std::int32_t status, Orphans rule, Time now);
    /// The zombie's parent has waited for it; `by` is the thread that did.
    void reap(Process& zombie, Tid by, Time now);

    /// Its threads by name, for joins.
    [[nodiscard]] ThreadsByName& threads_by_name(Pid pid) { return by_name_[pid]; }

    /// A name that no process or thread has had yet: "child", then "child.2", "child.3", …
    [[nodiscard]] Name unused(NameId base);
    /// … numbered from the start: "P.1", "P.2", …
    [[nodiscard]] Name numbered(NameId base);
    /// Notes that a name is somebody's, or will be: what a scenario lists is taken before the run begins.
    void take(Name name);
    /// The same of "base.1" to "base.count".
    void take_family(NameId base, std::uint32_t count);

  private:
    struct Taken {
        std::uint32_t last_index = 0; ///< taken are all up to this one, and some in `scattered_`
        bool bare = false;            ///< the base itself is somebody's name
    };
    Taken& taken(NameId base);
    [[nodiscard]] bool is_taken(Name name);
    /// The lowest number from `least` on that is free in the family.
    Name next_number(NameId base, std::uint32_t least);
    void link_child(Process& parent, Process& child);
    void unlink_child(Process& child);
    void link_zombie(Process& zombie);
    void unlink_zombie(Process& zombie);
    void adopt_children(Process& process, Orphans rule, Time now);
    void adopt(Process& child, Process& parent, Time now);

    Threads& threads_;
    Tracer& tracer_;
    Names& names_;
    std::vector<Process> processes_;       ///< by pid; [0] is nobody
    std::vector<Taken> taken_;             ///< by base name
    std::set<Name> scattered_;             ///< numbered names that do not follow on the ones before
    std::map<Pid, ThreadsByName> by_name_; ///< of those in which a join has asked for a name
    std::unique_ptr<NameRanks> ranks_;     ///< none unless ties are broken by name
    std::uint32_t lasting_ = 0, spaces_ = 0;
};

} // namespace ossim
