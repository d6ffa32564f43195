"""Random sets of periodic tasks, and what ossim and the definitions (naive_realtime.py) say differently of one."""
import copy
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "reference"))
import canonical  # noqa: E402
import realtime  # noqa: E402
from naive_realtime import Realtime  # noqa: E402

POLICIES = ["edf", "rm", "dm", "fp", "llf", "edzl"]
SERVED = ("edf",)


def random_set(rng, policy):
    cpus = rng.choice([1, 1, 2, 3, 4])
    count = rng.randint(1, 4 + 2 * cpus)
    aborts = rng.choice([0.0, 0.0, 0.5, 1.0])
    tasks = [random_task(rng, n, cpus / count, aborts) for n in range(count)]
    for task, priority in zip(tasks, rng.sample(range(1, 50), count)):
        task["priority"] = priority if policy == "fp" else None
    if rng.random() < 0.3 and policy != "fp":
        tasks += [{"name": f"B{n}", "wcet": rng.randint(1, 8), "period": None, "deadline": None, "abort": False,
                   "offset": rng.randint(0, 9), "priority": None, "server": None} for n in range(rng.choice([1, 2]))]
    if policy in SERVED and rng.random() < 0.5:
        for task in tasks:
            if rng.random() < 0.5:
                period = rng.randint(2, 12)
                budget = rng.randint(1, period)
                task["server"] = {"budget": budget, "period": period,
                                  "deadline": rng.choice([period, rng.randint(budget, period)])}
    if cpus > 1 and rng.random() < 0.3:
        for task in tasks:
            task["cpu"] = rng.randrange(cpus)
    return {"policy": policy, "cpus": cpus, "duration": rng.randint(10, 70), "tasks": tasks,
            "exhausted": rng.choice(["throttle", "postpone"]) if policy in SERVED else None}


def random_task(rng, number, share, aborts):
    period = rng.choice([2, 3, 4, 5, 6, 8, 10, 12, 15, 20])
    wcet = max(1, min(period + 2, round(period * min(share, 1) * rng.uniform(0.3, 1.8))))
    deadline = period if rng.random() < 0.6 else rng.randint(max(1, wcet - 1), period + 4)
    return {"name": f"T{number}", "wcet": wcet, "period": period, "deadline": deadline,
            "offset": rng.choice([0, 0, 0, rng.randint(0, 7)]), "abort": rng.random() < aborts, "server": None}


def differences(work, ossim):
    try:
        trace = canonical.simulate(ossim, canonical.yaml_text(realtime.scenario_of(work)))
    except canonical.RunFailed as failure:
        return [f"ossim failed: {failure}"]
    expected = Realtime(work).run()
    conserves = work["policy"] != "edf" and all(task.get("cpu") is None for task in work["tasks"])
    found = canonical.broken_invariants(trace, conserves)
    lists = [("jobs", expected.jobs(), realtime.jobs_of(trace))]
    mine = realtime.segments_of(trace)
    # Under `priority` a newcomer takes the CPU of the worst thread, even if another one becomes free at that
    # instant: who runs is as defined, where may differ.
    places = 0 if work["policy"] == "fp" and work["cpus"] > 1 else work["cpus"]
    for cpu in range(places):
        lists.append((f"CPU {cpu}", expected.segments()[cpu], mine[cpu] if cpu < len(mine) else []))
    for what, wanted, got in lists:
        if wanted == got:
            continue
        first = next((i for i in range(max(len(wanted), len(got))) if wanted[i:i + 1] != got[i:i + 1]), 0)
        found.append(f"{what} from {first}: definitions {wanted[first:first + 3]}, ossim {got[first:first + 3]}")
    return found


def smaller(work):
    """Every set that is one change smaller."""
    def changed(change):
        copied = copy.deepcopy(work)
        change(copied)
        return copied
    for n, task in enumerate(work["tasks"]):
        if len(work["tasks"]) > 1:
            yield changed(lambda w, n=n: w["tasks"].pop(n))
        for key, value in (("server", None), ("offset", 0), ("abort", False), ("deadline", task["period"])):
            if task[key] != value:
                yield changed(lambda w, n=n, k=key, v=value: w["tasks"][n].update({k: v}))
        if task["wcet"] > 1:
            yield changed(lambda w, n=n: w["tasks"][n].update(wcet=w["tasks"][n]["wcet"] - 1))
    if work["cpus"] > 1 and all(task.get("cpu", 0) < work["cpus"] - 1 for task in work["tasks"]):
        yield changed(lambda w: w.update(cpus=w["cpus"] - 1))
    if work["duration"] > 1:
        yield changed(lambda w: w.update(duration=w["duration"] // 2))
        yield changed(lambda w: w.update(duration=w["duration"] - 1))
