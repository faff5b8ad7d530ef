"""Jauldes: one price for the family's day, by the number of children present."""

from tests.reference.accounts import Scheme


def world(facts):
    days = facts.get("days", [{"present": facts.get("siblings_present")}])
    return {"lignes": [{"jour": f"2025-02-{10 + n}", "qui": ["foyer", f"enfant {child}"]}
                       for n, day in enumerate(days) for child in range(day["present"])]}  # fmt: skip


SCHEME = Scheme(("jauldes",), world)
