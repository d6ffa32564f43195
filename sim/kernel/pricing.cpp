// Pricing a switch: by components, or by the one number of textbook profiles.
#include "kernel/pricing.hpp"

#include <algorithm>

namespace ossim {

namespace {

Price& of(ComponentPrices& prices, Component which) { return prices[static_cast<std::size_t>(which)]; }

ComponentPrices only(Component which, Price price) {
    ComponentPrices prices{};
    of(prices, which) = price;
    return prices;
}

Price first_half(Price price) { return Price::of(Duration(price.rounded().ns() / 2)); }

} // namespace

SwitchPrice rounded_once(const ComponentPrices& prices, ChargedAs charged) {
    SwitchPrice result;
    result.charged = charged;
    Price so_far;
    for (std::size_t i = 0; i < component_count; ++i) {
        so_far += std::min(prices[i], Price::of(ComponentLengths::longest()));
        const Duration length = so_far.rounded() - result.total;
        result.lengths.set(static_cast<Component>(i), length);
        result.total += length;
    }
    return result;
}

ComponentPrices Pricing::components(SwitchCase which) const {
    ComponentPrices prices{};
    if (which.is(SwitchFact::from_thread) && !which.is(SwitchFact::trapped))
        of(prices, Component::trap) += costs_.trap_in + costs_.crossing();
    if (which.is(SwitchFact::by_timer)) of(prices, Component::trap) += costs_.interrupt;
    if (which.is(SwitchFact::to_thread)) of(prices, Component::trap) += costs_.trap_out + costs_.crossing();
    if (which.left_by() == LeftBy::blocking) of(prices, Component::queue) = costs_.dequeue;
    if (which.left_by() == LeftBy::requeueing) of(prices, Component::queue) = costs_.enqueue;
    of(prices, Component::pick) = costs_.pick;
    if (which.is(SwitchFact::from_thread) &&
        !(which.is(SwitchFact::same_thread) && which.is(SwitchFact::to_thread)))
        of(prices, Component::save) = costs_.save;
    if (which.is(SwitchFact::to_thread) &&
        !(which.is(SwitchFact::same_thread) && which.is(SwitchFact::from_thread)))
        of(prices, Component::restore) = costs_.restore;
    if (which.is(SwitchFact::base_written)) of(prices, Component::address_space) = costs_.space_change();
    if (which.is(SwitchFact::flushed)) of(prices, Component::flush) = costs_.flush;
    return prices;
}

SwitchPrice Pricing::unit_price(SwitchCase which) const {
    const auto priced = [](Price price, ChargedAs as) {
        return rounded_once(only(Component::unit, price), as);
    };
    if (!which.is(SwitchFact::to_thread)) {
        const bool is_free = conventions_.to_idle == ToIdle::free || !which.is(SwitchFact::from_thread);
        return is_free ? priced(Price{}, ChargedAs::free) : priced(costs_.process_switch, ChargedAs::process);
    }
    if (which.is(SwitchFact::first)) {
        switch (conventions_.first_dispatch) {
        case FirstDispatch::process: return priced(costs_.process_switch, ChargedAs::process);
        case FirstDispatch::thread: return priced(costs_.thread_switch, ChargedAs::thread);
        case FirstDispatch::half: return priced(first_half(costs_.process_switch), ChargedAs::half);
        case FirstDispatch::free: return priced(Price{}, ChargedAs::free);
        }
    }
    if (which.is(SwitchFact::same_thread)) {
        switch (conventions_.charged) {
        case ChargeWhen::on_change: return priced(Price{}, ChargedAs::free);
        case ChargeWhen::every_dispatch: return priced(costs_.thread_switch, ChargedAs::thread);
        case ChargeWhen::as_process: return priced(costs_.process_switch, ChargedAs::process);
        }
    }
    return which.is(SwitchFact::same_process) ? priced(costs_.thread_switch, ChargedAs::thread)
                                              : priced(costs_.process_switch, ChargedAs::process);
}

SwitchPrice Pricing::priced(SwitchCase which) const {
    if (!costs_.by_unit) {
        ComponentPrices prices = components(which);
        if (halved()) { // the leaver has paid these
            of(prices, Component::queue) = of(prices, Component::save) = Price{};
            of(prices, Component::trap) =
                which.is(SwitchFact::to_thread) ? costs_.trap_out + costs_.crossing() : Price{};
        }
        return rounded_once(prices, halved() ? ChargedAs::coming : ChargedAs::components);
    }
    if (!halved()) return unit_price(which);
    if (!which.is(SwitchFact::to_thread)) return rounded_once({}, ChargedAs::free);
    if (which.is(SwitchFact::first) && conventions_.first_dispatch == FirstDispatch::free)
        return rounded_once({}, ChargedAs::free);
    const Price half = first_half(costs_.process_switch);
    const Price rest = Price::of(costs_.process_switch.rounded() - half.rounded());
    return rounded_once(only(Component::unit, rest), ChargedAs::coming);
}

SwitchPrice Pricing::leaving(SwitchCase which) const {
    if (!halved()) return {};
    if (costs_.by_unit)
        return rounded_once(only(Component::unit, first_half(costs_.process_switch)), ChargedAs::leaving);
    const ComponentPrices all = components(which);
    ComponentPrices prices{};
    of(prices, Component::trap) =
        which.is(SwitchFact::trapped) ? Price{} : costs_.trap_in + costs_.crossing();
    prices[static_cast<std::size_t>(Component::queue)] = all[static_cast<std::size_t>(Component::queue)];
    prices[static_cast<std::size_t>(Component::save)] = all[static_cast<std::size_t>(Component::save)];
    return rounded_once(prices, ChargedAs::leaving);
}

} // namespace ossim
