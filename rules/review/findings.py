"""The review of a table: each defect with a case that shows it, in words, and the ways to mend it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from rules.facts import Kind, Value
from rules.outcomes import Amount, Factor, PerStarted, Rate
from rules.review.cases import Cases
from rules.review.repairs import Gap, Repair
from rules.review.sweep import Found, Region, Sweep, Wanted
from rules.tables import Cell, DecisionTable, HitPolicy

MOST_FINDINGS = 50  # of one code: beyond, the table is mended first and reviewed again
MOST_NAMED = 3  # rows named in one sentence
_PRICES = (Amount, Rate, PerStarted, Factor)


class Code(StrEnum):
    """The defects of a table."""

    EMPTY = "vide"
    HOLE = "trou"
    NO_UNKNOWN_ROW = "inconnu-oublie"
    OVERLAP = "recouvrement"
    NEVER_REACHED = "jamais-atteinte"
    UNREVIEWED = "trop-croise"


@dataclass(frozen=True, slots=True)
class Finding:
    """One defect: the rows concerned, counted from 0, a case that shows it, the sentence, what to do.

    Each of ``repairs`` moves one bound and mends it; ``agreed`` when the rows concerned decide the same, so that
    any of them is right. ``missing`` are the cells of the row a hole asks for.
    """

    code: Code
    rows: tuple[int, ...]
    example: dict[str, Value]
    message: str
    suggestion: str
    repairs: tuple[Repair, ...] = ()
    agreed: bool = False
    missing: tuple[Cell, ...] = ()


def review(table: DecisionTable[Any], *, complete: bool = True) -> list[Finding]:
    """What is wrong with a table; ``complete`` when every case must have a row.

    Two rows for one case are a defect where one answer is wanted (U, and A when they differ); where the first
    one answers (F), so is a row that earlier rows hide. At most MOST_FINDINGS of each code. UNREVIEWED says that
    the table crosses too many rows to be read to the end: what it shows is true, and there may be more.
    """
    if not table.rows:
        return [_EMPTY]
    cases = Cases(table)
    first = table.policy is HitPolicy.FIRST
    found = Sweep(cases.axes, cases.boxes, Wanted(complete, first, MOST_FINDINGS, _clash(table))).run()
    hidden = _hidden(cases, found) if first and found.complete else ()
    return [
        *(_hole(cases, region) for region in found.holes),
        *_forgotten(cases, found),
        *(_overlap(cases, pair, region) for pair, region in found.pairs.items()),
        *_impossible(cases),
        *hidden,
        *(() if found.complete else (_UNREVIEWED,)),
    ]


def _clash(table: DecisionTable[Any]) -> Any:
    match table.policy:
        case HitPolicy.UNIQUE:
            return lambda one, other: True
        case HitPolicy.ANY:
            return lambda one, other: table.rows[one].output != table.rows[other].output
    return None


def _forgotten(cases: Cases, found: Found) -> Iterator[Finding]:
    """The unknown values nobody provided for; once one is told alone, it is not told again with others."""
    for unknown in sorted(found.unknown, key=lambda columns: (len(columns), sorted(columns))):
        if not any(other < unknown for other in found.unknown):
            yield _no_unknown_row(cases, found.unknown[unknown], sorted(unknown))


def _hole(cases: Cases, region: Region) -> Finding:
    gap, repairs = _best_gap(cases, region)
    beside = (*gap.below, *gap.above) if gap else ()
    return Finding(
        Code.HOLE,
        beside,
        cases.example(region),
        f"{_when(cases.words(region))}, aucune ligne ne répond{_between(cases, gap) if gap else ''}.",
        _proposed("Ajoutez une ligne pour ce cas", repairs),
        repairs,
        bool(repairs) and cases.agree(beside),
        cases.missing(region),
    )


def _best_gap(cases: Cases, region: Region) -> tuple[Gap | None, tuple[Repair, ...]]:
    """The column along which the hole is best seen: one where it can be closed, between two rows rather than one."""
    found = [(gap, cases.closings(gap, region)) for gap in cases.gaps(region)]
    return max(
        found,
        key=lambda seen: (len(seen[1]), bool(seen[0].below) + bool(seen[0].above)),
        default=(None, ()),
    )


def _between(cases: Cases, gap: Gap) -> str:
    below = [cases.row_words(row, gap.column) for row in gap.below[-1:]]
    above = [cases.row_words(row, gap.column) for row in gap.above[:1]]
    if below and above:
        return f" : entre la {below[0]} et la {above[0]}"
    return f" : la {below[0]} s'arrête avant" if below else f" : la {above[0]} commence après"


def _no_unknown_row(cases: Cases, region: Region, unknown: Sequence[int]) -> Finding:
    titles = [cases.axes[index].column.title for index in unknown]
    are = "est inconnu" if len(titles) == 1 else "sont inconnus"
    case = cases.words(region, unknown)
    return Finding(
        Code.NO_UNKNOWN_ROW,
        (),
        cases.example(region),
        f"Quand « {_listed(titles)} » {are}{f' (par exemple {case})' if case else ''}, aucune ligne ne répond.",
        _provide(cases, unknown),
        missing=cases.missing(region),
    )


def _provide(cases: Cases, unknown: Sequence[int]) -> str:
    """What to write for the unknown: a price waits for a proof, a permission or a deadline does not."""
    priced = any(isinstance(row.output, _PRICES) for row in cases.table.rows)
    proved = all(cases.axes[index].column.kind in (Kind.NUMBER, Kind.BOOLEAN) for index in unknown)
    if priced and proved:
        return "Ajoutez une ligne « inconnu » : souvent, le tarif le plus élevé jusqu'à réception du justificatif."
    return "Ajoutez « inconnu » à une ligne, ou finissez par une ligne « — » avec « la première ligne qui convient »."


def _overlap(cases: Cases, pair: tuple[int, int], region: Region) -> Finding:
    repairs = cases.separations(pair, region)
    said = [cases.row_words(row, repairs[0].column).removeprefix("ligne ") if repairs else str(row + 1) for row in pair]
    case = cases.words(region)
    return Finding(
        Code.OVERLAP,
        pair,
        cases.example(region),
        f"{_when(case)}, les lignes {said[0]} et {said[1]} répondent toutes deux.",
        _proposed("Précisez l'une des deux, ou choisissez « la première ligne qui convient »", repairs),
        repairs,
        bool(repairs) and cases.agree(pair),
    )


def _impossible(cases: Cases) -> Iterator[Finding]:
    for row, box in enumerate(cases.boxes):
        empty = next((index for index, spans in enumerate(box) if not spans), None)
        if empty is not None:
            title = cases.axes[empty].column.title
            yield Finding(
                Code.NEVER_REACHED,
                (row,),
                {},
                f"La {cases.row_words(row, empty)} ne sert jamais : « {title} » ne prend aucune de ces valeurs.",
                "Corrigez cette cellule, ou supprimez la ligne.",
            )


def _hidden(cases: Cases, found: Found) -> Iterator[Finding]:
    never = [row for row, box in enumerate(cases.boxes) if all(box) and not found.first >> row & 1]
    for row in never[:MOST_FINDINGS]:
        before = cases.meeting(row)
        named = [str(other + 1) for other in before[:MOST_NAMED]]
        more = [f"{len(before) - MOST_NAMED} autres"] if len(before) > MOST_NAMED else []
        rows = f"la ligne {named[0]}, placée avant, répond" if len(before) == 1 else (
            f"les lignes {_listed([*named, *more])}, placées avant, répondent")  # fmt: skip
        yield Finding(
            Code.NEVER_REACHED,
            (row, *before),
            cases.example(cases.boxes[row]),
            f"La ligne {row + 1} ne sert jamais : {rows} à tous ses cas.",
            "Placez-la plus haut, ou supprimez-la.",
        )


def _when(case: str) -> str:
    return f"Pour {case}" if case else "Quel que soit le cas"


def _proposed(otherwise: str, repairs: Sequence[Repair]) -> str:
    if not repairs:
        return f"{otherwise}."
    return f"{' ; ou '.join(repair.words for repair in repairs)}. {otherwise} sinon."


def _listed(words: Sequence[str]) -> str:
    return " et ".join(filter(None, (", ".join(words[:-1]), words[-1])))


_EMPTY = Finding(Code.EMPTY, (), {}, "Le tableau n'a aucune ligne : il ne décide rien.", "Ajoutez une ligne.")
_UNREVIEWED = Finding(
    Code.UNREVIEWED,
    (),
    {},
    "Trop de lignes se croisent pour relire ce tableau en entier : d'autres défauts sont possibles.",
    "Partagez-le en deux étapes, ou corrigez d'abord ce qui est signalé.",
)
