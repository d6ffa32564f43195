#!/usr/bin/env python3
"""Runs the reference cases of real courses and textbooks on ossim and compares every published figure.

    run.py --ossim build/ossim [--cases FOLDER] [--suite NAME]... [--case ID] [--verbose] [--write FOLDER]

FOLDER holds the JSON files of the reference cases; without it the folder `shared/reference` beside the project is
taken. Where it is absent there is nothing to compare, and that is said and is no failure. For each case that the
scenario language can express, a scenario is written and run; its trace is compared with the case's segments,
figures of jobs, counts of switches, ends, averages (rounded as the case says) and rows. The table names, for each
suite, how many agree and differ, and why the others cannot be expressed; the first divergence of each follows.
Exit code 0: none differs; 1: some differ; 77: there is no ossim to run.
"""
import argparse
import json
import os
import subprocess
import sys
from fractions import Fraction

HERE = os.path.dirname(os.path.abspath(__file__))
sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(HERE, "..", "oracle"))
import canonical  # noqa: E402
import fair  # noqa: E402
import feedback  # noqa: E402
import multi  # noqa: E402
import paging  # noqa: E402
import realtime  # noqa: E402
import theory  # noqa: E402
from cases import NotExpressible, base  # noqa: E402
from figures import Differences, mean, nearest, simulate, t, up  # noqa: E402


def unit_costs(process_switch, thread_switch):
    return {"profile": "textbook-unit", "process_switch": process_switch, "thread_switch": thread_switch}


def alternating(cpu, io):
    """bursts: [3, io: 5, 2] from two lists."""
    out = []
    for index, burst in enumerate(cpu):
        out.append(burst)
        if index < len(io):
            out.append({"io": io[index]})
    return out


# --- textbooks and solvers ---------------------------------------------------------------------------------------

QUANTUM_FIRST = ["completion", "switched", "device", "timer", "quantum", "arrival", "upkeep"]


def priority_of(text):
    lowered = text.lower()
    if "larger" in lowered or "highest number" in lowered:
        urgent = "high"
    elif "smaller" in lowered or "1 = highest" in lowered or "0 = highest" in lowered or "lower" in lowered:
        urgent = "low"
    else:
        raise NotExpressible(f"which end of the priorities is urgent: {text!r}")
    return {"policy": "priority", "preemptive": "non-preemptive" not in lowered, "urgent": urgent}


def scheduler_of(source):
    name = source["policy"]
    word = name.lower().split(",")[0].split("(")[0].strip()
    plain = {"fcfs": "fcfs", "fifo": "fcfs", "sjf": "sjf", "spn": "sjf", "srtf": "srtf", "srt": "srtf", "stcf": "srtf",
             "hrrn": "hrrn", "hrn": "hrrn"}
    if word in plain:
        return {"policy": plain[word]}
    if word in ("rr", "round robin"):
        return {"policy": "rr", "quantum": source["quantum"]}
    if word in ("priority", "npp", "pp", "prio"):
        return priority_of(name)
    if word in ("feedback", "fb"):
        grows = "2^i" in str(source["quantum"])
        return {"policy": "mlfq", "quantum": 1 if grows else source["quantum"], "levels": 40,
                "growth": 2 if grows else 1, "preemptive": False, "alone": "stays"}
    if word == "lrtf":
        return {"policy": "lrtf", "quantum": 1}
    raise NotExpressible(f"policy {name.split('(')[0].strip()}")


def textbook_scenario(case):
    source = case["input"]
    scheduler = scheduler_of(source)
    tie = str(source.get("tie", "arrival")).lower()
    conventions = "ossim"
    if scheduler["policy"] == "rr" and not tie.startswith("arriv"):
        conventions = {"preset": "ossim", "order": QUANTUM_FIRST}
    processes = []
    for job in source["jobs"]:
        process = {"name": job["id"], "arrival": job.get("arrival", 0), "burst": job["burst"]}
        if scheduler["policy"] == "priority":
            process["priority"] = job["priority"]
        processes.append(process)
    return base(case["id"], scheduler, processes, conventions)


def compare_textbook(case, ossim, differ):
    scenario = textbook_scenario(case)
    run = simulate(ossim, scenario)
    wanted = case["expected"]
    differ.same_list("segments", wanted["segments"], run.segments())
    jobs = {job["id"]: run.job(job["id"]) for job in wanted["jobs"]}
    bursts = {job["id"]: job["burst"] for job in case["input"]["jobs"]}
    for job in wanted["jobs"]:
        mine = jobs[job["id"]]
        for key in ("start", "finish", "turnaround", "wait", "response"):
            differ.same(f"{key} of {job['id']}", job[key], mine[key])
        if "normalized_turnaround_3dp" in job:
            differ.rounded(f"normalised turnaround of {job['id']}", job["normalized_turnaround_3dp"],
                           Fraction(mine["turnaround"], bursts[job["id"]]), 3)
    for key, value in wanted.get("average_4dp", {}).items():
        differ.rounded(f"average {key}", value, mean(mine[key] for mine in jobs.values()), 4)
    compare_own_figures(scenario, wanted["jobs"], ossim, differ)


