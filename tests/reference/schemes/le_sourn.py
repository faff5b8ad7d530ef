"""Le Sourn: meals unannounced at cost price, absences for medical reasons, a grid with holes for the day."""

from tests.reference.accounts import Hole, Scheme

REASONS = {"none": "non-justifiee", "medical": "certificat"}


def world(facts):
    absent = {"présence": "absent", "motif d'absence": REASONS[facts["reason"]]} if "reason" in facts else {}
    known = {"activité": facts["activity"].replace("_", "-"), "habite la commune": facts.get("resident"),
             "quotient familial": facts.get("qf"), **absent,
             "réservation": "absente" if facts.get("booking") == "none" else "a-temps"}  # fmt: skip
    lines = [{"jour": "2024-11-06", "faits": known}]
    if facts.get("minibus"):
        lines.append({"jour": "2024-11-06", "faits": {**known, "activité": "minibus"}})
    return {"lignes": lines}


SCHEME = Scheme(("le-sourn",), world, {"le-sourn-09": Hole("le-sourn-publie", "950,5")})
