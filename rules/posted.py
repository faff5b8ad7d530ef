"""What the editor's form sends, as a grid and examples; and what its buttons do to them."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from rules.counter_texts import CounterTexts, slug_of
from rules.grids import Grid, RowTexts, StepTexts
from rules.operations import Operation

Post = Mapping[str, str]
Thing = TypeVar("Thing")

ANY = "—"
MOST = {"steps": 60, "counters": 40, "examples": 200, "columns": 40, "rows": 1000}
LABEL = 120  # as long as the database keeps


@dataclass
class ExampleTexts:
    """One worked example as typed."""

    title: str = ""
    lines: str = ""
    expected: str = ""
    note: str = ""


@dataclass
class Draft:
    """Everything a clerk typed on the editor's page, the heading of the edition apart."""

    grid: Grid = field(default_factory=Grid)
    examples: list[ExampleTexts] = field(default_factory=list)


# Reading the form --------------------------------------------------------------------------------


def draft_of(post: Post) -> Draft:
    """The draft a posted form holds; what is missing from it is empty."""
    steps = [_step(post, f"s{number}.") for number in range(_count(post, "steps"))]
    counters = [_counter(post, f"k{number}.", number) for number in range(_count(post, "counters"))]
    examples = [_example(post, f"e{number}.") for number in range(_count(post, "examples"))]
    _name_apart(steps)
    return Draft(Grid(steps, counters), examples)


def _count(post: Post, name: str) -> int:
    text = post.get(name, "")
    return min(int(text), MOST[name.rpartition(".")[2]]) if text.isdecimal() else 0


def _step(post: Post, prefix: str) -> StepTexts:
    columns = [(post.get(f"{prefix}c{n}.fact", ""), post.get(f"{prefix}c{n}.grain", "1"))
               for n in range(_count(post, f"{prefix}columns"))]  # fmt: skip
    operation = post.get(f"{prefix}operation", Operation.SET.value)
    writes = post.get(f"{prefix}writes", "").strip()[:60] or "prix"
    return StepTexts(
        name=post.get(f"{prefix}name", "").strip()[:LABEL],
        level=post.get(f"{prefix}level", "ligne"),
        operation=operation,
        policy=post.get(f"{prefix}policy", "U"),
        writes=slug_of(writes, "valeur") if operation == Operation.NAME else writes,
        on=post.get(f"{prefix}on", ""),
        covers=post.get(f"{prefix}covers", ""),
        rounding=post.get(f"{prefix}rounding", ""),
        debtor=post.get(f"{prefix}debtor", "").strip()[:60],
        columns=columns,
        rows=_rows(post, prefix, len(columns)),
    )


def _rows(post: Post, prefix: str, columns: int) -> list[RowTexts]:
    """The rows of a step: typed one input a cell, or all together by a sheet."""
    sheet = post.get(f"{prefix}grid")
    if sheet is None:
        return [_row(post, f"{prefix}r{n}.", columns) for n in range(_count(post, f"{prefix}rows"))]
    return [_sheet_row(line, columns) for line in sheet.splitlines()[: MOST["rows"]] if line]


def _sheet_row(line: str, columns: int) -> RowTexts:
    """A line of a sheet: the label, a text a column, the result, tabs between them."""
    label, *texts = [text.strip() for text in line.split("\t")]
    cells = (texts + [""] * columns)[:columns]
    return RowTexts(label[:LABEL], cells, " ".join(texts[columns:]))


def _row(post: Post, prefix: str, columns: int) -> RowTexts:
    cells = [post.get(f"{prefix}x{n}", "").strip() for n in range(columns)]
    return RowTexts(post.get(f"{prefix}label", "").strip()[:LABEL], cells, post.get(f"{prefix}out", "").strip())


def _counter(post: Post, prefix: str, number: int) -> CounterTexts:
    label = post.get(f"{prefix}label", "").strip()[:LABEL]
    return CounterTexts(
        name=slug_of(post.get(f"{prefix}name", "") or label, f"compteur-{number + 1}"),
        label=label,
        **{name: post.get(f"{prefix}{name}", "").strip() for name in ("over", "what", "of", "by", "among", "order")},
        descending=f"{prefix}descending" in post,
        departed=f"{prefix}departed" in post,
        consecutive=f"{prefix}consecutive" in post,
    )


def _example(post: Post, prefix: str) -> ExampleTexts:
    said = {name: post.get(f"{prefix}{name}", "").strip() for name in ("title", "lines", "expected", "note")}
    return ExampleTexts(**{**said, "title": said["title"][:200]})


def _name_apart(steps: list[StepTexts]) -> None:
    """Two steps never have the same name: explanations and adjustments are told apart by it."""
    taken: set[str] = set()
    for number, step in enumerate(steps, start=1):
        name = step.name or f"étape {number}"
        while name in taken:
            name = f"{name[: LABEL - 4]} bis"
        step.name = name
        taken.add(name)


# What the buttons do -----------------------------------------------------------------------------


