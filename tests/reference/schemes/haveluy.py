"""Haveluy: a whole summer session, with or without garderie, the latter for parents who work."""

from tests.reference.accounts import Hole, Scheme

VARIANTS = ("sans-garderie", "garderie-matin-ou-soir", "garderie-matin-et-soir")


def world(facts):
    known = {"quotient familial": facts["qf"], "variante": VARIANTS[facts["garderie"]],
             "parents au travail": facts.get("parents_working"), "parent seul": facts.get("single_parent")}  # fmt: skip
    return {"lignes": [{"jour": "2024-07-08", "faits": known}]}


SCHEME = Scheme(("haveluy",), world, {"haveluy-10": Hole("haveluy-publie", "1000,5")})
