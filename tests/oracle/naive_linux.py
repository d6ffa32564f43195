"""A second opinion on linux: three classes one after another, over naive lists for deadline and real-time threads and the
naive fair policy of the scheduler's choice. Times are whole ns, as in naive_fair.

A thread may have "class" and, as that wants it, "priority", "nice", "slice" or "server" ({budget, period}); the step
["class", {"class": ...}] changes these of the thread itself.
"""
import naive_fair
from oracle import READY

POLICIES = ["linux"]
DEADLINE, RT, FAIR = range(3)
MS = 1_000_000


def class_of(thread):
    return {"deadline": DEADLINE, "fifo": RT, "rr": RT}.get(thread.kind, FAIR)


class Part:
    """The machine as the fair class sees it: threads of other classes are not there."""

    class Cpu:
        def __init__(self, cpu):
            self.thread = cpu.thread if cpu.thread and class_of(cpu.thread) == FAIR else None

    def __init__(self, whole):
        self.whole = whole

    @property
    def now(self):
        return self.whole.now

    @property
    def ready(self):
        return [thread for thread in self.whole.ready if class_of(thread) == FAIR]

    @property
    def cpus(self):
        return [Part.Cpu(cpu) for cpu in self.whole.cpus]


def fair_policy(name, oracle):
    """What class batch and idle change in a fair policy."""
    base = naive_fair.POLICIES[name]

    class WithClasses(base):
        def weight(self, thread):
            return 3 if thread.kind == "idle" else super().weight(thread)

        def granule(self, thread):
            return 0 if self.over_idle else super().granule(thread)

        def holds(self, thread):
            return not self.over_idle and super().holds(thread)

        def preempts(self, thread, running):
            """An idle thread gives way to any other that is better at all; batch and idle ones preempt no others."""
            if running.kind == "idle" and thread.kind != "idle":
                self.over_idle = True
                found = super().preempts(thread, running)
                self.over_idle = False
                return found
            return thread.kind not in ("batch", "idle") and super().preempts(thread, running)

        def ranking(self):
            """All that are ready, best first."""
            if name == "cfs":
                row = sorted(self.ready(), key=lambda thread: (self.v[thread.tid], thread.seq))
                first = [self.choose()] if row else []
                return first + [thread for thread in row if thread not in first]
            row, left = [], self.ready()
            while left:
                row.append(self.best(left, self.members))
                left.remove(row[-1])
            return row

        over_idle = False
    return WithClasses({"policy": name}, Part(oracle))


