// Variants side by side, and the classical table.
#include "render_story.hpp"

#include "render/compare.hpp"

#include <doctest/doctest.h>

using namespace ossim;
using namespace ossim::testing;
using State = ThreadState;

namespace {

Metrics four_workers(RunAs as, bool priced = true) {
    Story story;
    story.header().costs = "x86-64-pcid";
    if (priced) {
        story.cost(Component::trap, 150);
        story.cost(Component::queue, 40);
        story.cost(Component::pick, 60);
        story.cost(Component::save, 300);
        story.cost(Component::restore, 301);
        story.cost(Component::address_space, 250);
    }
    std::vector<Tid> tids;
    const Pid server = as == RunAs::threads ? story.bare_process("server") : Pid{};
    for (std::uint32_t i = 1; i <= 4; ++i)
        tids.push_back(as == RunAs::threads ? story.thread(server, "worker", 0, i)
                                            : story.process("worker." + std::to_string(i)));
    for (std::uint32_t k = 0; k < 12; ++k)
        story.run(tids[k % 4], k * 2, k * 2 + 2, k < 8 ? State::ready : State::terminated);
    story.end(24);
    MetricsSink sink;
    story.tell(sink);
    return sink.metrics();
}

} // namespace

TEST_CASE("threads beside processes") {
    const Metrics threads = four_workers(RunAs::threads), processes = four_workers(RunAs::processes);
    const ComparedRun runs[] = {{"threads", &threads, RunAs::threads},
                                {"processes", &processes, RunAs::processes}};
    const std::string more[] = {"worker.2.turnaround", "switches.mean", "no.such"};
    CHECK("\n" + compare(runs, "Four workers", {}, more) == R"(
Four workers

metric                       threads   processes
length of the run               24ms        24ms
turnaround, average             21ms        21ms
waiting, average                15ms        15ms
response, average            3.001ms     3.001ms
response, longest         6.000851ms  6.001101ms
processes ended a second      41.667     166.667
CPU time for user work        100.0%       99.9%
CPU time for overhead          <0.1%        0.1%
fairness (Jain)                1.000       1.000
switches between threads          12          12
of them involuntary                8           8
time spent switching      0.010462ms  0.013212ms
worker.2.turnaround             20ms        20ms
switches.mean             0.000872ms  0.001101ms
no.such                            -           -

The same work as threads and as processes

                         threads  processes  why
PCBs: processes                1          4  a process is the container: memory,
                                             descriptors
TCBs: threads                  4          4  what is scheduled, in both cases
address spaces                 1          4  threads of a process share one
switches                      12         12  from one thread to another
of them in one process        11          0  the others change the address space
one switch costs           851ns    1.101us  between two threads of a process,
                                             or two processes; its parts:
- trap                     150ns      150ns  both enter and leave the kernel
- ready queue               40ns       40ns  both are queued as threads
- choosing                  60ns       60ns  both are chosen as threads
- save registers           300ns      300ns  registers and stack pointer are a
                                             thread's own
- address space                0      250ns  only a process has page tables of
                                             its own to load
- load registers           301ns      301ns  as save, out of the TCB
half of them at most       851ns    1.101us  the median
99% of them at most        851ns    1.101us
switching, in all       10.462us   13.212us
- of the CPUs' time        <0.1%       0.1%  from thread to thread
overhead                   <0.1%       0.1%  all kernel work, of the CPUs' time
length of the run           24ms       24ms
communication             memory     kernel  threads share variables for the
                                             price of a memory access; processes
                                             call the kernel, which copies, or
                                             attach memory
stability                all end   one ends  an illegal access of one thread
                                             ends all threads of its process,
                                             and no other process
synchronisation           needed     rarely  what threads share is changed by
                                             all of them; processes share only
                                             what they ask for
debugging                 harder     easier  any thread may have spoilt a shared
                                             variable; a process's memory is its
                                             own
A switch between processes costs 1.29 times one between threads of a process.
)");
}

