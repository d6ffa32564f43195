"""A second opinion on lottery, stride, cfs and eevdf: each written from its definition as lists that are
searched from end to end, with exact fractions, in the oracle's simulator. It is slow, and shares no code with ossim.

The workload is the oracle's; times are whole ns here, and time moves on to the next thing that happens. Threads may
have "nice", "tickets" and "slice"; the scheduler has ossim's parameters, with numbers in ns for durations.

Every policy answers the same questions: `came` (a thread stands in the queue), `left` (it stands nowhere any more),
`charge` (it has run), `choose`, `preempts`, `worse`, `slice` and `goes_on`.
"""
from fractions import Fraction
from math import floor

from oracle import ENDED, READY, RUNNING, Oracle

WEIGHTS = [88761, 71755, 56483, 46273, 36291, 29154, 23254, 18705, 14949, 11916, 9548, 7620, 6100, 4904, 3906, 3121,
           2501, 1991, 1586, 1277, 1024, 820, 655, 526, 423, 335, 272, 215, 172, 137, 110, 87, 70, 56, 45, 36, 29, 23,
           18, 15]


def scaling(cpus):
    """1 + log2 of the CPUs, of which eight count."""
    return min(cpus, 8).bit_length()


def created(thread):
    """Threads are created when their process arrives, in the order of the file."""
    return (thread.arrival, thread.tid)


class Policy:
    preemptive = False

    def __init__(self, rule, oracle):
        self.rule, self.oracle = rule, oracle

    def get(self, name, fallback):
        return self.rule.get(name, fallback)

    def ready(self):
        return self.oracle.ready

    def running(self):
        return [cpu.thread for cpu in self.oracle.cpus if cpu.thread is not None]

    def came(self, thread, why):
        pass

    def left(self, thread, ended):
        pass

    def chosen(self, thread):
        pass

    def charge(self, thread, length):
        pass

    def before_choice(self):
        pass

    def preempts(self, thread, running):
        return False

    def worse_key(self, thread):
        return 0

    def slice(self, thread):
        return self.get("quantum", None)

    def goes_on(self, thread):
        return not self.ready()


