"""The simulators of the courses, naive and small, written from the rules that stand in the reference cases.

Each function takes the `input` of a case and returns its `expected`, as far as run.py compares it. They are checked
against the published cases first (siblings.py --published), and then make as many siblings of them as one likes.
"""
import heapq
import struct
from fractions import Fraction
from math import ceil

import run as reference


class Ambiguous(Exception):
    """The rules of the course leave the result to an accident of its program."""


def add(rows, who, start, end):
    if rows and rows[-1][0] == who and rows[-1][2] == start:
        rows[-1][2] = end
    elif end > start:
        rows.append([who, start, end])


def average(values, places):
    return reference.nearest(reference.mean(values), places)


# --- UIUC CS241: time units; finish, expire, arrive, run -----------------------------------------------------------

def uiuc(source):
    forward, backward = uiuc_once(source, False), uiuc_once(source, True)
    if forward != backward:
        raise Ambiguous("jobs that finish at one instant")
    return forward


def uiuc_once(source, backward):
    policy, cores, quantum = source["policy"], source["cores"], source.get("quantum")
    jobs = {job["id"]: {**job, "left": job["runtime"], "first": None} for job in source["jobs"]}
    on, used, queue, rows, now = [None] * cores, [0] * cores, [], [[] for _ in range(cores)], 0

    def key(job):
        return {"sjf": job["runtime"], "psjf": job["left"], "pri": job["priority"], "ppri": job["priority"]}.get(policy, 0)

    def take(core):
        on[core], used[core] = None, 0
        if queue:
            best = queue[0] if policy in ("fcfs", "rr") else min(queue, key=lambda j: (key(j), j["arrival"]))
            queue.remove(best)
            on[core] = best

    while any("finish" not in job for job in jobs.values()):
        for core in sorted(range(cores), reverse=backward):
            if on[core] and on[core]["left"] == 0:
                on[core]["finish"] = now
                take(core)
        for core in range(cores):
            if quantum and on[core] and used[core] == quantum:
                queue.append(on[core])
                take(core)
        for job in source["jobs"]:
            if job["arrival"] == now:
                uiuc_arrival(jobs[job["id"]], on, used, queue, policy, key)
        for core in range(cores):
            if on[core]:
                on[core]["first"] = now if on[core]["first"] is None else on[core]["first"]
                on[core]["left"] -= 1
                used[core] += 1
                add(rows[core], on[core]["id"], now, now + 1)
        now += 1
    out = [{"id": job["id"], "response": job["first"] - job["arrival"], "turnaround": job["finish"] - job["arrival"],
            "wait": job["finish"] - job["arrival"] - job["runtime"], "finish": job["finish"]} for job in jobs.values()]
    return {"segments_per_core": rows, "jobs": out,
            "average_2dp": {name: average([job[name] for job in out], 2) for name in ("wait", "turnaround", "response")}}


def uiuc_arrival(job, on, used, queue, policy, key):
    for core, busy in enumerate(on):
        if busy is None:
            on[core], used[core] = job, 0
            return
    if policy in ("psjf", "ppri"):
        worst = max(range(len(on)), key=lambda core: (key(on[core]), on[core]["arrival"]))
        if key(job) < key(on[worst]):
            queue.append(on[worst])
            on[worst], used[worst] = job, 0
            return
    queue.append(job)


# --- OSTEP process-run: ticks from 1 -------------------------------------------------------------------------------

def process_run(source):
    programs, length = source["programs"], source["io_length"]
    count = len(programs)
    at, state, due, current = [0] * count, ["READY"] * count, {}, 0
    state[0] = "RUN"
    rows, tick = [], 0

    def next_process(pid=None):
        nonlocal current
        for other in [pid] if pid is not None else [*range(current + 1, count), *range(current + 1)]:
            if state[other] == "READY":
                state[other], current = "RUN", other
                return

    while any(s != "DONE" for s in state):
        tick += 1
        completed = False
        for pid in range(count):
            if due.get(pid) != tick:
                continue
            completed, state[pid] = True, "READY"
            del due[pid]
            runnable = sum(s in ("READY", "RUN") for s in state)
            if source["io_done"] == "IO_RUN_IMMEDIATE":
                if state[current] == "RUN":
                    state[current] = "READY"
                next_process(pid)
            elif runnable == 1 or source["switch"] == "SWITCH_ON_END":
                next_process(pid)
        word = programs[current][at[current]] if state[current] == "RUN" else None
        at[current] += 1 if word else 0
        shown = [f"RUN:{word}" if s == "RUN" else s for s in state]
        rows.append([tick, completed, shown, 1 if word else 0, len(due)])
        if word == "io":
            state[current] = "BLOCKED"
            due[current] = tick + length + 1
            if source["switch"] == "SWITCH_ON_IO":
                next_process()
        if state[current] == "RUN" and at[current] == len(programs[current]):
            state[current] = "DONE"
            next_process()
    busy, io_busy = sum(row[3] for row in rows), sum(row[4] > 0 for row in rows)
    return {"ticks": rows, "total_time": tick, "cpu_busy": busy, "io_busy": io_busy,
            "cpu_busy_pct_2dp": reference.nearest(Fraction(100 * busy, tick), 2),
            "io_busy_pct_2dp": reference.nearest(Fraction(100 * io_busy, tick), 2)}


