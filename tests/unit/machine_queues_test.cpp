// The queues of pending happenings against a set that sorts everything; and a device's queue.
#include "base/random.hpp"
#include "machine/device.hpp"
#include "machine/radix_heap.hpp"
#include "machine/winner_tree.hpp"

#include <doctest/doctest.h>

#include <map>
#include <set>

using namespace ossim;

namespace {
struct Dice {
    Stream stream{7, "machine-test", 0};
    std::uint64_t thrown = 0;
    std::uint64_t operator()(std::uint64_t bound) { return below(bound, stream.at(thrown++)); }
};
} // namespace

TEST_CASE("the radix heap takes what a sorted set takes, over spans near and far") {
    Dice dice;
    RadixHeap heap;
    std::set<HappeningKey> naive;
    std::int64_t now = 0;
    for (std::uint64_t i = 1; i <= 20'000; ++i) {
        if (naive.empty() || dice(5) < 3) {
            const std::int64_t span = static_cast<std::int64_t>(dice(std::uint64_t{1} << dice(50)));
            const HappeningKey key{Time(now + (dice(3) == 0 ? 0 : span)), dice(4), i};
            heap.push({key, static_cast<std::uint32_t>(i), 0});
            naive.insert(key);
        } else {
            REQUIRE(heap.earliest_time() == naive.begin()->time);
            now = naive.begin()->time.ns();
            REQUIRE(heap.pop().key == *naive.begin());
            naive.erase(naive.begin());
        }
        REQUIRE(heap.size() == naive.size());
        REQUIRE(heap.earliest_time() == (naive.empty() ? Time::never() : naive.begin()->time));
    }
}

TEST_CASE("the radix heap reaches from the start of time to its end") {
    RadixHeap heap;
    CHECK(heap.empty());
    CHECK(heap.earliest_time() == Time::never());
    heap.push({{Time::never(), 0, 1}, 0, 0});
    heap.push({{Time(0), 0, 2}, 0, 0});
    heap.push({{Time(0), 0, 1}, 0, 0});
    CHECK(heap.pop().key.stamp == 1);
    CHECK(heap.pop().key.stamp == 2);
    CHECK(heap.pop().key.time == Time::never());
    CHECK(heap.empty());
}

TEST_CASE("the winner tree shows the earliest of its slots, whatever their number") {
    Dice dice;
    for (const std::size_t slots : {1U, 2U, 3U, 5U, 64U, 100U}) {
        WinnerTree tree(slots);
        std::map<std::size_t, HappeningKey> naive;
        for (std::uint64_t i = 1; i <= 2'000; ++i) {
            const std::size_t slot = dice(slots);
            if (dice(4) == 0) {
                tree.clear(slot);
                naive.erase(slot);
            } else {
                const HappeningKey key{Time(static_cast<std::int64_t>(dice(50))), dice(3), i};
                tree.set(slot, {key, static_cast<std::uint32_t>(slot), 0});
                naive[slot] = key;
            }
            HappeningKey least;
            for (const auto& [_, key] : naive)
                least = std::min(least, key);
            REQUIRE(tree.earliest().key == least);
        }
    }
}

TEST_CASE("a device serves as many as it has channels, the others in order; an undeclared one serves all") {
    const auto request = [](std::uint64_t number) {
        DeviceRequest made;
        made.number = number;
        return made;
    };
    Device disk(2);
    CHECK(disk.submit(request(1)));
    CHECK(disk.submit(request(2)));
    CHECK_FALSE(disk.submit(request(3)));
    CHECK_FALSE(disk.submit(request(4)));
    CHECK(disk.queued() == 2);
    CHECK(disk.complete()->number == 3);
    CHECK(disk.complete()->number == 4);
    CHECK(disk.queued() == 0);
    CHECK_FALSE(disk.complete());
    CHECK(disk.submit(request(5)));
    CHECK_FALSE(disk.submit(request(6)));
    Device any(0);
    for (std::uint64_t number = 1; number <= 1'000; ++number)
        REQUIRE(any.submit(request(number)));
    CHECK(any.queued() == 0);
}
