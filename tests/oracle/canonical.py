"""Reads ossim's canonical trace (JSON Lines) and rebuilds from it what each CPU and each thread did.

Nothing here knows how ossim works inside: it goes by the declared fields of the events only, so that it can
stand beside the oracle and the reference cases as a witness of its own. Times are nanoseconds.
"""
import json
import os
import subprocess
import tempfile

TICK = 1_000_000

LEGAL_MOVES = {  # SEMANTICS 2: exit and kill also end New, Ready and Waiting
    ("none", "New"), ("New", "Ready"), ("Ready", "Running"), ("Running", "Ready"), ("Running", "Waiting"),
    ("Waiting", "Ready"), ("Running", "Terminated"), ("New", "Terminated"), ("Ready", "Terminated"),
    ("Waiting", "Terminated"),
}
BY_ABORT = {("Ready", "Waiting")}  # a job is given up before it is done: its thread waits for the next one


class RunFailed(Exception):
    """The program did not exit with 0; the text says what it printed."""


class Trace:
    """A trace read back: `header`, `events` (each a dict with "t" and "e"), names and the end of the run."""

    def __init__(self, text):
        lines = [line for line in text.splitlines() if line.strip()]
        self.header = json.loads(lines[0])
        self.events = [json.loads(line) for line in lines[1:]]
        self.end_event = self.events[-1] if self.events and self.events[-1]["e"] == "end" else None
        self.end = self.end_event["t"] if self.end_event else (self.events[-1]["t"] if self.events else 0)
        self.process_name, self.thread_process, self.thread_name = {}, {}, {}
        for event in self.events:
            if event["e"] == "process":
                self.process_name[event["pid"]] = event["name"]
            elif event["e"] == "thread":
                self.thread_process[event["tid"]] = event["pid"]
                self.thread_name[event["tid"]] = event["name"]

    def of(self, *kinds):
        return [event for event in self.events if event["e"] in kinds]

    def tids_of(self, process):
        """The threads of the process with that name, in order of creation."""
        return [tid for tid, pid in sorted(self.thread_process.items()) if self.process_name[pid] == process]


def cost_of(switch):
    """The length of a switch: the sum of its components."""
    cost = switch.get("cost", 0)
    return sum(cost.values()) if isinstance(cost, dict) else int(cost or 0)


def cpus_of(trace):
    found = {event["cpu"] for event in trace.of("switch", "pick", "begin")}
    return max(max(found, default=0) + 1, int(trace.header.get("cpus", 1)))


def timelines(trace):
    """For each CPU the intervals (kind, tid, start, end); kind is run, switch or idle. Zero lengths are left out.

    A run ends where its thread leaves Running or where a switch takes the CPU; adjacent ones are not merged, so
    that a dispatch of the same thread anew stays visible.
    """
    cpus = cpus_of(trace)
    now = [("idle", 0, 0)] * cpus
    done = [[] for _ in range(cpus)]

    def turn(cpu, t, kind, tid):
        old_kind, old_tid, start = now[cpu]
        if t > start:
            done[cpu].append((old_kind, old_tid, start, t))
        now[cpu] = (kind, tid, t)

    for event in trace.events:
        kind, t = event["e"], event["t"]
        if kind == "switch":
            cpu = event["cpu"]
            if cost_of(event) > 0:
                turn(cpu, t, "switch", event["to"] or event["from"])
            elif event["to"]:
                turn(cpu, t, "run", event["to"])
            else:
                turn(cpu, t, "idle", 0)
        elif kind == "begin":
            turn(event["cpu"], t, "run", event["tid"])
        elif kind == "state" and event["to"] == "Running":  # the same thread again, for nothing, is no switch
            turn(event["cpu"], t, "run", event["tid"])
        elif kind == "state" and event["from"] == "Running":
            for cpu in range(cpus):
                if now[cpu][0] == "run" and now[cpu][1] == event["tid"]:
                    turn(cpu, t, "idle", 0)
    for cpu in range(cpus):
        turn(cpu, trace.end, "idle", 0)
    return done


