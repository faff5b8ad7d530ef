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
    Rate,
    Refuse,
    euros_words,
)
from rules.typed import NUMBER, Titles, WordingError, clean, name_of, number, plainly

Accepted = frozenset[type[Any]]

_MONEY: Accepted = frozenset({Amount, Rate, PerStarted, Factor, Keep})
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
    Factor: "50 % de prix standard",
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
        case Rate():
            return _write_rate(outcome, said)
        case PerStarted(euros, size, measure, grace):
            after = f" au-delà de {plain(grace)}" if grace else ""
            return f"{euros_words(euros)} par tranche commencée de {plain(size)} ({said.get(measure, measure)}){after}"
        case Factor(factor, of):
            return f"{plain(factor * 100)} % de {said.get(of, of)}"
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


def _write_rate(rate: Rate, titles: Titles) -> str:
    said = f"{plain(rate.rate)} × {titles.get(rate.measure, rate.measure)}"
    bounds = [
        *([] if rate.measure_from is None else [f"compté au moins {plain(rate.measure_from)}"]),
        *([] if rate.measure_to is None else [f"compté au plus {plain(rate.measure_to)}"]),
        *([] if rate.at_least is None else [f"au moins {euros_words(rate.at_least)}"]),
        *([] if rate.at_most is None else [f"au plus {euros_words(rate.at_most)}"]),
    ]
    plus = f" {'-' if rate.plus < 0 else '+'} {euros_words(abs(rate.plus))}" if rate.plus else ""
    return ", ".join([said + plus, *bounds])


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


def read(text: str, accepted: Accepted, titles: Titles | None = None) -> Outcome:
    """The outcome a clerk's text describes, among the ``accepted`` kinds. Raises WordingError."""
    said = clean(text)
    if not said:
        raise WordingError(f"Il manque le résultat de cette ligne. Écrivez par exemple : {hints(accepted)}.")
    names = {} if titles is None else titles
    for kind, reader in _READERS:
        if kind in accepted and (found := reader(said, names)) is not None:
            return found
    raise WordingError(f"« {said} » n'est pas compris ici. Écrivez par exemple : {hints(accepted)}.")


def hints(accepted: Iterable[type[Any]]) -> str:
    """Examples of what may be written, for an error or a help text."""
    return " ; ".join(hint for kind, hint in _HINTS.items() if kind in frozenset(accepted))


def _match(pattern: str, text: str) -> re.Match[str] | None:
    return re.fullmatch(pattern, text, re.IGNORECASE)


def _keep(text: str, titles: Titles) -> Outcome | None:
    return Keep() if plainly(text) in ("sans effet", "sans changement") else None


def _allow(text: str, titles: Titles) -> Outcome | None:
    found = re.fullmatch(r"autorisee?(?:,? priorite (\d{1,3}))?", plainly(text))
    return Allow(Decimal(found[1]) if found[1] else None) if found else None


def _refuse(text: str, titles: Titles) -> Outcome | None:
    found = _match(r"refus[ée]e?\s*(?::\s*(.*))?", text)
    if found and not found[1]:
        raise WordingError("Écrivez après « refusé : » la phrase que lira la famille.")
    return Refuse(found[1]) if found else None


def _percent(text: str, titles: Titles) -> Outcome | None:
    found = _match(rf"({NUMBER})\s*%", text)
    return Percent(number(found[1])) if found else None


def _amount(text: str, titles: Titles) -> Outcome | None:
    if plainly(text) == "gratuit":
        return Amount(Decimal(0))
    found = _match(rf"({NUMBER})\s*(?:€|euros?)?", text)
    return Amount(number(found[1])) if found else None


def _factor(text: str, titles: Titles) -> Outcome | None:
    found = _match(rf"({NUMBER})\s*% (?:de |du |de la |d')(.+)", text)
    return Factor(number(found[1]) / 100, name_of(found[2], titles)) if found else None


def _per_started(text: str, titles: Titles) -> Outcome | None:
    found = _match(
        rf"({NUMBER})\s*(?:€|euros?)? par tranche commencée de ({NUMBER})\s*\((.+)\)(?:,?\s*au-delà de ({NUMBER}))?",
        text,
    )
    if not found:
        return None
    size, grace = number(found[2]), number(found[4] or "0")
    if size <= 0:
        raise WordingError("Une tranche a une taille positive : « par tranche commencée de 30 (durée) ».")
    return PerStarted(number(found[1]), size, name_of(found[3], titles), grace)


def _rate(text: str, titles: Titles) -> Outcome | None:
    main, *clauses = re.split(r",\s+(?=(?:compté )?au (?:moins|plus))", text)
    found = _match(rf"({NUMBER}\s*%?)\s*[×x*]\s*(.+?)(?:\s*([+-])\s*({NUMBER})\s*(?:€|euros?))?", main)
    if not found:
        return None
    plus = number(found[4] or "0")
    bounds = dict(_bound(clause) for clause in clauses)
    return Rate(
        number(found[1].rstrip("% ")) / (100 if "%" in found[1] else 1),
        name_of(found[2], titles),
        -plus if found[3] == "-" else plus,
        at_least=bounds.get("au moins"),
        at_most=bounds.get("au plus"),
        measure_from=bounds.get("compté au moins"),
        measure_to=bounds.get("compté au plus"),
    )


def _bound(clause: str) -> tuple[str, Decimal]:
    found = _match(rf"((?:compté )?au (?:moins|plus)) ({NUMBER})\s*(?:€|euros?)?", clause)
    if not found:
        raise WordingError(f"« {clause} » n'est pas compris. Écrivez « au moins 2,60 € » ou « au plus 4,50 € ».")
    return found[1].lower(), number(found[2])


def _named_value(text: str, titles: Titles) -> Outcome | None:
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


def _cutoff(text: str, titles: Titles) -> Outcome | None:
    try:
        return read_cutoff(text)
    except CutoffError as error:
        raise WordingError(str(error)) from None


_VALUES: tuple[tuple[str, Callable[[str], Value]], ...] = (
    (r"\d{2}/\d{2}/\d{4}", _date),
    (r"\d{2}:\d{2}", _time),
    (NUMBER, number),
)
_READERS: tuple[tuple[type[Any], Callable[[str, Titles], Outcome | None]], ...] = (
    (Cutoff, _cutoff),
    (Keep, _keep),
    (Allow, _allow),
    (Refuse, _refuse),
    (Percent, _percent),
    (Factor, _factor),
    (PerStarted, _per_started),
    (Rate, _rate),
    (Named, _named_value),
    (Amount, _amount),
)
