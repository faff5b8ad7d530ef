"""Fay-aux-Loges: an effort rate between two bounds; a new quotient counts from the month after its letter."""

from tests.reference.accounts import RoundingNotChosen, Scheme


def quotient(facts):
    """The quotient in force: a dated row that starts on the first of the month after the letter is received."""
    if "letter_received" not in facts:
        return facts.get("qf")
    return facts["qf_after" if facts["date"][:7] > facts["letter_received"][:7] else "qf_before"]


def world(facts):
    known = {"adulte": facts["person"] == "adulte", "pai": facts.get("pai", False),
             "quotient familial": quotient(facts)}  # fmt: skip
    return {"lignes": [{"jour": facts.get("date", "2026-03-02"), "faits": known}]}


SCHEME = Scheme(("fay-aux-loges",), world, {"fay-aux-loges-09": RoundingNotChosen("fay-aux-loges-sans-arrondi")})