def compare_own_figures(scenario, jobs, ossim, differ):
    """The figures that ossim itself measures, asked for by expectations."""
    words = {"turnaround": "turnaround", "wait": "ready_wait", "response": "response", "finish": "finish", "start": "start"}
    expect = [{"that": f"{job['id']}.{words[key]} == {job[key]}"} for job in jobs for key in words]
    expect += [{"that": f"avg({words[key]}) * {len(jobs)} == {sum(job[key] for job in jobs)}"}
               for key in ("turnaround", "wait", "response")]
    code, said = canonical.check(ossim, canonical.yaml_text({**scenario, "expect": expect}))
    if code != 0:
        differ.append("ossim check of these figures: exit code "
                      f"{code}: {' '.join(said.split())[:300]}")


# --- Mines CSCI-442 ----------------------------------------------------------------------------------------------

def mines_scenario(case):
    source = case["input"]
    word = source["policy"].split(",")[0].split("(")[0].strip().upper()
    if word == "RR":
        scheduler = {"policy": "rr", "quantum": source["time_slice"]}
    elif word in ("FCFS", "SPN"):
        scheduler = {"policy": {"FCFS": "fcfs", "SPN": "sjf"}[word]}
    elif word == "PRIORITY":
        scheduler = {"policy": "priority", "preemptive": False, "urgent": "low"}
    elif word == "MLFQ":
        scheduler = {"policy": "mlfq", "quantum": 1, "levels": 10, "growth": 2, "whole_slices": True,
                     "preemptive": False, "within": "low"}
    else:
        raise NotExpressible(f"policy {word}")
    programs, processes = {}, []
    free = source["thread_switch"] == 0 and source["process_switch"] == 0
    for number, process in enumerate(source["processes"]):
        arrivals = {thread["arrival"] for thread in process["threads"]}
        first = min(arrivals)
        entry = {"name": f"P{number}", "arrival": first, "threads": []}
        for index, thread in enumerate(process["threads"]):
            name = f"p{number}t{index}"
            programs[name] = [{("compute" if at % 2 == 0 else "io"): n} for at, n in enumerate(thread["bursts"])]
            own = {"name": f"t{index}", "program": name}
            if scheduler["policy"] in ("priority", "mlfq"):
                own["priority"] = process["type"]
            if len(arrivals) > 1:
                own["arrival"] = thread["arrival"]
            entry["threads"].append(own)
        processes.append(entry)
    machine = {} if free else {"costs": unit_costs(source["process_switch"], source["thread_switch"])}
    if free:
        machine = {"costs": unit_costs(0, 0)}
    return base(case["id"], scheduler, processes, "mines", machine=machine, programs=programs)


def compare_mines(case, ossim, differ):
    wanted, source = case["expected"], case["input"]
    run = simulate(ossim, mines_scenario(case))
    number = {process["pid"]: index for index, process in enumerate(source["processes"])}
    called = {name: tid for tid, name in run.trace.thread_name.items()}
    tid_of = {(process["pid"], index): called[f"P{number[process['pid']]}/t{index}"]
              for process in source["processes"] for index in range(len(process["threads"]))}
    back = {tid: pair for pair, tid in tid_of.items()}
    is_mlfq = source["policy"].upper().startswith("MLFQ")
    rows = wanted.get("trace", wanted.get("trace_first_120"))
    if rows:
        mine = ossim_rows_mines(run, back, is_mlfq)
        differ.same("rows", wanted.get("trace_rows", len(rows)), len(mine))
        if "trace" not in wanted:  # the last instant may be cut off
            last = rows[-1][0]
            rows, mine = ([row for row in each if row[0] < last] for each in (rows, mine))
        differ.same_list(f"rows [t, what, pid, tid, {'queue' if is_mlfq else 'ready'}]", mines_rows(rows), mines_rows(mine))
    for thread in wanted["threads"]:
        mine = run.figures[tid_of[thread["pid"], thread["tid"]]]
        label = f"of {thread['pid']}.{thread['tid']}"
        differ.same(f"arrival {label}", thread["arrival"], t(mine.arrival))
        differ.same(f"response {label}", thread["response"], t(mine.first_run - mine.arrival))
        differ.same(f"end {label}", thread["end"], t(mine.end))
        differ.same(f"turnaround {label}", thread["turnaround"], t(mine.end - mine.arrival))
        differ.same(f"cpu {label}", thread["cpu"], t(mine.cpu))
        differ.same(f"io {label}", thread["io"], t(mine.in_state.get("Waiting", 0)))
    compare_mines_totals(wanted, run, differ)
    classes = ["SYSTEM", "INTERACTIVE", "NORMAL", "BATCH"]
    for index, kind in enumerate(classes):
        mine = [run.figures[tid] for pair, tid in tid_of.items()
                if next(p["type"] for p in source["processes"] if p["pid"] == pair[0]) == index]
        count, response, turnaround = wanted["per_type_count_response_turnaround"][kind]
        differ.same(f"threads of type {kind}", count, len(mine))
        differ.rounded(f"response of type {kind}", response, mean(t(m.first_run - m.arrival) for m in mine), 2)
        differ.rounded(f"turnaround of type {kind}", turnaround, mean(t(m.end - m.arrival) for m in mine), 2)