# --- NYU CSCI-GA.2250: one queue of events, in order of creation ---------------------------------------------------

def nyu(source):
    word, quantum = source["policy"].split("(")[0], source.get("quantum", 10**9)
    has_levels = word in ("PRIO", "PREPRIO")
    events, rows, ready, expired, running, sequence = [], [], [], [], None, 0
    procs = [{**p, "burst": 0, "left": p["cpu_bursts"][0], "total": sum(p["cpu_bursts"]), "since": p["arrival"],
              "io": 0, "wait": 0, "level": p["static_priority"] - 1} for p in source["processes"]]

    def later(time, what, proc):
        nonlocal sequence
        sequence += 1
        heapq.heappush(events, (time, sequence, what, proc))

    for index, proc in enumerate(procs):
        later(proc["arrival"], "arrive", index)
    now = 0
    while events:
        now, _, what, index = heapq.heappop(events)
        proc = procs[index]
        spent, proc["since"] = now - proc["since"], now
        rows.append([now, proc["id"], spent, what])
        if what in ("arrive", "io_done"):
            proc["level"] = proc["static_priority"] - 1
            ready.append(index)
            proc["io"] += spent if what == "io_done" else 0
            own = next((event for event in events if event[3] == running), None)
            if word == "PREPRIO" and running is not None and proc["level"] > procs[running]["level"] and own[0] != now:
                events.remove(own)
                heapq.heapify(events)
                later(now, "preempt", running)
        else:
            running = None
            proc["left"] -= spent
            proc["total"] -= spent
            if what == "preempt":
                proc["level"] -= 1
                (ready if proc["level"] >= 0 or not has_levels else expired).append(index)
                if proc["level"] < 0:
                    proc["level"] = proc["static_priority"] - 1
            elif what == "block":
                later(now + proc["io_bursts"][proc["burst"]], "io_done", index)
                proc["burst"] += 1
                proc["left"] = proc["cpu_bursts"][proc["burst"]]
            else:
                proc["finish"] = now
        if (events and events[0][0] == now) or running is not None:
            continue
        if not ready:
            ready, expired = expired, ready
        if not ready:
            continue
        place = {"PRIO": max(range(len(ready)), key=lambda i: (procs[ready[i]]["level"], -i)),
                 "PREPRIO": max(range(len(ready)), key=lambda i: (procs[ready[i]]["level"], -i)),
                 "LCFS": len(ready) - 1, "SRTF": min(range(len(ready)), key=lambda i: procs[ready[i]]["total"])}.get(word, 0)
        running = ready.pop(place)
        proc = procs[running]
        spent, proc["since"] = now - proc["since"], now
        proc["wait"] += spent
        rows.append([now, proc["id"], spent, "run", proc["left"], proc["total"], proc["level"]])
        if (word == "RR" or has_levels) and proc["left"] > quantum:
            later(now + quantum, "preempt", running)
        else:
            later(now + proc["left"], "done" if proc["left"] == proc["total"] else "block", running)
    return nyu_figures(procs, rows, now)


