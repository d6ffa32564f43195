"""Bounds and schedulability tests, asked of the JSON report; and 4.4BSD's shares, which feedback.py runs."""
import re
from fractions import Fraction

import canonical
import feedback
from cases import NotExpressible, base
from figures import TICK


def tasks_of(rows):
    return [{"name": f"T{n + 1}", "period": row[1], "wcet": row[0], "deadline": row[2] if len(row) > 2 else row[1]}
            for n, row in enumerate(rows)]


def rows_of(source):
    if "n" in source:
        return [[1, 1000]] * source["n"]
    rows = source.get("tasks_C_T_D_in_priority_order", source.get("C_T"))
    if rows is None:
        raise NotExpressible("theory without a task set")
    return rows


def scenario(case, policy="rm"):
    source = case["input"]
    if "slices" in source:
        return feedback.bsd_scenario(case)
    tasks = tasks_of(rows_of(source))
    if policy == "fixed":
        scheduler = {"policy": "priority", "preemptive": True, "urgent": "low"}
        tasks = [{**task, "priority": n} for n, task in enumerate(tasks)]
    else:
        scheduler = {"policy": policy}
    return base(case["id"], scheduler, tasks, until=1)


def theory(case, ossim, policy):
    return canonical.report(ossim, canonical.yaml_text(scenario(case, policy)))["schedulability"]


def finding(said, test):
    return next((each for each in said["tests"] if each["test"] == test), {"verdict": None, "because": ""})


def last_number(text):
    return float(re.findall(r"\d+(?:\.\d+)?", text)[-1])



def is_schedulable(case, ossim, policy, more=()):
    source = {**case, "input": {"C_T": [*rows_of(case["input"]), *more]}}
    return all(each["verdict"] == "schedulable" for each in theory(source, ossim, policy)["tests"])


def compare(case, ossim, differ):
    source, wanted = case["input"], case["expected"]
    if "slices" in source:
        feedback.compare_bsd(case, ossim, differ)
        return
    said = theory(case, ossim, "rm")
    sum_of = Fraction(said["utilisation"]["numerator"], said["utilisation"]["denominator"])
    for key, places in (("utilization", None), ("utilization_6dp", 6)):
        if key in wanted:
            differ.same(key, wanted[key], float(sum_of) if places is None else round(float(sum_of), places), 1e-6)
    for key in ("bound_6dp", "ll_bound_6dp"):
        if key in wanted:
            differ.same(key, wanted[key], last_number(finding(said, "Liu & Layland bound")["because"]), 1e-6)
    if "ll_test_passes" in wanted:
        verdict = finding(said, "Liu & Layland bound")["verdict"] == "schedulable"
        differ.same("ll_test_passes", wanted["ll_test_passes"], verdict)
    hyperbolic = finding(said, "hyperbolic bound")
    if "hyperbolic_product_6dp" in wanted:
        differ.same("hyperbolic product", wanted["hyperbolic_product_6dp"],
                    float(re.search(r"= (\d+(?:\.\d+)?)", hyperbolic["because"])[1]), 1e-6)
        differ.same("hyperbolic test", wanted["hyperbolic_test_passes"], hyperbolic["verdict"] == "schedulable")
    if "response_times_or_null_if_miss" in wanted:
        fixed = theory(case, ossim, "fixed")["tasks"]
        found = [task["worst_response"] // TICK if task["verdict"] == "schedulable" else None for task in fixed]
        differ.same_list("response times", wanted["response_times_or_null_if_miss"], found)
        differ.same("schedulable by fixed priorities", wanted["schedulable_fixed_priority"],
                    all(task["verdict"] == "schedulable" for task in fixed))
    if "edf_schedulable_if_D_eq_T" in wanted:
        implicit = {**case, "input": {"C_T": [row[:2] for row in rows_of(source)]}}
        differ.same("schedulable by EDF", wanted["edf_schedulable_if_D_eq_T"], is_schedulable(implicit, ossim, "edf"))
    for key in wanted:
        if found := re.fullmatch(r"max_C_of_fourth_with_T_(\d+)", key):
            period, most = int(found[1]), wanted[key]
            differ.same("a fourth task fits", True, is_schedulable(case, ossim, "edf", [[most, period]]))
            differ.same("a longer one fits", False, is_schedulable(case, ossim, "edf", [[most + 1, period]]))


SUITES = {"rt_theory_and_formulas": (compare, scenario)}
