"""The oracle beside this one, on machines where not every CPU may take every thread: run queues of their own, balancing
and affinity, and the steps `renice` and `affinity`. Written from the definitions in scenarios/README.md; all is free.

Further in a workload: "run_queues" ("global", "per_cpu", or lists of CPUs), "balance" (a dict as in a scenario); of a
thread: "affinity" (a list of CPUs); steps: ["renice", priority, who] and ["affinity", cpus, who], where `who` is the
index of a process, or None for the thread itself.
"""
from fractions import Fraction

from oracle import ENDED, READY, RUNNING, WAITING, Oracle, Thread

POLICIES = ["fcfs", "rr", "sjf", "srtf", "priority"]
FREE_STEPS = ("renice", "affinity")


class SmpThread(Thread):
    def __init__(self, tid, process, spec, arrival, cpus):
        self.mask = set(spec.get("affinity") or range(cpus))
        self.home = self.last_cpu = None
        self.ran_until = None
        super().__init__(tid, process, spec, arrival)

    def burst_left(self):
        """What a burst holds: all computing up to the next step that waits, yields, or is the last."""
        total, at = self.left, self.pc
        while at < len(self.steps) and self.steps[at][0] in ("compute",) + FREE_STEPS:
            if self.steps[at][0] == "compute" and at > self.pc:
                total += self.steps[at][1]
            at += 1
        return total


class Queue:
    def __init__(self, number, cpus):
        self.number, self.cpus, self.ready, self.may_look = number, cpus, [], False


