// What tells of single things: picks, switches, states, lists.
#include "base/key_text.hpp"
#include "render_story.hpp"

#include "render/explain.hpp"
#include "render/list.hpp"
#include "render/state_diagram.hpp"
#include "render/switch_story.hpp"

#include <doctest/doctest.h>

using namespace ossim;
using namespace ossim::testing;
using State = ThreadState;

namespace {

std::string switch_text(const Story& story, std::uint64_t number, const CostProfile& costs) {
    SwitchCatcher catcher(number);
    story.tell(catcher);
    return "\n" + switch_story(catcher, costs, plain()).value_or("nothing");
}

} // namespace

TEST_CASE("each pick with its candidates") {
    Story story;
    story.header().keys = {"left", "priority"};
    const Tid a = story.process("A"), b = story.process("B"), c = story.process("C");
    story.end(9);
    PickExplainer explainer(4, 2);
    const Candidate all[] = {{b, {3'000'000, 7}}, {a, {4'000'000, 1}}, {c, {4'500'000, 2}}};
    explainer.start(story.header(), story.names());
    explainer.accept(story.events());
    explainer.picked(CpuId(0), Time(0), {b, 3, DecidedBy::key, a, 3'000'000, 4'000'000, 7, 1}, all);
    explainer.picked(CpuId(0), Time(3'000'000), {a, 2, DecidedBy::tie, c, 4'000'000, 4'000'000, 1, 2},
                     std::span(all).subspan(1));
    explainer.picked(CpuId(0), Time(7'000'000), {c, 1, DecidedBy::only, {}, 0, 0}, std::span(all).subspan(2));
    explainer.picked(CpuId(0), Time(8'000'000), {}, {});
    explainer.picked(CpuId(0), Time(8'500'000), {}, {});
    explainer.picked(CpuId(0), Time(9'000'000), {}, {});
    explainer.finish(Time(9'000'000));
    CHECK("\n" + explainer.text({}, "who became ready first") == R"(
at 0ms CPU0 picks B of 3: its key is the best (left 3ms, priority 7); next is A
  (left 4ms, priority 1).
    thread  left  priority
    B        3ms         7  <- runs
    A        4ms         1
    and 1 more candidate
at 3ms CPU0 picks A (left 4ms, priority 1) of 2: a tie with C (left 4ms,
  priority 2); the rule: who became ready first.
    thread   left  priority
    A         4ms         1  <- runs
    C       4.5ms         2
at 7ms CPU0 picks C: nobody else is ready.
at 8ms CPU0 finds nobody who may run: it idles.
and 2 more picks, which are not shown. Narrow the run, or see them in --trace.
)");
    CHECK(PickExplainer().text({}) == "No CPU chose anything.\n");
}

TEST_CASE("what decides is shown where it is made of the keys") {
    Story story;
    story.header().keys = {"waited", "left"};
    const Tid b = story.process("B"), d = story.process("D");
    story.end(9);
    PickExplainer explainer;
    explainer.start(story.header(), story.names());
    explainer.accept(story.events());
    const Candidate all[] = {{d, {4'000'000, 8'000'000}}, {b, {3'000'000, 6'000'000}}};
    Choice choice{d, 2, DecidedBy::tie, b, 4'000'000, 3'000'000, 8'000'000, 6'000'000};
    explainer.picked(CpuId(0), Time(4'000'000), choice, all);
    explainer.finish(Time(9'000'000));
    const ScoreInfo ratio{"ratio",
                          [](std::int64_t waited, std::int64_t left) { return Ratio(waited + left, left); }};
    CHECK("\n" + explainer.text({}, "who became ready first", ratio) == R"(
at 4ms CPU0 picks D (waited 4ms, left 8ms, ratio 1.500) of 2: a tie with B
  (waited 3ms, left 6ms, ratio 1.500); the rule: who became ready first.
    thread  waited  left  ratio
    D          4ms   8ms  1.500  <- runs
    B          3ms   6ms  1.500
)");
}

