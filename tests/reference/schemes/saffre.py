"""Saffré: the bracket below for large families, residents by home or by work."""

from tests.reference.accounts import Hole, Scheme

UNITS = {"journee": "journee", "demi_repas": "demi-journee-repas", "demi": "demi-journee"}


def world(facts):
    known = {
        "unité": UNITS[facts["formula"]],
        "quotient familial": facts["qf"],
        "habite la commune": facts.get("in_community", facts.get("lives_in")),
        "travaille dans la communauté": facts.get("works_in", False),
        "nombre d'enfants inscrits": facts["children_enrolled"],
    }
    return {"lignes": [{"jour": "2025-09-03", "faits": known}]}


SCHEME = Scheme(("saffre",), world, {"saffre-02": Hole("saffre-publie", "(moins de 450) et la ligne 2 (de 451")})