def nyu_figures(procs, rows, end):
    out = [{"id": p["id"], "finish": p["finish"], "turnaround": p["finish"] - p["arrival"], "io_time": p["io"],
            "cpu_wait": p["wait"]} for p in procs]
    blocked, io_busy, last = 0, 0, 0
    for row in rows:
        io_busy += row[0] - last if blocked else 0
        last = row[0]
        blocked += {"block": 1, "io_done": -1}.get(row[3], 0)
    cpu = sum(sum(p["cpu_bursts"]) for p in procs)
    return {"processes": out, "last_event": end, "trace": rows,
            "cpu_util_pct_2dp": reference.nearest(Fraction(100 * cpu, end), 2),
            "io_util_pct_2dp": reference.nearest(Fraction(100 * io_busy, end), 2),
            "avg_turnaround_2dp": average([p["turnaround"] for p in out], 2),
            "avg_cpu_wait_2dp": average([p["cpu_wait"] for p in out], 2),
            "throughput_per_100_3dp": reference.nearest(Fraction(100 * len(out), end), 3)}


# --- Mines CSCI-442: dispatching is an event of its own -------------------------------------------------------------

def mines(source):
    word = source["policy"].split(",")[0].split("(")[0].strip()
    events, rows, ready, sequence, last, busy = [], [], [], 0, None, False
    kinds = {"process": 0, "thread": 0}
    threads = {(p["pid"], t): {"bursts": list(spec["bursts"]), "arrival": spec["arrival"], "type": p["type"], "cpu": 0,
                               "io": 0, "response": None, "queue": 0, "used": 0} for p in source["processes"]
               for t, spec in enumerate(p["threads"])}

    def later(time, what, who=None):
        nonlocal sequence
        sequence += 1
        heapq.heappush(events, (time, sequence, what, who))

    for who, thread in threads.items():
        later(thread["arrival"], "arrive", who)
    now = dispatch = end = 0
    pending = False
    while events:
        now, _, what, who = heapq.heappop(events)
        end = now if what != "choose" else end
        thread = threads.get(who)
        if what == "choose":
            pending = False
            if busy or not ready:
                continue
            who = ready[0]
            if word == "MLFQ":
                who = min(ready, key=lambda other: (threads[other]["queue"], threads[other]["type"]))
            elif word == "SPN":
                who = min(ready, key=lambda other: threads[other]["bursts"][0])
            elif word == "priority":
                who = min(ready, key=lambda other: threads[other]["type"])
            told = f"queue {threads[who]['queue']}" if word == "MLFQ" else f"{len(ready)} threads"
            rows.append([now, "pick", *who, f"Selected from {told}"])
            ready.remove(who)
            kind = "thread" if last is not None and last[0] == who[0] else "process"
            last, busy = who, True
            kinds[kind] += 1
            price = source[f"{kind}_switch"]
            dispatch += price
            later(now + price, f"run_after_{kind}_switch", who)
            continue
        if what.startswith("run_after"):
            rows.append([now, what, *who])
            thread["response"] = now - thread["arrival"] if thread["response"] is None else thread["response"]
            slice_ = {"RR": source.get("time_slice"), "MLFQ": 2**thread["queue"]}.get(word)
            thread["used"] += min(slice_ or 0, thread["bursts"][0])
            if slice_ and thread["bursts"][0] > slice_:
                thread["bursts"][0] -= slice_
                thread["cpu"] += slice_
                later(now + slice_, "preempt", who)
            else:
                thread["cpu"] += thread["bursts"][0]
                later(now + thread["bursts"].pop(0), "block" if thread["bursts"] else "exit", who)
            continue
        rows.append([now, what, *who])
        if what in ("arrive", "io_done"):
            ready.append(who)
            if what == "io_done" and not busy and pending:
                raise Ambiguous("two I/O completions and an idle CPU")
            if not busy:
                pending = True
                later(now, "choose")
            continue
        busy = False
        if word == "MLFQ" and thread["used"] >= 2**thread["queue"]:
            thread["queue"], thread["used"] = min(thread["queue"] + 1, 9), 0
        if what == "preempt":
            ready.append(who)
        later(now, "choose")
        pending = True
        if what == "block":
            wait = thread["bursts"].pop(0)
            thread["io"] += wait
            later(now + wait, "io_done", who)
        elif what == "exit":
            thread["end"] = now
    return mines_figures(source, threads, rows, kinds, end, dispatch)