def merged(intervals):
    """Only the runs of one CPU as (tid, start, end), adjacent ones of one thread merged."""
    out = []
    for kind, tid, start, end in intervals:
        if kind != "run":
            continue
        if out and out[-1][0] == tid and out[-1][2] == start:
            out[-1] = (tid, out[-1][1], end)
        else:
            out.append((tid, start, end))
    return out


class ThreadFigures:
    def __init__(self):
        self.arrival = self.admitted = self.first_dispatch = self.first_run = self.end = None
        self.in_state = {}
        self.cpu = 0
        self.moves = []  # (t, from, to, cause)


def threads(trace):
    """What each thread did: arrival, first instruction, end, time in each state, own CPU time."""
    figures = {tid: ThreadFigures() for tid in trace.thread_process}
    since = {}
    for event in trace.of("state"):
        t, tid = event["t"], event["tid"]
        mine = figures[tid]
        mine.moves.append((t, event["from"], event["to"], event["cause"]))
        if event["from"] == "none":
            mine.arrival = t
        else:
            mine.in_state[event["from"]] = mine.in_state.get(event["from"], 0) + t - since[tid]
        if event["from"] == "New" and event["to"] == "Ready":
            mine.admitted = t
        if event["to"] == "Running" and mine.first_dispatch is None:
            mine.first_dispatch = t
        if event["to"] == "Terminated":
            mine.end = t
        since[tid] = t
    for tid, mine in figures.items():
        if mine.end is None and tid in since:
            state = mine.moves[-1][2]
            mine.in_state[state] = mine.in_state.get(state, 0) + trace.end - since[tid]
    for intervals in timelines(trace):
        for kind, tid, start, end in intervals:
            if kind == "run":
                figures[tid].cpu += end - start
                first = figures[tid].first_run
                figures[tid].first_run = start if first is None else min(first, start)
    for charge in trace.of("charge"):
        if charge["tid"]:
            figures[charge["tid"]].cpu -= charge["length"]
    return figures


def broken_invariants(trace, work_conserving=True):
    """What SEMANTICS 9 promises and the trace breaks, as sentences; empty when all holds."""
    found = []
    state, cpu_of, on_cpu, switching = {}, {}, {}, {}
    cpus = cpus_of(trace)
    last_t = 0
    charged_until = [0] * cpus

    def quiet(t, until):
        """The instant t is over and nothing happens before `until`."""
        for cpu in range(cpus):
            here = [tid for tid, s in state.items() if s == "Running" and cpu_of.get(tid) == cpu]
            if len(here) > 1:
                found.append(f"at {t} CPU {cpu} runs threads {here}")
        if not work_conserving or until <= t:
            return
        ready = [tid for tid, s in state.items() if s == "Ready"]
        busy = {cpu_of.get(tid) for tid, s in state.items() if s == "Running"}
        for cpu in range(cpus):
            leaving = switching.get(cpu, 0) > t or charged_until[cpu] > t
            if ready and cpu not in busy and not leaving:
                found.append(f"from {t} to {until} CPU {cpu} idles while threads {ready} are ready")

    for event in trace.events:
        kind, t = event["e"], event["t"]
        if t < last_t:
            found.append(f"time runs back from {last_t} to {t}")
        if t > last_t:
            quiet(last_t, t)
        last_t = t
        if kind == "state":
            tid, was, to = event["tid"], event["from"], event["to"]
            if state.get(tid, "none") != was:
                found.append(f"at {t} thread {tid} leaves {was} but was {state.get(tid, 'none')}")
            if (was, to) not in LEGAL_MOVES and not ((was, to) in BY_ABORT and event["cause"] == "job_aborted"):
                found.append(f"at {t} thread {tid} moves from {was} to {to}")
            state[tid] = to
            if to == "Running":
                others = [x for x, s in state.items() if s == "Running" and x != tid and cpu_of.get(x) == event["cpu"]]
                if others:
                    found.append(f"at {t} thread {tid} is dispatched on CPU {event['cpu']} where {others} run")
                cpu_of[tid] = event["cpu"]
        elif kind == "switch":
            switching[event["cpu"]] = t + cost_of(event)
        elif kind == "charge":
            charged_until[event["cpu"]] = max(charged_until[event["cpu"]], t) + event["length"]
    quiet(last_t, last_t)
    found += broken_accounts(trace)
    if trace.end_event is None:
        found.append("the last record is not an end record")
    elif trace.end_event.get("outcome") == "finished":
        if not trace.end_event.get("complete"):
            found.append("a finished run is marked incomplete")
        alive = [tid for tid, s in state.items() if s != "Terminated"]
        if alive:
            found.append(f"the run is finished but threads {alive} have not ended")
    return found


