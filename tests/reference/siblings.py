#!/usr/bin/env python3
"""Siblings of the reference cases: random workloads, run by a naive simulator of each course and by ossim.

    siblings.py --ossim build/ossim [--seed 1] [--count 50] [--suite NAME]... [--published]

With --published the naive simulators are held against the published cases instead; ossim is not needed then.
Exit code 0: all agree; 1: some differ; 77: there is no ossim to run.
"""
import argparse
import json
import os
import random
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import courses  # noqa: E402
import feedback_courses  # noqa: E402
import run as reference  # noqa: E402


def uiuc_input(rng):
    policy = rng.choice(["fcfs", "sjf", "psjf", "pri", "ppri", "rr"])
    arrivals = sorted(rng.sample(range(25), rng.randint(2, 9)))
    jobs = [{"id": n, "arrival": at, "runtime": rng.randint(1, 12), "priority": rng.randint(1, 5)}
            for n, at in enumerate(arrivals)]
    source = {"cores": rng.randint(1, 4), "policy": policy, "jobs": jobs}
    return {**source, "quantum": rng.randint(1, 4)} if policy == "rr" else source


def process_run_input(rng):
    programs = []
    for _ in range(rng.randint(1, 4)):
        program = []
        for _ in range(rng.randint(1, 6)):
            program += ["cpu"] if rng.random() < 0.6 else ["io", "io_done"]
        programs.append(program)
    return {"programs": programs, "io_length": rng.randint(1, 6), "switch": rng.choice(["SWITCH_ON_IO", "SWITCH_ON_END"]),
            "io_done": rng.choice(["IO_RUN_LATER", "IO_RUN_IMMEDIATE"])}


def bursts(rng, most):
    count = rng.randint(1, 5)
    return [rng.randint(1, most) for _ in range(count)], [rng.randint(1, most) for _ in range(count - 1)]


def nyu_input(rng):
    processes = []
    for n in range(rng.randint(1, 5)):
        cpu, io = bursts(rng, 9)
        processes.append({"id": n, "arrival": rng.randint(0, 10), "total_cpu": sum(cpu), "static_priority": 1,
                          "cpu_bursts": cpu, "io_bursts": io})
    processes.sort(key=lambda process: process["arrival"])
    policy = rng.choice(["FCFS", "LCFS", "SRTF(non-preemptive, shortest remaining total)", "RR", "PRIO", "PREPRIO", "PREPRIO"])
    source = {"policy": policy, "processes": [{**p, "id": n, "static_priority": rng.randint(1, 4)}
                                              for n, p in enumerate(processes)]}
    return {**source, "quantum": rng.randint(1, 5)} if policy in ("RR", "PRIO", "PREPRIO") else source


def mines_input(rng):
    policy = rng.choice(["FCFS", "SPN", "RR", "priority, non-preemptive", "MLFQ, 10 queues, slice 2^queue", "MLFQ"])
    processes = []
    for n in range(rng.randint(1, 4)):
        arrival, threads = rng.randint(0, 20), []
        for _ in range(rng.randint(1, 3)):
            cpu, io = bursts(rng, 12)
            mixed = [length for pair in zip(cpu, io) for length in pair] + cpu[-1:]
            threads.append({"arrival": arrival, "bursts": mixed})
        processes.append({"pid": 10 * (n + 1), "type": rng.randint(0, 3), "threads": threads})
    price = rng.choice([0, 0, rng.randint(1, 15)])
    source = {"policy": policy, "thread_switch": rng.randint(0, price), "process_switch": price, "processes": processes}
    return {**source, "time_slice": rng.randint(1, 6)} if policy == "RR" else source


def rpi_input(rng):
    processes = []
    for name in "ABCDE"[:rng.randint(1, 5)]:
        cpu, io = bursts(rng, 40)
        processes.append({"id": name, "arrival": rng.randint(0, 60), "cpu_bound": rng.random() < 0.5, "cpu_bursts": cpu,
                          "io_bursts": io})
    policy = rng.choice(["RR", "RR", "FCFS", "SJF", "SRT", "SRT"])
    predicts = policy in ("SJF", "SRT")
    return {"policy": policy, "t_cs": rng.choice([2, 4, 6]), "time_slice": rng.randint(3, 20) if policy == "RR" else None,
            "alpha": rng.choice([0.5, 0.75, 0.8, 0.9, 0.1, 0.33]) if predicts else None,
            "tau0": rng.choice([10, 20, 100, 1000]) if predicts else None, "processes": processes}


def ostep_mlfq_input(rng):
    queues = rng.randint(1, 4)
    jobs = [{"id": n, "arrival": rng.choice([0, 0, rng.randint(0, 20)]), "runtime": rng.randint(1, 25),
             "io_every": rng.choice([0, rng.randint(1, 9)])} for n in range(rng.randint(1, 5))]
    return {"queues": queues, "quantum_high_to_low": [rng.randint(1, 6) for _ in range(queues)],
            "allotment_high_to_low": [rng.choice([1, 1, 2, 3]) for _ in range(queues)],
            "boost_every": rng.choice([0, 0, rng.randint(3, 30)]), "io_time": rng.choice([0, *range(1, 8)]),
            "stay_after_io": rng.random() < 0.4, "io_bump": rng.random() < 0.4, "jobs": jobs}


