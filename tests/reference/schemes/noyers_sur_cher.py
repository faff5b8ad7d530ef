"""Noyers-sur-Cher: a price a term, a day now and then, a sum for those who come late."""

from tests.reference.accounts import Scheme, Silence

TERMS = ("2025-10-03", "2026-02-03", "2026-05-05")


def world(facts):
    unit = {"forfait": "forfait", "jour_exceptionnel": "jour-exceptionnel"}[facts["formula"]]
    days = TERMS[: facts["terms"]] if "terms" in facts else [facts.get("date", TERMS[0])]
    known = {"arrivée": facts.get("joined")}
    lines = [{"jour": day, "faits": {**known, "unité": unit}} for day in days]
    if facts.get("pickup", "") > "18:30":
        lines.append({"jour": days[0], "faits": {**known, "unité": "depassement"}})
    return {"lignes": lines}


SCHEME = Scheme(
    ("noyers-sur-cher",),
    world,
    {"noyers-sur-cher-07": Silence(("noyers-sur-cher", "noyers-sur-cher-au-prorata"))},
)
