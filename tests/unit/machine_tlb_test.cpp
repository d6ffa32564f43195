// TLB, tags and page ids: the exact mechanisms, and a naive TLB that remembers what a switch took.
#include "base/random.hpp"
#include "machine/page_ids.hpp"
#include "machine/tag_slots.hpp"
#include "machine/tlb.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <map>
#include <set>
#include <vector>

using namespace ossim;

namespace {

struct Dice {
    Stream stream{11, "tlb-test", 0};
    std::uint64_t thrown = 0;
    std::uint64_t operator()(std::uint64_t bound) { return below(bound, stream.at(thrown++)); }
};

TlbSpec shape(std::vector<TlbLevel> levels, TlbReplacement replacement = TlbReplacement::lru) {
    TlbSpec spec;
    spec.levels = std::move(levels);
    spec.replacement = replacement;
    return spec;
}

/// A TLB whose pages need no ids: the number is the id.
struct Bench {
    explicit Bench(const TlbSpec& spec, std::uint32_t tags = 1) : tlb(spec, tags, Stream(3, "tlb", 0)) {}
    TlbResult access(std::uint32_t page, TlbTag tag = 0) {
        return tlb.access({page, page, PageSize::base}, tag, run, clock.now());
    }
    bool holds(std::uint32_t page, TlbTag tag = 0) const { return tlb.holds({page, page}, tag); }
    Tlb tlb;
    SwitchClock clock;
    Run run;
};

/// One level, written to be read: each set a list, the next victim first.
class NaiveLevel {
  public:
    struct Entry {
        std::uint32_t page;
        TlbTag tag;
        std::uint64_t instance;
    };
    NaiveLevel(std::uint32_t entries, std::uint32_t ways, bool lru)
        : sets_(entries / ways), ways_(ways), lru_(lru) {}

    bool access(std::uint32_t page, TlbTag tag) {
        auto& set = set_of(page);
        const auto found = std::find_if(set.begin(), set.end(), [=](const Entry& entry) {
            return entry.page == page && entry.tag == tag;
        });
        if (found == set.end()) return false;
        if (lru_) std::rotate(found, found + 1, set.end());
        return true;
    }
    /// The instance that made room, or 0.
    std::uint64_t fill(std::uint32_t page, TlbTag tag) {
        auto& set = set_of(page);
        std::uint64_t gone = 0;
        if (set.size() == ways_) {
            gone = set.front().instance;
            set.erase(set.begin());
        }
        set.push_back({page, tag, ++instances_});
        return gone;
    }
    template <class Condition>
    void erase(Condition condition) {
        for (auto& set : sets_)
            set.erase(std::remove_if(set.begin(), set.end(), condition), set.end());
    }
    std::map<std::uint64_t, std::uint32_t> instances(TlbTag tag) const {
        std::map<std::uint64_t, std::uint32_t> all;
        for (const auto& set : sets_)
            for (const Entry& entry : set)
                if (entry.tag == tag) all[entry.instance] = entry.page;
        return all;
    }

  private:
    std::vector<Entry>& set_of(std::uint32_t page) { return sets_[page % sets_.size()]; }
    std::vector<std::vector<Entry>> sets_;
    std::uint32_t ways_;
    std::uint64_t instances_ = 0;
    bool lru_;
};

/// A naive level that knows what each thread and each space had when it left.
class NaiveWithMemory {
  public:
    NaiveWithMemory(std::uint32_t entries, std::uint32_t ways, bool lru) : level_(entries, ways, lru) {}

