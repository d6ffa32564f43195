"""A second opinion of the policies that learn from what a thread does: mlfq, decay, o1, bsd, solaris_ts, lrtf, and sjf
and srtf by prediction. Each is written tick by tick from its definition; the machine is that of oracle.py.

The rules of a policy say who is better (`key`, less is better, then who joined first), what happens to a thread when it
becomes ready, runs a tick, and blocks, and for how long it may run. Times are whole ticks.
"""
import itertools
from fractions import Fraction

from oracle import ENDED, READY, RUNNING, WAITING, Oracle

ADMITTED, WOKEN, PREEMPTED, QUANTUM, YIELDED = "admitted", "woken", "preempted", "quantum", "yielded"
NS, FOREVER = 1_000_000, 2**63 - 1


class Rules:
    """What all have in common; `of` is a thread's own notebook."""
    preemptive = True
    keeps_place = True  # a preempted thread, among its equals

    def __init__(self, machine):
        self.machine, self.rule = machine, machine.rule
        self.notes = {}

    def of(self, thread):
        return self.notes.setdefault(thread.tid, {})

    def get(self, name, fallback=None):
        return self.rule.get(name, fallback)

    def key(self, thread):
        return 0

    def shown(self, thread):
        """The keys as a pick tells them, times in nanoseconds."""
        return [self.key(thread), 0]

    def beats(self, one, other):
        """Does the ready one take the CPU from the running one?"""
        return self.preemptive and self.key(one) < self.key(other)

    def comes(self, thread, why):
        """It joins the queue: "tail", "head" or "kept"."""
        return "kept" if why == PREEMPTED and self.keeps_place else "tail"

    def starts(self, thread):
        """It is about to run; `thread.rest` is what is left of its quantum, None if that is over or forfeited."""
        if thread.rest is None:
            thread.rest = self.quantum(thread)

    def quantum(self, thread):
        return None

    def keeps_rest(self, why):
        return why == PREEMPTED

    def goes_on(self, thread):
        """Its quantum is over: may it go on without being put back?"""
        return not self.machine.ready

    def ticked(self, thread):
        pass

    def blocks(self, thread):
        pass

    def picked(self, thread):
        pass

    def is_due(self):
        """Does the clock bring something at this instant: a boost, aging, a second?"""
        return False

    def upkeep(self):
        """False if nobody is better by it than before."""

    def seconds(self, length):
        """Is a whole multiple of that length over?"""
        return self.machine.now > 0 and self.machine.now % length == 0