def compare_mines_totals(wanted, run, differ):
    end, service, overhead = run.end(), run.total("run"), run.total("switch")
    idle = end - service - overhead
    differ.same("total time", wanted["total_time"], end)
    differ.same("service", wanted["service"], service)
    differ.same("io", wanted["io"], sum(t(m.in_state.get("Waiting", 0)) for m in run.figures.values()))
    differ.same("dispatch", wanted["dispatch"], overhead)
    differ.same("idle", wanted["idle"], idle)
    differ.rounded("utilisation %", wanted["cpu_utilization_pct"], Fraction(100 * (end - idle), end), 2)
    differ.rounded("efficiency %", wanted["cpu_efficiency_pct"], Fraction(100 * service, end), 2)
    differ.same("process switches", wanted["process_switches"], run.charged("process"))
    differ.same("thread switches", wanted["thread_switches"], run.charged("thread"))


def mines_rows(rows):
    """Rows [t, what, pid, tid, ready or queue]; within one instant and kind in order of pid and tid, picks as they came."""
    out = []
    for row in rows:
        what = row[1]
        ready = None
        if what == "pick":
            text = str(row[4]) if len(row) > 4 else ""
            digits = [word for word in text.replace("(", " ").split() if word.isdigit()]
            ready = int(digits[0]) if digits else None
        out.append((row[0], what, row[2], row[3], ready))
    return [list(row) for row in sorted(out, key=lambda row: (row[0], row[1], row[2], row[3]))]


def ossim_rows_mines(run, back, is_mlfq=False):
    rows, begun = [], {}
    for event in run.trace.events:
        kind, at = event["e"], t(event["t"])
        if kind == "state":
            what = {("New", "Ready"): "arrive", ("Waiting", "Ready"): "io_done", ("Running", "Waiting"): "block",
                    ("Running", "Terminated"): "exit", ("Running", "Ready"): "preempt"}.get((event["from"], event["to"]))
            if what:
                rows.append([at, what, *back[event["tid"]]])
        elif kind == "pick":
            rows.append([at, "pick", *back[event["tid"]],
                         f"queue {event['key']}" if is_mlfq else f"{event['ready']} threads"])
        elif kind == "switch" and event["to"]:
            what = f"run_after_{event['charged']}_switch"
            if canonical.cost_of(event) == 0:
                rows.append([at, what, *back[event["to"]]])
            else:
                begun[event["cpu"]] = what
        elif kind == "begin":
            rows.append([at, begun[event["cpu"]], *back[event["tid"]]])
    return rows


# --- NYU CSCI-GA.2250 --------------------------------------------------------------------------------------------

def nyu_scenario(case):
    source = case["input"]
    word = source["policy"].split("(")[0].upper()
    if word == "RR":
        scheduler = {"policy": "rr", "quantum": source["quantum"]}
    elif word == "FCFS":
        scheduler = {"policy": "fcfs"}
    elif word == "SRTF":
        scheduler = {"policy": "sjf", "by": "total"}
    elif word == "LCFS":
        scheduler = {"policy": "lcfs"}
    elif word in ("PRIO", "PREPRIO"):
        scheduler = {"policy": "decay", "quantum": source["quantum"], "preemptive": word == "PREPRIO"}
    else:
        raise NotExpressible(f"policy {word}")
    processes = [{"name": f"P{p['id']}", "arrival": p["arrival"], "bursts": alternating(p["cpu_bursts"], p["io_bursts"])}
                 for p in source["processes"]]
    if scheduler["policy"] == "decay":
        for process, p in zip(processes, source["processes"]):
            process["priority"] = p["static_priority"]
    return base(case["id"], scheduler, processes, "nyu")


def compare_nyu(case, ossim, differ):
    run = simulate(ossim, nyu_scenario(case))
    wanted = case["expected"]
    rows = []
    number = {run.of[f"P{p['id']}"][0]: p["id"] for p in case["input"]["processes"]}
    since = {}
    for event in run.trace.of("state"):
        at, tid = t(event["t"]), event["tid"]
        what = {("New", "Ready"): "arrive", ("Waiting", "Ready"): "io_done", ("Running", "Waiting"): "block",
                ("Running", "Terminated"): "done", ("Running", "Ready"): "preempt",
                ("Ready", "Running"): "run"}.get((event["from"], event["to"]))
        if what:
            rows.append([at, number[tid], at - since.get(tid, at), what])
        since[tid] = at
    if "trace" in wanted:
        differ.same_list("rows [t, pid, time in state, what]", [row[:4] for row in wanted["trace"]], rows)
        if "PRIO" in case["input"]["policy"].upper():
            runs = [[row[0], row[1], row[6]] for row in wanted["trace"] if row[3] == "run"]
            picks = [[t(e["t"]), number[e["tid"]], e.get("second_key", 0)] for e in run.trace.of("pick")]
            differ.same_list("runs [t, pid, priority]", runs, picks)
    total_io = 0
    jobs = {}
    for process in wanted["processes"]:
        mine = jobs[process["id"]] = run.job(f"P{process['id']}")
        for key, own in (("finish", "finish"), ("turnaround", "turnaround"), ("io_time", "blocked"), ("cpu_wait", "wait")):
            differ.same(f"{key} of {process['id']}", process[key], mine[own])
    total_io = any_blocked(run)
    end = run.end()
    differ.same("last event", wanted["last_event"], end)
    differ.rounded("CPU utilisation", wanted["cpu_util_pct_2dp"], Fraction(100 * run.total("run"), end), 2)
    differ.rounded("I/O utilisation", wanted["io_util_pct_2dp"], Fraction(100 * total_io, end), 2)
    differ.rounded("average turnaround", wanted["avg_turnaround_2dp"], mean(m["turnaround"] for m in jobs.values()), 2)
    differ.rounded("average CPU wait", wanted["avg_cpu_wait_2dp"], mean(m["wait"] for m in jobs.values()), 2)
    differ.rounded("throughput", wanted["throughput_per_100_3dp"], Fraction(100 * len(jobs), end), 3)