def broken_accounts(trace):
    """Accounts of threads and CPUs that do not add up to elapsed time."""
    found = []
    for tid, mine in threads(trace).items():
        if mine.arrival is None:
            continue
        elapsed = (mine.end if mine.end is not None else trace.end) - mine.arrival
        if sum(mine.in_state.values()) != elapsed:
            found.append(f"thread {tid}: states add up to {sum(mine.in_state.values())}, elapsed {elapsed}")
    for cpu, intervals in enumerate(timelines(trace)):
        total = sum(end - start for _, _, start, end in intervals)
        if total != trace.end:
            found.append(f"CPU {cpu}: intervals add up to {total}, the run has {trace.end}")
        for (_, _, _, end), (_, _, start, _) in zip(intervals, intervals[1:]):
            if end != start:
                found.append(f"CPU {cpu}: a hole between {end} and {start}")
    return found


def simulate(ossim, scenario, extra=(), good=(0,)):
    """Runs a scenario given as text and returns its Trace."""
    with tempfile.TemporaryDirectory() as folder:
        path, out = os.path.join(folder, "scenario.yaml"), os.path.join(folder, "trace.jsonl")
        with open(path, "w", encoding="utf-8") as file:
            file.write(scenario)
        ran = subprocess.run([ossim, "run", path, "--trace", out, "--format", "jsonl", *extra],
                             capture_output=True, text=True, timeout=120)
        if ran.returncode not in good:
            raise RunFailed(f"exit code {ran.returncode}\n{ran.stderr.strip()}\n{ran.stdout.strip()[:500]}")
        with open(out, encoding="utf-8") as file:
            return Trace(file.read())


def report(ossim, scenario):
    """The report of a scenario given as text, as JSON."""
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "scenario.yaml")
        with open(path, "w", encoding="utf-8") as file:
            file.write(scenario)
        ran = subprocess.run([ossim, "run", path, "--json"], capture_output=True, text=True, timeout=120)
        if ran.returncode != 0:
            raise RunFailed(f"exit code {ran.returncode}\n{ran.stderr.strip()}")
        return json.loads(ran.stdout)


def check(ossim, scenario):
    """`ossim check` of a scenario given as text: the exit code and what it printed."""
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "scenario.yaml")
        with open(path, "w", encoding="utf-8") as file:
            file.write(scenario)
        ran = subprocess.run([ossim, "check", path], capture_output=True, text=True, timeout=120)
        return ran.returncode, ran.stdout + ran.stderr


PLAIN = set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./")
WORDS_OF_YAML = {"true", "false", "null", "yes", "no", "on", "off", "~", ""}


def flow(value):
    """A value in YAML's flow style; words stay plain where YAML reads them as words."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return str(value)
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {flow(item)}" for key, item in value.items()) + "}"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(flow(item) for item in value) + "]"
    text = str(value)
    if set(text) <= PLAIN and text.lower() not in WORDS_OF_YAML and not text.startswith("-"):
        return text
    return json.dumps(text, ensure_ascii=False)


def yaml_text(scenario):
    """A scenario given as a dict, as a file a person could have written: lists of maps a line each."""
    lines = []
    for key, value in scenario.items():
        if isinstance(value, list) and value and isinstance(value[0], dict):
            lines.append(f"{key}:")
            lines += [f"  - {flow(item)}" for item in value]
        elif isinstance(value, dict) and key in ("programs", "variants"):
            lines.append(f"{key}:")
            lines += [f"  {name}: {flow(item)}" for name, item in value.items()]
        else:
            lines.append(f"{key}: {flow(value)}")
    return "\n".join(lines) + "\n"
