"""What is wrong with a draft while it is typed, and what its examples give: nothing is stored, nothing is read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from rules.acceptances import Acceptance, settled
from rules.drafting import stored_draft
from rules.files import rulebook_from_json
from rules.findings import Finding
from rules.gate import finding_of, proof_of
from rules.inspection import Worked, inspect
from rules.posted import Draft
from rules.proofs import PROBLEMS, Proof, usual_day
from rules.vocabulary import Vocabulary

LATER = "Corrigez d'abord les textes signalés : l'exemple sera calculé ensuite."


@dataclass(frozen=True, slots=True)
class Reviewed:
    """What to mend or to know, and for each example what the règlement answers."""

    findings: tuple[Finding, ...]
    proofs: tuple[Proof, ...]


def review_draft(
    draft: Draft, kind: str, words: Vocabulary, valid_from: date, accepted: Sequence[Acceptance] = ()
) -> Reviewed:
    """The review of a draft as it is typed, some remarks ``accepted``.

    The comparison of the engine with its reference waits for the gate.
    """
    data, examples, misread = stored_draft(draft, kind, words)
    if misread:
        return Reviewed(tuple(finding_of(one) for one in misread), _later(draft))
    try:
        rules = rulebook_from_json(data, words)
    except (*PROBLEMS, ValueError) as error:
        return Reviewed((Finding(str(error)),), _later(draft))
    day = usual_day(valid_from)
    proofs = [proof_of(one["lignes"], one["attendu"], kind, rules, words, day) for one in examples]
    worked = [Worked(texts.title, proof) for texts, proof in zip(draft.examples, proofs, strict=True)]
    found = inspect(rules, kind, words, valid_from, worked, engine=False)
    return Reviewed(settled(found, accepted, [step.name for step in rules.steps]), tuple(proofs))


def _later(draft: Draft) -> tuple[Proof, ...]:
    return tuple(Proof(False, one.expected, problem=LATER) for one in draft.examples)
