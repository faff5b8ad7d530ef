"""Nalliers: a ladder of upper bounds, read from the first."""

from tests.reference.accounts import Hole, Scheme


def world(facts):
    return {"lignes": [{"jour": "2024-11-04", "faits": {"quotient familial": facts["qf"]}}]}


SCHEME = Scheme(("nalliers",), world, {"nalliers-08": Hole("nalliers-publie", "2000")})
