"""Villiers-Saint-Georges: garderie free for agents, dearer unannounced, and an hour due after closing."""

from tests.reference.accounts import Scheme, Silence


def world(facts):
    known = {"unité": facts["activity"], "parent agent de la commune": facts.get("parent_is_agent", False),
             "réservation": "a-temps" if facts.get("registered", True) else "absente"}  # fmt: skip
    lines = [{"jour": "2024-11-04", "faits": known}]
    if "minutes_late" in facts:
        late = {**known, "unité": "apres-fermeture", "minutes": facts["minutes_late"]}
        lines.append({"jour": "2024-11-04", "faits": late})
    return {"lignes": lines}


READINGS = Silence(("villiers-saint-georges", "villiers-saint-georges-sans-inscription"))
SCHEME = Scheme(("villiers-saint-georges",), world, {"villiers-saint-georges-06": READINGS})