    bool access(std::uint32_t page, TlbTag tag) { return level_.access(page, tag); }
    /// True if the page is missing because of a switch. It comes in.
    bool miss(std::uint32_t page, TlbTag tag) {
        const bool by_switch = missing_.erase(page) > 0;
        for (auto* all : {&threads_, &spaces_}) // from now on it counts what becomes of the new entry
            for (auto& [who, had] : *all)
                std::erase_if(had, [=](const auto& each) { return each.second == page; });
        const std::uint64_t gone = level_.fill(page, tag);
        if (by_switch && had_.count(gone) > 0) missing_.insert(had_[gone]);
        return by_switch;
    }
    void leave(std::uint32_t thread, TlbTag space) {
        threads_[thread] = spaces_[space] = level_.instances(space);
        missing_.clear();
        had_.clear();
    }
    void begin(std::uint32_t thread, TlbTag space) {
        had_ = threads_[thread];
        had_.insert(spaces_[space].begin(), spaces_[space].end());
        const auto here = level_.instances(space);
        std::set<std::uint32_t> present;
        for (const auto& [instance, page] : here)
            present.insert(page);
        for (const auto& [instance, page] : had_)
            if (present.count(page) == 0) missing_.insert(page);
    }
    void flush(TlbTag tag) {
        level_.erase([=](const NaiveLevel::Entry& entry) { return entry.tag == tag; });
    }
    /// An invalidation is nobody's switch: the thread that had the page forgets that it had it.
    void remove(std::uint32_t page, TlbTag tag) {
        for (const auto& [instance, each] : level_.instances(tag)) {
            if (each != page) continue;
            for (auto& [thread, had] : threads_)
                had.erase(instance);
            for (auto& [space, had] : spaces_)
                had.erase(instance);
            had_.erase(instance);
        }
        level_.erase([=](const NaiveLevel::Entry& entry) { return entry.tag == tag && entry.page == page; });
    }

  private:
    using Had = std::map<std::uint64_t, std::uint32_t>; ///< instance to page
    NaiveLevel level_;
    std::map<std::uint32_t, Had> threads_;
    std::map<std::uint32_t, Had> spaces_;
    Had had_;
    std::set<std::uint32_t> missing_;
};

} // namespace

TEST_CASE("a page comes in at its first access, and the least recently used one of its set goes") {
    Bench tlb(shape({{4, 2}}));
    CHECK(tlb.access(0).hit() == TlbHit::none);
    CHECK(tlb.access(2).hit() == TlbHit::none);
    CHECK(tlb.access(0).hit() == TlbHit::first);
    CHECK(tlb.access(4).hit() == TlbHit::none); // in the place of 2
    CHECK(tlb.holds(0));
    CHECK_FALSE(tlb.holds(2));
    CHECK(tlb.access(1).hit() == TlbHit::none); // the other set
    CHECK(tlb.tlb.counts().compulsory == 4);
    CHECK(tlb.tlb.counts().walks == 4);
    CHECK_FALSE(tlb.access(2).compulsory());
}

TEST_CASE("first in, first out does not care for uses") {
    Bench tlb(shape({{2, 0}}, TlbReplacement::fifo));
    for (const std::uint32_t page : {1U, 2U, 1U, 3U})
        tlb.access(page);
    CHECK_FALSE(tlb.holds(1));
    CHECK(tlb.holds(2));
}

TEST_CASE("a random victim is the same in every run, and room is taken first") {
    Bench one(shape({{8, 0}}, TlbReplacement::random)), other(shape({{8, 0}}, TlbReplacement::random));
    for (std::uint32_t page = 0; page < 8; ++page)
        one.access(page);
    for (std::uint32_t page = 0; page < 8; ++page)
        CHECK(one.holds(page));
    for (std::uint32_t page = 0; page < 8; ++page)
        other.access(page);
    for (std::uint32_t page = 8; page < 200; ++page)
        CHECK(one.access(page % 13).hit() == other.access(page % 13).hit());
}

TEST_CASE("what the first level lost the second may have") {
    Bench tlb(shape({{4, 4}, {64, 4}}));
    for (std::uint32_t page = 0; page < 16; ++page)
        CHECK(tlb.access(page).hit() == TlbHit::none);
    for (std::uint32_t page = 0; page < 12; ++page)
        CHECK(tlb.access(page).hit() == TlbHit::second);
    CHECK(tlb.access(11).hit() == TlbHit::first);
    CHECK(tlb.tlb.counts().walks == 16);
    CHECK(tlb.tlb.counts().second_hits == 12);
}

TEST_CASE("a flush of a tag leaves other tags and global pages, and what it emptied is filled first") {
    Bench tlb(shape({{4, 4}}), 2);
    const TlbTag global = tlb.tlb.global_tag();
    tlb.access(1, 0);
    tlb.access(2, 1);
    tlb.access(3, global);
    tlb.access(4, 1);
    tlb.tlb.flush_tag(1, tlb.clock.tick());
    CHECK(tlb.holds(1, 0));
    CHECK_FALSE(tlb.holds(2, 1));
    CHECK(tlb.holds(3, global));
    tlb.access(5, 0);
    tlb.access(6, 0);
    CHECK(tlb.holds(1, 0)); // the oldest, but 2 and 4 were dead
    tlb.tlb.flush_all(tlb.clock.tick(), false);
    CHECK_FALSE(tlb.holds(1, 0));
    CHECK(tlb.holds(3, global));
    tlb.tlb.flush_all(tlb.clock.tick(), true);
    CHECK_FALSE(tlb.holds(3, global));
}

