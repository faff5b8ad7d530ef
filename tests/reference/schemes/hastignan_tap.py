"""Hastignan, TAP: a notified bracket, an opening discount, then a discount for siblings."""

from tests.reference.accounts import Scheme


def world(facts):
    level = facts.get("qf_level")
    known = {
        "activité": "retard" if "picked_up_minutes_after_16h" in facts else "tap",
        "variante": "exceptionnelle" if facts.get("usage") == "exceptionnel" else "reguliere",
        "habite la commune": facts.get("resident", True),
        "classe": facts["class"].lower() if "class" in facts else None,
        "tranche de quotient": f"qf-{level}" if level else None,
        "enfants de la famille": facts.get("siblings"),
        "minutes": facts.get("picked_up_minutes_after_16h"),
    }
    return {"lignes": [{"jour": facts["date"], "faits": known}]}


SCHEME = Scheme(("hastignan-tap-2016-01", "hastignan-tap"), world)