class Mlfq(Rules):
    def __init__(self, machine):
        super().__init__(machine)
        quanta = list(self.rule["quantum"])
        below = 1 if self.get("bottom", "rr") == "fcfs" else 0
        count = max(self.get("levels", 0), len(quanta) + below)
        while len(quanta) < count:
            quanta.append(quanta[-1] * self.get("growth", 1))
        self.quanta, self.last = quanta, count - 1
        listed = self.get("allotment") or quanta
        self.quotas = [listed[min(level, len(listed) - 1)] for level in range(count)]
        if below:
            self.quanta[-1] = self.quotas[-1] = None
        self.preemptive = self.get("preemptive", True)
        self.on_io = self.get("on_io", "keep")

    def key(self, thread):
        note = self.of(thread)
        urgent = {"low": thread.priority, "high": -thread.priority}.get(self.get("within", "arrival"), 0)
        return (note.get("level", 0), urgent)

    def shown(self, thread):
        note = self.of(thread)
        quota = self.quotas[note["level"]]
        return [note["level"], FOREVER if quota is None else max(quota - note["used"], 0) * NS]

    def beats(self, one, other):
        return self.preemptive and (self.key(one), one.seq) < (self.key(other), other.seq)

    def is_used_up(self, note):
        quota = self.quotas[note["level"]]
        return quota is not None and note["used"] >= quota

    def down(self, thread):
        """The allotment is used up: a fresh one, and a fresh quantum, a level below. Alone, Stallings lets it stay."""
        note, thread.rest = self.of(thread), None
        if not (self.get("alone", "demoted") == "stays" and not self.machine.ready):
            note["level"] = min(note["level"] + 1, self.last)
        note["used"] = 0

    def comes(self, thread, why):
        note = self.of(thread)
        if why == ADMITTED:
            note.update(level=0, used=0)
        before = note["level"]
        if why == YIELDED and self.on_io != "keep":
            note["used"] = note["slice"] if thread.rest == 0 else 0
        if self.is_used_up(note):
            self.down(thread)
        note["waits"] = (self.machine.now, self.machine.next_number())
        if why == WOKEN and self.get("io_joins", "tail") == "head":
            return "head"
        return "kept" if why == PREEMPTED and before == note["level"] else "tail"

    def quantum(self, thread):
        note = self.of(thread)
        whole, quota = self.quanta[note["level"]], self.quotas[note["level"]]
        if self.is_used_up(note):
            note["used"] = 0
        left = None if quota is None else quota - note["used"]
        given = whole if self.get("whole_slices", False) or left is None else min(whole, left)
        note["slice"] = given
        return given

    def keeps_rest(self, why):
        return why == PREEMPTED or (why == WOKEN and self.on_io == "keep")

    def goes_on(self, thread):
        note = self.of(thread)
        stays = self.get("alone", "demoted") == "stays" and not self.machine.ready
        if self.is_used_up(note) and note["level"] < self.last and not stays:
            return False
        return all(self.key(other) > self.key(thread) for other in self.machine.ready)

    def ticked(self, thread):
        self.of(thread)["used"] += 1

    def blocks(self, thread):
        note = self.of(thread)
        if self.on_io == "keep":
            if self.is_used_up(note):
                self.down(thread)
            return
        over = note["slice"] if thread.rest == 0 else 0
        if self.on_io == "renew":
            note["used"] = over
            if self.is_used_up(note):
                self.down(thread)
            return
        note["level"] = 0 if self.on_io == "top" else max(note["level"] - 1, 0)
        note["used"] = 0

    def aged(self):
        aging = self.get("aging")
        return sorted((thread for thread in self.machine.ready if aging and self.of(thread)["level"] > 0
                       and self.machine.now - self.of(thread)["waits"][0] >= aging),
                      key=lambda thread: self.of(thread)["waits"])

    def is_boost(self):
        return self.get("boost") and self.seconds(self.get("boost"))

    def is_due(self):
        return self.is_boost() or self.aged()

    def upkeep(self):
        if self.is_boost():
            self.boost()
        for thread in self.aged():
            note = self.of(thread)
            thread.rest, thread.seq = None, self.machine.next_number()
            note.update(level=note["level"] - 1, used=0, waits=(self.machine.now, thread.seq))

    def boost(self):
        """Lowest level first, each in its order, to the tail of the top; running threads stand at their place."""
        here = [thread for thread in self.machine.threads if thread.state in (READY, RUNNING)]
        for level in range(self.last, 0, -1):
            for thread in sorted((t for t in here if self.of(t)["level"] == level), key=lambda t: (self.key(t), t.seq)):
                thread.seq = self.machine.next_number()
        for thread in self.machine.threads:
            note = self.of(thread)
            if "level" in note:
                note.update(level=0, used=0)
                thread.rest = self.quantum(thread) if thread in self.machine.on_cpu() else None


