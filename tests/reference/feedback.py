"""Cases of feedback scheduling: OSTEP's mlfq.py and the Pintos graders' model of the 4.4BSD scheduler.

Each suite has a function that compares a case, and one that gives its scenario.
"""
import figures
from cases import NotExpressible, base


# --- OSTEP mlfq.py -----------------------------------------------------------------------------------------------

def ostep_scenario(case):
    source = case["input"]
    quanta, quotas = source["quantum_high_to_low"], source["allotment_high_to_low"]
    scheduler = {"policy": "mlfq", "quantum": quanta, "allotment": [q * a for q, a in zip(quanta, quotas)]}
    if source["boost_every"]:
        scheduler["boost"] = source["boost_every"]
    if source["stay_after_io"]:
        scheduler["on_io"] = "renew"
    if source["io_bump"]:
        scheduler["io_joins"] = "head"
    processes = [{"name": f"J{job['id']}", "arrival": job["arrival"], "bursts": chunks(job, source["io_time"])}
                 for job in sorted(source["jobs"], key=lambda job: job["id"])]
    return base(case["id"], scheduler, processes, "ostep")


def chunks(job, io_time):
    """A job issues I/O after every `io_every` ticks, but not when it has finished with them."""
    left, every, out = job["runtime"], job["io_every"], []
    while every and left > every:
        out += [every, {"io": io_time}]
        left -= every
    return [*out, left]


def compare_ostep(case, ossim, differ):
    source, wanted = case["input"], case["expected"]
    run = figures.simulate(ossim, ostep_scenario(case))
    top = source["queues"] - 1
    levels = level_changes(run)
    segments = []
    for who, kind, start, end in lines_with_idle(run):
        cuts = sorted({start, end, *(at for at, _ in levels.get(who, []) if start < at < end)}) if kind == "run" else [start, end]
        for a, b in zip(cuts, cuts[1:]):
            row = [number(who), top - level_at(levels, who, a), a, b] if kind == "run" else ["idle", None, a, b]
            if segments and segments[-1][:2] == row[:2] and segments[-1][3] == a:
                segments[-1][3] = b
            else:
                segments.append(row)
    differ.same_list("segments [job, priority, from, to]", wanted["segments"], segments)
    differ.same_list("events", wanted["events"], events(run, source))
    if "ticks" in wanted:
        compare_ticks(wanted["ticks"], run, source, differ)
    jobs = {job["id"]: run.job(f"J{job['id']}") for job in wanted["jobs"]}
    for job in wanted["jobs"]:
        for key in ("arrival", "response", "turnaround"):
            differ.same(f"{key} of {job['id']}", job[key], jobs[job["id"]][key])
    for key, value in wanted["average_2dp"].items():
        differ.rounded(f"average {key}", value, figures.mean(job[key] for job in jobs.values()), 2)


def number(name):
    return int(name[1:])


def level_changes(run):
    """For each job the instants at which it came to another level, and which."""
    changes = {}
    for event in run.trace.of("priority"):
        changes.setdefault(run.who[event["tid"]], []).append((figures.t(event["t"]), event["to"]))
    return changes


def level_at(changes, who, at):
    return next((level for since, level in reversed(changes.get(who, [])) if since <= at), 0)


def lines_with_idle(run):
    merged = []
    for kind, tid, start, end in run.lines[0]:
        who = run.who[tid] if kind == "run" else None
        if merged and merged[-1][:2] == [who, kind] and merged[-1][3] == figures.t(start):
            merged[-1][3] = figures.t(end)
        else:
            merged.append([who, kind, figures.t(start), figures.t(end)])
    return merged


def events(run, source):
    """As they stand in the trace; a boost, which is no event of its own there, before whatever comes back then."""
    words = {("New", "Ready"): "arrive", ("Running", "Waiting"): "io_start", ("Waiting", "Ready"): "io_done",
             ("Running", "Terminated"): "finish"}
    rows = []
    for event in run.trace.of("state"):
        word = words.get((event["from"], event["to"]))
        if word:
            rows.append([figures.t(event["t"]), word, number(run.who[event["tid"]])])
    every = source["boost_every"]
    for at in range(every, run.end(), every) if every else []:
        place = next((i for i, row in enumerate(rows) if row[0] > at or (row[0] == at and row[1] in ("io_done", "arrive"))),
                     len(rows))
        rows.insert(place, [at, "boost"])
    return rows


def compare_ticks(ticks, run, source, differ):
    """What is left of the allotment at each pick: the quanta still to come, and the rest of this one."""
    at = {row[0]: row for row in ticks}
    top = source["queues"] - 1
    wanted, found = [], []
    for event in run.trace.of("pick"):
        now = figures.t(event["t"])
        if now not in at or number(run.who[event["tid"]]) != at[now][2]:
            continue
        _, _, job, priority, left_after, quotas, _ = at[now]
        quantum = source["quantum_high_to_low"][top - priority]
        wanted.append([now, job, priority, (quotas - 1) * quantum + left_after + 1])
        found.append([now, job, top - event["key"], figures.t(event.get("second_key", 0))])
    differ.same_list("picks [t, job, priority, allotment left]", wanted, found)


# --- 4.4BSD as the graders of Pintos model it --------------------------------------------------------------------

def bsd_scenario(case):
    """The graders renew the load average before every 25th slice: with slices of 4 ticks that begin at tick 4, at
    each 100th tick."""
    source = case["input"]
    tick, length = 10, source["slices"] * source["slice_ticks"] * 10
    scheduler = {"policy": "bsd", "fraction_bits": 0, "quantum": tick * source["slice_ticks"],
                 "second": tick * source["slice_ticks"] * source["recalc_every_slices"]}
    if source["slice_ticks"] != 4:
        raise NotExpressible("priorities at other than every fourth tick")
    start = tick * source["slice_ticks"]
    processes = [{"name": f"T{n}", "nice": nice, "arrival": start, "burst": length}
                 for n, nice in enumerate(source["nice"])]
    return {**base(case["id"], scheduler, processes), "unit": "ms", "until": start + length}


def compare_bsd(case, ossim, differ):
    run = figures.simulate(ossim, bsd_scenario(case), ("until",))
    ticks = [run.job_cpu(f"T{n}") // 10 for n in range(len(case["input"]["nice"]))]
    differ.same("ticks", case["expected"]["ticks"], ticks)


SUITES = {"ostep_mlfq": (compare_ostep, ostep_scenario)}
