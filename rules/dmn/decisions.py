"""A decision of a DMN file as plain values: inputs, outputs, rules, hit policy."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from rules.facts import Kind, Value
from rules.tables import Between, Cell, HitPolicy


class DmnError(ValueError):
    """A file that is not a decision table we can read; the message names the element, in French."""


class TypeName(StrEnum):
    """The simple types of FEEL a table may use."""

    NUMBER = "number"
    STRING = "string"
    BOOLEAN = "boolean"
    DATE = "date"
    TIME = "time"

    @property
    def kind(self) -> Kind:
        """The kind of fact of this type."""
        return KINDS[self]

    def fits(self, value: Value) -> bool:
        """Whether a value is of this type; ``null`` is of every type."""
        return value is None or type_of(value) is self


KINDS = {
    TypeName.NUMBER: Kind.NUMBER,
    TypeName.STRING: Kind.CHOICE,
    TypeName.BOOLEAN: Kind.BOOLEAN,
    TypeName.DATE: Kind.DATE,
    TypeName.TIME: Kind.TIME,
}


@dataclass(frozen=True, slots=True)
class Input:
    """An input: its name, its type, its label, and the values it may take when the file lists them."""

    name: str
    type: TypeName
    label: str = ""
    allowed: Cell = field(default_factory=Cell)


@dataclass(frozen=True, slots=True)
class Output:
    """An output: its name (none where it is alone), its type, its values by priority, what it is by default."""

    name: str = ""
    type: TypeName | None = None
    values: tuple[Value, ...] = ()
    default: Value = None
    has_default: bool = False


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule: one cell an input, one literal an output; ``note`` is its first annotation."""

    cells: tuple[Cell, ...]
    outputs: tuple[Value, ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Decision:
    """A decision that is one table."""

    name: str
    inputs: tuple[Input, ...]
    outputs: tuple[Output, ...]
    rules: tuple[Rule, ...]
    policy: HitPolicy = HitPolicy.UNIQUE

    @property
    def default(self) -> tuple[Value, ...] | None:
        """What the table gives where no rule matches, or None where it does not say."""
        if not any(output.has_default for output in self.outputs):
            return None
        return tuple(output.default for output in self.outputs)


def type_of(value: Value) -> TypeName:
    """The FEEL type of a literal that is not null."""
    if isinstance(value, bool):
        return TypeName.BOOLEAN
    if isinstance(value, str):
        return TypeName.STRING
    if isinstance(value, int | Decimal):
        return TypeName.NUMBER
    return TypeName.TIME if hasattr(value, "hour") else TypeName.DATE


def values_in(cells: Iterable[Cell]) -> list[Value]:
    """Every literal these cells name, bounds included, null left out."""
    found: list[Value] = []
    for cell in cells:
        for test in cell.tests:
            found += (test.low, test.high) if isinstance(test, Between) else (test.value,)
    return [value for value in found if value is not None]
