"""What a row decides, as a clerk writes it in French, and back: « 3,60 € », « -10 % », « refusé : … »."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any, assert_never

from rules.cutoffs import Cutoff, CutoffError
from rules.deadline_texts import read_cutoff, write_cutoff
from rules.facts import SLUG, Value, plain
from rules.money_texts import (
    read_amount,
    read_factor,
    read_per_started,
    read_price_of,
    read_rate,
    write_money,
)
from rules.operations import Operation
from rules.outcomes import (
    Allow,
    Amount,
    Factor,
    Keep,
    Named,
    Outcome,
    Percent,
    PerStarted,
    PriceOf,
    Rate,
    Refuse,
    euros_words,
)
from rules.typed import NUMBER, Names, Titles, WordingError, clean, number, plainly

Accepted = frozenset[type[Any]]

_MONEY: Accepted = frozenset({Amount, Rate, PerStarted, Factor, PriceOf, Keep})
FITTING: Mapping[Operation, Accepted] = {
    Operation.SET: _MONEY,
    Operation.ADD: _MONEY,
    Operation.CAP: _MONEY,
    Operation.FLOOR: _MONEY,
    Operation.SHARE: _MONEY,
    Operation.MULTIPLY: frozenset({Percent, Keep}),
    Operation.NAME: _MONEY | {Named},
    Operation.REFUSE: frozenset({Allow, Refuse, Keep}),
}
DEADLINES: Accepted = frozenset({Cutoff})

_HINTS: Mapping[type[Any], str] = {
    Amount: "3,60 €",
    Percent: "-10 %",
    Rate: "0,0036 × quotient familial, au moins 2,60 €, au plus 4,50 €",
    PerStarted: "0,50 € par tranche commencée de 30 (durée)",
    Factor: "50 % du prix, au plus 2,00 €",
    PriceOf: "50 % du prix de (activité : cantine ; unité : repas)",
    Named: "tranche-1",
    Allow: "autorisé, ou autorisé, priorité 1",
    Refuse: "refusé : la phrase que lira la famille",
    Cutoff: "tardif : 2 jours ouvrés avant, avant 10 h ; refusé : jour même, avant 9 h",
    Keep: "sans effet",
}


# Writing -----------------------------------------------------------------------------------------


def write(outcome: Outcome, titles: Titles | None = None) -> str:
    """The outcome as ``read`` understands it again; facts are called by their ``titles``."""
    said = {} if titles is None else titles
    match outcome:
        case Amount(euros):
            return euros_words(euros)
        case Rate() | PerStarted() | Factor() | PriceOf():
            return write_money(outcome, said)
        case Percent(percent):
            return f"{'+' if percent > 0 else ''}{plain(percent)} %"
        case Named(value):
            return _write_named(value)
        case Keep():
            return "sans effet"
        case Allow(priority):
            return "autorisé" if priority is None else f"autorisé, priorité {plain(priority)}"
        case Refuse(sentence):
            return f"refusé : {sentence}"
        case Cutoff():
            return write_cutoff(outcome)
    assert_never(outcome)


def _write_named(value: Value) -> str:
    if isinstance(value, str):
        return value if _value(value) == value else f"« {value} »"
    match value:
        case None:
            return "inconnu"
        case bool():
            return "oui" if value else "non"
        case time():
            return f"{value:%H:%M}"
        case date():
            return f"{value:%d/%m/%Y}"
    return plain(Decimal(value))


# Reading -----------------------------------------------------------------------------------------


def read(text: str, accepted: Accepted, titles: Titles | None = None, measures: Titles | None = None) -> Outcome:
    """The outcome a clerk's text describes, among the ``accepted`` kinds. Raises WordingError.

    ``titles`` are the facts it may name, ``measures`` those of them a price is computed with (all, unless given).
    """
    said = clean(text)
    if not said:
        raise WordingError(f"Il manque le résultat de cette ligne. Écrivez par exemple : {hints(accepted)}.")
    names = Names(titles or {}, (titles or {}) if measures is None else measures)
    for kind, reader in _READERS:
        if kind in accepted and (found := reader(said, names)) is not None:
            return found
    if misplaced := _misplaced(said, accepted):
        raise WordingError(f"« {said} » {misplaced}")
    raise WordingError(f"« {said} » n'est pas compris ici. Écrivez par exemple : {hints(accepted)}.")


def _misplaced(said: str, accepted: Accepted) -> str:
    """What to do with a text that another operation would understand."""
    none = Names()
    if Percent not in accepted and Factor in accepted and (percent := _percent(said, none)):
        return (
            f"n'est pas compris ici : écrivez « {write(percent).lstrip('+')} du prix », ou choisissez « multiplier »."
        )
    if Refuse not in accepted and re.match(r"refus", plainly(said)) and Cutoff not in accepted:
        return "n'est pas compris ici : un refus va dans une étape « autoriser ou refuser »."
    if Percent in accepted and read_amount(said, none):
        return f"n'est pas compris ici : écrivez {_HINTS[Percent]}, ou choisissez « fixer » ou « ajouter »."
    return ""


def hints(accepted: Iterable[type[Any]]) -> str:
    """Examples of what may be written, for an error or a help text."""
    return " ; ".join(hint for kind, hint in _HINTS.items() if kind in frozenset(accepted))


def _match(pattern: str, text: str) -> re.Match[str] | None:
    return re.fullmatch(pattern, text, re.IGNORECASE)


def _keep(text: str, names: Names) -> Outcome | None:
    return Keep() if plainly(text) in ("sans effet", "sans changement") else None


def _allow(text: str, names: Names) -> Outcome | None:
    found = re.fullmatch(r"autorisee?(?:,? priorite (\d{1,3}))?", plainly(text))
    return Allow(Decimal(found[1]) if found[1] else None) if found else None


def _refuse(text: str, names: Names) -> Outcome | None:
    found = _match(r"refus[ée]e?\s*(?::\s*(.*))?", text)
    if found and not found[1]:
        raise WordingError("Écrivez après « refusé : » la phrase que lira la famille.")
    return Refuse(found[1]) if found else None


def _percent(text: str, names: Names) -> Outcome | None:
    found = _match(rf"({NUMBER})\s*%", text)
    return Percent(number(found[1])) if found else None


def _named_value(text: str, names: Names) -> Outcome | None:
    """In a naming step « 3 » is a value and « 3,00 € » an amount."""
    if _match(rf"{NUMBER}\s*(?:€|euros?)", text) or plainly(text) == "gratuit":
        return None
    quoted = _match(r"«\s*(.+?)\s*»", text)
    return Named(_slug(quoted[1]) if quoted else _value(text))


def _value(text: str) -> Value:
    if plainly(text) in ("oui", "non", "inconnu"):
        return {"oui": True, "non": False, "inconnu": None}[plainly(text)]
    for pattern, read_it in _VALUES:
        if re.fullmatch(pattern, text):
            return read_it(text)
    return _slug(text)


def _slug(text: str) -> str:
    slug = re.sub(r"[ ']+", "-", plainly(text))
    if not SLUG.match(slug):
        raise WordingError(f"« {text} » n'est pas un nom : lettres, chiffres et tirets.")
    return slug


def _date(text: str) -> Value:
    try:
        return datetime.strptime(text, "%d/%m/%Y").date()
    except ValueError:
        raise WordingError(f"« {text} » n'est pas une date : écrivez 01/09/2026.") from None


def _time(text: str) -> Value:
    try:
        return time.fromisoformat(text)
    except ValueError:
        raise WordingError(f"« {text} » n'est pas une heure : écrivez 09:30.") from None


def _cutoff(text: str, names: Names) -> Outcome | None:
    try:
        return read_cutoff(text)
    except CutoffError as error:
        raise WordingError(str(error)) from None


_VALUES: tuple[tuple[str, Callable[[str], Value]], ...] = (
    (r"\d{2}/\d{2}/\d{4}", _date),
    (r"\d{2}:\d{2}", _time),
    (NUMBER, number),
)
_READERS: tuple[tuple[type[Any], Callable[[str, Names], Outcome | None]], ...] = (
    (Cutoff, _cutoff),
    (Keep, _keep),
    (Allow, _allow),
    (Refuse, _refuse),
    (Percent, _percent),
    (PriceOf, read_price_of),
    (PerStarted, read_per_started),
    (Factor, read_factor),
    (Rate, read_rate),
    (Named, _named_value),
    (Amount, read_amount),
)
