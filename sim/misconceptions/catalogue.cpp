// All misconceptions together.
#include "misconceptions/catalogue.hpp"

#include <algorithm>
#include <vector>

namespace ossim {

namespace {

std::vector<Misconception> all_areas() {
    std::vector<Misconception> all;
    for (const auto& area : {order_misconceptions(), quantum_misconceptions(), preemption_misconceptions(),
                             choice_misconceptions(), levels_misconceptions(), shares_misconceptions(),
                             cpus_misconceptions(), deadlines_misconceptions(), switching_misconceptions(),
                             io_misconceptions(), memory_misconceptions(), measure_misconceptions()})
        all.insert(all.end(), area.begin(), area.end());
    return all;
}

} // namespace

std::span<const Misconception> misconception_catalogue() {
    static const std::vector<Misconception> all = all_areas();
    return all;
}

const Misconception* find_misconception(std::string_view name) {
    const auto all = misconception_catalogue();
    const auto found = std::ranges::find(all, name, &Misconception::name);
    return found == all.end() ? nullptr : &*found;
}

} // namespace ossim
