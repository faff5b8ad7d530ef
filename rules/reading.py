"""What a clerk types in a cell, in French, read as a cell."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from datetime import date, time
from decimal import Decimal
from functools import lru_cache

from rules.facts import SLUG, Fact, FactError, Kind, Value, encode
from rules.tables import ANY, UNKNOWN, Between, Cell, Is, Test, check_cell, none_of

ANYTHING = "—"
NOT_KNOWN = "inconnu"
KNOWN = "connu"

_TYPOGRAPHY = str.maketrans({"\u00a0": " ", "\u202f": " ", "\u2009": " ", "’": "'", "−": "-", "–": "—"})
NEGATED = re.compile(r"(?:tout )?sauf |≠|!=")
_WHOLE = re.compile(r"«[^«»]*»|[\[\]][^;\[\]]*;[^;\[\]]*[\[\]]")  # what no separator cuts
_QUOTED = re.compile(r"«\s*(.*?)\s*»")


@lru_cache(maxsize=8192)  # a whole table is read again at each key
def read(column: Fact, text: str) -> Cell:
    """The cell these words mean in this column; the inverse of ``rules.explain.words``.

    ``""``, ``-`` and ``—`` accept anything, ``inconnu`` an unknown value, ``connu`` all others. Lists take
    commas or semicolons (``3,5 ; 4``: semicolons for decimals), ``sauf …`` refuses, ``« … »`` is a value
    as it stands. Intervals: ``< 450``, ``450 et plus``, ``de 450 à moins de 900``, ``450 à 900`` (both
    included), ``[450;900[``. Raises FactError on anything else.
    """
    said = _plain(text)
    if said in {"", "-", ANYTHING} or (fold(said) in _ALL and (column.kind is not Kind.CHOICE or column.choices)):
        return ANY
    negated = NEGATED.match(fold(said))
    rest = said[negated.end() :].strip() if negated else said
    if fold(rest) in _KNOWN and column.kind in (Kind.CHOICE, Kind.BOOLEAN):
        return UNKNOWN if negated else none_of(None)
    _refuse_alternatives(column, said)
    nothing = bool(negated) and fold(rest) == "rien"
    cell = Cell(() if nothing else tuple(_test(column, item) for item in _items(column, rest)), bool(negated))
    try:
        check_cell(column, cell)
    except FactError as error:
        raise FactError(f"« {said} » : {error}") from None
    return cell


def _refuse_alternatives(column: Fact, said: str) -> None:
    """« ou bien » parts whole conditions, never the values of a cell. Raises FactError."""
    if " ou bien " in fold(said):
        listed = "1 ; 3 ; 5" if column.kind is Kind.NUMBER else "lundi, mardi"
        raise FactError(
            f"« {said} » : dans une case, séparez les valeurs comme « {listed} » ; « ou bien » ne s'écrit que dans "
            "« parmi » et « ne concerne que ». Ou faites deux lignes."
        )


def fold(text: str) -> str:
    """The text without capitals or accents, of the same length."""
    return "".join(unicodedata.normalize("NFD", sign)[0].lower()[0] if sign.isalpha() else sign for sign in text)


def _plain(text: str) -> str:
    """The text with plain spaces, apostrophes and dashes."""
    return " ".join(text.translate(_TYPOGRAPHY).split())


def _items(column: Fact, text: str) -> list[str]:
    """The parts of a list; a comma between two digits is a decimal one in a column of numbers."""
    kept: list[str] = _WHOLE.findall(text)
    separator = r";|,(?!\d)" if column.kind is Kind.NUMBER else r"[;,]"
    parts = re.split(separator, _WHOLE.sub("\0", text))
    restored = [re.sub("\0", lambda _: kept.pop(0), part).strip() for part in parts]
    if "" in restored:
        raise FactError(f"« {text} » : il manque une valeur entre deux séparateurs.")
    return restored


def _test(column: Fact, item: str) -> Test:
    quoted = _QUOTED.fullmatch(item)
    if quoted:
        return Is(_value(column, quoted[1]))
    match fold(item):
        case "inconnu" | "inconnue" | "non renseigne" | "non renseignee":
            return Is(None)
        case "aucun" | "aucune" if column.kind is Kind.CHOICE and column.choices:
            return Is(None)
        case "connu" | "connue" if column.kind not in (Kind.CHOICE, Kind.BOOLEAN):
            return Between()
    found = None if column.kind in (Kind.CHOICE, Kind.BOOLEAN) else _interval(column, item)
    return found or Is(_value(column, item))


# Intervals ---------------------------------------------------------------------------------------

_FROM = r">=|≥|a partir d[eu]|au moins|des|superieure? ou egale? a"
_ABOVE = r">|plus de|apres le|apres|au-dela de|(?:strictement )?superieure? a"
_UPTO = r"<=|≤|jusqu'au|jusqu'a|au plus|inferieure? ou egale? a"
_BELOW = r"<|moins de|avant le|avant|(?:strictement )?inferieure? a"
_LOW = rf"(?:{_FROM}|(?P<above>{_ABOVE}))\s*(?P<low>[^\s<>=].*?)"
_HIGH = rf"(?:{_UPTO}|(?P<below>{_BELOW}))\s*(?P<high>[^\s<>=].*?)"
_INTERVALS = [
    re.compile(pattern)
    for pattern in (
        r"(?P<opening>[\[\]])\s*(?P<low>[^;]*?)\s*;\s*(?P<high>[^;]*?)\s*(?P<closing>[\[\]])",
        rf"{_LOW}\s*(?: et )?{_HIGH}",
        rf"(?:(?:de|du) )?(?P<low>(?!strictement)\S.*?) (?:a |au |et )?{_HIGH}",
        r"(?P<low>\S.*?) (?:(?:et|ou) (?:plus|\+)|au moins|minimum)",
        r"(?P<high>\S.*?) (?:(?:et|ou) moins|au plus|maximum)",
        r"entre (?P<low>\S.*?) et (?P<high>\S.*?)",
        r"(?:de |du )?(?P<low>(?!superieur|inferieur|strictement)\S.*?) (?:a|au) (?P<high>\S.*?)",
        _LOW,
        _HIGH,
    )
]


_DASHED = re.compile(r"(?P<low>\d[\d .,€]*?) ?[-—] ?(?P<high>\d[\d .,€]*)")  # « 701-900 », of numbers only
_INCLUDED = re.compile(r",? (?:inclus|compris)e?s?$")


def _interval(column: Fact, item: str) -> Between | None:
    """The interval these words mean; None where they are those of a plain value."""
    said = _INCLUDED.sub("", fold(item))
    for pattern in (*_INTERVALS, *((_DASHED,) if column.kind is Kind.NUMBER else ())):
        found = pattern.fullmatch(said)
        if found:
            parts = found.groupdict("")
            if said != fold(item) and parts.get("below" if parts.get("high") else "above"):
                raise FactError(f"« {item} » se contredit : « jusqu'à 450 » comprend 450, « moins de 450 » non.")
            low, high = (_bound(column, parts.get(bound, "")) for bound in ("low", "high"))
            return Between(low, high, low is None or _low_closed(parts), high is not None and _high_closed(parts))
    return None


def _low_closed(parts: dict[str, str]) -> bool:
    return parts.get("opening", "[") == "[" and not parts.get("above")


def _high_closed(parts: dict[str, str]) -> bool:
    return parts.get("closing", "]") == "]" and not parts.get("below")


def _bound(column: Fact, text: str) -> Value:
    return _VALUES[column.kind](column, text) if text else None


# Values ------------------------------------------------------------------------------------------

_NUMBER = re.compile(r"[+-]?\s?(?:\d{1,3}(?: \d{3})+|\d+)(?:[.,]\d+)?")
_DATE = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")
_TIME = re.compile(r"(?:à |a )?(\d{1,2}) ?(?:h|:|heures?) ?(\d{2})?")
_ALL = ("tous", "toutes", "tout", "tous les cas")
_KNOWN = ("connu", "connue", "connus", "renseigne", "renseignee")
_YES_NO = {"oui": True, "vrai": True, "non": False, "faux": False}


def _value(column: Fact, text: str) -> Value:
    value = _VALUES[column.kind](column, text)
    encode(column, value)
    return value


def _number(column: Fact, text: str) -> Decimal:
    bare = text
    for unit in filter(None, (column.unit, "€", "euros")):
        bare = bare.removesuffix(unit).removesuffix(fold(unit)).strip()
    if not _NUMBER.fullmatch(bare):
        form = "Écrivez « inconnu » pour qui n'a rien fourni" if _ABSENT.match(fold(text)) else (
            "Écrivez par exemple 450 ou 3,50")  # fmt: skip
        raise FactError(f"« {text} » n'est pas un nombre pour « {column.title} ». {form}.")
    return Decimal(bare.replace(" ", "").replace(",", "."))


_ABSENT = re.compile(r"sans |non (?:fourni|justifie|communique)|.*\binconnu")


def _date(column: Fact, text: str) -> date:
    found = _DATE.fullmatch(text)
    try:
        return date(int(found[3]), int(found[2]), int(found[1])) if found else date.fromisoformat(text)
    except ValueError:
        raise FactError(
            f"« {text} » n'est pas une date pour « {column.title} ». Écrivez le jour, le mois, l'année : 01/09/2026."
        ) from None


def _time(column: Fact, text: str) -> time:
    found = _TIME.fullmatch("12 h" if fold(text).removeprefix("a ") == "midi" else text.lower())
    try:
        if not found:
            raise ValueError(text)
        return time(int(found[1]), int(found[2] or 0))
    except ValueError:
        raise FactError(
            f"« {text} » n'est pas une heure pour « {column.title} ». Écrivez par exemple 7 h 30."
        ) from None


def _boolean(column: Fact, text: str) -> bool:
    if fold(text) not in _YES_NO:
        raise FactError(f"« {column.title} » attend oui ou non, pas « {text} ».")
    return _YES_NO[fold(text)]


def _choice(column: Fact, text: str) -> str:
    """A slug, or a label whatever its capitals and accents; any slug where the list is open."""
    if any(choice.slug == text for choice in column.choices) or (not column.choices and SLUG.match(text)):
        return text
    if not column.choices and (slug := _as_slug(text)):
        return slug
    named = [choice.slug for choice in column.choices if fold(_plain(choice.label)) == fold(text)]
    if len(named) == 1:
        return named[0]
    known = ", ".join(choice.label for choice in column.choices)
    slug = re.sub(r"[^a-z0-9]+", "-", fold(text)).strip("-")
    choose = f"Choisissez parmi : {known}." if known else (
        f"Écrivez-le en minuscules, sans espace ni accent : « {slug} » ; plusieurs choix se séparent par une virgule."
    )  # fmt: skip
    raise FactError(f"« {text} » n'est pas un choix de « {column.title} ». {choose}")


def _as_slug(text: str) -> str | None:
    """« A », « Régulier » as the word it names; several words may be a phrase: « La cantine » names nothing."""
    return fold(text) if SLUG.match(fold(text)) else None


_VALUES: dict[Kind, Callable[[Fact, str], Value]] = {
    Kind.NUMBER: _number,
    Kind.DATE: _date,
    Kind.TIME: _time,
    Kind.BOOLEAN: _boolean,
    Kind.CHOICE: _choice,
}
