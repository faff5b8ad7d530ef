"""A draft between the editor and the database: kept as it was typed, whatever is still wrong with it."""

import json
from collections.abc import Iterable
from hashlib import sha256
from typing import Any

from django.db import transaction

from rules.editions import as_json, examples_as_json, refuse_live, store, store_examples
from rules.example_texts import ExampleError, read_expected, read_lines, write_expected, write_lines
from rules.facts import FactError
from rules.grids import Grid, Misread, StepTexts, grid_of, read_grid
from rules.models import Edition, Rulebook
from rules.notation import UNREAD, Json
from rules.operations import Operation
from rules.posted import Draft, ExampleTexts
from rules.proofs import CUTOFF
from rules.tables import HitPolicy
from rules.vocabulary import Vocabulary

CHOICES_BY_KIND = {
    Rulebook.Kind.ACCESS: (Operation.REFUSE,),
    Rulebook.Kind.CUTOFF: (Operation.SET, Operation.REFUSE),
    Rulebook.Kind.PRICE: tuple(one for one in Operation if one is not Operation.QUANTITY),
}


def draft_from(edition: Edition, words: Vocabulary) -> Draft:
    """A stored edition as the editor shows it."""
    return draft_of_data(as_json(edition), examples_as_json(edition), words)


def draft_of_data(data: Json, examples: Iterable[Json], words: Vocabulary) -> Draft:
    """Steps, counters and examples in the shape they are stored, as the editor shows them."""
    grid = grid_of(data, words)
    facts = _facts(grid, words)
    texts = [
        ExampleTexts(
            one["cas"], write_lines(one["lignes"], facts), write_expected(one["attendu"]), one.get("remarque", "")
        )
        for one in examples
    ]
    return Draft(grid, texts)


def stored_draft(draft: Draft, kind: str, words: Vocabulary) -> tuple[Json, list[Json], tuple[Misread, ...]]:
    """A draft in the shape it is stored: its steps and counters, its examples, the texts nobody understands."""
    data, misread = read_grid(draft.grid, words, deadlines=kind == CUTOFF)
    facts = _facts(draft.grid, words)
    return data, [_example(one, facts) for one in draft.examples], misread


def save_draft(edition: Edition, draft: Draft, words: Vocabulary) -> tuple[Misread, ...]:
    """Store a draft as typed and give the texts nobody understands. Raises LiveEdition on a live edition."""
    refuse_live(edition)
    data, examples, misread = stored_draft(draft, edition.rulebook.kind, words)
    with transaction.atomic():
        store(edition, data)
        store_examples(edition, examples)
    return misread


def settle(draft: Draft, kind: str, words: Vocabulary) -> bool:
    """Keep only the choices this kind of règlement has, and put its steps from the unit to the widest group.

    Gives whether the order of the steps had to change.
    """
    for step in draft.grid.steps:
        _settle_step(step, kind, words)
    groups = [level.name for level in words.levels]
    for counter in draft.grid.counters:
        counter.over = counter.over if counter.over in groups else groups[0]
    order = {level.name: level.order for level in words.all_levels}
    sorted_steps = sorted(draft.grid.steps, key=lambda step: order[step.level])
    moved = sorted_steps != draft.grid.steps
    draft.grid.steps[:] = sorted_steps
    return moved


def _settle_step(step: StepTexts, kind: str, words: Vocabulary) -> None:
    operations = CHOICES_BY_KIND[Rulebook.Kind(kind)]
    if step.operation not in operations:
        step.operation = operations[0].value
    grains = {fact.name: str(fact.grain) for fact in words.facts}
    step.columns = [(name, grain if _is_number(grain) else grains.get(name, "")) for name, grain in step.columns]
    if step.policy not in [policy.value for policy in HitPolicy]:
        step.policy = HitPolicy.UNIQUE.value
    if kind != Rulebook.Kind.PRICE:
        step.level, step.rounding = "ligne", ""
    elif step.level not in {level.name for level in words.all_levels}:
        step.level = "unite"


def _is_number(text: str) -> bool:
    whole, _point, decimals = text.partition(".")
    return whole.isdecimal() and (not decimals or decimals.isdecimal())


def content_digest(edition: Edition) -> str:
    """A name for what the edition holds now; another one when somebody else has changed it meanwhile."""
    examples = list(edition.examples.values_list("title", "lines", "expected", "note"))
    return sha256(json.dumps([as_json(edition), examples], sort_keys=True).encode()).hexdigest()[:20]


def _facts(grid: Grid, words: Vocabulary) -> tuple[Any, ...]:
    return (*words.facts, *(counter.fact for counter in grid.counters))


def _example(one: ExampleTexts, facts: tuple[Any, ...]) -> Json:
    try:
        lines: list[Json] = read_lines(one.lines, facts)
    except (ExampleError, FactError):
        lines = [{UNREAD: one.lines}]
    try:
        expected = read_expected(one.expected)
    except ExampleError:
        expected = {UNREAD: one.expected}
    return {"cas": one.title, "lignes": lines, "attendu": expected, "remarque": one.note}
