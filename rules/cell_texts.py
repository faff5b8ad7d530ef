"""A condition as a clerk writes it in a cell, and back: « de 450 à moins de 900 », « matin, soir », « sauf cp »."""

from __future__ import annotations

import re
from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation

from rules.facts import SLUG, Fact, FactError, Kind, Value, plain
from rules.tables import ANY, Between, Cell, Is, Test, integer_range
from rules.wording import plainly

NOTHING = "—"
_EXAMPLES = {
    Kind.NUMBER: "« 450 », « moins de 450 », « de 450 à moins de 900 », « 900 ou plus » ou « inconnu »",
    Kind.DATE: "« 01/09/2026 », « de 01/09/2026 à 31/08/2027 » ou « à partir de 01/09/2026 »",
    Kind.TIME: "« 08:30 », « avant 08:30 » ou « de 08:30 à 09:00 »",
    Kind.BOOLEAN: "« oui », « non » ou « inconnu »",
    Kind.CHOICE: "un ou plusieurs choix séparés par des virgules",
}


class CellError(ValueError):
    """A text that is no condition on this column; the message says what to write, in French."""


# Writing -----------------------------------------------------------------------------------------


def write_cell(column: Fact, cell: Cell) -> str:
    """The cell as ``read_cell`` understands it again."""
    if cell.is_any:
        return NOTHING
    said = [_write_test(column, test) for test in cell.tests]
    listed = (" ; " if any("," in one for one in said) else ", ").join(said)
    return f"sauf {listed}" if cell.negated else listed


def _write_test(column: Fact, test: Test) -> str:
    if isinstance(test, Is):
        return _write_value(column, test.value)
    return _write_interval(column, test)


def _write_interval(column: Fact, test: Between) -> str:
    low, high = _write_value(column, test.low), _write_value(column, test.high)
    if test.low is None and test.high is None:
        return "connu"
    if test.high is None:
        return f"{low} ou plus" if test.low_closed else f"plus de {low}"
    if test.low is None:
        return f"{high} ou moins" if test.high_closed else f"moins de {high}"
    start = "de" if test.low_closed else "de plus de"
    return f"{start} {low} à {high}" if test.high_closed else f"{start} {low} à moins de {high}"


def _write_value(column: Fact, value: Value) -> str:
    if column.kind is Kind.NUMBER and value is not None:
        return plain(Decimal(str(value)))
    return column.label_of(value)


# Reading -----------------------------------------------------------------------------------------


def read_cell(column: Fact, text: str) -> Cell:
    """The cell a clerk's text describes for this column. Raises CellError."""
    said = " ".join(text.split())
    if said in ("", "-", "–", NOTHING) or plainly(said) in ("tous", "toutes", "peu importe"):
        return ANY
    negated = plainly(said).startswith("sauf ")
    parts = _parts(column, said[len("sauf ") :] if negated else said)
    try:
        tests = tuple(_read_test(column, part) for part in parts)
        spans = [integer_range(column, test) for test in tests]
    except FactError as error:
        raise CellError(str(error)) from None
    if any(span and span[0] > span[1] for span in spans):
        raise CellError(f"« {said} » est un intervalle vide : sa borne basse dépasse la haute.")
    return Cell(tests, negated)


def _parts(column: Fact, said: str) -> list[str]:
    if ";" in said and not said.startswith("["):
        found = re.split(r"\s*;\s*", said)
    elif column.kind is Kind.CHOICE and _choice(column, said) is not None:
        return [said]
    else:
        found = re.split(r"\s*,\s*" if column.kind is Kind.CHOICE else r",\s+|\s+et\s+", said)
    return [part for part in found if part]


def _read_test(column: Fact, said: str) -> Test:
    if column.kind in (Kind.CHOICE, Kind.BOOLEAN):
        return Is(_value(column, said))
    if plainly(said) == "connu":
        return Between()
    for pattern, low_closed, high_closed in _INTERVALS:
        if found := re.fullmatch(pattern, said, re.IGNORECASE):
            ends = {name: _value(column, end) for name, end in found.groupdict().items() if end}
            return Between(ends.get("low"), ends.get("high"), low_closed, high_closed)
    return Is(_value(column, said))


_LOW, _HIGH = r"(?P<low>\S.*?)", r"(?P<high>\S.*?)"
_INTERVALS: tuple[tuple[str, bool, bool], ...] = (
    (rf"de plus de {_LOW} à moins de {_HIGH}", False, False),
    (rf"de plus de {_LOW} à {_HIGH}(?: inclus)?", False, True),
    (rf"(?:de )?{_LOW} à moins de {_HIGH}", True, False),
    (rf"de {_LOW} à {_HIGH}(?: inclus)?", True, True),
    (rf"(?:à partir de|à partir du|depuis|≥|>=)\s*{_LOW}", True, False),
    (rf"(?:plus de|après|>)\s*{_LOW}", False, False),
    (rf"{_LOW} (?:ou|et) plus", True, False),
    (rf"(?:au plus|jusqu'à|jusqu'au|≤|<=)\s*{_HIGH}", True, True),
    (rf"(?:moins de|avant|<)\s*{_HIGH}", True, False),
    (rf"{_HIGH} (?:ou|et) moins", True, True),
    (rf"\[\s*{_LOW}\s*;\s*{_HIGH}\s*\[", True, False),
    (rf"\[\s*{_LOW}\s*;\s*{_HIGH}\s*\]", True, True),
)


def _value(column: Fact, said: str) -> Value:
    """One value of this column. Raises CellError with examples of what to write."""
    if plainly(said) == "inconnu":
        return None
    try:
        found = _READERS[column.kind](column, said)
    except (ValueError, InvalidOperation):
        found = None
    if found is None:
        raise CellError(f"« {said} » n'est pas compris pour « {column.title} » : écrivez {_examples(column)}.")
    return found


def _examples(column: Fact) -> str:
    if column.kind is Kind.CHOICE and column.choices:
        return " ; ".join(choice.label for choice in column.choices)
    return _EXAMPLES[column.kind]


def _choice(column: Fact, said: str) -> Value:
    wanted = plainly(said)
    for choice in column.choices:
        if wanted in (choice.slug, plainly(choice.label)):
            return choice.slug
    slug = re.sub(r"[ ']+", "-", wanted)
    return slug if not column.choices and SLUG.match(slug) and slug != "inconnu" else None


def _number(column: Fact, said: str) -> Value:
    bare = said.removesuffix(column.unit) if column.unit else said
    found = Decimal(bare.removesuffix("€").replace(" ", "").replace(",", "."))
    return found if found.is_finite() else None


def _date(column: Fact, said: str) -> date:
    return datetime.strptime(re.sub(r"^(?:le|du|au) ", "", said), "%d/%m/%Y").date()


def _time(column: Fact, said: str) -> time:
    found = re.fullmatch(r"(\d{1,2})\s*(?:h|:)\s*(\d{2})?", said)
    return time(int(found[1]), int(found[2] or 0)) if found else time.fromisoformat(said)


def _boolean(column: Fact, said: str) -> bool | None:
    return {"oui": True, "non": False}.get(plainly(said))


_READERS = {
    Kind.NUMBER: _number,
    Kind.DATE: _date,
    Kind.TIME: _time,
    Kind.BOOLEAN: _boolean,
    Kind.CHOICE: _choice,
}
