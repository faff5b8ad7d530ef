"""Loon-Plage: sessions by bracket, outings as a share of their cost, a membership half as dear from July."""

from tests.reference.accounts import Scheme


def world(facts):
    cost = facts.get("event_cost_cents")
    known = {
        "unité": facts["activity"].replace("_", "-"),
        "quotient familial": facts.get("qf"),
        "habite la commune": facts.get("resident", True),
        "adhérent": facts.get("member"),
        "coût de la sortie": cost / 100 if cost else None,
    }
    return {"lignes": [{"jour": facts.get("date", "2025-03-05"), "faits": known}]}


SCHEME = Scheme(("loon-plage",), world)