def act(draft: Draft, action: str, post: Post) -> str:
    """Do what a button asks (``row-up:0:3``) and give the anchor where the clerk goes on; others do nothing."""
    name, *places = action.split(":")
    if name == "mend":
        return _mend(draft, action)
    if name == "insert":
        return _insert(draft, action)
    numbers = [int(place) for place in places if place.isdecimal()]
    do = _ACTIONS.get(name)
    if do is None or len(numbers) != len(places):
        return ""
    try:
        return do(draft, post, *numbers)
    except (IndexError, TypeError):
        return ""


def _mend(draft: Draft, action: str) -> str:
    """Write in one cell what the review proposes: ``mend:0:2:1:de 450 à moins de 900``."""
    found = re.fullmatch(r"mend:(\d+):(\d+):(\d+):(.*)", action)
    if not found:
        return ""
    step, row, column = (int(place) for place in found.groups()[:3])
    try:
        draft.grid.steps[step].rows[row].cells[column] = found[4]
    except IndexError:
        return ""
    return f"s{step}r{row}"


def _insert(draft: Draft, action: str) -> str:
    """Add the row the review asks for, its result left to write: ``insert:0:3:de 450 à moins de 900|oui``."""
    found = re.fullmatch(r"insert:(\d+):(\d+):(.*)", action)
    if not found or int(found[1]) >= len(draft.grid.steps):
        return ""
    step = draft.grid.steps[int(found[1])]
    place = min(int(found[2]), len(step.rows))
    cells = [*found[3].split("|"), *[ANY] * len(step.columns)][: len(step.columns)]
    step.rows.insert(place, RowTexts(cells=cells))
    return f"s{found[1]}r{place}"


def _add_step(draft: Draft, post: Post) -> str:
    last = draft.grid.steps[-1].level if draft.grid.steps else "unite"  # a step stays where it is added
    draft.grid.steps.append(
        StepTexts(level=post.get("new.level", last), operation=post.get("new.operation", Operation.SET.value),
                  policy=post.get("new.policy", "U"), rounding=post.get("new.rounding", ""), rows=[RowTexts()])
    )  # fmt: skip
    _name_apart(draft.grid.steps)
    return f"s{len(draft.grid.steps) - 1}"


def _add_row(draft: Draft, post: Post, step: int) -> str:
    rows = draft.grid.steps[step].rows
    rows.append(RowTexts(cells=[ANY] * len(draft.grid.steps[step].columns)))
    return f"s{step}r{len(rows) - 1}"


def _paste_rows(draft: Draft, post: Post, step: int) -> str:
    """Rows pasted from a spreadsheet: the columns in order, then the result, tabs between them."""
    found = draft.grid.steps[step]
    width = len(found.columns)
    for line in post.get(f"s{step}.paste", "").splitlines()[: MOST["rows"]]:
        if line.strip():
            cells = [cell.strip() for cell in line.split("\t")]
            found.rows.append(RowTexts("", [*cells[:width], *[ANY] * (width - len(cells))], " ".join(cells[width:])))
    return f"s{step}"


def _add_column(draft: Draft, post: Post, step: int) -> str:
    found = draft.grid.steps[step]
    name = post.get(f"s{step}.new", "")
    if name and name not in [fact for fact, _ in found.columns]:
        found.columns.append((name, ""))
        for row in found.rows:
            row.cells.append(ANY)
    return f"s{step}"


def _remove_column(draft: Draft, post: Post, step: int, column: int) -> str:
    found = draft.grid.steps[step]
    del found.columns[column]
    for row in found.rows:
        del row.cells[column]
    return f"s{step}"


def _add_counter(draft: Draft, post: Post) -> str:
    number = len(draft.grid.counters)
    draft.grid.counters.append(CounterTexts(f"compteur-{number + 1}"))
    return f"k{number}"


def _add_example(draft: Draft, post: Post) -> str:
    draft.examples.append(ExampleTexts())
    return f"e{len(draft.examples) - 1}"


def _remove(things: list[Thing], place: int, anchor: str) -> str:
    del things[place]
    return anchor


def _move(things: list[Thing], place: int, by: int, anchor: str) -> str:
    other = max(0, min(len(things) - 1, place + by))
    things.insert(other, things.pop(place))
    return f"{anchor}{other}"


_ACTIONS: dict[str, Callable[..., str]] = {
    "step-add": _add_step,
    "step-del": lambda draft, post, step: _remove(draft.grid.steps, step, "etapes"),
    "step-up": lambda draft, post, step: _move(draft.grid.steps, step, -1, "s"),
    "step-down": lambda draft, post, step: _move(draft.grid.steps, step, 1, "s"),
    "row-add": _add_row,
    "row-paste": _paste_rows,
    "row-del": lambda draft, post, step, row: _remove(draft.grid.steps[step].rows, row, f"s{step}"),
    "row-up": lambda draft, post, step, row: _move(draft.grid.steps[step].rows, row, -1, f"s{step}r"),
    "row-down": lambda draft, post, step, row: _move(draft.grid.steps[step].rows, row, 1, f"s{step}r"),
    "col-add": _add_column,
    "col-del": _remove_column,
    "counter-add": _add_counter,
    "counter-del": lambda draft, post, number: _remove(draft.grid.counters, number, "compteurs"),
    "example-add": _add_example,
    "example-del": lambda draft, post, number: _remove(draft.examples, number, "exemples"),
}
