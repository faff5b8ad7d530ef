"""The hours and the variant a family chooses, as lists of a form, and read back from it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import time

from django.utils.translation import gettext as _

from cms.french import hour_in_words
from reservations.terms import Offer, Terms

Posted = Mapping[str, str]
ARRIVAL, DEPARTURE, VARIANT = "arrivee", "depart", "variante"


@dataclass(frozen=True, slots=True)
class Option:
    """One choice of a list."""

    value: str
    label: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Pick:
    """A list: the name it is sent under, its label, its choices."""

    name: str
    label: str
    options: tuple[Option, ...]


def picks(offer: Offer, terms: Terms, key: str, posted: Posted) -> tuple[Pick, ...]:
    """The lists of what an offer leaves to choose, on ``terms`` unless something else was sent under ``key``."""
    found = []
    if offer.hours:
        arrivals, departures = offer.hours[:-1], offer.hours[1:]
        found.append(_pick(ARRIVAL, _("Arrivée"), key, _hours(arrivals), _value(terms.starts_at), posted))
        found.append(_pick(DEPARTURE, _("Départ"), key, _hours(departures), _value(terms.ends_at), posted))
    if offer.variants:
        choices = [("", _("sans choix")), *((str(pk), name) for pk, name in offer.variants)]
        found.append(_pick(VARIANT, _("Variante"), key, choices, str(terms.variant or ""), posted))
    return tuple(found)


def _pick(name: str, label: str, key: str, choices: Iterable[tuple[str, str]], now: str, posted: Posted) -> Pick:
    name = f"{name}-{key}"
    chosen = posted.get(name, now)
    return Pick(name, label, tuple(Option(value, words, value == chosen) for value, words in choices))


def _hours(hours: Iterable[time]) -> list[tuple[str, str]]:
    return [(_value(at), hour_in_words(at)) for at in hours]


def _value(at: time | None) -> str:
    return f"{at:%H:%M}" if at else ""


def read_terms(key: str, posted: Posted) -> Terms | None:
    """What was sent under a key, or None where nothing was; an hour that is none is left out."""
    sent = [f"{name}-{key}" for name in (ARRIVAL, DEPARTURE, VARIANT)]
    if not any(name in posted for name in sent):
        return None
    starts_at, ends_at = (_hour(posted.get(name, "")) for name in sent[:2])
    variant = posted.get(sent[2], "")
    return Terms(starts_at, ends_at, int(variant) if variant.isascii() and variant.isdigit() else None)


def _hour(text: str) -> time | None:
    try:
        return time.fromisoformat(text)
    except ValueError:
        return None