class LinuxPolicy:
    preemptive = True

    def __init__(self, rule, oracle):
        self.rule, self.oracle = rule, oracle
        self.fair = fair_policy(rule.get("fair", "eevdf"), oracle)
        self.lists = []  # real-time threads that wait; of one priority who stands further ahead is first
        self.runtime, self.period = rule.get("runtime", 950 * MS), rule.get("period", 1000 * MS)
        if self.runtime >= self.period:
            self.runtime = None
        self.left_of = {cpu.number: self.runtime for cpu in oracle.cpus}

    def is_throttled(self, cpu):
        return self.runtime is not None and self.left_of[cpu.number] <= 0

    def running(self):
        return [cpu.thread for cpu in self.oracle.cpus if cpu.thread and class_of(cpu.thread) == RT]

    def cpu_of(self, thread):
        return next(cpu for cpu in self.oracle.cpus if cpu.thread is thread)

    # --- what happens to a thread

    def came(self, thread, why):
        kind = class_of(thread)
        if kind == FAIR:
            self.fair.came(thread, why)
        elif kind == RT:
            if thread.state != READY and not self.lists and not self.running():
                self.oracle.begin_period()  # if it has come, and nobody has seen it yet
            is_cut = why == "quantum" and thread.rest != 0
            if why != "preempted" and not is_cut:
                thread.rest = None
            self.lists.insert(0 if why == "preempted" or is_cut else len(self.lists), thread)
            if len(self.oracle.cpus) > 1 and any(self.is_throttled(cpu) for cpu in self.oracle.cpus):
                self.oracle.looks_again = True
        elif why in ("admitted", "woken"):
            self.serve_anew(thread)
        if kind != DEADLINE or why != "preempted":
            thread.place = thread.seq

    def serve_anew(self, thread):
        now, server = self.oracle.now, thread.server
        if thread.throttled and thread.deadline <= now:
            self.replenish(thread)
        late = thread.deadline <= now or thread.budget * server["period"] > server["budget"] * (thread.deadline - now)
        if not thread.throttled and late:
            thread.deadline, thread.budget = now + server["period"], server["budget"]

    @staticmethod
    def replenish(thread):
        thread.throttled = False
        thread.deadline += thread.server["period"]
        thread.budget += thread.server["budget"]

    def left(self, thread, ended):
        if class_of(thread) == FAIR:
            self.fair.left(thread, ended)

    def chosen(self, thread):
        if class_of(thread) == FAIR:
            self.fair.chosen(thread)
        elif class_of(thread) == RT:
            self.lists.remove(thread)

    def charge(self, thread, length):
        kind = class_of(thread)
        if kind == FAIR:
            self.fair.charge(thread, length)
        elif kind == RT:
            if thread.rest is not None:
                thread.rest -= length
            if self.runtime is not None:
                self.left_of[self.cpu_of(thread).number] -= length
        else:
            thread.budget -= length
            if thread.budget <= 0 and thread.deadline > self.oracle.now + length:
                thread.throttled = True
            elif thread.budget <= 0:
                self.replenish(thread)

    # --- who is better

    def deadline_key(self, thread):
        return (thread.deadline, thread.tid if len(self.oracle.cpus) > 1 else thread.place)

    def offers(self, thread, cpu):
        """Could that CPU take the thread?"""
        return not thread.throttled and (class_of(thread) != RT or not self.is_throttled(cpu))

    def ranking(self, cpu):
        """Whom that CPU would choose, one after another."""
        urgent = sorted((each for each in self.oracle.ready if class_of(each) == DEADLINE), key=self.deadline_key)
        real_time = [] if self.is_throttled(cpu) else sorted(self.lists, key=lambda thread: -thread.priority)
        return urgent + real_time + self.fair.ranking()

    def choose(self, cpu):
        row = self.ranking(cpu)
        return row[0] if row else None

    def preempts(self, thread, running):
        mine, its = class_of(thread), class_of(running)
        if mine != its:
            return mine < its
        if mine == DEADLINE:
            return thread.deadline < running.deadline
        return thread.priority > running.priority if mine == RT else self.fair.preempts(thread, running)

    def worse_key(self, thread):
        kind = class_of(thread)
        if kind == FAIR:
            return (kind, 1, self.fair.worse_key(thread))
        return (kind, 1, -thread.priority if kind == RT else self.deadline_key(thread))

    def slice(self, thread):
        kind = class_of(thread)
        if kind == FAIR:
            return self.fair.slice(thread)
        if kind == DEADLINE:
            return thread.budget
        if thread.kind == "rr" and not thread.rest:
            thread.rest = self.rule.get("quantum", 100 * MS)
        budget = self.left_of[self.cpu_of(thread).number]
        return min((each for each in (thread.rest, budget) if each is not None), default=None)

    def goes_on(self, thread):
        kind, cpu = class_of(thread), self.cpu_of(thread)
        if kind == RT and thread.rest != 0 and not (self.is_throttled(cpu) and self.oracle.now % self.period != 0):
            return True  # only a new period has come
        best = self.choose(cpu)
        if best is not None and class_of(best) < kind:
            return False
        if kind == FAIR:
            return self.fair.goes_on(thread)
        if kind == DEADLINE:
            return not thread.throttled and not (best and class_of(best) == kind and best.deadline < thread.deadline)
        if self.is_throttled(cpu) and self.oracle.now % self.period != 0:
            return False
        return all(other.priority < thread.priority for other in self.lists)


