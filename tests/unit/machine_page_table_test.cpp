// Page tables: against a map of entries, page by page; their shape, and what they cost the simulator.
#include "base/random.hpp"
#include "machine/page_table.hpp"

#include <doctest/doctest.h>

#include <map>
#include <set>
#include <vector>

using namespace ossim;

namespace {

PageTableSpec levels(std::uint32_t count, std::uint32_t entry_bytes = 8) {
    PageTableSpec spec;
    spec.levels = count;
    spec.entry_bytes = entry_bytes;
    return spec;
}

constexpr std::uint8_t plain = Pte::present | Pte::user | Pte::writable;

Pte pte(std::uint64_t frame, std::uint8_t flags = plain) { return {FrameNo(frame), flags}; }

constexpr std::uint64_t gib_pages = std::uint64_t{1} << 18U;

/// The same, entry by entry.
using Naive = std::map<std::uint64_t, Pte>;

std::uint64_t tables_of(const Naive& entries, std::uint32_t bits, std::uint32_t count) {
    std::set<std::pair<std::uint32_t, std::uint64_t>> tables{{count, 0}};
    for (const auto& [page, entry] : entries)
        for (std::uint32_t level = 1; level < count; ++level)
            tables.insert({level, page >> (bits * level)});
    return tables.size();
}

void require_same(const PageTable& table, const Naive& naive) {
    auto expected = naive.begin();
    table.for_each([&](const PteRun& run) {
        for (std::uint64_t i = 0; i < run.pages; ++i, ++expected) {
            REQUIRE(expected != naive.end());
            REQUIRE(expected->first == run.first.value + i);
            REQUIRE(expected->second == Pte{run.pte.frame + i, run.pte.flags});
        }
    });
    REQUIRE(expected == naive.end());
    REQUIRE(table.entries() == naive.size());
}

} // namespace

TEST_CASE("a walk has the index of each level, and reads as many levels as there are tables") {
    PageTable table(levels(4), 4096);
    const PageNo page((std::uint64_t{1} << 27U) + (std::uint64_t{2} << 18U) + (3U << 9U) + 4);
    CHECK(table.walk(page).read == 1);
    table.map(page, 1, pte(77));
    const Walk walk = table.walk(page);
    CHECK(walk.index == std::array<std::uint64_t, 5>{1, 2, 3, 4, 0});
    CHECK(walk.read == 4);
    CHECK(walk.pte == pte(77));
    CHECK(table.walk(page + 1).read == 4); // the table is there, the entry is not
    CHECK_FALSE(table.walk(page + 1).pte.exists());
    CHECK(table.walk(page + 512).read == 3);
    CHECK(table.walk(page + (1U << 18U)).read == 2);
    CHECK(table.tables() == 4);
    table.unmap(page, 1);
    CHECK(table.tables() == 1);
    CHECK(table.walk(page).read == 1);
}

TEST_CASE("two levels of ten bits, as x86-32 has them, and a linear table") {
    PageTable two(levels(2, 4), 4096);
    two.map(PageNo(5 * 1024 + 6), 1, pte(1));
    CHECK(two.walk(PageNo(5 * 1024 + 6)).index == std::array<std::uint64_t, 5>{5, 6, 0, 0, 0});
    CHECK(two.tables() == 2);
    PageTableSpec spec = levels(1, 4);
    spec.linear = true;
    PageTable linear(spec, 1024);
    linear.map(PageNo(0), 10, pte(3));
    CHECK(linear.tables() == 1);
    linear.map(PageNo(255), 2, pte(90));
    CHECK(linear.tables() == 2); // 257 entries of 4 bytes
    CHECK(linear.walk(PageNo(255)).read == 1);
    CHECK(linear.walk(PageNo(255)).index[0] == 255);
}

TEST_CASE("a huge page is an entry one level up, and needs no last table") {
    PageTable table(levels(4), 4096);
    table.map(PageNo(1024), 1024, pte(512, plain | Pte::huge));
    CHECK(table.tables_at(1) == 0);
    CHECK(table.tables() == 3);
    CHECK(table.entries() == 2);
    CHECK(table.present() == 1024);
    const Walk walk = table.walk(PageNo(1024 + 700));
    CHECK(walk.read == 3);
    CHECK(walk.pte.frame == FrameNo(512 + 700));
    table.change(PageNo(1024), 512, 0, Pte::huge); // the first one is split
    CHECK(table.tables_at(1) == 1);
    CHECK(table.entries() == 512 + 1);
    table.change(PageNo(1540), 3, Pte::accessed, 0); // a touch of a part changes nothing of that
    CHECK(table.entries() == 512 + 1);
    CHECK(table.walk(PageNo(1025)).read == 4);
    CHECK(table.walk(PageNo(1536)).read == 3);
}

