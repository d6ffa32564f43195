// Which page makes room, what counts as a fault, and what the TLB keeps; what fork copies.
#include "misconceptions/belief.hpp"
#include "misconceptions/catalogue.hpp"

namespace ossim {

namespace {

bool replace_by(Belief& belief, PageReplacement from, PageReplacement to) {
    PageReplacement& rule = belief.scenario.machine.memory.replacement;
    return has_small_memory(belief.scenario) && rule == from && change(rule, to);
}

bool has_reference_bits(const Scenario& scenario) {
    const PageReplacement rule = scenario.machine.memory.replacement;
    return rule == PageReplacement::clock || rule == PageReplacement::second_chance;
}

bool ranks_pages(const Scenario& scenario) {
    const PageReplacement rule = scenario.machine.memory.replacement;
    return rule == PageReplacement::lfu || rule == PageReplacement::opt || rule == PageReplacement::unopt;
}

/// Processes whose pages compete for frames.
bool share_frames(const Scenario& scenario) {
    const bool several = listed_processes(scenario) > 1 || has_step<Fork>(scenario);
    return several && has_small_memory(scenario);
}

/// Do entries of a TLB, or the price of losing them, depend on tags?
bool loses_entries(const Scenario& scenario) {
    const Machine& machine = scenario.machine;
    const bool has_tlb = machine.memory.modelled && !machine.memory.tlb.levels.empty();
    const bool pays = !machine.costs.by_unit && machine.costs.flush > Price();
    const bool several = listed_processes(scenario) > 1 || has_step<Fork, Exec>(scenario);
    return (has_tlb || pays) && several;
}

void set_tags(Machine& machine, std::uint32_t tags) {
    machine.memory.tlb.tags = tags;
    machine.costs.pcid = machine.costs.tagged_tlb = tags > 0;
}

constexpr std::uint32_t tags_without_end = 1 << 16;

/// Every fork that is of the one kind, by the prices or by itself, becomes one of the other.
bool fork_otherwise(Belief& belief, ForkHow from, ForkHow to) {
    if (!belief.scenario.machine.memory.modelled || !has_step<Fork>(belief.scenario)) return false;
    bool changed = change(belief.scenario.machine.costs.eager_fork, to == ForkHow::eager);
    for_each_step(belief.scenario, [&](Step& step) {
        auto* fork = std::get_if<Fork>(&step.action);
        if (fork != nullptr && fork->how == from) changed = change(fork->how, to) || changed;
    });
    return changed;
}

bool believe_lru_by_load(Belief& belief) {
    return replace_by(belief, PageReplacement::lru, PageReplacement::fifo);
}
bool believe_fifo_by_use(Belief& belief) {
    return replace_by(belief, PageReplacement::fifo, PageReplacement::lru);
}
bool believe_latest_use_goes(Belief& belief) {
    return replace_by(belief, PageReplacement::lru, PageReplacement::mru);
}
bool believe_no_second_chance(Belief& belief) {
    const bool clock = replace_by(belief, PageReplacement::clock, PageReplacement::fifo);
    return replace_by(belief, PageReplacement::second_chance, PageReplacement::fifo) || clock;
}
bool believe_other_reference_bit(Belief& belief) {
    bool& is_set = belief.scenario.machine.memory.new_pages_referenced;
    return has_reference_bits(belief.scenario) && has_small_memory(belief.scenario) &&
           change(is_set, !is_set);
}
bool believe_optimal_looks_back(Belief& belief) {
    return replace_by(belief, PageReplacement::opt, PageReplacement::lru);
}
bool believe_soonest_use_goes(Belief& belief) {
    return replace_by(belief, PageReplacement::opt, PageReplacement::unopt);
}
bool believe_frequency_is_recency(Belief& belief) {
    return replace_by(belief, PageReplacement::lfu, PageReplacement::lru);
}
bool believe_newest_of_equals_goes(Belief& belief) {
    if (!ranks_pages(belief.scenario) || !has_small_memory(belief.scenario)) return false;
    return change(belief.scenario.machine.memory.ties, ReplacementTies::newest_load);
}
bool believe_one_frame_less(Belief& belief) {
    auto& frames = belief.scenario.machine.memory.frames;
    if (!frames || *frames < 2) return false;
    --*frames;
    return true;
}
bool believe_one_frame_more(Belief& belief) {
    auto& frames = belief.scenario.machine.memory.frames;
    if (!frames) return false;
    ++*frames;
    return true;
}
bool believe_own_frames_only(Belief& belief) {
    if (!share_frames(belief.scenario)) return false;
    return change(belief.scenario.machine.memory.allocation, FrameAllocation::local);
}
bool believe_frames_of_others(Belief& belief) {
    if (!share_frames(belief.scenario)) return false;
    return change(belief.scenario.machine.memory.allocation, FrameAllocation::global);
}
bool believe_first_loads_uncounted(Belief& belief) {
    return belief.scenario.machine.memory.modelled && change(belief.reading.faults_without_first, true);
}
bool believe_always_flushed(Belief& belief) {
    if (!loses_entries(belief.scenario) || !belief.scenario.machine.costs.tagged_tlb) return false;
    set_tags(belief.scenario.machine, 0);
    return true;
}
bool believe_never_flushed(Belief& belief) {
    Machine& machine = belief.scenario.machine;
    if (!loses_entries(belief.scenario) || machine.memory.tlb.tags == tags_without_end) return false;
    set_tags(machine, tags_without_end);
    return true;
}

bool believe_fork_copies(Belief& belief) {
    return fork_otherwise(belief, ForkHow::copy_on_write, ForkHow::eager);
}
bool believe_fork_shares(Belief& belief) {
    return fork_otherwise(belief, ForkHow::eager, ForkHow::copy_on_write);
}

constexpr auto memory_area = MisconceptionArea::memory;
constexpr Misconception memory_list[] = {
    {"lru-by-load-time", memory_area, "The page that was loaded first makes room.",
     "Least recently used: the page whose last use lies furthest back makes room; each hit makes a page "
     "recent "
     "again.",
     "FIFO instead of LRU, which is LRU by the time of loading. `replacement` is `fifo`.",
     believe_lru_by_load},
    {"fifo-renewed-by-use", memory_area, "A page that is used again goes to the end of the queue.",
     "First in, first out: the page that was loaded first makes room, however often it was used since.",
     "LRU instead of FIFO. `replacement` is `lru`.", believe_fifo_by_use},
    {"latest-use-makes-room", memory_area, "The page that was used last makes room.",
     "Least recently used: it is the page whose last use lies furthest back.",
     "LRU the wrong way round. `replacement` is `mru`.", believe_latest_use_goes},
    {"no-second-chance", memory_area, "The page under the clock's hand makes room, referenced or not.",
     "A page whose reference bit is set gets a second chance: the bit is cleared, and the hand goes on.",
     "Clock and second chance become FIFO. `replacement` is `fifo`.", believe_no_second_chance},
    {"other-reference-bit-at-load", memory_area,
     "The reference bit of a page that comes in is set where it is clear, or clear where it is set.",
     "The exercise says whether loading a page counts as using it: read `new_pages_referenced`.",
     "`new_pages_referenced` is the other value, for clock and second_chance.", believe_other_reference_bit},
    {"optimal-looks-back", memory_area, "The optimal rule takes the page that was not used for longest.",
     "It looks ahead: the page makes room whose next use lies furthest in the future, or that is never used "
     "again.",
     "OPT becomes LRU. `replacement` is `lru`.", believe_optimal_looks_back},
    {"soonest-use-makes-room", memory_area, "The optimal rule takes the page that is used next.",
     "It takes the page whose next use lies furthest in the future.",
     "OPT the wrong way round. `replacement` is `unopt`.", believe_soonest_use_goes},
    {"frequency-is-recency", memory_area, "The page that was not used for longest is the least used.",
     "Least frequently used counts how often a page was used, not when.",
     "LFU becomes LRU. `replacement` is `lru`.", believe_frequency_is_recency},
    {"newest-of-equals-makes-room", memory_area, "Of pages that are equally bad the newest makes room.",
     "The rules in force say which of equals makes room: the one that was loaded first, unless `ties` says "
     "otherwise.",
     "`ties` is `newest_load`, for lfu and opt.", believe_newest_of_equals_goes},
    {"one-frame-less", memory_area, "There is one frame less than there is.",
     "Every frame holds a page before one has to make room.",
     "It comes from making room when the last frame is still free. `frames` is less by one.",
     believe_one_frame_less},
    {"one-frame-more", memory_area, "There is one frame more than there is.",
     "When every frame holds a page, one of them makes room before the next can come in.",
     "It comes from counting the page that comes in beside those that are there. `frames` is more by one.",
     believe_one_frame_more},
    {"own-frames-only", memory_area, "A process takes a frame from itself only.",
     "Frames belong to all here: a fault may take the page of any process.",
     "`allocation` is `local`. It needs several processes.", believe_own_frames_only},
    {"frames-of-others", memory_area, "A fault may take the page of any process.",
     "Each process has its own frames here: a fault takes one of its own pages.",
     "`allocation` is `global`. It needs several processes.", believe_frames_of_others},
    {"first-loads-not-counted", memory_area, "To load a page for the first time is no fault.",
     "Every reference to a page that is in no frame is a fault, the first one too: it is compulsory.",
     "It changes no run, only the number of faults: page faults are read as those for pages that were there "
     "before.",
     believe_first_loads_uncounted},
    {"tlb-always-flushed", memory_area, "Each change of address space empties the TLB.",
     "Entries carry the tag of their address space here, and are still there when it comes back.",
     "The TLB has no tags.", believe_always_flushed},
    {"tlb-never-flushed", memory_area, "The TLB keeps its entries over a change of address space.",
     "Without tags an entry would translate for the wrong process: they are flushed. With few tags, spaces "
     "lose "
     "theirs to others.",
     "The TLB has tags without end.", believe_never_flushed},
    {"fork-copies-at-once", memory_area, "fork copies the whole memory of the parent.",
     "fork copies the page table; both share the pages until one of them writes, which copies that page.",
     "The price `eager_fork` is true, and no fork is `copy_on_write`. It needs a model of memory.",
     believe_fork_copies},
    {"fork-copies-at-writes", memory_area, "fork copies nothing until somebody writes.",
     "Here fork copies every page at once, as early kernels did and small ones do.",
     "The other way round of fork-copies-at-once, where that is so (riscv-xv6). The price `eager_fork` is "
     "false, and no fork is `eager`.",
     believe_fork_shares},
};

} // namespace

std::span<const Misconception> memory_misconceptions() { return memory_list; }

} // namespace ossim
