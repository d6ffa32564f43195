// Open addressing with linear probing; what is removed is closed up, so that there are no tombstones.
#include "machine/page_ids.hpp"

#include "base/check.hpp"

namespace ossim {

std::size_t PageIds::home(const Key& key) const {
    const std::uint64_t family =
        (std::uint64_t{key.family.space.value} << 8U | key.family.kind) * 0xD6E8FEB86659FD93U;
    const std::uint64_t mixed = (key.number + family) * 0x9E3779B97F4A7C15U;
    return static_cast<std::size_t>((mixed >> 32U) ^ mixed) & (slots_.size() - 1);
}

PageId PageIds::find(PageFamily family, std::uint64_t number) const {
    const Key key{family, number / block};
    for (std::size_t at = home(key); slots_[at] != 0; at = (at + 1) & (slots_.size() - 1))
        if (blocks_[slots_[at] - 1].key == key)
            return (slots_[at] - 1) * static_cast<PageId>(block) + static_cast<PageId>(number % block);
    return no_page;
}

std::uint32_t PageIds::block_of(const Key& key) {
    const PageId found = find(key.family, key.number * block);
    if (found != no_page) return found / static_cast<PageId>(block);
    std::uint32_t number = free_;
    if (number != none) {
        free_ = blocks_[number].next;
    } else {
        OSSIM_CHECK(blocks_.size() < no_page / block);
        number = static_cast<std::uint32_t>(blocks_.size());
        blocks_.emplace_back();
    }
    const std::uint32_t space = key.family.space.value;
    if (space >= of_space_.size()) of_space_.resize(space + std::size_t{1}, none);
    blocks_[number] = {key, of_space_[space]};
    of_space_[space] = number;
    if (++used_ * std::size_t{2} > slots_.size()) grow();
    insert(key, number);
    return number;
}

void PageIds::insert(const Key& key, std::uint32_t number) {
    std::size_t at = home(key);
    while (slots_[at] != 0)
        at = (at + 1) & (slots_.size() - 1);
    slots_[at] = number + 1;
}

void PageIds::erase(const Key& key) {
    const std::size_t mask = slots_.size() - 1;
    std::size_t hole = home(key);
    while (!(blocks_[slots_[hole] - 1].key == key))
        hole = (hole + 1) & mask;
    for (std::size_t at = (hole + 1) & mask; slots_[at] != 0; at = (at + 1) & mask) {
        const std::size_t wanted = home(blocks_[slots_[at] - 1].key);
        if (((at - wanted) & mask) < ((at - hole) & mask)) continue;
        slots_[hole] = slots_[at];
        hole = at;
    }
    slots_[hole] = 0;
    --used_;
}

void PageIds::grow() {
    const std::vector<std::uint32_t> old = std::move(slots_);
    slots_.assign(old.size() * 2, 0);
    for (const std::uint32_t slot : old)
        if (slot != 0) insert(blocks_[slot - 1].key, slot - 1);
}

} // namespace ossim
