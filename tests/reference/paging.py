"""The reference cases of memory: page replacement, translation, TLBs.

A case becomes a process that refers to the pages of the case, one a tick; what it met is read from the trace: each
reference with its page, its frame and where its translation was found; before it the faults and the pages that made
room. What a case lists besides (an order of pages, which of them are in a window) is put together from these.
"""
from fractions import Fraction

import canonical
from cases import NotExpressible, base

FAULTS = ("minor", "major")


class Reference:
    """One reference of a run: `hit` says that it met no fault."""

    def __init__(self, page, frame, hit, evicted, in_tlb, who, at):
        self.page, self.frame, self.hit, self.evicted = page, frame, hit, evicted
        self.in_tlb, self.who, self.at = in_tlb, who, at


def references(ossim, scenario):
    trace = canonical.simulate(ossim, canonical.yaml_text(scenario))
    if trace.end_event is None or trace.end_event["outcome"] != "finished":
        raise canonical.RunFailed(f"the run ended as {trace.end_event}")
    found, faulted, evicted = [], False, []
    for event in trace.events:
        if event["e"] == "fault" and event["kind"] in FAULTS:
            faulted = True
        elif event["e"] == "evict":
            evicted.append(event["page"])
        elif event["e"] == "reference":
            who = trace.process_name[trace.thread_process[event["tid"]]]
            found.append(Reference(event["page"], event["frame"], not faulted, evicted,
                                   event["translation"] != "walk", who, event["t"]))
            faulted, evicted = False, []
    return found


# --- page replacement --------------------------------------------------------------------------------------------

RULES = {"FIFO": "fifo", "LRU": "lru", "MRU": "mru", "OPT": "opt", "MIN": "opt", "UNOPT": "unopt", "LFU": "lfu",
         "CLOCK": "clock"}


def rule_of(policy):
    word = policy.split("(")[0].strip().upper()
    if word not in RULES:
        raise NotExpressible(f"replacement {word}")
    return RULES[word]


def ostep_policy_scenario(case):
    """OSTEP's optimum takes, of pages that never come again, the one that was loaded last."""
    return replacement_scenario(case, {"ties": "newest_load"} if rule_of(case["input"]["policy"]) == "opt" else {})


def clock_scenario(case):
    source = case["input"]
    if "delta" in source:
        memory = {"frames": len(set(source["references"])), "window": source["delta"]}
        return scenario_of(case, source["references"], memory, "working_set")
    new = source.get("reference_bit_of_new_page")
    return replacement_scenario(case, {} if new is None else {"new_pages_referenced": bool(new)})


def replacement_scenario(case, more):
    source = case["input"]
    return scenario_of(case, source["references"], {"frames": source["frames"], **more}, rule_of(source["policy"]))


def scenario_of(case, pages, memory, rule):
    steps = [{"access": {"pages": list(pages), "each": 1}}]
    return base(case["id"], {"policy": "fcfs"}, [{"name": "P", "program": steps}],
                machine={"memory": memory, "replacement": rule})


def compare_counts(wanted, found, differ):
    hits = sum(each.hit for each in found)
    for key, value in (("hits", hits), ("misses", len(found) - hits)):
        if key in wanted:
            differ.same(key, wanted[key], value)
    if "hit_rate_pct_2dp" in wanted:
        differ.rounded("hit rate %", wanted["hit_rate_pct_2dp"], percentage(hits, len(found)), 2)


def percentage(part, whole):
    return Fraction(100 * part, whole) if whole else Fraction(0)


def made_room(each):
    return each.evicted[0] if each.evicted else None


def compare_ostep_policy(case, ossim, differ):
    found = references(ossim, ostep_policy_scenario(case))
    moves_on_hit = case["input"]["policy"].upper() in ("LRU", "MRU")
    rows, memory = [], []
    for each in found:
        memory = [page for page in memory if page not in each.evicted]
        if not each.hit or moves_on_hit:
            memory = [page for page in memory if page != each.page] + [each.page]
        rows.append([each.page, each.hit, made_room(each), list(memory)])
    differ.same_list("rows [page, hit, evicted, memory]", case["expected"]["accesses"], rows)
    compare_counts(case["expected"], found, differ)


