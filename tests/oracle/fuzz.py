#!/usr/bin/env python3
"""Runs random workloads on ossim and on the oracle beside it, and compares schedules, figures and invariants; of the
policies that learn from what threads do (learning.py) each pick and its keys too.

    fuzz.py --ossim build/ossim --seed 1 --count 200 [--smp 100] [--policies rr,srtf] [--keep FOLDER] [--most 3]

`--smp` asks for so many further workloads with run queues, balancing and affinity.

A workload on which they differ is made as small as possible and printed as a scenario, with what each says.
Exit code 0: all agree; 1: some differ; 77: there is no ossim to run.
"""
import argparse
import copy
import os
import random
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import canonical  # noqa: E402
import naive_classes  # noqa: E402
import naive_fair  # noqa: E402
import naive_linux  # noqa: E402
import naive_smp  # noqa: E402
import realtime_sets  # noqa: E402
from learning import LearningOracle  # noqa: E402
from oracle import Oracle  # noqa: E402

TICK = canonical.TICK
POLICIES = (["fcfs", "lcfs", "sjf", "srtf", "hrrn", "rr", "priority", "multilevel"] + list(naive_fair.POLICIES) +
            naive_classes.POLICIES + realtime_sets.POLICIES)
IN_NS = [*naive_fair.POLICIES, *naive_linux.POLICIES]  # whose times are exact: in ns, not in ticks
ATTRIBUTES = ["priority", "queue", "nice", "tickets", "slice", "class", "server", "affinity"]


def random_workload(rng, policies):
    policy = rng.choice(policies)
    if policy in realtime_sets.POLICIES:
        return realtime_sets.random_set(rng, policy)
    scheduler = LEARNING[policy](rng) if policy in LEARNING else {"policy": policy}
    if policy == "rr":
        scheduler["quantum"] = rng.randint(1, 5)
    if policy == "priority":
        scheduler["preemptive"] = rng.random() < 0.6
        scheduler["urgent"] = rng.choice(["low", "high"])
        if rng.random() < 0.3:
            scheduler["quantum"] = rng.randint(1, 5)
    naive_classes.random_scheduler(rng, scheduler)
    naive_linux.random_scheduler(rng, scheduler)
    if policy in naive_fair.POLICIES:
        random_fair(rng, scheduler)
    if policy == "multilevel":
        scheduler["queues"] = [{"name": "upper", "policy": "rr", "quantum": rng.randint(1, 4)},
                               rng.choice([{"name": "lower", "policy": "fcfs"},
                                           {"name": "lower", "policy": "rr", "quantum": rng.randint(1, 4)}])]
    work = {"cpus": rng.choice([1, 1, 1, 2, 3, 4]), "scheduler": scheduler, "process_switch": 0, "thread_switch": 0,
            "channels": rng.choice([1, 1, 2]), "admitted": rng.choice([None] * 5 + [1, 2, 3]), "processes": []}
    if rng.random() < 0.35:
        work["process_switch"] = rng.randint(1, 4)
        work["thread_switch"] = rng.randint(0, work["process_switch"])
    if policy in IN_NS:
        work["unit"] = "ns"
        work["process_switch"] *= 100_000
        work["thread_switch"] *= 100_000
    for number in range(rng.randint(1, 6)):
        count = rng.choice([1, 1, 1, 2, 3])
        arrival = rng.choice([0, 0, rng.randint(0, 12)]) * (canonical.TICK if "unit" in work else 1)
        work["processes"].append({"name": f"P{number}", "arrival": arrival,
                                  "threads": [random_thread(rng, scheduler) for _ in range(count)]})
        naive_classes.random_label(rng, scheduler, work["processes"][-1])
    return work


def some(rng, share, **more):
    """Each of the parameters with that chance."""
    return {name: choose() for name, choose in more.items() if rng.random() < share}


