// The ready queues against naive ones that are obviously right, over random operations; and a million
// threads.
#include "base/random.hpp"
#include "policies/pid_scan.hpp"
#include "policies/ready_queue.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <set>
#include <span>
#include <tuple>
#include <vector>

using namespace ossim;

namespace {

/// The next random number below `bound`, from a stream that every test makes anew.
class Dice {
  public:
    explicit Dice(std::uint64_t id) : stream_(7, "ready-queue-test", id) {}
    std::uint32_t operator()(std::uint32_t bound) {
        return static_cast<std::uint32_t>(stream_.at(drawn_++) >> 33) % bound;
    }

  private:
    Stream stream_;
    std::uint64_t drawn_ = 0;
};

struct Naive {
    std::int64_t key;
    std::uint32_t rank;
    std::int64_t order;
    Tid tid;
    bool operator<(const Naive& o) const {
        return std::tie(key, rank, order) < std::tie(o.key, o.rank, o.order);
    }
};

ThreadView view_of(Tid tid) {
    ThreadView view;
    view.tid = tid;
    return view;
}

void check_best(const Choice& choice, const std::vector<Naive>& sorted) {
    CHECK(choice.tid == (sorted.empty() ? Tid{} : sorted[0].tid));
    CHECK(choice.next == (sorted.size() < 2 ? Tid{} : sorted[1].tid));
    CHECK(choice.ready == sorted.size());
    if (sorted.size() > 1)
        CHECK(choice.decided == (sorted[0].key == sorted[1].key ? DecidedBy::tie : DecidedBy::key));
    else
        CHECK(choice.decided == DecidedBy::only);
}

} // namespace

TEST_CASE("KeyedQueue does what a sorted vector does") {
    for (const TieRule ties : {TieRule::arrival, TieRule::pid, TieRule::name, TieRule::latest}) {
        const bool latest_first = ties == TieRule::latest;
        for (std::uint32_t round = 0; round < 40; ++round) {
            Dice dice(round);
            KeyedQueue queue(ties);
            std::vector<Naive> naive;
            std::vector<std::int64_t> kept(40);
            std::int64_t last = 0;
            std::int64_t first = 0;
            for (int step = 0; step < 300; ++step) {
                const Tid tid(1 + dice(39));
                const auto at = std::ranges::find(naive, tid, &Naive::tid);
                CHECK(queue.contains(tid) == (at != naive.end()));
                if (at == naive.end()) {
                    const std::int64_t key = dice(6);
                    const auto place = static_cast<Place>(dice(3));
                    ThreadView view = view_of(tid);
                    view.pid = Pid(1 + tid.value % 5);
                    view.name_rank = tid.value * 7 % 11;
                    std::int64_t& order = kept[tid.value];
                    if (place != Place::kept || order == 0)
                        order = (place == Place::head) == latest_first ? ++last : --first;
                    queue.push(view, key, place);
                    naive.push_back({key, rank_of(view, ties), order, tid});
                } else if (dice(3) == 0) {
                    std::ranges::sort(naive, std::less<>());
                    CHECK(queue.pop() == naive.front().tid);
                    naive.erase(naive.begin());
                } else {
                    queue.remove(tid);
                    naive.erase(at);
                }
                std::ranges::sort(naive, std::less<>());
                check_best(queue.best(), naive);
            }
            for (const std::size_t most : {naive.size(), std::size_t{3}, std::size_t{1}}) {
                std::vector<Tid> shown;
                queue.walk([&](const KeyedQueue::Member& member) {
                    shown.push_back(member.tid);
                    return shown.size() < most;
                });
                const auto wanted = std::span(naive).first(std::min(most, naive.size()));
                CHECK(std::ranges::equal(shown, wanted, {}, {}, &Naive::tid));
            }
        }
    }
}

TEST_CASE("FifoQueue does what a vector does, and its instants never fall from head to tail") {
    for (std::uint32_t round = 0; round < 40; ++round) {
        Dice dice(1000 + round);
        FifoQueue queue;
        std::vector<Naive> naive;
        for (int step = 0; step < 300; ++step) {
            const Tid tid(1 + dice(30));
            const auto at = std::ranges::find(naive, tid, &Naive::tid);
            CHECK(queue.contains(tid) == (at != naive.end()));
            if (at == naive.end() && dice(4) == 0) {
                queue.push_front(tid, Time(step / 3));
                naive.insert(naive.begin(), {queue.since(tid).ns(), 0, 0, tid});
            } else if (at == naive.end()) {
                queue.push_back(tid, Time(step / 3));
                naive.push_back({step / 3, 0, 0, tid});
            } else if (dice(3) == 0) {
                CHECK(queue.pop() == naive.front().tid);
                naive.erase(naive.begin());
            } else {
                queue.remove(tid);
                naive.erase(at);
            }
            check_best(queue.best(), naive);
            CHECK(std::ranges::is_sorted(naive, {}, &Naive::key));
            Tid walk = queue.front();
            for (const Naive& member : naive) {
                CHECK(walk == member.tid);
                CHECK(queue.since(walk).ns() == member.key);
                walk = queue.behind(walk);
            }
            CHECK_FALSE(walk);
        }
    }
}

