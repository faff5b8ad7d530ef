"""Who pays which date, in words, for a planning of a child whom two households share."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from cms.french import day_in_words
from families.custody_calendar import Spell, spells
from reservations.days.plans import Plan


@dataclass(frozen=True, slots=True)
class Turn:
    """« du lundi 7 au dimanche 13 décembre », and with whom the child is."""

    days: str
    who: str
    mine: bool


def custody_words(plan: Plan, household: int, child: int) -> list[Turn]:
    """The days of a planning in turn, each in exactly one; nothing where the child has one household."""
    known = plan.custody.get(child)
    if known is None:
        return []
    return [Turn(_days(one), _who(one), bool(one.mine)) for one in spells(known, household, plan.first, plan.last)]


def _days(spell: Spell) -> str:
    first, last = (day_in_words(day).rsplit(" ", 1)[0] for day in (spell.first, spell.last))
    if spell.first == spell.last:
        return first
    if spell.first.month == spell.last.month:
        first = first.rsplit(" ", 1)[0]
    return _("du %(first)s au %(last)s") % {"first": first, "last": last}


def _who(spell: Spell) -> str:
    if spell.mine is None:
        return _("chez l'un ou l'autre foyer")
    return _("chez vous, vous réservez et payez") if spell.mine else _("chez l'autre foyer, qui réserve et paie")