TEST_CASE("a key is a time or a number, by its name") {
    CHECK(key_text("since", 4'500'000, Unit::ms) == "4.5ms");
    CHECK(key_text("burst_left", 4'000'000, Unit::tick) == "4");
    CHECK(key_text("priority", 7, Unit::ms) == "7");
}

TEST_CASE("the state diagram") {
    CHECK("\n" + state_diagram(measured(*round_robin()), plain()) == R"(
       admitted            dispatched             exited
           3                     6                       3
New --------------> Ready ---------------> Running ------------> Terminated
                     ^ ^                    |   |
                     | |preempted or yielded|   |
                     | |         2          |   |
                     | +--------------------+   | blocked
                     |          woken           | 1
                     |            1             v
                     +---------------------- Waiting

3 threads came New. At the end of the run: 3 Terminated. 3 of 3 processes ended.
)");
    CHECK("\n" + state_diagram(measured(*round_robin()), {}) == R"(
       admitted            dispatched             exited
           3                     6                       3
New ──────────────> Ready ───────────────> Running ────────────> Terminated
                     ^ ^                    │   │
                     │ │preempted or yielded│   │
                     │ │         2          │   │
                     │ └────────────────────┘   │ blocked
                     │          woken           │ 1
                     │            1             v
                     └────────────────────── Waiting

3 threads came New. At the end of the run: 3 Terminated. 3 of 3 processes ended.
)");
    Style narrow;
    narrow.width = 60;
    CHECK("\n" + state_diagram(measured(*round_robin()), narrow) == R"(
from     to          times
none     New             3
New      Ready           3
Ready    Running         6
Running  Ready           2
Running  Waiting         1
Running  Terminated      3
Waiting  Ready           1
3 threads came New. At the end of the run: 3 Terminated. 3
  of 3 processes ended.
)");
}

TEST_CASE("threads that others ended are told below the diagram") {
    Story story;
    const Tid a = story.process("A"), b = story.process("B");
    story.move(1, a, State::ready, State::terminated, Cause::killed);
    story.run(b, 0, 2, State::waiting);
    story.move(3, b, State::waiting, State::terminated, Cause::killed);
    story.process("C", 3);
    story.end(4, Outcome::until);
    const std::string text = state_diagram(measured(story), plain());
    CHECK(text.substr(text.find("\nAlso")) == R"(
Also to Terminated, ended by others: 1 out of Ready, 1 out of Waiting.
3 threads came New. At the end of the run: 1 Ready, 2 Terminated. 0 of 3
  processes ended.
)");
}

