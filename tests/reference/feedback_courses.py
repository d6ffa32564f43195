"""Naive simulators of feedback scheduling, as courses.py has them of the others: from the rules alone, tick by tick."""
from fractions import Fraction

import run as reference


# --- OSTEP mlfq.py: ended, boost, I/O and arrivals as registered, pick ---------------------------------------------

class OstepJob:
    def __init__(self, spec, top):
        self.id, self.arrival, self.left, self.every = spec["id"], spec["arrival"], spec["runtime"], spec["io_every"]
        self.total, self.priority, self.first, self.finish = spec["runtime"], top, None, None
        self.ticks = self.quanta = 0


class Ostep:
    def __init__(self, source):
        self.source, self.top = source, source["queues"] - 1
        self.jobs = [OstepJob(spec, self.top) for spec in sorted(source["jobs"], key=lambda job: job["id"])]
        self.queues = [[] for _ in range(source["queues"])]
        self.due = [(job.arrival, order, "arrive", job) for order, job in enumerate(self.jobs)]
        self.order, self.now = len(self.jobs), 0
        self.segments, self.events, self.rows = [], [], []
        for job in self.jobs:
            self.refresh(job)

    def of(self, key, priority):
        return self.source[f"{key}_high_to_low"][self.top - priority]

    def refresh(self, job):
        job.ticks, job.quanta = self.of("quantum", job.priority), self.of("allotment", job.priority)

    def ended(self, job):
        """What the tick just run has brought to an end."""
        queue = self.queues[job.priority]
        if job.left == 0:
            queue.remove(job)
            job.finish = self.now
            self.events.append([self.now, "finish", job.id])
            return
        waits = job.every > 0 and (job.total - job.left) % job.every == 0
        is_over = job.ticks == 0
        if waits:
            queue.remove(job)
            self.events.append([self.now, "io_start", job.id])
            self.due.append((self.now + self.source["io_time"], self.order, "io_done", job))
            self.order += 1
            if self.source["stay_after_io"]:
                self.refresh(job)
        if not is_over:
            return
        job.quanta -= 1
        if not waits:
            queue.remove(job)
        if job.quanta == 0:
            job.priority = max(job.priority - 1, 0)
            self.refresh(job)
        else:
            job.ticks = self.of("quantum", job.priority)
        if not waits:
            self.queues[job.priority].append(job)

    def boost(self):
        self.events.append([self.now, "boost"])
        for queue in self.queues[:-1]:
            self.queues[-1] += queue
            queue.clear()
        for job in self.jobs:
            if job.left:
                job.priority = self.top
                self.refresh(job)

    def come(self):
        for entry in sorted(entry for entry in self.due if entry[0] == self.now):
            self.due.remove(entry)
            _, _, what, job = entry
            self.events.append([self.now, what, job.id])
            at = 0 if what == "io_done" and self.source["io_bump"] else len(self.queues[job.priority])
            self.queues[job.priority].insert(at, job)

    def run(self):
        current = None
        while True:
            if current:
                self.ended(current)
            if all(job.finish is not None for job in self.jobs):
                break
            if self.source["boost_every"] and self.now and self.now % self.source["boost_every"] == 0:
                self.boost()
            self.come()
            current = next((queue[0] for queue in reversed(self.queues) if queue), None)
            self.tick(current)
        return self.figures()

    def tick(self, job):
        who = [job.id, job.priority] if job else ["idle", None]
        if job:
            job.first = self.now if job.first is None else job.first
            job.ticks -= 1
            job.left -= 1
            self.rows.append([self.now, "run", job.id, job.priority, job.ticks, job.quanta, job.left])
        if self.segments and self.segments[-1][:2] == who and self.segments[-1][3] == self.now:
            self.segments[-1][3] = self.now + 1
        else:
            self.segments.append([*who, self.now, self.now + 1])
        self.now += 1

    def figures(self):
        jobs = [{"id": job.id, "arrival": job.arrival, "response": job.first - job.arrival,
                 "turnaround": job.finish - job.arrival} for job in self.jobs]
        averages = {key: reference.nearest(reference.mean(job[key] for job in jobs), 2) for key in ("response", "turnaround")}
        return {"segments": self.segments, "events": self.events, "ticks": self.rows, "jobs": jobs, "average_2dp": averages}


