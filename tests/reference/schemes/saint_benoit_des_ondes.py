"""Saint-Benoît-des-Ondes: a grid for the canteen, a bundle of both sessions of a day for the garderie."""

from tests.reference.accounts import Hole, Scheme


def world(facts):
    known = {"activité": facts["activity"], "quotient familial": facts.get("qf")}
    sessions = facts.get("sessions", ["midi"])
    days = [0] * len(sessions) if facts.get("same_day", True) else range(len(sessions))
    return {"lignes": [{"jour": f"2025-02-{10 + day}", "faits": {**known, "unité": unit}}
                       for day, unit in zip(days, sessions, strict=True)]}  # fmt: skip


SCHEME = Scheme(
    ("saint-benoit-des-ondes",), world, {"saint-benoit-des-ondes-08": Hole("saint-benoit-des-ondes-publie", "750,5")}
)
