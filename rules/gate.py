"""The gate before publishing: what is wrong with a draft, said where it stands, with a case that shows it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from rules.boundaries import disagreement
from rules.editions import as_json, compiled, make_live
from rules.example_texts import ExampleError, read_expected, read_lines
from rules.facts import FactError
from rules.findings import Finding
from rules.grids import Grid, Misread, grid_of, read_grid
from rules.models import Edition, Example, Rulebook
from rules.notation import UNREAD
from rules.operations import WITHOUT_PRICE
from rules.proofreading import proofread
from rules.proofs import PROBLEMS, Proof, prove, usual_day
from rules.steps import LINE, UNIT
from rules.steps import Rulebook as Rules
from rules.vocabulary import Vocabulary, vocabulary

CENTS = 2
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
    return (
        *_same_day(edition),
        *_shape(edition, rules),
        *proofread(rules, edition.rulebook.kind, words, usual_day(edition.valid_from)),
        *_engine(rules),
        *_examples(edition, rules, words),
    )


def misread(edition: Edition) -> tuple[Finding, ...]:
    """The texts of a draft nobody understands."""
    return misread_in(grid_of(as_json(edition), vocabulary()), edition.rulebook.kind)


def misread_in(grid: Grid, kind: str) -> tuple[Finding, ...]:
    """The texts of a grid nobody understands."""
    _data, found = read_grid(grid, vocabulary(), deadlines=kind == Rulebook.Kind.CUTOFF)
    return tuple(_misread(one) for one in found)


def proofs(edition: Edition) -> list[Proof]:
    """Each example of the edition, worked; where the edition cannot be read, its problem."""
    words = vocabulary()
    try:
        rules = compiled(edition)
    except (*PROBLEMS, ValueError):
        unread = _("Corrigez d'abord les textes signalés : l'exemple sera calculé ensuite.")
        return [Proof(False, "", problem=unread) for _example in edition.examples.all()]
    return [_proof(example, edition, rules, words) for example in edition.examples.all()]


def _misread(one: Misread) -> Finding:
    return Finding(one.message, one.part, one.step, one.row, one.column)


def _same_day(edition: Edition) -> Iterator[Finding]:
    twins = Edition.objects.live().filter(rulebook=edition.rulebook, valid_from=edition.valid_from)
    if twins.exclude(pk=edition.pk).exists():
        yield Finding(
            _("Une version publiée commence déjà le %(day)s : choisissez un autre jour.")
            % {"day": f"{edition.valid_from:%d/%m/%Y}"}
        )


def _shape(edition: Edition, rules: Rules) -> Iterator[Finding]:
    if not rules.steps:
        yield Finding(_("Cette version n'a aucune étape : elle ne décide rien. Ajoutez une étape."))
    if edition.rulebook.kind == Rulebook.Kind.PRICE:
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


def _examples(edition: Edition, rules: Rules, words: Vocabulary) -> Iterator[Finding]:
    examples = list(edition.examples.all())
    if not examples:
        yield Finding(
            _("Aucun exemple ne prouve ce règlement : ajoutez-en deux ou trois, tirés de la délibération."),
            blocking=False,
        )
    for number, example in enumerate(examples):
        proof = _proof(example, edition, rules, words)
        if not proof.agrees:
            said = _("L'exemple « %(title)s » n'est pas d'accord. %(why)s") % {
                "title": example.title,
                "why": proof.words,
            }
            yield Finding(said, "exemple", row=number)


def _proof(example: Example, edition: Edition, rules: Rules, words: Vocabulary) -> Proof:
    problem = _unread(example, words, rules)
    if problem:
        return Proof(False, "", problem=problem)
    day = usual_day(edition.valid_from)
    return prove(rules, edition.rulebook.kind, example.lines, example.expected, words, day)


def _unread(example: Example, words: Vocabulary, rules: Rules) -> str:
    """What is wrong with an example kept as it was typed; nothing when it was understood."""
    facts = (*words.facts, *(counter.fact for counter in rules.counters))
    try:
        for line in _texts(example.lines):
            read_lines(line, facts)
        for expected in _texts([example.expected]):
            read_expected(expected)
    except (ExampleError, FactError) as error:
        return str(error)
    return ""


def _texts(stored: Iterable[dict[str, Any]]) -> list[str]:
    return [str(one[UNREAD]) for one in stored if UNREAD in one]