TEST_CASE("huge pages have entries of their own, or share") {
    TlbSpec spec = shape({{2, 0}});
    spec.huge_entries = 1;
    Bench own(spec), shared(shape({{2, 0}}));
    for (Bench* tlb : {&own, &shared}) {
        tlb->access(1);
        tlb->access(2);
        tlb->tlb.access({70, 1, PageSize::huge}, 0, tlb->run, tlb->clock.now());
    }
    CHECK(own.holds(1));
    CHECK_FALSE(shared.holds(1));
    CHECK(shared.tlb.holds({70, 1, PageSize::huge}, 0));
    own.tlb.flush_page({70, 1, PageSize::huge}, 0, own.clock.tick());
    CHECK_FALSE(own.tlb.holds({70, 1, PageSize::huge}, 0));
}

TEST_CASE("without a TLB everything is a walk") {
    Bench none(shape({}));
    for (int i = 0; i < 3; ++i)
        CHECK(none.access(1).hit() == TlbHit::none);
    CHECK(none.tlb.counts().walks == 3);
    none.tlb.flush_all(none.clock.tick(), true);
    CHECK_FALSE(none.holds(1));
}

TEST_CASE("a thread's own capacity misses are not the switch's") {
    Bench tlb(shape({{64, 4}}));
    const auto round = [&] {
        std::uint32_t by_switch = 0;
        for (std::uint32_t page = 0; page < 100; ++page)
            by_switch += tlb.access(page).by_switch() ? 1 : 0;
        return by_switch;
    };
    CHECK(round() == 0);
    const Leaving left{tlb.clock.tick(), 0};
    const Stamp began = tlb.clock.tick();
    tlb.run = {left, left, began, 0};
    CHECK(round() == 0);
    CHECK(round() == 0);
}

