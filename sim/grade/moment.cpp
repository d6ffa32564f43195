// One pass over the key's events, for what was true at the divergence.
#include "grade/moment.hpp"

#include "base/key_text.hpp"

#include "trace/thread_names.hpp"

#include <algorithm>
#include <map>

namespace ossim {
namespace {

struct Place {
    ThreadState state = ThreadState::newborn;
    WaitsOn on = WaitsOn::nothing;
    Time since;
};

/// Goes once through the events and keeps what concerns the divergence.
class Witness {
  public:
    Witness(const Trace& trace, Tid tid, Tid before, Divergence& into)
        : trace_(trace), tid_(tid), before_(before), into_(into),
          begins_(!into.expected.idle && into.expected.start == into.time) {}
    void testify();

  private:
    void hear(const Event& event);
    void hear_pick(Time time, const Pick& pick);
    void hear_move(Time time, const StateMove& move);
    void hear_instant(Time time);
    void note(Stake stake) { here_ |= 1U << static_cast<unsigned>(stake); }
    void note_move(const StateMove& move);
    void keep_standings(std::vector<Standing>& into) const;
    [[nodiscard]] std::vector<std::string> ready() const;
    [[nodiscard]] std::string name(Tid tid) const { return names_.text(tid, trace_.names); }
    const Trace& trace_;
    Tid tid_, before_;
    Divergence& into_;
    bool begins_; // the expected slice begins at the divergence, so that its pick is the moment
    ThreadNames names_;
    std::map<Tid, Place> places_;
    // What is at stake in an instant, a bit each: in this one, in the pick's, in the divergence's.
    Time instant_;
    unsigned here_ = 0, at_pick_ = 0, at_divergence_ = 0;
};

/// The instant before is over.
void Witness::hear_instant(Time time) {
    if (time == instant_) return;
    if (begins_ && into_.decision && into_.decision->time == instant_) at_pick_ = here_;
    if (into_.time == instant_) at_divergence_ = here_;
    instant_ = time;
    here_ = 0;
}

void Witness::note_move(const StateMove& move) {
    if (move.to == ThreadState::ready && move.from != ThreadState::running) note(Stake::ready);
    if (move.from != ThreadState::running) return;
    if (move.cause == Cause::quantum) note(Stake::quantum);
    if (move.cause == Cause::preempted) note(Stake::preempts);
    if (move.to == ThreadState::waiting) note(Stake::waits);
    if (move.to == ThreadState::terminated) note(Stake::ends);
}

void Witness::keep_standings(std::vector<Standing>& into) const {
    into.clear();
    for (const auto& [tid, place] : places_)
        if (place.state != ThreadState::terminated)
            into.push_back({name(tid), place.state, place.on, place.since});
}

std::vector<std::string> Witness::ready() const {
    std::vector<std::pair<Time, Tid>> order;
    for (const auto& [tid, place] : places_)
        if (place.state == ThreadState::ready) order.emplace_back(place.since, tid);
    std::sort(order.begin(), order.end());
    std::vector<std::string> result;
    for (const auto& [since, tid] : order)
        result.push_back(name(tid));
    return result;
}

void Witness::hear_pick(Time time, const Pick& pick) {
    if (pick.decided == DecidedBy::tie) note(Stake::tie);
    const bool is_it = pick.cpu() == into_.cpu && time <= into_.time && pick.tid == tid_ && tid_ != idle_tid;
    if (!is_it) return;
    const KeyWords keys(trace_.header);
    Decision decision{pick,
                      time,
                      name(pick.tid),
                      pick.next ? name(pick.next) : "",
                      keys.of_chosen(pick, " "),
                      keys.of_next(pick, " "),
                      ready()};
    into_.decision = std::move(decision);
    if (begins_) keep_standings(into_.standings);
}

void Witness::hear_move(Time time, const StateMove& move) {
    places_[move.tid] = {move.to, move.on, time};
    note_move(move);
    if (move.from != ThreadState::running || move.cpu != into_.cpu) return;
    const Departure departure{name(move.tid), time, move.to, move.cause};
    const bool changes_here = into_.expected.start == into_.time;
    if (move.tid == before_ && changes_here && time <= into_.time) into_.before = departure;
    if (move.tid == tid_ && time == into_.expected.end && !into_.after) into_.after = departure;
}

void Witness::hear(const Event& event) {
    if (const auto* created = std::get_if<ThreadNew>(&event.body)) {
        names_.add(created->tid, created->label);
        places_.try_emplace(created->tid, Place{ThreadState::newborn, WaitsOn::nothing, event.time});
    } else if (const auto* pick = std::get_if<Pick>(&event.body)) {
        hear_pick(event.time, *pick);
    } else if (const auto* quantum = std::get_if<QuantumEnd>(&event.body)) {
        if (quantum->cpu == into_.cpu) note(Stake::quantum);
    } else if (const auto* move = std::get_if<StateMove>(&event.body)) {
        hear_move(event.time, *move);
    }
}

void Witness::testify() {
    bool past = false;
    const auto settle = [&] {
        if (!past && !(begins_ && into_.decision)) keep_standings(into_.standings);
        past = true;
    };
    for (const Event& event : trace_.events) {
        if (event.time > into_.time) settle();
        hear_instant(event.time);
        if (event.time > into_.expected.end && event.time > into_.time) break;
        hear(event);
    }
    settle();
    hear_instant(Time::never());
    const unsigned stakes = at_pick_ != 0 ? at_pick_ : at_divergence_;
    for (std::size_t i = 0; i < enum_words(Stake()).size(); ++i)
        if ((stakes >> i & 1U) != 0) into_.stakes.push_back(static_cast<Stake>(i));
}

} // namespace

void add_moment(const Trace& trace, Tid tid, Tid before, Divergence& into) {
    Witness(trace, tid, before, into).testify();
}

} // namespace ossim
