"""Loiron-Ruillé: three brackets that leave 899 and 1,350 in no row."""

from tests.reference.accounts import Hole, Scheme


def world(facts):
    known = {"unité": facts["activity"].replace("_", "-"), "quotient familial": facts["qf"]}
    return {"lignes": [{"jour": "2024-11-04", "faits": known}]}


SCHEME = Scheme(
    ("loiron-ruille",),
    world,
    {
        "loiron-ruille-06": Hole("loiron-ruille-publie", "(moins de 899)"),
        "loiron-ruille-07": Hole("loiron-ruille-publie", "(plus de 1350)"),
    },
)
