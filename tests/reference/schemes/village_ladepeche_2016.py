"""A village of 2016: presences of the month, a package beyond five, an annual fee that falls after Easter."""

from tests.reference.accounts import Scheme, Silence


def world(facts):
    known = {"activité": "garderie", "habite la commune": facts.get("resident", True)}
    if "event" in facts or facts.get("activity") == "cantine":
        activity = "cotisation" if "event" in facts else "cantine"
        return {"lignes": [{"jour": facts.get("date", "2016-11-07"), "faits": {**known, "activité": activity}}]}
    units = facts.get("day", ["matin"])
    return {"lignes": [{"jour": f"2016-11-{day:02}", "faits": {**known, "unité": unit}}
                       for day in range(1, facts.get("presences", 1) + 1) for unit in units]}  # fmt: skip


SCHEME = Scheme(
    ("village-ladepeche-2016",),
    world,
    {"village-ladepeche-2016-07": Silence(("village-ladepeche-2016", "village-ladepeche-2016-une-fois"))},
)
