"""The reference cases of periodic work, and how a run's jobs are read from its trace: fuzz.py uses that too.

A job is known by its task and its number, P1_2. On several CPUs the cases compare jobs; segments are compared too,
since they place a job as ossim does: one that goes on stays where it is, new ones take the free CPU of lowest id.
"""
import canonical
from cases import NotExpressible, base

POLICIES = {"EDF": "edf", "RM": "rm", "DM": "dm", "FP": "fp", "LLF": "llf", "EDZL": "edzl", "P-EDF": "edf",
            "P-RM": "rm", "P-DM": "dm", "P-FP": "fp"}


def scheduler_of(policy, source):
    if policy == "fp":
        return {"policy": "priority", "preemptive": True, "urgent": "high"}
    if policy == "llf":
        return {"policy": "llf", "tick": 1}
    if policy == "edf" and source.get("exhausted"):
        return {"policy": "edf", "exhausted": source["exhausted"]}
    return {"policy": policy}


def process_of(task):
    out = {"name": task["name"]}
    if task.get("cpu") is not None:
        out["affinity"] = [task["cpu"]]
    if task["period"] is None:
        return {**out, "arrival": task["offset"], "burst": task["wcet"], **server_of(task)}
    out.update(period=task["period"], wcet=task["wcet"])
    if task["deadline"] != task["period"]:
        out["deadline"] = task["deadline"]
    if task["offset"]:
        out["offset"] = task["offset"]
    if task.get("abort"):
        out["overrun"] = "abort"
    if task.get("priority") is not None:
        out["priority"] = task["priority"]
    return {**out, **server_of(task)}


def server_of(task):
    server = dict(task.get("server") or {})
    if server and server["deadline"] == server["period"]:
        del server["deadline"]
    return {"server": server} if server else {}


def scenario_of(source):
    machine = {"machine": {"cpus": source["cpus"]}} if source["cpus"] > 1 else {}
    if machine and any(task.get("cpu") is not None for task in source["tasks"]):
        machine["machine"]["run_queues"] = source.get("run_queues", "per_cpu")
    processes = [process_of(task) for task in source["tasks"]]
    if source["policy"] == "fp":
        for process in processes:
            process.setdefault("priority", 0)
    return base(source.get("title", "periodic work"), scheduler_of(source["policy"], source), processes, **machine,
                until=source["duration"])


def jobs_of(trace):
    """(name, release, deadline, end, response, missed, aborted) of each job, in ticks; in order of tasks."""
    jobs = {}
    for event in trace.of("release", "job_done", "job_missed", "job_aborted"):
        key = (event["tid"], event["job"])
        if event["e"] == "release":
            name = f"{trace.thread_name[event['tid']]}_{event['job']}"
            jobs[key] = [name, ticks(event["t"]), ticks(event["deadline"]), None, None, False, False]
            continue
        job = jobs[key]
        if event["e"] == "job_missed":
            job[5] = True
        else:
            job[3] = ticks(event["t"])
            job[4] = job[3] - job[1]
            job[6] = event["e"] == "job_aborted"
            if event["e"] == "job_done" and ticks(event["response"]) != job[4]:
                job[4] = f"told as {event['response']}"
    return [tuple(jobs[key]) for key in sorted(jobs)]


def ticks(ns):
    return ns // canonical.TICK if ns % canonical.TICK == 0 else ns / canonical.TICK


def segments_of(trace):
    """For each CPU (job, start, end): the runs of threads, cut where a job of the same thread ends."""
    ends, threads_with_jobs = {}, set()
    for event in trace.of("release", "job_done", "job_aborted"):
        threads_with_jobs.add(event["tid"])
        if event["e"] != "release":
            ends.setdefault(event["tid"], []).append(event["t"])
    out = []
    for intervals in canonical.timelines(trace):
        mine = []
        for tid, start, end in canonical.merged(intervals):
            cuts = [t for t in ends.get(tid, []) if start < t < end]
            for a, b in zip([start, *cuts], [*cuts, end]):
                number = 1 + sum(1 for t in ends.get(tid, []) if t <= a)
                mine.append((f"{trace.thread_name[tid]}_{number}", ticks(a), ticks(b)))
        out.append(mine)
    return out


def source_of(case):
    source = case["input"]
    if source["policy"] not in POLICIES:
        raise NotExpressible(f"policy {source['policy']}")
    if any(key.startswith(("context_", "scheduling", "activation", "termination", "overhead")) for key in source):
        raise NotExpressible("a price for each event that is handled")
    tasks = [{**task, "abort": task.get("abort_on_miss", False)} for task in source["tasks"]]
    for cpu, names in enumerate(source.get("partition") or []):
        for task in tasks:
            if task["name"] in names:
                task["cpu"] = cpu
    return {"title": case["id"], "policy": POLICIES[source["policy"]], "cpus": source["cpus"],
            "duration": source["duration"], "tasks": tasks}


def schedule_scenario(case):
    return scenario_of(source_of(case))


def run_schedule(case, ossim, differ):
    trace = canonical.simulate(ossim, canonical.yaml_text(schedule_scenario(case)))
    wanted = case["expected"]
    jobs = jobs_of(trace)
    differ.same_list("jobs", [tuple(job) for job in wanted["jobs"]], jobs)
    differ.same("deadline misses", wanted["deadline_misses"], sum(job[5] for job in jobs))
    for cpu, mine in enumerate(segments_of(trace)):
        differ.same_list(f"CPU {cpu}", [tuple(piece) for piece in wanted["segments_per_cpu"][cpu]], mine)


SUITES = {"rt_schedules": (run_schedule, schedule_scenario)}