def textbook_input(rng):
    jobs = [{"id": name, "arrival": rng.randint(0, 12), "burst": rng.randint(1, 9)} for name in "ABCDEFG"[:rng.randint(1, 7)]]
    jobs.sort(key=lambda job: job["arrival"])
    if rng.random() < 0.4:
        return {"policy": "LRTF (longest remaining time first)", "tie": "arrival", "jobs": jobs}
    return {"policy": "feedback", "quantum": rng.choice(["2^i at level i", 1, 2, 3]), "tie": "arrival first", "jobs": jobs}


def bsd_input(rng):
    return {"nice": [rng.randint(0, 19) for _ in range(rng.randint(1, 6))], "slices": rng.choice([100, 300]),
            "slice_ticks": 4, "recalc_every_slices": 25}


def switch_input(rng):
    threads = []
    for pid in range(1, rng.randint(2, 4)):
        arrival = rng.randint(0, 8)
        threads += [{"pid": pid, "tid": tid, "arrival": arrival, "burst": rng.randint(1, 9)}
                    for tid in range(rng.randint(1, 3))]
    price = rng.randint(1, 6)
    return {"policy": "RR", "quantum": rng.randint(1, 4), "thread_switch": rng.randint(1, price), "process_switch": price,
            "first_dispatch_charged_as": rng.choice(["process", "thread", "free"]),
            "redispatch_of_same_thread_charged_as": rng.choice(["thread", "free"]), "threads": threads}


SIBLINGS = {
    "course_uiuc241": (uiuc_input, courses.uiuc),
    "ostep_process_run": (process_run_input, courses.process_run),
    "course_nyu2250": (nyu_input, courses.nyu),
    "course_mines442": (mines_input, courses.mines),
    "course_rpi4210": (rpi_input, courses.rpi),
    "switch_cost": (switch_input, courses.switch_cost),
    "ostep_mlfq": (ostep_mlfq_input, feedback_courses.ostep_mlfq),
    "textbook_cpu_scheduling": (textbook_input, feedback_courses.textbook),
    "rt_theory_and_formulas": (bsd_input, feedback_courses.bsd),
}


def published(folder):
    """Where a naive simulator disagrees with a published case, as sentences."""
    found = []
    for suite, (_, simulate) in SIBLINGS.items():
        with open(os.path.join(folder, suite + ".json"), encoding="utf-8") as file:
            cases = json.load(file)["cases"]
        for case in cases:
            if not has_sibling(suite, case["input"]):
                continue
            try:
                got = simulate(case["input"])
            except courses.Ambiguous:
                continue
            for key, value in got.items():
                wanted = normal(suite, key, case["expected"].get(key))
                if wanted is not None and wanted != normal(suite, key, value):
                    found.append(f"{suite} {case['id']}: {key}: published {str(wanted)[:300]}, own {str(normal(suite, key, value))[:300]}")
    return found


def has_sibling(suite, source):
    """Whether the naive simulator knows this kind of case."""
    if suite == "textbook_cpu_scheduling":
        return source["policy"].split()[0] in ("feedback", "LRTF")
    return {"switch_cost": "threads", "rt_theory_and_formulas": "slices"}.get(suite, next(iter(source))) in source


def normal(suite, key, value):
    """What is compared of a published figure."""
    if value is None:
        return None
    if key == "segments_per_core":
        return sorted([row for row in core if row[0] is not None] for core in value)
    if key == "trace" and suite == "course_nyu2250":
        return [row[:4] for row in value]
    if key == "trace":
        return reference.mines_rows(value)
    if key == "trace_first_250":
        kinds = {"arrive", "run", "io_done", "burst_end", "slice_preempt", "slice_no_preempt"}
        return [row[:3] for row in value if row[1] in kinds][:150]
    return value


def main():
    parse = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parse.add_argument("--ossim", default="")
    parse.add_argument("--seed", type=int, default=1)
    parse.add_argument("--count", type=int, default=50, help="cases of each suite")
    parse.add_argument("--suite", action="append", choices=sorted(SIBLINGS))
    parse.add_argument("--most", type=int, default=2, help="differing cases shown of each suite")
    parse.add_argument("--published", action="store_true")
    parse.add_argument("--cases", default=os.path.join(reference.HERE, "..", "..", "..", "shared", "reference"))
    options = parse.parse_args()
    if options.published:
        if not os.path.isdir(options.cases):
            print("no reference cases: nothing compared")
            return 0
        found = published(options.cases)
        print("\n".join(found) or "the naive simulators give the published figures")
        return 1 if found else 0
    if not os.path.exists(options.ossim):
        print(f"no program {options.ossim}: nothing compared")
        return 77
    counts, reports = {}, []
    for suite in options.suite or SIBLINGS:
        counts[suite] = compare(suite, options, reports)
    print(reference.table(counts))
    print("\n".join(reports))
    return 1 if any(count[1] for count in counts.values()) else 0


def compare(suite, options, reports):
    count, (make, simulate) = [0, 0, 0], SIBLINGS[suite]
    for number in range(options.count):
        source = make(random.Random(f"{suite}/{options.seed}/{number}"))
        try:
            case = {"id": f"{suite}-{options.seed}-{number}", "input": source, "expected": simulate(source)}
        except courses.Ambiguous:
            count[2] += 1
            continue
        result, what = reference.verdict(suite, case, options.ossim)
        count[{"agree": 0, "differ": 1, "not": 2}[result]] += 1
        if result == "differ" and count[1] <= options.most:
            text = reference.canonical.yaml_text(reference.SCENARIOS[suite](case))
            reports.append(f"--- {case['id']}\n{text}{json.dumps(source)}\n  " + "\n  ".join(what[:4]))
    return count


if __name__ == "__main__":
    sys.exit(main())