TEST_CASE("a gibibyte mapped is some tens of bytes, and its tables are counted all the same") {
    PageTable table(levels(4), 4096);
    table.map(PageNo(1000), gib_pages, pte(5));
    CHECK(table.tables_at(1) == 513);
    CHECK(table.tables_at(2) == 2);
    CHECK(table.tables() == 517);
    CHECK(table.host_bytes() < 400);
    std::vector<PageTable> children(10'000, table);
    for (PageTable& child : children)
        child.change(PageNo(5'000), 1, Pte::dirty, 0);
    CHECK(children[17].host_bytes() < 500);
    CHECK(children[17].at(PageNo(5'000)).has(Pte::dirty));
    CHECK_FALSE(table.at(PageNo(5'000)).has(Pte::dirty));
}

TEST_CASE("scattered writes cost no more than an array of entries, and copies share it until they write") {
    PageTable table(levels(4), 4096);
    table.map(PageNo(0), gib_pages, pte(0));
    for (std::uint64_t page = 0; page < gib_pages; page += 2)
        table.change(PageNo(page), 1, Pte::accessed, 0);
    CHECK(table.host_bytes() < gib_pages * 8 + gib_pages);
    PageTable child = table;
    CHECK(child.host_bytes() < gib_pages * 5);
    child.change(PageNo(3), 1, Pte::dirty, Pte::writable);
    CHECK(table.at(PageNo(3)) == pte(3));
    CHECK(child.at(PageNo(3)) == pte(3, Pte::present | Pte::user | Pte::dirty));
    CHECK(child.at(PageNo(2)) == table.at(PageNo(2)));
    CHECK(child.tables() == table.tables());
}

TEST_CASE("write protection for fork: only what is writable is marked") {
    PageTable table(levels(4), 4096);
    table.map(PageNo(0), 10, pte(0, Pte::present | Pte::user));
    table.map(PageNo(10), 10, pte(50));
    table.change(PageNo(0), 20, Pte::copy_on_write, Pte::writable, Pte::writable);
    CHECK_FALSE(table.at(PageNo(9)).has(Pte::copy_on_write));
    CHECK(table.at(PageNo(10)).has(Pte::copy_on_write));
    CHECK_FALSE(table.at(PageNo(10)).has(Pte::writable));
    CHECK(table.run_at(PageNo(10), 100).pages == 10);
    CHECK(table.run_at(PageNo(20), 100).pages == 100);
    CHECK_FALSE(table.run_at(PageNo(20), 100).pte.exists());
}

TEST_CASE("a page table does what a map of entries does") {
    const Stream stream(23, "page-table", 0);
    std::uint64_t thrown = 0;
    const auto dice = [&](std::uint64_t bound) { return below(bound, stream.at(thrown++)); };
    const std::uint64_t page_size = 128; // 16 entries a table
    PageTable table(levels(3), page_size);
    std::vector<std::pair<PageTable, Naive>> copies;
    Naive naive;
    for (int step = 0; step < 6'000; ++step) {
        const std::uint64_t first = dice(600), pages = dice(3) == 0 ? 1 + dice(200) : 1 + dice(3);
        const std::uint64_t what = dice(10);
        if (what < 4) {
            const Pte entry =
                pte(dice(4) * 1000 + first, static_cast<std::uint8_t>(plain | dice(2) * Pte::dirty));
            table.map(PageNo(first), pages, entry);
            for (std::uint64_t i = 0; i < pages; ++i)
                naive[first + i] = {entry.frame + i, entry.flags};
        } else if (what < 6) {
            table.unmap(PageNo(first), pages);
            naive.erase(naive.lower_bound(first), naive.lower_bound(first + pages));
        } else {
            const auto set = static_cast<std::uint8_t>(dice(2) * Pte::accessed);
            const auto clear = static_cast<std::uint8_t>(dice(2) * Pte::writable + dice(2) * Pte::present);
            const auto only = static_cast<std::uint8_t>(dice(2) * Pte::dirty);
            table.change(PageNo(first), pages, set, clear, only);
            for (auto at = naive.lower_bound(first); at != naive.lower_bound(first + pages); ++at)
                if ((at->second.flags & only) == only)
                    at->second.flags = static_cast<std::uint8_t>((at->second.flags | set) & ~clear);
        }
        const PageNo probe(dice(850));
        const auto entry = naive.find(probe.value);
        REQUIRE(table.at(probe) == (entry == naive.end() ? Pte{} : entry->second));
        if (step % 20 != 0) continue;
        require_same(table, naive);
        REQUIRE(table.tables() == tables_of(naive, 4, 3) - 1 + table.tables_at(3));
        if (step % 500 == 0) copies.emplace_back(table, naive);
    }
    for (const auto& [copy, entries] : copies)
        require_same(copy, entries);
}

TEST_CASE("a linear table may have pages that hold one entry, or none") {
    for (const std::uint64_t page_size : {8U, 4U}) {
        PageTableSpec spec;
        spec.linear = true;
        spec.levels = 1;
        spec.entry_bytes = 8;
        PageTable table(spec, page_size);
        table.map(PageNo(3), 2, Pte{FrameNo(7), Pte::present});
        CHECK(table.at(PageNo(4)).frame == FrameNo(8));
        CHECK_FALSE(table.at(PageNo(5)).exists());
    }
}
