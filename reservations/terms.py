"""How a place is taken: at what hours, in which variant; and what a unit lets a family choose."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import time

from django.utils.translation import gettext as _

from cms.french import hour_in_words
from reservations.models import Reservation, Unit

HOUR = 60  # minutes


@dataclass(frozen=True, slots=True)
class Terms:
    """The hours of arrival and departure, the pk of a variant; None where nothing is chosen."""

    starts_at: time | None = None
    ends_at: time | None = None
    variant: int | None = None

    @property
    def hours(self) -> str:
        """« de 16 h 30 à 18 h », or nothing."""
        if self.starts_at is None or self.ends_at is None:
            return ""
        hours = {"from": hour_in_words(self.starts_at), "to": hour_in_words(self.ends_at)}
        return _("de %(from)s à %(to)s") % hours


@dataclass(frozen=True, slots=True)
class Offer:
    """What a unit lets a family choose: the hours one may arrive or leave at, and the variants (pk, name)."""

    hours: tuple[time, ...] = ()
    variants: tuple[tuple[int, str], ...] = ()

    def __bool__(self) -> bool:
        return bool(self.hours or self.variants)

    @property
    def usual(self) -> Terms:
        """The whole of the unit, without variant: what is booked where nothing is chosen."""
        return Terms(self.hours[0], self.hours[-1]) if self.hours else Terms()

    def filled(self, terms: Terms | None) -> Terms:
        """These terms, what they leave out as usual, and nothing the unit does not offer."""
        terms, usual = terms or Terms(), self.usual
        if not self.hours:
            return replace(usual, variant=terms.variant)
        return Terms(terms.starts_at or usual.starts_at, terms.ends_at or usual.ends_at, terms.variant)

    def problem(self, terms: Terms) -> str:
        """Why a place cannot be taken so, or nothing."""
        if terms.variant is not None and terms.variant not in dict(self.variants):
            return _("Ce choix n'est pas proposé. Rechargez la page et recommencez.")
        if not self.hours:
            return ""
        if terms.starts_at not in self.hours or terms.ends_at not in self.hours:
            return _("Ces heures ne sont pas proposées. Choisissez-les dans les listes.")
        if terms.starts_at >= terms.ends_at:  # type: ignore[operator]
            return _("L'heure de départ doit venir après l'heure d'arrivée. Changez l'une des deux.")
        return ""

    def in_words(self, terms: Terms) -> str:
        """« de 16 h 30 à 18 h, végétarien »."""
        return ", ".join(filter(None, (terms.hours, dict(self.variants).get(terms.variant or 0, ""))))


NO_CHOICE = Offer()


def offer_of(unit: Unit) -> Offer:
    """What this unit lets a family choose; its variants are read from the database unless prefetched."""
    variants = tuple((variant.pk, variant.name) for variant in unit.variants.all())
    return Offer(_hours(unit), variants)


def _hours(unit: Unit) -> tuple[time, ...]:
    """Every hour from the start to the end of the unit, step by step; its end always is one."""
    if not unit.hours_step or unit.starts_at is None or unit.ends_at is None:
        return ()
    first, last = _minutes(unit.starts_at), _minutes(unit.ends_at)
    return tuple(time(*divmod(minute, HOUR)) for minute in (*range(first, last, unit.hours_step), last))


def _minutes(at: time) -> int:
    return at.hour * HOUR + at.minute


def terms_of(booking: Reservation) -> Terms:
    """How a place was taken."""
    return Terms(booking.starts_at, booking.ends_at, booking.variant_id)