def any_blocked(run):
    """Time with at least one thread Waiting, in ticks."""
    edges = []
    for mine in run.figures.values():
        for at, was, to, _ in mine.moves:
            edges += [(at, 1)] if to == "Waiting" else ([(at, -1)] if was == "Waiting" else [])
    total, depth, last = 0, 0, 0
    for at, change in sorted(edges):
        total += at - last if depth > 0 else 0
        depth, last = depth + change, at
    return t(total)


# --- RPI CSCI-4210 -----------------------------------------------------------------------------------------------

def rpi_scenario(case):
    source = case["input"]
    word = source["policy"].upper()
    scheduler = {"policy": "fcfs"} if word == "FCFS" else {"policy": "rr", "quantum": source["time_slice"]}
    if word in ("SJF", "SRT"):
        scheduler = {"policy": {"SJF": "sjf", "SRT": "srtf"}[word], "predict": "exponential",
                     "alpha": source["alpha"], "initial": source["tau0"], "grain": 1, "products": "single"}
    processes = [{"name": p["id"], "arrival": p["arrival"], "bursts": alternating(p["cpu_bursts"], p["io_bursts"])}
                 for p in source["processes"]]
    return base(case["id"], scheduler, processes, "rpi", machine={"costs": unit_costs(source["t_cs"], source["t_cs"])})


class RpiBursts:
    """Runs the trace through and notes, for each CPU burst, when it was ready first, waited, ended."""

    def __init__(self, run, half):
        self.rows, self.bursts, self.switches, self.preemptions = [], [], {}, {}
        running, leaving, began = {}, {}, {}
        ready_since, burst_since, waited, left = {}, {}, {}, {}
        for event in run.trace.events:
            kind, at = event["e"], t(event["t"])
            if kind == "begin" or (kind == "switch" and event["to"] and canonical.cost_of(event) == 0):
                tid = event["tid"] if kind == "begin" else event["to"]
                if kind == "begin" and running.get(event["cpu"]) == tid:
                    continue
                running[event["cpu"]] = tid
                self.rows.append([at, "run", run.who[tid]])
                self.switches[tid] = self.switches.get(tid, 0) + 1
            elif kind == "switch":
                gone = running.pop(event["cpu"], None)
                if gone is not None:
                    leaving[gone] = at
            elif kind == "quantum" and event["continues"]:
                self.rows.append([at, "slice_no_preempt", None])
            elif kind == "state":
                self.state(run, event, at, half, running, leaving, ready_since, burst_since, waited)

    def state(self, run, event, at, half, running, leaving, ready_since, burst_since, waited):
        tid, name = event["tid"], run.who[event["tid"]]
        move = (event["from"], event["to"])
        for cpu in [cpu for cpu, who in running.items() if who == tid and move[0] == "Running"]:
            del running[cpu]
            leaving.setdefault(tid, at)
        if move in (("New", "Ready"), ("Waiting", "Ready")):
            self.rows.append([at, "arrive" if move[0] == "New" else "io_done", name])
            ready_since[tid], burst_since[tid], waited[tid] = at, at, 0
        elif move == ("Ready", "Running"):
            waited[tid] += at - ready_since[tid]
        elif move == ("Running", "Ready"):
            gone = leaving.pop(tid, at)
            self.rows.append([gone, "slice_preempt", name])
            self.preemptions[tid] = self.preemptions.get(tid, 0) + 1
            ready_since[tid] = at
        elif move in (("Running", "Waiting"), ("Running", "Terminated")):
            gone = leaving.pop(tid, at)
            what = "burst_end" if move[1] == "Waiting" else "exit"
            self.rows.append([gone, what, name])
            self.bursts.append((tid, gone + half - burst_since[tid], waited[tid]))


