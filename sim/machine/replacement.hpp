// Which page makes room when no frame is free: the algorithms of the textbooks over the frames in use.
//
// Whoever uses it tells what comes in, what is referenced and what goes; `victim` names a frame and changes
// nothing but hands and bits. Each rule, and how it decides between equals:
//   fifo           the page that came in first
//   lru            the page whose last reference is the oldest
//   mru            the page whose last reference is the newest
//   clock          a hand goes round in order of coming in; a page with its use bit set loses the bit and is
//                  passed; a page comes in behind the hand
//   second_chance  the same, told as a queue
//                  Both: is the bit of a page set when it comes in? Stallings and Tanenbaum: yes, others:
//                  only later references count (`new_pages_referenced`)
//   lfu            the page with the fewest references since it came in
//   opt            the page whose next reference is the farthest, never being farther than all. The caller
//                  knows the future (`next_use`)
//   unopt          … the nearest: the worst that can be done
//                  Of equals, under these three: the page that came in first, unless `ties` says otherwise
//   random         any, from the scenario's seed
//   working_set    the least recently used; and whatever its process did not refer to within the window is
//                  given up even while frames are free (`outside_window`)
// Under local allocation a process that has frames gives one of its own; one that has none takes from whoever
// has most.
#pragma once

#include "machine/pages.hpp"

#include "base/random.hpp"
#include "ossim/memory.hpp"
#include "ossim/time.hpp"

#include <cstdint>
#include <set>
#include <tuple>
#include <vector>

namespace ossim {

/// What is in a frame.
struct Residence {
    SpaceId space;
    PageNo page;
};

class Replacement {
  public:
    static constexpr std::uint64_t never = ~std::uint64_t{0};

    Replacement(PageReplacement rule, FrameAllocation allocation, Duration window, bool new_pages_referenced,
                std::uint64_t seed, ReplacementTies ties = ReplacementTies::oldest_load)
        : rule_(rule), allocation_(allocation), ties_(ties), window_(window), new_used_(new_pages_referenced),
          stream_(seed, "replacement", 0) {}
    Replacement(const MemorySpec& spec, std::uint64_t seed)
        : Replacement(spec.replacement, spec.allocation, spec.window, spec.new_pages_referenced, seed,
                      spec.ties) {}

    /// A page has come in, by a reference at `now`. `next_use`, for opt: when the page will be referenced
    /// next, in any measure that grows, or `never`.
    void came_in(FrameNo frame, Residence page, Time now, std::uint64_t next_use = never);
    /// A resident page is referenced.
    void referenced(FrameNo frame, Time now, std::uint64_t next_use = never);
    /// The reference that a page has come in for is made now. It was counted when it came in.
    void arrived(FrameNo frame, Time now);
    /// The device has what is in the frame, unless it is written to again; or: it was written to by somebody
    /// who does not map it any more.
    void is_on_device(FrameNo frame) { slots_[frame.value].on_device = true; }
    void was_written(FrameNo frame) { slots_[frame.value].written = true; }
    /// The frame holds no page any more: evicted, unmapped, or its process has ended.
    void gone(FrameNo frame);

    /// The page of the frame is another space's now, or stands elsewhere in its space.
    void moved(FrameNo frame, Residence page);

    /// The frame whose page is to go, for a fault of this space. There must be one in use.
    [[nodiscard]] FrameNo victim(SpaceId faulting);
    /// Under working_set: the pages of the space that were last referenced a window ago or longer, the oldest
    /// first; nothing else gives any. `into` gets all of them. A window of 10 ends now and holds what began
    /// less than 10 ago: with a reference each tick, the last ten.
    void outside_window(SpaceId space, Time now, std::vector<FrameNo>& into) const;

    [[nodiscard]] Residence at(FrameNo frame) const { return slots_[frame.value].page; }
    [[nodiscard]] bool holds(FrameNo frame) const {
        return frame.value < slots_.size() && slots_[frame.value].in_use;
    }
    [[nodiscard]] bool has_on_device(FrameNo frame) const { return slots_[frame.value].on_device; }
    [[nodiscard]] bool has_written(FrameNo frame) const { return slots_[frame.value].written; }
    [[nodiscard]] std::uint64_t in_use() const { return in_use_; }
    /// Pages of the space that were referenced at `since` or later: its working set over that window.
    [[nodiscard]] std::uint64_t referenced_since(SpaceId space, Time since) const;
    /// Pages that are resident; of one space if allocation is local or the rule is working_set, else of all.
    [[nodiscard]] std::uint64_t resident(SpaceId space) const;

  private:
    static constexpr std::uint32_t none = ~std::uint32_t{0};
    struct Slot { ///< a frame
        Residence page;
        std::uint32_t group = 0, next = none, previous = none; ///< in the group's queue
        std::uint32_t place = 0;                               ///< in the group's array (random)
        std::uint64_t references = 0, loaded = 0, last = 0, next_use = 0;
        Time last_time;
        bool used = false, in_use = false, on_device = false, written = false;
    };
    struct Group {
        std::uint32_t first = none, last = none; ///< the queue, the next victim (or hand) first
        std::vector<std::uint32_t> all;          ///< for random
        std::uint64_t count = 0;
    };
    using Key = std::tuple<std::uint32_t, std::uint64_t, std::uint64_t, std::uint32_t>;

    [[nodiscard]] std::uint32_t group_for(SpaceId faulting) const;
    [[nodiscard]] Key key(std::uint32_t frame) const;
    [[nodiscard]] bool is_ranked() const {
        return rule_ == PageReplacement::lfu || rule_ == PageReplacement::opt ||
               rule_ == PageReplacement::unopt;
    }
    [[nodiscard]] bool is_by_recency() const {
        return rule_ == PageReplacement::lru || rule_ == PageReplacement::mru ||
               rule_ == PageReplacement::working_set;
    }
    /// Each space has its own queue: its frames are its own, or its window.
    [[nodiscard]] bool is_by_space() const {
        return allocation_ == FrameAllocation::local || rule_ == PageReplacement::working_set;
    }
    [[nodiscard]] std::uint64_t order_of(const Slot& slot) const;
    void append(std::uint32_t frame);
    void unlink(std::uint32_t frame);
    std::uint32_t pass_used(Group& group);

    PageReplacement rule_;
    FrameAllocation allocation_;
    ReplacementTies ties_;
    Duration window_;
    bool new_used_;
    Stream stream_;
    std::uint64_t drawn_ = 0, references_ = 0, in_use_ = 0;
    std::vector<Slot> slots_;   ///< by frame
    std::vector<Group> groups_; ///< by space if `is_by_space`, else one
    std::set<Key> ranked_;      ///< group, rank, order, frame: the next victim of a group first
};

} // namespace ossim
