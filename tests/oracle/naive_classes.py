"""A second opinion on rt, scan and gang: each written from its definition, as lists that are gone through from end to end,
in the oracle's simulator, tick by tick. It is slow, and shares no code with ossim."""
from oracle import ENDED, READY, RUNNING, Oracle

POLICIES = ["rt", "scan", "gang", "random"]


class Rt(Oracle):
    """SCHED_FIFO and SCHED_RR. `ready` is one list; of equal priorities who stands further ahead is first. A preempted
    thread goes to the head, all others to the tail. With "runtime", each CPU has so many ticks for them in a period."""

    def __init__(self, workload):
        super().__init__(workload)
        self.runtime, self.period = self.rule.get("runtime"), self.rule.get("period", 1000)
        if self.runtime is not None and self.runtime >= self.period:
            self.runtime = None
        self.looks_again = False
        for cpu in self.cpus:
            cpu.budget = self.runtime

    def own_key(self, thread):
        return -thread.priority

    def preemptive(self):
        return True

    def quantum_of(self, thread):
        kind = thread.kind or self.rule.get("class", "fifo")
        return self.rule.get("quantum", 100) if kind == "rr" else None

    def is_throttled(self, cpu):
        return self.runtime is not None and cpu is not None and cpu.budget <= 0

    def best(self, cpu=None):
        if self.is_throttled(cpu):
            return None
        return min(self.ready, key=self.own_key, default=None)

    def anybody_for(self, cpu):
        """Who yields when the time of its class is used up may not run on either."""
        return bool(self.ready) or self.is_throttled(cpu)

    def in_order(self):
        return sorted(self.ready, key=self.own_key)

    def put_in_queue(self, thread, keeps_place=False):
        if thread.state != READY and not self.ready and all(cpu.thread is None for cpu in self.cpus):
            self.begin_period()  # if it has come, and nobody has seen it yet
        thread.state, thread.ready_since = READY, self.now
        self.ready.insert(0 if keeps_place else len(self.ready), thread)
        if any(self.is_throttled(cpu) for cpu in self.cpus):
            self.looks_again = True

    def becomes_ready(self, thread):
        """It takes an idle CPU if one is left by those who waited before, or if it is the best of all."""
        self.put_in_queue(thread)
        idle = [cpu for cpu in self.cpus if cpu.thread is None and cpu.claim is None]
        others = max(len(self.ready) - 1 - sum(cpu.claim is not None for cpu in self.cpus), 0)
        fit = [cpu for cpu in idle if not self.is_throttled(cpu)]
        free = sum(cpu.thread is None for cpu in self.cpus)
        if fit and (len(idle) > others or thread in sorted(self.ready, key=self.own_key)[:free]):
            fit[0].claim = thread
            return
        on = [(self.own_key(cpu.claim or cpu.thread), (cpu.claim or cpu.thread).arrival, (cpu.claim or cpu.thread).tid, cpu)
              for cpu in self.cpus
              if cpu.switch_until is None and (cpu.thread or cpu.claim) and not self.is_throttled(cpu)]
        worst = max(on, key=lambda entry: entry[:3], default=None)
        if worst and self.own_key(thread) < worst[0]:
            worst[3].marked, worst[3].claim = True, thread

    def quantum_ends(self):
        done = False
        for cpu in self.cpus:
            thread = cpu.thread
            if thread is None or cpu.switch_until is not None:
                continue
            is_cut = self.is_throttled(cpu) and self.now % self.period != 0
            if thread.quantum == 0 and not is_cut and all(other.priority < thread.priority for other in self.ready):
                thread.quantum, done = self.quantum_of(thread), True
            elif thread.quantum == 0 or is_cut:
                thread.keeps_rest = thread.quantum is not None and thread.quantum > 0
                stays_ahead, done = thread.quantum != 0, True
                self.leave(cpu, READY)
                self.put_in_queue(thread, keeps_place=stays_ahead)
        return done

    def instant(self):
        self.renewed = False
        while True:
            looks, self.looks_again = self.looks_again, False
            done = [self.completion(), self.switched(), self.wake(self.disk), self.wake(self.io),
                    self.wake(self.sleeps), self.arrival(), self.quantum_ends()]
            if self.begin_period() or looks:
                self.look_at_all()
            done.append(self.dispatch())
            if not any(done) and not self.looks_again:
                return

    def begin_period(self):
        """True if a period begins at this instant, and has not yet."""
        if self.runtime is None or self.now % self.period != 0 or self.renewed:
            return False
        self.renewed = True
        for cpu in self.cpus:
            cpu.budget = self.runtime
        return True

    def look_at_all(self):
        """The best go to the CPUs that nobody has; whom the others are better than, gives way: the worst first."""
        free = [cpu for cpu in self.cpus if cpu.thread is None and not self.is_throttled(cpu)]
        waiting = sorted(self.ready, key=self.own_key)[len(free):]
        taken = [cpu for cpu in self.cpus if cpu.thread and cpu.switch_until is None and not self.is_throttled(cpu)]
        taken.sort(key=lambda cpu: (self.own_key(cpu.thread), cpu.thread.arrival, cpu.thread.tid), reverse=True)
        for thread, cpu in zip(waiting, taken):
            cpu.marked = cpu.marked or self.own_key(thread) < self.own_key(cpu.thread)

    def tick(self):
        for cpu in self.cpus:
            if self.runtime is not None and cpu.thread and cpu.switch_until is None:
                cpu.budget -= 1
        super().tick()


