"""Saint-Caprais-de-Bordeaux: residents, adults, meals brought, and a surcharge for who comes unannounced."""

from tests.reference.accounts import Scheme, Silence


def world(facts):
    known = {"adulte": facts.get("person") == "adulte", "pai": facts.get("pai", False),
             "habite la commune": facts.get("resident"),
             "réservation": "absente" if facts.get("booking") == "none" else "a-temps"}  # fmt: skip
    return {"lignes": [{"jour": "2024-11-04", "faits": known}]}


READINGS = Silence(("saint-caprais-de-bordeaux", "saint-caprais-de-bordeaux-pai-majore"))
SCHEME = Scheme(("saint-caprais-de-bordeaux",), world, {"saint-caprais-de-bordeaux-07": READINGS})
