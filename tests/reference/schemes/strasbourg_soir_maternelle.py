"""Strasbourg, evenings of nursery school: a monthly price whose whole grid changes, half for one of both services."""

from tests.reference.accounts import Scheme


def world(facts):
    variant = "matin-ou-soir" if facts.get("service") == "matin_ou_soir" else None
    return {"lignes": [{"jour": facts["date"], "faits": {"quotient familial": facts["qf"], "variante": variant}}]}


SCHEME = Scheme(("strasbourg-soir-maternelle-2021", "strasbourg-soir-maternelle-2024"), world)
