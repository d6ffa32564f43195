// Proportional shares: exact numbers, worked out by hand from the sources, and the trees behind them.
#include "base/random.hpp"
#include "policies/deadline_tree.hpp"
#include "policies/ticket_tree.hpp"
#include "policies/weights.hpp"
#include "policies_story.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <map>

using namespace ossim;
using namespace std::string_literals;

TEST_CASE("weights: Linux's tables agree with each other, and a step of nice is about a factor of 1.25") {
    for (std::size_t i = 0; i < nice_weights.size(); ++i) {
        const std::int64_t exact = (std::int64_t{1} << 32) / nice_weights[i];
        CHECK(std::abs(exact - std::int64_t{nice_inverses[i]}) <= 1);
        if (i > 0) CHECK(nice_weights[i - 1] * 100 / nice_weights[i] >= 118);
    }
    CHECK(weight_of_nice(-20).value == 88761);
    CHECK(weight_of_nice(0).value == 1024);
    CHECK(weight_of_nice(19).value == 15);
    CHECK(scaling_of(1) == 1);
    CHECK(scaling_of(3) == 2);
    CHECK(scaling_of(4) == 3);
    CHECK(scaling_of(8) == 4);
    CHECK(scaling_of(4096) == 4);
}

TEST_CASE("virtual time: exact, or with the bits that the kernel loses") {
    const VirtualClock exact(false), kernel(true);
    const Duration long_time(1'000'000'000'000);
    const Weight nicest = weight_of_nice(19), greediest = weight_of_nice(-20);
    CHECK(VirtualTime{exact.passed(long_time, nicest), 15}.ns() == 68'266'666'666'666);
    CHECK(VirtualTime{kernel.passed(long_time, nicest), 15}.ns() == 68'266'666'650'772);
    CHECK(VirtualTime{exact.passed(long_time, greediest), 88761}.ns() == 11'536'598'280);
    CHECK(VirtualTime{kernel.passed(long_time, greediest), 88761}.ns() == 11'536'598'205);
    CHECK(kernel.passed(long_time, weight_of_nice(0)) == exact.passed(long_time, weight_of_nice(0)));
    CHECK(exact.share(Duration(48'000'000), weight_of_nice(-5), 4145) == Duration(36'141'857));
    CHECK(kernel.share(Duration(48'000'000), weight_of_nice(-5), 4145) == Duration(36'141'847));
    CHECK(VirtualTime{1, 3} < VirtualTime{34, 100});
    CHECK(VirtualTime{1, 3} == VirtualTime{2, 6});
    CHECK(VirtualTime{-1, 3}.ns() == -1);
    for (const Weight& weight : {nicest, greediest}) {
        const WideTime wanted = kernel.passed(Duration(123'456'789), weight);
        const Duration until = kernel.until(wanted, weight);
        CHECK(kernel.passed(until, weight) >= wanted);
        CHECK(kernel.passed(until - Duration(2), weight) < wanted);
    }
}

TEST_CASE("tickets: the holder of every number, by a walk along the row") {
    TicketTree tree;
    std::map<Tid, std::uint64_t> row;
    const Stream stream(5, "tickets", 0);
    for (std::uint64_t n = 0; n < 2'000; ++n) {
        const Tid tid(static_cast<std::uint32_t>(stream.at(3 * n) % 300));
        const std::uint64_t tickets = stream.at(3 * n + 1) % 4 * (stream.at(3 * n + 2) % 50);
        tree.set(tid, tickets);
        row[tid] = tickets;
        std::uint64_t total = 0;
        std::size_t holders = 0;
        for (const auto& [who, has] : row) {
            total += has;
            holders += has > 0 ? 1 : 0;
        }
        REQUIRE(tree.total() == total);
        REQUIRE(tree.holders() == holders);
        if (total == 0) continue;
        std::uint64_t left = stream.at(n) % total, number = left;
        const auto winner = std::find_if(row.begin(), row.end(), [&](const auto& each) {
                                if (left < each.second) return true;
                                left -= each.second;
                                return false;
                            })->first;
        REQUIRE(tree.holder(number) == winner);
        REQUIRE(tree.first_of(winner) == number - left);
    }
}

TEST_CASE("deadlines: the first eligible one, as a look at all finds it") {
    DeadlineTree tree(TieRule::arrival);
    struct Entry {
        VirtualTime deadline, eligible;
    };
    std::map<Tid, Entry> all;
    const Stream stream(5, "deadlines", 0);
    std::uint64_t drawn = 0;
    const auto dice = [&](std::uint64_t bound) {
        return static_cast<std::int64_t>(stream.at(drawn++) % bound);
    };
    for (int n = 0; n < 3'000; ++n) {
        const Tid tid(static_cast<std::uint32_t>(1 + dice(60)));
        if (tree.contains(tid)) {
            tree.remove(tid);
            all.erase(tid);
        } else {
            all[tid] = {{dice(40), 1 + dice(3)}, {dice(40) - 20, 1 + dice(3)}};
            ThreadView view;
            view.tid = tid;
            tree.insert(view, all[tid].deadline, all[tid].eligible, Place::tail);
        }
        REQUIRE(tree.size() == all.size());
        const VirtualTime now{dice(40) - 20, 1 + dice(3)};
        const auto fits = [&](const VirtualTime& from) { return from <= now; };
        const auto passes = [](Tid each) { return each.value % 7 != 0; };
        Tid first, least;
        for (const auto& each : all) {
            const Tid who = each.first;
            const Entry& entry = each.second;
            if (!passes(who)) continue;
            const auto is_before = [&](Tid other) {
                const auto by_deadline = entry.deadline <=> all[other].deadline;
                return by_deadline != 0 ? by_deadline < 0 : tree.wins_tie(who, other);
            };
            if (fits(entry.eligible) && (!first || is_before(first))) first = who;
            if (!least || entry.eligible < all[least].eligible) least = who;
        }
        REQUIRE(tree.first(fits, passes) == first);
        REQUIRE(tree.least(passes) == least);
    }
}

TEST_CASE("random: everybody is as likely, and the same seed draws the same") {
    Story story("random");
    std::array<int, 6> wins{};
    for (std::uint32_t tid = 1; tid <= 5; ++tid)
        story.enqueue(tid, Entry::admitted, 0);
    for (int n = 0; n < 5'000; ++n) {
        const Choice choice = story.policy().pick(CpuId(0), Time(n));
        ++wins[choice.tid.value];
        story.enqueue(choice.tid.value, Entry::quantum, n);
    }
    for (std::uint32_t tid = 1; tid <= 5; ++tid)
        CHECK(std::abs(wins[tid] - 1'000) < 100);
}

TEST_CASE("lottery: given draws walk the row modulo all tickets, in turn") {
    Story story("lottery", {{"quantum", Duration(10)}, {"draws", std::vector<std::int64_t>{63, 85, 239}}});
    for (const auto& [tid, tickets] : {std::pair{1U, 75U}, {2U, 25U}}) {
        story.view(tid).tickets = tickets;
        story.enqueue(tid, Entry::admitted, 0);
    }
    for (const std::uint32_t winner : {1U, 2U, 1U, 1U, 2U}) { // 63, 85, 239 % 100, 63 …
        const Choice choice = story.policy().pick(CpuId(0), Time(0));
        CHECK(choice.tid == Tid(winner));
        CHECK(choice.decided == DecidedBy::drawn);
        CHECK(choice.second_key == 100);
        story.enqueue(winner, Entry::quantum, 0);
    }
}

TEST_CASE("lottery: who used a fifth of its quantum has five times its tickets until it wins") {
    Story story("lottery", {{"quantum", Duration(10)}, {"draws", std::vector<std::int64_t>{0}}});
    story.view(1).tickets = story.view(2).tickets = 4;
    story.enqueue(1, Entry::admitted, 0).enqueue(2, Entry::admitted, 0);
    CHECK(story.policy().pick(CpuId(0), Time(0)).tid == Tid(1));
    CHECK(story.policy().slice(story.view(1), Time(0)) == Duration(10));
    story.policy().ran(story.view(1), Duration(2), Time(2));
    story.policy().leave(story.view(1), Time(2));
    story.enqueue(1, Entry::woken, 5);
    CHECK(story.candidates() == "1[0 24 0 20] 2[0 24 20 4]");
    CHECK(story.policy().pick(CpuId(0), Time(5)).tid == Tid(1));
    story.policy().ran(story.view(1), Duration(10), Time(15));
    story.enqueue(1, Entry::quantum, 15);
    CHECK(story.candidates() == "1[0 8 0 4] 2[0 8 4 4]");
}

TEST_CASE(
    "stride: a fraction of a quantum is that fraction of a stride; who leaves comes back as far ahead") {
    Story story("stride", {{"quantum", Duration(10)}, {"stride1", std::int64_t{600}}});
    for (const auto& [tid, tickets] : {std::pair{1U, 3U}, {2U, 2U}, {3U, 1U}}) {
        story.view(tid).tickets = tickets;
        story.enqueue(tid, Entry::admitted, 0);
    }
    CHECK(story.candidates() == "1[200 200 3] 2[300 300 2] 3[600 600 1]");
    CHECK(story.pick(0) == "1 of 3, key before 2, keys 200 300");
    story.policy().ran(story.view(1), Duration(4), Time(4));
    story.policy().leave(story.view(1), Time(4)); // pass 280, global 40: 240 ahead
    CHECK(story.pick(4) == "2 of 2, key before 3, keys 300 600");
    story.policy().ran(story.view(2), Duration(10), Time(14)); // 600 / 3 tickets in one quantum: global 240
    story.enqueue(2, Entry::quantum, 14);
    CHECK(story.candidates() == "2[600 300 2] 3[600 600 1]"); // a tie: in order of coming
    story.enqueue(1, Entry::woken, 14);
    CHECK(story.candidates() == "1[480 200 3] 2[600 300 2] 3[600 600 1]");
}

TEST_CASE("cfs: debit of the new, credit of the sleeper, and preemption beyond the granularity only") {
    Story story("cfs", {{"latency", Duration(6'000)},
                        {"min_granularity", Duration(750)},
                        {"wakeup_granularity", Duration(1'000)}});
    story.view(2).nice = 5;
    story.enqueue(1, Entry::admitted, 0);
    CHECK(story.candidates() == "1[6000 1024]"); // a whole period alone
    CHECK(story.pick(0) == "1 of 1, only");
    CHECK(story.policy().slice(story.view(1), Time(0)) == Duration(6'000));
    story.policy().ran(story.view(1), Duration(2'000), Time(2'000));
    story.policy().leave(story.view(1), Time(2'000)); // at 8000, where the floor stays
    story.enqueue(2, Entry::admitted, 2'000);
    CHECK(story.candidates() == "2[26340 335]"); // 8000 + 6000 · 1024 / 335
    CHECK(story.pick(2'000) == "2 of 1, only");
    story.policy().ran(story.view(2), Duration(335), Time(2'335));
    story.enqueue(1, Entry::woken, 2'335); // half the latency below the floor of 27364
    CHECK(story.candidates() == "1[24364 1024]");
    CHECK(story.preempts(1, 2)); // 3000 behind: more than 1000
    story.policy().ran(story.view(2), Duration(1), Time(2'336));
    story.enqueue(2, Entry::preempted, 2'336);
    CHECK(story.pick(2'336) == "1 of 2, key before 2, keys 24364 27367");
    CHECK(story.policy().slice(story.view(1), Time(2'336)) == Duration(6'000 * 1024 / 1359));
    story.policy().ran(story.view(1), Duration(3'000), Time(5'336));
    CHECK_FALSE(story.preempts(2, 1)); // 27364 against 27367: it is ahead
    CHECK(story.policy().goes_on(story.view(1), CpuId(0), Time(5'336)));
    story.policy().ran(story.view(1), Duration(4), Time(5'340));
    CHECK_FALSE(story.policy().goes_on(story.view(1), CpuId(0), Time(5'340)));
}

TEST_CASE("cfs: who yields is passed over, unless the next one is too far ahead") {
    for (const auto& [granularity, expected] :
         {std::pair{Duration(1'000), "2 of 2, key before 1, keys 500 0"},
          {Duration(100), "1 of 2, key before 2, keys 0 500"}}) {
        Story story("cfs", {{"wakeup_granularity", granularity}, {"start_debit", false}});
        story.enqueue(1, Entry::admitted, 0).enqueue(2, Entry::admitted, 0);
        story.policy().take(story.view(2), CpuId(0), Time(0));
        story.policy().ran(story.view(2), Duration(500), Time(500));
        story.enqueue(2, Entry::quantum, 500);
        CHECK(story.pick(500) == "1 of 2, key before 2, keys 0 500");
        story.enqueue(1, Entry::yielded, 500);
        CHECK(story.pick(500) == expected);
    }
}

TEST_CASE("eevdf: of the eligible the earliest deadline; to parity; half a slice for the new") {
    Story story("eevdf", {{"base_slice", Duration(3'000)}});
    story.asks(2, 1'000);
    story.enqueue(1, Entry::admitted, 0).enqueue(2, Entry::admitted, 0);
    CHECK(story.candidates() == "2[500 0 0 1024] 1[1500 0 0 1024]");
    CHECK(story.pick(0) == "2 of 2, key before 1, keys 500 1500");
    CHECK(story.policy().slice(story.view(2), Time(0)) == Duration(500));
    story.policy().ran(story.view(2), Duration(500), Time(500)); // V = 250: it is not eligible
    CHECK_FALSE(story.policy().goes_on(story.view(2), CpuId(0), Time(500)));
    story.enqueue(2, Entry::quantum, 500);
    CHECK(story.candidates() == "1[1500 250 0 1024] 2[1500 -250 500 1024]");
    CHECK(story.pick(500) == "1 of 2, key before 2, keys 1500 1500");
    story.policy().ran(story.view(1), Duration(400), Time(900));
    story.enqueue(3, Entry::admitted, 900); // at V = 450, deadline 1950
    CHECK_FALSE(story.preempts(2, 1));      // eligible and before its deadline: to parity
    story.policy().ran(story.view(1), Duration(200), Time(1'100));
    CHECK(story.preempts(2, 1)); // 600 is beyond V, and 500 is not
    CHECK_FALSE(story.preempts(3, 1));
}

TEST_CASE("eevdf: lag outlives a sleep, so that V stays where it was") {
    Story story("eevdf", {{"base_slice", Duration(1'000)}});
    for (const std::uint32_t tid : {1U, 2U, 3U})
        story.enqueue(tid, Entry::admitted, 0);
    CHECK(story.pick(0) == "1 of 3, tie with 2, keys 500 500");
    story.policy().ran(story.view(1), Duration(300), Time(300)); // V = 100
    story.policy().leave(story.view(1), Time(300));              // lag -200
    CHECK(story.candidates() == "2[500 0 0 1024] 3[500 0 0 1024]");
    story.enqueue(1, Entry::woken, 400);
    CHECK(story.candidates() == "2[500 100 0 1024] 3[500 100 0 1024] 1[1300 -200 300 1024]");
}

TEST_CASE("eevdf 6.12: who sleeps in debt goes on counting, and gains nothing by it") {
    Story story("eevdf", {{"base_slice", Duration(1'000)}, {"version", "6.12"s}});
    for (const std::uint32_t tid : {1U, 2U, 3U})
        story.enqueue(tid, Entry::admitted, 0);
    CHECK(story.pick(0) == "1 of 3, tie with 2, keys 500 500");
    story.policy().ran(story.view(1), Duration(300), Time(300));
    story.policy().leave(story.view(1), Time(300));
    CHECK(story.candidates() == "2[500 100 0 1024] 3[500 100 0 1024]"); // V is 100 still
    CHECK(story.pick(300) == "2 of 2, tie with 3, keys 500 500");
    story.policy().ran(story.view(2), Duration(500), Time(800));
    story.enqueue(2, Entry::quantum, 800); // V = 800 / 3
    CHECK(story.pick(800) == "3 of 2, key before 2, keys 500 1500");
    story.policy().ran(story.view(3), Duration(500), Time(1'300));
    story.enqueue(3, Entry::quantum, 1'300); // V = 433: the sleeper has its share back, and leaves
    CHECK(story.candidates() == "2[1500 0 500 1024] 3[1500 0 500 1024]");
    CHECK(story.pick(1'300) == "2 of 2, tie with 3, keys 1500 1500");
    story.enqueue(1, Entry::woken, 1'300); // no lag kept: it joins at V
    CHECK(story.candidates() == "3[1500 0 500 1024] 1[1500 0 500 1024]");
}

TEST_CASE("eevdf 6.12: a newcomer with a shorter slice breaks the parity of who runs") {
    for (const auto& [version, expected] : {std::pair{"6.6"s, false}, {"6.12"s, true}}) {
        Story story("eevdf", {{"base_slice", Duration(3'000)}, {"version", version}});
        story.asks(2, 500);
        story.enqueue(1, Entry::admitted, 0);
        CHECK(story.pick(0) == "1 of 1, only");
        story.policy().ran(story.view(1), Duration(100), Time(100));
        story.enqueue(2, Entry::admitted, 100);
        CHECK(story.preempts(2, 1) == expected);
    }
}

TEST_CASE("eevdf of the paper: its figure of two clients") {
    Story story("eevdf", {{"version", "paper"s}, {"weight", "tickets"s}, {"quantum", Duration(100)}});
    story.view(1).tickets = story.view(2).tickets = 2;
    story.asks(1, 200);
    story.asks(2, 100);
    story.enqueue(1, Entry::admitted, 0);
    CHECK(story.pick(0) == "1 of 1, only");
    CHECK(story.policy().slice(story.view(1), Time(0)) == Duration(100));
    story.policy().ran(story.view(1), Duration(100), Time(100));
    story.enqueue(2, Entry::admitted, 100);
    CHECK(story.candidates() == "2[100 0 50 2]");
    CHECK(story.policy().goes_on(story.view(1), CpuId(0), Time(100))); // a tie, and it came first
    story.policy().ran(story.view(1), Duration(100), Time(200));
    CHECK_FALSE(story.policy().goes_on(story.view(1), CpuId(0), Time(200)));
    story.enqueue(1, Entry::quantum, 200);
    CHECK(story.candidates() == "2[100 25 50 2] 1[200 -25 100 2]");
}
