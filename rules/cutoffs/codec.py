"""How each value of a cut-off is read from JSON and written back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import MISSING, dataclass, fields
from datetime import date, time
from enum import StrEnum
from typing import Any

from rules.cutoffs.calendars import CutoffError
from rules.cutoffs.occasions import END_OF_DAY, WEEKDAYS, Hour

Json = dict[str, Any]
Codec = tuple[Callable[[Any], Any], Callable[[Any], Any]]  # read (ValueError, TypeError), write

INCLUDED = " incluse"
ENDS_OF_DAY = ("minuit", "24:00", "23:59", "23:59" + INCLUDED)


@dataclass(frozen=True, slots=True)
class Part:
    """One JSON key: the attribute it fills, and how its value is read and written."""

    attribute: str
    codec: Codec


def build(cls: type[Any], parts: Mapping[str, Part], data: Any, where: str) -> Any:
    """The dataclass a JSON object describes. Raises CutoffError naming the key and the remedy."""
    found = checked(data, set(parts), where)
    needed = {field.name for field in fields(cls) if field.default is MISSING}
    missing = [key for key, part in parts.items() if part.attribute in needed and key not in found]
    if missing:
        raise CutoffError(f"{where} : il manque « {', '.join(missing)} ».")
    values = {parts[key].attribute: _read(parts[key], key, value, where) for key, value in found.items()}
    try:
        return cls(**values)
    except CutoffError as error:
        raise CutoffError(f"{where} : {error}") from None


def _read(part: Part, key: str, value: Any, where: str) -> Any:
    try:
        return part.codec[0](value)
    except CutoffError as error:
        raise CutoffError(f"{where}, {key} : {error}") from None
    except (ValueError, TypeError):
        raise CutoffError(f"{where} : « {value} » ne convient pas pour « {key} ».") from None


def unbuild(given: Any, parts: Mapping[str, Part]) -> Json:
    """A dataclass as JSON; what has its usual value is left out."""
    usual = {field.name: field.default for field in fields(given)}
    return {
        key: part.codec[1](value)
        for key, part in parts.items()
        if (value := getattr(given, part.attribute)) != usual[part.attribute]
    }


def checked(data: Any, known: set[str], where: str) -> Json:
    """A JSON object that holds only known keys. Raises CutoffError."""
    if not isinstance(data, Mapping):
        raise CutoffError(f"{where} : un objet est attendu, pas « {data} ».")
    unknown = sorted(str(key) for key in data.keys() - known)
    if unknown:
        raise CutoffError(f"{where} ne connaît pas « {', '.join(unknown)} » : écrivez {', '.join(sorted(known))}.")
    return dict(data)


def lines(cls: type[Any], parts: Mapping[str, Part]) -> Codec:
    """A list of lines, each the same dataclass."""

    def read(data: Any) -> tuple[Any, ...]:
        if not isinstance(data, list):
            raise TypeError(data)
        return tuple(build(cls, parts, line, f"ligne {number}") for number, line in enumerate(data, start=1))

    return read, lambda value: [unbuild(line, parts) for line in value]


def choice(choices: type[StrEnum]) -> Codec:
    """One of the values of an enumeration; the error lists them."""

    def read(data: Any) -> StrEnum:
        if data not in [option.value for option in choices]:
            raise CutoffError(f"« {data} » n'est pas possible, écrivez {', '.join(choices)}")
        return choices(data)

    return read, lambda value: value.value


def _integer(data: Any) -> int:
    if isinstance(data, bool) or not isinstance(data, int):
        raise CutoffError(f"un nombre entier est attendu, pas « {data} »")
    return data


def _weekday(data: Any) -> int:
    if data not in WEEKDAYS:
        raise CutoffError(f"« {data} » n'est pas un jour de la semaine : écrivez {', '.join(WEEKDAYS)}")
    return WEEKDAYS.index(data)


def _hour(data: Any) -> Hour:
    if data is None or data in ENDS_OF_DAY:
        return END_OF_DAY
    try:
        return Hour(time.fromisoformat(data.removesuffix(INCLUDED)), data.endswith(INCLUDED))
    except (ValueError, AttributeError):
        raise CutoffError(f"« {data} » n'est pas une heure : écrivez 09:00, 09:00 incluse ou minuit") from None


def _hour_to_json(hour: Hour) -> str:
    if hour.at is None:
        return ENDS_OF_DAY[0]
    return f"{hour.at:%H:%M}{INCLUDED if hour.included else ''}"


def _day(data: Any) -> date:
    try:
        return date.fromisoformat(data)
    except (ValueError, TypeError):
        raise CutoffError(f"« {data} » n'est pas une date : écrivez 2026-06-02") from None


def _typed(kind: type[Any]) -> Callable[[Any], Any]:
    def read(data: Any) -> Any:
        if not isinstance(data, kind):
            raise TypeError(data)
        return data

    return read


def _same(value: Any) -> Any:
    return value


INTEGER: Codec = (_integer, _same)
WEEKDAY: Codec = (_weekday, lambda weekday: WEEKDAYS[weekday])
HOUR: Codec = (_hour, _hour_to_json)
DAY: Codec = (_day, lambda day: day.isoformat())
TEXT: Codec = (_typed(str), _same)
YES_NO: Codec = (_typed(bool), _same)
