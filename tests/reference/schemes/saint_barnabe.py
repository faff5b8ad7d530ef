"""Saint-Barnabé: a week of one to four days, paid in advance."""

from tests.reference.accounts import Scheme, Silence


def world(facts):
    days, cancelled = facts["days_per_week"], facts.get("cancelled_days_in_time", 0)
    lines = [
        {"jour": f"2024-11-{4 + n:02}", "faits": {"jours retenus par semaine": days,
                                                  "annulation": "a-temps" if n < cancelled else None}}
        for n in range(days - bool(facts.get("public_holiday_in_week")))
    ]  # fmt: skip
    return {"lignes": lines}


SCHEME = Scheme(
    ("saint-barnabe",), world, {"saint-barnabe-07": Silence(("saint-barnabe", "saint-barnabe-semaine-due"))}
)
