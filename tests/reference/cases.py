"""What the suites have in common: the frame of a scenario, and the word for a case that has none."""


class NotExpressible(Exception):
    """The scenario language of today has no word for the case; the text says which one is missing."""


def base(title, scheduler, processes, conventions="ossim", **more):
    out = {"ossim": 1, "title": title, "unit": "tick"}
    if "machine" in more:
        out["machine"] = more["machine"]
    out.update({"conventions": conventions, "scheduler": scheduler})
    out.update({key: value for key, value in more.items() if key != "machine"})
    out["processes"] = processes
    return out
