"""The price of something else on the same facts: « 50 % du prix de (activité : cantine ; unité : repas) »."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import TYPE_CHECKING

from rules.application import applied
from rules.engine import decide
from rules.facts import Facts, Value
from rules.lines import Components
from rules.operations import Operation
from rules.outcomes import Outcome, PriceOf

if TYPE_CHECKING:
    from rules.rulebooks import Rulebook

Target = tuple[tuple[str, str], ...]
REMEMBERED = 5_000


class Circle(ValueError):
    """A price that is computed with itself; the message is for people, in French."""


class Elsewhere:
    """The unit prices of a règlement, asked with other choices than those of the line."""

    def __init__(self, rulebook: Rulebook) -> None:
        self.steps = rulebook.unit_steps
        self.asked = sorted(rulebook.asked)
        self.known: dict[tuple[object, ...], Decimal | None] = {}

    def facts(self, outputs: Iterable[Outcome], facts: Facts, path: tuple[Target, ...] = ()) -> dict[str, Value]:
        """The prices of other things these rows compute with, by the name of their measure. Raises Circle."""
        return {one.measure: self.price(one, facts, path) for one in outputs if isinstance(one, PriceOf)}

    def price(self, other: PriceOf, facts: Facts, path: tuple[Target, ...] = ()) -> Decimal | None:
        """What one of it costs, in euros; None where no row prices it. Raises Circle."""
        where: Target = tuple(sorted({**dict(path[-1] if path else ()), **dict(other.target)}.items()))
        there: dict[str, Value] = {**facts, **dict(where)}
        key = (where, *[there.get(name) for name in self.asked])
        if key not in self.known:
            if where in path:
                named = ", ".join(value for _, value in other.target)
                raise Circle(f"Le prix de « {named} » se calcule avec lui-même : corrigez l'une des lignes.")
            if len(self.known) > REMEMBERED:
                self.known.clear()
            self.known[key] = self._priced(there, (*path, where))
        return self.known[key]

    def _priced(self, facts: dict[str, Value], path: tuple[Target, ...]) -> Decimal | None:
        present: Components | None = None
        for step in self.steps:
            verdict = decide(step.table, facts)
            if step.elsewhere:
                facts |= self.facts(verdict.outputs, facts, path)
            did = applied(step, verdict, facts, present)
            if did.refusal is not None:
                return None
            present = did.after
            if step.operation is Operation.NAME:
                facts[step.writes] = did.named
        return None if present is None else sum(present.values(), Decimal(0))
