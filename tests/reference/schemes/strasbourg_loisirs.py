"""Strasbourg, leisure centres: a day or half a day, and a meal priced by the grid of the canteen."""

from tests.reference.accounts import Scheme

UNITS = {"journee": "journee", "demi_journee": "demi-journee"}


def world(facts):
    known = {"quotient familial": facts["qf"], "pai": facts.get("pai", False)}
    lines = [{"jour": "2023-02-15", "faits": {**known, "unité": UNITS[facts["duration"]]}}]
    if facts["meal"]:
        lines.append({"jour": "2023-02-15", "faits": {**known, "unité": "repas", "variante": facts["meal"]}})
    return {"lignes": lines}


SCHEME = Scheme(("strasbourg-loisirs",), world)
