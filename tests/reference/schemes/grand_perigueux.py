"""Grand Périgueux: a grid by regime; without proof of the quotient, the highest price."""

from tests.reference.accounts import Hole, Scheme

UNITS = {"journee_repas": "journee-repas", "journee_sans_repas": "journee", "demi_repas": "demi-journee-repas"}


def world(facts):
    known = {"unité": UNITS[facts["formula"]], "régime": facts["regime"], "quotient familial": facts["qf"]}
    return {"lignes": [{"jour": "2024-10-02", "faits": known}]}


SCHEME = Scheme(("grand-perigueux",), world, {"grand-perigueux-09": Hole("grand-perigueux-publie", "plus de 1501")})
