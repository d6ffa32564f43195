// Dense numbers for pages: what the TLB and cache models keep of a page stands in arrays by its id.
//
// Pages get ids by the block: 64 neighbours at once, so that a range costs one look-up for 64 pages, and
// their records lie together in memory. A key is an address space and a kind besides the number, so that
// virtual pages, huge pages, frames and lines of page tables can be told apart.
#pragma once

#include "machine/pages.hpp"

#include <cstdint>
#include <vector>

namespace ossim {

/// The id of a page, from 0; at most 2^32 - 2 of them.
using PageId = std::uint32_t;
inline constexpr PageId no_page = ~PageId{0};

/// What 64 pages have in common.
struct PageFamily {
    SpaceId space;
    std::uint32_t kind = 0; ///< the caller's
    bool operator==(const PageFamily&) const = default;
};

class PageIds {
  public:
    static constexpr std::uint64_t block = 64; ///< pages

    PageIds() : slots_(64) {}

    /// The id of the page; the id of its neighbour is the next one, up to the end of the block.
    PageId id(PageFamily family, std::uint64_t number) {
        Key key{family, number / block};
        if (!(key == last_key_)) {
            last_block_ = block_of(key);
            last_key_ = key;
        }
        return last_block_ * static_cast<PageId>(block) + static_cast<PageId>(number % block);
    }
    /// The id if the page has one, else `no_page`. Nothing changes.
    [[nodiscard]] PageId find(PageFamily family, std::uint64_t number) const;
    /// All blocks of a space are given up, to be used again. Calls `each(family, first number, first id)` for
    /// each, so that what is kept by id can be cleared.
    template <class Each>
    void remove(SpaceId space, Each each) {
        if (space.value >= of_space_.size()) return;
        for (std::uint32_t at = of_space_[space.value]; at != none;) {
            const Block gone = blocks_[at];
            each(gone.key.family, gone.key.number * block, at * static_cast<PageId>(block));
            erase(gone.key);
            blocks_[at].next = free_;
            free_ = at;
            at = gone.next;
        }
        of_space_[space.value] = none;
        last_key_ = Key{{SpaceId(none), none}, 0};
    }

  private:
    static constexpr std::uint32_t none = ~std::uint32_t{0};
    struct Key {
        PageFamily family{SpaceId(none), none};
        std::uint64_t number = 0;
        bool operator==(const Key&) const = default;
    };
    struct Block {
        Key key;
        std::uint32_t next = none; ///< of the same space, or the next free one
    };

    std::uint32_t block_of(const Key& key);
    [[nodiscard]] std::size_t home(const Key& key) const;
    void insert(const Key& key, std::uint32_t number);
    void erase(const Key& key);
    void grow();

    std::vector<std::uint32_t> slots_; ///< open addressing: block + 1, or 0
    std::vector<Block> blocks_;
    std::vector<std::uint32_t> of_space_; ///< the first block, by space
    std::uint32_t free_ = none, used_ = 0;
    Key last_key_;
    std::uint32_t last_block_ = 0;
};

} // namespace ossim
