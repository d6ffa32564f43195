// The agenda: keys that cannot tie, from four sources of happenings.
#include "kernel/agenda.hpp"

#include "base/check.hpp"

#include <algorithm>

namespace ossim {

namespace {

// A rank, from its highest bit: the round, the group of phases, the phase within the group, the order within
// the phase.
constexpr unsigned order_bits = 32, position_bits = 4, group_bits = 4;

constexpr std::uint64_t round_of(std::uint64_t rank) {
    return rank >> (order_bits + position_bits + group_bits);
}
constexpr std::uint64_t group_of(std::uint64_t rank) { return rank >> (order_bits + position_bits) & 15; }

constexpr Phase phase_of(Due due) {
    switch (due) {
    case Due::completion: return Phase::completion;
    case Due::quantum: return Phase::quantum;
    case Due::begin:
    case Due::kernel_end:
    case Due::left: return Phase::switched;
    case Due::device: return Phase::device;
    case Due::timer: return Phase::timer;
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
            places_[static_cast<std::size_t>(order[g].phases[p])] = {g, p, order[g].within};
}

std::uint64_t Agenda::rank(Time time, Due due, std::uint64_t order, Pid pid) const {
    const Place& place = places_[static_cast<std::size_t>(phase_of(due))];
    const std::uint64_t round = time != now_ ? 0 : round_ + (place.group < group_ ? 1 : 0);
    std::uint64_t within = place.position << order_bits | order;
    if (place.within == Within::sequence) within = 0;
    if (place.within == Within::pid) within = pid.value;
    return ((round << group_bits | place.group) << (order_bits + position_bits)) | within;
}

void Agenda::set_cpu(CpuId cpu, Time time, Due due, Pid pid) {
    OSSIM_CHECK(time >= now_);
    cpus_.set(cpu.value, Happening{{time, rank(time, due, cpu.value, pid), ++sequence_},
                                   static_cast<std::uint32_t>(due),
                                   cpu.value,
                                   0});
}

void Agenda::push(Time time, Due due, std::uint32_t order, Pid pid, std::uint32_t who, std::uint64_t detail) {
    OSSIM_CHECK(time >= now_);
    others_.push(Happening{
        {time, rank(time, due, order, pid), ++sequence_}, static_cast<std::uint32_t>(due), who, detail});
}

bool Agenda::has_only_upkeep() const {
    return cpus_.earliest().key.time == Time::never() && others_.empty() && !arrivals_left();
}

HappeningKey Agenda::arrival_key() const {
    const Arrival& next = arrivals_[next_arrival_];
    return {next.time, rank(next.time, Due::arrival, next_arrival_, Pid{}), next_arrival_};
}

bool Agenda::take_earliest(Happening& into) {
    enum class Source : std::uint8_t { cpu, other, arrival, upkeep } source = Source::cpu;
    HappeningKey key = cpus_.earliest().key;
    const auto compare = [&](Source candidate, const HappeningKey& other) {
        if (!(other < key)) return;
        key = other;
        source = candidate;
    };
    if (others_.earliest_time() == now_) compare(Source::other, others_.earliest().key);
    if (arrival_time_ == now_) compare(Source::arrival, arrival_key());
    if (upkeep_ == now_) compare(Source::upkeep, {now_, rank(now_, Due::upkeep, 0, Pid{}), 0});
    if (round_of(key.rank) > round_) return false;
    group_ = group_of(key.rank);
    switch (source) {
    case Source::cpu:
        into = cpus_.earliest();
        cpus_.clear(into.who);
        return true;
    case Source::other: into = others_.pop(); return true;
    case Source::arrival:
        into = {key, static_cast<std::uint32_t>(Due::arrival), static_cast<std::uint32_t>(next_arrival_++),
                0};
        arrival_time_ = arrivals_left() ? arrivals_[next_arrival_].time : Time::never();
        return true;
    case Source::upkeep: break;
    }
    upkeep_ = Time::never();
    into = {key, static_cast<std::uint32_t>(Due::upkeep), 0, 0};
    return true;
}

void Agenda::begin_round() {
    ++round_;
    group_ = 0;
}

void Agenda::advance(Time time) {
    OSSIM_CHECK(time > now_);
    now_ = time;
    round_ = group_ = 0;
}

} // namespace ossim
