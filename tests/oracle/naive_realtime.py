"""Periodic work as it is defined, tick by tick: releases, deadlines, and the policies that go by them.

At each whole instant: jobs that have had all they need are done; deadlines pass; jobs are released; servers that
have used up their budget are put back; held back ones get theirs anew; then the best m jobs are looked for among all
that are ready, and run for one tick. Nothing here is clever, and nothing comes from ossim.

A set of tasks is a dict: policy, cpus, duration, exhausted (of edf), and tasks, each with name, wcet, period (None:
one piece of work without a deadline), deadline, offset, abort, priority, server (None, or budget, period, deadline).
Partitioned, each has a `cpu`, and each CPU is a machine of its own.
"""


class Task:
    def __init__(self, index, spec):
        self.index, self.spec = index, spec
        self.jobs = []          # of all releases so far
        self.next = 0           # the first that is not over
        self.cpu = None         # where it runs
        self.order = 0          # of becoming ready
        self.is_ready = False   # it has work, and a place in the order
        self.server = None
        if spec.get("server"):
            self.server = {"left": 0, "deadline": 0, "throttled": False, **{"Q": spec["server"]["budget"],
                           "P": spec["server"]["period"], "D": spec["server"]["deadline"]}}

    def job(self):
        return self.jobs[self.next] if self.next < len(self.jobs) else None

    def is_held_back(self):
        return self.server is not None and self.server["throttled"]


