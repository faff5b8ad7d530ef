"""La Selle-Craonnaise: levels, a cheaper third child, and a surcharge for absences that the text states twice."""

from tests.reference.accounts import Scheme, Silence

LEVELS = {"maternelle": "petite-section", "elementaire": "ce1"}
REASONS = {"none": "non-justifiee", "sick": "certificat"}


def world(facts):
    absent = {"présence": "absent", "motif d'absence": REASONS[facts["reason"]]} if "reason" in facts else {}
    known = {"adulte": facts.get("person") == "adulte", "niveau scolaire": LEVELS.get(facts.get("level")),
             "rang_enfant": facts.get("sibling_rank", 1), **absent}  # fmt: skip
    return {"lignes": [{"jour": "2024-11-04", "faits": known}]}


SCHEME = Scheme(
    ("la-selle-craonnaise",),
    world,
    {
        "la-selle-craonnaise-07": Silence(
            ("la-selle-craonnaise", "la-selle-craonnaise-du", "la-selle-craonnaise-majore")
        )
    },
)
