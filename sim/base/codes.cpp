// The pages of the codes, in order of their names. A new code is one block here.
#include "base/codes.hpp"

#include <algorithm>

namespace ossim {

namespace {

constexpr CodeInfo all_codes[] = {
    {"bad-answer", "an answer that has no value",
     R"(A question asks for something that the run of its scenario does not have: the
turnaround of a process that never ends, the start of one that never runs.

    answers: {last: {value: P9.turnaround}}     # wrong: there is no P9
    answers: {last: {value: P2.turnaround}}     # right
)"},
    {"bad-escape", "a backslash that double quotes do not know",
     R"(In double quotes a backslash begins an escape: \n, \t, \", \\, \x41, \u00e9.
Others are refused. In single quotes a backslash stands for itself.

    title: "50\% load"          # wrong
    title: '50\% load'          # right
)"},
    {"bad-expectation", "an expectation that cannot be read or checked",
     R"(What stands under `expect:` must follow the grammar of its kind, and name what
the run has.

    expect:
      - that: P1.turnaround == 30
      - schedule: "P1 0-4, P2 4-7, P1 7-10"
      - order: [P2 exits, P1 exits]
      - never: P2 Running while P1 Ready
      - deadlock: none

`ossim list metrics` names what `that:` may speak of.
)"},
    {"bad-expression", "a test or a claim that is no expression",
     R"(Expressions have, from the loosest to the tightest:

    or  and  not  == != < <= > >=  + -  * /  -x  5  5ms  25%  name  f(x)

    that: count = 0             # wrong: a single = compares nothing
    that: count == 0            # right
    that: 1 < a < 3             # wrong: comparisons do not chain
    that: 1 < a and a < 3       # right
    that: a-b > 0               # wrong: a-b is a name
    that: a - b > 0             # right

A value that begins with !, &, * or a quote must be quoted for YAML.
)"},
    {"bad-geometry", "a machine that cannot be built",
     R"(Page tables, TLBs and caches have shapes that hardware can have.

    page_size: 5000                        # wrong: a power of two, as 4KiB
    tlb: {entries: 64, ways: 128}          # wrong: more ways than entries
    tlb: {entries: 48, ways: 4}            # wrong: 12 sets, no power of two
    tlb: {entries: 48}                     # right: fully associative
    cache: [{size: 1MiB}, {size: 32KiB}]   # wrong: the smallest comes first

Huge pages are one level of the page table folded into one entry, so a table
of one level has none.
)"},
    {"bad-indentation", "lines that do not line up",
     R"(The keys of one mapping, and the items of one list, begin in the same column.

    scheduler:
      policy: rr
       quantum: 4               # wrong: one column too far

    scheduler:
      policy: rr
      quantum: 4                # right
)"},
    {"bad-name", "a name with characters that names cannot have",
     R"(A name has letters of any script, digits, _ and -, and does not begin with a
digit. / and . stand between parts, as in server/worker.1. It has at most 64
characters.

    {name: 1st job}             # wrong
    {name: job-1}               # right
)"},
    {"bad-pattern", "a pattern that fits no line",
     R"(A pattern of `read: {lines: ...}` is a line of a course's own output, with
fields in braces: {t} (or {time}), {start}, {end}, {duration}, {cpu}, {p} (or
{thread}), {event}, and {*} for what does not matter. It says a time, and is
quoted.

    lines: 'Time {t}: process {pid}'       # wrong: no such field
    lines: 'Time {t}: process {p}'         # right
)"},
    {"bad-submission", "a trace or schedule that was handed in cannot be read",
     R"(`ossim grade` reads traces, tables, Gantt charts in words, in columns or as
textbooks draw them, and a course's own output by an assignment's patterns.
What is none of these, or can be understood in two ways, is worth no points;
the others are graded all the same.

    P1 0-4, P2 4-7, P1 7-10     # a schedule in words
    cpu,start,end,thread        # a table: its heading says what is what
    0,0,4,P1
    | P1 | P2 | P1 |            # names over the times of their borders
    0    4    7    10
)"},
    {"bad-trace", "a trace that is broken",
     R"(A trace has one record a line, each a JSON object. The first is the header,
then time never runs back, and `end` is the last.

    {"ossim_trace":1,"ossim":"0.1.0", ...}
    {"t":0,"e":"begin","cpu":0,"tid":1}
    {"t":30000000,"e":"end","outcome":"finished","complete":true,"events":1}

`ossim list events NAME` gives the fields of an event.
)"},
    {"bad-value", "a value that cannot be read",
     R"(Durations are 5ms, 250us, 3s, 850ns, or a bare number in the scenario's
`unit`. Sizes are 64KiB, 4MiB, 4096. Ratios are 0.25, 25% or 1/4. Numbers are
decimal, without exponents and without marks between digits.

    quantum: 1e3us              # wrong
    quantum: 1000us             # right
    burst: 0.1ns                # wrong: 1 ns is the smallest step of time
    bandwidth: 64KB/s           # wrong: sizes are powers of two
    bandwidth: 64KiB/s          # right
)"},
    {"break-outside", "a break that is in no loop",
     R"(`break` leaves the innermost `repeat`, `while` or `forever` around it. A
program that a loop calls by name is not inside that loop.

    - forever: [{compute: 1ms}, {if: {that: n == 3, then: [break], else: []}}]
)"},
    {"colon-in-value", "a second colon in a value",
     R"(A colon followed by a space begins a value. A text that has one is quoted.

    title: Round robin: q = 4           # wrong
    title: "Round robin: q = 4"         # right
)"},
    {"comma-in-value", "a comma that ends a value in braces",
     R"(Inside { } and [ ] a comma ends the value. A text that has one is quoted.

    {schedule: P1 0-4, P2 4-7}          # wrong: the value ends after 0-4
    {schedule: "P1 0-4, P2 4-7"}        # right
)"},
    {"complex-key", "a key that is not a plain word",
     R"(Keys are words. A list or a mapping cannot be a key.

    {[a, b]: 1}                 # wrong
    {a: 1, b: 1}                # right
)"},
    {"control-character", "a character that no text should have",
     R"(Control characters other than line feeds and tabs are refused, because
editors do not show them and terminals obey them. Lines end in a line feed, or
in a carriage return and a line feed. Most editors can save the file so.
)"},
    {"cyclic-alias", "a value that contains itself",
     R"(An alias (*name) cannot stand inside the value that its anchor (&name) marks.

    steps: &again [{compute: 1ms}, *again]              # wrong
    steps: [{forever: [{compute: 1ms}]}]                # right
)"},
    {"duplicate-key", "a key that is given twice",
     R"(Each key of a mapping is given once. YAML libraries silently take the first
or the last; ossim asks.

    {name: A, burst: 3, burst: 5}       # wrong
)"},
    {"duplicate-name", "two things of one name",
     R"(Names tell things apart in traces and reports, so no two processes, two
threads of one process, two devices, two programs or two queues share one.
Many alike ones are made by `count`.

    processes: [{name: A, burst: 3}, {name: A, burst: 5}]       # wrong
    processes: [{name: A, count: 2, burst: 3}]                  # A.1 and A.2
)"},
    {"empty-file", "a file without a scenario",
     R"(The file is empty, or has only comments. The smallest scenario is

    ossim: 1
    scheduler: {policy: fcfs}
    processes: [{name: P1, burst: 5}]

`ossim new` writes one to begin from.
)"},
    {"endless", "work without end in a run without end",
     R"(A thread goes round `forever`, nothing in its loop leaves it, and the scenario
does not say when the run ends. It would run until a limit stops it.

    until: 500ms                # a normal end
    processes:
      - {name: logger, daemon: true, program: log}  # or: keeps nothing alive
)"},
    {"merge-key", "the key << is not read",
     R"(YAML's merge key is not part of YAML 1.2 and is refused. Write the keys out,
or use an alias for the whole value. Many alike processes are made by `count`.

    - {<<: *base, name: B}              # wrong
    - {name: B, program: worker}        # right: what is shared is a program
)"},
    {"missing-attribute", "something that the policy must know of a thread",
     R"(A priority policy needs a `priority` of each thread, a multilevel queue the
`queue` that it belongs to. On a process it counts for all its threads.

    scheduler: {policy: priority, urgent: low}
    processes:
      - {name: A, burst: 5}                 # wrong
      - {name: A, burst: 5, priority: 3}    # right
)"},
    {"missing-colon", "a key without a colon behind it",
     R"(Between a key and its value stand a colon and a space.

    ossim 1                     # wrong
    ossim: 1                    # right
)"},
    {"missing-comma", "two keys in braces without a comma between them",
     R"(In braces, a comma stands between one key with its value and the next.

    {name: A burst: 3}          # wrong
    {name: A, burst: 3}         # right
)"},
    {"missing-key", "a key that must be given",
     R"(Some keys have no default, because books differ or because nothing could be
meant without them. The message names the key.

    {burst: 5}                  # wrong: a process has a name
    {name: P1, burst: 5}        # right
)"},
    {"missing-parameter", "a parameter that a policy needs",
     R"(Some parameters of policies have no default. `ossim list policies NAME` shows
the parameters of one.

    scheduler: {policy: rr}                             # wrong
    scheduler: {policy: rr, quantum: 4}                 # right
    scheduler: {policy: priority, preemptive: true}     # wrong: which end is
                                                        # urgent? books differ
    scheduler: {policy: priority, preemptive: true, urgent: low}
)"},
    {"missing-space", "a colon without a space behind it",
     R"(YAML sees a key only where a space follows the colon.

    {policy:rr}                 # wrong: one word
    {policy: rr}                # right
)"},
    {"missing-value", "a key, a step or an item without a value",
     R"(A key with nothing behind it, or a step that needs more than its name.

    - compute                   # wrong: for how long?
    - compute: 5ms              # right
    quantum:                    # wrong
    quantum: 4ms                # right
)"},
    {"name-clash", "one name for two variables",
     R"(A variable is shared by all (`objects:` at the top), private to a process
(`objects:` in it), or a thread's own (`into:` of a step). One name that could
mean two of them would be read differently by different people.

    objects: {variables: {count: 0}}
    programs:
      p: [{load: {variable: count, into: count}}]   # wrong
      q: [{load: {variable: count, into: mine}}]    # right
)"},
    {"needs-circle", "questions that wait for each other",
     R"(A question is judged when those that it needs are right. If they need it in
turn, none of them ever is.

    questions:
      a: {kind: trace, scenario: a.yaml, needs: b}
      b: {kind: trace, scenario: b.yaml, needs: a}      # wrong
)"},
    {"new-key", "a key that has changed",
     R"(An assignment stores a digest of the key that was checked. When its scenario,
or ossim itself, gives another trace, the digest differs: look at the key
again, then store the new digest.

    digest: 0123456789abcdef0123456789abcdef    # what was checked
)"},
    {"no-decimal", "an answer that no decimal number says exactly",
     R"(The answer is a fraction like 17/3. Who hands in 5.667 would be wrong, because
comparisons are exact unless a tolerance is given.

    waiting: {value: avg(waiting)}                      # only 17/3 is right
    waiting: {value: avg(waiting), tolerance: 0.01}     # 5.67 is right too
)"},
    {"no-end", "periodic work in a run without end",
     R"(A job of periodic work is released in every period, for ever. The scenario
must say when the run ends.

    until: 500ms                # a normal end
    processes:
      - {name: control, period: 20ms, wcet: 5ms}
      - {name: watch, period: 1s, wcet: 1ms, daemon: true}  # may be left
)"},
    {"no-future", "the best replacement without one string of references",
     R"(OPT evicts the page whose next use is farthest away. ossim follows the
program of the thread that refers; when others refer, and what a working set
touches, depends on the schedule, which is not known yet. So the number of
faults may be above the least.

    programs: {p: [{access: [7, 0, 1, 2, 0, 3]}]}
    processes: [{name: P, program: p}]
)"},
    {"no-key", "a question without a key",
     R"(The key of a question is made by running its scenario, or read from a file. A
run that does not end gives none, and neither does a file without a schedule.

    - {name: A, steps: [{forever: [{compute: 1}]}]}     # never ends
    until: 100                                          # a normal end
)"},
    {"no-pairs", "misconceptions are tried one by one only",
     R"(A wrong answer is explained by running the scenario under every misconception,
and under every pair. A long scenario has too many events for all the pairs:
then only single misconceptions are tried. Everything else is judged as usual.
)"},
    {"no-price", "a switch of a cost profile that costs nothing",
     R"(`kpti: true` makes each crossing into or out of the kernel cost what
`kpti_crossing` says, `ibpb: true` each change of address space what
`ibpb_barrier` says. In a profile where that price is 0, give it beside it:

    costs: {profile: arm64, kpti: true, kpti_crossing: 80ns}
)"},
    {"no-processes", "a scenario in which nothing runs",
     R"(A scenario has at least one process: `processes:` is a list of them, each with
a name and what it does.

    processes: [{name: P1, burst: 5}]
)"},
    {"no-program", "a process or thread with nothing to do",
     R"(Each process needs one of `burst`, `bursts`, `program` and `threads`, and each
thread one of `burst`, `bursts` and `program`.

    - {name: A}                             # wrong
    - {name: A, burst: 24}                  # one computation
    - {name: A, bursts: [2, io: 5, 1]}      # computing and I/O in turn
    - {name: A, program: worker}            # a program from `programs:`
    - {name: A, threads: [{name: t, count: 4, program: worker}]}
)"},
    {"no-room", "a process larger than memory",
     R"(A process is loaded whole at its start, unless its pages come by demand; its
page table is there in any case. This one would not fit even alone.

    memory: {heap: 300MiB, demand: true}
)"},
    {"no-tags", "address-space tags that the machine does not have",
     R"(`pcid: true` uses the tags of the TLB, and the profile's machine has none.

    machine:
      costs: ppro-1996
      tlb: {entries: 64, ways: 4, address_space_tags: 6}
)"},
    {"not-a-cost-file", "a cost file that is no mapping",
     R"(A cost file holds the keys of `costs:`, each with its value, or with its value
and what it rests on.

    ossim_costs: 1
    name: laptop
    profile: x86-64-pcid               # says what the file does not
    trap_in: {value: 51ns, basis: "measured: half of getppid"}
    fork: 106us
    machine: {cache: [{size: 32KiB, line: 64}, {size: 1MiB}]}

Its name ends in .costs.yaml.
)"},
    {"not-a-scenario", "a file that is YAML, but no scenario",
     R"(A scenario is a mapping: keys, each with a value.

    ossim: 1
    scheduler: {policy: rr, quantum: 4}
    processes:
      - {name: P1, burst: 24}

`ossim new` writes one to start from.
)"},
    {"not-an-assignment", "a file that is YAML, but no assignment",
     R"(An assignment is a mapping that begins with its version and asks questions
about scenarios, which are files of their own.

    assignment: 1
    questions:
      chart: {kind: trace, scenario: rr.yaml}

`ossim new assignment` writes one to start from.
)"},
    {"not-permitted", "a reference that the segment does not permit",
     R"(A program's text may only be read. A thread that writes it gets SIGSEGV, which
by default ends its whole process. Perhaps that is what the scenario shows;
`fault` does it on purpose.
)"},
    {"not-utf8", "a byte that is not UTF-8",
     R"(Scenarios are UTF-8 text. A file in another encoding (Latin-1, EUC-KR,
UTF-16) has to be converted: most editors can save it so, or

    iconv -f EUC-KR -t UTF-8 old.yaml > new.yaml
)"},
    {"not-yet", "part of the language, but not of this version",
     R"(The scenario language has more than this version models. Such a key or step
is refused instead of being passed over, because a run that leaves it out
would answer another question.
)"},
    {"only-daemons", "nothing keeps the run alive",
     R"(A run ends when all processes that are no daemons have ended. If all of them
are daemons, say when it ends.

    until: 500ms
)"},
    {"out-of-bounds", "a reference outside its segment",
     R"(Pages count from 0: a segment of 16 pages has 0..15. A thread that refers to
what lies outside gets SIGSEGV, which by default ends its whole process. A
working set that is larger than its segment is an error.

    memory: {heap: 64KiB}              # 16 pages of 4KiB
    access: 0..15                      # right
    access: 0..16                      # one too many
)"},
    {"out-of-range", "a number outside its range",
     R"(The message says the range. Ranges are wide; what lies outside is mostly a
slip: a unit that was forgotten, or a zero too many.

    machine: {cpus: 0}          # wrong
    machine: {cpus: 1}          # right
    scheduler: {policy: rr, quantum: 0}         # wrong: no progress is made
)"},
    {"outside-folder", "a path that leads out of its folder",
     R"(What an assignment names lies in its folder, or below it, and what is handed
in lies in the student's. So a folder can be given away, and nothing else is
read.

    scenario: ../rr.yaml        # wrong
    scenario: /home/me/rr.yaml  # wrong
    scenario: rr.yaml           # right
    scenario: keys/rr.yaml      # right
)"},
    {"overbooked", "servers that promise more than there is",
     R"(A server gives its thread a budget in each of its periods. The sum of budget
by period over all servers is what they promise together; it cannot be more
than the CPUs have. The scenario runs all the same, and deadlines are missed.

    scheduler: edf
    processes:
      - {name: A, burst: 90, server: {budget: 6, period: 10}}
      - {name: B, burst: 90, server: {budget: 5, period: 10}}  # 1.1 of 1 CPU
)"},
    {"overlap", "two intervals of one CPU overlap",
     R"(A CPU runs one thread at a time: an interval begins where the one before has
ended, or later. From 0 to 4 means: up to 4, not including it.

    P1 0-4, P2 3-7              # wrong: both at 3
    P1 0-4, P2 4-7              # right
    CPU0: P1 0-4                # right: each on a CPU of its own
    CPU1: P2 3-7
)"},
    {"quote-it", "a character that cannot begin a plain value",
     R"(YAML gives some characters a meaning at the beginning of a value: ! & * @ ` %
and quotes. Put the value into quotes.

    that: !x                    # wrong
    that: '!x'                  # YAML reads it now; an expression says: not x
)"},
    {"reserved-name", "a name with a meaning of its own",
     R"(`all`, `any`, `idle` and `init` cannot name a process or a thread: `wait: all`
waits for all children, `idle` is the CPU without work, and `init` is the
process that orphans go to.
)"},
    {"runaway", "a run that does not end",
     R"(A scenario that was handed in is run within limits. One that goes on for ever,
or makes no progress, is cut off, and nothing that it expects counts as met.

    until: 100          # gives a run that goes on an end
)"},
    {"second-document", "text behind the end of the scenario",
     R"(A file holds one scenario. `---` begins another document, and text behind a
closing bracket at the top belongs to none.

    {ossim: 1, processes: []} extra     # wrong
)"},
    {"stray-bracket", "a closing bracket that was never opened",
     R"(A ] or } closes nothing here. Brackets in a text need quotes.

    bursts: 2, 3]               # wrong
    bursts: [2, 3]              # right
)"},
    {"tab", "a tab that indents",
     R"(YAML indents by spaces only, because tabs have no fixed width. Most editors
can turn tabs into spaces.
)"},
    {"tag", "a YAML tag",
     R"(Tags (!name, !!int) are not read; a scenario's keys say what type a value has.

    burst: !!int 5              # wrong
    burst: 5                    # right
)"},
    {"too-deep", "nested too deeply",
     R"(Values are nested at most 64 levels deep, queues at most four. Programs can be
taken apart: a step may name a program instead of holding its steps.
)"},
    {"too-large", "too large to be read",
     R"(A scenario has at most 64 MiB, 20 million values with what its aliases stand
for, and 64 KiB a text. Many alike processes are made by `count`, many alike
steps by `repeat`.

    processes: [{name: job, count: 1000000, burst: 5ms}]
)"},
    {"too-many", "more threads or processes than the limits allow",
     R"(The counts of a scenario's processes and threads add up to more than a run may
create. The limits guard against a slip of the finger; they can be raised.

    limits: {threads: 10M, processes: 10M}
)"},
    {"two-answers", "two ways of saying what is right",
     R"(An answer is a number (`value`), a list of threads (`order`), yes or no
(`holds`), or what the assignment itself says (`key`).

    waiting: {value: avg(waiting), key: 5.75}       # wrong
    waiting: {value: avg(waiting)}                  # right: ossim computes it
)"},
    {"two-expectations", "two expectations in one item",
     R"(Each item of `expect:` is one expectation.

    expect:
      - that: A.turnaround == 30
        order: [A exits, B exits]           # wrong: "- " is missing
      - order: [A exits, B exits]           # right
)"},
    {"two-programs", "two ways of saying what is run",
     R"(`burst`, `bursts`, `program` and `threads` each say what a process does; it
can have only one of them.

    - {name: A, burst: 5, program: worker}  # wrong: which?
    - {name: A, program: worker}            # right
)"},
    {"two-steps", "two steps in one mapping",
     R"(A step is one mapping with one key. Two steps are two items of the list.

    - compute: 5ms
      io: 3ms                   # wrong
    - compute: 5ms
    - io: 3ms                   # right
)"},
    {"unclosed-bracket", "a bracket that is never closed",
     R"(The bracket that the caret shows has no partner. What stands behind it was
read as part of it, so look at its own line first.

    bursts: [2, io: 5, 1        # wrong
    bursts: [2, io: 5, 1]       # right
)"},
    {"undeclared-device", "a device that looks misspelt",
     R"(A device that `devices:` of the machine does not declare is never busy: every
request is served at once. This one has nearly the name of a declared one.

    machine: {devices: {disk: {access: 5ms}}}
    programs: {p: [{io: {device: dsik}}]}   # never queues
    programs: {p: [{io: {device: disk}}]}   # queues
)"},
    {"unknown-anchor", "an alias without its anchor",
     R"(A value that begins with * is an alias of an anchor (&) given before it. A
text that begins with * needs quotes.

    title: *** first try ***            # wrong
    title: "*** first try ***"          # right
)"},
    {"unknown-key", "a key that does not exist",
     R"(The scenario reader passes over nothing: a key that it does not know would
otherwise do nothing, silently. The message names the keys that exist there.

    {name: A, burts: 5}         # wrong
    {name: A, burst: 5}         # right

Keys that begin with x- are yours: a place for anchors and notes.
)"},
    {"unknown-metric", "a metric that is not measured",
     R"(`ossim list metrics` shows those that are. A metric of threads needs the name
of a thread, process or group before it, or a function around it.

    - that: P1.turnarond == 30          # wrong
    - that: P1.turnaround == 30         # right
    - that: avg(turnaround) <= 20       # of all threads
    - that: switches.process.mean < 2us # of the run
)"},
    {"unknown-misconception", "a mistake that the catalogue does not have",
     R"(`ossim list misconceptions` shows the mistakes that are looked for, each with
its name. An assignment may take points off for one, once.

    misconceptions: {quantum-off-by-one: -1}
)"},
    {"unknown-name", "a name that nothing has",
     R"(Something is named that the scenario does not define: a program, a process, a
thread, a device, a queue. Names are case-sensitive.

    - spawn: {program: wroker}          # wrong
    programs: {worker: [{compute: 5ms}]}
    - spawn: {program: worker}          # right
)"},
    {"unknown-patch", "a path that leads nowhere",
     R"(`--set` and variants change a value by its dotted path. Each part is a key, a
name, or the number of an item.

    --set scheduler.quantum=2
    --set processes.P1.burst=5
    variants: {fast: {machine.cpus: 4}}
)"},
    {"unknown-policy", "a policy that does not exist",
     R"(`ossim list policies` shows those that do, each with its parameters and its
source.

    scheduler: {policy: round_robin, quantum: 4}        # wrong
    scheduler: {policy: rr, quantum: 4}                 # right
)"},
    {"unknown-question", "a question that the assignment does not have",
     R"(`needs` and `follow` name other questions of the same assignment.

    questions:
      chart: {kind: trace, scenario: rr.yaml}
      times: {kind: answers, scenario: rr.yaml, follow: chart, answers: ...}
)"},
    {"unknown-segment", "a segment that the process does not have",
     R"(A process with `memory:` has text, data, bss, heap and stack, and the mappings
that it is given or makes with `map` and `attach`. A process without has one
segment, called heap, as large as what its program refers to.

    memory: {heap: 4MiB, mappings: {log: 64KiB}}
)"},
    {"unknown-step", "a step that does not exist",
     R"(`ossim list steps` shows those that do, each with its keys.

    - cpu: 5ms                  # wrong
    - compute: 5ms              # right
)"},
    {"unknown-variable", "a variable that was never declared",
     R"(Variables are declared, so that a slip is not a new one: shared ones under
`objects: {variables: ...}`, private ones inside a process. `load: {into: x}`
makes a thread-local one.

    objects: {variables: {count: 0}}
    programs: {main: [{increment: count}]}
)"},
    {"unknown-variant", "a variant that the file does not have",
     R"(Variants are named under `variants:`. An expectation names a value of one
with two colons.

    variants: {threads: {}, processes: {processes.server.run_as: processes}}
    expect: [{that: processes::switches.mean > threads::switches.mean}]
)"},
    {"unknown-word", "a word that is not among the possible ones",
     R"(Where a key takes one of a few words, the message names them.

    processes: [{name: A, run_as: thread}]      # wrong
    processes: [{name: A, run_as: threads}]     # right
)"},
    {"unreadable-file", "a file that a scenario names and that cannot be read",
     R"(`costs: ./laptop.costs.yaml` reads a cost profile out of a file. The path is
relative to the scenario's folder; the file has at most 256KiB; its name ends
in .costs.yaml, because nothing else is read.
)"},
    {"unterminated-quote", "a quote that is never closed",
     R"(A text in quotes goes on until the same quote comes again, over lines too.

    title: "Round robin         # wrong
    title: "Round robin"        # right
)"},
    {"unused", "something that is given and does nothing",
     R"(A warning. An attribute that the policy in force does not read, a program that
nobody runs, a step behind an endless loop: the run is the same without it,
which is perhaps not what was meant.

    scheduler: {policy: fcfs}
    processes: [{name: A, priority: 3, burst: 5}]   # fcfs reads no priority
)"},
    {"wrong-kind", "something that this kind of question does not have",
     R"(What is handed in for a question is its kind: a `trace`, `answers`, a
`scenario`, or the policy that makes a given trace (`infer`). Most keys belong
to some kinds only, and only a trace can be followed.

    a: {kind: trace, scenario: rr.yaml, expect: [deadlock: none]}   # wrong
    b: {kind: scenario, expect: [deadlock: none]}                   # right
)"},
    {"wrong-sum", "points that do not add up",
     R"(If each answer says its points, the question is worth their sum, and need not
say so. Answers that say none share equally what the question has left.

    points: 10
    answers:
      waiting: {value: avg(waiting), points: 3}
      last: {order: exits, points: 2}               # wrong: 5, not 10
      starves: {holds: P2.response > 10}            # right: 5 are left for it
)"},
    {"wrong-type", "a value of another kind than is wanted",
     R"(A list where a number belongs, a number where a mapping belongs, and so on.

    bursts: 5                   # wrong: a list
    bursts: [5]                 # right
    cpus: two                   # wrong
    cpus: 2                     # right
)"},
    {"wrong-version", "another version of the language",
     R"(The first key says which version of the language the scenario is written in.
This program reads version 1.

    ossim: 1
)"},
    {"yaml", "YAML cannot read this",
     R"(The text is no YAML at this place, and the reader's own words are all there
is. Mostly the line before has the mistake: a bracket or a quote that is not
closed, or a colon without a space.
)"},
};

} // namespace

std::span<const CodeInfo> codes() { return all_codes; }

const CodeInfo* find_code(std::string_view code) {
    const auto* const found = std::find_if(std::begin(all_codes), std::end(all_codes),
                                           [&](const CodeInfo& info) { return info.code == code; });
    return found == std::end(all_codes) ? nullptr : found;
}

} // namespace ossim