class Realtime:
    """Runs a set of tasks. `jobs`: (name, release, deadline, end, response, missed, aborted); `runs`: by CPU."""

    def __init__(self, source):
        self.source, self.policy, self.cpus = source, source["policy"], source["cpus"]
        self.tasks = [Task(index, spec) for index, spec in enumerate(source["tasks"])]
        self.count = 0
        self.runs = [[] for _ in range(self.cpus)]
        self.is_partitioned = any(task.get("cpu") is not None for task in source["tasks"])

    def run(self):
        for now in range(self.source["duration"] + 1):
            self.instant(now, last=now == self.source["duration"])
            if now < self.source["duration"]:
                self.choose(now)
                self.tick(now)
        return self

    # --- one instant ---

    def instant(self, now, last):
        for task in sorted((t for t in self.tasks if t.cpu is not None), key=lambda t: t.cpu):
            if task.job()["left"] == 0:
                self.over(task, now)
        for task in self.tasks:
            for job in task.jobs:
                if job["deadline"] == now and job["end"] is None:
                    job["missed"] = True
                    if task.spec["abort"]:
                        job["aborted"] = True
                        self.over(task, now)
        if last:
            return
        for task in self.tasks:
            self.release(task, now)
        for task in sorted((t for t in self.tasks if t.cpu is not None and t.server), key=lambda t: t.cpu):
            self.end_of_budget(task, now)
        held = [t for t in self.tasks if t.is_ready and t.is_held_back() and t.server["deadline"] <= now]
        for task in sorted(held, key=lambda t: (t.server["deadline"], t.order)):
            self.replenish(task)
            self.stands_last(task)

    def over(self, task, now):
        """The job has ended, and the next one begins if it has been released: there, if nobody waits for a CPU."""
        task.job()["end"] = now
        task.next += 1
        if task.server:
            task.server.pop("spent", None)
        was_given_up = task.jobs[task.next - 1]["aborted"]
        others = any(t.is_ready and t.cpu is None and not t.is_held_back() for t in self.tasks)
        goes_on_there = task.job() and not was_given_up and not others and not task.is_held_back()
        if not goes_on_there:
            task.cpu = None
        task.is_ready = False
        if task.job():
            self.becomes_ready(task, now, wakes=was_given_up)

    def release(self, task, now):
        spec = task.spec
        since = now - spec["offset"]
        if since < 0 or (since % spec["period"] if spec["period"] else since):
            return
        deadline = now + spec["deadline"] if spec["period"] else None
        task.jobs.append({"release": now, "deadline": deadline, "left": spec["wcet"], "end": None, "missed": False,
                          "aborted": False})
        if len(task.jobs) == task.next + 1:
            self.becomes_ready(task, now, wakes=True)

    def becomes_ready(self, task, now, wakes):
        task.is_ready = True
        self.stands_last(task)
        server = task.server
        if not server or not wakes:
            return
        if server["throttled"] and server["deadline"] <= now:
            self.replenish(task)
        ahead = server["deadline"] - now
        if not server["throttled"] and (ahead <= 0 or server["left"] * server["P"] > server["Q"] * ahead):
            server["deadline"], server["left"] = now + server["D"], server["Q"]

    def stands_last(self, task):
        self.count += 1
        task.order = self.count

    def replenish(self, task):
        server = task.server
        server["throttled"] = False
        server["deadline"] += server["P"]
        server["left"] += server["Q"]

    def end_of_budget(self, task, now):
        """The budget was used up in the last tick: it goes on only if it may, and nobody is better now."""
        if not task.server.pop("spent", False):
            return
        others = [t for t in self.tasks if t.is_ready and t.cpu is None and not t.is_held_back() and self.may_meet(t, task)]
        is_alone = self.cpus == 1 or self.is_partitioned  # else it gives way only if no other CPU does
        if task.is_held_back() or is_alone and any(self.key(t, now) < self.key(task, now) for t in others):
            task.cpu = None
            self.stands_last(task)

    def may_meet(self, one, other):
        return not self.is_partitioned or one.spec["cpu"] == other.spec["cpu"]

    # --- who runs ---

    def key(self, task, now):
        job = task.job()
        if task.server:
            return (0, task.server["deadline"])
        if task.spec["period"] is None:
            return (2, 0)
        if self.policy == "edf":
            return (0, job["deadline"])
        if self.policy == "rm":
            return (0, task.spec["period"])
        if self.policy == "dm":
            return (0, task.spec["deadline"])
        if self.policy == "fp":
            return (0, -task.spec["priority"])
        laxity = job["deadline"] - now - job["left"]
        if self.policy == "llf":
            return (0, laxity)
        return (0 if laxity <= 0 else 1, job["deadline"])

    def rank(self, task, now):
        key = self.key(task, now)
        by_index = key[0] < 2 and (self.cpus > 1 and not self.is_partitioned or self.policy == "llf")
        tie = task.index if by_index else task.order
        if self.policy == "llf" and key[0] < 2:
            return (key, tie)
        return (key, 0 if task.cpu is not None else 1, tie)

    def choose(self, now):
        ready = [t for t in self.tasks if t.is_ready and not t.is_held_back()]
        ready.sort(key=lambda t: self.rank(t, now))
        best = ready[:self.cpus]
        if self.is_partitioned:
            best = [t for t in ready if next(u for u in ready if self.may_meet(u, t)) is t]
        for task in self.tasks:
            if task.cpu is not None and task not in best:
                task.cpu = None
        taken = {t.cpu for t in best if t.cpu is not None}
        free = [cpu for cpu in range(self.cpus) if cpu not in taken]
        for task in best:
            if task.cpu is None:
                task.cpu = task.spec["cpu"] if self.is_partitioned else free.pop(0)

    def tick(self, now):
        for task in self.tasks:
            if task.cpu is None:
                continue
            task.job()["left"] -= 1
            runs = self.runs[task.cpu]
            if runs and runs[-1][0] == task.index and runs[-1][3] == task.next and runs[-1][2] == now:
                runs[-1] = (task.index, runs[-1][1], now + 1, task.next)
            else:
                runs.append((task.index, now, now + 1, task.next))
            server = task.server
            if not server:
                continue
            server["left"] -= 1
            if server["left"] == 0:
                server["spent"] = True
                if self.source["exhausted"] == "throttle" and server["deadline"] > now + 1:
                    server["throttled"] = True
                else:
                    self.replenish(task)

    # --- results ---

    def jobs(self):
        rows = []
        for task in self.tasks:
            if task.spec["period"] is None:
                continue
            for number, job in enumerate(task.jobs, 1):
                response = None if job["end"] is None else job["end"] - job["release"]
                rows.append((f"{task.spec['name']}_{number}", job["release"], job["deadline"], job["end"], response,
                             job["missed"], job["aborted"]))
        return rows

    def segments(self):
        return [[(f"{self.tasks[index].spec['name']}_{job + 1}", a, b) for index, a, b, job in runs]
                for runs in self.runs]
