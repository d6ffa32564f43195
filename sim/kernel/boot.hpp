// What the scenario lists, in order of arrival: the first contents of the agenda.
#pragma once

#include "kernel/agenda.hpp"
#include "objects/processes.hpp"

#include "ossim/scenario.hpp"

#include <cstdint>
#include <vector>

namespace ossim {

struct FirstAgenda {
    std::vector<Arrival> arrivals;          ///< in order of time, equal times in file order
    std::size_t threads = 0, processes = 0; ///< how many these will make
    std::uint32_t lasting = 0;              ///< arrivals that keep the run alive: no daemons
};

/// Expands counts and draws the random arrivals, each entry from a stream of its own. Not more than the limit
/// on processes, and one: then the run ends with that limit.
[[nodiscard]] FirstAgenda first_agenda(const Scenario& scenario);

/// The names of all that the scenario lists are taken before the run begins: a child that is forked before a
/// listed process arrives cannot have its name.
void take_listed_names(const Scenario& scenario, Names& names, Processes& processes);

} // namespace ossim
