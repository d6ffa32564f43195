// The agenda: keys that cannot tie, from four sources of happenings.
#include "kernel/agenda.hpp"

namespace ossim {

namespace {

constexpr Phase phase_of(Due due) {
    switch (due) {
    case Due::completion:
    case Due::warm: return Phase::completion;
    case Due::quantum: return Phase::quantum;
    case Due::begin:
    case Due::kernel_end:
    case Due::left: return Phase::switched;
    case Due::device: return Phase::device;
    case Due::timer:
    case Due::deadline:
    case Due::release: return Phase::timer;
    case Due::arrival: return Phase::arrival;
    case Due::upkeep: return Phase::upkeep;
    case Due::choice: return Phase::completion; // in sequence with everything else: one group
    }
    return Phase::completion;
}

} // namespace

Agenda::Agenda(std::uint32_t cpus, const std::vector<PhaseGroup>& order) : cpus_(cpus) {
    for (std::uint64_t g = 0; g < order.size(); ++g)
        for (std::uint64_t p = 0; p < order[g].phases.size(); ++p)
            for (std::size_t due = 0; due < due_count; ++due)
                if (phase_of(static_cast<Due>(due)) == order[g].phases[p]) {
                    const bool counts = order[g].within == Within::own;
                    places_[due] = {g, (g << position_bits | (counts ? p : 0)) << order_bits,
                                    counts ? ~std::uint64_t{0} : 0,
                                    order[g].within == Within::pid ? ~std::uint64_t{0} : 0};
                }
}

HappeningKey Agenda::arrival_key() const {
    const Arrival& next = arrivals_[next_arrival_];
    return {next.time, rank(next.time, Due::arrival, next_arrival_, Pid{}),
            Happening::stamp(next_arrival_, static_cast<std::uint32_t>(Due::arrival))};
}

bool Agenda::take_earliest(Happening& into) {
    if (next_listed_ != now_) {
        const Happening& other = others_.earliest();
        if (cpus_.earliest_time() == now_ && cpus_.earliest().key < other.key) return take_cpu(into);
        if (round_of(other.key.rank) > round_) return false;
        group_ = group_of(other.key.rank);
        into = other;
        others_.drop();
        return true;
    }
    return take_from_all(into);
}

/// The same when an arrival or upkeep is due, which is seldom.
bool Agenda::take_from_all(Happening& into) {
    enum class Source : std::uint8_t { cpu, other, arrival, upkeep } source = Source::cpu;
    HappeningKey key = cpus_.earliest().key;
    const auto compare = [&](Source candidate, const HappeningKey& other) {
        if (!(other < key)) return;
        key = other;
        source = candidate;
    };
    if (others_.earliest_time() == now_) compare(Source::other, others_.earliest().key);
    if (arrival_time_ == now_) compare(Source::arrival, arrival_key());
    const HappeningKey upkeep_key{now_, rank(now_, Due::upkeep, 0, Pid{}),
                                  Happening::stamp(0, static_cast<std::uint32_t>(Due::upkeep))};
    if (upkeep_ == now_) compare(Source::upkeep, upkeep_key);
    if (source == Source::cpu) return take_cpu(into);
    if (round_of(key.rank) > round_) return false;
    group_ = group_of(key.rank);
    switch (source) {
    case Source::cpu: break;
    case Source::other: into = others_.pop(); break;
    case Source::arrival:
        into = {key, static_cast<std::uint32_t>(next_arrival_++), 0};
        arrival_time_ = arrivals_left() ? arrivals_[next_arrival_].time : Time::never();
        set_upkeep(upkeep_);
        break;
    case Source::upkeep:
        set_upkeep(Time::never());
        into = {key, 0, 0};
        break;
    }
    return true;
}

} // namespace ossim