class Decay(Rules):
    """NYU's PRIO and PREPRIO. `array` counts swaps: a thread of a later one has expired."""
    keeps_place = False

    def __init__(self, machine):
        super().__init__(machine)
        self.preemptive, self.active = self.get("preemptive", False), 0

    def key(self, thread):
        note = self.of(thread)
        return (note["array"], -note["level"])

    def shown(self, thread):
        note = self.of(thread)
        return [note["array"] - self.active, note["level"]]

    def beats(self, one, other):
        mine = self.of(one)
        return self.preemptive and mine["array"] == self.active and mine["level"] > self.of(other)["level"]

    def worst_key(self, thread):
        return -self.of(thread)["level"]

    def comes(self, thread, why):
        note = self.of(thread)
        static = max(thread.priority - 1, 0)
        note["array"] = self.active
        costs = why == QUANTUM or (why == PREEMPTED and self.get("preemption_decays", True))
        if why in (ADMITTED, WOKEN):
            note["level"] = static
        elif costs and note["level"] > 0:
            note["level"] = note["level"] - 1
        elif costs:
            note["level"] = static
            note["array"] = self.active + 1
        return "kept" if why == PREEMPTED and not costs else "tail"

    def quantum(self, thread):
        return self.rule["quantum"]

    def keeps_rest(self, why):
        return False

    def goes_on(self, thread):
        return False

    def picked(self, thread):
        self.active = max(self.active, self.of(thread)["array"])


class O1(Rules):
    """sched.c of Linux 2.6.18, in ticks; sleep averages in nanoseconds, as there. `slice` is DEF_TIMESLICE."""

    def __init__(self, machine):
        super().__init__(machine)
        self.slice, self.has_bonus = self.rule["timeslice"], self.get("bonus", True)
        self.active, self.expired_since, self.best_expired = 0, None, 140

    def task_timeslice(self, nice):
        return max(Fraction((4 if nice < 0 else 1) * self.slice * (20 - nice), 20), Fraction(self.slice, 20))

    def bonus(self, note):
        return note["sleep"] * 10 // (10 * self.slice * NS) if self.has_bonus else 5

    def effective(self, thread, note):
        return min(max(120 + thread.nice - (self.bonus(note) - 5), 100), 139)

    def delta(self, nice):
        return (nice + 20) * 10 // 40 - 5 + 2

    def is_interactive(self, thread, note):
        return self.has_bonus and note["prio"] <= 120 + thread.nice - self.delta(thread.nice)

    def granularity(self, note):
        return Fraction(self.slice, 10) * len(self.machine.cpus) * 2 ** (max(10 - self.bonus(note), 1) - 1)

    def key(self, thread):
        note = self.of(thread)
        return (note["array"], note["prio"])

    def shown(self, thread):
        note = self.of(thread)
        return [note["array"] - self.active, note["prio"]]

    def beats(self, one, other):
        return self.of(one)["array"] == self.active and self.of(one)["prio"] < self.of(other)["prio"]

    def worst_key(self, thread):
        return self.of(thread)["prio"]

    def comes(self, thread, why):
        note = self.of(thread)
        if why == ADMITTED:
            note.update(sleep=0, run=0, left=self.task_timeslice(thread.nice))
            note["prio"] = self.effective(thread, note)
        elif why == WOKEN:
            slept = (self.machine.now - note["since"]) * NS
            ceiling = self.slice * NS * (5 + self.delta(thread.nice) + 1) - self.slice * NS // 100
            note["sleep"] = ceiling if slept > ceiling and note["sleep"] < ceiling else note["sleep"] + slept
            note["sleep"] = min(note["sleep"], 10 * self.slice * NS)
            note["prio"] = self.effective(thread, note)
        note["array"] = self.active
        if why == QUANTUM and note["left"] == 0:
            note["prio"] = self.effective(thread, note)
            note["left"] = self.task_timeslice(thread.nice)
            if self.expired_since is None:
                self.expired_since = self.machine.now
            if not self.is_interactive(thread, note) or self.starving(thread):
                note["array"] += 1
                self.best_expired = min(self.best_expired, 120 + thread.nice)
        if why == YIELDED:
            note["array"] += 1
        self.renew(thread, note)
        self.charge(note)
        return "kept" if why == PREEMPTED else "tail"

    def renew(self, thread, note):
        """Who leaves the CPU at the very end of its timeslice has a fresh one."""
        note["left"] = note["left"] or self.task_timeslice(thread.nice)

    def starving(self, thread):
        running = sum(1 for other in self.machine.threads if other.state in (READY, RUNNING)) + 1  # and this one
        return 120 + thread.nice > self.best_expired or self.machine.now - self.expired_since > 10 * self.slice * running

    def charge(self, note):
        ran = min(note["run"], 10 * self.slice) * NS // max(self.bonus(note), 1)
        note["sleep"] = max(note["sleep"] - ran, 0)
        note["run"] = 0

    def quantum(self, thread):
        """Up to the end of the timeslice, or where an interactive task goes behind its equals."""
        note = self.of(thread)
        each = self.granularity(note)
        if self.is_interactive(thread, note):
            step = each - (self.task_timeslice(thread.nice) - note["left"]) % each
            if note["left"] - step >= each:
                return step
        return note["left"]

    def keeps_rest(self, why):
        return False

    def goes_on(self, thread):
        return self.of(thread)["left"] > 0 and all(self.key(other) > self.key(thread) for other in self.machine.ready)

    def ticked(self, thread):
        note = self.of(thread)
        note["run"] += 1
        note["left"] -= 1

    def blocks(self, thread):
        note = self.of(thread)
        self.renew(thread, note)
        self.charge(note)
        note["since"] = self.machine.now

    def picked(self, thread):
        if self.of(thread)["array"] > self.active:
            self.active += 1
            self.expired_since, self.best_expired = None, 140