class SmpOracle(Oracle):
    def __init__(self, workload):
        super().__init__(workload)
        count = len(self.cpus)
        shared = workload.get("run_queues", "global")
        self.is_global = shared == "global"
        groups = {"global": [range(count)], "per_cpu": [[n] for n in range(count)]}.get(str(shared), shared)
        self.queues = [Queue(n, sorted(cpus)) for n, cpus in enumerate(groups)]
        self.balance = {"place": "fewest", "wake": "idle", "on_idle": "steal", "every": None, "how": "level",
                        "migration_cost": 0, **workload.get("balance", {})}
        self.turn = 0
        texts = str(workload["processes"])
        self.is_plain = self.is_global and "affinity" not in texts and self.balance["wake"] != "last"
        specs = [spec for process in workload["processes"] for spec in process["threads"]]
        made = [SmpThread(t.tid, t.process, spec, t.arrival, count) for t, spec in zip(self.threads, specs)]
        self.arrivals = [(at, index, [made[t.tid - 1] for t in mine]) for at, index, mine in self.arrivals]
        self.threads = made
        for cpu in self.cpus:
            cpu.choosing = cpu.told = cpu.between = False
        self.may_steal, self.balanced_at = False, None

    # --- who is where -----------------------------------------------------------------------------------------

    def queue_at(self, cpu):
        return next(queue for queue in self.queues if cpu.number in queue.cpus)

    def load_of(self, queue, change=0):
        """Ready and running threads, for each of its CPUs."""
        running = sum(1 for cpu in self.cpus if cpu.thread and cpu.thread.home is queue)
        return Fraction(len(queue.ready) + running + change, len(queue.cpus))

    def is_reachable(self, queue, thread):
        return any(number in thread.mask for number in queue.cpus)

    def rank(self, thread):
        return (self.own_key(thread), thread.seq)

    def choices(self, cpu):
        """Who is ready in the CPU's queue and may run there, best first."""
        return sorted((t for t in self.queue_at(cpu).ready if cpu.number in t.mask), key=self.rank)

    def best_for(self, cpu):
        return next(iter(self.choices(cpu)), None)

    def idle(self, numbers):
        return [self.cpus[n] for n in numbers if self.cpus[n].thread is None]

    def takers(self, queue):
        """Whom of the ready threads the queue's own idle CPUs will take, by CPU."""
        left, taken = sorted(queue.ready, key=self.rank), {}
        for cpu in self.idle(queue.cpus):
            mine = next((thread for thread in left if cpu.number in thread.mask), None)
            if mine:
                left.remove(mine)
                taken[cpu.number] = mine
        return taken

    def left_over(self, queue):
        """How many are ready beyond those whom the queue's own idle CPUs will take."""
        return len(queue.ready) - len(self.takers(queue))

    def is_hot(self, thread):
        return thread.ran_until is not None and self.now - thread.ran_until < self.balance["migration_cost"]

    # --- becoming ready ----------------------------------------------------------------------------------------

    def place(self, thread):
        if self.balance["place"] == "in-turn":
            while not self.is_reachable(self.queues[self.turn], thread):
                self.turn = (self.turn + 1) % len(self.queues)
            chosen = self.queues[self.turn]
            self.turn = (self.turn + 1) % len(self.queues)
            return chosen
        return min((q for q in self.queues if self.is_reachable(q, thread)), key=lambda q: (self.load_of(q), q.number))

    def spare_cpus(self, queue, thread):
        """Idle CPUs that this thread may use, and that take nobody who is ready there."""
        taken = self.takers(queue)
        return [cpu for cpu in self.idle(queue.cpus) if cpu.number in thread.mask and cpu.number not in taken]

    def destination(self, thread, woken):
        home = thread.home
        if home is None or not self.is_reachable(home, thread):
            return self.place(thread)
        if not woken or self.balance["wake"] == "last":
            return home
        if self.balance["wake"] == "fewest":
            return self.place(thread)
        if self.spare_cpus(home, thread):
            return home
        spare = [cpu.number for queue in self.queues for cpu in self.spare_cpus(queue, thread)]
        return self.queue_at(self.cpus[min(spare)]) if spare else home

    def put_in_queue(self, thread, keeps_place=False, woken=False, since=None, told=False):
        target = self.destination(thread, woken)
        if target is not thread.home:
            keeps_place = False  # it is new there
        self.counter += 1
        thread.seq = thread.seq if keeps_place else self.counter
        thread.state, thread.ready_since, thread.home = READY, self.now if since is None else since, target
        target.ready.append(thread)
        self.may_steal = True
        target.may_look = target.may_look or not told

    def becomes_ready(self, thread):
        self.put_in_queue(thread, woken=thread.state == WAITING, told=True)
        self.seek_cpu(thread)

    def seek_cpu(self, thread):
        places = [n for n in thread.home.cpus if n in thread.mask]
        free = [cpu for cpu in self.idle(places) if cpu.claim is None]
        prefers = "last" if self.is_global else ("last", "idle")
        last = next((cpu for cpu in free if cpu.number == thread.last_cpu and self.balance["wake"] in prefers), None)
        if free and self.is_for_idle(thread, len(free)):
            cpu = last or free[0]
            cpu.claim, cpu.told = thread, True
            return
        if not self.preemptive():
            return
        on = [(self.own_key(cpu.claim or cpu.thread), (cpu.claim or cpu.thread).arrival, (cpu.claim or cpu.thread).tid,
               cpu) for cpu in (self.cpus[n] for n in places) if cpu.claim or cpu.thread]
        worst = max(on, key=lambda entry: entry[:3], default=None)
        if worst and self.own_key(thread) < worst[0]:
            worst[3].marked, worst[3].claim = True, thread
            worst[3].told = True

    def is_for_idle(self, thread, free):
        """Where no CPU differs from another: not if others who are ready, and better, will take the idle ones."""
        ready = thread.home.ready
        without_claim = len(ready) - 1 - min(len(ready) - 1, sum(1 for cpu in self.cpus if cpu.claim))
        better = sum(1 for other in ready if self.rank(other) < self.rank(thread))
        return not self.is_plain or free > without_claim or better < len(self.idle(thread.home.cpus))

    # --- leaving a CPU, and steps that take no time --------------------------------------------------------------

    def leave(self, cpu, state):
        cpu.thread.last_cpu, cpu.thread.ran_until, cpu.choosing = cpu.number, self.now, True
        super().leave(cpu, state)

    def completion(self):
        """Who has come to the end of its computing goes on, also if its CPU is about to choose."""
        ended = [cpu for cpu in self.cpus if cpu.thread and cpu.thread.left == 0 and not cpu.between]
        for cpu in ended:
            if cpu.thread and cpu.thread.left == 0:
                self.go_on(cpu)
        return bool(ended)

    def go_on(self, cpu):
        """One step, and further ones unless its CPU has to choose by then."""
        thread = cpu.thread
        if thread.pc < len(thread.steps) and thread.steps[thread.pc][0] == "compute":
            thread.pc += 1
            thread.enter()
        while thread.left == 0 and cpu.thread is thread and not cpu.between:
            step = thread.steps[thread.pc] if thread.pc < len(thread.steps) else ["end"]
            if step[0] not in FREE_STEPS and step[0] != "yield":
                super().go_on(cpu)
                return
            thread.pc += 1
            thread.enter()
            if step[0] in FREE_STEPS:
                self.change(thread, step)
            elif self.best_for(cpu):
                self.leave(cpu, READY)
                self.put_in_queue(thread)
            cpu.between = cpu.marked

    def change(self, caller, step):
        kind, value, who = step
        meant = [caller] if who is None else [t for t in self.threads if t.process == who and t.state != ENDED and
                                              t.arrival <= self.now and self.has_arrived(t)]
        for thread in meant:
            ready = thread.state == READY
            if ready:
                thread.home.ready.remove(thread)
            if kind == "renice":
                thread.priority = value
            else:
                thread.mask = set(value)
            if ready:
                self.put_in_queue(thread, since=thread.ready_since)
                self.seek_cpu(thread)
            if thread.state == RUNNING:
                cpu = next(cpu for cpu in self.cpus if cpu.thread is thread)
                cpu.marked = cpu.marked or self.must_leave(cpu)

    def has_arrived(self, thread):
        return all(thread not in mine for _, _, mine in self.arrivals)

    def must_leave(self, cpu):
        """Its thread may not be there any more, or somebody better waits for this CPU."""
        if cpu.number not in cpu.thread.mask:
            return True
        best = self.best_for(cpu)
        return self.preemptive() and best is not None and self.own_key(best) < self.own_key(cpu.thread)

    # --- the phases of one instant -------------------------------------------------------------------------------

    def quantum_ends(self):
        """Not of a thread that is between two steps because its CPU will choose."""
        done = False
        for cpu in self.cpus:
            thread = cpu.thread
            if thread and thread.quantum == 0 and not cpu.between:
                done = True
                if not any(self.own_key(other) <= self.own_key(thread) for other in self.choices(cpu)):
                    thread.quantum = self.quantum_of(thread)
                    continue
                self.leave(cpu, READY)
                self.put_in_queue(thread)
        return done

    def upkeep(self):
        every = self.balance["every"]
        if self.is_global or not every or self.now == 0 or self.now % every or self.balanced_at == self.now:
            return
        self.balanced_at = self.now
        for queue in self.queues:
            if self.balance["how"] == "level":
                self.level(queue)
            elif not queue.ready:
                longest = max(self.queues, key=lambda q: (self.left_over(q), -q.number))
                thread = self.movable(longest.ready, queue.cpus) if self.left_over(longest) else None
                if thread:
                    self.move(thread, queue)
        for cpu in self.cpus:
            if cpu.thread and self.must_leave(cpu):
                cpu.marked = True

    def level(self, queue):
        busiest = max(self.queues, key=lambda q: (self.load_of(q), q is queue, -q.number))
        while busiest is not queue and self.load_of(queue, 1) <= self.load_of(busiest, -1):
            thread = self.movable(busiest.ready, queue.cpus)
            if not thread:
                return
            self.move(thread, queue)

    def movable(self, threads, cpus):
        """The best of them that may run on one of the CPUs, and whose cache is not warm."""
        return next((t for t in sorted(threads, key=self.rank) if t.mask & set(cpus) and not self.is_hot(t)), None)

    def move(self, thread, queue):
        thread.home.ready.remove(thread)
        self.counter += 1
        thread.home, thread.seq = queue, self.counter
        queue.ready.append(thread)
        queue.may_look = self.may_steal = True

    def loot(self, cpu):
        """Whom the CPU would steal: from the queue with most left over, else from the next."""
        here = self.queue_at(cpu)
        others = [(self.left_over(queue), queue) for queue in self.queues if queue is not here]
        for count, queue in sorted(others, key=lambda entry: (-entry[0], entry[1].number)):
            thread = self.movable(queue.ready, [cpu.number]) if count else None
            if thread and self.balance["on_idle"] == "steal":
                return thread
        return None

    def choose(self, cpu):
        if not self.choices(cpu):
            stolen = self.loot(cpu)
            if stolen:
                self.move(stolen, self.queue_at(cpu))
        best = self.best_for(cpu)
        if best:
            self.queue_at(cpu).ready.remove(best)
            best.state, cpu.thread = RUNNING, best
            self.start_quantum(best)
            best.home.may_look = self.may_steal = True
        return best is not None

    def tell_idle_cpus(self):
        """Where a thread has been taken, or has joined otherwise than by becoming ready, the first idle CPU is told of
        each that no CPU which was told may take. Then idle CPUs with nothing to do there look for what they may
        steal."""
        for queue in self.queues:
            idle = self.idle(queue.cpus) if queue.may_look else []
            told = [cpu.number for cpu in idle if cpu.told or cpu.choosing]
            for thread in queue.ready:
                mine = [cpu for cpu in idle if cpu.number in thread.mask]
                if mine and not thread.mask & set(told):
                    mine[0].told = True
        for cpu in self.idle(range(len(self.cpus))) if self.may_steal else []:
            if not self.choices(cpu) and self.loot(cpu):
                cpu.told = True
        self.may_steal = False
        for queue in self.queues:
            queue.may_look = False

    def dispatch_one(self, cpu):
        """A CPU that has to chooses; True if it has another thread then."""
        cpu.claim = None
        if cpu.thread and cpu.marked and self.must_leave(cpu):
            thread = cpu.thread
            self.leave(cpu, READY)
            in_turn = self.rule["policy"] == "rr"
            self.put_in_queue(thread, keeps_place=not in_turn)
            thread.keeps_rest = not in_turn and thread.quantum != 0
        cpu.between = cpu.marked = cpu.told = cpu.choosing = False
        return cpu.thread is None and self.choose(cpu)

    def dispatch(self):
        """By id those who have to choose, idle ones among them for whom anything is left meanwhile; where no CPU
        differs from another, all that are idle."""
        self.upkeep()
        done = False
        for cpu in self.cpus if self.is_plain else []:
            cpu.told = True
        while True:
            chosen = set()
            while True:
                self.tell_idle_cpus()
                cpu = next((cpu for cpu in self.cpus if (cpu.marked or cpu.told or cpu.choosing) and
                            cpu.number not in chosen), None)
                if cpu is None:
                    break
                chosen.add(cpu.number)
                done = self.dispatch_one(cpu) or done
            if not any(cpu.marked or cpu.told or cpu.choosing for cpu in self.cpus):
                return done