class LinuxOracle(naive_fair.FairOracle):
    free_steps = ("class",)

    def __init__(self, workload):
        rule = dict(workload["scheduler"])
        super().__init__({**workload, "scheduler": {**rule, "policy": "cfs"}})
        self.rule, self.looks_again = rule, False
        self.policy = LinuxPolicy(rule, self)
        self.held = []  # ready, but their servers have nothing left
        for thread, spec in zip(self.threads, [spec for process in workload["processes"] for spec in process["threads"]]):
            thread.server, thread.rest, thread.throttled = spec.get("server"), None, False
            thread.deadline, thread.budget, thread.place = 0, 0, 0

    def perform(self, cpu, change):
        """The class of a running thread changes: it has left the old one for good, and comes to the new one running."""
        thread, old = cpu.thread, class_of(cpu.thread)
        thread.priority = change.get("priority", thread.priority)
        before, thread.kind = thread.kind, change["class"]
        kind = class_of(thread)
        if kind == FAIR:  # what is known of it, as its new weight can count it
            for known in [getattr(self.policy.fair, name, {}) for name in ("v", "e", "d", "lag")]:
                if thread.tid in known:
                    known[thread.tid] = self.policy.fair.on_grid(known[thread.tid], thread)
        if kind != old:
            if old == FAIR:
                thread.kind = before
                self.policy.fair.left(thread, True)
                thread.kind = change["class"]
            if kind == RT and not self.policy.lists and self.policy.running() == [thread]:
                self.begin_period()
            if kind == FAIR:
                self.policy.fair.came(thread, "woken")
                self.policy.fair.chosen(thread)
        thread.server = change.get("server")
        if thread.server:
            thread.throttled = False
            thread.deadline, thread.budget = self.now + thread.server["period"], thread.server["budget"]
        if before != thread.kind or thread.server:
            thread.rest = None
            thread.quantum = self.policy.slice(thread)
            if kind == RT and thread.quantum is not None:
                thread.quantum = max(thread.quantum, 1)
        if self.is_outdone(cpu):
            cpu.marked = True

    def put_in_queue(self, thread, keeps_place=False):
        super().put_in_queue(thread, keeps_place)
        if thread.throttled:
            self.ready.remove(thread)
            self.held.append(thread)

    def anybody_for(self, cpu):
        """Who yields when the time of its class is used up may not run on either."""
        is_cut = class_of(cpu.thread) == RT and self.policy.is_throttled(cpu)
        return is_cut or self.policy.choose(cpu) is not None

    def becomes_ready(self, thread):
        self.put_in_queue(thread)
        free = [cpu for cpu in self.cpus if cpu.thread is None]
        idle = [cpu for cpu in free if cpu.claim is None]
        others = max(len(self.ready) - 1 - sum(cpu.claim is not None for cpu in self.cpus), 0)
        fit = [cpu for cpu in idle if self.policy.offers(thread, cpu)]
        fit.sort(key=lambda cpu: cpu in self.freed)  # one that is about to choose comes last
        if fit and (len(idle) > others or thread in self.policy.ranking(fit[0])[:len(free)]):
            fit[0].claim = thread
            return
        on = [(self.contender_key(cpu), cpu) for cpu in self.cpus if cpu.switch_until is None and
              (cpu.thread or cpu.claim and cpu.claim.state == READY) and self.policy.offers(thread, cpu)]
        worst = max(on, key=lambda entry: entry[0], default=(None, None))[1]
        if worst and self.takes(thread, worst):
            worst.marked, worst.claim = True, thread

    def contender_key(self, cpu):
        it = cpu.claim if cpu.claim and cpu.claim.state == READY else cpu.thread
        if it is cpu.claim and class_of(it) == FAIR:
            return ((FAIR, 0, 0), it.arrival, it.tid)  # who claims a CPU, claims it firmly
        return (self.policy.worse_key(it), it.arrival, it.tid)

    def takes(self, thread, cpu):
        if cpu.claim and cpu.claim.state == READY:
            both_fair = class_of(thread) == class_of(cpu.claim) == FAIR
            return not both_fair and self.policy.preempts(thread, cpu.claim)
        return self.policy.preempts(thread, cpu.thread)

    def is_outdone(self, cpu):
        best = self.policy.choose(cpu)
        return best is not None and self.policy.preempts(best, cpu.thread)

    def switched(self):
        done = False
        for cpu in self.cpus:
            if cpu.switch_until == self.now:
                cpu.switch_until, done = None, True
                self.begins(cpu.thread)
                if self.is_outdone(cpu):
                    cpu.marked = True
                elif cpu.thread.left == 0:
                    self.go_on(cpu)
        return done

    def instant(self):
        self.renewed = False
        while True:
            self.looks, self.looks_again = self.looks_again, False
            done = [self.completion(), self.switched(), self.wake(self.disk), self.wake(self.io),
                    self.wake(self.sleeps), self.arrival(), self.quantum_ends(), self.upkeep()]
            while self.dispatch():  # a CPU that had nothing may take whom another one puts back
                done.append(True)
            if not any(done) and not self.looks_again:
                return

    def upkeep(self):
        again = [thread for thread in self.held if thread.deadline <= self.now]
        for thread in sorted(again, key=lambda each: (each.deadline, each.seq)):
            self.policy.replenish(thread)
            self.held.remove(thread)
            self.counter += 1
            thread.seq = thread.place = self.counter
            self.ready.append(thread)
        looks = bool(again) or self.looks and bool(self.policy.lists)
        short = any(self.policy.is_throttled(cpu) for cpu in self.cpus)
        if self.begin_period() and short and self.policy.lists or looks:
            self.look_at_all()
        return False

    def begin_period(self):
        """True if a period begins at this instant, and has not yet."""
        if self.policy.runtime is None or self.now % self.policy.period != 0 or self.renewed:
            return False
        self.renewed = True
        self.policy.left_of = {cpu.number: self.policy.runtime for cpu in self.cpus}
        return True

    def look_at_all(self):
        """The best go to the CPUs that nobody has; whom the others are better than, gives way: the worst first."""
        outdone = [cpu for cpu in self.cpus if cpu.thread and cpu.switch_until is None and self.is_outdone(cpu)]
        outdone.sort(key=self.contender_key_of_running, reverse=True)
        if not outdone:
            return
        row = self.policy.ranking(outdone[0])
        free = [cpu for cpu in self.cpus if cpu.thread is None and self.policy.offers(row[0], cpu)]
        for thread, cpu in zip(row[len(free):], outdone):
            if not self.policy.preempts(thread, cpu.thread):
                return
            cpu.marked = True

    def contender_key_of_running(self, cpu):
        return (self.policy.worse_key(cpu.thread), cpu.thread.arrival, cpu.thread.tid)

    def dispatch(self):
        done = False
        for cpu in self.cpus:
            comer, cpu.claim = cpu.claim, None
            if cpu.switch_until is not None:
                continue
            if cpu.thread and cpu.marked:
                if self.is_outdone(cpu) or comer in self.ready and self.policy.preempts(comer, cpu.thread):
                    self.push_out(cpu, "preempted")
            cpu.marked = False
            best = self.policy.choose(cpu)
            self.freed.discard(cpu)
            if cpu.thread is None and best is not None:
                self.go_to(cpu, best)
                done = True
        return done

    def tick(self):
        """To the next thing that is due: a replenishment or a new period too."""
        due = [thread.deadline for thread in self.held]
        if self.policy.runtime is not None:
            due.append((self.now // self.policy.period + 1) * self.policy.period)
        self.sleeps += [(at, None, None) for at in due]
        super().tick()
        self.sleeps = [entry for entry in self.sleeps if entry[2] is not None]


NAIVE = {"linux": LinuxOracle}


def random_scheduler(rng, scheduler):
    if scheduler["policy"] != "linux":
        return
    if rng.random() < 0.7:
        scheduler["fair"] = rng.choice(["cfs", "eevdf"])
    if rng.random() < 0.8:
        scheduler["quantum"] = rng.choice([MS, 2 * MS, 3 * MS - 7])
    if rng.random() < 0.5:
        scheduler["period"] = rng.choice([5 * MS, 11 * MS + 3])
        scheduler["runtime"] = rng.choice([MS, 3 * MS, 4 * MS + 1, 12 * MS])


def random_class(rng, kinds):
    kind = rng.choice(kinds)
    if kind in ("fifo", "rr"):
        return {"class": kind, "priority": rng.choice([1, 50, 50, 99])}
    if kind == "deadline":
        period = rng.choice([5 * MS, 8 * MS, 13 * MS]) + rng.randint(0, 999)
        return {"class": kind, "server": {"budget": rng.choice([rng.randint(MS, period), period]), "period": period}}
    return {"class": kind} if kind else {}


def random_changes(rng, scheduler, thread):
    """Some threads change their class before they compute."""
    if scheduler["policy"] != "linux" or rng.random() < 0.5:
        return
    for at in reversed(range(len(thread["steps"]))):
        if thread["steps"][at][0] == "compute" and rng.random() < 0.4:
            kinds = ["other", "other", "batch", "idle", "fifo", "rr", "deadline"]
            thread["steps"].insert(at, ["class", random_class(rng, kinds)])


def random_attributes(rng, scheduler, thread):
    if scheduler["policy"] != "linux":
        return
    thread.update(random_class(rng, [None, "other", "other", "batch", "idle", "fifo", "rr", "rr", "deadline"]))
    if thread.get("class") not in ("fifo", "rr", "deadline"):
        if rng.random() < 0.5:
            thread["nice"] = rng.choice([-10, -5, 1, 5, 10, rng.randint(-20, 19)])
        if rng.random() < 0.2 and scheduler.get("fair") == "eevdf":
            thread["slice"] = rng.choice([100_000, 700_001, 2 * MS])