TEST_CASE("a switch between processes, step by step") {
    Story story;
    story.cost(Component::trap, 150);
    story.cost(Component::queue, 40);
    story.cost(Component::pick, 60);
    story.cost(Component::save, 300);
    story.cost(Component::restore, 300);
    story.cost(Component::address_space, 250);
    const Tid a = story.process("editor"), b = story.process("shell");
    story.run(a, 0, 4, State::ready);
    story.run(b, 4, 7, State::terminated);
    story.end(7);
    CostProfile costs;
    costs.profile = "x86-64-pcid";
    costs.tagged_tlb = true;
    CHECK(switch_text(story, 2, costs) == R"(
Switch 2 of 2: at 4ms CPU0 goes from editor (tid 1, pid 2) to shell (tid 2, pid
  3), between two processes.
editor leaves because its quantum is over: the timer interrupted it; it is Ready
  now.

step                  cost  what happens, and why it costs that
1 enter the kernel   150ns  the CPU leaves editor for the kernel; the way in and
                            the way out, step 8, together
2 ready queue         40ns  enqueue: editor is Ready and goes back into the
                            ready queue
3 choose              60ns  shell: nobody else is ready
4 save registers     300ns  program counter, stack pointer, registers and FPU
                            state of editor go into its TCB (tid 1)
5 address space      250ns  the page-table base of process shell (pid 3) is
                            loaded in place of that of editor
6 TLB flush              0  nothing: TLB entries carry address-space tags; those
                            of editor stay for later, and cannot be used by
                            shell
7 load registers     300ns  the same of shell come out of its TCB (tid 2)
8 leave the kernel          counted in step 1
9 refill TLB, cache         misses come afterwards, in the thread's own time;
                            memory is not modelled in this run
all                  1.1us  the direct cost of this switch

shell is Running from 4ms on; its own next instruction comes at 4.0011ms.
)");
    CHECK(switch_text(story, 1, costs) == R"(
Switch 1 of 2: at 0ms CPU0 goes from the idle thread to editor (tid 1, pid 2),
  which counts as a switch between processes.

step                  cost  what happens, and why it costs that
1 enter the kernel   150ns  an interrupt ends the idling; the way in and the way
                            out, step 8, together
2 ready queue         40ns  charged by the settings in force, although nobody
                            leaves
3 choose              60ns  editor: nobody else is ready
4 save registers     300ns  charged by the settings in force, although the idle
                            thread has no registers worth keeping
5 address space      250ns  the page-table base of process editor (pid 2) is
                            loaded
6 TLB flush              0  nothing: no address space was loaded before
7 load registers     300ns  the same of editor come out of its TCB (tid 1)
8 leave the kernel          counted in step 1
9 refill TLB, cache         misses come afterwards, in the thread's own time;
                            memory is not modelled in this run
all                  1.1us  the direct cost of this switch

editor is Running from 0ms on; its own next instruction comes at 0.0011ms.
)");
    CHECK(switch_text(story, 3, costs) == "\nnothing");
    CHECK(switch_text(story, 0, costs) == "\nnothing");
}

TEST_CASE("a switch between threads shares the space; with the profile textbook it costs 0") {
    Story story;
    const Pid server = story.bare_process("server");
    const Tid a = story.thread(server, "worker", 0, 1), b = story.thread(server, "worker", 0, 2);
    story.run(a, 0, 4, State::waiting);
    story.run(b, 4, 7, State::terminated);
    story.end(7);
    CHECK(switch_text(story, 2, {}) == R"(
Switch 2 of 2: at 4ms CPU0 goes from worker.1 (tid 1 of process server, pid 2)
  to worker.2 (tid 2 of process server, pid 2), between two threads of one
  process.
worker.1 leaves because it asked for I/O and waits for the device; it is Waiting
  now.

step                 cost  what happens, and why it costs that
1 enter the kernel      0  the CPU leaves worker.1 for the kernel; the way in
                           and the way out, step 8, together
2 ready queue           0  dequeue: worker.1 is Waiting and leaves the ready
                           queue
3 choose                0  worker.2: nobody else is ready
4 save registers        0  program counter, stack pointer, registers and FPU
                           state of worker.1 go into its TCB (tid 1)
5 address space         0  nothing: worker.2 shares the address space of process
                           server, which stays loaded
6 TLB flush             0  nothing: the address space stays, and its TLB entries
                           with it
7 load registers        0  the same of worker.2 come out of its TCB (tid 2)
8 leave the kernel         counted in step 1
9 refill TLB, cache        misses come afterwards, in the thread's own time;
                           memory is not modelled in this run
all                     0  the direct cost of this switch

The profile textbook prices every step of this switch 0. worker.2 is Running
  from 4ms on; its own next instruction comes at 4ms.
)");
}

