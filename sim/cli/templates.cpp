// The texts are what a reader sees first of the language: short, commented, and true.
#include "cli/templates.hpp"

namespace ossim {

namespace {

constexpr std::string_view rr_text = R"yaml(# Round robin: everybody gets the CPU for a quantum, in turn.
# Run it with `ossim rr.yaml`, then play:
#   ossim rr.yaml --set scheduler.quantum=2     a shorter quantum
#   ossim rr.yaml --explain                     why each choice was made
#   ossim compare rr.yaml --vary scheduler.policy=fcfs,rr,sjf
ossim: 1                                  # version of the language
title: Round robin, quantum 4
scheduler: {policy: rr, quantum: 4}       # `ossim list policies` shows the others
processes:                                # bare numbers are milliseconds
  - {name: P1, arrival: 0, burst: 24}     # one thread that computes for 24ms
  - {name: P2, arrival: 0, burst: 3}
  - {name: P3, arrival: 2, burst: 3}      # arrives 2ms later
expect:                                   # `ossim check rr.yaml` sees whether these hold
  - that: P1.turnaround == 30
  - schedule: "P1 0-4, P2 4-7, P3 7-10, P1 10-30"
)yaml";

constexpr std::string_view priority_text =
    R"yaml(# Priorities: who is more urgent runs, and takes the CPU from who is less.
#   ossim priority.yaml --set scheduler.preemptive=false     what changes if nobody is interrupted?
#   ossim priority.yaml --explain
ossim: 1
title: Priorities, preemptive
scheduler:
  policy: priority
  preemptive: true
  urgent: low             # small numbers are urgent; books differ, so it has to be said
processes:
  - {name: editor,  priority: 1, arrival: 4, burst: 3}
  - {name: browser, priority: 2, arrival: 2, burst: 6}
  - {name: backup,  priority: 9, arrival: 0, burst: 10}    # starts first, ends last
expect:
  - order: [editor exits, browser exits, backup exits]
  - that: editor.ready_wait == 0
  - never: backup Running while editor Ready
)yaml";

constexpr std::string_view threads_text =
    R"yaml(# What a switch costs: four workers as threads of one process, and as four processes.
#   ossim compare threads.yaml                 the two side by side
#   ossim show threads.yaml switch 3           one switch, step by step
ossim: 1
title: Four workers, as threads and as processes
machine:
  cpus: 1
  costs: x86-64-pcid      # prices of a real machine: `ossim list costs x86-64-pcid`
scheduler: {policy: rr, quantum: 2ms}
programs:
  worker:
    - repeat: {times: 100, do: [{compute: 20us}, yield]}
processes:
  - name: server
    threads: [{name: worker, count: 4, program: worker}]
variants:                 # each changes some keys of the scenario
  threads: {processes.server.run_as: threads}
  processes: {processes.server.run_as: processes}
expect:
  - that: processes::switches.mean > threads::switches.mean
)yaml";

constexpr std::string_view io_text =
    R"yaml(# Computing and I/O: while one waits for the disk, another has the CPU.
#   ossim show io.yaml --at 6ms queues         who waits for what at 6ms
#   ossim show io.yaml states                  the state diagram, with counts
ossim: 1
title: Three processes and one disk
machine:
  devices:
    disk: {channels: 1}   # serves one request at a time; the others queue
scheduler: fcfs
processes:
  - name: reader
    program: [{repeat: {times: 3, do: [{compute: 1}, {io: {for: 5, device: disk}}]}}]
  - name: logger
    arrival: 1
    program: [{compute: 2}, {io: {for: 3, device: disk}}, {compute: 1}]
  - {name: solver, burst: 12}     # never waits
expect:
  - never: solver Waiting while reader Running
  - that: reader.blocked >= 15
)yaml";

constexpr std::string_view fork_text = R"yaml(# fork and wait: a parent creates children and reaps them.
#   ossim show fork.yaml --at 1ms tree         the tree of processes at 1ms
#   ossim fork.yaml --trace - --format text    every event
ossim: 1
title: A parent and its two children
scheduler: {policy: rr, quantum: 1}
programs:
  parent:
    - fork: {name: first, program: child}
    - fork: {name: second, program: child}
    - print: both are on their way
    - wait: all                           # until then, a child that has ended is a zombie
    - print: both have ended
    - exit: 0
  child:
    - compute: 3
    - exit: 0
processes:
  - {name: parent, program: parent}
expect:
  - order: [first exits, second exits, parent exits]
)yaml";

constexpr std::string_view assignment_text =
    R"yaml(# An assignment: what students hand in about scenarios, and what it is worth.
# It lies in a folder of its own with the scenarios that it names. From nothing to a graded class:
#   ossim new rr -o rr.yaml                    the scenario that the questions below are about
#   ossim assignment check .                   is the key what you think? which mistakes does it tell apart?
#   ossim grade . submissions/                 a folder or a file for each student
# `ossim schema assignment` helps editors; scenarios/README.md has all keys.
assignment: 1                             # version of the form
title: Round robin by hand
conventions: [ossim]                      # right under any of these is right; the first one makes the key
feedback: divergence                      # or score, category, everything: each tells a student more
questions:
  chart:                                  # handed in as chart.*: a chart in words, CSV, a trace
    title: Who runs when? Draw the chart.
    kind: trace
    scenario: rr.yaml                     # ossim runs it to make the key
    points: 10
    cap: 80%                              # the most that a chart gets which is not right
    misconceptions: {quantum-off-by-one: -1}    # if this explains all of it, 1 point off instead
  times:                                  # handed in as times.*: a line each, as in `waiting: 5.75`
    title: What comes of it?
    kind: answers
    scenario: rr.yaml
    follow: chart                         # right is also what follows from the student's own chart
    answers:                              # together 6 points, so the question is worth 6
      waiting: {title: the mean waiting time, value: avg(waiting), tolerance: 0.01, points: 3}
      last: {title: the order of the ends, order: exits, points: 2}
      late: {title: "does P3 wait longer than P2?", holds: P3.waiting > P2.waiting, points: 1}
  starve:                                 # handed in as starve.*: a scenario
    title: Write a scenario in which B never runs before A has ended.
    kind: scenario
    needs: chart                          # judged only if the chart is right
    expect:                               # as in a scenario
      - never: B Running while A Ready
      - order: [A exits, B exits]
    points: 5
  policy:                                 # handed in as policy.*: a policy and its parameters
    title: "Which policy makes this trace? See policy.txt."
    kind: infer
    scenario: rr.yaml
    points: 5/2                           # points are exact: 2.5 is the same
    visibility: after_due_date            # or visible, after_published, hidden
)yaml";

constexpr Template the_templates[] = {
    {"rr", "round robin with three processes", rr_text},
    {"priority", "preemptive priorities", priority_text},
    {"threads", "what a switch costs: threads against processes", threads_text},
    {"io", "computing, I/O and a disk with a queue", io_text},
    {"fork", "fork, wait, zombies", fork_text},
    {"assignment", "questions about a scenario, to be graded", assignment_text},
};

} // namespace

std::span<const Template> templates() { return the_templates; }

} // namespace ossim
