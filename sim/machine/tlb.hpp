// The translation look-aside buffer of one CPU: which translations it holds, and why one is missing.
//
// One or two levels (`TlbSpec`): a miss of the first is looked for in the second; a miss of both is a walk of
// the page table, and fills both. Levels are neither inclusive nor exclusive: what the second loses, the
// first may keep. Huge pages have entries of their own in the first level, or share the others; in the second
// they share. The set is chosen by the low bits of the page's number, within a set by LRU, FIFO or at random;
// what a flush has emptied is filled first.
//
// Entries carry a tag: which address space they belong to (tag_slots.hpp gives tags out), or that they are
// global. A flush costs the simulator nothing: it notes its stamp, and what came before it is dead.
#pragma once

#include "machine/page_ids.hpp"
#include "machine/switch_loss.hpp"

#include "base/random.hpp"
#include "ossim/memory.hpp"

#include <cstdint>
#include <cstring>
#include <optional>
#include <vector>

namespace ossim {

/// Which space an entry belongs to, in the words of one CPU.
using TlbTag = std::uint32_t;

/// A page as a TLB meets it.
struct TlbPage {
    PageId id = no_page;
    std::uint64_t number = 0; ///< of a huge page: counted in huge pages
    PageSize size = PageSize::base;
};

enum class TlbHit : std::uint8_t { first, second, none };

/// What an access found; one word, because it is handed on for every page.
class TlbResult {
  public:
    constexpr TlbResult() = default; ///< a hit of the first level
    constexpr TlbResult(TlbHit hit, bool by_switch, bool compulsory)
        : bits_(static_cast<std::uint32_t>(hit) | (by_switch ? 4U : 0U) | (compulsory ? 8U : 0U)) {}
    [[nodiscard]] constexpr TlbHit hit() const { return static_cast<TlbHit>(bits_ & 3U); }
    /// A miss, of the first level at least, that a switch brought.
    [[nodiscard]] constexpr bool by_switch() const { return (bits_ & 4U) != 0; }
    /// A walk for a page that this TLB has never had.
    [[nodiscard]] constexpr bool compulsory() const { return (bits_ & 8U) != 0; }

  private:
    std::uint32_t bits_ = 0;
};

/// What a TLB has counted since the run began.
struct TlbCounts {
    std::uint64_t hits = 0;        ///< of the first level
    std::uint64_t second_hits = 0; ///< the first missed, the second had it
    std::uint64_t walks = 0;       ///< both missed; so misses are second_hits + walks
    std::uint64_t compulsory = 0;  ///< of the walks
    std::uint64_t switch_second_hits = 0, switch_walks = 0; ///< of these, because of a switch
    std::uint64_t whole_flushes = 0, tag_flushes = 0, page_flushes = 0;
};

/// One array of entries: a level of a TLB, or a page-walk cache. Tags and flush stamps are its owner's.
class TlbArray {
  public:
    static constexpr std::uint32_t none = ~std::uint32_t{0};

    /// `shape` as TlbLevel says; ways 0 is fully associative.
    TlbArray(TlbLevel shape, TlbReplacement replacement, Stream stream);

    /// Where the page stands, alive or dead; `none` if nowhere.
    [[nodiscard]] std::uint32_t find(PageId id, std::uint64_t number) const {
        const std::uint32_t base = set_of(number);
        const Four wanted = {id, id, id, id};
        Four places = {1, 2, 3, 4}, found = {};
        for (std::uint32_t way = 0; way < stride_; way += 4) {
            Four here;
            std::memcpy(&here, &ids_[base + way], sizeof here);
            found |= reinterpret_cast<Four>(here == wanted) & places; // at most one is equal
            places += 4;
        }
        const std::uint32_t place = found[0] | found[1] | found[2] | found[3];
        return place == 0 ? none : base + place - 1;
    }
    /// True if the entry is of this tag, and came after the tag's last flush.
    [[nodiscard]] bool is_live(std::uint32_t entry, TlbTag tag, Stamp flushed) const {
        return tags_[entry] == tag && came_[entry] >= flushed;
    }
    void use(std::uint32_t entry) {
        if (replacement_ == TlbReplacement::lru) used_[entry] = next_tick();
    }
    /// A dead entry was found: it notes that it fell to a flush.
    void note_dead(std::uint32_t entry, const std::vector<Stamp>& flushed) {
        loss(ids_[entry]) = Loss::at(came_[entry], flushed[tags_[entry]], LostBy::flush);
    }
    /// The page comes in: in place of the dead entry `found`, else where there is room, else of a victim,
    /// which is lost `by`.
    void fill(const TlbPage& page, TlbTag tag, std::uint32_t found, Stamp now,
              const std::vector<Stamp>& flushed, LostBy by);
    /// Invalidates the entry, whoever it belongs to.
    void remove(std::uint32_t entry, Stamp now);
    /// The id will be used for another page: nothing about it is remembered.
    void forget(PageId id, std::uint64_t number);
    /// How the page was lost last; of one that is present, an older loss.
    [[nodiscard]] Loss& loss(PageId id) {
        if (id >= losses_.size()) losses_.resize(std::size_t{id} * 2 + 64);
        return losses_[id];
    }
    /// Calls `each(TlbPage number and id, tag, came)` for all entries, dead ones too.
    template <class Each>
    void for_each(Each each) const {
        for (std::size_t at = 0; at < ids_.size(); ++at)
            if (ids_[at] != no_page) each(TlbPage{ids_[at], numbers_[at]}, tags_[at], came_[at]);
    }
    void age(Stamp by, const std::vector<Stamp>& flushed);

