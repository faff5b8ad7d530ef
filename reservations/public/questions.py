"""What « Combien paierai-je ? » asks somebody it does not know: what the tariff depends on, and nothing else."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from itertools import chain

from reservations.models import Group
from reservations.pricing.bills import Tariff
from rules.facts import Choice, Fact, Kind, Value
from rules.steps import Rulebook
from rules.tables import Is
from rules.vocabulary import Vocabulary

# What the day, the service and an ordinary booking in time answer by themselves.
ANSWERED = frozenset({
    "activite", "unite", "variante", "jour", "jour_semaine", "periode", "jour_ferie", "jour_ouvert", "minutes",
    "duree_constatee", "reservation", "annulation", "presence", "motif_absence", "action", "impaye", "places_restantes",
})  # fmt: skip


def questions(tariff: Tariff, words: Vocabulary, groups: Iterable[Group]) -> list[Fact]:
    """The facts that the editions of a tariff ask about a family, each once, with the choices they know."""
    rulebooks = [edition.rulebook for edition in tariff.editions]
    asked = frozenset(chain.from_iterable(rulebook.asked for rulebook in rulebooks)) - ANSWERED
    names = {"groupe": tuple(Choice(group.slug, group.name) for group in groups)}
    return [_with_choices(fact, rulebooks, names) for fact in words.facts if fact.name in asked]


def _with_choices(fact: Fact, rulebooks: Iterable[Rulebook], names: Mapping[str, tuple[Choice, ...]]) -> Fact:
    if fact.kind is not Kind.CHOICE or fact.choices:
        return fact
    return replace(fact, choices=names.get(fact.name) or tuple(_named_in(fact, rulebooks)))


def _named_in(fact: Fact, rulebooks: Iterable[Rulebook]) -> list[Choice]:
    """The values a column names, in the order of its rows."""
    found: dict[Value, Choice] = {}
    for table in (step.table for rulebook in rulebooks for step in rulebook.steps):
        places = [place for place, column in enumerate(table.columns) if column.name == fact.name]
        for test in (test for row in table.rows for place in places for test in row.cells[place].tests):
            if isinstance(test, Is) and isinstance(test.value, str):
                found.setdefault(test.value, Choice(test.value, test.value.replace("-", " ").capitalize()))
    return list(found.values())
