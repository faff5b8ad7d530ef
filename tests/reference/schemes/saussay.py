"""Saussay: meals now and then or a monthly card, cheaper for several children, and meals refunded."""

from tests.reference.accounts import Scheme, Silence

UNITS = {"occasionnel": "occasionnel", "carte": "carte", "pai_mensuel": "pai-mensuel",
         "surveillance_sans_repas_pai": "sans-repas-mensuel"}  # fmt: skip


def world(facts):
    if facts.get("event") == "refund":
        return {"lignes": [{"jour": "2025-11-03", "faits": {"unité": "remboursement"}, "quantite": facts["meals"]}]}
    unit = "adulte" if facts.get("person") == "adulte" else UNITS[facts["formula"]]
    children = facts.get("children", 1)
    known = {"unité": unit, "nombre d'enfants du foyer": children}
    return {"lignes": [{"jour": "2025-11-03", "qui": ["foyer", f"enfant {n}"], "faits": known}
                       for n in range(children)]}  # fmt: skip


SCHEME = Scheme(("saussay",), world, {"saussay-05": Silence(("saussay", "saussay-carte-de-famille"))})
