// The process control block: the container of threads. Its state is derived from theirs.
#pragma once

#include "ossim/event.hpp"
#include "ossim/memory.hpp"
#include "ossim/names.hpp"

#include "machine/pages.hpp"

#include <cstdint>
#include <memory>
#include <vector>

namespace ossim {

/// Private variables of a process: their names are shared by its family, the values are its own.
struct PrivateVariables {
    std::shared_ptr<const std::vector<NameId>> names;
    std::vector<std::int64_t> values;
};

struct Process {
    Pid pid, parent;
    Name name;
    NameId group;
    SpaceId space;                    ///< its address space
    const ImageSpec* image = nullptr; ///< what that began with; none unless memory is modelled
    Tid vforked_by;                   ///< who waits until it ends or calls exec
    Time arrival;
    std::uint32_t spec = 0;        ///< which of the scenario's processes it is, or descends from
    Tid first_thread, last_thread; ///< of all it ever had, in order of creation
    std::uint32_t threads_alive = 0, threads_made = 0;
    std::uint32_t threads_to_come =
        0; ///< listed with a later arrival: the process lasts until they have come
    Pid first_child, last_child, next_sibling,
        previous_sibling; ///< not yet reaped, in order of becoming a child
    Pid first_zombie, last_zombie, next_zombie,
        previous_zombie; ///< ended children, in order of their end
    std::uint32_t children_alive = 0;
    std::vector<Tid> waiting; ///< its threads that wait for children or threads, in order of waiting
    std::uint32_t open_descriptors = 3; ///< standard input, output and error, inherited by fork
    std::int32_t exit_status = 0;
    bool admitted = false, zombie = false, reaped = false, daemon = false;
    Tid promised_to;           ///< of a zombie: the waiting thread that has been woken for it
    bool from_arrival = false; ///< the scenario lists it: it takes a slot of the multiprogramming limit
    Duration cpu_time;         ///< of its ended threads
    std::unique_ptr<PrivateVariables> variables;
};

} // namespace ossim
