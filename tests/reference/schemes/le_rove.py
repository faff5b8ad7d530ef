"""Le Rove: the forecast meals of a month, for children of four, registered before it and without debt."""

from tests.reference.accounts import Scheme


def world(facts):
    nursery = facts.get("level") == "maternelle"
    registered = facts.get("registered_on")
    known = {
        "niveau scolaire": "petite-section" if nursery else "cp",
        "âge": facts.get("age_years", 6),
        "inscrit avant le premier du mois": registered[:7] < facts["date"][:7] if registered else True,
        "impayé": 45 if facts.get("unpaid_on_30th") else 0,
    }
    return {"lignes": [{"jour": f"2025-11-{n + 1:02}", "faits": known} for n in range(facts.get("forecast_meals", 1))]}


SCHEME = Scheme(("le-rove",), world)
