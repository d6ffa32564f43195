// The kernel's objects at a moment.
#include "render/snapshot.hpp"

#include "base/text.hpp"

#include <doctest/doctest.h>

#include <algorithm>

using namespace ossim;

namespace {

Snapshot::Pcb process(std::uint32_t pid, std::uint32_t parent, std::string name, std::string state) {
    Snapshot::Pcb pcb;
    pcb.pid = Pid(pid);
    pcb.parent = Pid(parent);
    pcb.name = std::move(name);
    pcb.state = std::move(state);
    pcb.space = pid;
    return pcb;
}

Snapshot::Tcb thread(std::uint32_t tid, std::uint32_t pid, std::string name, std::string state) {
    Snapshot::Tcb tcb;
    tcb.tid = Tid(tid);
    tcb.pid = Pid(pid);
    tcb.name = std::move(name);
    tcb.state = std::move(state);
    tcb.quantum_left = Duration::forever();
    return tcb;
}

Snapshot moment() {
    Snapshot snapshot;
    snapshot.now = Time(12'000'000);
    snapshot.key_names = {"since", "priority"};
    snapshot.processes = {process(1, 0, "init", "Waiting"), process(2, 1, "server", "Running"),
                          process(3, 2, "child", "Zombie"), process(4, 1, "가나다", "Ready")};
    snapshot.processes[1].threads = {Tid(1), Tid(2)};
    snapshot.processes[1].children = {Pid(3)};
    snapshot.processes[1].program = "main";
    snapshot.processes[1].descriptors = {"0 stdin", "1 stdout", "2 stderr", "3 log (read end)"};
    snapshot.processes[1].variables = {{"hits", 17}, {"count", -2}};
    snapshot.processes[1].cpu_time = Duration(9'250'000);
    snapshot.processes[2].exit_status = 3;
    snapshot.processes[3].threads = {Tid(3)};
    snapshot.processes[3].daemon = true;
    snapshot.threads = {thread(1, 2, "server/main", "Running"), thread(2, 2, "server/worker.1", "Waiting"),
                        thread(3, 4, "가나다", "Ready")};
    snapshot.threads[0].quantum_left = Duration(1'500'000);
    snapshot.threads[0].pc = 4;
    snapshot.threads[0].instruction = "compute 3ms";
    snapshot.threads[0].line = 21;
    snapshot.threads[0].registers = {{"got", 1}, {"rounds left of loop 1", 249}};
    snapshot.threads[0].has_run = true;
    snapshot.threads[0].dispatches = 5;
    snapshot.threads[0].step_left = Duration(1'250'000);
    snapshot.threads[1].waits_on = "device disk";
    snapshot.threads[1].since = Time(11'000'000);
    snapshot.threads[2].since = Time(10'000'000);
    snapshot.cpus = {{CpuId(0), "running", Tid(1), Tid(1), 2, Duration(1'500'000)},
                     {CpuId(1), "idle", Tid{}, Tid(3), 4, {}}};
    snapshot.queues = {{{}, {{Tid(3), {10'000'000, 5}}}}};
    snapshot.devices = {{"disk", {{7, Tid(2)}}, {}}};
    return snapshot;
}

} // namespace

TEST_CASE("the PCB of a process") {
    CHECK("\n" + show_pcb(moment(), plain(), "server") == R"(
At 12ms.

PCB of server
  pid            2
  parent         1 (init)
  state          Running
  program        main
  arrival        0ms
  address space  2
  threads        server/main (tid 1), server/worker.1 (tid 2)
  children       child (pid 3)
  descriptors    0 stdin, 1 stdout, 2 stderr, 3 log (read end)
  variables      hits = 17, count = -2
  CPU time       9.25ms
)");
    CHECK("\n" + show_pcb(moment(), plain(), "child") == R"(
At 12ms.

PCB of child
  pid            3
  parent         2 (server)
  state          Zombie, exit status 3, not yet waited for
  program        -
  arrival        0ms
  address space  3
  threads        -
  children       -
  descriptors    -
  variables      -
  CPU time       0ms
)");
    CHECK(show_pcb(moment(), plain(), "nobody") == "At 12ms.\nNo process is called \"nobody\" at that "
                                                   "moment; there are: init, server, child,\n  가나다.\n");
}

TEST_CASE("the TCB of a thread") {
    CHECK("\n" + show_tcb(moment(), plain(), "server/main") == R"(
At 12ms.

TCB of server/main
  tid              1
  process          server (pid 2)
  state            Running, since 0ms
  program counter  4: compute 3ms (line 21)
  step             1.25ms of CPU time left
  quantum          1.5ms left
  priority         0
  stack            number 0 of its process
  registers        got = 1, rounds left of loop 1 = 249
  last CPU         0
  CPU time         0ms
  dispatches       5
)");
    const std::string all = show_tcb(moment(), plain());
    CHECK(all.find("TCB of server/worker.1\n") != std::string::npos);
    CHECK(all.find("  state            Waiting for device disk, since 11ms\n") != std::string::npos);
    CHECK(show_tcb({}, plain()) == "At 0ms.\nNo thread is there at that moment.\n");
}

TEST_CASE("the queues") {
    CHECK("\n" + show_queues(moment(), plain()) == R"(
At 12ms.

CPU   does     thread          address space  quantum
CPU0  running  server/main                 2  1.5ms left
CPU1  idle     (last: 가나다)              4  -

Ready queue, first to run first:
  thread  since  priority  in Ready since
  가나다   10ms         5            10ms

Device disk serves server/worker.1 (request 7)
  and in its queue: nobody

New and Waiting:
  thread           state    for          since
  server/worker.1  Waiting  device disk   11ms
)");
}

TEST_CASE("the tree of processes") {
    CHECK("\n" + show_tree(moment(), plain()) == R"(
At 12ms.

init (pid 1, Waiting)
|-- server (pid 2, Running)
|   |-- thread server/main (tid 1, Running)
|   |-- thread server/worker.1 (tid 2, Waiting)
|   `-- child (pid 3, Zombie, exit status 3)
`-- 가나다 (pid 4, Ready)
)");
    CHECK("\n" + show_tree(moment(), {}) == R"(
At 12ms.

init (pid 1, Waiting)
├── server (pid 2, Running)
│   ├── thread server/main (tid 1, Running)
│   ├── thread server/worker.1 (tid 2, Waiting)
│   └── child (pid 3, Zombie, exit status 3)
└── 가나다 (pid 4, Ready)
)");
}

TEST_CASE("a deep tree stays on the paper, and ends") {
    Snapshot snapshot;
    for (std::uint32_t pid = 2; pid < 3000; ++pid)
        snapshot.processes.push_back(process(pid, pid - 1, "p" + std::to_string(pid), "Ready"));
    const std::string text = show_tree(snapshot, {});
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t end = text.find('\n', at);
        CHECK(display_width(std::string_view(text).substr(at, end - at)) <= 80);
        at = end + 1;
    }
    CHECK(text.find(", level 500)\n") != std::string::npos);
    CHECK(text.ends_with("and 1998 processes deeper or outside the tree\n"));
}