class Scan(Oracle):
    """xv6: a CPU goes through the table of processes from behind the one that it ran last, and takes the first that
    is runnable; it lets go of it at each tick of the clock. Threads of one process: who became ready first."""

    def __init__(self, workload):
        super().__init__(workload)
        for cpu in self.cpus:
            cpu.ran_last = -1

    def preemptive(self):
        return False

    def best(self, cpu=None):
        """Processes have their places in the table in the order of the file."""
        if cpu is None:
            return self.ready[0] if self.ready else None
        table = range(len(self.load["processes"]))
        order = [place for place in table if place > cpu.ran_last] + [place for place in table if place <= cpu.ran_last]
        return next((thread for place in order for thread in self.ready if thread.process == place), None)

    def go_to(self, cpu, thread):
        cpu.ran_last = thread.process
        super().go_to(cpu, thread)

    def start_quantum(self, thread):
        quantum = self.rule["quantum"]
        thread.keeps_rest = False
        thread.quantum = quantum if self.rule.get("clock") == "own" else quantum - self.now % quantum

    def quantum_of(self, thread):
        quantum = self.rule["quantum"]
        return quantum if self.rule.get("clock") == "own" else quantum - self.now % quantum


class Gang(Oracle):
    """Ousterhout's matrix: a list of rows, each a list with a thread or None for each CPU. A row has all CPUs for a
    quantum; then the next one that has anybody ready or running."""

    def __init__(self, workload):
        super().__init__(workload)
        self.rows, self.row, self.slot_end, self.latest = [], 0, 0, {}
        for thread in self.threads:
            thread.cell = None

    # --- the matrix

    def gang(self, thread):
        label = self.load["processes"][thread.process].get("group")
        return label if label and self.rule.get("by") == "group" else thread.process

    def free(self, row):
        return self.rows[row].count(None)

    def first_with(self, room):
        for row in range(len(self.rows)):
            if self.free(row) >= room:
                return row
        self.rows.append([None] * len(self.cpus))
        return len(self.rows) - 1

    def fill(self, thread, row):
        column = self.rows[row].index(None)
        self.rows[row][column], thread.cell = thread, (row, column)

    def clear(self, thread):
        row, column = thread.cell
        self.rows[row][column] = thread.cell = None

    def place(self, thread):
        """`latest` is the row in which a gang has its newest members, and whether one of them has ever had a CPU."""
        gang = self.gang(thread)
        row, begun = self.latest.get(gang, (None, False))
        mine = [] if row is None else [t for t in self.rows[row] if t and self.gang(t) == gang]
        if not mine:
            row = None
        if row is None or self.free(row) == 0:
            if mine and not begun and len(mine) < len(self.cpus):
                row = self.first_with(len(mine) + 1)
                for each in mine:
                    self.clear(each)
                    self.fill(each, row)
            else:
                row, mine = self.first_with(1), None
            older = [t for t in self.rows[row] if t and self.gang(t) == gang] if mine is None else []
            self.latest[gang] = (row, bool(older))
        self.fill(thread, row)

    # --- turns

    def runnable(self, row):
        return row < len(self.rows) and any(t and t.state in (READY, RUNNING) for t in self.rows[row])

    def pass_on(self):
        others = list(range(self.row + 1, len(self.rows))) + list(range(0, self.row + 1))
        following = [row for row in others if self.runnable(row)]
        if following:
            self.begin_slot(following[0])

    def begin_slot(self, row):
        """Its quantum counts from the first own instruction of one of its threads."""
        begun = any(cpu.thread and cpu.thread.cell[0] == row and cpu.switch_until is None for cpu in self.cpus)
        self.row, self.slot_end = row, self.now + self.rule["quantum"] if begun else None

    def start_quantum(self, thread):
        """Up to the end of the slot; when that has come while its CPU was switching, for the next one."""
        if self.slot_end is None and thread.cell[0] == self.row:
            self.slot_end = self.now + self.rule["quantum"]
        over = self.slot_end is None or self.slot_end <= self.now
        thread.until = self.now + self.rule["quantum"] if over else self.slot_end

    def own_key(self, thread):
        return 0 if thread.cell[0] == self.row else 1

    def preemptive(self):
        return True

    def quantum_of(self, thread):
        return None

    def cell_of(self, row, cpu):
        thread = self.rows[row][cpu.number] if row < len(self.rows) else None
        return thread if thread and thread.state == READY else None

    def best(self, cpu=None):
        order = [self.row]
        if self.rule.get("alternates", True):
            order += list(range(self.row + 1, len(self.rows))) + list(range(0, self.row))
        return next((self.cell_of(row, cpu) for row in order if self.cell_of(row, cpu)), None)

    def anybody_for(self, cpu):
        return self.best(cpu) is not None

    def put_in_queue(self, thread, keeps_place=False):
        was_idle = not any(self.runnable(row) for row in range(len(self.rows)))
        if thread.cell is None:
            thread.state = READY
            self.place(thread)
        super().put_in_queue(thread, keeps_place)
        if was_idle and self.slot_end is not None and self.now >= self.slot_end:
            self.begin_slot(thread.cell[0])
        if not self.runnable(self.row):
            self.pass_on()

    def becomes_ready(self, thread):
        self.put_in_queue(thread)

    def leave(self, cpu, state):
        thread = cpu.thread
        super().leave(cpu, state)
        if state == ENDED:
            self.clear(thread)
        if not self.runnable(self.row):
            self.pass_on()

    def go_to(self, cpu, thread):
        gang = self.gang(thread)
        if self.latest[gang][0] == thread.cell[0]:
            self.latest[gang] = (thread.cell[0], True)
        super().go_to(cpu, thread)

    def quantum_ends(self):
        if self.slot_end is not None and self.now >= self.slot_end:
            self.pass_on()
        done = False
        for cpu in self.cpus:
            thread = cpu.thread
            if thread is None or cpu.switch_until is not None or thread.until > self.now:
                continue
            lent = self.rule.get("alternates", True) and not self.cell_of(self.row, cpu)
            if thread.cell[0] == self.row or lent:
                self.start_quantum(thread)
                continue
            self.leave(cpu, READY)
            self.put_in_queue(thread)
            done = True
        return self.look_again() or done

    def look_again(self):
        for cpu in self.cpus:
            if cpu.thread and cpu.switch_until is None and cpu.thread.cell[0] != self.row:
                cpu.marked = cpu.marked or self.cell_of(self.row, cpu) is not None
        return False


