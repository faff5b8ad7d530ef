"""Strasbourg, canteen: three products, half price rounded for a meal brought, double from the eleventh late booking."""

from tests.reference.accounts import Scheme


def world(facts):
    known = {"variante": facts["product"], "quotient familial": facts["qf"], "pai": facts.get("pai", False)}
    ordinal = facts.get("late_booking_ordinal")
    if ordinal:  # the counter is frozen on the line, as it is once charged
        known |= {"réservation": "tardive", "tardives": ordinal}
    return {"lignes": [{"jour": "2020-10-01", "faits": known, "quantite": facts.get("quantity", 1)}]}


SCHEME = Scheme(("strasbourg-cantine",), world)