def random_mlfq(rng):
    levels = rng.randint(1, 4)
    return {"policy": "mlfq", "quantum": [rng.randint(1, 5) for _ in range(levels)],
            **some(rng, 0.35, levels=lambda: rng.randint(0, 6), growth=lambda: rng.randint(1, 3),
                   allotment=lambda: [rng.randint(1, 8) for _ in range(rng.randint(1, levels))],
                   boost=lambda: rng.randint(3, 30), aging=lambda: rng.randint(2, 15),
                   preemptive=lambda: rng.random() < 0.5, on_io=lambda: rng.choice(["keep", "renew", "up", "top"]),
                   io_joins=lambda: "head", alone=lambda: "stays", whole_slices=lambda: True, bottom=lambda: "fcfs",
                   within=lambda: rng.choice(["low", "high"]))}


def random_prediction(rng):
    return {"policy": rng.choice(["sjf", "srtf"]), "predict": "exponential", "initial": rng.randint(1, 12),
            "alpha": rng.choice(["1/2", "3/4", "1/3", "0", "1", "0.9"]), **some(rng, 0.5, grain=lambda: rng.randint(1, 3))}


LEARNING = {
    "mlfq": random_mlfq,
    "predicted": random_prediction,
    "lrtf": lambda rng: {"policy": "lrtf", "quantum": rng.randint(1, 3)},
    "decay": lambda rng: {"policy": "decay", "quantum": rng.randint(1, 5), "preemptive": rng.random() < 0.5,
                          **some(rng, 0.2, preemption_decays=lambda: False)},
    "o1": lambda rng: {"policy": "o1", "timeslice": rng.choice([20, 20, 40]),
                       **some(rng, 0.2, bonus=lambda: False)},
    "bsd": lambda rng: {"policy": "bsd", "quantum": rng.randint(1, 6), "tick": rng.choice([1, 1, 2]),
                        "second": rng.choice([4, 8, 10, 25]),
                        **some(rng, 0.4, urgent=lambda: "low", fraction_bits=lambda: rng.choice([0, 14, 20]))},
    "solaris_ts": lambda rng: {"policy": "solaris_ts", "tick": 1, "second": rng.choice([5, 12, 30]),
                               **some(rng, 0.3, start=lambda: rng.randint(0, 59), slpret=lambda: "overdue")},
}
LONG = ("o1", "bsd", "solaris_ts")  # whose times are long: bursts are too


def is_learning(scheduler):
    return scheduler["policy"] in LEARNING or "predict" in scheduler
def random_smp(rng, policies):
    """A workload on CPUs that may not take every thread."""
    policies = [policy for policy in policies if policy in naive_smp.POLICIES]
    work = random_workload(rng, policies)
    cpus = rng.choice([1, 2, 2, 3, 3, 4, 5])
    work.update(cpus=cpus, process_switch=0, thread_switch=0, run_queues="global", balance={})
    if rng.random() < 0.8:
        work["run_queues"] = "per_cpu" if rng.random() < 0.6 else random_groups(rng, cpus)
        for key, values, chance in [("place", ["in-turn"], 0.3), ("wake", ["last", "fewest"], 0.5),
                                    ("on_idle", ["none"], 0.4), ("every", [rng.randint(1, 9)], 0.4),
                                    ("migration_cost", [rng.randint(1, 5)], 0.3)]:
            if rng.random() < chance:
                work["balance"][key] = rng.choice(values)
        if "every" in work["balance"] and rng.random() < 0.5:
            work["balance"]["how"] = "empty"
    elif rng.random() < 0.5:
        work["balance"]["wake"] = "last"
    masks = rng.random() < 0.5

    def some_cpus():
        return sorted(rng.sample(range(cpus), rng.randint(1, cpus)))
    for process in work["processes"]:
        for thread in process["threads"]:
            if masks and rng.random() < 0.6:
                thread["affinity"] = some_cpus()
            if rng.random() < 0.3:
                who = rng.choice([None, rng.randrange(len(work["processes"]))])
                steps = [["affinity", some_cpus(), who]] if masks else []
                steps += [["renice", rng.randint(1, 4), who]] if work["scheduler"]["policy"] == "priority" else []
                for step in steps:
                    thread["steps"].insert(rng.randint(0, len(thread["steps"])), step)
    return work


