"""What is wrong with a règlement as a value, database apart: its shape, its tables, the engine, its examples."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from rules.boundaries import disagreement
from rules.differing import differing
from rules.facts import Fact
from rules.fairness import World, unfair
from rules.findings import Finding
from rules.leftovers import outdated
from rules.operations import WITHOUT_PRICE
from rules.proofreading import proofread
from rules.proofs import Proof, usual_day
from rules.steps import LINE, UNIT
from rules.steps import Rulebook as Rules

CENTS = 2
PRICE = "prix"


@dataclass(frozen=True, slots=True)
class Worked:
    """An example's title and what the règlement answers to it."""

    title: str
    proof: Proof


def inspect(
    rules: Rules,
    kind: str,
    world: World,
    valid_from: date,
    worked: Iterable[Worked],
    criteria: Iterable[Fact] = (),
    *,
    engine: bool = True,
) -> Iterator[Finding]:
    """Each defect, and each thing to know before publishing; ``criteria`` are those its file brings along.

    Without ``engine``, what a clerk can mend while typing.
    """
    yield from _shape(rules, kind)
    yield from proofread(rules, kind, world, usual_day(valid_from))
    if engine:
        yield from _engine(rules)
    yield from _examples(list(worked))
    yield from outdated(rules, world, valid_from, criteria)
    if kind == PRICE:
        yield from differing(rules, world, usual_day(valid_from))
        yield from unfair(rules, world, usual_day(valid_from))


def _shape(rules: Rules, kind: str) -> Iterator[Finding]:
    if not rules.steps:
        yield Finding(_("Cette version n'a aucune étape : elle ne décide rien. Ajoutez une étape."))
    if kind == PRICE:
        yield from _roundings(rules)


def _roundings(rules: Rules) -> Iterator[Finding]:
    """The last step on each floor (unit, line, groups) must give cents."""
    last = {min(step.level.order, LINE.order + 1): number for number, step in enumerate(rules.steps)
            if step.operation not in WITHOUT_PRICE}  # fmt: skip
    floors = {UNIT.order: _("par unité"), LINE.order: _("par ligne")}
    for floor, number in last.items():
        rounding = rules.steps[number].rounding
        if rounding is None or rounding.places > CENTS:
            yield Finding(
                _("C'est la dernière étape %(floor)s : choisissez son arrondi, au centime ou plus large.")
                % {"floor": floors.get(floor, _("par groupe"))},
                "etape",
                number,
            )


def _engine(rules: Rules) -> Iterator[Finding]:
    for number, step in enumerate(rules.steps):
        vector = disagreement(step.table)
        if vector is not None:
            said = ", ".join(f"{column.title} : {column.label_of(value)}"
                             for column, value in zip(step.table.columns, vector, strict=True))  # fmt: skip
            yield Finding(
                _("Le moteur ne répond pas comme prévu pour %(case)s. Prévenez votre prestataire.") % {"case": said},
                "etape",
                number,
            )


def _examples(worked: list[Worked]) -> Iterator[Finding]:
    if not worked:
        yield Finding(
            _("Aucun exemple ne prouve ce règlement : ajoutez-en deux ou trois, tirés de la délibération."),
            blocking=False,
        )
    for number, one in enumerate(worked):
        if not one.proof.agrees:
            said = _("L'exemple « %(title)s » n'est pas d'accord. %(why)s") % {
                "title": one.title,
                "why": one.proof.words,
            }
            yield Finding(said, "exemple", row=number)
