"""The gate before publishing: what is wrong with a draft, said where it stands, with a case that shows it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from rules.acceptances import Acceptance, from_json, settled
from rules.editions import accept as keep_accepted
from rules.editions import as_json, compiled, make_live
from rules.example_texts import ExampleError, read_expected, read_lines
from rules.facts import FactError
from rules.findings import Finding
from rules.grids import Grid, Misread, grid_of, read_grid
from rules.inspection import Worked, inspect
from rules.models import Edition, Example, Rulebook
from rules.notation import UNREAD, Json
from rules.proofs import PROBLEMS, Proof, prove, usual_day
from rules.steps import Rulebook as Rules
from rules.vocabulary import Vocabulary, vocabulary

REASON = 500  # letters kept of a reason
PUBLISHED = "rules.publish"  # what the trail calls it


class NotPublishable(Exception):
    """The edition may not be published; ``findings`` say why."""

    def __init__(self, findings: tuple[Finding, ...]) -> None:
        super().__init__(" ".join(finding.message for finding in findings if finding.blocking))
        self.findings = findings


def publish(edition: Edition, *, at: datetime, by: Any = None) -> Edition:
    """Put a draft in force from its day on, if nothing is wrong with it.

    Raises NotPublishable with its findings, LiveEdition when it is already published.
    """
    with transaction.atomic():
        locked = Edition.objects.select_for_update().get(pk=edition.pk)
        findings = check(locked)
        if any(finding.blocking for finding in findings):
            raise NotPublishable(findings)
        live = make_live(locked, at=at, by=by)
        log(live, PUBLISHED, user=by, timestamp=at, data={"valid_from": live.valid_from.isoformat()})
        return live


def check(edition: Edition) -> tuple[Finding, ...]:
    """Everything that is wrong with an edition, or worth knowing before it is published."""
    unread = misread(edition)
    if unread:
        return unread
    try:
        rules = compiled(edition)
    except (*PROBLEMS, ValueError) as error:
        return (Finding(str(error)),)
    words = vocabulary()
    worked = [Worked(example.title, _proof(example, edition, rules, words)) for example in edition.examples.all()]
    found = (*_same_day(edition), *inspect(rules, edition.rulebook.kind, words, edition.valid_from, worked))
    return settled(found, from_json(edition.accepted), [step.name for step in rules.steps])


def accept(edition: Edition, key: str, reason: str, *, by: str, on: date) -> None:
    """Let one remark of a draft be, with its written reason; nothing where the review no longer makes it.

    Raises ReasonMissing, LiveEdition.
    """
    steps = [step.name for step in edition.steps.all()]
    found = next((one for one in check(edition) if one.key == key and one.acceptable), None)
    if found is not None:
        name = steps[found.step] if found.step is not None and found.part != "compteur" else ""
        keep_accepted(edition, Acceptance(name, found.message, reason.strip()[:REASON], by, on.isoformat()))


def misread(edition: Edition) -> tuple[Finding, ...]:
    """The texts of a draft nobody understands."""
    return misread_in(grid_of(as_json(edition), vocabulary()), edition.rulebook.kind)


def misread_in(grid: Grid, kind: str) -> tuple[Finding, ...]:
    """The texts of a grid nobody understands."""
    _data, found = read_grid(grid, vocabulary(), deadlines=kind == Rulebook.Kind.CUTOFF)
    return tuple(finding_of(one) for one in found)


def proofs(edition: Edition) -> list[Proof]:
    """Each example of the edition, worked; where the edition cannot be read, its problem."""
    words = vocabulary()
    try:
        rules = compiled(edition)
    except (*PROBLEMS, ValueError):
        unread = _("Corrigez d'abord les textes signalés : l'exemple sera calculé ensuite.")
        return [Proof(False, "", problem=unread) for _example in edition.examples.all()]
    return [_proof(example, edition, rules, words) for example in edition.examples.all()]


def finding_of(one: Misread) -> Finding:
    """A text nobody understands, as a finding."""
    return Finding(one.message, one.part, one.step, one.row, one.column)


def _same_day(edition: Edition) -> Iterator[Finding]:
    twins = Edition.objects.live().filter(rulebook=edition.rulebook, valid_from=edition.valid_from)
    if twins.exclude(pk=edition.pk).exists():
        yield Finding(
            _("Une version publiée commence déjà le %(day)s : choisissez un autre jour.")
            % {"day": f"{edition.valid_from:%d/%m/%Y}"}
        )


def _proof(example: Example, edition: Edition, rules: Rules, words: Vocabulary) -> Proof:
    day = usual_day(edition.valid_from)
    return proof_of(example.lines, example.expected, edition.rulebook.kind, rules, words, day)


def proof_of(lines: list[Json], expected: Json, kind: str, rules: Rules, words: Vocabulary, day: date) -> Proof:
    """A stored example, worked; where it was kept as typed, what is wrong with it. ``day``: of lines without theirs."""
    problem = _unread(lines, expected, words, rules)
    return Proof(False, "", problem=problem) if problem else prove(rules, kind, lines, expected, words, day)


def _unread(lines: list[Json], expected: Json, words: Vocabulary, rules: Rules) -> str:
    """What is wrong with an example kept as it was typed; nothing when it was understood."""
    facts = (*words.facts, *(counter.fact for counter in rules.counters))
    try:
        for text in _texts(lines):
            read_lines(text, facts)
        for text in _texts([expected]):
            read_expected(text)
    except (ExampleError, FactError) as error:
        return str(error)
    return ""


def _texts(stored: Iterable[dict[str, Any]]) -> list[str]:
    return [str(one[UNREAD]) for one in stored if UNREAD in one]
