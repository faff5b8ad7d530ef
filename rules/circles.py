"""Prices that would be computed with themselves: found before publishing, row by row."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _

from rules.findings import Finding
from rules.outcomes import PriceOf
from rules.steps import Rulebook, Step
from rules.tables import Row, matches

Choices = Mapping[str, str]


def circles(rules: Rulebook) -> Iterator[Finding]:
    """Each row whose price is that of something else, which comes back to it."""
    for number, step in enumerate(rules.steps):
        for place, row in enumerate(step.table.rows):
            if isinstance(row.output, PriceOf) and _returns(rules, dict(row.output.target), ()):
                other = ", ".join(value for _name, value in row.output.target)
                said = _("La ligne %(row)s se calcule avec le prix de « %(other)s », qui se calcule avec lui-même. "
                         "Donnez un montant à l'une des lignes.")  # fmt: skip
                yield Finding(said % {"row": place + 1, "other": other}, "ligne", number, place)


def _returns(rules: Rulebook, chosen: Choices, path: tuple[Choices, ...]) -> bool:
    """Does the price of what is so chosen need itself?"""
    if chosen in path:
        return True
    outputs = (row.output for step in rules.unit_steps for row in step.table.rows if _answers(step, row, chosen))
    others = [{**chosen, **dict(output.target)} for output in outputs if isinstance(output, PriceOf)]
    return any(_returns(rules, other, (*path, chosen)) for other in others)


def _answers(step: Step, row: Row[Any], chosen: Choices) -> bool:
    """May the row answer for these choices, whatever the other facts are?"""
    return all(
        matches(column, cell, chosen[column.name])
        for column, cell in zip(step.table.columns, row.cells, strict=True)
        if column.name in chosen
    )
