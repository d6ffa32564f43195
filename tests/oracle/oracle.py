"""A second opinion: a naive simulator that goes tick by tick, written from the definitions of scheduling and from
ossim's published rules of one instant, never from its code. It is slow and small, so that it can be read at once.

A workload is a dict:

    {"cpus": 1, "scheduler": {"policy": "rr", "quantum": 2}, "process_switch": 0, "thread_switch": 0, "channels": 1,
     "admitted": None,
     "processes": [{"name": "P1", "arrival": 0, "threads": [{"priority": 1, "queue": "q", "steps": [["compute", 3]]}]}]}

Steps: compute n, io n (never queues), disk n (queues for `channels`), sleep n, yield. All times are whole ticks.
"""
from fractions import Fraction

READY, RUNNING, WAITING, NEW, ENDED = "Ready", "Running", "Waiting", "New", "Terminated"


class Thread:
    def __init__(self, tid, process, spec, arrival):
        self.tid, self.process, self.arrival = tid, process, arrival
        self.steps, self.pc, self.left = spec["steps"], 0, 0
        self.priority, self.queue, self.kind = spec.get("priority", 0), spec.get("queue"), spec.get("class")
        self.state, self.seq, self.ready_since, self.quantum = NEW, 0, 0, None
        self.keeps_rest = False
        self.first_run = self.end = None
        self.time_in = {NEW: 0, READY: 0, RUNNING: 0, WAITING: 0}
        self.cpu_time = 0
        self.enter()

    def enter(self):
        """The step at `pc` begins: a compute step has its time still to do, any other needs none of the CPU."""
        here = self.steps[self.pc] if self.pc < len(self.steps) else None
        self.left = here[1] if here and here[0] == "compute" else 0

    def burst_left(self):
        """CPU time up to the next step that is not compute."""
        total, at = self.left, self.pc
        while at < len(self.steps) and self.steps[at][0] == "compute":
            total += self.steps[at][1] if at > self.pc else 0
            at += 1
        return total


class Cpu:
    def __init__(self, number):
        self.number, self.thread, self.last, self.switch_until = number, None, None, None
        self.marked, self.claim = False, None
        self.runs = []  # (tid, start, end), adjacent ones merged