class Bsd(Rules):
    """Pintos' appendix B, with all threads looked at each second and each fourth tick; 17.14 fixed point or exact."""
    keeps_place = False

    def __init__(self, machine):
        super().__init__(machine)
        self.bits, self.tick, self.second = self.get("fraction_bits", 14), self.rule["tick"], self.rule["second"]
        self.high, self.load = self.get("urgent", "high") == "high", self.number(0)

    def number(self, whole):
        return Fraction(whole) if self.bits == 0 else whole << self.bits

    def times(self, a, b):
        return self.short(a * b) if self.bits == 0 else int(Fraction(a * b, 1 << self.bits))

    def over(self, a, b):
        return self.short(Fraction(a) / b) if self.bits == 0 else int(Fraction(a << self.bits, b))

    def short(self, fraction):
        """Exact fractions grow from second to second without end."""
        return fraction.limit_denominator(10**30)

    def priority(self, thread, note):
        """Pintos cuts the result to a whole number, 4.4BSD counts in whole numbers."""
        quarter = self.over(note["recent"], self.number(4))
        if self.high:
            return min(max(int(Fraction(self.number(63) - quarter) / self.number(1)) - 2 * thread.nice, 0), 63)
        return min(max(50 + int(Fraction(quarter) / self.number(1)) + 2 * thread.nice, 50), 127)

    def limited(self, recent):
        return recent if self.high else min(max(recent, self.number(0)), self.number(255))

    def key(self, thread):
        level = self.of(thread)["priority"]
        return -level if self.high else level

    def shown(self, thread):
        note = self.of(thread)
        return [note["priority"], int(Fraction(note["recent"]) / self.number(1))]

    def comes(self, thread, why):
        note = self.of(thread)
        if why == ADMITTED:
            note["recent"] = self.number(0)
            note["priority"] = self.priority(thread, note)
        return "tail"

    def quantum(self, thread):
        return self.rule["quantum"]

    def keeps_rest(self, why):
        return False

    def ticked(self, thread):
        if (self.machine.now + 1) % self.tick == 0:
            note = self.of(thread)
            note["recent"] = self.limited(note["recent"] + self.number(1))

    def is_due(self):
        return self.seconds(self.second) or self.seconds(4 * self.tick)

    def upkeep(self):
        alive = [thread for thread in self.machine.threads if "recent" in self.of(thread) and thread.state != ENDED]
        if self.seconds(self.second):
            competing = sum(1 for thread in alive if thread.state in (READY, RUNNING))
            self.load = (self.times(self.over(self.number(59), self.number(60)), self.load)
                         + self.over(self.number(1), self.number(60)) * competing)
            kept = self.over(2 * self.load, 2 * self.load + self.number(1))
            for thread in alive:
                note = self.of(thread)
                note["recent"] = self.limited(self.times(kept, note["recent"]) + self.number(thread.nice))
        if self.seconds(4 * self.tick):
            for thread in alive:
                self.of(thread)["priority"] = self.priority(thread, self.of(thread))
        return self.seconds(4 * self.tick)


