"""La Tessoualle: a late surcharge, another site, and two sentences that contradict each other on certificates."""

from tests.reference.accounts import Scheme, Silence

CANCELLED = {"in_time": "a-temps", "late": "tardive"}


def world(facts):
    ill = {"présence": "absent", "motif d'absence": "certificat"} if facts.get("certificate") else {}
    known = {"groupe": facts.get("site", "ecole").lower(), **ill,
             "réservation": "tardive" if facts["booking"] == "late" else "a-temps",
             "annulation": CANCELLED.get(facts.get("cancel"))}  # fmt: skip
    return {"lignes": [{"jour": "2024-11-04", "faits": known}]}


SCHEME = Scheme(
    ("la-tessoualle",), world, {"la-tessoualle-06": Silence(("la-tessoualle", "la-tessoualle-certificat-du"))}
)
