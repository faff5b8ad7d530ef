"""Oudon: effort rates clamped, quarter-hours rounded twice, a discount for whole weeks."""

from tests.reference.accounts import RoundingNotChosen, Scheme, Silence

UNITS = {
    "journee": "journee",
    "demi": "demi-journee",
    "demi_repas": "demi-journee-repas",
    "pericentre_quart_heure": "quart-d-heure",
    "late_pickup": "retard",
}


def world(facts):
    unit = UNITS[facts["activity"]]
    known = {"unité": unit, "habite la commune": facts.get("resident", True), "quotient familial": facts.get("qf")}
    if unit == "retard":
        late = {**known, "minutes": facts["minutes_late"]}
        return {"lignes": [{"jour": "2025-02-03", "qui": ["foyer", f"enfant {n}"], "faits": late}
                           for n in range(facts["children"])]}  # fmt: skip
    days = facts.get("full_days_in_week")
    if days:  # Monday 10 February 2025 and the days after
        return {"lignes": [{"jour": f"2025-02-{10 + n}", "faits": known} for n in range(days)]}
    return {"lignes": [{"jour": "2025-02-10", "faits": known, "quantite": facts.get("quantity", 1)}]}


SCHEME = Scheme(
    ("oudon",),
    world,
    {
        "oudon-08": RoundingNotChosen("oudon-sans-arrondi"),
        "oudon-09": Silence(("oudon", "oudon-remise-sur-la-semaine")),
        "oudon-10": Silence(("oudon", "oudon-remise-sur-la-semaine")),
    },
)