def compare_rpi(case, ossim, differ):
    source, wanted = case["input"], case["expected"]
    run = simulate(ossim, rpi_scenario(case))
    got = RpiBursts(run, Fraction(source["t_cs"], 2))
    kinds = {"arrive", "run", "io_done", "burst_end", "slice_preempt", "slice_no_preempt"}
    if source["policy"].upper() == "SRT":
        kinds.discard("slice_preempt")  # there a shorter burst preempts, and it is called otherwise
    rows = [row[:3] for row in wanted["trace_first_250"] if row[1] in kinds]
    if rows:
        found = [row for row in sorted(got.rows, key=lambda row: row[0]) if row[1] in kinds]
        order = lambda row: (row[0], row[1], str(row[2]))  # noqa: E731
        last = rows[-1][0]
        wanted_rows = sorted((row for row in rows if row[0] < last), key=order)
        differ.same_list("rows [t, what, process]", wanted_rows, sorted((r for r in found if r[0] < last), key=order))
    differ.same("end", wanted["end_time"], run.end())
    differ.same("CPU utilisation %", wanted["cpu_utilization_pct"], up(Fraction(100 * run.total("run"), run.end()), 3))
    bound = {run.of[p["id"]][0]: p["cpu_bound"] for p in source["processes"]}
    of = [lambda tid: True, lambda tid: bound[tid], lambda tid: not bound[tid]]
    for what, key, index in (("wait", "avg_wait", 2), ("turnaround", "avg_turnaround", 1)):
        figures = [wanted[key], *wanted[f"{key}_cpu_bound_io_bound"]]
        for figure, chosen in zip(figures, of):
            differ.same(f"average {what}", figure, up(mean(b[index] for b in got.bursts if chosen(b[0])), 3))
    for key, counts in (("context_switches", got.switches), ("preemptions", got.preemptions)):
        figures = [wanted[key], *wanted[f"{key}_cpu_bound_io_bound"]]
        for figure, chosen in zip(figures, of):
            differ.same(key, figure, sum(count for tid, count in counts.items() if chosen(tid)))
    for row in wanted.get("checkpoints_every_500_rows", []):
        if row[1] in kinds and row[:2] + [row[2]] not in got.rows:
            differ.append(f"checkpoint {row[:3]} is not in the trace")


# --- UIUC CS241 --------------------------------------------------------------------------------------------------

def uiuc_scenario(case):
    source = case["input"]
    policy = source["policy"]
    schedulers = {"fcfs": {"policy": "fcfs"}, "sjf": {"policy": "sjf"}, "psjf": {"policy": "srtf"},
                  "pri": {"policy": "priority", "preemptive": False, "urgent": "low"},
                  "ppri": {"policy": "priority", "preemptive": True, "urgent": "low"}}
    scheduler = {"policy": "rr", "quantum": source["quantum"]} if policy == "rr" else schedulers[policy]
    processes = []
    for job in source["jobs"]:
        process = {"name": f"J{job['id']}", "arrival": job["arrival"], "burst": job["runtime"]}
        if "pri" in policy:
            process["priority"] = job["priority"]
        processes.append(process)
    return base(case["id"], scheduler, processes, "uiuc", machine={"cpus": source["cores"]})


def compare_uiuc(case, ossim, differ):
    source, wanted = case["input"], case["expected"]
    run = simulate(ossim, uiuc_scenario(case))
    mine = [run.segments(cpu) for cpu in range(source["cores"])]
    theirs = [[[f"J{who}", a, b] for who, a, b in core if who is not None] for core in wanted["segments_per_core"]]
    if sorted(mine) != sorted(merge_rows(core) for core in theirs):
        for core, (a, b) in enumerate(zip(sorted(merge_rows(core) for core in theirs), sorted(mine))):
            differ.same_list(f"segments of a core ({core})", a, b)
    jobs = {job["id"]: run.job(f"J{job['id']}") for job in wanted["jobs"]}
    for job in wanted["jobs"]:
        for key in ("response", "turnaround", "wait", "finish"):
            differ.same(f"{key} of {job['id']}", job[key], jobs[job["id"]][key])
    for key, value in wanted["average_2dp"].items():
        differ.rounded(f"average {key}", value, mean(job[key] for job in jobs.values()), 2)
    if differ and not case.get("order_of_simultaneous_finishes_irrelevant", True):
        raise NotExpressible("the order of the simulator's own job array (swap-delete) decides")


def merge_rows(rows):
    out = []
    for who, a, b in rows:
        if out and out[-1][0] == who and out[-1][2] == a:
            out[-1] = [who, out[-1][1], b]
        else:
            out.append([who, a, b])
    return out


# --- OSTEP -------------------------------------------------------------------------------------------------------

def ostep_scheduler_scenario(case):
    source = case["input"]
    word = source["policy"].upper()
    scheduler = {"FIFO": {"policy": "fcfs"}, "SJF": {"policy": "sjf"}}.get(word)
    if word == "RR":
        scheduler = {"policy": "rr", "quantum": source["quantum"]}
    processes = [{"name": f"J{job['id']}", "arrival": job["arrival"], "burst": job["runtime"]} for job in source["jobs"]]
    return base(case["id"], scheduler, processes)


def compare_ostep_scheduler(case, ossim, differ):
    wanted = case["expected"]
    run = simulate(ossim, ostep_scheduler_scenario(case))
    named = lambda rows: [[f"J{who}", a, b] for who, a, b in rows]  # noqa: E731
    differ.same_list("segments", named(wanted["segments_merged"]), run.segments())
    ends = sorted(t(event["t"]) for event in run.trace.of("quantum") if event["continues"])
    slices = []
    for who, start, end in run.segments():
        cuts = [start, *[cut for cut in ends if start < cut < end], end]
        slices += [[who, a, b] for a, b in zip(cuts, cuts[1:])]
    differ.same_list("slices", named(wanted["slices"]), slices)
    jobs = {job["id"]: run.job(f"J{job['id']}") for job in wanted["jobs"]}
    for job in wanted["jobs"]:
        for key in ("response", "turnaround", "wait"):
            differ.same(f"{key} of {job['id']}", job[key], jobs[job["id"]][key])
    for key, value in wanted["average_2dp"].items():
        differ.rounded(f"average {key}", value, mean(job[key] for job in jobs.values()), 2)


