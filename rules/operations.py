"""What a step does with a price: the arithmetic shared by pricing and by replay."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from decimal import Decimal
from enum import StrEnum

from rules.lines import Components
from rules.outcomes import Rounding


class Operation(StrEnum):
    """The operations of a step, in the field's words."""

    SET = "fixer"
    ADD = "ajouter"
    MULTIPLY = "multiplier"
    CAP = "plafonner"
    FLOOR = "porter au moins à"
    NAME = "nommer"
    REFUSE = "autoriser ou refuser"
    SHARE = "faire prendre en charge"
    QUANTITY = "multiplier par la quantité"


WITHOUT_PRICE = frozenset({Operation.NAME, Operation.REFUSE, Operation.SHARE})


def operate(
    operation: Operation,
    present: Components | None,
    figures: Sequence[Decimal],
    *,
    writes: str,
    on: Sequence[str] = (),
    rounding: Rounding | None = None,
) -> Components | None:
    """The components after the operation, in euros; ``None`` stays ``None`` unless a price is set.

    ``figures`` are the numbers of the rows that fired: none leaves the price as it is, several add
    up (percentages too). ``on`` names the components concerned, all of them when empty.
    """
    if not figures or operation in WITHOUT_PRICE:
        return present
    value = sum(figures, Decimal(0))
    if operation is Operation.SET:
        kept = {name: amount for name, amount in (present or {}).items() if on and name not in on}
        return {**kept, writes: _round(value, rounding)}
    if present is None:
        return None
    return _CHANGES[operation](present, value, writes, frozenset(on or present), rounding)


def _add(
    present: Components,
    value: Decimal,
    writes: str,
    on: frozenset[str],
    rounding: Rounding | None,
) -> Components:
    return {
        **present,
        writes: present.get(writes, Decimal(0)) + _round(value, rounding),
    }


def _multiply(
    present: Components,
    value: Decimal,
    writes: str,
    on: frozenset[str],
    rounding: Rounding | None,
) -> Components:
    return {name: _round(amount * (1 + value), rounding) if name in on else amount for name, amount in present.items()}


def _cap(
    present: Components,
    value: Decimal,
    writes: str,
    on: frozenset[str],
    rounding: Rounding | None,
) -> Components:
    return _bound(present, min(value, total(present, on)), writes, on, rounding)


def _floor(
    present: Components,
    value: Decimal,
    writes: str,
    on: frozenset[str],
    rounding: Rounding | None,
) -> Components:
    return _bound(present, max(value, total(present, on)), writes, on, rounding)


def _bound(
    present: Components,
    bounded: Decimal,
    writes: str,
    on: frozenset[str],
    rounding: Rounding | None,
) -> Components:
    change = _round(bounded, rounding) - total(present, on)
    return {**present, writes: present.get(writes, Decimal(0)) + change} if change else present


def _quantity(
    present: Components,
    value: Decimal,
    writes: str,
    on: frozenset[str],
    rounding: Rounding | None,
) -> Components:
    return {name: _round(amount * value, rounding) for name, amount in present.items()}


_CHANGES = {
    Operation.ADD: _add,
    Operation.MULTIPLY: _multiply,
    Operation.CAP: _cap,
    Operation.FLOOR: _floor,
    Operation.QUANTITY: _quantity,
}


def total(present: Components, on: Collection[str] = ()) -> Decimal:
    """The sum of the components named, of all of them when none is."""
    return sum((amount for name, amount in present.items() if not on or name in on), Decimal(0))


def _round(amount: Decimal, rounding: Rounding | None) -> Decimal:
    return rounding(amount) if rounding else amount


def difference(after: Components | None, before: Components | None) -> Components:
    """What an operation added to each component, in euros; components that did not move are left out."""
    names = [
        *(before or {}),
        *(name for name in after or {} if name not in (before or {})),
    ]
    gaps = {name: (after or {}).get(name, Decimal(0)) - (before or {}).get(name, Decimal(0)) for name in names}
    return {name: gap for name, gap in gaps.items() if gap}
