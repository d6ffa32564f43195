// Pieces in order of pages, found by bisection.
#include "machine/page_table.hpp"

#include "base/check.hpp"

#include <algorithm>
#include <bit>

namespace ossim {

namespace {
/// A last table that falls into more pieces than these is kept as an array.
constexpr std::size_t most_pieces = 16;
} // namespace

PageTable::PageTable(const PageTableSpec& spec, std::uint64_t page_size)
    : entry_bytes_(spec.entry_bytes), page_size_(page_size), levels_(spec.linear ? 1 : spec.levels),
      bits_(static_cast<std::uint32_t>(
          std::bit_width(std::max<std::uint64_t>(page_size / spec.entry_bytes, 1)) - 1)) {
    OSSIM_CHECK(levels_ >= 1 && levels_ <= 5 && (spec.linear || bits_ >= 1));
}

void PageTable::map(PageNo first, std::uint64_t pages, Pte pte) {
    OSSIM_CHECK(pte.exists());
    const std::uint64_t whole = entries_per_table() - 1;
    OSSIM_CHECK(!pte.has(Pte::huge) || ((first.value | pages | pte.frame.value) & whole) == 0);
    assign(first.value, first.value + pages, raw_of(pte));
}

void PageTable::count(Raw raw, std::uint64_t pages, bool more) {
    const std::uint64_t change = more ? pages : 0 - pages;
    if ((raw & 0xFFU) != 0) mapped_ += change;
    if ((raw & Pte::huge) != 0) mapped_huge_ += change;
    if ((raw & Pte::present) != 0) present_ += change;
}

std::size_t PageTable::piece_from(std::uint64_t page) const {
    const auto found =
        std::upper_bound(pieces_.begin(), pieces_.end(), page,
                         [](std::uint64_t at, const Piece& piece) { return at < piece.end(); });
    return static_cast<std::size_t>(found - pieces_.begin());
}

void PageTable::assign(std::uint64_t begin, std::uint64_t end, Raw raw) {
    for (std::uint64_t at = begin; at < end;) {
        std::size_t index = piece_from(at);
        if (index < pieces_.size() && pieces_[index].leaf && pieces_[index].first <= at &&
            (pieces_[index].first < at || pieces_[index].end() > end)) {
            const std::uint64_t to = std::min(end, pieces_[index].end());
            assign_leaf(index, at, to, raw == 0 ? 0 : raw + ((at - begin) << 8U));
            at = to;
            continue;
        }
        // Leaves that lie wholly within the range go; one that reaches out of it is written to.
        while (index < pieces_.size() && pieces_[index].first < end &&
               !(pieces_[index].leaf && pieces_[index].end() > end))
            ++index;
        const std::uint64_t to = index < pieces_.size() ? std::min(end, pieces_[index].first) : end;
        assign_pieces(at, to, raw == 0 ? 0 : raw + ((at - begin) << 8U));
        at = to;
    }
}

PageTable::Leaf& PageTable::own_leaf(Piece& piece) {
    if (piece.leaf.use_count() > 1) piece.leaf = std::make_shared<Leaf>(*piece.leaf);
    return *piece.leaf;
}

void PageTable::assign_leaf(std::size_t index, std::uint64_t begin, std::uint64_t end, Raw raw) {
    Piece& piece = pieces_[index];
    Leaf& leaf = own_leaf(piece);
    for (std::uint64_t page = begin; page < end; ++page) {
        Raw& entry = leaf[page - piece.first];
        count(entry, 1, false);
        entry = raw == 0 ? 0 : raw + ((page - begin) << 8U);
        count(entry, 1, true);
    }
    if (raw == 0 && std::all_of(leaf.begin(), leaf.end(), [](Raw entry) { return entry == 0; }))
        pieces_.erase(pieces_.begin() + static_cast<std::ptrdiff_t>(index));
}

void PageTable::split(std::uint64_t at) {
    const std::size_t index = piece_from(at);
    if (index == pieces_.size() || pieces_[index].first >= at || pieces_[index].leaf) return;
    const Piece& whole = pieces_[index];
    const Piece rest{at, whole.end() - at, whole.at(at), nullptr};
    pieces_[index].pages = at - whole.first;
    pieces_.insert(pieces_.begin() + static_cast<std::ptrdiff_t>(index) + 1, rest);
}

void PageTable::assign_pieces(std::uint64_t begin, std::uint64_t end, Raw raw) {
    split(begin);
    split(end);
    const std::size_t from = piece_from(begin);
    std::size_t to = from;
    for (; to < pieces_.size() && pieces_[to].first < end; ++to) {
        if (!pieces_[to].leaf)
            count(pieces_[to].raw, pieces_[to].pages, false);
        else
            for (const Raw entry : *pieces_[to].leaf)
                count(entry, 1, false);
    }
    const auto place = pieces_.begin() + static_cast<std::ptrdiff_t>(from);
    if (raw == 0) {
        pieces_.erase(place, place + static_cast<std::ptrdiff_t>(to - from));
        return;
    }
    const Piece piece{begin, end - begin, raw, nullptr};
    if (to == from) {
        pieces_.insert(place, piece);
    } else {
        *place = piece;
        pieces_.erase(place + 1, place + static_cast<std::ptrdiff_t>(to - from));
    }
    count(raw, end - begin, true);
    merge_around(from, from + 1);
    make_leaf_if_ragged(begin);
    make_leaf_if_ragged(end - 1);
}

void PageTable::merge_around(std::size_t begin, std::size_t end) {
    std::size_t at = begin == 0 ? 0 : begin - 1;
    end = std::min(end + 1, pieces_.size());
    for (; at + 1 < end;) {
        Piece& left = pieces_[at];
        const Piece& right = pieces_[at + 1];
        if (left.leaf || right.leaf || left.end() != right.first || left.at(right.first) != right.raw) {
            ++at;
            continue;
        }
        left.pages += right.pages;
        pieces_.erase(pieces_.begin() + static_cast<std::ptrdiff_t>(at) + 1);
        --end;
    }
}

void PageTable::make_leaf_if_ragged(std::uint64_t page) {
    const std::uint64_t table = page >> bits_;
    const std::size_t middle = piece_from(page);
    if (middle == pieces_.size() || pieces_[middle].leaf || (pieces_[middle].raw & Pte::huge) != 0) return;
    const auto within = [&](const Piece& piece) {
        return piece.first >> bits_ <= table && (piece.end() - 1) >> bits_ >= table;
    };
    std::size_t begin = middle, end = middle;
    while (begin > 0 && within(pieces_[begin - 1]))
        --begin;
    while (end < pieces_.size() && within(pieces_[end]))
        ++end;
    if (end - begin > most_pieces) make_leaf(table, begin, end);
}

void PageTable::make_leaf(std::uint64_t table, std::size_t begin, std::size_t end) {
    const std::uint64_t first = table << bits_;
    Piece leaf{first, entries_per_table(), 0, std::make_shared<Leaf>(entries_per_table())};
    for (std::size_t index = begin; index < end; ++index) {
        const Piece& piece = pieces_[index];
        const std::uint64_t to = std::min(piece.end(), leaf.end());
        for (std::uint64_t page = std::max(piece.first, first); page < to; ++page)
            (*leaf.leaf)[page - first] = piece.at(page);
    }
    split(first); // what reaches out of the table on either side stays a piece
    split(leaf.end());
    begin = piece_from(first);
    for (end = begin; end < pieces_.size() && pieces_[end].first < leaf.end();)
        ++end;
    pieces_[begin] = std::move(leaf);
    pieces_.erase(pieces_.begin() + static_cast<std::ptrdiff_t>(begin) + 1,
                  pieces_.begin() + static_cast<std::ptrdiff_t>(end));
}

void PageTable::change(PageNo first, std::uint64_t pages, std::uint8_t set, std::uint8_t clear,
                       std::uint8_t only) {
    const std::uint64_t begin = first.value, stop = first.value + pages;
    const auto changed = [=](Raw raw) {
        if ((raw & 0xFFU) == 0 || (raw & only) != only) return raw;
        const Raw now = (raw | set) & ~Raw{clear};
        OSSIM_CHECK((now & 0xFFU) != 0); // to take an entry away is `unmap`
        return now;
    };
    split(begin);
    split(stop);
    const std::size_t from = piece_from(begin);
    std::size_t to = from;
    for (; to < pieces_.size() && pieces_[to].first < stop; ++to) {
        Piece& piece = pieces_[to];
        if (!piece.leaf) {
            const Raw now = changed(piece.raw);
            count(piece.raw, piece.pages, false);
            count(now, piece.pages, true);
            piece.raw = now;
            continue;
        }
        for (std::uint64_t page = std::max(begin, piece.first); page < std::min(stop, piece.end()); ++page) {
            const Raw old = piece.at(page), now = changed(old);
            if (now == old) continue;
            count(old, 1, false);
            count(now, 1, true);
            own_leaf(piece)[page - piece.first] = now;
        }
    }
    if (to == from) return;
    merge_around(from, to);
    make_leaf_if_ragged(begin);
    make_leaf_if_ragged(stop - 1);
}

Pte PageTable::at(PageNo page) const {
    const std::size_t index = piece_from(page.value);
    if (index == pieces_.size() || pieces_[index].first > page.value) return {};
    return pte_of(pieces_[index].at(page.value));
}

PteRun PageTable::run_at(PageNo page, std::uint64_t most) const {
    std::size_t index = piece_from(page.value);
    PteRun run{page, 0, at(page)};
    if (!run.pte.exists()) {
        run.pages = next_entry(page.value, page.value + most) - page.value;
        return run;
    }
    const Raw raw = raw_of(run.pte);
    const auto goes_on = [&](std::uint64_t to) {
        return index < pieces_.size() && pieces_[index].first <= to &&
               pieces_[index].at(to) == raw + (run.pages << 8U);
    };
    while (run.pages < most && goes_on(page.value + run.pages)) {
        const Piece& piece = pieces_[index];
        if (piece.leaf)
            ++run.pages;
        else
            run.pages = std::min(most, piece.end() - page.value);
        if (page.value + run.pages == piece.end()) ++index;
    }
    return run;
}

std::uint64_t PageTable::next_entry(std::uint64_t from, std::uint64_t end) const {
    for (std::size_t index = piece_from(from); index < pieces_.size(); ++index) {
        const Piece& piece = pieces_[index];
        from = std::max(from, piece.first);
        if (!piece.leaf) return std::min(from, end);
        for (; from < piece.end(); ++from)
            if ((*piece.leaf)[from - piece.first] != 0) return std::min(from, end);
    }
    return end;
}

Walk PageTable::walk(PageNo page) const {
    Walk walk;
    walk.levels = levels_;
    const std::uint64_t mask = entries_per_table() - 1;
    for (std::uint32_t level = 0; level < levels_; ++level) {
        const std::uint64_t rest = page.value >> (std::uint64_t{bits_} * (levels_ - 1 - level));
        walk.index[level] = level == 0 ? rest : rest & mask;
    }
    walk.pte = at(page);
    const std::size_t index = piece_from(page.value);
    const auto shares = [&](std::uint64_t neighbour, std::uint32_t level) {
        const std::uint64_t shift = std::uint64_t{bits_} * level;
        return neighbour >> shift == page.value >> shift;
    };
    walk.read = 1;
    for (std::uint32_t level = levels_ - 1; level >= 1; --level, ++walk.read) {
        const auto holds = [&](const Piece& piece, std::uint64_t nearest) {
            return shares(nearest, level) && !(level == 1 && (piece.raw & Pte::huge) != 0);
        };
        const bool after =
            index < pieces_.size() && holds(pieces_[index], std::max(pieces_[index].first, page.value));
        const bool before = index > 0 && holds(pieces_[index - 1], pieces_[index - 1].end() - 1);
        if (!after && !before) break;
    }
    return walk;
}

std::uint64_t PageTable::tables_at(std::uint32_t level) const {
    const std::uint64_t shift = std::uint64_t{bits_} * level;
    if (level == levels_) {
        if (pieces_.empty()) return 1;
        const std::uint64_t highest = (pieces_.back().end() - 1) >> (shift - bits_);
        return std::max<std::uint64_t>(1, ((highest + 1) * entry_bytes_ + page_size_ - 1) / page_size_);
    }
    std::uint64_t tables = 0, last = ~std::uint64_t{0};
    for (const Piece& piece : pieces_) {
        if (level == 1 && (piece.raw & Pte::huge) != 0) continue;
        const std::uint64_t from = piece.first >> shift, to = (piece.end() - 1) >> shift;
        tables += to - from + (from == last ? 0 : 1);
        last = to;
    }
    return tables;
}

std::uint64_t PageTable::tables() const {
    std::uint64_t sum = 0;
    for (std::uint32_t level = 1; level <= levels_; ++level)
        sum += tables_at(level);
    return sum;
}

std::uint64_t PageTable::host_bytes() const {
    std::uint64_t bytes = sizeof *this + pieces_.capacity() * sizeof(Piece);
    for (const Piece& piece : pieces_)
        if (piece.leaf)
            bytes += (entries_per_table() * sizeof(Raw) + sizeof(Leaf)) /
                     static_cast<std::uint64_t>(piece.leaf.use_count());
    return bytes;
}

} // namespace ossim