def process_run_scenario(case):
    source = case["input"]
    conventions = {"preset": "ostep-process-run",
                   "during_io": {"SWITCH_ON_IO": "released", "SWITCH_ON_END": "kept"}[source["switch"]],
                   "after_io": {"IO_RUN_LATER": "queued", "IO_RUN_IMMEDIATE": "runs"}[source["io_done"]]}
    processes = []
    for pid, program in enumerate(source["programs"]):
        steps = []
        for word in program:
            if word == "cpu":
                steps.append({"compute": 1})
            elif word == "io":
                steps.append({"io": source["io_length"]})
        processes.append({"name": f"P{pid}", "arrival": 0, "program": steps})
    return base(case["id"], {"policy": "fcfs"}, processes, conventions)


def compare_process_run(case, ossim, differ):
    source, wanted = case["input"], case["expected"]
    run = simulate(ossim, process_run_scenario(case))
    end = run.end()
    differ.same("total time", wanted["total_time"], end)
    intervals = io_intervals(run)
    rows = [process_run_row(run, source, intervals, tick) for tick in range(1, end + 1)]
    differ.same_list("ticks [tick, done, states, cpu, ios]", wanted["ticks"], rows)
    busy = sum(row[3] for row in rows)
    io_busy = sum(1 for row in rows if row[4] > 0)
    differ.same("cpu busy", wanted["cpu_busy"], busy)
    differ.same("io busy", wanted["io_busy"], io_busy)
    if end:
        differ.rounded("cpu busy %", wanted["cpu_busy_pct_2dp"], Fraction(100 * busy, end), 2)
        differ.rounded("io busy %", wanted["io_busy_pct_2dp"], Fraction(100 * io_busy, end), 2)


def io_intervals(run):
    begun, out = {}, []
    for event in run.trace.of("io_start", "io_done"):
        if event["e"] == "io_start":
            begun[event["request"]] = t(event["t"])
        else:
            out.append((begun[event["request"]], t(event["t"])))
    return out


def process_run_row(run, source, intervals, tick):
    states, cpu = [], 0
    for pid, program in enumerate(source["programs"]):
        mine = run.one(f"P{pid}")
        state = next((to for at, _, to, _ in reversed(mine.moves) if t(at) <= tick - 1), "New")
        if state == "Running":
            done = sum(min(t(b), tick - 1) - t(a) for line in run.lines for kind, tid, a, b in line
                       if kind == "run" and run.who[tid] == f"P{pid}" and t(a) < tick - 1)
            states.append("RUN:" + (program[done] if done < len(program) else "?"))
            cpu = 1
        else:
            states.append({"Ready": "READY", "Waiting": "BLOCKED", "Terminated": "DONE"}.get(state, state))
    outstanding = sum(1 for a, b in intervals if a <= tick - 1 < b)
    return [tick, any(b == tick - 1 for _, b in intervals), states, cpu, outstanding]


def fork_scenario(case):
    source = case["input"]
    orphans = "flattened" if source["reparent"] == "root" else "parent"
    results = case["expected"]["after_each_action"]
    if not all(row["ok"] for row in results):
        raise NotExpressible("an exit that fails because the process has children (leaf-only)")
    actions = source["actions"]
    horizon = len(actions) + 2

    def steps_from(name, now):
        """What a process does from `now` on: sleeps to each of its actions, which come one a tick."""
        steps = []
        for at, action in enumerate(actions, start=1):
            if action[0] != name or at < now or (at == now and now):
                continue
            if at > now:
                steps.append({"sleep": at - now})
            now = at
            if action[1] == "exit":
                return steps + ["exit"]
            steps.append({"fork": {"name": action[2], "program": steps_from(action[2], at)}})
        return steps + [{"sleep": horizon - now}]

    processes = [{"name": source["root"], "program": steps_from(source["root"], 0)}]
    return {**base(case["id"], {"policy": "fcfs"}, processes, {"preset": "ossim", "orphans": orphans}), "until": horizon - 1}


def compare_fork(case, ossim, differ):
    source = case["input"]
    run = simulate(ossim, fork_scenario(case), ("finished", "until"))
    root = source["root"]
    name = dict(run.trace.process_name)
    name[1] = root
    children, parent = {root: []}, {root: None}
    events = run.trace.of("process", "orphan", "exit")
    for at, wanted in enumerate(case["expected"]["after_each_action"], start=1):
        while events and t(events[0]["t"]) <= at:
            event = events.pop(0)
            who = name[event["pid"]]
            if who == root:
                continue
            if event["e"] == "exit":
                if parent.get(who) is not None:
                    children[parent[who]].remove(who)
                parent.pop(who, None)
                children.pop(who, None) if not children.get(who) else None
                continue
            if who in parent and parent[who] in children and who in children[parent[who]]:
                children[parent[who]].remove(who)
            parent[who] = name[event["parent"]]
            children.setdefault(parent[who], []).append(who)
            children.setdefault(who, [])
        found = []
        preorder(root, 0, children, found)
        differ.same_list(f"tree after action {at} {source['actions'][at - 1]}", wanted["preorder"], found)
        differ.same(f"parents after action {at}", wanted["parent"], dict(sorted(parent.items())))


