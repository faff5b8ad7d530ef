"""Roncq: brackets that differ for residents, a surcharge out of time, a share of the CCAS."""

from tests.reference.accounts import Hole, Scheme

ACTIVITIES = {"cantine": "cantine", "demi_heure": "demi-heure"}


def world(facts):
    late = {"réservation": "tardive"} if facts.get("booking") == "late" else {}
    known = {"activité": ACTIVITIES[facts["activity"]], "quotient familial": facts["qf"],
             "habite la commune": facts["resident"], "pai": facts.get("pai", False), **late}  # fmt: skip
    return {"lignes": [{"jour": "2025-10-01", "faits": known, "quantite": facts.get("quantity", 1)}]}


SCHEME = Scheme(
    ("roncq",),
    world,
    {
        "roncq-07": Hole("roncq-publie", "quotient familial : 1900 €"),
        "roncq-10": Hole("roncq-publie", "(moins de 800) et la ligne 44 (de 860"),
        "roncq-11": Hole("roncq-publie", "quotient familial : 1500 €"),
    },
)
