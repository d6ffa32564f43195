// A page table: radix of one to five levels, or one linear array, with real entries and pages of its own.
//
// What the simulated hardware sees is a tree of tables, each a page of page_size / entry_bytes entries
// (`walk`, `tables`). The top table holds whatever the other levels leave of an address: it may use few of
// its entries, and with few levels it may take several pages. What the simulator keeps is compact: a uniform
// stretch (same flags, consecutive frames) is one piece, however long; a table of the last level that falls
// into many pieces becomes an array of entries. So a mapping of 1 GiB takes some tens of bytes until it is
// touched here and there, and then no more than real page tables do.
//
// A copy is cheap and shares the arrays until one side writes: fork.
#pragma once

#include "machine/pages.hpp"

#include "ossim/memory.hpp"

#include <array>
#include <cstdint>
#include <memory>
#include <vector>

namespace ossim {

/// One entry. No flags at all: there is none. With flags, but not present: the page is elsewhere, and `frame`
/// says where, in the words of whoever put it there.
struct Pte {
    enum Flag : std::uint8_t {
        present = 1,
        writable = 2,
        user = 4,
        accessed = 8,
        dirty = 16,
        copy_on_write = 32, ///< write-protected since a fork; the first write copies
        global = 64,
        huge = 128 ///< mapped by one entry of the level above
    };
    FrameNo frame;
    std::uint8_t flags = 0;
    [[nodiscard]] bool has(Flag flag) const { return (flags & flag) != 0; }
    [[nodiscard]] bool exists() const { return flags != 0; }
    bool operator==(const Pte&) const = default;
};

/// Entries of neighbouring pages with the same flags and consecutive frames.
struct PteRun {
    PageNo first;
    std::uint64_t pages = 0;
    Pte pte; ///< of the first page
};

/// A translation as the hardware does it.
struct Walk {
    std::array<std::uint64_t, 5> index{}; ///< in the table of each level, the top one first
    std::uint32_t levels = 0;             ///< of the page table
    std::uint32_t read = 0; ///< how many were read: fewer if a table is missing, or the page huge
    Pte pte;                ///< of the page; a huge one's frame is that of this page within it
};

class PageTable {
  public:
    PageTable(const PageTableSpec& spec, std::uint64_t page_size);

    /// Entries in one table of the last level; as many pages are a huge one.
    [[nodiscard]] std::uint64_t entries_per_table() const { return std::uint64_t{1} << bits_; }

    /// Entries for `pages` pages, whatever there was; frames consecutive from `pte.frame`. Huge pages are
    /// whole, and begin where huge pages begin.
    void map(PageNo first, std::uint64_t pages, Pte pte);
    /// There are no entries any more.
    void unmap(PageNo first, std::uint64_t pages) { assign(first.value, first.value + pages, 0); }
    /// Sets and clears flags of those entries of the range that have all flags of `only`; some flag stays.
    /// Part of a huge page can be changed only after its entries have lost `huge`.
    void change(PageNo first, std::uint64_t pages, std::uint8_t set, std::uint8_t clear,
                std::uint8_t only = 0);

    [[nodiscard]] Pte at(PageNo page) const;
    /// The stretch of like entries that begins with this page, at most `most` pages; if there is no entry,
    /// the stretch without one.
    [[nodiscard]] PteRun run_at(PageNo page, std::uint64_t most) const;
    [[nodiscard]] Walk walk(PageNo page) const;
    /// Calls `each(PteRun)` for all entries of the range in order of pages.
    template <class Each>
    void for_each(PageNo first, std::uint64_t pages, Each each) const {
        const std::uint64_t end = first.value + pages;
        for (std::uint64_t at = next_entry(first.value, end); at < end;) {
            const PteRun run = run_at(PageNo(at), end - at);
            each(run);
            at = next_entry(at + run.pages, end);
        }
    }
    template <class Each>
    void for_each(Each each) const {
        for_each(PageNo(0), ~std::uint64_t{0}, each);
    }

    /// Entries that exist, a huge page being one; and the pages that are present, each of a huge one counted.
    [[nodiscard]] std::uint64_t entries() const {
        return mapped_ - mapped_huge_ + mapped_huge_ / entries_per_table();
    }
    [[nodiscard]] std::uint64_t present() const { return present_; }
    /// Its own pages, all levels; a space without entries has its top table.
    [[nodiscard]] std::uint64_t tables() const;
    /// The tables of one level; 1 is the last.
    [[nodiscard]] std::uint64_t tables_at(std::uint32_t level) const;
    [[nodiscard]] std::uint32_t levels() const { return levels_; }
    /// What the simulator spends on it, in bytes.
    [[nodiscard]] std::uint64_t host_bytes() const;

  private:
    /// An entry in 64 bits: the frame above the flags.
    using Raw = std::uint64_t;
    using Leaf = std::vector<Raw>; ///< a table of the last level, entry by entry
    struct Piece {
        std::uint64_t first, pages;
        Raw raw;                    ///< of the first page, if there is no leaf
        std::shared_ptr<Leaf> leaf; ///< of one whole table
        [[nodiscard]] std::uint64_t end() const { return first + pages; }
        [[nodiscard]] Raw at(std::uint64_t page) const {
            return leaf ? (*leaf)[page - first] : raw + ((page - first) << 8U);
        }
    };
    static Raw raw_of(Pte pte) { return pte.frame.value << 8U | pte.flags; }
    static Pte pte_of(Raw raw) { return {FrameNo(raw >> 8U), static_cast<std::uint8_t>(raw)}; }

    [[nodiscard]] std::size_t piece_from(std::uint64_t page) const; ///< the first that ends behind it
    [[nodiscard]] std::uint64_t next_entry(std::uint64_t from, std::uint64_t end) const;
    void assign(std::uint64_t begin, std::uint64_t end, Raw raw);
    void assign_leaf(std::size_t index, std::uint64_t begin, std::uint64_t end, Raw raw);
    void assign_pieces(std::uint64_t begin, std::uint64_t end, Raw raw);
    void split(std::uint64_t at);
    Leaf& own_leaf(Piece& piece);
    void merge_around(std::size_t begin, std::size_t end);
    void make_leaf_if_ragged(std::uint64_t page);
    void make_leaf(std::uint64_t table, std::size_t begin, std::size_t end);
    void count(Raw raw, std::uint64_t pages, bool more);

    std::vector<Piece> pieces_;                                ///< in order, without overlap
    std::uint64_t mapped_ = 0, mapped_huge_ = 0, present_ = 0; ///< pages
    std::uint64_t entry_bytes_, page_size_;
    std::uint32_t levels_, bits_;
};

} // namespace ossim
