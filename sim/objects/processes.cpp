// Processes: the family tree with its zombies and orphans.
#include "objects/processes.hpp"

#include "base/check.hpp"
#include "base/text.hpp"

#include <algorithm>

namespace ossim {

namespace {

/// "A.1" as the first of the family "A"; index 0 if the name does not end in a number.
Name as_numbered(Names& names, NameId base) {
    const std::string& text = names.text(base);
    const std::size_t dot = text.rfind('.');
    if (dot == std::string::npos || dot == 0) return {};
    const Parsed<std::int64_t> number = parse_integer(std::string_view(text).substr(dot + 1));
    const bool is_one =
        number.value && *number.value >= 1 && *number.value <= 1'000'000'000 && text[dot + 1] != '0';
    return is_one ? Name{names.intern(text.substr(0, dot)), static_cast<std::uint32_t>(*number.value)}
                  : Name{};
}

} // namespace

Processes::Processes(Threads& threads, Tracer& tracer, Names& names)
    : threads_(threads), tracer_(tracer), names_(names), processes_(2) {
    Process& init = processes_[init_pid.value];
    init.pid = init_pid;
    init.name = Name{names_.intern("init"), 0};
    init.admitted = true;
}

Process& Processes::create(Pid pid, Pid parent, Name name, NameId group, bool daemon, Time now) {
    if (!pid) {
        pid = Pid(static_cast<std::uint32_t>(processes_.size()));
        processes_.emplace_back();
    }
    Process& process = processes_[pid.value];
    OSSIM_CHECK(!process.pid);
    process.pid = pid;
    process.name = name;
    process.group = group;
    process.arrival = now;
    process.space = SpaceId(++spaces_);
    process.parent = parent;
    process.daemon = daemon;
    if (!daemon) ++lasting_;
    link_child(processes_[parent.value], process);
    tracer_.emit(now, ProcessNew{pid, parent, name});
    return process;
}

Thread& Processes::add_thread(Process& process, Name name, NameId group, std::uint32_t pc, Time now) {
    const Tid tid = threads_.create(process.pid, process.space, name, group, now);
    if (process.last_thread)
        threads_.rest(process.last_thread).next_in_process = tid;
    else
        process.first_thread = tid;
    process.last_thread = tid;
    threads_.rest(tid).stack = process.threads_made++;
    ++process.threads_alive;
    threads_[tid].pc = pc;
    if (ranks_) threads_[tid].view.name_rank = ranks_->of(names_.text(name));
    return threads_[tid];
}

void Processes::link_child(Process& parent, Process& child) {
    child.previous_sibling = parent.last_child;
    child.next_sibling = Pid{};
    (parent.last_child ? processes_[parent.last_child.value].next_sibling : parent.first_child) = child.pid;
    parent.last_child = child.pid;
    if (!child.zombie) ++parent.children_alive;
}

void Processes::unlink_child(Process& child) {
    Process& parent = processes_[child.parent.value];
    if (!child.zombie) --parent.children_alive;
    (child.previous_sibling ? processes_[child.previous_sibling.value].next_sibling : parent.first_child) =
        child.next_sibling;
    (child.next_sibling ? processes_[child.next_sibling.value].previous_sibling : parent.last_child) =
        child.previous_sibling;
}

void Processes::link_zombie(Process& zombie) {
    Process& parent = processes_[zombie.parent.value];
    zombie.previous_zombie = parent.last_zombie;
    zombie.next_zombie = Pid{};
    (parent.last_zombie ? processes_[parent.last_zombie.value].next_zombie : parent.first_zombie) =
        zombie.pid;
    parent.last_zombie = zombie.pid;
}

void Processes::unlink_zombie(Process& zombie) {
    Process& parent = processes_[zombie.parent.value];
    (zombie.previous_zombie ? processes_[zombie.previous_zombie.value].next_zombie : parent.first_zombie) =
        zombie.next_zombie;
    (zombie.next_zombie ? processes_[zombie.next_zombie.value].previous_zombie : parent.last_zombie) =
        zombie.previous_zombie;
}

void Processes::adopt(Process& child, Process& parent, Time now) {
    if (child.zombie) unlink_zombie(child);
    unlink_child(child);
    child.parent = parent.pid;
    child.promised_to = Tid{};
    link_child(parent, child);
    tracer_.emit(now, Orphaned{child.pid, parent.pid});
    if (!child.zombie) return;
    link_zombie(child);
    if (parent.pid == init_pid) reap(child, Tid{}, now);
}

void Processes::adopt_children(Process& process, Orphans rule, Time now) {
    Process& parent = processes_[(rule == Orphans::parent ? process.parent : init_pid).value];
    std::vector<Pid> losing{process.pid}; // no recursion: a family tree may be millions deep
    while (!losing.empty()) {
        const Pid first = processes_[losing.back().value].first_child;
        if (!first) {
            losing.pop_back();
            continue;
        }
        adopt(processes_[first.value], parent, now);
        if (rule == Orphans::flattened) losing.push_back(first);
    }
}

void Processes::bury(Process& process, std::int32_t status, Orphans rule, Time now) {
    OSSIM_CHECK(process.threads_alive == 0 && !process.zombie);
    if (!process.daemon) --lasting_;
    --processes_[process.parent.value].children_alive;
    process.zombie = true;
    process.exit_status = status;
    process.variables.reset();
    by_name_.erase(process.pid);
    tracer_.emit(now, ProcessExit{process.pid, status});
    adopt_children(process, rule, now);
    link_zombie(process);
    if (process.parent == init_pid) reap(process, Tid{}, now);
}

void Processes::reap(Process& zombie, Tid by, Time now) {
    OSSIM_CHECK(zombie.zombie && !zombie.reaped);
    unlink_zombie(zombie);
    unlink_child(zombie);
    zombie.reaped = true;
    tracer_.emit(now, Reaped{zombie.pid, zombie.parent, by});
}

Processes::Taken& Processes::taken(NameId base) {
    if (taken_.size() <= base.value) taken_.resize(std::max<std::size_t>(names_.size(), base.value + 1));
    return taken_[base.value];
}

bool Processes::is_taken(Name name) {
    const Taken& family = taken(name.base);
    if (name.index == 0) return family.bare;
    return name.index <= family.last_index || scattered_.contains(name);
}

void Processes::take(Name name) {
    Taken& family = taken(name.base);
    if (name.index == 0) {
        family.bare = true;
        const Name split = as_numbered(names_, name.base); // "A.1" is the first of "A" as well
        if (split.index != 0) take(split);
    } else if (name.index == family.last_index + 1) {
        ++family.last_index;
    } else if (name.index > family.last_index) {
        scattered_.insert(name);
    }
}

void Processes::take_family(NameId base, std::uint32_t count) {
    Taken& family = taken(base);
    family.last_index = std::max(family.last_index, count);
}

Name Processes::next_number(NameId base, std::uint32_t least) {
    Name name{base, std::max(taken(base).last_index + 1, least)};
    while (is_taken(name))
        ++name.index;
    taken(base).last_index = name.index;
    return name;
}

Name Processes::unused(NameId base) {
    const Name split = as_numbered(names_, base);
    const bool is_free =
        !taken(base).bare && taken(base).last_index == 0 && (split.index == 0 || !is_taken(split));
    if (!is_free) return next_number(base, 2);
    take(Name{base, 0});
    return Name{base, 0};
}

Name Processes::numbered(NameId base) { return next_number(base, 1); }

} // namespace ossim
