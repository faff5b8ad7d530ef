"""A règlement written as the file that travels, such that reading it gives the same règlement back."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from rules.acceptances import Acceptance, to_json
from rules.example_texts import write_expected, write_lines
from rules.facts import Fact, Kind
from rules.grids import Grid, StepTexts, grid_of
from rules.notation import Json
from rules.operations import Operation
from rules.travel.texts import FORMAT, write_rounding
from rules.typed import plainly
from rules.vocabulary import Vocabulary


def write(
    *,
    name: str,
    kind: str,
    title: str,
    valid_from: date,
    stored: Json,
    examples: Sequence[Json],
    words: Vocabulary,
    criteria: Mapping[Fact, str] | None = None,
    description: str = "",
    council_decision: str = "",
    decided_on: date | None = None,
    accepted: Sequence[Acceptance] = (),
) -> str:
    """The file of an edition: ``stored`` and ``examples`` in the shape of the database, ``criteria`` the town's own
    that it uses, each with what it is asked of (foyer, enfant, inscription), ``accepted`` with their reasons."""
    grid = grid_of(stored, words)
    facts = (*words.facts, *(counter.fact for counter in grid.counters))
    data = {
        "format": FORMAT,
        "reglement": {"nom": name, "nature": kind, "description": description},
        "version": {
            "titre": title, "applicable": valid_from.isoformat(), "deliberation": council_decision,
            "delibere-le": decided_on.isoformat() if decided_on else None,
        },
        "criteres": [_criterion(fact, target) for fact, target in (criteria or {}).items()],
        "compteurs": [_counter(counter) for counter in grid.counters],
        "etapes": _steps(grid, stored, words),
        "exemples": [
            {"cas": one["cas"], "lignes": write_lines(one["lignes"], facts).splitlines(),
             "attendu": write_expected(one["attendu"]), **_said("remarque", one.get("remarque"))}
            for one in examples
        ],
        **_said("acceptees", to_json(replace(one, by="", on="") for one in accepted)),
    }  # fmt: skip
    return _pretty(data) + "\n"


def _said(key: str, value: Any) -> Json:
    return {key: value} if value else {}


def _criterion(fact: Fact, target: str) -> Json:
    choices = [{"slug": choice.slug, "libelle": choice.label} for choice in fact.choices]
    return {
        "nom": fact.name, "libelle": fact.title, "type": fact.kind.value, "porte-sur": target,
        **({"pas": str(fact.grain)} if fact.kind is Kind.NUMBER else {}),
        **_said("unite", fact.unit), **_said("choix", choices),
    }  # fmt: skip


def _counter(counter: Any) -> Json:
    return {
        "nom": counter.name, **_said("libelle", counter.label), "sur": counter.over, "compte": counter.what,
        **_said("de", counter.of), **_said("selon", counter.by), **_said("parmi", counter.among),
        **_said("ordre", counter.order), **_said("decroissant", counter.descending),
        **_said("partis-aussi", counter.departed), **_said("consecutifs", counter.consecutive),
    }  # fmt: skip


def _steps(grid: Grid, stored: Json, words: Vocabulary) -> list[Json]:
    pairs = zip(grid.steps, stored.get("etapes", ()), strict=True)
    return [_step(step, write_rounding(data.get("arrondi")), words) for step, data in pairs]


def _step(step: StepTexts, rounding: str, words: Vocabulary) -> Json:
    labels = any(row.label for row in step.rows)
    return {
        "nom": step.name, "niveau": step.level, "operation": step.operation,
        **({"ecrit": step.writes} if step.writes != "prix" or step.operation == Operation.NAME.value else {}),
        **_said("sur", [name.strip() for name in step.on.split(",") if name.strip()]),
        **_said("couvre", step.covers), "arrondi": rounding,
        **_said("debiteur", step.debtor if step.operation == Operation.SHARE.value else ""),
        "regle": step.policy,
        "colonnes": [_column(name, grain, words) for name, grain in step.columns],
        "lignes": [
            {"libelle": row.label, "cellules": row.cells, "resultat": row.outcome} if labels
            else [*row.cells, row.outcome]
            for row in step.rows
        ],
    }  # fmt: skip


def _column(name: str, grain: str, words: Vocabulary) -> Any:
    fact = words.fact(name) if words.knows(name) else Fact(name, Kind.NUMBER)
    titled = [one for one in words.facts if plainly(one.title) == plainly(fact.title)]
    said = fact.title if titled == [fact] else name
    return said if str(fact.grain) == grain else {"critere": said, "pas": grain}


def _pretty(data: Any, depth: int = 0) -> str:
    """JSON a person reads: a list of plain values on one line, everything else indented."""
    inner, outer = "  " * (depth + 1), "  " * depth
    if isinstance(data, dict) and data:
        parts = [
            f"{inner}{json.dumps(key, ensure_ascii=False)}: {_pretty(one, depth + 1)}" for key, one in data.items()
        ]
        return "{\n" + ",\n".join(parts) + f"\n{outer}}}"
    if isinstance(data, list) and any(isinstance(one, dict | list) for one in data):
        return "[\n" + ",\n".join(f"{inner}{_pretty(one, depth + 1)}" for one in data) + f"\n{outer}]"
    return json.dumps(data, ensure_ascii=False)
