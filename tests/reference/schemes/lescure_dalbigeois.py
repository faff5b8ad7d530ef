"""Lescure-d'Albigeois: three brackets, and twice the last one for who is not registered."""

from tests.reference.accounts import Scheme


def world(facts):
    booking = "a-temps" if facts["registered"] else "absente"
    return {"lignes": [{"jour": "2024-11-04", "faits": {"quotient familial": facts["qf"], "réservation": booking}}]}


SCHEME = Scheme(("lescure-dalbigeois",), world)
