"""Cheniménil: tickets of three colours."""

from tests.reference.accounts import Scheme


def world(facts):
    known = {"unité": facts["ticket"].replace("_", "-"), "quotient familial": facts["qf"]}
    return {"lignes": [{"jour": "2024-11-04", "faits": known}]}


SCHEME = Scheme(("chenimenil",), world)
