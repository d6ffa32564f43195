#!/usr/bin/env python3
"""The oracle itself against published schedules, and the witness against traces that break a promise."""
import json
import os
import sys
import unittest

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import canonical  # noqa: E402
import naive_smp  # noqa: E402
from oracle import Oracle  # noqa: E402

FIVE = [("A", 0, 3), ("B", 2, 6), ("C", 4, 4), ("D", 6, 5), ("E", 8, 2)]


def ends(scheduler, jobs, **more):
    processes = [{"name": name, "arrival": at, "threads": [{"steps": [["compute", burst]]}]} for name, at, burst in jobs]
    return [thread.end for thread in Oracle({"scheduler": scheduler, "processes": processes, **more}).run().threads]


class PublishedSchedules(unittest.TestCase):
    def test_stallings_table(self):
        for scheduler, finish in [({"policy": "fcfs"}, [3, 9, 13, 18, 20]),
                                  ({"policy": "rr", "quantum": 1}, [4, 18, 17, 20, 15]),
                                  ({"policy": "rr", "quantum": 4}, [3, 17, 11, 20, 19]),
                                  ({"policy": "sjf"}, [3, 9, 15, 20, 11]),
                                  ({"policy": "srtf"}, [3, 15, 8, 20, 10]),
                                  ({"policy": "hrrn"}, [3, 9, 13, 20, 15])]:
            self.assertEqual(ends(scheduler, FIVE), finish, scheduler)

    def test_a_switch_is_paid_before_the_incoming_thread(self):
        self.assertEqual(ends({"policy": "rr", "quantum": 2}, [("A", 0, 4), ("B", 0, 4)], process_switch=5), [21, 28])

    def test_two_cpus_share_one_queue(self):
        self.assertEqual(ends({"policy": "rr", "quantum": 2}, [("A", 0, 6), ("B", 0, 3), ("C", 0, 4)], cpus=2), [7, 5, 6])

    def test_admission_is_in_order(self):
        jobs = [("A", 0, 4), ("B", 0, 6), ("C", 0, 3), ("D", 0, 2)]
        self.assertEqual(ends({"policy": "rr", "quantum": 2}, jobs, admitted=2), [6, 12, 13, 15])


def smp_ends(jobs, scheduler, **more):
    processes = [{"name": name, "arrival": 0, "threads": [{"steps": [["compute", burst]], **about}]}
                 for name, burst, about in jobs]
    oracle = naive_smp.SmpOracle({"scheduler": scheduler, "processes": processes, **more})
    return [thread.end for thread in oracle.run().threads]


class SeveralCpus(unittest.TestCase):
    JOBS = [("A", 6, {}), ("B", 1, {}), ("C", 4, {}), ("D", 4, {})]  # A and C on CPU 0, B and D on CPU 1

    def test_a_partitioned_machine_does_not_share(self):
        self.assertEqual(smp_ends(self.JOBS, {"policy": "fcfs"}, cpus=2, run_queues="per_cpu",
                                  balance={"on_idle": "none"}), [6, 1, 10, 5])

    def test_an_idle_cpu_steals(self):
        self.assertEqual(smp_ends(self.JOBS, {"policy": "fcfs"}, cpus=2, run_queues="per_cpu"), [6, 1, 9, 5])

    def test_a_mask_is_kept(self):
        jobs = [("A", 6, {}), ("B", 4, {"affinity": [0]}), ("C", 3, {})]
        self.assertEqual(smp_ends(jobs, {"policy": "fcfs"}, cpus=2), [6, 10, 3])


def trace_of(*events):
    header = {"ossim_trace": 1, "cpus": 1}
    named = [{"t": 0, "e": "process", "pid": 2, "parent": 1, "name": "P"},
             {"t": 0, "e": "thread", "tid": 1, "pid": 2, "name": "P", "group": ""}]
    return canonical.Trace("\n".join(json.dumps(record) for record in [header, *named, *events]))


def move(t, was, to, tid=1):
    return {"t": t, "e": "state", "tid": tid, "from": was, "to": to, "cause": "x", "on": "nothing", "object": 0, "cpu": 0}


def whole(*events, end):
    return trace_of(move(0, "none", "New"), move(0, "New", "Ready"), *events,
                    {"t": end, "e": "end", "outcome": "finished", "complete": True, "events": 0})


SWITCH = {"t": 0, "e": "switch", "cpu": 0, "from": 0, "to": 1, "kind": "from_idle", "charged": "components", "cost": {}}


class Invariants(unittest.TestCase):
    def test_a_good_trace_breaks_none(self):
        trace = whole(move(0, "Ready", "Running"), SWITCH, move(5, "Running", "Terminated"), end=5)
        self.assertEqual(canonical.broken_invariants(trace), [])
        self.assertEqual(canonical.merged(canonical.timelines(trace)[0]), [(1, 0, 5)])

    def test_an_illegal_move_is_found(self):
        trace = whole(move(0, "Ready", "Waiting"), move(5, "Waiting", "Terminated"), end=5)
        self.assertIn("at 0 thread 1 moves from Ready to Waiting", canonical.broken_invariants(trace))

    def test_an_idle_cpu_beside_a_ready_thread_is_found(self):
        trace = whole(move(2, "Ready", "Running"), {**SWITCH, "t": 2}, move(5, "Running", "Terminated"), end=5)
        self.assertIn("from 0 to 2 CPU 0 idles while threads [1] are ready", canonical.broken_invariants(trace))

    def test_time_that_runs_back_is_found(self):
        trace = whole(move(3, "Ready", "Running"), {**SWITCH, "t": 2}, move(5, "Running", "Terminated"), end=5)
        self.assertIn("time runs back from 3 to 2", canonical.broken_invariants(trace))

    def test_a_thread_that_never_ends_is_found(self):
        trace = whole(move(0, "Ready", "Running"), SWITCH, end=5)
        self.assertIn("the run is finished but threads [1] have not ended", canonical.broken_invariants(trace))


if __name__ == "__main__":
    unittest.main()
