"""A whole cut-off in French, as a règlement says it."""

from __future__ import annotations

from rules.cutoffs.deadlines import Cutoff, Edge, Effect
from rules.cutoffs.phrases import moment_words


def words(cutoff: Cutoff) -> str:
    """« jusqu'à 2 jours ouvrés avant, 10 h ; ensuite en retard, jusqu'au jour même, avant 9 h »."""
    if not cutoff.edges:
        return "sans date limite"
    late = False
    said = []
    for edge in cutoff.edges:
        phrase = _edge(edge)
        said.append(f"ensuite en retard, {phrase}" if late else phrase)
        late = edge.effect is Effect.LATE
    return " ; ".join([*said, "ensuite en retard"] if late else said)


def _edge(edge: Edge) -> str:
    opening = edge.effect is Effect.OPENS
    phrase = moment_words(edge.when, opening=opening)
    return phrase.since if opening else phrase.to