def ostep_mlfq(source):
    return Ostep(source).run()


# --- Stallings' feedback, and longest remaining time first ---------------------------------------------------------

def textbook(source):
    return {"feedback": feedback, "LRTF": lrtf}[source["policy"].split()[0]](source)


def feedback(source):
    """A quantum of 1, or of 2^i on level i; nobody is preempted within it; who is alone at its end stays."""
    doubles = str(source["quantum"]).startswith("2^i")
    waiting = sorted(source["jobs"], key=lambda job: job["arrival"])
    ready, left, rows, now = [], {job["id"]: job["burst"] for job in waiting}, [], 0

    def admit():
        while waiting and waiting[0]["arrival"] <= now:
            ready.append((0, waiting.pop(0)["id"]))

    while waiting or ready:
        admit()
        if not ready:
            now = waiting[0]["arrival"]
            continue
        level, who = min(ready, key=lambda entry: entry[0])
        ready.remove((level, who))
        while left[who]:
            length = min(left[who], 2**level if doubles else source["quantum"])
            rows.append([who, now, now + length])
            now += length
            left[who] -= length
            admit()
            if left[who] and ready:
                ready.append((level + 1, who))
                break
    return textbook_figures(source, rows)


def lrtf(source):
    left = {job["id"]: job["burst"] for job in source["jobs"]}
    rows, now, current = [], 0, None
    while any(left.values()):
        here = [job for job in source["jobs"] if job["arrival"] <= now and left[job["id"]]]
        if here:
            best = max(left[job["id"]] for job in here)
            if current is None or left[current] < best or not left[current]:
                current = min((job for job in here if left[job["id"]] == best), key=lambda job: job["arrival"])["id"]
            rows.append([current, now, now + 1])
            left[current] -= 1
        now += 1
    return textbook_figures(source, rows)


def textbook_figures(source, rows):
    segments = []
    for who, start, end in rows:
        if segments and segments[-1][0] == who and segments[-1][2] == start:
            segments[-1][2] = end
        else:
            segments.append([who, start, end])
    jobs = []
    for job in source["jobs"]:
        mine = [row for row in segments if row[0] == job["id"]]
        turnaround = mine[-1][2] - job["arrival"]
        jobs.append({"id": job["id"], "start": mine[0][1], "finish": mine[-1][2], "turnaround": turnaround,
                     "wait": turnaround - job["burst"], "response": mine[0][1] - job["arrival"],
                     "normalized_turnaround_3dp": reference.nearest(Fraction(turnaround, job["burst"]), 3)})
    averages = {key: reference.nearest(reference.mean(job[key] for job in jobs), 4)
                for key in ("turnaround", "wait", "response")}
    return {"segments": segments, "jobs": jobs, "average_4dp": averages}


# --- the graders' model of the 4.4BSD scheduler, in exact fractions -------------------------------------------------

def bsd(source):
    nice = source["nice"]
    recent, slices, turn, load = [Fraction(0)] * len(nice), [0] * len(nice), [0] * len(nice), Fraction(0)
    for number in range(1, source["slices"] + 1):
        if number % source["recalc_every_slices"] == 0:
            load = Fraction(59, 60) * load + Fraction(len(nice), 60)
            recent = [2 * load / (2 * load + 1) * used + own for used, own in zip(recent, nice)]
            recent = [used.limit_denominator(10**15) for used in recent]  # exact ones grow without end
        best = min(range(len(nice)), key=lambda n: (min(max(int(recent[n] / 4 + 2 * nice[n]), 0), 63), turn[n]))
        recent[best] += source["slice_ticks"]
        turn[best] = number
        slices[best] += 1
    return {"ticks": [n * source["slice_ticks"] for n in slices]}
