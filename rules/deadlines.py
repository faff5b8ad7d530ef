"""What a règlement of deadlines answers for one case: a cut-off, a refusal with its sentence, or nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from rules.cutoffs import Cutoff, Timeliness, Timing
from rules.engine import decide
from rules.facts import Value
from rules.outcomes import Refuse
from rules.steps import Rulebook


@dataclass(frozen=True, slots=True)
class Answer:
    """The first refusal of its « autoriser ou refuser » steps and its first cut-off; None where no row has one."""

    refusal: Refuse | None
    cutoff: Cutoff | None

    @property
    def is_provided(self) -> bool:
        return self.refusal is not None or self.cutoff is not None

    @property
    def closed(self) -> Timing | None:
        """The timing of a case that no moment makes possible: refused by a row, or provided for by none."""
        if self.refusal is None and self.cutoff is not None:
            return None
        return Timing(Timeliness.REFUSED, None, self.refusal.sentence if self.refusal else not_provided())


def answer(rulebook: Rulebook, facts: Mapping[str, Value]) -> Answer:
    """What the rows that fit these facts say. Raises FactError or OverlapError where the règlement cannot decide."""
    found = [output for step in rulebook.steps for output in decide(step.table, facts).outputs]
    return Answer(
        next((output for output in found if isinstance(output, Refuse)), None),
        next((output for output in found if isinstance(output, Cutoff)), None),
    )


def not_provided() -> str:
    """The sentence for a case the règlement says nothing of."""
    return "Le règlement ne prévoit pas de date limite pour cette demande : elle est refusée. Contactez la mairie."