def preorder(who, depth, children, out):
    out.append([depth, who])
    for child in children.get(who, []):
        preorder(child, depth + 1, children, out)


# --- charging a switch -------------------------------------------------------------------------------------------

def switch_scenario(case):
    source = case["input"]
    same = source["redispatch_of_same_thread_charged_as"]
    if same not in ("thread", "free"):
        raise NotExpressible(f"the same thread again charged as {same}")
    conventions = {"preset": "ossim", "order": QUANTUM_FIRST, "after_switch": "frozen", "quantum_alone": "requeued",
                   "charged": "every-dispatch" if same == "thread" else "on-change",
                   "first_dispatch": source["first_dispatch_charged_as"]}
    word = source["policy"].upper()
    scheduler = {"policy": "rr", "quantum": source["quantum"]} if word == "RR" else scheduler_of(source)
    programs, processes = {}, {}
    for thread in source["threads"]:
        pid, tid = thread["pid"], thread["tid"]
        entry = processes.setdefault(pid, {"name": f"P{pid}", "arrival": thread["arrival"], "threads": []})
        program = f"p{pid}t{tid}"
        programs[program] = [{"compute": thread["burst"]}]
        own = {"name": f"t{tid}", "program": program}
        if thread["arrival"] != entry["arrival"]:
            own["arrival"] = thread["arrival"]
        entry["threads"].append(own)
    return base(case["id"], scheduler, list(processes.values()), conventions,
                machine={"costs": unit_costs(source["process_switch"], source["thread_switch"])}, programs=programs)


def compare_switch(case, ossim, differ):
    source, wanted = case["input"], case["expected"]
    if "threads" not in source:
        return compare_formula(case, ossim, differ)
    run = simulate(ossim, switch_scenario(case))
    pair = {}
    for thread in source["threads"]:
        mine = [x["tid"] for x in source["threads"] if x["pid"] == thread["pid"]]
        pair[run.of[f"P{thread['pid']}"][mine.index(thread["tid"])]] = [thread["pid"], thread["tid"]]
    line, charged = [], {event["t"]: event["charged"] for event in run.trace.of("switch") if event["to"]}
    for kind, tid, a, b in run.lines[0]:
        if kind != "idle":
            line.append([f"switch:{charged[a]}" if kind == "switch" else "run", pair[tid], t(a), t(b)])
    differ.same_list("timeline", wanted["timeline"], line)
    differ.same("process switches", wanted["process_switches"], run.charged("process"))
    differ.same("thread switches", wanted["thread_switches"], run.charged("thread"))
    dispatches = sum(1 for event in run.trace.of("state") if event["to"] == "Running")
    differ.same("free dispatches", wanted["free_dispatches"], dispatches - run.charged("process", "thread", "half"))
    differ.same("overhead", wanted["overhead"], run.total("switch"))
    differ.same("end", wanted["end"], run.end())
    differ.rounded("efficiency %", wanted["efficiency_pct_2dp"], Fraction(100 * run.total("run"), run.end()), 2)
    ends = {f"{pid}.{tid}": t(run.figures[own].end) for own, (pid, tid) in pair.items()}
    differ.same("finish", wanted["finish"], ends)


def compare_formula(case, ossim, differ):
    """Textbook formulas, met by a workload of which they speak: CPU-bound processes in turn."""
    source, wanted = case["input"], case["expected"]
    def turns(jobs, burst, quantum, price, unit="tick"):
        processes = [{"name": "P", "count": jobs, "burst": burst}]
        out = base(case["id"], {"policy": "rr", "quantum": quantum}, processes,
                   machine={"costs": unit_costs(price, price)})
        out["unit"] = unit
        return simulate(ossim, out)
    def share(run):
        return Fraction(100 * sum(b - a for line in run.lines for k, _, a, b in line if k == "run"), run.trace.end)
    if "T" in source:
        quantum, length, price = source["quantum"], source["T"], source["S"]
        if not isinstance(quantum, (int, float)) or (quantum < length and length % quantum):
            raise NotExpressible("a formula that no whole number of slices meets")
        if quantum * 1000 < price:
            raise NotExpressible("a limit, not a run")
        differ.rounded("efficiency %", wanted["efficiency_pct_3dp"], share(turns(2, length, quantum, price)), 3)
    elif "switch" in source:
        run = turns(2, 10 * source["quantum"], source["quantum"], source["switch"])
        differ.rounded("efficiency %", wanted["efficiency_pct_3dp"], share(run), 3)
        differ.rounded("overhead %", wanted["overhead_pct_3dp"], 100 - share(run), 3)
    elif "others" in source:
        run = turns(source["others"] + 1, 2 * source["quantum_ms"], source["quantum_ms"], source["switch_ms"], "ms")
        first = run.figures[min(run.figures)]
        ready = [(at, to) for at, was, to, _ in first.moves if (was, to) in (("Running", "Ready"), ("Ready", "Running"))]
        differ.same("wait", wanted["wait_ms"], t(ready[2][0] - ready[1][0]))
    elif "switch_ms" in source:
        text = f"{source['switch_ms']}ms"
        run = turns(2, 10 * source["quantum_ms"], source["quantum_ms"], text, "ms")
        differ.rounded("utilisation %", wanted["utilization_pct_2dp"], share(run), 2)
    else:
        raise NotExpressible("a probability, not a run")


