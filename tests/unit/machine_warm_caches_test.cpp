// Caches as a rate: who is warm where, who is pushed out, and what whole ticks cost.
#include "machine/warm_caches.hpp"

#include <doctest/doctest.h>

using namespace ossim;

namespace {

constexpr CpuId here(0), there(1);

WarmCaches caches(std::int64_t time, std::int64_t rate = 2, std::uint64_t size = 100) {
    return {{Duration(time), rate, size, Duration(1)}, 2};
}

std::vector<Tid> enter(WarmCaches& caches, Tid tid, std::uint64_t working_set) {
    std::vector<Tid> pushed_out;
    caches.enter(here, tid, working_set, pushed_out);
    return pushed_out;
}

} // namespace

TEST_CASE("a thread warms up by running, on each CPU by itself") {
    WarmCaches warm = caches(10);
    CHECK(warm.until_warm(here, Tid(1)) == Duration(10));
    warm.ran(here, Tid(1), Duration(7));
    CHECK(warm.until_warm(here, Tid(1)) == Duration(3));
    CHECK(warm.until_warm(there, Tid(1)) == Duration(10));
    warm.ran(here, Tid(1), Duration(3));
    CHECK_FALSE(warm.is_warm(here, Tid(1)));
    CHECK(enter(warm, Tid(1), 60).empty());
    CHECK(warm.is_warm(here, Tid(1)));
    CHECK_FALSE(warm.is_warm(there, Tid(1)));
    CHECK(warm.until_warm(here, Tid(1)) == Duration::forever());
    CHECK(warm.warm_time(here) == Duration());
    warm.ran(here, Tid(1), Duration(4));
    CHECK(warm.warm_time(here) == Duration(4));
}

TEST_CASE("the oldest working sets are pushed out, whoever ran last; one that is too large at once") {
    WarmCaches warm = caches(10);
    CHECK(enter(warm, Tid(1), 40).empty());
    CHECK(enter(warm, Tid(2), 40).empty());
    warm.ran(here, Tid(1), Duration(5)); // to run again makes it no younger
    CHECK(enter(warm, Tid(3), 40) == std::vector<Tid>{Tid(1)});
    CHECK(warm.until_warm(here, Tid(1)) == Duration(10));
    CHECK(enter(warm, Tid(4), 101) == std::vector<Tid>{Tid(2), Tid(3), Tid(4)});
    CHECK(enter(warm, Tid(1), 100).empty());
}

TEST_CASE("where a newcomer is warm at once, who was pushed out runs cold for a tick") {
    WarmCaches warm = caches(0);
    CHECK(warm.until_warm(here, Tid(1)) == Duration());
    CHECK(enter(warm, Tid(1), 60).empty());
    CHECK(enter(warm, Tid(2), 60) == std::vector<Tid>{Tid(1)});
    CHECK(warm.until_warm(here, Tid(1)) == Duration(1));
}

TEST_CASE("warm threads take whole ticks, and never longer than cold ones") {
    WarmCaches warm = caches(0, 3);
    CHECK(warm.time_for(here, Tid(1), Duration(10)) == Duration(10));
    CHECK(warm.work_in(here, Tid(1), Duration(4)) == Duration(4));
    CHECK(enter(warm, Tid(1), 1).empty());
    CHECK(warm.time_for(here, Tid(1), Duration(10)) == Duration(4));
    CHECK(warm.time_for(here, Tid(1), Duration(9)) == Duration(3));
    CHECK(warm.time_for(here, Tid(1), Duration()) == Duration());
    CHECK(warm.work_in(here, Tid(1), Duration(4)) == Duration(12));
    WarmCaches coarse({Duration(), 2, 100, Duration(10)}, 1);
    CHECK(enter(coarse, Tid(1), 1).empty());
    CHECK(coarse.time_for(here, Tid(1), Duration(7)) == Duration(7));
    CHECK(coarse.time_for(here, Tid(1), Duration(30)) == Duration(20));
    CHECK(coarse.time_for(here, Tid(1), Duration::forever()) < Duration::forever());
}