def mines_figures(source, threads, rows, kinds, end, dispatch):
    service = sum(t["cpu"] for t in threads.values())
    idle = end - service - dispatch
    out = {"total_time": end, "service": service, "io": sum(t["io"] for t in threads.values()), "dispatch": dispatch,
           "idle": idle, "cpu_utilization_pct": reference.nearest(Fraction(100 * (end - idle), end), 2),
           "cpu_efficiency_pct": reference.nearest(Fraction(100 * service, end), 2),
           "process_switches": kinds["process"], "thread_switches": kinds["thread"], "trace": rows,
           "per_type_count_response_turnaround": {},
           "threads": [{"pid": who[0], "tid": who[1], "arrival": t["arrival"], "cpu": t["cpu"], "io": t["io"],
                        "response": t["response"], "turnaround": t["end"] - t["arrival"], "end": t["end"]}
                       for who, t in threads.items()]}
    for index, name in enumerate(["SYSTEM", "INTERACTIVE", "NORMAL", "BATCH"]):
        mine = [t for t in threads.values() if t["type"] == index]
        out["per_type_count_response_turnaround"][name] = [
            len(mine), average([t["response"] for t in mine], 2), average([t["end"] - t["arrival"] for t in mine], 2)]
    return out


# --- RPI CSCI-4210: a switch has two halves -------------------------------------------------------------------------

def single(value):
    return struct.unpack("f", struct.pack("f", value))[0]


class Rpi:
    def __init__(self, source):
        self.half, self.slice = source["t_cs"] // 2, source["time_slice"] or 10**9
        self.procs = {p["id"]: {**p, "at": 0, "left": p["cpu_bursts"][0]} for p in source["processes"]}
        self.queue, self.rows, self.bursts, self.now = [], [], [], 0
        self.running = self.incoming = self.outgoing = None  # (id, until, ...)
        self.waits, self.ended, self.last_exit = {}, 0, 0
        self.switches, self.preempted = [], []
        self.ready_at, self.burst_at, self.waited = {}, {}, {}
        self.by_length = source["policy"].upper() in ("SJF", "SRT")
        self.preemptive = source["policy"].upper() == "SRT"
        self.alpha, self.tau = source["alpha"], {name: source["tau0"] for name in self.procs}

    def predicted_left(self, name):
        proc = self.procs[name]
        ran = self.now - self.running[2] if self.running and self.running[0] == name else 0
        return self.tau[name] - (proc["cpu_bursts"][proc["at"]] - proc["left"] + ran)

    def joins(self, name, first):
        self.queue.append(name)
        self.ready_at[name] = self.now
        if first:
            self.burst_at[name], self.waited[name] = self.now, 0
        if self.by_length:
            self.queue.sort(key=lambda other: (self.predicted_left(other), other))
        if first and self.running:
            self.preempt(name)

    def preempt(self, better):
        """With SRT: a process whose prediction is strictly less takes the CPU."""
        name, _, began = self.running
        if not self.preemptive or self.predicted_left(better) >= self.predicted_left(name):
            return
        self.procs[name]["left"] -= self.now - began
        self.running = None
        self.preempted.append(name)
        self.outgoing = (name, self.now + self.half, "queue")

    def stop_running(self):
        name, until, began = self.running
        if until != self.now:
            return
        proc = self.procs[name]
        proc["left"] -= self.now - began
        if proc["left"] > 0 and not self.queue:
            self.rows.append([self.now, "slice_no_preempt", None])
            self.start(name)
            return
        self.running = None
        if proc["left"] > 0:
            self.rows.append([self.now, "slice_preempt", name])
            self.preempted.append(name)
            self.outgoing = (name, self.now + self.half, "queue")
            return
        is_last = proc["at"] + 1 == len(proc["cpu_bursts"])
        self.rows.append([self.now, "exit" if is_last else "burst_end", name])
        self.bursts.append((name, self.now + self.half - self.burst_at[name], self.waited[name]))
        self.outgoing = (name, self.now + self.half, "exit" if is_last else "block")
        if not is_last:
            self.predict(name, proc["cpu_bursts"][proc["at"]])
            self.waits[name] = self.now + self.half + proc["io_bursts"][proc["at"]]
            proc["at"] += 1
            proc["left"] = proc["cpu_bursts"][proc["at"]]

    def predict(self, name, burst):
        """alpha is a 32-bit float, and so are both products; their sum is a double."""
        if self.by_length:
            alpha = single(self.alpha)
            self.tau[name] = ceil(single(alpha * burst) + single(single(1 - alpha) * self.tau[name]))

    def start(self, name):
        self.running = (name, self.now + min(self.slice, self.procs[name]["left"]), self.now)

    def switched(self):
        if self.incoming and self.incoming[1] == self.now:
            name = self.incoming[0]
            self.incoming = None
            self.rows.append([self.now, "run", name])
            self.switches.append(name)
            self.start(name)
        if self.outgoing and self.outgoing[1] == self.now:
            name, _, to = self.outgoing
            self.outgoing = None
            if to == "queue":
                self.joins(name, False)
            elif to == "exit":
                self.ended += 1

    def instant(self):
        if self.running:
            self.stop_running()
        self.switched()
        for name in sorted(name for name, until in self.waits.items() if until == self.now):
            del self.waits[name]
            self.rows.append([self.now, "io_done", name])
            self.joins(name, True)
        for name in sorted(name for name, proc in self.procs.items() if proc["arrival"] == self.now):
            self.rows.append([self.now, "arrive", name])
            self.joins(name, True)
        if self.running and self.queue:  # it has just begun, or had the better ones come it would be gone
            self.preempt(self.queue[0])
        if self.queue and not self.running and not self.incoming and not self.outgoing:
            name = self.queue.pop(0)
            self.waited[name] += self.now - self.ready_at[name]
            self.incoming = (name, self.now + self.half)

    def next_time(self):
        times = [entry[1] for entry in (self.running, self.incoming, self.outgoing) if entry]
        times += list(self.waits.values()) + [p["arrival"] for p in self.procs.values()]
        return min(time for time in times if time > self.now)

    def figures(self):
        while True:
            self.instant()
            if self.ended == len(self.procs):
                break
            self.now = self.next_time()
        bound = [lambda n: True, lambda n: self.procs[n]["cpu_bound"], lambda n: not self.procs[n]["cpu_bound"]]

        def three(of):
            return [of(chosen) for chosen in bound]
        waits = three(lambda chosen: reference.up(reference.mean(b[2] for b in self.bursts if chosen(b[0])), 3))
        turns = three(lambda chosen: reference.up(reference.mean(b[1] for b in self.bursts if chosen(b[0])), 3))
        switches = three(lambda chosen: sum(map(chosen, self.switches)))
        preempted = three(lambda chosen: sum(map(chosen, self.preempted)))
        cpu = sum(sum(p["cpu_bursts"]) for p in self.procs.values())
        return {"end_time": self.now, "cpu_utilization_pct": reference.up(Fraction(100 * cpu, self.now), 3),
                "avg_wait": waits[0], "avg_wait_cpu_bound_io_bound": waits[1:],
                "avg_turnaround": turns[0], "avg_turnaround_cpu_bound_io_bound": turns[1:],
                "context_switches": switches[0], "context_switches_cpu_bound_io_bound": switches[1:],
                "preemptions": preempted[0], "preemptions_cpu_bound_io_bound": preempted[1:],
                "trace_first_250": self.rows[:250]}


