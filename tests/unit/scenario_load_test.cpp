// What a right scenario becomes: the examples of the language, and each key in turn.
#include "scenario_catalogues.hpp"

#include "base/show_diagnostic.hpp"

#include <doctest/doctest.h>

#include <string>
#include <variant>

using namespace ossim;
using test::load_text;
using test::loaded;

namespace {

const Steps& steps_of(const Scenario& scenario, std::size_t process) {
    return scenario.programs.at(scenario.processes.at(process).threads.at(0).program.value).steps;
}

constexpr Duration ms(std::int64_t count) { return Duration(count * 1'000'000); }

} // namespace

TEST_CASE("the smallest scenario of the language") {
    const Scenario scenario = loaded(R"(ossim: 1                        # version of the language; required
title: Round robin, quantum 4
scheduler: {policy: rr, quantum: 4}
processes:
  - {name: P1, arrival: 0, burst: 24}
  - {name: P2, arrival: 0, burst: 3}
  - {name: P3, arrival: 0, bursts: [2, io: 5, 1]}    # compute 2, I/O 5, compute 1
)");
    CHECK(scenario.title == "Round robin, quantum 4");
    CHECK(scenario.scheduler.policy == "rr");
    REQUIRE(scenario.scheduler.parameters.size() == 1);
    CHECK(std::get<Duration>(scenario.scheduler.parameters[0].value) == ms(4));
    REQUIRE(scenario.processes.size() == 3);
    CHECK(scenario.processes[1].name == "P2");
    CHECK(scenario.processes[1].at == Mark{6, 5});
    CHECK(scenario.processes[1].threads[0].name == "P2");
    CHECK(std::get<Compute>(steps_of(scenario, 0).at(0).action).duration.low == ms(24));
    const Steps& third = steps_of(scenario, 2);
    REQUIRE(third.size() == 3);
    CHECK(std::get<Compute>(third[0].action).duration.low == ms(2));
    CHECK(std::get<Io>(third[1].action).duration->low == ms(5));
    CHECK(std::get<Io>(third[1].action).device == "io");
    CHECK(std::get<Compute>(third[2].action).duration.low == ms(1));
    CHECK(third[1].at == Mark{7, 40});
    CHECK(scenario.machine.cpus == 1);
    CHECK_FALSE(scenario.until.has_value());
}