class SolarisTs(Rules):
    """ts_dptbl.c: the rows (from level, quantum, slpret, maxwait, lwait) hold up to the next one."""
    ROWS = [(0, 20, 50, 0, 50), (10, 16, 51, 0, 51), (20, 12, 52, 0, 52), (30, 8, 53, 0, 53), (35, 8, 54, 0, 54),
            (40, 4, 55, 0, 55), (45, 4, 56, 0, 56), (46, 4, 57, 0, 57), (47, 4, 58, 0, 58), (49, 4, 58, 0, 59),
            (59, 2, 59, 32000, 59)]

    def row(self, level):
        return next(row for row in reversed(self.ROWS) if row[0] <= level)

    def key(self, thread):
        return -self.of(thread)["level"]

    def shown(self, thread):
        return [self.of(thread)["level"], 0]

    def set(self, thread, own):
        """A quantum begins on that level."""
        note = self.of(thread)
        note.update(own=own, waited=0)
        note["level"] = min(max(own - 3 * thread.nice, 0), 59)
        thread.rest = None

    def is_overdue(self, thread):
        note = self.of(thread)
        return note["waited"] > self.row(note["level"])[3]

    def to_slpret(self, thread):
        self.set(thread, self.row(self.of(thread)["own"])[2])

    def comes(self, thread, why):
        if why == ADMITTED:
            self.set(thread, self.get("start", 29))
        elif why == WOKEN and (self.get("slpret") != "overdue" or self.is_overdue(thread)):
            self.to_slpret(thread)
        elif why == QUANTUM:
            self.set(thread, max(self.of(thread)["own"] - 10, 0))
        return "head" if why == PREEMPTED else "tail"

    def blocks(self, thread):
        if self.get("slpret") == "overdue" and self.is_overdue(thread):
            self.to_slpret(thread)

    def quantum(self, thread):
        return self.rule["tick"] * self.row(self.of(thread)["own"])[1]

    def keeps_rest(self, why):
        return why != QUANTUM

    def goes_on(self, thread):
        return False

    def is_due(self):
        return self.seconds(self.rule["second"])

    def upkeep(self):
        if not self.is_due():
            return
        for thread in self.machine.threads:
            if "waited" in self.of(thread):
                self.of(thread)["waited"] += 1
        ready = sorted(self.machine.ready, key=lambda thread: thread.seq)
        for thread in [thread for thread in ready if self.is_overdue(thread)]:
            before, rest = self.of(thread)["level"], thread.rest
            self.set(thread, self.row(self.of(thread)["own"])[4])
            if self.of(thread)["level"] == before:
                thread.rest = rest
            else:
                thread.seq = self.machine.next_number()
        for thread in self.machine.threads:
            if thread.state == RUNNING and self.is_overdue(thread):
                self.to_slpret(thread)
                thread.rest = self.quantum(thread) if thread in self.machine.on_cpu() else None


class Lrtf(Rules):
    def key(self, thread):
        return -thread.burst_left()

    def shown(self, thread):
        return [thread.burst_left() * NS, 0]

    def quantum(self, thread):
        return self.rule["quantum"]

    def keeps_rest(self, why):
        return False

    def comes(self, thread, why):
        return "kept" if why in (PREEMPTED, QUANTUM) else "tail"

    def goes_on(self, thread):
        return all(other.burst_left() <= thread.burst_left() for other in self.machine.ready)