def rpi(source):
    return Rpi(source).figures()


# --- charging a switch ----------------------------------------------------------------------------------------------

def switch_cost(source):
    arrivals = sorted(source["threads"], key=lambda thread: thread["arrival"])
    queue, now, last, line = [], 0, None, []
    counts, overhead, finish = {"process": 0, "thread": 0, "free": 0}, 0, {}
    left = {(thread["pid"], thread["tid"]): thread["burst"] for thread in arrivals}

    def admit(before):
        while arrivals and arrivals[0]["arrival"] < before:
            queue.append((arrivals[0]["pid"], arrivals[0]["tid"]))
            arrivals.pop(0)

    while arrivals or queue:
        admit(now + 1)
        if not queue:
            now = arrivals[0]["arrival"]
            continue
        who = queue.pop(0)
        if last is None:
            kind = source["first_dispatch_charged_as"]
        elif last == who:
            kind = source["redispatch_of_same_thread_charged_as"]
        else:
            kind = "thread" if last[0] == who[0] else "process"
        price = source.get(f"{kind}_switch", 0)
        counts[kind] += 1
        overhead += price
        if price:
            line.append([f"switch:{kind}", list(who), now, now + price])
        length = min(source["quantum"], left[who])
        line.append(["run", list(who), now + price, now + price + length])
        now += price + length
        left[who] -= length
        last = who
        admit(now)
        if left[who]:
            queue.append(who)
        else:
            finish[f"{who[0]}.{who[1]}"] = now
    work = now and Fraction(100 * sum(end - start for kind, _, start, end in line if kind == "run"), now)
    return {"timeline": line, "process_switches": counts["process"], "thread_switches": counts["thread"],
            "free_dispatches": counts["free"], "overhead": overhead, "end": now,
            "efficiency_pct_2dp": reference.nearest(work, 2), "finish": finish}