def random_groups(rng, cpus):
    order = rng.sample(range(cpus), cpus)
    groups = [[order[0]]]
    for cpu in order[1:]:
        if rng.random() < 0.5:
            groups[-1].append(cpu)
        else:
            groups.append([cpu])
    return groups


def random_fair(rng, scheduler):
    """Parameters of the fair policies, in ns."""
    def some(key, values, chance=0.5):
        if rng.random() < chance:
            scheduler[key] = rng.choice(values)
    ms = canonical.TICK
    lengths = [ms // 2, ms, ms + 1, 2 * ms, 3 * ms - 7, 5 * ms]
    policy = scheduler["policy"]
    if policy in ("stride", "lottery"):
        scheduler["quantum"] = rng.choice(lengths)
    if policy == "stride":
        some("stride1", [6, 60, 1000, 10**9])
        some("initial_pass", ["stride", "zero"])
        some("global_pass", [True, False], 0.3)
    if policy == "lottery":
        scheduler["draws"] = [rng.randint(0, 10**6) for _ in range(rng.randint(1, 30))]
        some("compensation", [True, False])
    if policy == "cfs":
        for key in ("latency", "min_granularity", "wakeup_granularity", "tick"):
            some(key, lengths, 0.35)
        some("quantum", lengths, 0.2)
        some("nr_latency", [1, 2, 3, 5])
        some("start_debit", [True, False])
        some("sleepers", ["gentle", "fair", "none", "unlimited"])
        some("wakeup_preemption", [True, False], 0.3)
    if policy == "eevdf":
        some("version", ["6.6", "6.12", "6.12", "paper"], 0.8)
        some("base_slice", lengths)
        some("tick", lengths, 0.3)
        if scheduler.get("version") == "paper":
            some("quantum", lengths)
        some("run_to_parity", [True, False], 0.3)
        some("place_lag", [True, False], 0.3)
        some("eligibility", [True, False], 0.3)
        some("yield", ["deadline", "forfeit"])
    if policy in ("cfs", "eevdf"):
        some("weight", ["nice", "tickets"], 0.3)


def random_thread(rng, scheduler):
    steps = []
    for _ in range(rng.choice([1, 1, 2, 3, 4])):
        for _ in range(rng.choice([1, 1, 1, 2])):
            long = scheduler["policy"] in LONG and rng.random() < 0.5
            steps.append(["compute", rng.randint(10, 60) if long else rng.randint(1, 9)])
        kind = rng.choice(["io", "io", "disk", "sleep", "yield"])
        steps.append([kind] if kind == "yield" else [kind, rng.randint(1, 9)])
    if rng.random() < 0.8:
        steps.pop()
    if rng.random() < 0.1:
        steps.insert(0, ["io", rng.randint(1, 5)])
    thread = {"steps": steps}
    if scheduler["policy"] in ("priority", "decay") or "within" in scheduler:
        thread["priority"] = rng.randint(1, 4)
    if scheduler["policy"] in LONG:
        thread["nice"] = rng.choice([0, 0, rng.randint(-20, 19)])
    if scheduler["policy"] == "multilevel":
        thread["queue"] = rng.choice(["upper", "lower"])
    naive_classes.random_attributes(rng, scheduler, thread)
    naive_linux.random_attributes(rng, scheduler, thread)
    if scheduler["policy"] in IN_NS:
        for step in steps:
            if len(step) > 1:
                step[1] = step[1] * canonical.TICK + rng.choice([0, 0, rng.randint(0, canonical.TICK)])
    if scheduler["policy"] in naive_fair.POLICIES:
        random_share(rng, scheduler, thread)
    naive_linux.random_changes(rng, scheduler, thread)
    return thread


def random_share(rng, scheduler, thread):
    if scheduler["policy"] in ("stride", "lottery") or scheduler.get("weight") == "tickets":
        most = 10**6 if scheduler["policy"] in ("stride", "lottery") else 200  # slices in proportion, not too many
        thread["tickets"] = rng.choice([1, 2, 3, 5, 100, rng.randint(1, most)])
    elif rng.random() < 0.6:
        thread["nice"] = rng.choice([-10, -5, -1, 1, 5, 10, rng.randint(-10, 10)])
    if scheduler["policy"] == "eevdf" and rng.random() < 0.4:
        thread["slice"] = rng.choice([100_000, 700_001, 2_000_000, 9_000_000])


def scenario_of(work):
    if "tasks" in work:
        return canonical.yaml_text(realtime_sets.realtime.scenario_of(work))
    programs, processes = {}, []
    for p, process in enumerate(work["processes"]):
        threads = []
        for n, thread in enumerate(process["threads"]):
            name = f"p{p}t{n}"
            programs[name] = [step_of(step, work) for step in thread["steps"]]
            entry = {"name": f"t{n}", "program": name}
            entry.update({key: thread[key] for key in ATTRIBUTES if key in thread})
            threads.append(entry)
        processes.append({"name": process["name"], "arrival": process["arrival"], "threads": threads})
        if "group" in process:
            processes[-1]["group"] = process["group"]
    out = {"ossim": 1, "title": "a random workload", "unit": work.get("unit", "tick")}
    machine = {"cpus": work["cpus"], "devices": {"disk": {"channels": work["channels"]}}}
    if work["process_switch"]:
        machine["costs"] = {"profile": "textbook-unit", "process_switch": work["process_switch"],
                            "thread_switch": work["thread_switch"]}
    for key in ("run_queues", "balance"):
        if work.get(key):
            machine[key] = work[key]
    out["machine"] = machine
    out["scheduler"] = work["scheduler"]
    if work["admitted"]:
        out["admission"] = {"processes": work["admitted"]}
    out["programs"] = programs
    out["processes"] = processes
    return canonical.yaml_text(out)


def step_of(step, work):
    kind = step[0]
    if kind in naive_smp.FREE_STEPS:
        of = {} if step[2] is None else {"of": work["processes"][step[2]]["name"]}
        return {kind: {"cpus" if kind == "affinity" else "priority": step[1], **of}}
    if kind == "yield":
        return "yield"
    if kind == "class":
        return {"renice": step[1]}
    if kind == "disk":
        return {"io": {"for": step[1], "device": "disk"}}
    return {kind: step[1]}


def is_work_conserving(scheduler):
    return "runtime" not in scheduler and scheduler["policy"] not in ("gang", "linux")


def ticks(work, ns):
    if ns is None or work.get("unit") == "ns":
        return ns
    return ns // TICK if ns % TICK == 0 else ns / TICK


def differences(work, ossim):
    """What ossim and the oracle say differently about a workload, and broken invariants, as sentences."""
    if "tasks" in work:
        return realtime_sets.differences(work, ossim)
    try:
        trace = canonical.simulate(ossim, scenario_of(work))
    except canonical.RunFailed as failure:
        return [f"ossim failed: {failure}"]
    policy = work["scheduler"]["policy"]
    if policy == "random":
        work = {**work, "draws": [pick["key"] for pick in trace.of("pick")]}
    fair, learning, smp = policy in naive_fair.POLICIES, is_learning(work["scheduler"]), "run_queues" in work
    naive = {**naive_classes.NAIVE, **naive_linux.NAIVE}
    oracle = naive_fair.FairOracle if fair else naive.get(policy, LearningOracle if learning else Oracle)
    expected = (naive_smp.SmpOracle if smp else oracle)(work).run()
    number = {}
    for process, spec in enumerate(work["processes"]):
        mine = [thread.tid for thread in expected.threads if thread.process == process]
        number.update(zip(trace.tids_of(spec["name"]), mine))
    found = canonical.broken_invariants(trace, is_work_conserving(work["scheduler"]) and not smp)
    for cpu, intervals in enumerate(canonical.timelines(trace)):
        runs = [(number[tid], ticks(work, a), ticks(work, b)) for tid, a, b in canonical.merged(intervals)]
        wanted = expected.cpus[cpu].runs if cpu < len(expected.cpus) else []
        if runs != wanted:
            first = next((i for i in range(max(len(runs), len(wanted))) if runs[i:i + 1] != wanted[i:i + 1]), 0)
            found.append(f"CPU {cpu} from interval {first}: oracle {wanted[first:first + 4]}, ossim {runs[first:first + 4]}")
    if isinstance(expected, LearningOracle):
        found += pick_differences(expected, trace, number)
    for tid, mine in canonical.threads(trace).items():
        found += thread_differences(work, expected.threads[number[tid] - 1], mine)
    return found


def pick_differences(expected, trace, number):
    """Whom each CPU picked, when, and by which keys."""
    wanted = [[at, cpu, tid, *(int(key) for key in keys)] for at, cpu, tid, keys in expected.picks]
    picks = [[ticks({}, e["t"]), e["cpu"], number[e["tid"]], e["key"], e.get("second_key", 0)] for e in trace.of("pick")]
    if picks == wanted:
        return []
    first = next(i for i in range(max(len(picks), len(wanted))) if picks[i:i + 1] != wanted[i:i + 1])
    return [f"picks [t, cpu, thread, keys] from {first}: oracle {wanted[first:first + 3]}, ossim {picks[first:first + 3]}"]


def thread_differences(work, wanted, mine):
    pairs = [("arrival", wanted.arrival, mine.arrival), ("first instruction", wanted.first_run, mine.first_run),
             ("end", wanted.end, mine.end), ("CPU time", wanted.cpu_time, mine.cpu)]
    pairs += [(f"time in {state}", wanted.time_in[state], mine.in_state.get(state, 0)) for state in wanted.time_in]
    return [f"thread {wanted.tid}: {name} oracle {a}, ossim {ticks(work, b)}"
            for name, a, b in pairs if a != ticks(work, b)]


def without_process(work, gone):
    work["processes"].pop(gone)
    for process in work["processes"]:
        for thread in process["threads"]:
            for step in thread["steps"]:
                if step[0] in naive_smp.FREE_STEPS and step[2] is not None:
                    step[2] = min(step[2] - (step[2] > gone), len(work["processes"]) - 1)


def smaller(work):
    """Every workload that is one change smaller."""
    if "tasks" in work:
        yield from realtime_sets.smaller(work)
        return
    def changed(change):
        copied = copy.deepcopy(work)
        change(copied)
        return copied
    for p, process in enumerate(work["processes"]):
        if len(work["processes"]) > 1:
            yield changed(lambda w, p=p: without_process(w, p))
        for t in range(len(process["threads"])):
            if len(process["threads"]) > 1:
                yield changed(lambda w, p=p, t=t: w["processes"][p]["threads"].pop(t))
    if work["cpus"] > 1 and "run_queues" not in work:
        yield changed(lambda w: w.update(cpus=w["cpus"] - 1))
    if work["admitted"]:
        yield changed(lambda w: w.update(admitted=None))
    if work["process_switch"]:
        yield changed(lambda w: w.update(process_switch=0, thread_switch=0))
    if work["thread_switch"]:
        yield changed(lambda w: w.update(thread_switch=0))
    for key in list(work.get("balance", {})):
        yield changed(lambda w, key=key: w["balance"].pop(key))
    for key in list(work["scheduler"]):
        if key not in ("policy", "quantum", "queues", "urgent", "draws"):
            yield changed(lambda w, key=key: w["scheduler"].pop(key))
    for p, process in enumerate(work["processes"]):
        for t, thread in enumerate(process["threads"]):
            for key in ("nice", "slice", "affinity"):
                if key in thread:
                    yield changed(lambda w, p=p, t=t, key=key: w["processes"][p]["threads"][t].pop(key))
        if process["arrival"]:
            yield changed(lambda w, p=p: w["processes"][p].update(arrival=0))
            yield changed(lambda w, p=p: w["processes"][p].update(arrival=w["processes"][p]["arrival"] - 1))
        for t, thread in enumerate(process["threads"]):
            for s, step in enumerate(thread["steps"]):
                if len(thread["steps"]) > 1:
                    yield changed(lambda w, p=p, t=t, s=s: w["processes"][p]["threads"][t]["steps"].pop(s))
                if step[0] in (*naive_smp.FREE_STEPS, "class"):
                    continue
                if len(step) > 1 and step[1] % TICK and step[1] > TICK:
                    yield changed(lambda w, p=p, t=t, s=s: w["processes"][p]["threads"][t]["steps"][s].__setitem__(
                        1, step[1] // TICK * TICK))
                if len(step) > 1 and step[1] > 2:
                    yield changed(lambda w, p=p, t=t, s=s: w["processes"][p]["threads"][t]["steps"][s].__setitem__(
                        1, w["processes"][p]["threads"][t]["steps"][s][1] // 2))
                if len(step) > 1 and step[1] > 1:
                    yield changed(lambda w, p=p, t=t, s=s: w["processes"][p]["threads"][t]["steps"].__setitem__(
                        s, [step[0], w["processes"][p]["threads"][t]["steps"][s][1] - 1]))


def shrink(work, ossim, tries=400):
    """The smallest workload found on which they still differ, by changing one thing at a time."""
    again = True
    while again and tries > 0:
        again = False
        for candidate in smaller(work):
            tries -= 1
            if differences(candidate, ossim):
                work, again = candidate, True
                break
            if tries <= 0:
                break
    return work


def policy_of(work):
    return work["policy"] if "tasks" in work else work["scheduler"]["policy"]


def main():
    parse = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parse.add_argument("--ossim", required=True)
    parse.add_argument("--seed", type=int, default=1)
    parse.add_argument("--count", type=int, default=200)
    parse.add_argument("--smp", type=int, default=0)
    parse.add_argument("--policies", default=",".join(POLICIES), help="names, or `learning`: those of learning.py")
    parse.add_argument("--most", type=int, default=3, help="stop after so many differing workloads")
    parse.add_argument("--keep", help="a folder for the scenarios that differ")
    options = parse.parse_args()
    if not os.path.exists(options.ossim):
        print(f"no program {options.ossim}: nothing compared")
        return 77
    policies = [*LEARNING, "mlfq", "mlfq"] if options.policies == "learning" else options.policies.split(",")
    differing = 0
    for number in range(options.count + options.smp):
        rng = random.Random(f"{options.seed}/{number}")
        kind = random_workload if number < options.count else random_smp
        work = kind(rng, policies)
        if not differences(work, options.ossim):
            continue
        differing += 1
        work = shrink(work, options.ossim)
        text = scenario_of(work)
        print(f"--- seed {options.seed}, workload {number}, {policy_of(work)}\n{text}")
        print("\n".join(differences(work, options.ossim)), flush=True)
        if options.keep:
            with open(os.path.join(options.keep, f"fuzz-{options.seed}-{number}.yaml"), "w", encoding="utf-8") as file:
                file.write(text)
        if differing >= options.most:
            print(f"stopped after workload {number}")
            break
    print(f"{number + 1} workloads, {differing} differ")
    return 1 if differing else 0


if __name__ == "__main__":
    sys.exit(main())