class Predicted(Rules):
    """sjf and srtf: tau = alpha burst + (1 - alpha) tau, in nanoseconds to the nearest, or up to whole grains."""
    def __init__(self, machine):
        super().__init__(machine)
        self.preemptive = self.rule["policy"] == "srtf"

    def key(self, thread):
        note = self.of(thread)
        return note["tau"] - note["ran"] * NS

    def shown(self, thread):
        return [self.key(thread), self.of(thread)["tau"]]

    def comes(self, thread, why):
        if why == ADMITTED:
            self.of(thread).update(tau=self.rule["initial"] * NS, ran=0)
        if why == YIELDED:
            self.blocks(thread)
        return "kept" if why == PREEMPTED else "tail"

    def ticked(self, thread):
        self.of(thread)["ran"] += 1

    def blocks(self, thread):
        note, alpha = self.of(thread), Fraction(self.rule["alpha"])
        exact = alpha * note["ran"] * NS + (1 - alpha) * note["tau"]
        grain = self.get("grain")
        note["tau"] = -(-exact // (grain * NS)) * grain * NS if grain else (2 * exact + 1) // 2
        note["ran"] = 0


POLICIES = {"mlfq": Mlfq, "decay": Decay, "o1": O1, "bsd": Bsd, "solaris_ts": SolarisTs, "lrtf": Lrtf,
            "sjf": Predicted, "srtf": Predicted}


class LearningOracle(Oracle):
    """The machine of oracle.py, where the rules of a policy decide."""

    def __init__(self, workload):
        super().__init__(workload)
        for thread, spec in zip(self.threads, (spec for p in workload["processes"] for spec in p["threads"])):
            thread.nice, thread.rest, thread.is_known = spec.get("nice", 0), None, False
        self.rules = POLICIES[self.rule["policy"]](self)
        for cpu in self.cpus:
            cpu.looks_again = False  # after a switch, before it goes on
        self.head, self.picks = 0, []

    def next_number(self):
        self.counter += 1
        return self.counter

    def on_cpu(self):
        return [cpu.thread for cpu in self.cpus if cpu.thread and cpu.switch_until is None]

    def own_key(self, thread):
        return self.rules.key(thread)

    def join(self, thread, why):
        forfeits = why != ADMITTED and (not self.rules.keeps_rest(why) or not thread.rest)
        place = self.rules.comes(thread, why)
        if forfeits:
            thread.rest = None
        number = self.next_number()
        if place == "head":
            self.head -= 1
            thread.seq = self.head
        elif place == "tail":
            thread.seq = number
        thread.state, thread.ready_since = READY, self.now
        self.ready.append(thread)

    def put_in_queue(self, thread, keeps_place=False):  # oracle.py puts back who yields
        self.join(thread, YIELDED)

    def becomes_ready(self, thread):
        self.join(thread, WOKEN if thread.is_known else ADMITTED)
        thread.is_known = True
        free = [cpu for cpu in self.cpus if cpu.thread is None and cpu.claim is None]
        claimed = sum(1 for cpu in self.cpus if cpu.claim is not None)
        left_to_others = max(len(self.ready) - 1 - claimed, 0)  # who waits already takes them first, if it is better
        if len(free) > left_to_others or (free and self.rules.preemptive and self.best() is thread):
            free[0].claim = thread
            return
        if free and not self.rules.preemptive:
            return
        if not self.rules.preemptive:
            return
        on = [(self.worst_key(at), at.arrival, at.tid, at, cpu) for cpu in self.cpus if cpu.switch_until is None
              for at in [cpu.claim or cpu.thread] if at]
        worst = max(on, key=lambda entry: entry[:3], default=None)
        if worst and self.rules.beats(thread, worst[3]):
            worst[4].marked, worst[4].claim = True, thread

    def leave(self, cpu, state):
        thread = cpu.thread
        super().leave(cpu, state)
        if state == WAITING:
            self.rules.blocks(thread)

    def completion(self):
        """What is done at this instant is done, though a newcomer of the same instant wants the CPU."""
        done = False
        for cpu in self.cpus:
            if cpu.thread and cpu.switch_until is None and cpu.thread.left == 0 and not cpu.looks_again:
                self.go_on(cpu)
                done = True
        return done

    def switched(self):
        done = False
        for cpu in self.cpus:
            if cpu.switch_until == self.now:
                cpu.switch_until, done = None, True
                self.rules.starts(cpu.thread)
                best = self.best()
                if best and self.rules.beats(best, cpu.thread):
                    cpu.marked = cpu.looks_again = True
                elif cpu.thread.left == 0:
                    self.go_on(cpu)
        return done

    def quantum_ends(self):
        done = False
        for cpu in self.cpus:
            thread = cpu.thread
            if thread and cpu.switch_until is None and thread.rest == 0:
                done = True
                if self.rules.goes_on(thread):
                    thread.rest = self.rules.quantum(thread)
                    continue
                self.leave(cpu, READY)
                self.join(thread, QUANTUM)
        return done

    def upkeep(self):
        """Threads move by the clock. Free CPUs take the best of the ready; each further one that is better than the worst
        that runs, the second worst and so on, takes its CPU."""
        if self.rules.upkeep() is False:
            return  # nobody has another priority
        best = self.best()
        outranked = [cpu for cpu in self.cpus
                     if cpu.thread and cpu.switch_until is None and best and self.rules.beats(best, cpu.thread)]
        if len(self.cpus) > 1:
            outranked.sort(key=lambda cpu: (self.worst_key(cpu.thread), cpu.thread.arrival, cpu.thread.tid), reverse=True)
            free = sum(1 for cpu in self.cpus if cpu.thread is None)
            ready = sorted(self.ready, key=lambda thread: (self.own_key(thread), thread.seq))[free:]
            pairs = zip(outranked, ready)
            outranked = [cpu for cpu, _ in itertools.takewhile(lambda p: self.rules.beats(p[1], p[0].thread), pairs)]
        for cpu in outranked:
            cpu.marked = True

    def worst_key(self, thread):
        return getattr(self.rules, "worst_key", self.rules.key)(thread)

    def dispatch(self):
        done = False
        for cpu in self.cpus:
            cpu.claim, cpu.looks_again = None, False
            if cpu.switch_until is not None:
                continue
            best = self.best()
            if cpu.thread and cpu.marked and best and self.rules.beats(best, cpu.thread):
                thread = cpu.thread
                self.leave(cpu, READY)
                self.join(thread, PREEMPTED)
                best = self.best()
            cpu.marked = False
            if cpu.thread is None and best:
                self.go_to(cpu, best)
                done = True
        return done

    def go_to(self, cpu, thread):
        self.rules.picked(thread)
        self.picks.append((self.now, cpu.number, thread.tid, self.rules.shown(thread)))
        self.ready.remove(thread)
        thread.state, cpu.thread = RUNNING, thread
        price = self.price(cpu.last, thread)
        cpu.last = thread
        if price:
            cpu.switch_until = self.now + price
        else:
            self.rules.starts(thread)

    def instant(self):
        """Upkeep is due by the clock, once."""
        is_first = True
        while True:
            done = [self.completion(), self.switched(), self.wake(self.disk), self.wake(self.io),
                    self.wake(self.sleeps), self.arrival(), self.quantum_ends()]
            if is_first and self.rules.is_due():
                self.upkeep()
            done.append(self.dispatch())
            is_first = False
            if not any(done):
                return

    def tick(self):
        for cpu in self.cpus:
            if cpu.thread and cpu.switch_until is None:
                if cpu.thread.rest is not None:
                    cpu.thread.rest -= 1
                self.rules.ticked(cpu.thread)
        super().tick()
