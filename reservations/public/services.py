"""The services the town publishes: one activity a short name, that of the school year under way or else to come."""

from __future__ import annotations

from datetime import date

from reservations.models import Activity
from reservations.town import Town
from rules.models import Edition
from rules.readable import ReadStep, counters_read, readable
from rules.vocabulary import Vocabulary


def published(town: Town, on: date) -> list[Activity]:
    """The activities anybody may read about, each short name once, in the order of a planning."""
    current = [one for one in town.activities.values() if one.is_published and one.school_year.ends_on >= on]
    found: dict[str, Activity] = {}
    for activity in sorted(current, key=lambda one: one.school_year.starts_on):
        found.setdefault(activity.slug, activity)
    return sorted(found.values(), key=lambda one: (one.position, one.name))


class Tariff:
    """The price edition in force on a day as anybody reads it, and the one voted to follow."""

    def __init__(self, town: Town, activity: Activity, words: Vocabulary, on: date) -> None:
        history = town.rulebooks([activity.price_rulebook_id]).get(activity.price_rulebook_id or 0)
        live = history.editions if history else ()
        # Before the school year begins, families ask what its first day will cost.
        day = max(on, activity.school_year.starts_on)
        current = history.on(day) if history else None
        self.edition: Edition | None = current.edition if current else None
        self.next: Edition | None = next((one.edition for one in live if one.edition.valid_from > day), None)
        titles = {fact.name: fact.title for fact in words.facts}
        self.steps: tuple[ReadStep, ...] = readable(current.rulebook, titles) if current else ()
        self.counters: tuple[str, ...] = counters_read(current.rulebook, words.level) if current else ()
