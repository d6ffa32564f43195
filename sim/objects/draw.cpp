// Durations drawn from a thread's own stream.
#include "objects/services.hpp"

namespace ossim {

namespace {

using ListPositions = std::vector<std::pair<std::uint32_t, std::uint64_t>>;

std::uint64_t& position_in(ListPositions& lists, const FlatDraw& draw) {
    for (auto& [first, taken] : lists)
        if (first == draw.first) return taken;
    return lists.emplace_back(draw.first, 0).second;
}

Duration value_of(const FlatDraw& draw, std::uint64_t bits, std::uint64_t position, const Code& code) {
    switch (draw.kind) {
    case Distribution::constant: return draw.low;
    case Distribution::exponential: return exponential(draw.low, bits);
    case Distribution::uniform: return uniform(draw.low, draw.high, bits);
    case Distribution::list: return code.durations[draw.first + position % draw.count];
    }
    return draw.low;
}

bool is_random(const FlatDraw& draw) {
    return draw.kind == Distribution::exponential || draw.kind == Distribution::uniform;
}

} // namespace

Duration draw_otherwise(const FlatDraw& draw, Threads& threads, Tid tid, const Code& code) {
    if (is_random(draw)) return value_of(draw, threads[tid].random.next(), 0, code);
    return value_of(draw, 0, position_in(threads.frame(tid).lists, draw)++, code);
}

DrawsAhead::DrawsAhead(const Thread& thread, const Threads& threads, const Code& code)
    : code_(code), random_(thread.random) {
    if (const Frame* frame = threads.rest(thread.view.tid).frame.get()) lists_ = frame->lists;
}

std::uint64_t& DrawsAhead::position(const FlatDraw& draw) { return position_in(lists_, draw); }

Duration DrawsAhead::next(const FlatDraw& draw) {
    if (draw.kind == Distribution::list) return value_of(draw, 0, position(draw)++, code_);
    return value_of(draw, is_random(draw) ? random_.next() : 0, 0, code_);
}

} // namespace ossim
