"""A worked example as a clerk types it, and back: « quotient familial = 512 ; unité = matin », « 3,60 € »."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from rules.conditions import fact_called
from rules.explain import read
from rules.explain import words as cell_words
from rules.facts import Fact, FactError, Value, plain
from rules.notation import UNREAD, Json, value_from_json, value_to_json
from rules.proofs import VERDICTS, expected_words
from rules.tables import Is, one_of
from rules.typed import NUMBER, WordingError, clean, number, plainly

Facts = Sequence[Fact]
HELP = "Écrivez une ligne par réservation : « quotient familial = 512 ; unité = matin »."


class ExampleError(ValueError):
    """An example nobody understands; the message says what to write, in French."""


# Lines -------------------------------------------------------------------------------------------


def write_lines(lines: Sequence[Json], facts: Facts) -> str:
    """The stored lines as ``read_lines`` understands them again, one a text line."""
    known = {fact.name: fact for fact in facts}
    return "\n".join(_write_line(line, known) for line in lines)


def _write_line(line: Json, known: Mapping[str, Fact]) -> str:
    if UNREAD in line:
        return str(line[UNREAD])
    said = [f"{name} = {write(line[key])}" for key, (name, write, _) in _OWN.items() if line.get(key)]
    for name, stored in line.get("faits", {}).items():
        fact = known.get(name)
        said.append(f"{name} = {stored}" if fact is None else f"{fact.title} = {_write_value(fact, stored)}")
    return " ; ".join(said) or "cas ordinaire"


def _write_value(fact: Fact, stored: Any) -> str:
    return cell_words(fact, one_of(value_from_json(fact.kind, stored)))


def read_lines(text: str, facts: Facts) -> list[Json]:
    """The lines to store for a text. Raises ExampleError saying which line, and what to write."""
    found = [said for said in text.splitlines() if said.strip()]
    if not found:
        raise ExampleError(f"L'exemple n'a aucune ligne. {HELP}")
    return [_read_line(said.strip(), facts) for said in found]


def _read_line(text: str, facts: Facts) -> Json:
    if plainly(text) == "cas ordinaire":
        return {}
    line: Json = {}
    for part in re.split(r"\s*;\s*(?=[^;=]+=)", text.strip(" ;")):
        name, equal, said = (piece.strip() for piece in part.partition("="))
        if not equal or not said:
            raise ExampleError(f"« {part} » n'est pas compris. {HELP}")
        _read_part(line, name, said, facts)
    return line


def _read_part(line: Json, name: str, said: str, facts: Facts) -> None:
    for key, (title, _, read_it) in _OWN.items():
        if plainly(name) == plainly(title):
            line[key] = _understood(read_it, said, name)
            return
    try:
        fact = fact_called(name, facts)
    except FactError as error:
        raise ExampleError(str(error)) from None
    line.setdefault("faits", {})[fact.name] = value_to_json(_read_value(fact, said))


def _read_value(fact: Fact, said: str) -> Value:
    try:
        tests = read(fact, said).tests
    except FactError as error:
        raise ExampleError(str(error)) from None
    if len(tests) != 1 or not isinstance(tests[0], Is):
        raise ExampleError(f"« {fact.title} = {said} » : un exemple donne une seule valeur.")
    return tests[0].value


def _understood(read_it: Callable[[str], Any], said: str, name: str) -> Any:
    try:
        return read_it(said)
    except (ValueError, ArithmeticError):
        raise ExampleError(f"« {name} = {said} » n'est pas compris.") from None


def _read_day(said: str) -> str:
    return datetime.strptime(said, "%d/%m/%Y").date().isoformat()


def _write_day(stored: str) -> str:
    return f"{date.fromisoformat(stored):%d/%m/%Y}"


def _read_moment(said: str) -> str:
    found = re.fullmatch(r"(\d{1,2}/\d{1,2}/\d{4}),?(?: a)? (?:(\d{1,2}) ?(?:h|:) ?(\d\d)?|midi)", plainly(said))
    if not found:
        raise ValueError(said)
    day = datetime.strptime(found[1], "%d/%m/%Y").date()
    return datetime.combine(day, time(int(found[2] or 12), int(found[3] or 0))).isoformat()


def _write_moment(stored: str) -> str:
    return f"{datetime.fromisoformat(stored):%d/%m/%Y %H:%M}"


def _read_hour(said: str) -> str:
    found = re.fullmatch(r"(?:a )?(\d{1,2}) ?(?:h|:) ?(\d\d)?", plainly(said))
    if not found:
        raise ValueError(said)
    return f"{time(int(found[1]), int(found[2] or 0)):%H:%M}"


def _read_quantity(said: str) -> str:
    found = number(said)
    if found <= 0:
        raise ValueError(said)
    return str(found)


def _read_who(said: str) -> list[str]:
    path = [part.strip() for part in said.split("/") if part.strip()]
    return path if len(path) > 1 else ["exemple", *path]


_OWN: dict[str, tuple[str, Callable[[Any], str], Callable[[str], Any]]] = {
    "jour": ("jour", _write_day, _read_day),
    "qui": ("qui", lambda path: "/".join(path).removeprefix("exemple/"), _read_who),
    "quantite": ("quantité", lambda stored: plain(Decimal(stored)), _read_quantity),
    "moment": ("moment", _write_moment, _read_moment),
    "debut": ("début", str, _read_hour),
    "feries": (
        "fériés",
        lambda days: ", ".join(map(_write_day, days)),
        lambda said: [_read_day(day) for day in re.split(r"\s*,\s*", said)],
    ),
}


# What is expected --------------------------------------------------------------------------------


def write_expected(expected: Json) -> str:
    return str(expected[UNREAD]) if UNREAD in expected else expected_words(expected)


def read_expected(text: str) -> Json:
    """The answer an example expects. Raises ExampleError."""
    said = plainly(text)
    for words, verdict in VERDICTS:
        if said in (plainly(words), f"{plainly(words)}e"):
            return dict(verdict)
    total, *parts = re.split(r",?\s+dont\s+", clean(text))
    try:
        found: Json = {"total": str(_euros(total))}
        if parts:
            found["parts"] = _parts(parts)
        return found
    except WordingError:
        choices = ", ".join(words for words, _ in VERDICTS)
        raise ExampleError(
            f"« {text} » n'est pas un résultat : écrivez un montant (3,60 €), un montant et la part d'un tiers "
            f"(3,60 €, dont 1,20 € par CCAS), ou {choices}."
        ) from None


def _euros(said: str) -> Decimal:
    return number(plainly(said).removesuffix("euros").removesuffix("€").strip())


def _parts(said: Sequence[str]) -> dict[str, str]:
    """« 1,50 € par CCAS et 1,00 € par CE », or one « dont » for each. Raises WordingError where one comes twice."""
    between = rf"(?:,?\s+et\s+|,\s+)(?=(?:{NUMBER})\s*(?:€|euros))"
    found = [_part(one.strip(" ,")) for text in said for one in re.split(between, text)]
    if len({plainly(debtor) for debtor, _ in found}) < len(found):
        raise WordingError(" ".join(said))
    return dict(found)


def _part(said: str) -> tuple[str, str]:
    """« 1,20 € par CCAS ». Raises WordingError."""
    found = re.fullmatch(rf"({NUMBER})\s*(?:€|euros)\s+(?:par|pour|à la charge de)\s+(.+)", said.strip(), re.IGNORECASE)
    if not found:
        raise WordingError(said)
    return found[2].strip(), str(number(found[1]))
