"""Séné: an effort rate of which one point, the floor and the cap are known."""

from tests.reference.accounts import NotADecision, Scheme


def world(facts):
    day = "2022-11-07" if "before 2023" in facts.get("system", "") else "2023-11-06"
    return {"lignes": [{"jour": day, "faits": {"quotient familial": facts["qf"]}}]}


SCHEME = Scheme(("sene-2022", "sene"), world, {"sene-03": NotADecision("une économie sur l'année, pas un prix")})
