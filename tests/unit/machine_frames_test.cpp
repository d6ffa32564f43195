// Frames against an array of counts; replacement against the reference strings of the textbooks.
#include "base/random.hpp"
#include "machine/frames.hpp"
#include "machine/replacement.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <map>
#include <vector>

using namespace ossim;

namespace {

using Pages = std::vector<std::uint64_t>;

const Pages belady{1, 2, 3, 4, 1, 2, 5, 1, 2, 3, 4, 5};
const Pages silberschatz{7, 0, 1, 2, 0, 3, 0, 4, 2, 3, 0, 3, 2, 1, 2, 0, 1, 7, 0, 1};
const Pages stallings{2, 3, 2, 1, 5, 2, 4, 5, 3, 2, 5, 2};

std::uint64_t next_use(const Pages& pages, std::size_t at) {
    const auto next = std::find(pages.begin() + static_cast<std::ptrdiff_t>(at) + 1, pages.end(), pages[at]);
    return next == pages.end() ? Replacement::never : static_cast<std::uint64_t>(next - pages.begin());
}

std::uint64_t faults(PageReplacement rule, std::uint64_t frames, const Pages& pages) {
    Replacement replacement(rule, FrameAllocation::global, Duration(1'000), true, 1);
    Frames memory(frames);
    std::map<std::uint64_t, FrameNo> resident;
    std::uint64_t faults = 0;
    for (std::size_t i = 0; i < pages.size(); ++i) {
        const Time now(static_cast<std::int64_t>(i));
        if (const auto found = resident.find(pages[i]); found != resident.end()) {
            replacement.referenced(found->second, now, next_use(pages, i));
            continue;
        }
        ++faults;
        if (!memory.has_room(1)) {
            const FrameNo victim = replacement.victim(SpaceId(1));
            resident.erase(replacement.at(victim).page.value);
            replacement.gone(victim);
            CHECK(memory.release({victim, 1}) == 1);
        }
        const FrameNo frame = *memory.allocate(SpaceId(1));
        replacement.came_in(frame, {SpaceId(1), PageNo(pages[i])}, now, next_use(pages, i));
        resident[pages[i]] = frame;
    }
    return faults;
}

} // namespace

TEST_CASE("reference strings fault as often as the textbooks say") {
    CHECK(faults(PageReplacement::fifo, 3, belady) == 9); // Belady's anomaly: more frames, more faults
    CHECK(faults(PageReplacement::fifo, 4, belady) == 10);
    CHECK(faults(PageReplacement::lru, 3, belady) == 10);
    CHECK(faults(PageReplacement::lru, 4, belady) == 8);
    CHECK(faults(PageReplacement::fifo, 3, silberschatz) == 15);
    CHECK(faults(PageReplacement::opt, 3, silberschatz) == 9);
    CHECK(faults(PageReplacement::lru, 3, silberschatz) == 12);
    CHECK(faults(PageReplacement::opt, 3, stallings) == 6); // 3 after the frames are full, as he counts
    CHECK(faults(PageReplacement::lru, 3, stallings) == 7);
    CHECK(faults(PageReplacement::fifo, 3, stallings) == 9);
    CHECK(faults(PageReplacement::clock, 3, stallings) == 8);
}

TEST_CASE("opt is never beaten, and lru never suffers from more frames") {
    const Stream stream(31, "strings", 0);
    for (std::uint64_t round = 0; round < 40; ++round) {
        Pages pages;
        for (std::uint64_t i = 0; i < 60; ++i)
            pages.push_back(below(9, stream.at(round * 60 + i)));
        std::uint64_t last = 100;
        for (std::uint64_t frames = 1; frames <= 9; ++frames) {
            const std::uint64_t best = faults(PageReplacement::opt, frames, pages);
            for (const auto rule :
                 {PageReplacement::fifo, PageReplacement::lru, PageReplacement::clock,
                  PageReplacement::second_chance, PageReplacement::lfu, PageReplacement::mru,
                  PageReplacement::random, PageReplacement::working_set})
                REQUIRE(faults(rule, frames, pages) >= best);
            const std::uint64_t lru = faults(PageReplacement::lru, frames, pages);
            CHECK(lru <= last);
            CHECK(lru == faults(PageReplacement::working_set, frames, pages));
            last = lru;
        }
    }
}

TEST_CASE("each rule names its victim, and says how it decides between equals") {
    struct Case {
        PageReplacement rule;
        std::uint64_t victim;
    };
    for (const Case& each : {Case{PageReplacement::fifo, 10}, Case{PageReplacement::lru, 11},
                             Case{PageReplacement::mru, 12}, Case{PageReplacement::clock, 11},
                             Case{PageReplacement::second_chance, 11}, Case{PageReplacement::lfu, 11},
                             Case{PageReplacement::opt, 13}, Case{PageReplacement::working_set, 11}}) {
        Replacement replacement(each.rule, FrameAllocation::global, Duration(10), false, 1);
        for (std::uint64_t page = 10; page < 14; ++page)
            replacement.came_in(FrameNo(page - 10), {SpaceId(1), PageNo(page)}, Time(0),
                                page >= 12 ? 50 + page : 20);
        replacement.referenced(FrameNo(0), Time(1), 30);
        replacement.referenced(FrameNo(2), Time(2), 40);
        CHECK(replacement.at(replacement.victim(SpaceId(1))).page == PageNo(each.victim));
    }
}

TEST_CASE("of equals the rules that rank take the oldest load, or as they are told") {
    struct Case {
        PageReplacement rule;
        ReplacementTies ties;
        std::uint64_t victim;
    };
    using enum ReplacementTies;
    for (const Case& each :
         {Case{PageReplacement::lfu, oldest_load, 10}, Case{PageReplacement::lfu, newest_load, 12},
          Case{PageReplacement::lfu, least_recent, 11}, Case{PageReplacement::opt, oldest_load, 10},
          Case{PageReplacement::opt, newest_load, 12}, Case{PageReplacement::unopt, oldest_load, 10}}) {
        Replacement replacement(each.rule, FrameAllocation::global, Duration(), true, 1, each.ties);
        for (std::uint64_t page = 10; page < 13; ++page)
            replacement.came_in(FrameNo(page - 10), {SpaceId(1), PageNo(page)}, Time(0));
        for (const std::uint64_t frame : {1U, 0U, 1U, 2U, 0U, 2U}) // all as often
            replacement.referenced(FrameNo(frame), Time(1));
        CHECK(replacement.at(replacement.victim(SpaceId(1))).page == PageNo(each.victim));
    }
}

TEST_CASE("local allocation takes from its own, and from the richest if it has nothing") {
    Replacement replacement(PageReplacement::lru, FrameAllocation::local, Duration(), true, 1);
    for (std::uint64_t frame = 0; frame < 5; ++frame)
        replacement.came_in(FrameNo(frame), {SpaceId(frame < 2 ? 1 : 2), PageNo(frame)}, Time(0));
    CHECK(replacement.victim(SpaceId(1)) == FrameNo(0));
    CHECK(replacement.victim(SpaceId(2)) == FrameNo(2));
    CHECK(replacement.victim(SpaceId(9)) == FrameNo(2));
    CHECK(replacement.resident(SpaceId(2)) == 3);
}

TEST_CASE("what was not used within the window is given up") {
    Replacement replacement(PageReplacement::working_set, FrameAllocation::global, Duration(10), false, 1);
    for (std::uint64_t frame = 0; frame < 3; ++frame)
        replacement.came_in(FrameNo(frame), {SpaceId(1), PageNo(frame)},
                            Time(static_cast<std::int64_t>(frame)));
    replacement.referenced(FrameNo(0), Time(5));
    std::vector<FrameNo> old;
    replacement.outside_window(SpaceId(1), Time(10), old);
    CHECK(old.empty());
    replacement.outside_window(SpaceId(2), Time(20), old);
    CHECK(old.empty());
    replacement.outside_window(SpaceId(1), Time(12), old);
    CHECK(old == std::vector<FrameNo>{FrameNo(1), FrameNo(2)});
}

TEST_CASE("frames are counted as an array counts them, the lowest free one first") {
    const Stream stream(37, "frames", 0);
    std::uint64_t thrown = 0;
    const auto dice = [&](std::uint64_t bound) { return below(bound, stream.at(thrown++)); };
    const std::uint64_t limit = 300;
    Frames frames(limit);
    std::vector<std::uint32_t> shares(limit);
    for (int step = 0; step < 8'000; ++step) {
        const auto used = static_cast<std::uint64_t>(
            std::count_if(shares.begin(), shares.end(), [](std::uint32_t each) { return each > 0; }));
        REQUIRE(frames.used() == used);
        REQUIRE(frames.shared() ==
                static_cast<std::uint64_t>(std::count_if(shares.begin(), shares.end(),
                                                         [](std::uint32_t each) { return each > 1; })));
        const std::uint64_t first = dice(limit), most = dice(20);
        FrameRun run{FrameNo(first), 0};
        while (run.frames < most && first + run.frames < limit && shares[first + run.frames] > 0)
            ++run.frames;
        const std::uint64_t what = dice(4);
        if (what == 0) {
            std::vector<FrameRun> got;
            const std::uint64_t wanted = dice(40);
            REQUIRE(frames.allocate(SpaceId(1 + static_cast<std::uint32_t>(dice(3))), wanted, got) ==
                    (wanted <= limit - used));
            for (const FrameRun& each : got)
                for (std::uint64_t i = 0; i < each.frames; ++i) {
                    const auto lowest = std::find(shares.begin(), shares.end(), 0U) - shares.begin();
                    REQUIRE(each.first.value + i == static_cast<std::uint64_t>(lowest));
                    shares[each.first.value + i] = 1;
                }
        } else if (run.frames > 0 && what == 1) {
            frames.share(run);
            for (std::uint64_t i = 0; i < run.frames; ++i)
                ++shares[first + i];
        } else if (run.frames > 0) {
            std::uint64_t freed = 0;
            for (std::uint64_t i = 0; i < run.frames; ++i)
                freed += --shares[first + i] == 0 ? 1 : 0;
            REQUIRE(frames.release(run) == freed);
        }
        REQUIRE(frames.at(FrameNo(first)).shares == shares[first]);
    }
}

TEST_CASE("ten thousand times a gibibyte is as many extents, and one when all are the same") {
    Frames frames(std::nullopt);
    std::vector<FrameRun> runs;
    for (std::uint32_t space = 1; space <= 10'000; ++space)
        REQUIRE(frames.allocate(SpaceId(space), std::uint64_t{1} << 18U, runs));
    CHECK(frames.used() == 10'000ULL << 18U);
    CHECK(frames.extents() == 10'000);
    for (const FrameRun& run : runs)
        frames.share(run);
    CHECK(frames.shared() == frames.used());
    CHECK(frames.release(runs[7]) == 0);
    CHECK(frames.release(runs[7]) == std::uint64_t{1} << 18U);
    CHECK(frames.allocate(SpaceId(1)) == runs[7].first);
}

TEST_CASE("frames for a huge page are neighbours and aligned, and what is passed over stays free") {
    Frames frames(2'000);
    CHECK(frames.allocate(SpaceId(1)) == FrameNo(0));
    CHECK(frames.allocate_aligned(SpaceId(1), 512) == FrameNo(512));
    CHECK(frames.allocate(SpaceId(1)) == FrameNo(1));
    CHECK(frames.release({FrameNo(0), 2}) == 2);
    CHECK(frames.allocate_aligned(SpaceId(2), 256) == FrameNo(0));
    CHECK(frames.allocate_aligned(SpaceId(2), 512) == FrameNo(1024));
    CHECK_FALSE(frames.allocate_aligned(SpaceId(2), 512)); // 1536 to 2047 is not there
    CHECK(frames.used() == 512 + 256 + 512);
    CHECK(frames.allocate(SpaceId(3)) == FrameNo(256));
}
