"""Worked examples: a small world as a clerk writes it, what it must come to, and what the règlement answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, Protocol

from rules import deadlines
from rules.cancellations import CANCELLATION
from rules.cutoffs import PARIS, Calendar, Timeliness, resolve, state
from rules.engine import EngineError, decide
from rules.facts import Fact, FactError, Value
from rules.lines import Bill, Key, Line
from rules.notation import Json, NotationError, value_from_json
from rules.outcomes import Allow, OutcomeError, Refuse, euros_words
from rules.reading import fold
from rules.steps import Rulebook, RulebookError, apply
from rules.verdicts import OverlapError

ACCESS, CUTOFF = "acces", "dates-limites"
ORDINARY = Calendar()  # Monday to Friday, no holiday
ALLOWED: Json = {"autorise": True}
REFUSED: Json = {"autorise": False}
IN_TIME: Json = {"delai": "a-temps"}
LATE: Json = {"delai": "tardive"}
NOT_YET: Json = {"delai": "pas-encore"}
WITHOUT_PRICE: Json = {"sans-prix": True}
VERDICTS: tuple[tuple[str, Json], ...] = (
    ("refusé", REFUSED),
    ("autorisé", ALLOWED),
    ("à temps", IN_TIME),
    ("tardif", LATE),
    ("pas encore ouvert", NOT_YET),
    ("sans prix", WITHOUT_PRICE),
)
_TIMELINESS = {
    Timeliness.OPEN: IN_TIME,
    Timeliness.LATE: LATE,
    Timeliness.REFUSED: REFUSED,
    Timeliness.NOT_YET: NOT_YET,
}
PROBLEMS = (FactError, NotationError, OutcomeError, OverlapError, RulebookError, EngineError)


@dataclass(frozen=True)
class Imagined:
    """What the room that owns the facts says of an ordinary line on a day: its usual facts and its groups."""

    facts: Mapping[str, Value]
    keys: Mapping[str, Key]


class World(Protocol):
    """What an example needs of the vocabulary."""

    @property
    def facts(self) -> tuple[Fact, ...]: ...

    def imagined(self, day: date, who: tuple[str, ...]) -> Imagined: ...


@dataclass(frozen=True, slots=True)
class Proof:
    """An example worked: what it gives, in words, and whether it is what was expected.

    ``problem`` says why nothing could be worked out.
    """

    agrees: bool
    expected: str
    found: str = ""
    problem: str = ""

    @property
    def words(self) -> str:
        if self.agrees:
            return f"Le règlement répond bien : {self.found}."
        return self.problem or f"Le règlement répond : {self.found} ; l'exemple attend : {self.expected}."


def prove(
    rulebook: Rulebook, kind: str, lines: Sequence[Json], expected: Json, world: World, day: date,
    calendar: Calendar = ORDINARY,
) -> Proof:  # fmt: skip
    """The example worked on this règlement; ``day`` is that of the lines which do not say theirs."""
    wanted = expected_words(expected)
    try:
        found = answer(rulebook, kind, lines, world, day, calendar)
    except PROBLEMS as error:
        return Proof(False, wanted, problem=str(error))
    return Proof(_same(found, expected), wanted, expected_words(found))


def answer(
    rulebook: Rulebook, kind: str, lines: Sequence[Json], world: World, day: date, calendar: Calendar = ORDINARY
) -> Json:
    """What the règlement gives for these lines: ``{"total": "3.60"}`` or one of `VERDICTS`. Raises as ``apply``."""
    built = [line_from_json(number, line, rulebook, world, day, calendar) for number, line in enumerate(lines, start=1)]
    if kind == ACCESS:
        return REFUSED if any(refusal(rulebook, line.facts) for line in built) else ALLOWED
    if kind == CUTOFF:
        return _timeliness(rulebook, lines, built)
    bill = apply(rulebook, built)
    if bill.refused:
        return REFUSED
    return WITHOUT_PRICE if bill.unpriced else {"total": str(bill.total), **_parts(bill)}


def _parts(bill: Bill) -> Json:
    """What other debtors take, each once; nothing where nobody does."""
    parts: dict[str, Decimal] = {}
    for priced in (*bill.lines, *bill.adjustments):
        for debtor, amount in priced.shares:
            parts[debtor] = parts.get(debtor, Decimal(0)) + amount
    return {"parts": {debtor: str(amount) for debtor, amount in parts.items()}} if parts else {}


def expected_words(expected: Json) -> str:
    """« 3,60 € », « 3,60 €, dont 1,20 € par CCAS », « refusé », « à temps »."""
    if "total" in expected:
        parts = [f"{euros_words(Decimal(part))} par {debtor}" for debtor, part in expected.get("parts", {}).items()]
        return ", dont ".join(filter(None, (euros_words(Decimal(expected["total"])), " et ".join(parts))))
    return next((words for words, verdict in VERDICTS if verdict == expected), "")


def refusal(rulebook: Rulebook, facts: Mapping[str, Value]) -> str | None:
    """The sentence with which an access règlement refuses these facts, or None: every step must allow."""
    for step in rulebook.steps:
        outputs = decide(step.table, facts).outputs
        refused = next((output.sentence for output in outputs if isinstance(output, Refuse)), None)
        if refused is not None:
            return refused
        if not any(isinstance(output, Allow) for output in outputs):
            return "Aucun règlement d'accès ne prévoit ce cas."
    return None if rulebook.steps else "Aucun règlement d'accès ne prévoit ce cas."


def line_from_json(
    number: int, data: Json, rulebook: Rulebook, world: World, day: date, calendar: Calendar = ORDINARY
) -> Line:
    """The line an example describes: the facts it gives, the usual ones otherwise, unknown where there is none."""
    on = date.fromisoformat(data["jour"]) if data.get("jour") else day
    imagined = world.imagined(on, tuple(data.get("qui") or ("exemple", "exemple")))
    known = {fact.name: fact for fact in (*world.facts, *(counter.fact for counter in rulebook.counters))}
    given = {name: _value(known, name, value) for name, value in data.get("faits", {}).items()}
    _refuse_counted(rulebook, given)
    facts = {fact.name: None for fact in world.facts} | dict(imagined.facts) | given
    return Line(
        subject=f"exemple:{number}",
        day=on,
        facts=facts,
        keys=imagined.keys,
        quantity=Decimal(data.get("quantite", "1")),
        rank=number,
        counted=facts.get(CANCELLATION) is None,
        calendar=_with_holidays(calendar, data),
    )


def _refuse_counted(rulebook: Rulebook, given: Mapping[str, Value]) -> None:
    """A counter without order is always counted again: a value given for it would be ignored. Raises NotationError."""
    for counter in rulebook.counters:
        if counter.name in given and not counter.order:
            raise NotationError(
                f"« {counter.fact.title} » est un compteur : il se calcule sur les lignes de l'exemple, et ne se donne "
                "pas. Retirez-le ; écrivez les autres réservations, ou « fériés = 14/07/2027 »."
            )


def _with_holidays(calendar: Calendar, data: Json) -> Calendar:
    """The calendar, and the public holidays the example names."""
    named = frozenset(date.fromisoformat(day) for day in data.get("feries", ()))
    return replace(calendar, public_holidays=calendar.public_holidays | named) if named else calendar


def _value(known: Mapping[str, Fact], name: str, stored: Any) -> Value:
    if name not in known:
        raise FactError(f"Le critère « {name} » n'existe pas dans cette commune.")
    return value_from_json(known[name].kind, stored)


def _timeliness(rulebook: Rulebook, lines: Sequence[Json], built: Sequence[Line]) -> Json:
    """The worst of the lines: refused before late, late before in time."""
    found = [_timing(rulebook, data, line) for data, line in zip(lines, built, strict=True)]
    return next((verdict for verdict in (REFUSED, NOT_YET, LATE) if verdict in found), IN_TIME)


def _timing(rulebook: Rulebook, data: Json, line: Line) -> Json:
    if not data.get("moment"):
        raise NotationError("Écrivez le moment de la demande : « moment = 29/05/2026 09:59 ».")
    found = deadlines.answer(rulebook, line.facts)
    if found.closed or found.cutoff is None:
        return REFUSED
    start = data.get("debut")
    resolved = resolve(
        found.cutoff,
        day=line.day,
        calendar=line.calendar,
        session_start=datetime.fromisoformat(f"{line.day}T{start}").replace(tzinfo=PARIS) if start else None,
    )
    if resolved.problem:
        raise NotationError(resolved.problem)
    return _TIMELINESS[state(resolved, datetime.fromisoformat(data["moment"]).replace(tzinfo=PARIS)).timeliness]


def _same(found: Json, expected: Json) -> bool:
    """The same answer; the parts of others are compared where the example says some."""
    if "total" not in found or "total" not in expected:
        return found == expected
    agreed = _amounts(found) == _amounts(expected) if "parts" in expected else True
    return agreed and Decimal(found["total"]) == Decimal(expected["total"])


def _amounts(answer: Json) -> dict[str, Decimal]:
    return {fold(debtor): amount for debtor, part in answer.get("parts", {}).items() if (amount := Decimal(part))}


def usual_day(valid_from: date) -> date:
    """The first Monday of an edition, the day of the examples that name none."""
    return valid_from + timedelta(days=-valid_from.weekday() % 7)
