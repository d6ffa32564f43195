// The level of states: each thread's states and when they change. What takes no time does not count.
#include "grade/level.hpp"
#include "grade/marks.hpp"
#include "grade/pairing.hpp"

#include <algorithm>
#include <map>

namespace ossim {
namespace {

using StateRows = std::map<Tid, Stretches>;

Holder holder_of_state(ThreadState state) {
    if (state == ThreadState::fresh) return {};
    return {Holder::Kind::state, static_cast<std::uint32_t>(state)};
}

std::string word_of_state(Holder holder) {
    if (holder.kind != Holder::Kind::state) return "";
    return std::string(word_of(static_cast<ThreadState>(holder.number)));
}

/// From the moves of a trace; a state lasts until the next one. The last one, which is for ever, has no end
/// and is left out, as long as the trace does not end in the middle of it.
class StatesOf {
  public:
    explicit StatesOf(const Trace& trace) {
        for (const Event& event : trace.events)
            if (const auto* move = std::get_if<StateMove>(&event.body)) take(event.time, *move);
        for (auto& [tid, state] : now_)
            if (state != ThreadState::terminated) extend(rows_[tid], trace.end, holder_of_state(state));
    }
    [[nodiscard]] StateRows rows() && { return std::move(rows_); }

  private:
    void take(Time time, const StateMove& move) {
        ThreadState& state = now_[move.tid];
        extend(rows_[move.tid], time, holder_of_state(state));
        state = move.to;
    }
    StateRows rows_;
    std::map<Tid, ThreadState> now_;
};

/// Both sides by the key's tids: row i of each is of the same thread.
struct StateTable {
    std::vector<Tid> tids;
    std::vector<Stretches> key, found;
};

StateTable table_of(const Sides& sides) {
    StateRows key = StatesOf(*sides.key.trace).rows(), found;
    for (auto& [tid, row] : StatesOf(*sides.found.trace).rows()) {
        const auto at = sides.aligned.tids.find(tid);
        found[at == sides.aligned.tids.end() ? tid : at->second] = std::move(row);
        key.try_emplace(at == sides.aligned.tids.end() ? tid : at->second);
    }
    StateTable table;
    for (auto& [tid, row] : key) {
        table.tids.push_back(tid);
        table.key.push_back(std::move(row));
        table.found.push_back(std::move(found[tid]));
    }
    return table;
}

/// A thread's states as if they were threads of CPU 0, so that they can be drawn.
Schedule as_schedule(const Stretches& row) {
    Schedule schedule;
    for (std::uint32_t state = 1; state < thread_state_count; ++state)
        schedule.threads.push_back({Tid(state), std::string(word_of(static_cast<ThreadState>(state)))});
    for (const Stretch& stretch : row)
        if (stretch.holder.kind == Holder::Kind::state)
            schedule.append(CpuId(0), {stretch.start, stretch.end, Tid(stretch.holder.number), Work::run});
    schedule.end = schedule.last_slice_end();
    return schedule;
}

Shown state_at(const Stretches& row, Time time) {
    const auto at = std::upper_bound(row.begin(), row.end(), time,
                                     [](Time wanted, const Stretch& each) { return wanted < each.end; });
    if (at == row.end()) return {true, Work::run, "", row.empty() ? Time() : row.back().end, Time::never()};
    return {at->holder.kind != Holder::Kind::state, Work::run, word_of_state(at->holder), at->start, at->end};
}

/// How the key's thread comes to its new state, or how it leaves the one it stays in; and who picked it.
void add_move(const Trace& trace, Tid tid, Divergence& into) {
    for (const Event& event : trace.events) {
        const auto* move = std::get_if<StateMove>(&event.body);
        if (move == nullptr || move->tid != tid) continue;
        const Departure departure{into.thread, event.time, move->to, move->cause};
        if (event.time == into.time) into.before = departure;
        if (event.time <= into.time) into.cpu = move->cpu;
        if (event.time > into.time && !into.after) into.after = departure;
    }
}

void add_state_moment(const Sides& sides, Tid tid, Divergence& into) {
    add_move(*sides.key.trace, tid, into);
    Divergence moment;
    moment.time = into.time;
    moment.cpu = into.cpu;
    moment.expected = shown_at(sides.expected(), into.cpu, into.time);
    add_moment_of(sides, moment);
    const bool was_picked = moment.decision && moment.decision->time == into.time &&
                            moment.decision->chosen == into.thread && into.before &&
                            into.before->to == ThreadState::running;
    if (was_picked) into.decision = std::move(moment.decision);
    into.standings = std::move(moment.standings);
    into.stakes = std::move(moment.stakes);
}

} // namespace

void compare_states(const Sides& sides, Comparison& into) {
    const StateTable table = table_of(sides);
    const Pairing pairing(table.key, table.found, Allowance(sides.options.tolerance, into.unit));
    pairing.measure(into);
    pairing.count(into);
    if (const std::optional<Pairing::Place> place = pairing.first()) {
        into.category = Category::different;
        const Stretches &key = table.key[place->row], &found = table.found[place->row];
        const Tid tid = table.tids[place->row];
        Divergence first;
        first.time = place->time;
        first.thread = sides.actual().name_of(tid);
        first.expected = state_at(key, first.time);
        first.found = state_at(found, first.time);
        add_state_moment(sides, tid, first);
        into.expected = excerpt_of(as_schedule(key), CpuId(0), first.time);
        into.found = excerpt_of(as_schedule(found), CpuId(0), first.time);
        into.first = std::move(first);
        pairing.find_aftermath(*place, into);
    }
    award(into, sides.options, pairing.horizon(), pairing.rows().size());
}

} // namespace ossim
