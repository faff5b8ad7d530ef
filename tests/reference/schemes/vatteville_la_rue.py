"""Vatteville-la-Rue: started half-hours in the evening, a table of durations in the morning."""

from tests.reference.accounts import Scheme, Silence

OPENS, CLOSES = "16:15", "08:45"  # the evening starts, the morning ends


def minutes(start, end):
    (hour, minute), (later, last) = (map(int, text.split(":")) for text in (start, end))
    return (later - hour) * 60 + last - minute


def world(facts):
    evening = facts["session"] == "soir"
    length = minutes(OPENS, facts["pickup"]) if evening else minutes(facts["dropoff"], CLOSES)
    return {"lignes": [{"jour": "2024-11-04", "faits": {"unité": facts["session"], "minutes": length}}]}


SCHEME = Scheme(
    ("vatteville-la-rue",),
    world,
    {"vatteville-la-rue-10": Silence(("vatteville-la-rue", "vatteville-la-rue-somme"))},
)