class Drawn(Oracle):
    """random, with the numbers that were drawn given as "draws": each says how many of the ready threads, in order of
    creation, stand before the one that is chosen."""

    def __init__(self, workload):
        super().__init__(workload)
        self.made = 0

    def preemptive(self):
        return False

    def best(self, cpu=None):
        row = sorted(self.ready, key=lambda thread: (thread.arrival, thread.tid))
        draws = self.load["draws"]
        return row[draws[self.made] % len(row)] if row and self.made < len(draws) else None

    def go_to(self, cpu, thread):
        self.made += 1
        super().go_to(cpu, thread)


NAIVE = {"rt": Rt, "scan": Scan, "gang": Gang, "random": Drawn}


def random_scheduler(rng, scheduler):
    if scheduler["policy"] == "rt":
        if rng.random() < 0.7:
            scheduler["quantum"] = rng.randint(1, 6)
        if rng.random() < 0.5:
            scheduler["class"] = rng.choice(["fifo", "rr"])
        if rng.random() < 0.4:
            scheduler["period"] = rng.randint(2, 15)
            scheduler["runtime"] = rng.randint(1, scheduler["period"])
    if scheduler["policy"] == "random" and rng.random() < 0.6:
        scheduler["quantum"] = rng.randint(1, 6)
    if scheduler["policy"] == "gang":
        scheduler["quantum"] = rng.randint(1, 8)
        if rng.random() < 0.5:
            scheduler["alternates"] = rng.choice([True, False])
        if rng.random() < 0.3:
            scheduler["by"] = "group"
    if scheduler["policy"] == "scan":
        scheduler["quantum"] = rng.randint(1, 5)
        if rng.random() < 0.5:
            scheduler["clock"] = rng.choice(["own", "tick"])


def random_attributes(rng, scheduler, thread):
    if scheduler["policy"] == "rt":
        thread["priority"] = rng.choice([1, 50, 50, 99, rng.randint(1, 99)])
        if rng.random() < 0.6:
            thread["class"] = rng.choice(["fifo", "rr"])


def random_label(rng, scheduler, process):
    if scheduler.get("by") == "group" and rng.random() < 0.6:
        process["group"] = rng.choice(["left", "right"])
