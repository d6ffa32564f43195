// The footprint caches: flat while working sets fit, the cliff when they do not, and whose fault a miss is.
#include "base/random.hpp"
#include "machine/cache.hpp"
#include "machine/refill.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <vector>

using namespace ossim;

namespace {

CacheSpec caches(std::vector<CacheLevel> levels) {
    CacheSpec spec;
    spec.levels = std::move(levels);
    return spec;
}

constexpr std::uint64_t page_lines = 64;

/// One CPU with its caches; a working set is so many pages from a first id on.
struct Bench {
    explicit Bench(const CacheSpec& spec) : shared(shared_of(spec)), hierarchy(spec, shared) {}
    LineSources touch(PageId first, PageId pages, std::uint64_t lines = page_lines) {
        LineSources sources;
        for (PageId id = first; id < first + pages; ++id)
            hierarchy.touch(id, id, lines, run, run, clock.now(), sources);
        return sources;
    }
    static std::vector<FootprintLevel> shared_of(const CacheSpec& spec) {
        std::vector<FootprintLevel> levels;
        for (const CacheLevel& level : spec.levels)
            if (level.shared) levels.emplace_back(level.size / spec.line);
        return levels;
    }
    std::vector<FootprintLevel> shared;
    CacheHierarchy hierarchy;
    SwitchClock clock;
    Run run;
};

} // namespace

TEST_CASE("lines come from the nearest level that has them") {
    Bench cpu(caches({{4 * 4096, false}, {16 * 4096, false}, {64 * 4096, true}}));
    CHECK(cpu.touch(0, 1).from == std::array<std::uint64_t, 4>{0, 0, 0, 64});
    CHECK(cpu.touch(0, 1).from == std::array<std::uint64_t, 4>{64, 0, 0, 0});
    cpu.touch(1, 4); // page 0 leaves the first level
    CHECK(cpu.touch(0, 1).from == std::array<std::uint64_t, 4>{0, 64, 0, 0});
    cpu.touch(100, 16); // … and the second
    CHECK(cpu.touch(0, 1).from == std::array<std::uint64_t, 4>{0, 0, 64, 0});
}

TEST_CASE("a page that was touched in part lacks the rest") {
    Bench cpu(caches({{4 * 4096, false}}));
    cpu.touch(0, 1, 10);
    CHECK(cpu.touch(0, 1, 4).from == std::array<std::uint64_t, 4>{4, 0, 0, 0});
    CHECK(cpu.touch(0, 1, 64).from == std::array<std::uint64_t, 4>{10, 0, 0, 54});
    CHECK(cpu.hierarchy.own()[0].lines_held() == 64);
    CHECK(cpu.hierarchy.own()[0].lines_of(0) == 64);
}

TEST_CASE(
    "touches are flat while the sum of working sets fits a level, and fall off a cliff when it leaves") {
    for (PageId threads = 1; threads <= 12; ++threads) {
        Bench cpu(caches({{8 * 4096, false}, {40 * 4096, false}}));
        const PageId pages = 4; // each thread
        LineSources last;
        for (int round = 0; round < 3; ++round) {
            last = {};
            for (PageId thread = 0; thread < threads; ++thread) {
                const LineSources one = cpu.touch(thread * pages, pages);
                for (std::size_t i = 0; i < 4; ++i)
                    last.from[i] += one.from[i];
            }
        }
        const std::uint64_t all = std::uint64_t{threads} * pages * page_lines;
        CHECK(last.from[0] == (threads <= 2 ? all : 0));
        CHECK(last.from[1] == (threads > 2 && threads <= 10 ? all : 0));
        CHECK(last.from[from_memory] == (threads > 10 ? all : 0));
    }
}