TEST_CASE("the headline example, without its memory") {
    const std::string text = R"(ossim: 1
machine: {cpus: 1, costs: x86-64-pcid}
scheduler: {policy: rr, quantum: 2ms}
programs:
  worker:
    - repeat: {times: 1250, do: [{compute: {for: 20us}}, yield]}
processes:
  - name: server
    threads: [{name: worker, count: 4, program: worker}]
variants:
  threads: {processes.server.run_as: threads}
  processes: {processes.server.run_as: processes}
expect:
  - that: processes::switches.mean > 1.1 * threads::switches.mean
)";
    const Scenario base = loaded(text);
    CHECK(base.variants == std::vector<std::string>{"threads", "processes"});
    CHECK(base.processes[0].run_as == RunAs::threads);
    CHECK(base.processes[0].threads_given);
    CHECK(base.processes[0].threads[0].count == 4);
    CHECK(base.machine.costs.trap_in == Price(30'000));
    CHECK(base.machine.costs.tagged_tlb);
    CHECK(base.expectations[0].texts[0] == "processes::switches.mean > 1.1 * threads::switches.mean");
    const auto& repeat = std::get<Repeat>(base.programs[0].steps[0].action);
    CHECK(repeat.times == 1250);
    CHECK(std::get<Compute>(repeat.steps[0].action).duration.low == Duration(20'000));
    CHECK(std::holds_alternative<Yield>(repeat.steps[1].action));
    LoadOptions options;
    options.variant = "processes";
    CHECK(loaded(text, options).processes[0].run_as == RunAs::processes);
}

TEST_CASE("programs of the language, as far as this version has their steps") {
    const Scenario scenario = loaded(R"(ossim: 1
objects: {variables: {hits: 0, count: 7}}
programs:
  parent:
    - fork: {name: child, program: child}
    - compute: 2ms
    - wait
    - wait: child
    - exit: 0
  puzzle: [fork, fork, {print: hello}]
  child: [{compute: 3ms}, {fork: [{compute: 1ms}]}]
  main: [{spawn: {name: w, program: counter, count: 2}}, join: all, join: w, detach: w]
  counter: [{repeat: {times: 1000, do: [{increment: hits}]}}]
  looping:
    - while: {that: count > 0, do: [{decrement: {variable: count, by: 2, each: 1us}}]}
    - {load: hits, into: got}
    - if: {that: got == 0, then: [{compute: 1ms}], else: [yield]}
    - store: {variable: hits, value: got}
    - forever: [break]
  serving:
    - repeat: {times: 100, do: [{span: {name: request, do: [{compute: {exponential: 2ms}}, {io: 5ms}]}}]}
    - choose: [{weight: 3, do: [compute: 1]}, {do: [sleep: {uniform: [1ms, 3ms]}]}]
    - compute: {list: [1ms, 4ms, 2ms]}
    - print: "hits is {hits}, {not a name}"
processes:
  - {name: A, program: parent}
  - {name: B, program: puzzle}
  - {name: C, program: main}
  - {name: D, program: looping}
  - {name: E, program: serving}
  - {name: F, program: [compute: 5, io: {device: disk, read: 4KiB}]}
  - {name: job, count: 100, arrivals: {exponential: 10ms}, burst: {uniform: [1ms, 9ms]}}
)");
    const Steps& parent = steps_of(scenario, 0);
    CHECK(std::get<Fork>(parent[0].action).label == "child");
    CHECK(std::get<Fork>(parent[0].action).program->name == "child");
    CHECK(std::get<Wait>(parent[2].action).child.name == "any");
    CHECK(std::get<Wait>(parent[3].action).child.name == "child");
    CHECK_FALSE(std::get<Fork>(steps_of(scenario, 1)[0].action).program.has_value());
    CHECK(std::get<Print>(steps_of(scenario, 1)[2].action).text == "hello");
    CHECK(std::get<Spawn>(steps_of(scenario, 2)[0].action).count == 2);
    CHECK(std::get<Join>(steps_of(scenario, 2)[1].action).thread.name == "all");
    const Steps& looping = steps_of(scenario, 3);
    const auto& decrement = std::get<Decrement>(std::get<While>(looping[0].action).steps[0].action);
    CHECK(decrement.by.number == 2);
    CHECK(decrement.each == Duration(1'000));
    CHECK(std::get<Load>(looping[1].action).into == "got");
    CHECK(std::get<If>(looping[2].action).otherwise.size() == 1);
    CHECK(std::get<Store>(looping[3].action).value.variable == "got");
    const Steps& serving = steps_of(scenario, 4);
    const auto& choose = std::get<Choose>(serving[1].action);
    CHECK(choose.from[0].weight == 3);
    CHECK(choose.from[1].weight == 1);
    CHECK(std::get<Sleep>(choose.from[1].steps[0].action).duration.high == ms(3));
    CHECK(std::get<Compute>(serving[2].action).duration.values.size() == 3);
    CHECK(std::get<Io>(steps_of(scenario, 5)[1].action).read == 4096);
    const ProcessSpec& job = scenario.processes[6];
    CHECK(job.count == 100);
    CHECK(job.between->kind == Distribution::exponential);
    CHECK(job.between->low == ms(10));
}

TEST_CASE("a big family stays one process") {
    const Scenario scenario = loaded("ossim: 1\nprocesses: [{name: a, count: 1000000, burst: 3}]\n");
    CHECK(scenario.processes.size() == 1);
    CHECK(scenario.processes[0].count == 1'000'000);
    CHECK(scenario.programs.size() == 1);
}

TEST_CASE("machine, admission, until, limits, unit and seed") {
    const Scenario scenario = loaded(R"(ossim: 1
unit: us
seed: 42
machine:
  cpus: 4
  costs: {profile: x86-64-pcid, kpti: true, trap_out: 40ns}
  devices: {disk: {channels: 2, access: 5ms, bandwidth: 200MiB/s}}
admission: {processes: 8}
until: 500ms
limits: {time: 10s, events: 1G}
processes: [{name: A, arrival: 3, burst: 5, group: interactive, daemon: true}]
)");
    CHECK(scenario.seed == 42);
    CHECK(scenario.machine.cpus == 4);
    CHECK(scenario.machine.costs.profile == "x86-64-pcid");
    CHECK(scenario.machine.costs.kpti);
    CHECK(scenario.machine.costs.crossing() == Price(70'000));
    CHECK(scenario.machine.costs.trap_in == Price(30'000));
    CHECK(scenario.machine.costs.trap_out == Price::of_ns(40));
    CHECK(scenario.machine.devices[0].bandwidth == 200ULL << 20);
    CHECK(scenario.machine.devices[0].channels == 2);
    CHECK(scenario.admitted_processes == 8);
    CHECK(*scenario.until == Time(500'000'000));
    CHECK(scenario.limits.time == Time(10'000'000'000));
    CHECK(scenario.limits.events == 1'000'000'000);
    CHECK(scenario.processes[0].arrival == Time(3'000));
    CHECK(scenario.processes[0].threads[0].group == "interactive");
    LoadOptions options;
    options.seed = 7;
    CHECK(loaded("ossim: 1\nseed: 1\nprocesses: [{name: A, burst: 1}]\n", options).seed == 7);
}

TEST_CASE("conventions: a preset, and settings beside it") {
    const std::string rest = "\nprocesses: [{name: A, burst: 1}]\n";
    CHECK(loaded("ossim: 1\nconventions: mines" + rest).conventions.choose == ChooseAt::in_sequence);
    const Conventions own =
        loaded("ossim: 1\nconventions: {preset: mines, io_issue: 1, order: [completion, quantum, "
               "upkeep, [device, arrival]]}" +
               rest)
            .conventions;
    CHECK(own.preset == "mines");
    CHECK(own.choose == ChooseAt::in_sequence);
    CHECK(own.io_issue == ms(1));
    // Phases that are left out follow their predecessors of ossim's own order.
    const std::vector<PhaseGroup> order{{{Phase::completion}},
                                        {{Phase::switched}},
                                        {{Phase::quantum}},
                                        {{Phase::upkeep}},
                                        {{Phase::device, Phase::arrival}, Within::sequence},
                                        {{Phase::timer}}};
    CHECK(own.order == order);
}

TEST_CASE("policies get every parameter, with defaults") {
    const Scenario scenario = loaded(R"(ossim: 1
scheduler:
  policy: multilevel
  queues:
    - {name: front, policy: priority, urgent: low, quantum: none}
    - {name: back, policy: fcfs}
  alpha: 25%
  draws: [3, 0]
processes:
  - {name: A, burst: 5, queue: front, priority: -3, slice: 2ms}
  - {name: B, burst: 5, queue: back}
)");
    const auto& parameters = scenario.scheduler.parameters;
    REQUIRE(parameters.size() == 6);
    const auto& queues = std::get<std::vector<SchedulerSpec>>(parameters[0].value);
    CHECK(queues[0].name == "front");
    CHECK(std::get<std::string>(queues[0].parameters[1].value) == "low");
    CHECK(std::get<Duration>(queues[0].parameters[2].value) == Duration::forever());
    CHECK(std::get<std::vector<Duration>>(parameters[1].value).empty());
    CHECK(std::get<Ratio>(parameters[2].value) == Ratio(1, 4));
    CHECK(std::get<std::int64_t>(parameters[3].value) == 3);
    CHECK(std::get<std::vector<Duration>>(parameters[4].value) == std::vector<Duration>{ms(80), ms(20)});
    CHECK(std::get<std::vector<std::int64_t>>(parameters[5].value) == std::vector<std::int64_t>{3, 0});
    CHECK(scenario.processes[0].threads[0].attributes.slice == ms(2));
    CHECK(*scenario.processes[0].threads[0].attributes.priority == -3);
    CHECK(loaded("ossim: 1\nscheduler: fcfs\nprocesses: [{name: A, burst: 1}]\n").scheduler.policy == "fcfs");
}

TEST_CASE("threads take the attributes of their process where they give none") {
    const Scenario scenario = loaded(R"(ossim: 1
scheduler: {policy: priority, urgent: high}
programs: {work: [compute: 1]}
processes:
  - name: P
    priority: 4
    group: g
    objects: {variables: {x: 3}}
    threads: [{program: work}, {name: own, priority: 9, group: h, burst: 2}]
)");
    const ProcessSpec& process = scenario.processes[0];
    CHECK(process.threads[0].name == "work");
    CHECK(*process.threads[0].attributes.priority == 4);
    CHECK(process.threads[0].group == "g");
    CHECK(*process.threads[1].attributes.priority == 9);
    CHECK(process.threads[1].group == "h");
    CHECK(process.variables[0].initial == 3);
}

TEST_CASE("aliases and their parking place") {
    const Scenario scenario = loaded(R"(ossim: 1
x-shared: &work [compute: 5, &gap {io: 2}, *gap]
processes:
  - {name: A, program: *work}
  - {name: B, program: *work}
)");
    CHECK(steps_of(scenario, 0).size() == 3);
    CHECK(steps_of(scenario, 1).size() == 3);
    CHECK(std::get<Io>(steps_of(scenario, 1)[2].action).duration->low == ms(2));
}

TEST_CASE("expectations are kept as written") {
    const Scenario scenario = loaded(R"(ossim: 1
machine: {cpus: 2}
processes: [{name: P1, burst: 1}]
expect:
  - that: P1.turnaround == 30
  - schedule: "P1 0-4, P2 4-7"
  - schedule: {cpu0: "AAAABBB.CC", cpu1: "DD"}
  - order: [P2 exits, P3 exits]
  - never: P2 Running while P1 Ready
  - deadlock: [T1, T2]
  - deadlock: none
)");
    REQUIRE(scenario.expectations.size() == 7);
    CHECK(scenario.expectations[0].marks[0] == Mark{5, 11});
    CHECK(scenario.expectations[2].keys == std::vector<std::string>{"cpu0", "cpu1"});
    CHECK(scenario.expectations[3].texts == std::vector<std::string>{"P2 exits", "P3 exits"});
    CHECK(scenario.expectations[6].texts.empty());
}