  private:
    /// A vector for the compiler: sets are looked through four ways at a time.
    using Four [[gnu::vector_size(16)]] = std::uint32_t;

    [[nodiscard]] std::uint32_t set_of(std::uint64_t number) const {
        return (static_cast<std::uint32_t>(number) & set_mask_) * stride_;
    }
    std::uint32_t next_tick() {
        if (tick_ == none) renumber();
        return ++tick_;
    }
    [[nodiscard]] std::uint32_t victim(std::uint32_t base, const std::vector<Stamp>& flushed);
    void renumber();

    std::uint32_t ways_, stride_; ///< a set takes `stride_` places, a multiple of four; the rest stays empty
    std::uint32_t set_mask_;
    TlbReplacement replacement_;
    std::vector<PageId> ids_;
    std::vector<TlbTag> tags_;
    std::vector<Stamp> came_;
    std::vector<std::uint32_t> used_; ///< by a counter: of the last use (LRU) or of the coming (FIFO)
    std::vector<std::uint64_t> numbers_;
    std::vector<Loss> losses_; ///< by page id
    std::uint32_t tick_ = 0;
    Stream stream_;
    std::uint64_t drawn_ = 0;
};

class Tlb {
  public:
    /// `tags`: tags run from 0 to tags - 1. `stream` is for random replacement.
    Tlb(const TlbSpec& spec, std::uint32_t tags, Stream stream);

    /// The tag of global entries, which all spaces see.
    [[nodiscard]] TlbTag global_tag() const { return static_cast<TlbTag>(flushed_.size() - 1); }

    /// Looks the page up, and fills what missed. `now`: of the switch clock.
    TlbResult access(const TlbPage& page, TlbTag tag, const Run& run, Stamp now) {
        if (first_.empty()) return walk_without_tlb();
        TlbArray& first = page.size == PageSize::huge && huge_ ? *huge_ : first_.front();
        const std::uint32_t entry = first.find(page.id, page.number);
        if (entry != TlbArray::none && first.is_live(entry, tag, flushed_[tag])) {
            first.use(entry);
            ++counts_.hits;
            return {};
        }
        return miss_first(first, entry, page, tag, run, now);
    }
    /// True if the page is there for that tag; nothing changes.
    [[nodiscard]] bool holds(const TlbPage& page, TlbTag tag) const;

    /// `now` is a fresh tick of the switch clock: what came before it is dead.
    void flush_all(Stamp now, bool globals_too);
    void flush_tag(TlbTag tag, Stamp now);
    void flush_page(const TlbPage& page, TlbTag tag, Stamp now);
    /// So many pages are invalidated one by one; false: by a whole flush, which is quicker (the ceiling:
    /// Linux tlb_single_page_flush_ceiling, 33 on x86).
    [[nodiscard]] bool flushes_singly(std::uint64_t pages) const { return pages <= ceiling_; }
    [[nodiscard]] Stamp flushed(TlbTag tag) const { return flushed_[tag]; }

    /// The page's id will be used for another.
    void forget(const TlbPage& page);
    [[nodiscard]] const TlbCounts& counts() const { return counts_; }
    /// Calls `each(page, tag, level from 1)` for what is alive.
    template <class Each>
    void for_each(Each each) const {
        const auto level = [&](const TlbArray& array, PageSize size, int number) {
            array.for_each([&](TlbPage page, TlbTag tag, Stamp came) {
                page.size = size;
                if (came >= flushed_[tag]) each(page, tag, number);
            });
        };
        for (const TlbArray& array : first_)
            level(array, PageSize::base, 1);
        if (huge_) level(*huge_, PageSize::huge, 1);
        for (const TlbArray& array : second_)
            level(array, PageSize::base, 2);
    }
    void age(Stamp by);

  private:
    TlbResult walk_without_tlb() {
        ++counts_.walks;
        return {TlbHit::none, false, false};
    }
    TlbResult miss_first(TlbArray& first, std::uint32_t entry, const TlbPage& page, TlbTag tag,
                         const Run& run, Stamp now);
    TlbResult miss_second(std::uint32_t entry, const TlbPage& page, TlbTag tag, const Run& run, Stamp now);
    bool lost_by_switch(TlbArray& array, std::uint32_t entry, PageId id, const Run& run);
    template <class Each>
    void for_arrays_of(PageSize size, Each each);

    std::vector<TlbArray> first_, second_; ///< of each none or one
    std::optional<TlbArray> huge_;
    std::vector<Stamp> flushed_; ///< by tag, the global one last
    std::uint32_t ceiling_;
    TlbCounts counts_;
};

} // namespace ossim
