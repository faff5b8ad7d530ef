"""Frans: hours cheaper for regulars and for whole days, holidays sold in packages, members only."""

from tests.reference.accounts import Scheme

ACTIVITIES = {"peri": "periscolaire", "mercredi": "mercredi", "vacances": "vacances"}


def world(facts):
    known = {"activité": ACTIVITIES[facts["activity"]], "quotient familial": facts["qf"],
             "habite la commune": facts.get("resident", True), "adhérent": facts.get("member")}  # fmt: skip
    days = facts.get("evenings_per_week") or facts.get("days") or 1
    parts = facts.get("parts") or [facts["activity"]]
    lines = [{"jour": f"2025-02-{10 + n}", "faits": {**known, "unité": part}} for n in range(days) for part in parts]
    if "hours" in facts:  # the case prices the hours of one day: the others only say who is regular
        minutes = facts["hours"] * 60 // len(parts)
        for number, line in enumerate(lines):
            line["faits"]["minutes"] = minutes if number < len(parts) else 0
    if facts.get("meal"):
        lines.append({"jour": "2025-02-10", "faits": {**known, "activité": "repas"}})
    return {"lignes": lines}


SCHEME = Scheme(("frans",), world)
