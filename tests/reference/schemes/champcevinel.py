"""Champcevinel: four brackets, one price for all the year before."""

from tests.reference.accounts import Hole, Scheme


def world(facts):
    return {"lignes": [{"jour": facts.get("date", "2022-11-07"), "faits": {"quotient familial": facts["qf"]}}]}


SCHEME = Scheme(("champcevinel-2021", "champcevinel"), world, {"champcevinel-07": Hole("champcevinel-publie", "622,5")})