class Oracle:
    free_steps = ()  # that `perform` does at once

    def __init__(self, workload):
        self.load = workload
        self.rule = workload["scheduler"]
        self.now, self.counter = 0, 0
        self.cpus = [Cpu(n) for n in range(workload.get("cpus", 1))]
        self.ready, self.io, self.disk, self.disk_queue, self.sleeps = [], [], [], [], []
        self.threads, self.arrivals, self.waiting_room, self.inside = [], [], [], 0
        for index, process in enumerate(workload["processes"]):
            mine = []
            for spec in process["threads"]:
                mine.append(Thread(len(self.threads) + 1, index, spec, process["arrival"]))
                self.threads.append(mine[-1])
            self.arrivals.append((process["arrival"], index, mine))
        self.arrivals.sort(key=lambda item: (item[0], item[1]))

    # --- who is better ---------------------------------------------------------------------------------------

    def own_key(self, thread):
        """Smaller is better; ties are broken by who became ready first."""
        policy = self.rule["policy"]
        if policy in ("sjf", "srtf"):
            return thread.burst_left()
        if policy == "hrrn":
            burst = thread.burst_left()
            waited = self.now - thread.ready_since
            return -Fraction(waited + burst, burst) if burst else (-(10**12) if waited else -1)
        if policy == "lcfs":
            return -thread.seq
        if policy == "priority":
            return thread.priority if self.rule["urgent"] == "low" else -thread.priority
        if policy == "multilevel":
            return [q["name"] for q in self.rule["queues"]].index(thread.queue)
        return 0

    def preemptive(self):
        return self.rule["policy"] in ("srtf", "multilevel") or bool(self.rule.get("preemptive"))

    def quantum_of(self, thread):
        if self.rule["policy"] == "multilevel":
            return next(q for q in self.rule["queues"] if q["name"] == thread.queue).get("quantum")
        return self.rule.get("quantum")

    def inner_policy(self, thread):
        if self.rule["policy"] == "multilevel":
            return next(q for q in self.rule["queues"] if q["name"] == thread.queue)["policy"]
        return self.rule["policy"]

    def best(self, cpu=None):
        """Whom that CPU would choose: here every CPU the same."""
        return min(self.ready, key=lambda thread: (self.own_key(thread), thread.seq), default=None)

    def in_order(self):
        """All that are ready, the best first."""
        return sorted(self.ready, key=lambda thread: (self.own_key(thread), thread.seq))

    # --- becoming ready --------------------------------------------------------------------------------------

    def put_in_queue(self, thread, keeps_place=False):
        """A preempted thread loses nothing to equals that came while it ran: it keeps its place among them."""
        self.counter += 1
        thread.seq = thread.seq if keeps_place else self.counter
        thread.state, thread.ready_since = READY, self.now
        self.ready.append(thread)

    def becomes_ready(self, thread):
        """The CPU it may take is chosen now: the lowest idle one, else the one that runs the worst thread. Idle is one
        that those who waited before, or who are better, will not take."""
        self.put_in_queue(thread)
        free = [cpu for cpu in self.cpus if cpu.thread is None]
        open_ones = [cpu for cpu in free if cpu.claim is None]
        others = max(len(self.ready) - 1 - sum(cpu.claim is not None for cpu in self.cpus), 0)
        is_among_best = self.preemptive() and self.in_order().index(thread) < len(free)
        if open_ones and (len(open_ones) > others or is_among_best):
            open_ones[0].claim = thread
            return
        if not self.preemptive():
            return
        on = [(self.own_key(cpu.claim or cpu.thread), (cpu.claim or cpu.thread).arrival, (cpu.claim or cpu.thread).tid, cpu)
              for cpu in self.cpus if cpu.switch_until is None and (cpu.thread or cpu.claim)]
        worst = max(on, key=lambda entry: entry[:3], default=None)
        if worst and self.own_key(thread) < worst[0]:
            worst[3].marked, worst[3].claim = True, thread

    def admit(self, threads):
        limit = self.load.get("admitted")
        if limit is not None and self.inside >= limit:
            self.waiting_room.append(threads)
            return
        self.inside += 1
        for thread in threads:
            self.becomes_ready(thread)

    # --- what a running thread does at the end of a step ------------------------------------------------------

    def leave(self, cpu, state):
        cpu.thread.state, cpu.thread, cpu.marked = state, None, False

    def go_on(self, cpu):
        """Zero-time steps are done at once, until one takes time, blocks or ends the thread."""
        thread = cpu.thread
        while thread.left == 0 and cpu.thread is thread:
            if thread.pc < len(thread.steps) and thread.steps[thread.pc][0] == "compute":
                thread.pc += 1
                thread.enter()
                continue
            if thread.pc >= len(thread.steps):
                self.end_thread(cpu)
                return
            kind, *length = thread.steps[thread.pc]
            thread.pc += 1
            thread.enter()
            if kind in self.free_steps:
                self.perform(cpu, *length)
                continue
            if kind == "yield":
                if self.anybody_for(cpu):
                    self.leave(cpu, READY)
                    self.put_in_queue(thread)
                continue
            self.counter += 1
            self.leave(cpu, WAITING)
            if kind == "io":
                self.io.append((self.now + length[0], self.counter, thread))
            elif kind == "sleep":
                self.sleeps.append((self.now + length[0], self.counter, thread))
            else:
                self.disk_queue.append((length[0], self.counter, thread))
                self.start_disk()

    def anybody_for(self, cpu):
        """Is anybody ready whom that CPU may take?"""
        return bool(self.ready)

    def start_disk(self):
        while self.disk_queue and len(self.disk) < self.load.get("channels", 1):
            length, order, thread = self.disk_queue.pop(0)
            self.disk.append((self.now + length, order, thread))

    def end_thread(self, cpu):
        thread = cpu.thread
        self.leave(cpu, ENDED)
        thread.end = self.now
        if all(other.state == ENDED for other in self.threads if other.process == thread.process):
            self.inside -= 1
            if self.waiting_room:
                self.admit(self.waiting_room.pop(0))

    # --- the phases of one instant ---------------------------------------------------------------------------

    def completion(self):
        done = False
        for cpu in self.cpus:
            if cpu.thread and cpu.switch_until is None and cpu.thread.left == 0:
                self.go_on(cpu)
                done = True
        return done

    def switched(self):
        done = False
        for cpu in self.cpus:
            if cpu.switch_until == self.now:
                cpu.switch_until = None
                self.start_quantum(cpu.thread)
                better = self.best(cpu)
                if better and self.preemptive() and self.own_key(better) < self.own_key(cpu.thread):
                    cpu.marked = True
                elif cpu.thread.left == 0:
                    self.go_on(cpu)
                done = True
        return done

    def wake(self, pending):
        due = sorted((entry for entry in pending if entry[0] == self.now), key=lambda entry: entry[1])
        for entry in due:
            pending.remove(entry)
            if pending is self.disk:
                self.start_disk()
            self.becomes_ready(entry[2])
        return bool(due)

    def arrival(self):
        due = [entry for entry in self.arrivals if entry[0] == self.now]
        for entry in due:
            self.arrivals.remove(entry)
            self.admit(entry[2])
        return bool(due)

    def quantum_ends(self):
        done = False
        for cpu in self.cpus:
            thread = cpu.thread
            if thread and cpu.switch_until is None and thread.quantum == 0:
                done = True
                if not any(self.own_key(other) <= self.own_key(thread) for other in self.ready):
                    thread.quantum = self.quantum_of(thread)
                    continue
                self.leave(cpu, READY)
                self.put_in_queue(thread)
        return done

    def dispatch(self):
        done = False
        for cpu in self.cpus:
            cpu.claim = None
            if cpu.switch_until is not None:
                continue
            best = self.best(cpu)
            if cpu.thread and cpu.marked and best and self.own_key(best) < self.own_key(cpu.thread):
                thread = cpu.thread
                self.leave(cpu, READY)
                in_turn = self.inner_policy(thread) == "rr"
                self.put_in_queue(thread, keeps_place=not in_turn)
                thread.keeps_rest = not in_turn
            cpu.marked = False
            if cpu.thread is None and best:
                self.go_to(cpu, best)
                done = True
        return done

    def go_to(self, cpu, thread):
        self.ready.remove(thread)
        thread.state, cpu.thread = RUNNING, thread
        price = self.price(cpu.last, thread)
        cpu.last = thread
        if price:
            cpu.switch_until = self.now + price
        else:
            self.start_quantum(thread)

    def start_quantum(self, thread):
        """Fresh, but for a preempted thread outside round robin: that has the rest of its own."""
        if not thread.keeps_rest:
            thread.quantum = self.quantum_of(thread)
        thread.keeps_rest = False

    def price(self, last, thread):
        if last is thread:
            return 0
        same = last is not None and last.process == thread.process
        return self.load.get("thread_switch" if same else "process_switch", 0)

    # --- time ------------------------------------------------------------------------------------------------

    def instant(self):
        while True:
            done = [self.completion(), self.switched(), self.wake(self.disk), self.wake(self.io),
                    self.wake(self.sleeps), self.arrival(), self.quantum_ends(), self.dispatch()]
            if not any(done):
                return

    def tick(self):
        for thread in self.threads:
            if thread.state != ENDED and thread.arrival <= self.now:
                thread.time_in[thread.state] += 1
        for cpu in self.cpus:
            thread = cpu.thread
            if thread is None or cpu.switch_until is not None:
                continue
            thread.left -= 1
            thread.cpu_time += 1
            if thread.quantum is not None:
                thread.quantum -= 1
            if thread.first_run is None:
                thread.first_run = self.now
            if cpu.runs and cpu.runs[-1][0] == thread.tid and cpu.runs[-1][2] == self.now:
                cpu.runs[-1] = (thread.tid, cpu.runs[-1][1], self.now + 1)
            else:
                cpu.runs.append((thread.tid, self.now, self.now + 1))
        self.now += 1

    def run(self, limit=1_000_000):
        while self.now < limit:
            self.instant()
            if all(thread.state == ENDED for thread in self.threads):
                return self
            self.tick()
        raise RuntimeError("the oracle did not come to an end")