TEST_CASE("a page larger than the level streams through and takes everything with it") {
    Bench cpu(caches({{4 * 4096, false}}));
    cpu.touch(0, 2);
    CHECK(cpu.touch(9, 1, 1'000).from[from_memory] == 1'000);
    CHECK(cpu.hierarchy.own()[0].lines_held() == 0);
    CHECK(cpu.touch(9, 1, 1'000).from[from_memory] == 1'000);
    cpu.touch(0, 1, 3);
    CHECK(cpu.touch(0, 1, 1'000).from == std::array<std::uint64_t, 4>{3, 0, 0, 997});
    CHECK(cpu.hierarchy.own()[0].lines_held() == 0);
}

TEST_CASE(
    "lines that others took while a thread was away are the switch's, its own capacity misses are not") {
    Bench cpu(caches({{8 * 4096, false}}));
    cpu.touch(0, 6);
    const Leaving left{cpu.clock.tick(), 0};
    cpu.run = {{}, {}, cpu.clock.tick(), 0};
    cpu.touch(100, 4); // takes the two pages of room, and pages 0 and 1
    cpu.run = {left, {}, cpu.clock.tick(), 0};
    const LineSources again = cpu.touch(0, 6);
    // 0 and 1 are missing; bringing them back pushes out 2 and 3, and these 4 and 5.
    CHECK(again.by_switch[from_memory] == 6 * page_lines);
    CHECK(again.from[from_memory] == 6 * page_lines);
    const Leaving alone{cpu.clock.tick(), 0};
    cpu.run = {alone, alone, cpu.clock.tick(), 0};
    const LineSources more = cpu.touch(0, 12); // more than it holds: its own fault
    CHECK(more.from[from_memory] > 0);
    CHECK(std::count(more.by_switch.begin(), more.by_switch.end(), 0U) == 4);
}

TEST_CASE("a virtually tagged first level is flushed, the others go by frame") {
    CacheSpec spec = caches({{8 * 4096, false}, {64 * 4096, false}});
    spec.tagged_by = TaggedBy::virtual_address;
    Bench cpu(spec);
    LineSources sources;
    cpu.hierarchy.touch(5, 900, 64, cpu.run, cpu.run, cpu.clock.now(), sources);
    CHECK(cpu.hierarchy.own()[0].lines_of(5) == 64);
    CHECK(cpu.hierarchy.own()[1].lines_of(900) == 64);
    cpu.hierarchy.flush_virtual(cpu.clock.tick());
    sources = {};
    cpu.hierarchy.touch(5, 900, 64, cpu.run, cpu.run, cpu.clock.now(), sources);
    CHECK(sources.from == std::array<std::uint64_t, 4>{0, 64, 0, 0});
}

TEST_CASE("a level never holds more than it can, and holds the pages used last") {
    const Stream stream(5, "cache-test", 0);
    FootprintLevel level(1'000);
    std::vector<std::pair<PageId, std::uint64_t>> naive; // most recently used last
    const Run run;
    for (std::uint64_t i = 0; i < 20'000; ++i) {
        const auto id = static_cast<PageId>(below(60, stream.at(2 * i)));
        const std::uint64_t lines = 1 + below(64, stream.at(2 * i + 1));
        std::uint64_t had = 0;
        for (auto at = naive.begin(); at != naive.end(); ++at)
            if (at->first == id) {
                had = at->second;
                naive.erase(at);
                break;
            }
        naive.emplace_back(id, std::max(had, lines));
        const auto held = [&] {
            std::uint64_t sum = 0;
            for (const auto& each : naive)
                sum += each.second;
            return sum;
        };
        while (held() > 1'000)
            naive.erase(naive.begin());
        REQUIRE(level.touch(id, lines, run, 1).lines == had);
        REQUIRE(level.lines_held() == held());
        REQUIRE(level.lines_of(naive.front().first) == naive.front().second);
        if (i % 500 == 0) {
            level.forget(id);
            naive.pop_back();
        }
    }
}

TEST_CASE("a refill costs what was counted, and what overlaps is hidden once") {
    MemoryPrices prices;
    prices.tlb_l2_hit = Price(2'500);
    prices.walk_level = Price(6'000);
    prices.walk_cold_level = Price(80'000);
    prices.line_l2 = Price(4'000);
    prices.line_l3 = Price(15'000);
    prices.line_memory = Price(85'000);
    prices.line_l2_sequential = Price(300);
    prices.overlap = 50;
    Refill refill;
    refill.tlb_second = 4;
    refill.levels = {10, 1};
    refill.random.from = {7, 1, 1, 1};
    refill.sequential.from = {0, 10, 0, 0};
    refill.sequential.by_switch = {0, 5, 0, 0};
    const RefillPrice cost = price(refill, prices);
    CHECK(cost.tlb.ps() == 10'000 + 60'000 + 80'000);
    CHECK(cost.cache.ps() == (104'000 + 3'000) / 2 + 0); // it is the cheaper one: half of it is hidden
    CHECK(cost.tlb_by_switch.ps() == 0);
    CHECK(cost.cache_by_switch.ps() == 1'500);
    Refill twice = refill;
    twice += refill;
    CHECK(price(twice, prices).tlb.ps() == 300'000);
    CHECK(twice.cache_misses() == 26);
    CHECK(twice.cache_misses_by_switch() == 10);
}