class Stride(Policy):
    """Waldspurger and Weihl 1995, figures 1 to 3: passes as fractions."""

    def __init__(self, rule, oracle):
        super().__init__(rule, oracle)
        self.global_pass, self.clients = Fraction(0), {}

    def stride(self, tickets):
        return max(self.get("stride1", 1 << 20) // tickets, 1)

    def came(self, thread, why):
        if thread.tid not in self.clients:
            remain = self.stride(thread.tickets) if self.get("initial_pass", "stride") == "stride" else 0
            self.clients[thread.tid] = {"remain": Fraction(remain), "in": False, "place": len(self.clients)}
        client = self.clients[thread.tid]
        if not client["in"]:
            if self.get("global_pass", True):
                client["pass"] = self.global_pass + client["remain"]
            elif "pass" not in client:
                client["pass"] = client["remain"]
            client.update({"in": True, "tickets": thread.tickets})

    def charge(self, thread, length):
        tickets = sum(client["tickets"] for client in self.clients.values() if client["in"])
        used = Fraction(length, self.rule["quantum"])
        self.clients[thread.tid]["pass"] += self.stride(thread.tickets) * used
        self.global_pass += self.stride(tickets) * used

    def left(self, thread, ended):
        client = self.clients[thread.tid]
        client.update({"remain": client["pass"] - self.global_pass, "in": False})

    def key(self, thread):
        return (self.clients[thread.tid]["pass"], self.clients[thread.tid]["place"])

    def choose(self):
        return min(self.ready(), key=self.key)

    def goes_on(self, thread):
        return all(self.clients[thread.tid]["pass"] < self.clients[other.tid]["pass"] for other in self.ready())


class Lottery(Policy):
    """Waldspurger and Weihl 1994 with numbers that are given: the list is walked in order of creation."""

    def __init__(self, rule, oracle):
        super().__init__(rule, oracle)
        self.draws, self.used, self.factor = 0, {}, {}

    def worth(self, thread):
        value = Fraction(thread.tickets) * self.factor.get(thread.tid, 1)
        return min(floor(value), 10**12)

    def slice(self, thread):
        self.used[thread.tid] = 0
        return self.rule["quantum"]

    def charge(self, thread, length):
        self.used[thread.tid] += length

    def compensate(self, thread):
        used = self.used.get(thread.tid, 0)
        if self.get("compensation", True) and 0 < used < self.rule["quantum"]:
            self.factor[thread.tid] = Fraction(self.rule["quantum"], used)

    def came(self, thread, why):
        if why == "yielded":
            self.compensate(thread)

    def left(self, thread, ended):
        self.compensate(thread)

    def chosen(self, thread):
        self.draws += 1
        self.factor.pop(thread.tid, None)
        self.used[thread.tid] = 0

    def choose(self):
        row = sorted(self.ready(), key=created)
        number = self.rule["draws"][self.draws % len(self.rule["draws"])] % sum(self.worth(thread) for thread in row)
        for thread in row:
            if number < self.worth(thread):
                return thread
            number -= self.worth(thread)
        raise AssertionError("nobody holds the ticket")


class Weighted(Policy):
    def weight(self, thread):
        return thread.tickets if self.get("weight", "nice") == "tickets" else WEIGHTS[thread.nice + 20]

    def on_grid(self, value, thread):
        """Rounded down to what its weight can count."""
        return Fraction(floor(value * self.weight(thread)), self.weight(thread))

    def factor(self):
        return scaling(len(self.oracle.cpus))


class Cfs(Weighted):
    """fair.c as of 2.6.23 to 6.5, for one queue; `v` is the virtual runtime, a fraction."""

    def __init__(self, rule, oracle):
        super().__init__(rule, oracle)
        self.preemptive = self.get("wakeup_preemption", True)
        self.v, self.ran, self.members, self.floor, self.skip = {}, {}, [], Fraction(0), None
        self.latency = self.get("latency", None) or 6_000_000 * self.factor()
        self.granularity = self.get("min_granularity", None) or 750_000 * self.factor()
        self.wakeup = self.get("wakeup_granularity", None)
        self.wakeup = 1_000_000 * self.factor() if self.wakeup is None else self.wakeup

    def turn(self, thread, members):
        if self.get("quantum", None):
            return self.rule["quantum"]
        period = self.latency if len(members) <= self.get("nr_latency", 8) else len(members) * self.granularity
        return max(period * self.weight(thread) // sum(self.weight(each) for each in members), 1)

    def raise_floor(self):
        if self.members:
            self.floor = max(self.floor, min(self.v[each.tid] for each in self.members))

    def came(self, thread, why):
        if thread not in self.members:
            start = self.on_grid(self.floor, thread)
            if why == "admitted":
                if self.get("start_debit", True):
                    start += Fraction(self.turn(thread, self.members + [thread]) * 1024, self.weight(thread))
            else:
                start -= {"gentle": self.latency // 2, "fair": self.latency, "none": 0,
                          "unlimited": 10 ** 40}[self.get("sleepers", "gentle")]
            self.v[thread.tid] = max(self.v.get(thread.tid, Fraction(0)), start)
            self.members.append(thread)
        if why == "yielded":
            self.skip = thread

    def left(self, thread, ended):
        self.members.remove(thread)
        self.raise_floor()

    def charge(self, thread, length):
        self.v[thread.tid] += Fraction(length * 1024, self.weight(thread))
        self.ran[thread.tid] += length
        self.raise_floor()

    def chosen(self, thread):
        self.ran[thread.tid] = 0
        if self.skip is thread:
            self.skip = None

    def granule(self, thread):
        return Fraction(self.wakeup * 1024, self.weight(thread))

    def choose(self):
        row = sorted(self.ready(), key=lambda thread: (self.v[thread.tid], thread.seq))
        if len(row) > 1 and row[0] is self.skip:
            if self.v[row[1].tid] <= self.v[row[0].tid] + self.granule(row[0]):
                return row[1]
        return row[0]

    def preempts(self, thread, running):
        return self.v[running.tid] - self.v[thread.tid] > self.granule(thread)

    def worse_key(self, thread):
        return self.v[thread.tid]

    def least(self):
        return min(self.v[each.tid] for each in self.ready())

    def slice(self, thread):
        if self.get("tick", None):
            return self.rule["tick"] - self.oracle.now % self.rule["tick"]
        turn = self.turn(thread, self.members)
        if self.ready() and not self.get("quantum", None):
            end, step = self.v[thread.tid] + Fraction(turn * 1024, self.weight(thread)), Fraction(1024, self.weight(thread))
            if end < self.least() <= end + step:
                turn += 1
        return turn

    def goes_on(self, thread):
        if not self.ready() or self.v[thread.tid] < self.least():
            return True
        if not self.get("tick", None):
            return False
        turn = self.turn(thread, self.members)
        if self.ran[thread.tid] > turn:
            return False
        return self.ran[thread.tid] < self.granularity or self.v[thread.tid] - self.least() <= turn


class Eevdf(Weighted):
    """The paper's rules, and fair.c as of 6.6 and 6.12. `v`: virtual time; `e`: from when the request is eligible."""

    def __init__(self, rule, oracle):
        super().__init__(rule, oracle)
        self.version = self.get("version", "6.6")
        self.paper, self.late = self.version == "paper", self.version == "6.12"
        self.preemptive = not self.paper
        self.base = self.get("base_slice", None) or 750_000 * self.factor()
        self.one = 1 if self.paper and self.get("weight", "nice") == "tickets" else 1024
        self.v, self.e, self.d, self.lag = {}, {}, {}, {}
        self.members, self.asleep, self.protected, self.floor, self.place = [], [], set(), Fraction(0), {}
        self.sleep_seq = {}

    # the average and what follows from it

    def average(self, members):
        scaled = [self.v[each.tid] * self.weight(each) for each in members]
        assert all(each.denominator == 1 for each in scaled)
        return Fraction(sum(each.numerator for each in scaled), sum(self.weight(each) for each in members))

    def length(self, thread):
        return Fraction((thread.slice or self.base) * self.one, self.weight(thread))

    def due(self, thread):
        return self.v[thread.tid] >= self.d[thread.tid]

    def start(self, thread):
        if not self.paper:
            return self.v[thread.tid]
        return self.d[thread.tid] if self.due(thread) else self.e[thread.tid]

    def deadline(self, thread):
        if not self.due(thread):
            return self.d[thread.tid]
        return (self.d if self.paper else self.v)[thread.tid] + self.length(thread)

    def renew(self, thread):
        if self.due(thread):
            self.e[thread.tid], self.d[thread.tid] = self.start(thread), self.deadline(thread)
            self.protected.discard(thread)

    def eligible(self, thread, members):
        return not self.get("eligibility", True) or self.start(thread) <= self.average(members)

    def holds(self, thread):
        return thread in self.protected and not self.due(thread)

    def order(self, thread):
        return (self.deadline(thread), self.place[thread.tid] if self.paper else thread.seq)

    def best(self, row, members):
        good = [each for each in row if self.eligible(each, members)]
        return min(good, key=self.order) if good else min(row, key=lambda each: (self.start(each), created(each)), default=None)

    # coming and going

    def raise_floor(self):
        if self.members and not self.paper:
            self.floor = max(self.floor, min(self.v[each.tid] for each in self.members))

    def join(self, thread, new):
        here = self.average(self.members) if self.members else self.floor
        v = self.on_grid(here, thread)
        if self.members and self.get("place_lag", True):
            load, own = sum(self.weight(each) for each in self.members), self.weight(thread)
            scaled = self.lag.get(thread.tid, Fraction(0)) * own  # a whole number
            more = abs(scaled) * (load + own) // load
            v -= Fraction(more if scaled > 0 else -more, own)
        self.v[thread.tid] = self.e[thread.tid] = v
        length = self.length(thread)
        self.d[thread.tid] = v + (self.on_grid(length / 2, thread) if new and not self.paper else length)
        self.members.append(thread)

    def lag_of(self, thread):
        limit = Fraction(max(2 * (thread.slice or self.base), self.get("tick", None) or 0) * self.one, self.weight(thread))
        lag = self.on_grid(self.average(self.members), thread) - self.v[thread.tid]
        return lag if self.paper else max(min(lag, limit), -limit)

    def withdraw(self, thread):
        self.lag[thread.tid] = self.lag_of(thread)
        if self.paper and self.members == [thread]:
            self.floor = self.average(self.members)
        self.members.remove(thread)
        self.raise_floor()

    def came(self, thread, why):
        self.place.setdefault(thread.tid, len(self.place))
        if thread in self.asleep:
            self.asleep.remove(thread)
            if self.lag_of(thread) > 0:
                self.members.remove(thread)
                self.lag[thread.tid] = Fraction(0)
                self.join(thread, False)
            else:
                thread.seq = self.sleep_seq.pop(thread.tid)
        elif thread in self.members:
            served = self.due(thread)
            self.renew(thread)
            if why == "yielded" and not served and not self.paper:
                if self.get("yield", "deadline") == "deadline":
                    self.d[thread.tid] += self.length(thread)
                elif self.eligible(thread, self.members):
                    self.v[thread.tid] = self.e[thread.tid] = self.d[thread.tid]
                    self.d[thread.tid] += self.length(thread)
        else:
            self.join(thread, why == "admitted")
        if self.late and why in ("admitted", "woken") and self.eligible(thread, self.members):
            for other in self.running():
                if (thread.slice or self.base) < (other.slice or self.base) and (
                        self.deadline(thread) < self.deadline(other) or not self.eligible(other, self.members)):
                    self.protected.discard(other)

    def left(self, thread, ended):
        if not ended:
            self.renew(thread)
            if self.late and not self.eligible(thread, self.members):
                self.asleep.append(thread)
                self.oracle.counter += 1
                thread.seq = self.oracle.counter
                self.sleep_seq[thread.tid] = thread.seq
                return
        self.withdraw(thread)

    def charge(self, thread, length):
        self.v[thread.tid] += Fraction(length * self.one, self.weight(thread))
        self.raise_floor()

    # choosing

    def after_burial(self, running=None):
        """Who is chosen, `running` perhaps, and which sleepers would have been before."""
        members, row, gone = list(self.members), self.ready() + self.asleep, []
        while True:
            best = self.best(row, members)
            if best is None:
                return running, gone
            if running and self.eligible(running, members) and (
                    not self.eligible(best, members) or
                    (self.order(running) < self.order(best) if self.paper else self.deadline(running) < self.deadline(best))):
                return running, gone
            if best not in self.asleep:
                return best, gone
            gone.append(best)
            row.remove(best)
            members.remove(best)

    def bury(self, gone):
        for thread in gone:
            self.asleep.remove(thread)
            self.withdraw(thread)
            self.lag[thread.tid] = min(self.lag[thread.tid], Fraction(0))

    def choose(self):
        return self.after_burial()[0]

    def chosen(self, thread):
        if self.get("run_to_parity", True) and not self.paper:
            self.protected.add(thread)

    def before_choice(self):
        if self.asleep:
            self.bury(self.after_burial()[1])

    def preempts(self, thread, running):
        if self.paper:
            return False
        stays = self.eligible(running, self.members)
        if stays and self.holds(running):
            return False
        best = self.best(self.ready() + self.asleep, self.members)
        return best is thread and self.eligible(best, self.members) and (
            not stays or self.deadline(best) < self.deadline(running))

    def worse_key(self, thread):
        hold = 0 if not self.eligible(thread, self.members) else 2 if self.holds(thread) else 1
        return (-hold, self.deadline(thread))

    def slice(self, thread):
        if self.due(thread):
            if self.asleep:
                self.bury(self.after_burial(thread)[1])
            self.renew(thread)
        if not self.paper and self.get("tick", None):
            return self.rule["tick"] - self.oracle.now % self.rule["tick"]
        left = (self.d[thread.tid] - self.v[thread.tid]) * self.weight(thread) / self.one
        rest = max(-floor(-left), 1)
        return min(rest, self.get("quantum", None) or rest) if self.paper else rest

    def goes_on(self, thread):
        broken = self.late and thread not in self.protected and not self.eligible(thread, self.members)
        if not self.ready() or not (self.paper or self.due(thread) or broken):
            return True
        return self.after_burial(thread)[0] is thread


POLICIES = {"stride": Stride, "lottery": Lottery, "cfs": Cfs, "eevdf": Eevdf}


class FairOracle(Oracle):
    """The oracle's machine, with a policy that is asked, and time that leaps."""

    def __init__(self, workload):
        super().__init__(workload)
        for thread, spec in zip(self.threads, [spec for process in workload["processes"] for spec in process["threads"]]):
            thread.nice, thread.tickets, thread.slice = spec.get("nice", 0), spec.get("tickets", 100), spec.get("slice")
            thread.seen = False
        self.policy = POLICIES[self.rule["policy"]](self.rule, self)
        self.forced_out, self.freed = None, set()

    def put_in_queue(self, thread, keeps_place=False):
        why = "woken" if thread.seen else "admitted"
        if thread.state == READY:  # it comes from its CPU
            why = self.forced_out or "yielded"
        thread.seen = True
        self.counter += 1
        thread.seq = self.counter
        self.policy.came(thread, why)
        thread.state, thread.ready_since = READY, self.now
        self.ready.append(thread)

    def becomes_ready(self, thread):
        """It takes an idle CPU if one is left by those who waited before, or if it is the best of all."""
        self.put_in_queue(thread)
        idle = [cpu for cpu in self.cpus if cpu.thread is None and cpu.claim is None]
        others = max(len(self.ready) - 1 - sum(cpu.claim is not None for cpu in self.cpus), 0)
        if idle and (len(idle) > others or (self.policy.preemptive and self.policy.choose() is thread)):
            idle[0].claim = thread
            return
        if not self.policy.preemptive:
            return
        on = [cpu for cpu in self.cpus if cpu.thread and cpu.switch_until is None and not cpu.claim]
        worst = max(on, key=lambda cpu: (self.policy.worse_key(cpu.thread), cpu.thread.arrival, cpu.thread.tid), default=None)
        if worst and self.policy.preempts(thread, worst.thread):
            worst.marked, worst.claim = True, thread

    def leave(self, cpu, state):
        thread = cpu.thread
        self.freed.add(cpu)  # it will choose, if only to find nobody
        super().leave(cpu, state)
        if state not in (READY, RUNNING):
            self.policy.left(thread, state == ENDED)

    def begins(self, thread):
        thread.quantum = self.policy.slice(thread)

    def switched(self):
        done = False
        for cpu in self.cpus:
            if cpu.switch_until == self.now:
                cpu.switch_until, done = None, True
                self.begins(cpu.thread)
                if self.policy.preemptive and self.ready and self.policy.preempts(self.policy.choose(), cpu.thread):
                    cpu.marked = True
                elif cpu.thread.left == 0:
                    self.go_on(cpu)
        return done

    def quantum_ends(self):
        done = False
        for cpu in self.cpus:
            thread = cpu.thread
            if thread and cpu.switch_until is None and thread.quantum == 0:
                done = True
                if self.policy.goes_on(thread):
                    self.begins(thread)
                    continue
                self.push_out(cpu, "quantum")
        return done

    def push_out(self, cpu, why):
        thread = cpu.thread
        self.leave(cpu, READY)
        self.forced_out = why
        self.put_in_queue(thread)
        self.forced_out = None

    def dispatch(self):
        done = False
        for cpu in self.cpus:
            comer, cpu.claim = cpu.claim, None
            if cpu.switch_until is not None:
                continue
            if cpu.thread and cpu.marked and self.ready:
                rivals = [self.policy.choose()] + ([comer] if comer in self.ready else [])
                if any(self.policy.preempts(rival, cpu.thread) for rival in rivals):
                    self.push_out(cpu, "preempted")
            cpu.marked = False
            if cpu.thread is None and (self.ready or cpu in self.freed):
                self.freed.discard(cpu)
                self.policy.before_choice()
                if self.ready:
                    self.go_to(cpu, self.policy.choose())
                    done = True
        return done

    def go_to(self, cpu, thread):
        self.policy.chosen(thread)
        super().go_to(cpu, thread)

    def start_quantum(self, thread):
        self.begins(thread)

    def tick(self):
        """To the next instant at which anything is due."""
        ahead = [entry[0] for pending in (self.io, self.disk, self.sleeps, self.arrivals) for entry in pending]
        for cpu in self.cpus:
            if cpu.thread:
                left = [cpu.thread.left] + ([cpu.thread.quantum] if cpu.thread.quantum is not None else [])
                ahead.append(self.now + min(left) if cpu.switch_until is None else cpu.switch_until)
        then = min(ahead)
        step = then - self.now
        for thread in self.threads:
            if thread.state != ENDED and thread.arrival <= self.now:
                thread.time_in[thread.state] += step
        for cpu in self.cpus:
            thread = cpu.thread
            if thread is None or cpu.switch_until is not None:
                continue
            thread.left -= step
            thread.cpu_time += step
            if thread.quantum is not None:
                thread.quantum -= step
            if thread.first_run is None:
                thread.first_run = self.now
            self.policy.charge(thread, step)
            if cpu.runs and cpu.runs[-1][0] == thread.tid and cpu.runs[-1][2] == self.now:
                cpu.runs[-1] = (thread.tid, cpu.runs[-1][1], then)
            else:
                cpu.runs.append((thread.tid, self.now, then))
        self.now = then

    def run(self, limit=10**15):
        return super().run(limit)