TEST_CASE("the TLB does what a naive one does, and knows as well what a switch took") {
    struct Shape {
        std::uint32_t entries, ways;
        TlbReplacement replacement;
    };
    for (const Shape& each : {Shape{16, 4, TlbReplacement::lru}, Shape{12, 3, TlbReplacement::fifo},
                              Shape{7, 7, TlbReplacement::lru}}) {
        Dice dice;
        const TlbTag tags = 3;
        Bench tlb(shape({{each.entries, each.ways}}, each.replacement), tags);
        NaiveWithMemory naive(each.entries, each.ways, each.replacement == TlbReplacement::lru);
        std::map<std::uint32_t, Leaving> threads, spaces;
        std::uint32_t thread = 0;
        std::uint64_t by_switch = 0;
        for (int step = 0; step < 60'000; ++step) {
            const TlbTag space = thread % tags;
            const std::uint64_t what = dice(60);
            if (what == 0) {
                threads[thread] = spaces[space] = {tlb.clock.tick(), tlb.tlb.flushed(space)};
                naive.leave(thread, space);
                if (dice(3) == 0) {
                    const auto tag = static_cast<TlbTag>(dice(tags));
                    tlb.tlb.flush_tag(tag, tlb.clock.tick());
                    naive.flush(tag);
                }
                thread = static_cast<std::uint32_t>(dice(5));
                const TlbTag now = thread % tags;
                tlb.run = {threads[thread], spaces[now], tlb.clock.tick(), tlb.tlb.flushed(now)};
                naive.begin(thread, now);
            } else if (what == 1 && dice(4) == 0) {
                const auto page = static_cast<std::uint32_t>(space * 20 + dice(12));
                tlb.tlb.flush_page({page, page}, space, tlb.clock.now());
                naive.remove(page, space);
            } else if (what == 2 && dice(9) == 0 && dice(20) == 0) {
                tlb.tlb.age(0); // dead entries are cleared away, which nobody must notice
            } else {
                const auto page = static_cast<std::uint32_t>(space * 20 + dice(12));
                const TlbResult result = tlb.access(page, space);
                const bool hit = naive.access(page, space);
                REQUIRE((result.hit() == TlbHit::first) == hit);
                if (hit) continue;
                REQUIRE(result.by_switch() == naive.miss(page, space));
                by_switch += result.by_switch() ? 1 : 0;
            }
        }
        CHECK(by_switch > 1'000);
        CHECK(tlb.tlb.counts().switch_walks == by_switch);
    }
}

TEST_CASE("six address spaces keep their tags, a seventh takes one from each in turn") {
    TagSlots slots(6);
    for (std::uint32_t space = 1; space <= 6; ++space)
        CHECK(slots.choose(SpaceId(space), 0).flush);
    for (std::uint32_t round = 0; round < 3; ++round)
        for (std::uint32_t space = 1; space <= 6; ++space)
            CHECK_FALSE(slots.choose(SpaceId(space), 0).flush);
    TagSlots crowded(6);
    for (std::uint32_t space = 1; space <= 7; ++space)
        (void)crowded.choose(SpaceId(space), 0);
    for (std::uint32_t round = 0; round < 3; ++round)
        for (std::uint32_t space = 1; space <= 7; ++space) {
            const TagChoice choice = crowded.choose(SpaceId(space), 0);
            CHECK(choice.flush);
            CHECK(choice.from == SpaceId(space == 7 ? 1 : space + 1)); // the next one to come
        }
}

TEST_CASE("a stale slot is flushed and kept; what missed a change stays stale") {
    TagSlots slots(6);
    (void)slots.choose(SpaceId(1), 0);
    const TagChoice stale = slots.choose(SpaceId(1), 1);
    CHECK(stale.flush);
    CHECK_FALSE(stale.new_tag);
    CHECK_FALSE(slots.choose(SpaceId(1), 1).flush);
    slots.refresh(SpaceId(1), 3, false); // change 2 was not served
    CHECK(slots.choose(SpaceId(1), 3).flush);
    slots.refresh(SpaceId(1), 4, false);
    CHECK_FALSE(slots.choose(SpaceId(1), 4).flush);
    slots.remove(SpaceId(1));
    CHECK(slots.choose(SpaceId(1), 4).new_tag);
}

TEST_CASE("without tags every load flushes") {
    TagSlots none(0);
    CHECK(none.choose(SpaceId(1), 0).flush);
    CHECK(none.choose(SpaceId(1), 0).flush);
}

TEST_CASE("full ASIDs last for a generation; the next one flushes every CPU once") {
    Asids asids(256, 2);
    const CpuId first(0), second(1);
    (void)asids.choose(second, SpaceId(1));
    for (std::uint32_t space = 2; space <= 255; ++space) {
        const TagChoice choice = asids.choose(first, SpaceId(space));
        CHECK(choice.tag == space);
        CHECK_FALSE(choice.new_generation);
    }
    const TagChoice rolled = asids.choose(first, SpaceId(256));
    CHECK(rolled.new_generation);
    CHECK(asids.tag_of(SpaceId(1)) == 1); // loaded on the second CPU: it keeps its number
    CHECK(asids.tag_of(SpaceId(2)) == 0);
    CHECK(asids.choose(second, SpaceId(3)).new_generation);
    CHECK_FALSE(asids.choose(second, SpaceId(4)).new_generation);
    CHECK_FALSE(asids.choose(first, SpaceId(256)).new_tag);
}

TEST_CASE("page ids are dense by blocks, and are used again when a space is gone") {
    PageIds ids;
    Dice dice;
    std::map<std::pair<std::uint32_t, std::uint64_t>, PageId> known;
    for (int i = 0; i < 3'000; ++i) {
        const auto space = static_cast<std::uint32_t>(1 + dice(9));
        const std::uint64_t page = dice(2) == 0 ? dice(500) : (std::uint64_t{1} << 45U) + dice(100'000);
        const PageId id = ids.id({SpaceId(space), 0}, page);
        const auto [at, fresh] = known.emplace(std::pair{space, page}, id);
        REQUIRE(at->second == id);
        REQUIRE(id % 64 == page % 64);
        if (i % 300 != 299) continue;
        std::size_t blocks = 0;
        ids.remove(SpaceId(space), [&](PageFamily family, std::uint64_t first, PageId) {
            CHECK(family.space == SpaceId(space));
            CHECK(first % 64 == 0);
            ++blocks;
        });
        CHECK(blocks > 0);
        CHECK(ids.find({SpaceId(space), 0}, page) == no_page);
        for (auto each = known.begin(); each != known.end();)
            each = each->first.first == space ? known.erase(each) : std::next(each);
    }
    std::set<PageId> distinct;
    for (const auto& [key, id] : known) {
        CHECK(ids.find({SpaceId(key.first), 0}, key.second) == id);
        distinct.insert(id);
    }
    CHECK(distinct.size() == known.size());
}