def compare_clock(case, ossim, differ):
    """The bits and the hand are not in the trace: what they decide, victims and their frames, is."""
    found, wanted = references(ossim, clock_scenario(case)), case["expected"]
    if "working_sets" in wanted:
        return differ.same_list("working sets", wanted["working_sets"], windows(found))
    frames, rows = [None] * case["input"]["frames"], []
    lowest = min(each.frame for each in found)
    for each in found:
        frames[each.frame - lowest] = each.page
        rows.append([each.page, each.hit, made_room(each), list(frames)])
    if "accesses_page_hit_evicted_frames_bits_hand" in wanted:
        differ.same_list("rows [page, hit, evicted, frames]",
                         [row[:4] for row in wanted["accesses_page_hit_evicted_frames_bits_hand"]], rows)
    if "accesses_page_hit_evicted" in wanted:
        differ.same_list("rows [page, hit, evicted]", wanted["accesses_page_hit_evicted"], [row[:3] for row in rows])
    compare_counts(wanted, found, differ)


def windows(found):
    sets, resident = [], set()
    for each in found:
        resident = (resident - set(each.evicted)) | {each.page}
        sets.append(sorted(resident))
    return sets


# --- translation -------------------------------------------------------------------------------------------------

def translate_scenario(case):
    raise NotExpressible("a page table whose frames are given: frames are the kernel's to choose")


def compare_translate(case, ossim, differ):
    references(ossim, translate_scenario(case))


# --- TLBs --------------------------------------------------------------------------------------------------------

def tlb_scenario(case):
    source = case["input"]
    if "entries" in source and "va_bits" not in source:
        return tlb_run(case)
    if "tlb_hit_ratio" in source:
        raise NotExpressible("an access time by a hit ratio that is given: a run has references, and counts its hits")
    if "va_bits" in source:
        raise NotExpressible("the size of a table by the bits of an address: arithmetic, without a run")
    raise NotExpressible("an address taken apart: arithmetic, without a run")


def tlb_run(case):
    source = case["input"]
    tlb = {"entries": source["entries"], "replacement": source["replacement"].lower(),
           "address_space_tags": "full" if source.get("asid") else "none"}
    machine = {"memory": {"size": "1GiB"}, "tlb": tlb}
    if "virtual_addresses" in source:
        machine["page_size"] = source["page_size"]
        steps = [{"read": {"addresses": list(source["virtual_addresses"])}}]
        return base(case["id"], {"policy": "fcfs"}, [{"name": "A", "program": steps}], machine=machine)
    steps = {}
    for turn in turns(source):
        mine = steps.setdefault(turn[0], [])
        if mine:
            mine.append("yield")
        if turn[1:]:
            mine.append({"read": {"pages": turn[1:]}})
    check_alternation([turn[0] for turn in turns(source)])
    processes = [{"name": name, "program": mine} for name, mine in steps.items()]
    return base(case["id"], {"policy": "fcfs"}, processes, machine=machine)


def turns(source):
    """[[space, page, page, ...], ...]: a turn of a space, until another one has its own."""
    sequence = next(value for key, value in source.items() if key.startswith("sequence"))
    found = []
    for item in sequence:
        if isinstance(item, str):
            if not found or found[-1][0] != item:
                found.append([item])
        else:
            found[-1].append(item)
    return found


def check_alternation(order):
    """`yield` gives the CPU to who has waited longest: the spaces must come round in their order."""
    names = list(dict.fromkeys(order))
    if any(name != names[place % len(names)] for place, name in enumerate(order)):
        raise NotExpressible("address spaces that do not come round in turn")


def compare_tlb(case, ossim, differ):
    """Which entry made room is not in the trace; that an entry is gone shows at its next reference."""
    found, wanted = references(ossim, tlb_scenario(case)), case["expected"]
    if "hits_pattern" in wanted:
        differ.same_list("hits", wanted["hits_pattern"], [each.in_tlb for each in found])
        differ.same_list("pages", wanted["vpn"], [each.page for each in found])
    if "accesses_as_vpn_hit_evicted" in wanted:
        differ.same_list("rows [space, page, hit]", [row[:3] for row in wanted["accesses_as_vpn_hit_evicted"]],
                         [[each.who, each.page, each.in_tlb] for each in found])
    hits = sum(each.in_tlb for each in found)
    differ.same("hits", wanted["hits"], hits)
    differ.same("misses", wanted["misses"], len(found) - hits)
    if "address_space_switches" in wanted:
        order = [each.who for each in found]
        differ.same("changes of address space", wanted["address_space_switches"],
                    sum(a != b for a, b in zip(order, order[1:])))


SUITES = {
    "ostep_paging_policy": (compare_ostep_policy, ostep_policy_scenario),
    "ostep_paging_translate": (compare_translate, translate_scenario),
    "paging_clock": (compare_clock, clock_scenario),
    "tlb_and_address": (compare_tlb, tlb_scenario),
}
