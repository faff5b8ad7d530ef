"""How each published case is accounted for: right, or one of the defects of the published rule itself.

A module of ``tests/reference/schemes`` says, for one tariff, which of our règlements price it, how the words of
its cases become lines, and which cases hang on a defect. Nothing here knows a town.
"""

from __future__ import annotations

import importlib
import json
import pkgutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType
from typing import Any

from tests.reference import schemes

HERE = Path(__file__).parent
PUBLISHED = {one["id"]: one for one in json.loads((HERE / "data" / "tariff_schemes.json").read_text())}
CASES = {one["id"]: one for one in json.loads((HERE / "data" / "tariff_cases.json").read_text())}

Facts = Mapping[str, Any]
World = dict[str, Any]  # as ``manage.py rulebook price --lines`` reads it


@dataclass(frozen=True)
class Hole:
    """The published rows leave this value without a price, or give it two: typed as published, our review says so.

    ``file`` is the règlement typed as published, ``named`` what the review's sentence must name.
    """

    file: str
    named: str


@dataclass(frozen=True)
class RoundingNotChosen:
    """The published rule does not say how to round: ``file`` leaves a step unrounded, and our review demands it."""

    file: str


@dataclass(frozen=True)
class Silence:
    """The text may be read in several ways: each file gives one of the candidates, and together they give all."""

    files: tuple[str, ...]


@dataclass(frozen=True)
class NotADecision:
    """A case that no règlement decides; the reason is for the report."""

    reason: str


Account = Hole | RoundingNotChosen | Silence | NotADecision


@dataclass(frozen=True)
class Scheme:
    """One published tariff: the files in force together, the words of its cases, its defects by case."""

    files: tuple[str, ...]
    world: Callable[[Facts], World]
    accounts: Mapping[str, Account] = field(default_factory=dict)


def scheme_of(name: str) -> Scheme:
    """The scheme of a published tariff, from the module of that name."""
    module: ModuleType = importlib.import_module(f"tests.reference.schemes.{name.replace('-', '_')}")
    found: Scheme = module.SCHEME
    return found


def written() -> list[str]:
    """The published tariffs that have a module."""
    names = {module.name for module in pkgutil.iter_modules(schemes.__path__)}
    return [name for name in PUBLISHED if name.replace("-", "_") in names]


def text_of(file: str) -> str:
    """The text of one of our règlements."""
    return (HERE / "tariffs" / f"{file}.json").read_text()


def cents(euros: str) -> int:
    """« 3.60 » → 360; a fraction of a cent is kept out. Raises ValueError."""
    whole, _, decimals = euros.partition(".")
    if len(decimals) != 2:
        raise ValueError(f"{euros} is not rounded to the cent")
    return int(f"{whole}{decimals}")