TEST_CASE("when nothing has a price, the table says how to see the difference") {
    const Metrics threads = four_workers(RunAs::threads, false),
                  processes = four_workers(RunAs::processes, false);
    const ComparedRun runs[] = {{"t", &threads, RunAs::threads}, {"p", &processes, RunAs::processes}};
    CHECK("\n" + processes_against_threads(runs, {}) == R"(
                        threads  processes  why
PCBs: processes               1          4  a process is the container: memory,
                                            descriptors
TCBs: threads                 4          4  what is scheduled, in both cases
address spaces                1          4  threads of a process share one
switches                     12         12  from one thread to another
of them in one process       11          0  the others change the address space
one switch costs              0          0  between two threads of a process, or
                                            two processes; its parts:
switching, in all             0          0
overhead                   0.0%       0.0%  all kernel work, of the CPUs' time
length of the run          24ms       24ms
communication            memory     kernel  threads share variables for the
                                            price of a memory access; processes
                                            call the kernel, which copies, or
                                            attach memory
stability               all end   one ends  an illegal access of one thread ends
                                            all threads of its process, and no
                                            other process
synchronisation          needed     rarely  what threads share is changed by all
                                            of them; processes share only what
                                            they ask for
debugging                harder     easier  any thread may have spoilt a shared
                                            variable; a process's memory is its
                                            own
Every switch costs 0 here; with `machine: {costs: x86-64-pcid}` the difference
  shows.
)");
}

TEST_CASE("many variants are printed in blocks; one that did not finish is named") {
    const Metrics whole = four_workers(RunAs::threads);
    Metrics cut = whole;
    cut.outcome = Outcome::limit;
    cut.complete = false;
    std::vector<ComparedRun> runs;
    for (int i = 1; i <= 8; ++i)
        runs.push_back({"policy=priority-" + std::to_string(i), i == 3 ? &cut : &whole, std::nullopt});
    Style style;
    style.unit = Unit::us;
    CHECK("\n" + compare(runs, "", style) == R"(
metric                    policy=priority-1  policy=priority-2
length of the run                   24000us            24000us
turnaround, average                 21000us            21000us
waiting, average                    15000us            15000us
response, average                3000.914us         3000.914us
response, longest                6000.851us         6000.851us
processes ended a second             41.667             41.667
CPU time for user work               100.0%             100.0%
CPU time for overhead                 <0.1%              <0.1%
fairness (Jain)                       1.000              1.000
switches between threads                 12                 12
of them involuntary                       8                  8
time spent switching               10.462us           10.462us

metric                    policy=priority-3  policy=priority-4
length of the run                   24000us            24000us
turnaround, average                 21000us            21000us
waiting, average                    15000us            15000us
response, average                3000.914us         3000.914us
response, longest                6000.851us         6000.851us
processes ended a second             41.667             41.667
CPU time for user work               100.0%             100.0%
CPU time for overhead                 <0.1%              <0.1%
fairness (Jain)                       1.000              1.000
switches between threads                 12                 12
of them involuntary                       8                  8
time spent switching               10.462us           10.462us

metric                    policy=priority-5  policy=priority-6
length of the run                   24000us            24000us
turnaround, average                 21000us            21000us
waiting, average                    15000us            15000us
response, average                3000.914us         3000.914us
response, longest                6000.851us         6000.851us
processes ended a second             41.667             41.667
CPU time for user work               100.0%             100.0%
CPU time for overhead                 <0.1%              <0.1%
fairness (Jain)                       1.000              1.000
switches between threads                 12                 12
of them involuntary                       8                  8
time spent switching               10.462us           10.462us

metric                    policy=priority-7  policy=priority-8
length of the run                   24000us            24000us
turnaround, average                 21000us            21000us
waiting, average                    15000us            15000us
response, average                3000.914us         3000.914us
response, longest                6000.851us         6000.851us
processes ended a second             41.667             41.667
CPU time for user work               100.0%             100.0%
CPU time for overhead                 <0.1%              <0.1%
fairness (Jain)                       1.000              1.000
switches between threads                 12                 12
of them involuntary                       8                  8
time spent switching               10.462us           10.462us
policy=priority-3 ended as: limit; its figures are of what was simulated so far.
)");
    CHECK(compare({}, "", style) == "There is nothing to compare.\n");
}
