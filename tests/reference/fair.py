"""Proportional shares: stride, Linux's weights, CFS slices and the EEVDF paper, asked of what ossim picks and runs."""
import canonical
from cases import NotExpressible, base
from fractions import Fraction

TICK = canonical.TICK


def names(count):
    return [chr(ord("A") + i) for i in range(count)]


def scenario(case):
    source = case["input"]
    if source.get("policy") == "stride":
        jobs = [{"name": client["id"], "tickets": client["tickets"], "burst": 1000} for client in source["clients"]]
        first = source["clients"][0]
        rule = {"policy": "stride", "quantum": 1, "stride1": first["tickets"] * first["stride"],
                "initial_pass": source["initial_pass"]}
        return base(case["id"], rule, jobs, until=source["quanta"])
    if source.get("policy") == "EEVDF":
        jobs = [{"name": "C" + client["id"], "tickets": client["weight"], "slice": client["request"],
                 "arrival": client["join"], "burst": 1000} for client in source["clients"]]
        rule = {"policy": "eevdf", "version": "paper", "weight": "tickets", "quantum": source["quantum"]}
        return base(case["id"], rule, jobs, until=source["ticks"])
    fair = {"policy": "cfs", "start_debit": False}
    if "nice_to_weight" in case["expected"]:
        jobs = [{"name": f"N{place}", "nice": int(nice), "burst": 1}
                for place, nice in enumerate(case["expected"]["nice_to_weight"])]
        return base(case["id"], {**fair, "quantum": 1}, jobs)
    if "share_pct_3dp" in case["expected"]:  # after as many quanta as the weights add up to, all are level
        jobs = [{"name": name, "nice": nice, "burst": 10_000} for name, nice in zip(names(9), source["nice"])]
        return base(case["id"], {**fair, "quantum": 1}, jobs, until=2383)
    if "slices_3dp" in case["expected"]:
        jobs = [{"name": name, "nice": nice, "burst": 1000} for name, nice in zip(names(9), source["nice"])]
        return base(case["id"], {**fair, "latency": source["sched_latency"]}, jobs, until=200)
    raise NotExpressible("a fair-share case of another kind")


def picks(trace):
    return [(pick, trace.process_name[trace.thread_process[pick["tid"]]],
             trace.process_name.get(trace.thread_process.get(pick["next"]))) for pick in trace.of("pick")]


def slots(trace, ticks):
    """Who has each tick."""
    row = [None] * ticks
    for tid, start, end in canonical.merged(canonical.timelines(trace)[0]):
        for place in range(start // TICK, end // TICK):
            row[place] = trace.process_name[trace.thread_process[tid]]
    return row


def compare_stride(case, trace, differ):
    wanted = case["expected"]
    found = slots(trace, case["input"]["quanta"])
    differ.same_list("order", wanted["order"], found)
    for pick, who, then in picks(trace):
        passes = wanted["pass_before_each_quantum"][pick["t"] // TICK]
        differ.same(f"pass of {who} at {pick['t'] // TICK}", passes[who], pick["key"])
        if then:
            differ.same(f"pass of {then} at {pick['t'] // TICK}", passes[then], pick["next_key"])
    for who, count in wanted["counts"].items():
        differ.same(f"quanta of {who}", count, found.count(who))


def compare_eevdf(case, trace, differ):
    wanted = case["expected"]
    differ.same_list("order", ["C" + who for who in wanted["order"]], slots(trace, case["input"]["ticks"]))
    for pick, who, then in picks(trace):
        at = pick["t"] // TICK
        v = Fraction(wanted["virtual_time_at_each_tick"][at])
        pending = wanted["eligible_and_deadline_of_pending_requests"][at]
        for name, key, lag in [(who, "key", "second_key"), (then, "next_key", "next_second_key")]:
            if name:
                eligible, deadline = (Fraction(text) for text in pending[name[1:]])
                differ.same(f"deadline of {name} at {at}", deadline * TICK, pick[key])
                differ.same(f"V less eligible time of {name} at {at}", (v - eligible) * TICK, pick.get(lag, 0))


def compare(case, ossim, differ):
    trace = canonical.simulate(ossim, canonical.yaml_text(scenario(case)))
    wanted, figures = case["expected"], canonical.threads(trace)
    if case["input"].get("policy") == "stride":
        compare_stride(case, trace, differ)
    elif case["input"].get("policy") == "EEVDF":
        compare_eevdf(case, trace, differ)
    elif "nice_to_weight" in wanted:
        found = {who: pick["second_key"] for pick, who, _ in picks(trace)}
        for place, (nice, weight) in enumerate(wanted["nice_to_weight"].items()):
            differ.same(f"weight of nice {nice}", weight, found.get(f"N{place}"))
    elif "share_pct_3dp" in wanted:
        for name, share in zip(names(9), wanted["share_pct_3dp"]):
            differ.rounded(f"share of {name}", share, Fraction(100 * figures[trace.tids_of(name)[0]].cpu, trace.end), 3)
    else:
        runs = canonical.merged(canonical.timelines(trace)[0])
        for (_, start, end), length in zip(runs, wanted["slices_3dp"]):
            differ.rounded("slice", length, Fraction(end - start, TICK), 3)


SUITES = {"fair_share": (compare, scenario)}
