"""Laon: the average hourly price, for placed children and for unknown resources."""

from tests.reference.accounts import Scheme


def world(facts):
    known = {"activité": facts["structure"].replace("_", "-"), "régime": facts["regime"].replace("_", "-"),
             "habite la commune": facts["resident"]}  # fmt: skip
    return {"lignes": [{"jour": "2024-11-04", "faits": known}]}


SCHEME = Scheme(("laon-petite-enfance",), world)
