"""A règlement typed as its page says, reviewed and priced as the commands do."""

import json
from decimal import Decimal

from reservations.rulebooks import files

CENT = "au centime le plus proche"
FREE = {"nom": "au règlement", "nature": "prix"}


def step(name, rows, columns=(), **others):
    """One step: its rows are lists of texts, the result last."""
    return {"nom": name, "colonnes": list(columns), "lignes": rows, "arrondi": CENT, **others}


def reglement(*steps, counters=(), examples=(), criteria=(), kind="prix"):
    """The file of a règlement made of these steps."""
    data = {
        "reglement": {"nom": "Cantine", "nature": kind}, "version": {"applicable": "2026-09-01"},
        "criteres": list(criteria), "compteurs": list(counters), "etapes": list(steps),
        "exemples": [{"cas": f"cas {number}", "lignes": lines, "attendu": expected}
                     for number, (lines, expected) in enumerate(examples, start=1)],
    }  # fmt: skip
    return json.dumps(data, ensure_ascii=False)


def priced(text, *lines, **world):
    """The answer of `rulebook price`, lines being objects or texts."""
    return files.price([text], {"lignes": list(lines), **world})


def total(text, *lines, **world):
    found = priced(text, *lines, **world)
    refused = [one["refus"] for one in (*found["lignes"], *found["ajustements"]) if one["refus"]]
    assert not refused, refused
    return None if any(one["sans-prix"] for one in found["lignes"]) else Decimal(found["total"])


def parts(text, *lines, **world):
    """What others take: (debtor, amount) in the order of the lines then of the groups."""
    found = priced(text, *lines, **world)
    return [(part["debiteur"], part["montant"]) for one in (*found["lignes"], *found["ajustements"])
            for part in one["parts"]]  # fmt: skip


def remarks(text, *, blocking=None):
    """What the review says."""
    found = files.review(text)["remarques"]
    return [one["message"] for one in found if blocking is None or one["bloquant"] is blocking]


def works(text):
    """What the review answers for each example: whether it agrees."""
    return [one["juste"] for one in files.review(text)["exemples"]]
