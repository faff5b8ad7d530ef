"""Groix: seven brackets whose highest price is not the same in the table and in the text."""

from tests.reference.accounts import Scheme, Silence


def world(facts):
    return {"lignes": [{"jour": "2024-11-04", "faits": {"quotient familial": facts["qf"]}}]}


SCHEME = Scheme(("groix",), world, {"groix-08": Silence(("groix", "groix-texte"))})