TEST_CASE("with memory, a switch says where its tag came from and what it brought afterwards") {
    Story story;
    story.cost(Component::address_space, 170);
    story.cost(Component::flush, 35);
    const Tid a = story.process("A"), b = story.process("B");
    story.add(0, BaseWritten{1, 0, 0, CpuId(0), true, true});
    story.run(a, 0, 4, State::ready);
    story.add(4, BaseWritten{2, 0, 1, CpuId(0), true, true});
    story.run(b, 4, 7, State::ready);
    story.add(5, Refilled{Duration(60), Duration(140), b, 0, true, 1, 2, 3, 0, 5});
    story.add(6, Refilled{Duration(600), Duration(0), b, 0, false, 0, 6, 0, 0, 0});
    story.run(a, 7, 9, State::terminated);
    story.add(8, Refilled{Duration(1), Duration(1), a, 0, true, 1, 1, 1, 1, 1});
    story.add(9, TlbCounted{0, 2, 9, 6, 5, CpuId(0)});
    story.end(9);
    CostProfile costs;
    costs.profile = "x86-64-pcid";
    costs.tagged_tlb = true;
    const std::string second = switch_text(story, 2, costs);
    CHECK(second.substr(second.find("6 TLB"), second.find("7 load") - second.find("6 TLB")) ==
          R"(6 TLB flush           35ns  B had no tag on this CPU and gets tag 0, which was
                            another space's: the entries of that tag go
)");
    CHECK(second.substr(second.find("9 refill"), second.find("\n\nB is") - second.find("9 refill")) ==
          R"(9 refill TLB, cache  200ns  afterwards, in the thread's own time: 1 TLB miss
                            that the second TLB had, 2 TLB misses with a page
                            walk (60ns), 3 cache lines from level 2, 5 cache
                            lines from memory (140ns, less what overlaps)
1 to 8               205ns  the direct cost of this switch
all                  405ns  with what it brought afterwards)");
    const std::string first = switch_text(story, 1, costs);
    CHECK(first.find("A had no tag on this CPU and gets tag 0: a tag is") != std::string::npos);
    CHECK(first.find("nothing: what it had when it last ran here") != std::string::npos);
}

TEST_CASE("a switch that has one price") {
    Story story;
    story.cost(Component::unit, 1'000'000);
    const Tid a = story.process("A"), b = story.process("B");
    story.run(a, 0, 4, State::terminated);
    story.run(b, 4, 7, State::terminated);
    story.end(7);
    CostProfile costs;
    costs.by_unit = true;
    CHECK(switch_text(story, 2, costs) == R"(
Switch 2 of 2: at 4ms CPU0 goes from A (tid 1, pid 2) to B (tid 2, pid 3),
  between two processes.
A leaves because its process has exited; it is Terminated now.

step                 cost  what happens, and why it costs that
1 enter the kernel         the CPU leaves A for the kernel; the way in and the
                           way out, step 8, together
2 ready queue              dequeue: A is Terminated and leaves the ready queue
3 choose                   B: nobody else is ready
4 save registers           program counter, stack pointer, registers and FPU
                           state of A go into its TCB (tid 1)
5 address space            the page-table base of process B (pid 3) is loaded in
                           place of that of A
6 TLB flush                the TLB has no tags: it loses all its entries
7 load registers           the same of B come out of its TCB (tid 2)
8 leave the kernel         counted in step 1
9 refill TLB, cache        misses come afterwards, in the thread's own time;
                           memory is not modelled in this run
one price             1ms  this profile prices a switch as a whole
all                   1ms  the direct cost of this switch

B is Running from 4ms on; its own next instruction comes at 5ms.
)");
}

TEST_CASE("lists stand in two columns") {
    const ListEntry entries[] = {
        {"fcfs",
         "First come, first served: the thread that has been Ready longest runs until it blocks or ends."},
        {"rr", "Round robin."},
        {"a-name-that-is-much-too-long-to-stand-in-the-first-column", "Its text stands below it."},
        {"bare", ""}};
    CHECK("\n" + list("The policies:", entries, {}) == R"(
The policies:

fcfs  First come, first served: the thread that has been Ready longest runs
      until it blocks or ends.
rr    Round robin.
a-name-that-is-much-too-long-to-stand-in-the-first-column
      Its text stands below it.
bare
)");
}
