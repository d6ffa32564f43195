// The listed names in order, once a run.
#include "objects/name_ranks.hpp"

#include <algorithm>

namespace ossim {

namespace {

void list(const std::string& base, std::uint32_t count, std::vector<std::string>& into) {
    if (count == 1) return into.push_back(base);
    for (std::uint32_t i = 1; i <= count; ++i)
        into.push_back(base + "." + std::to_string(i));
}

} // namespace

NameRanks::NameRanks(const Scenario& scenario) {
    for (const ProcessSpec& process : scenario.processes) {
        std::vector<std::string> names;
        list(process.name, process.count, names);
        if (process.threads_given)
            for (const std::string& name : names)
                for (const ThreadSpec& thread : process.threads)
                    list(name + "/" + thread.name, thread.count, listed_);
        else
            listed_.insert(listed_.end(), names.begin(), names.end());
    }
    std::ranges::sort(listed_);
}

std::uint32_t NameRanks::of(const std::string& name) const {
    const auto place = std::ranges::lower_bound(listed_, name);
    const auto before = static_cast<std::uint32_t>(place - listed_.begin());
    return 2 * before + (place != listed_.end() && *place == name ? 1 : 0);
}

} // namespace ossim
