"""OSTEP's multi.py: caches that are warmed by running, a quantum by the wall clock, one queue or one a CPU."""
import canonical
from cases import NotExpressible, base
from figures import nearest, t
from fractions import Fraction

TICK = canonical.TICK


def scenario(case):
    source = case["input"]
    machine = {"cpus": source["cpus"],
               "warm_caches": {"time": source["warmup_time"], "rate": source["warm_rate"], "size": source["cache_size"]}}
    if source["per_cpu_queues"]:
        machine["run_queues"] = "per_cpu"
        machine["balance"] = {"place": "fewest", "on_idle": "none", "wake": "last"}
        if source["peek_interval"] > 0:
            if source["cpus"] > 2:
                raise NotExpressible("the queue to steal from is drawn by Python's generator")
            machine["balance"].update(every=source["peek_interval"], how="peek")
    processes = []
    for job in source["jobs"]:
        process = {"name": job["name"], "burst": job["runtime"], "working_set": job["working_set"]}
        if job.get("affinity") is not None:
            process["affinity"] = job["affinity"]
        processes.append(process)
    return base(case["id"], {"policy": "rr", "quantum": source["quantum"]}, processes,
                {"preset": "ossim", "quantum_clock": "wall", "quantum_alone": "requeued"}, machine=machine)


def by_tick(line, ticks, default=None):
    """What holds in each tick, of (what, from, to) in ns."""
    row = [default] * ticks
    for what, start, end in line:
        for place in range(start // TICK, end // TICK):
            row[place] = what
    return row


def compare(case, ossim, differ):
    trace = canonical.simulate(ossim, canonical.yaml_text(scenario(case)))
    wanted, source = case["expected"], case["input"]
    ticks = wanted["finish_time"]
    differ.same("finish_time", ticks, t(trace.end))
    names = {tid: trace.process_name[pid] for tid, pid in trace.thread_process.items()}
    lines = [[(names[tid], a, b) for tid, a, b in canonical.merged(intervals)]
             for intervals in canonical.timelines(trace)]
    for cpu, segments in enumerate(wanted.get("segments_per_cpu", [])):
        found = by_tick(lines[cpu], ticks)
        differ.same_list(f"CPU{cpu}", by_tick([(who, a * TICK, b * TICK) for who, a, b in segments], ticks), found)
    counted = {event["cpu"]: event["length"] for event in trace.of("ran_warm")}
    for cpu, (used, warm) in enumerate(wanted.get("cpu_utilization_pct_and_warm_pct", [])):
        busy = sum(b - a for _, a, b in lines[cpu])
        differ.same(f"utilisation of CPU{cpu}", used, nearest(Fraction(100 * busy, ticks * TICK), 2), 0.011)
        share = Fraction(100 * counted.get(cpu, 0), ticks * TICK) if source["warm_rate"] > 1 else 0
        differ.same(f"warm on CPU{cpu}", warm, nearest(share, 2), 0.011)
    compare_ticks(case, trace, lines, names, differ)


def compare_ticks(case, trace, lines, names, differ):
    """The rows: what runs, what is left after the tick, who is warm."""
    rows = case["expected"].get("ticks")
    if not rows:
        return
    ticks, rate = len(rows), case["input"]["warm_rate"]
    left = {job["name"]: job["runtime"] for job in case["input"]["jobs"]}
    running = [by_tick(line, ticks) for line in lines]
    changes = [[event for event in trace.of("warm") if event["cpu"] == cpu] for cpu in range(len(lines))]
    warm = [[] for _ in lines]

    def apply(cpu, until, comers):
        """Up to an instant; of the changes at it only those that somebody brings who has run up to it, or who comes."""
        while changes[cpu] and (changes[cpu][0]["t"] < until or
                                (changes[cpu][0]["t"] == until and brought_by(changes[cpu]) in comers)):
            first = True
            while first or (changes[cpu] and not changes[cpu][0]["warm"]):
                change = changes[cpu].pop(0)
                who = names[change["tid"]]
                if change["warm"]:
                    warm[cpu].insert(0, who)
                else:
                    warm[cpu].remove(who)
                first = False

    def brought_by(pending):
        return names[pending[0]["tid"]]

    for tick, row in enumerate(rows):
        for cpu in range(len(lines)):
            who = running[cpu][tick]
            differ.same(f"CPU{cpu} in tick {tick}", row[1][cpu], who)
            apply(cpu, tick * TICK, [who])
            if who is not None:
                left[who] = max(left[who] - (rate if who in warm[cpu] else 1), 0)
                differ.same(f"left of {who} after tick {tick}", row[2][cpu], left[who])
            apply(cpu, (tick + 1) * TICK, [who])
            differ.same(f"warm on CPU{cpu} after tick {tick}", sorted(row[3][cpu]), sorted(warm[cpu]))


SUITES = {"ostep_multi": (compare, scenario)}
