// Which tag an address space has on a CPU, when its TLB entries live on and when they are flushed.
//
// Three kinds of hardware, by `TlbSpec::tags`:
//   0             no tags: every load of a space flushes.
//   a few         slots. A space keeps its slot until others have taken it: a space that owns none takes the
//                 next one, round robin, and what was in it is flushed. This is choose_new_asid of Linux
//                 (arch/x86/mm/tlb.c, v4.16 to v6.12), which has 6 (TLB_NR_DYN_ASIDS): six spaces in turn
//                 keep their tags, of seven each finds its slot taken.
//   256 and more  full ASIDs, one for a space on all CPUs. When they are used up, a new generation begins:
//                 every CPU flushes at its next load, and spaces get new numbers as they are loaded, but for
//                 those that are loaded somewhere now (arch/arm64/mm/context.c, new_context).
// A slot whose space changed a mapping while it was not loaded here is stale: its next load flushes it.
#pragma once

#include "machine/pages.hpp"
#include "machine/tlb.hpp"

#include "base/check.hpp"

#include <cstdint>
#include <vector>

namespace ossim {

/// From so many tags on they are full ASIDs.
inline constexpr std::uint32_t first_full_asids = 256;

/// The tag that a space has now.
struct TagChoice {
    TlbTag tag = 0;
    bool flush = false;          ///< what the tag holds is another's, or out of date
    bool new_tag = false;        ///< the space owned none here: it was recycled, or never loaded
    bool new_generation = false; ///< all of this CPU's tags are to be flushed
    SpaceId from;                ///< the space that owned the tag until now, if any did
};

/// The slots of one CPU; 0 slots: no tags.
class TagSlots {
  public:
    explicit TagSlots(std::uint32_t slots) : slots_(slots) {}

    /// The space is loaded; `generation` counts the changes of its mappings.
    [[nodiscard]] TagChoice choose(SpaceId space, std::uint32_t generation) {
        if (slots_.empty()) return {0, true, false, false, {}};
        for (TlbTag tag = 0; tag < slots_.size(); ++tag) {
            if (slots_[tag].space != space) continue;
            const bool stale = slots_[tag].generation != generation;
            slots_[tag].generation = generation;
            return {tag, stale, false, false, {}};
        }
        const TlbTag tag = next_;
        next_ = tag + 1 == slots_.size() ? 0 : tag + 1;
        const SpaceId from = slots_[tag].space;
        slots_[tag] = {space, generation};
        return {tag, true, true, false, from};
    }
    /// The space's entries here have been brought up to date: as of the one change that made `generation`, so
    /// if an earlier one was missed the slot stays stale; or, with `whole`, as of everything until then.
    void refresh(SpaceId space, std::uint32_t generation, bool whole) {
        for (Slot& slot : slots_)
            if (slot.space == space &&
                (whole ? slot.generation < generation : slot.generation + 1 == generation))
                slot.generation = generation;
    }
    /// The space is gone. Its slot stays where the round reaches it: nothing is flushed now.
    void remove(SpaceId space) {
        for (Slot& slot : slots_)
            if (slot.space == space) slot = {};
    }

  private:
    struct Slot {
        SpaceId space;
        std::uint32_t generation = 0;
    };
    std::vector<Slot> slots_;
    TlbTag next_ = 0;
};

/// The ASIDs of a machine. Number 0 is kept for the kernel, as arm64 keeps it.
class Asids {
  public:
    Asids(std::uint32_t tags, std::uint32_t cpus) : used_(tags), loaded_(cpus), flush_due_(cpus) {
        OSSIM_CHECK(tags > cpus + 1);
    }

    [[nodiscard]] TagChoice choose(CpuId cpu, SpaceId space) {
        if (space.value >= spaces_.size()) spaces_.resize(space.value + std::size_t{1});
        Owned& owned = spaces_[space.value];
        TagChoice choice;
        if (owned.generation != generation_) {
            owned.tag = fresh(choice.from);
            owned.generation = generation_;
            used_[owned.tag] = space;
            choice.new_tag = true; // nobody has used it since all tags were flushed
        }
        loaded_[cpu.value] = space;
        choice.tag = owned.tag;
        choice.new_generation = flush_due_[cpu.value] != 0;
        flush_due_[cpu.value] = 0;
        return choice;
    }
    void remove(SpaceId space) {
        if (space.value < spaces_.size()) spaces_[space.value] = {};
    }
    /// The tag that the space has on all CPUs; 0 if none.
    [[nodiscard]] TlbTag tag_of(SpaceId space) const {
        if (space.value >= spaces_.size() || spaces_[space.value].generation != generation_) return 0;
        return spaces_[space.value].tag;
    }

  private:
    struct Owned {
        TlbTag tag = 0;
        std::uint32_t generation = 0;
    };

    TlbTag fresh(SpaceId& from) {
        for (; next_ < used_.size(); ++next_)
            if (!used_[next_]) return next_++;
        roll_over();
        from = {};
        while (used_[next_])
            ++next_;
        return next_++;
    }
    void roll_over() {
        ++generation_;
        used_.assign(used_.size(), SpaceId{});
        for (const SpaceId space : loaded_) {
            if (!space || spaces_[space.value].generation + 1 != generation_) continue;
            spaces_[space.value].generation = generation_;
            used_[spaces_[space.value].tag] = space;
        }
        flush_due_.assign(flush_due_.size(), 1);
        next_ = 1;
    }

    std::vector<SpaceId> used_; ///< by tag, in this generation
    std::vector<Owned> spaces_;
    std::vector<SpaceId> loaded_; ///< by CPU
    std::vector<char> flush_due_;
    std::uint32_t generation_ = 1;
    TlbTag next_ = 1;
};

} // namespace ossim
