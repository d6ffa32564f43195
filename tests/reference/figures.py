"""A run as the cases ask of it: its segments and figures in ticks, rounded as authors round, and what differs."""
from fractions import Fraction
from math import ceil, floor

import canonical

TICK = canonical.TICK


def t(ns):
    return None if ns is None else (ns // TICK if ns % TICK == 0 else ns / TICK)


def nearest(value, places):
    """Rounded half away from zero: what a book prints."""
    scaled = Fraction(value) * 10**places
    return float(Fraction(floor(scaled + Fraction(1, 2)), 10**places))


def up(value, places):
    return float(Fraction(ceil(Fraction(value) * 10**places), 10**places))


def mean(values):
    values = list(values)
    return Fraction(sum(values), len(values)) if values else Fraction(0)


class Differences(list):
    """What a case says and what was found, when they are not the same."""

    def same(self, what, wanted, found, tolerance=0.0):
        if wanted == found:
            return
        if tolerance and wanted is not None and found is not None and abs(float(wanted) - float(found)) <= tolerance:
            return
        self.append(f"{what}: expected {wanted}, found {found}")

    def same_list(self, what, wanted, found):
        if wanted == found:
            return
        first = next(i for i in range(max(len(wanted), len(found))) if wanted[i:i + 1] != found[i:i + 1])
        self.append(f"{what}, from entry {first}: expected {wanted[first:first + 3]}, found {found[first:first + 3]}")

    def rounded(self, what, wanted, exact, places):
        """Printed figures: ties of the last digit may have gone either way where the author used floating point."""
        self.same(what, wanted, nearest(exact, places), 10.0**-places if is_half(exact, places) else 1e-9)


def is_half(exact, places):
    return (Fraction(exact) * 10**places * 2).denominator == 1 and (Fraction(exact) * 10**places).denominator == 2


class Run:
    """A trace and what the cases ask of it, in ticks, by the name of the process."""

    def __init__(self, trace):
        self.trace = trace
        self.figures = canonical.threads(trace)
        self.lines = canonical.timelines(trace)
        self.of = {name: trace.tids_of(name) for name in trace.process_name.values()}
        self.who = {tid: trace.process_name[pid] for tid, pid in trace.thread_process.items()}

    def one(self, name):
        return self.figures[self.of[name][0]]

    def segments(self, cpu=0):
        return [[self.who[tid], t(a), t(b)] for tid, a, b in canonical.merged(self.lines[cpu])]

    def job(self, name):
        mine = self.one(name)
        finish, arrival = t(mine.end), t(mine.arrival)
        return {"start": t(mine.first_run), "finish": finish, "turnaround": finish - arrival,
                "wait": t(mine.in_state.get("Ready", 0)), "response": t(mine.first_run) - arrival,
                "blocked": t(mine.in_state.get("Waiting", 0)), "cpu": t(mine.cpu), "arrival": arrival}

    def job_cpu(self, name):
        return t(self.one(name).cpu)

    def total(self, kind):
        return sum(t(b - a) for line in self.lines for k, _, a, b in line if k == kind)

    def end(self):
        return t(self.trace.end)

    def charged(self, *kinds):
        return sum(1 for event in self.trace.of("switch") if event["to"] and event["charged"] in kinds)


def simulate(ossim, scenario, end_of_run=("finished",)):
    trace = canonical.simulate(ossim, canonical.yaml_text(scenario))
    if trace.end_event is None or trace.end_event["outcome"] not in end_of_run:
        raise canonical.RunFailed(f"the run ended as {trace.end_event}")
    return Run(trace)
