// The report, compared as whole texts, on metrics that the metrics room gathered.
#include "render_story.hpp"

#include "render/report.hpp"
#include "render/report_tables.hpp"

#include <doctest/doctest.h>

using namespace ossim;
using namespace ossim::testing;
using State = ThreadState;

namespace {

std::string reported(const Story& story, const ReportContext& context) {
    GanttSink sink;
    story.tell(sink);
    Style style;
    style.ascii = true;
    return "\n" + report(measured(story), &sink, context, style);
}

ReportContext context_of(std::string file) {
    ReportContext context;
    context.file = std::move(file);
    context.tie_rule = "ready at the same instant: the order in which the kernel handled that instant";
    return context;
}

Story workers() {
    Story story(2);
    story.header().title = "The same four workers as one process with four threads";
    story.header().costs = "x86-64-pcid";
    story.header().conventions = "rpi";
    story.header().settings = {{"rounding", "up-2"}, {"waiting", "turnaround-minus-cpu"}};
    story.cost(Component::trap, 150);
    story.cost(Component::save, 300);
    story.cost(Component::restore, 300);
    story.cost(Component::address_space, 250);
    const Pid server = story.bare_process("server");
    std::vector<Tid> tids;
    for (std::uint32_t i = 1; i <= 4; ++i)
        tids.push_back(story.thread(server, "worker", 0, i));
    tids.push_back(story.process("other", 3));
    story.add(0, Pick{CpuId(0), tids[0], 4, DecidedBy::tie, tids[1], 0, 0});
    for (std::uint32_t k = 0; k < 20; ++k)
        for (std::uint32_t cpu = 0; cpu < 2; ++cpu)
            story.run(tids[(k * 2 + cpu) % 5], k * 2 + 4, k * 2 + 6,
                      k < 18 ? State::ready : State::terminated, cpu);
    story.charge(7, tids[0], Account::syscall, 12'345, 0);
    story.end(45, Outcome::limit);
    return story;
}

} // namespace

TEST_CASE("the report of round robin") {
    CHECK(reported(*round_robin(), context_of("rr.yaml")) == R"(
Round robin, quantum 4         1 CPU - rr, quantum 4ms - costs textbook (all 0)

      0ms       5         10        15        20        25        30
CPU0  111111112222223333111111111111111133111111111111111111111111
P1    ########..........################..########################|
P2    ........######|
P3    ..............####~~~~~~~~~~......##|
# Running  . Ready  ~ Waiting  | end
1 column = 0.5ms. CPU rows: the last character of the thread's name.

thread   first run  end  turnaround   = CPU  + in Ready  + in Waiting  response
P1               0   30          30      24           6             0         0
P2               4    7           7       3           4             0         4
P3               7   18          18       3          10             5         7
average                      18.333  10.000       6.667         1.667     3.667

CPU   user  + idle  = in all  user share
CPU0    30       0        30      100.0%
Utilisation 100.0%, throughput 100.000 processes a second, fairness 0.505.

6 switches between processes, cost 0.

No tie in 6 picks.
The run finished at 30ms: every thread has ended.
Conventions: ossim.

Try next
ossim run rr.yaml --explain          why each choice was made
ossim show rr.yaml --at 15ms queues  who was where at that moment
ossim show rr.yaml switch 1          one switch, step by step
ossim rules rr.yaml                  the rules in force, in words
ossim compare rr.yaml --vary scheduler.policy=fcfs,rr,srtf
)");
}

TEST_CASE("the report of a run with costs, that a limit ended") {
    ReportContext context = context_of("my workers.yaml");
    context.message = "45ms of simulated time, as limits.time says";
    context.variants = {"threads", "processes"};
    context.expectations = 1;
    CHECK(reported(workers(), context) == R"(
The same four workers as one process with four threads
2 CPUs - rr, quantum 4ms - costs x86-64-pcid

          0ms       10        20        30        40
CPU0      ----1133rr22441133rr22441133rr22441133rr2244-
              ' ''' ' ' ' ' ' ' ' ' ' ' ' ' ' ' ' ' '
CPU1      ----22441133rr22441133rr22441133rr22441133rr-
              ' ' ' ' ' ' ' ' ' ' ' ' ' ' ' ' ' ' ' '
worker.1  ....##..##....##..##....##..##....##..##.....
worker.2  ....##....##..##....##..##....##..##....##|
worker.3  ......##..##....##..##....##..##....##..##|
worker.4  ......##....##..##....##..##....##..##....##|
other        .....##..##....##..##....##..##....##..##|
# Running  . Ready  - idle  | end
' switching or kernel work too short for its column: 0.046595ms in all
1 column = 1ms; a column shows what took most of it. CPU rows: the last
  character of the thread's name.

thread    arrival  first run  end  turnaround    waiting  response
worker.1        0      4.001    -           -          -     4.001
worker.2        0      4.001   42          42     26.008     4.001
worker.3        0    6.00075   42          42  26.018345   6.00075
worker.4        0    6.00075   44          44     28.006   6.00075
other           3      8.001   44          41     25.008     5.001
average                                 42.25      26.27      5.01

thread    turnaround      = CPU  + in Ready  + switching  + kernel
worker.1           -   15.99375          29      0.00625         0
worker.2          42     15.992          26        0.008         0
worker.3          42  15.981655          26        0.006  0.012345
worker.4          44     15.994          28        0.006         0
other             41     15.992          25        0.008         0
average        42.25      16.00       26.80         0.01      0.01
1 thread has not ended ("-").

process  pid  threads  arrival        CPU  in Ready  switching    kernel  end
server     2        4        0  63.961405       109    0.02625  0.012345   44
other      3        1        3     15.992        25      0.008         0   44

CPU        user  + switching  + syscall  + idle  = in all  user share
CPU0  39.970405      0.01725   0.012345       5        45       88.8%
CPU1     39.983        0.017          0       5        45       88.9%
all   79.953405      0.03425   0.012345      10        90       88.8%
Utilisation 88.8%, overhead 0.1%, throughput 44.444 processes a second, fairness
  1.000.

cost of one switch (mean)          thread  process
trap: enter and leave the kernel    150ns    150ns
save registers into a TCB           300ns    300ns
address space: page-table base          0    250ns
restore registers from a TCB        300ns    300ns
one switch                          750ns      1us
how many                               23       17
all together                      17.25us     17us
A switch between processes costs 1.33 times one between threads of a process.

1 tie in 41 picks: at 0ms on CPU0 worker.1 before worker.2. The rule: ready at
  the same instant: the order in which the kernel handled that instant.
A limit ended the run at 45ms: 45ms of simulated time, as limits.time says; 1
  thread had not ended. The figures are of what was simulated so far: they are
  not complete.
Conventions: rpi; other than ossim's own: rounding up-2, waiting
  turnaround-minus-cpu.

Try next
ossim compare 'my workers.yaml'                its 2 variants side by side
ossim run 'my workers.yaml' --explain          why each choice was made
ossim show 'my workers.yaml' --at 22ms queues  who was where at that moment
ossim show 'my workers.yaml' switch 1          one switch, step by step
ossim rules 'my workers.yaml'                  the rules in force, in words
ossim check 'my workers.yaml'                  its 1 expectation
)");
}

TEST_CASE("spans and devices") {
    Story story;
    const Tid a = story.process("A");
    const NameId request = story.names().intern("request"), disk = story.names().intern("disk");
    story.run(a, 0, 4, State::waiting);
    story.add(4, IoRequest{1, Duration(3'000'000), a, DeviceId(0), disk, 0});
    story.add(4, IoStart{1, DeviceId(0), a});
    story.add(7, IoDone{1, DeviceId(0), a, CpuId(0)});
    story.wake(a, 7);
    story.add(0, SpanBegin{a, request});
    story.add(7, SpanEnd{a, request, Duration(7'000'000)});
    story.run(a, 7, 8, State::terminated);
    story.end(8);
    const Metrics metrics = measured(story);
    CHECK("\n" + spans_table(metrics, {}) == R"(
span     times   mean  median  90%  95%  99%  longest
request      1  7.000       7    7    7    7        7
)");
    CHECK("\n" + devices_table(metrics, {}) == R"(
device  requests  busy  of the run  queued in all  queued on average
disk           1     3       37.5%              0              0.000
)");
    CHECK(spans_table(measured(*round_robin()), {}).empty());
}

TEST_CASE("a span that was never left has no length, and is no row of zeros") {
    Story story;
    const Tid a = story.process("A");
    story.add(0, SpanBegin{a, story.names().intern("endless")});
    story.run(a, 0, 8, State::running);
    story.end(8, Outcome::until);
    CHECK(spans_table(measured(story), {}) ==
          "The span endless was entered and never left: it has no length.\n");
}

TEST_CASE("exit statuses that are not 0 are told where there is no table of processes") {
    Story story;
    for (const std::string name : {"A", "kid", "B"}) {
        const Tid tid = story.process(name);
        story.add(5, ProcessExit{Pid(tid.value + 1), name == "A" ? 0 : static_cast<int>(tid.value)});
    }
    story.end(8);
    CHECK(processes_table(measured(story), 20, {}) == "Exit status not 0: kid 2, B 3.\n");
    CHECK(processes_table(measured(*round_robin()), 20, {}).empty());
}

TEST_CASE("a run with one pick") {
    Story story;
    story.run(story.process("A"), 0, 8, State::terminated);
    story.end(8);
    const std::string text = report(measured(story), nullptr, {}, {});
    CHECK_MESSAGE(text.find("\nNo tie in 1 pick.\n") != std::string::npos, text);
}

TEST_CASE("a switch that the end of the run cuts short") {
    Story story;
    story.cost(Component::trap, 700'000);
    const Tid a = story.process("A"), b = story.process("B");
    story.run(a, 0, 3, State::ready);
    story.run(b, 3, 4, State::running);
    story.add(4, Pick{CpuId(0), a, 1, DecidedBy::only, Tid{}, 0, 0});
    story.move(4, b, State::running, State::terminated, Cause::exited);
    Switch last;
    last.from = b;
    last.kind = SwitchKind::to_idle;
    last.components.set(Component::trap, Duration(700'000));
    story.add(4, last);
    story.end(4);
    CHECK("\n" + switches_table(measured(story), {}) == R"(
cost of one switch (mean)         thread  process  to idle
trap: enter and leave the kernel       -    700us        -
one switch                             -    700us    700us
how many                               -        2        1
all together                           -    1.4ms        -
The end of the run cut a switch short: "one switch" counts it whole, the other
  rows up to the end.
)");
}

TEST_CASE("groups, and more threads than rows") {
    Story story;
    std::vector<Tid> tids;
    for (int i = 1; i <= 5; ++i) {
        const Pid pid = story.bare_process("p");
        const Tid tid(static_cast<std::uint32_t>(i));
        (void)pid;
        story.add(0, ThreadNew{tid,
                               pid,
                               {story.names().intern("p"), static_cast<std::uint32_t>(i)},
                               story.names().intern(i % 2 == 0 ? "batch" : "interactive")});
        story.move(0, tid, State::fresh, State::newborn, Cause::created);
        story.move(0, tid, State::newborn, State::ready, Cause::admitted);
        tids.push_back(tid);
    }
    story.end(3, Outcome::until);
    CHECK("\n" + threads_table(measured(story), 2, {}) == R"(
thread                  first run  end  turnaround  = CPU  + in Ready  response
p.1                             -    -           -      0           3         -
p.2                             -    -           -      0           3         -
average of batch                                 -  0.000       3.000         -
average of interactive                           -  0.000       3.000         -
average                                          -  0.000       3.000         -
and 3 more threads: --rows 5
5 threads have not ended ("-").
)");
}

TEST_CASE("how a run ended is said in a sentence") {
    for (const Outcome outcome :
         {Outcome::until, Outcome::deadlock, Outcome::no_progress, Outcome::interrupted}) {
        Story story;
        story.process("A");
        story.end(3, outcome);
        ReportContext context;
        context.message = outcome == Outcome::deadlock      ? "A waits for B, B waits for A"
                          : outcome == Outcome::no_progress ? "A, 1000000 steps, line 7"
                                                            : "";
        const std::string text = report(measured(story), nullptr, context, {});
        const std::string_view expected =
            outcome == Outcome::until
                ? "The run was ended at 3ms, as \"until\" says; 1 thread had not ended.\n"
            : outcome == Outcome::deadlock
                ? "Deadlock at 3ms: A waits for B, B waits for A; 1 thread had not ended.\n"
            : outcome == Outcome::no_progress
                ? "The run was ended at 3ms because it made no progress: A, 1000000 steps, line 7;\n"
                  "  1 thread had not ended.\n"
                : "The run was interrupted at 3ms; 1 thread had not ended. The figures are of what\n"
                  "  was simulated so far: they are not complete.\n";
        CHECK_MESSAGE(text.find(expected) != std::string::npos, text);
    }
}

TEST_CASE("nothing at all") {
    Story story;
    story.header() = {};
    story.end(0);
    CHECK("\n" + report(measured(story), nullptr, {}, {}) == R"(
1 CPU

No thread was created.

CPU   user  + idle  = in all  user share
CPU0     0       0         0           -

No switch, cost 0.

The run finished at 0ms: every thread has ended.
Conventions: ossim.
)");
}