TEST_CASE("ScanQueue finds the best two, whatever has left from the middle") {
    const auto judge = [](std::int64_t a, std::int64_t b) { return a <=> b; };
    for (std::uint32_t round = 0; round < 20; ++round) {
        Dice dice(2000 + round);
        ScanQueue<std::int64_t> queue;
        std::vector<Naive> naive;
        for (std::int64_t step = 1; step < 200; ++step) {
            const Tid tid(1 + dice(20));
            const auto at = std::ranges::find(naive, tid, &Naive::tid);
            if (at == naive.end()) {
                const std::int64_t value = dice(5);
                queue.push(view_of(tid), value);
                naive.push_back({value, 0, step, tid});
            } else {
                queue.remove(tid);
                naive.erase(at);
            }
            std::ranges::sort(naive, std::less<>());
            const auto [best, second] = queue.best_two(judge);
            CHECK((best ? best->tid : Tid{}) == (naive.empty() ? Tid{} : naive[0].tid));
            CHECK((second ? second->tid : Tid{}) == (naive.size() < 2 ? Tid{} : naive[1].tid));
            const auto sorted = queue.sorted(judge);
            CHECK(std::ranges::equal(
                sorted, naive, {}, [](const auto& m) { return m.tid; }, &Naive::tid));
        }
    }
}

TEST_CASE("BitTree does what a set does, up to high numbers") {
    for (const std::uint32_t bound : {3U, 64U, 65U, 5'000U, 300'000U, 20'000'000U}) {
        Dice dice(bound);
        BitTree tree;
        std::set<std::uint32_t> naive;
        for (int step = 0; step < 2'000; ++step) {
            const std::uint32_t number = dice(bound);
            if (naive.erase(number) == 0) {
                naive.insert(number);
                tree.insert(number);
            } else {
                tree.erase(number);
            }
            for (const std::uint32_t from : {0U, dice(bound), number, number + 1, bound + 70}) {
                const auto next = naive.lower_bound(from);
                CHECK(tree.next(from) == (next == naive.end() ? BitTree::none : *next));
            }
        }
    }
}

TEST_CASE("PidScan goes round the processes like a walk over the table") {
    for (std::uint32_t round = 0; round < 20; ++round) {
        Dice dice(3000 + round);
        PidScan scan;
        std::vector<std::vector<Tid>> table(12); // by pid, in order of arrival
        std::uint32_t last = 0;
        for (int step = 0; step < 300; ++step) {
            const Tid tid(1 + dice(40));
            const std::uint32_t pid = 1 + tid.value % 11;
            auto& list = table[pid];
            if (const auto at = std::ranges::find(list, tid); at == list.end()) {
                const bool front = dice(4) == 0;
                front ? scan.push_front(tid, Pid(pid), Time(step))
                      : scan.push_back(tid, Pid(pid), Time(step));
                list.insert(front ? list.begin() : list.end(), tid);
            } else if (dice(2) == 0) {
                scan.remove(tid);
                list.erase(at);
            } else {
                const Tid best = scan.best(CpuId(0)).tid;
                scan.chosen(CpuId(0), best);
                scan.remove(best);
                last = scan.pid(best).value;
                CHECK(table[last].front() == best);
                table[last].erase(table[last].begin());
            }
            std::vector<Tid> expected;
            for (std::uint32_t i = 1; i <= table.size(); ++i)
                for (const Tid each : table[(last + i) % table.size()])
                    expected.push_back(each);
            std::vector<Tid> found;
            for (Tid walk = scan.front(CpuId(0)); walk; walk = scan.behind(walk, CpuId(0)))
                found.push_back(walk);
            CHECK(found == expected);
            CHECK(scan.size() == expected.size());
        }
    }
}

TEST_CASE("a million threads: every one comes out once, in order, and removal from the middle is no walk") {
    constexpr std::uint32_t count = 1'000'000;
    FifoQueue fifo;
    KeyedQueue keyed;
    PidScan scan;
    for (std::uint32_t tid = count; tid > 0; --tid) {
        fifo.push_back(Tid(tid), Time(0));
        keyed.push(Tid(tid), 0, tid % 1'000);
        scan.push_back(Tid(tid), Pid(tid), Time(0));
    }
    for (std::uint32_t tid = 2; tid <= count; tid += 2) {
        fifo.remove(Tid(tid));
        keyed.remove(Tid(tid));
        scan.remove(Tid(tid));
    }
    bool in_order = true;
    std::int64_t key = 0;
    for (std::uint32_t i = 0; i < count / 2; ++i) {
        in_order = in_order && fifo.pop() == Tid(count - 1 - 2 * i);
        in_order = in_order && keyed.front().key >= key;
        key = keyed.front().key;
        keyed.pop();
        const Tid next = scan.front(CpuId(0));
        in_order = in_order && next == Tid(1 + 2 * i);
        scan.chosen(CpuId(0), next);
        scan.remove(next);
    }
    CHECK(in_order);
    CHECK(fifo.empty());
    CHECK(keyed.empty());
    CHECK(scan.size() == 0);
}
