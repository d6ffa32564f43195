"""A second opinion on linux: the class order over naive lists for deadline and real-time threads, and the naive fair
policy of the scheduler's choice. Times are whole ns, as in naive_fair.

A thread may have "class" and, as that wants it, "priority", "nice", "slice" or "server" ({budget, period}). On several
CPUs no server may run out, and there is no runtime: then nothing happens but at the instants that the machine knows.
"""
import naive_fair
from oracle import READY

DEADLINE, RT, FAIR = range(3)


def class_of(thread):
    return {"deadline": DEADLINE, "fifo": RT, "rr": RT}.get(thread.kind, FAIR)


class Part:
    """The machine as the fair class sees it: threads of other classes are not there."""

    class Cpu:
        def __init__(self, cpu):
            self.number, self.switch_until, self.claim = cpu.number, cpu.switch_until, cpu.claim
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


class Fair:
    """What class batch and idle change in a fair policy, which is made before this by its name."""

    @staticmethod
    def of(name, oracle):
        base = naive_fair.POLICIES[name]

        class WithClasses(base):
            def weight(self, thread):
                return 3 if thread.kind == "idle" else super().weight(thread)

            def granule(self, thread):
                return 0 if self.over_idle else super().granule(thread)

            def preempts(self, thread, running):
                self.over_idle = running.kind == "idle" and thread.kind != "idle"
                if not self.over_idle and thread.kind in ("batch", "idle"):
                    return False
                protected = getattr(self, "protected", None)
                if self.over_idle and protected is not None and running in protected:
                    self.protected = [each for each in protected if each is not running]
                found = super().preempts(thread, running)
                if protected is not None:
                    self.protected = protected
                self.over_idle = False
                return found

            over_idle = False
        return WithClasses({"policy": name}, Part(oracle))


class LinuxPolicy:
    preemptive = True

    def __init__(self, rule, oracle):
        self.rule, self.oracle = rule, oracle
        self.fair = Fair.of(rule.get("fair", "eevdf"), oracle)
        self.lists = []  # real-time threads that wait; of one priority who stands further ahead is first
        self.runtime = rule.get("runtime", 950_000_000)
        self.runtime = None if self.runtime == "none" else self.runtime
        self.period = rule.get("period", 1_000_000_000)
        self.budget = self.runtime

    # --- what happens to a thread

    def came(self, thread, why):
        kind = class_of(thread)
        if kind == FAIR:
            self.fair.came(thread, why)
        elif kind == RT:
            is_cut = why == "quantum" and (thread.rest is None or thread.rest > 0)
            if why != "preempted" and not is_cut:
                thread.rest = None
            ahead = why == "preempted" or is_cut
            self.lists.insert(0 if ahead else len(self.lists), thread)
        elif why in ("admitted", "woken"):
            self.serve_anew(thread)

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
            if self.budget is not None:
                self.budget -= length
        else:
            thread.budget -= length
            thread.throttled = thread.budget <= 0

    # --- who is better

    def deadline_key(self, thread):
        return (thread.deadline, thread.tid if len(self.oracle.cpus) > 1 else thread.seq)

    def choose(self):
        urgent = [thread for thread in self.oracle.ready if class_of(thread) == DEADLINE]
        if urgent:
            return min(urgent, key=self.deadline_key)
        if self.lists and (self.budget is None or self.budget > 0):
            return max(self.lists, key=lambda thread: thread.priority)
        return self.fair.choose() if self.fair.ready() else None

    def before_choice(self):
        self.fair.before_choice()

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
            thread.rest = self.rule.get("quantum", 100_000_000)
        limits = [each for each in (thread.rest, self.budget) if each is not None]
        return min(limits) if limits else None

    def goes_on(self, thread):
        kind, best = class_of(thread), self.choose()
        if best is not None and class_of(best) < kind:
            return False
        if kind == FAIR:
            return self.fair.goes_on(thread)
        if kind == DEADLINE:
            return False
        if self.budget is not None and self.budget <= 0 and self.oracle.now % self.period != 0:
            return False
        is_over = thread.rest is not None and thread.rest <= 0
        return not is_over or all(other.priority < thread.priority for other in self.lists)