# --- all of it ---------------------------------------------------------------------------------------------------

OTHERS = {**fair.SUITES, **feedback.SUITES, **multi.SUITES, **paging.SUITES, **realtime.SUITES,
          **theory.SUITES}
SUITES = {
    "textbook_cpu_scheduling": compare_textbook,
    "classic_crosscheck": compare_textbook,
    "course_mines442": compare_mines,
    "course_nyu2250": compare_nyu,
    "course_rpi4210": compare_rpi,
    "course_uiuc241": compare_uiuc,
    "ostep_scheduler": compare_ostep_scheduler,
    "ostep_process_run": compare_process_run,
    "ostep_fork": compare_fork,
    "switch_cost": compare_switch,
    **{suite: compare for suite, (compare, _) in OTHERS.items()},
}
SCENARIOS = {
    "textbook_cpu_scheduling": textbook_scenario, "classic_crosscheck": textbook_scenario,
    "course_mines442": mines_scenario, "course_nyu2250": nyu_scenario, "course_rpi4210": rpi_scenario,
    "course_uiuc241": uiuc_scenario, "ostep_scheduler": ostep_scheduler_scenario,
    "ostep_process_run": process_run_scenario, "ostep_fork": fork_scenario, "switch_cost": switch_scenario,
    **{suite: scenario for suite, (_, scenario) in OTHERS.items()},
}


def unknown_policy(words, ossim):
    """Policies named by a case that this ossim does not have."""
    ran = subprocess.run([ossim, "list", "policies"], capture_output=True, text=True, timeout=60)
    return [word for word in words if word not in ran.stdout]


def verdict(suite, case, ossim, invariants=True):
    """("agree" | "differ" | "not", what)"""
    differ = Differences()
    try:
        SUITES[suite](case, ossim, differ)
    except NotExpressible as why:
        return "not", [str(why)]
    except canonical.RunFailed as failure:
        return "differ", [f"ossim failed: {failure}"]
    except subprocess.TimeoutExpired:
        return "differ", ["ossim did not come to an end in time"]
    except (KeyError, IndexError, TypeError, StopIteration) as gap:
        differ.append(f"the trace lacks what the case needs: {type(gap).__name__} {gap}")
    return ("differ", list(differ)) if differ else ("agree", [])


def write_scenario(folder, suite, case):
    try:
        text = canonical.yaml_text(SCENARIOS[suite](case))
    except (NotExpressible, KeyError):
        return
    with open(os.path.join(folder, case["id"].replace("/", "-") + ".yaml"), "w", encoding="utf-8") as file:
        file.write(text)


def table(counts):
    lines = [f"{'suite':28}{'cases':>7}{'agree':>7}{'differ':>8}{'not expressible':>17}"]
    for suite, (agree, differ, missing) in counts.items():
        lines.append(f"{suite:28}{agree + differ + missing:7}{agree:7}{differ:8}{missing:17}")
    return "\n".join(lines)


def main():
    parse = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parse.add_argument("--ossim", required=True)
    parse.add_argument("--cases", default=os.path.join(HERE, "..", "..", "..", "shared", "reference"))
    parse.add_argument("--suite", action="append", choices=sorted(SUITES))
    parse.add_argument("--case", help="only the case with this id")
    parse.add_argument("--verbose", action="store_true", help="every difference of a case, not only the first three")
    parse.add_argument("--write", help="a folder that takes the scenarios")
    options = parse.parse_args()
    if not os.path.isdir(options.cases):
        print(f"no reference cases at {os.path.normpath(options.cases)}: nothing compared")
        return 0
    if not options.write and not os.path.exists(options.ossim):
        print(f"no program {options.ossim}: nothing compared")
        return 77
    counts, reports = {}, []
    for suite in options.suite or SUITES:
        path = os.path.join(options.cases, suite + ".json")
        if not os.path.exists(path):
            continue
        with open(path, encoding="utf-8") as file:
            cases = json.load(file)["cases"]
        count = counts[suite] = [0, 0, 0]
        for case in cases:
            if options.case and case["id"] != options.case:
                continue
            if options.write:
                write_scenario(options.write, suite, case)
                continue
            result, what = verdict(suite, case, options.ossim)
            count[{"agree": 0, "differ": 1, "not": 2}[result]] += 1
            if result != "agree":
                shown = what if options.verbose else what[:3]
                more = f" (and {len(what) - len(shown)} more)" if len(what) > len(shown) else ""
                label = "differs" if result == "differ" else "not expressible"
                reports.append(f"{suite} {case['id']} {label}:\n  " + "\n  ".join(shown) + more)
    if options.write:
        return 0
    print(table(counts))
    if reports:
        print("\n" + "\n".join(reports))
    return 1 if any(count[1] for count in counts.values()) else 0


if __name__ == "__main__":
    sys.exit(main())