class LinuxOracle(naive_fair.FairOracle):
    def __init__(self, workload):
        rule = dict(workload["scheduler"])
        super().__init__({**workload, "scheduler": {**rule, "policy": "cfs"}})
        self.rule = rule
        self.policy = LinuxPolicy(rule, self)
        self.held = []  # ready, but their servers have nothing left
        for thread, spec in zip(self.threads, [spec for process in workload["processes"] for spec in process["threads"]]):
            thread.server, thread.rest, thread.throttled = spec.get("server"), None, False
            thread.deadline, thread.budget = 0, 0

    def put_in_queue(self, thread, keeps_place=False):
        super().put_in_queue(thread, keeps_place)
        if thread.throttled:
            self.ready.remove(thread)
            self.held.append(thread)

    def becomes_ready(self, thread):
        self.put_in_queue(thread)
        if thread.throttled:
            return
        idle = [cpu for cpu in self.cpus if cpu.thread is None and cpu.claim is None]
        others = max(len(self.ready) - 1 - sum(cpu.claim is not None for cpu in self.cpus), 0)
        if idle and (len(idle) > others or self.policy.choose() is thread):
            idle[0].claim = thread
            return
        on = [(self.contender_key(cpu), cpu) for cpu in self.cpus
              if cpu.switch_until is None and (cpu.thread or (cpu.claim and cpu.claim.state == READY))]
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

    def quantum_ends(self):
        done = super().quantum_ends()
        return self.upkeep() or done

    def upkeep(self):
        """On one CPU only."""
        again = [thread for thread in self.held if thread.deadline <= self.now]
        for thread in sorted(again, key=lambda each: (each.deadline, each.seq)):
            self.policy.replenish(thread)
            self.held.remove(thread)
            self.counter += 1
            thread.seq = self.counter
            self.ready.append(thread)
        if self.policy.runtime is not None and self.now % self.policy.period == 0:
            self.policy.budget = self.policy.runtime
        for cpu in self.cpus if len(self.cpus) == 1 else []:
            best = self.policy.choose()
            if cpu.thread and cpu.switch_until is None and best and self.policy.preempts(best, cpu.thread):
                cpu.marked = True
        return False

    def dispatch(self):
        """Real-time threads without runtime left are not to be had: nor is anybody, if there is nobody else."""
        hidden = [] if self.policy.choose() else self.ready
        if hidden:
            self.ready = []
        done = super().dispatch()
        if hidden:
            self.ready = hidden + self.ready
        return done

    def tick(self):
        due = [thread.deadline for thread in self.held]
        if self.policy.runtime is not None:
            due.append((self.now // self.policy.period + 1) * self.policy.period)
        self.sleeps += [(at, None, None) for at in due]
        super().tick()
        self.sleeps = [entry for entry in self.sleeps if entry[2] is not None]


def random_scheduler(rng, scheduler, cpus):
    ms = 1_000_000
    scheduler["fair"] = rng.choice(["cfs", "eevdf"])
    scheduler["quantum"] = rng.choice([ms, 2 * ms, 3 * ms - 7])
    scheduler["runtime"] = "none"
    if cpus == 1 and rng.random() < 0.4:
        scheduler["period"] = rng.choice([5 * ms, 11 * ms + 3])
        scheduler["runtime"] = rng.choice([ms, 3 * ms, 4 * ms + 1])


def random_attributes(rng, scheduler, thread, cpus):
    ms = 1_000_000
    kind = rng.choice([None, "other", "other", "batch", "idle", "fifo", "rr", "rr", "deadline"])
    if kind:
        thread["class"] = kind
    if kind in ("fifo", "rr"):
        thread["priority"] = rng.choice([1, 50, 50, 99])
    elif kind == "deadline":
        period = rng.choice([5 * ms, 8 * ms, 13 * ms]) + rng.randint(0, 999)
        thread["server"] = {"budget": rng.randint(ms, period) if cpus == 1 else period, "period": period}
    elif rng.random() < 0.5:
        thread["nice"] = rng.choice([-10, -5, 1, 5, 10])
