"""What a DMN decision answers on some facts, asked to our engine: texts and numbers become what it compares exactly."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from rules.dmn.decisions import Decision, DmnError, Input, TypeName, values_in
from rules.dmn.feel import day, hour
from rules.engine import decide
from rules.facts import Fact, FactError, Value
from rules.tables import Between, Cell, DecisionTable, HitPolicy, Is, Row, TableError, Test, integer_range, matches

Given = Mapping[str, Value]
LISTS = frozenset({HitPolicy.RULE_ORDER, HitPolicy.OUTPUT_ORDER, HitPolicy.COLLECT})
AGGREGATES = frozenset({HitPolicy.SUM, HitPolicy.LEAST, HitPolicy.GREATEST, HitPolicy.COUNT})


class Texts(dict[str, str]):
    """The slug the engine knows each text of a column by."""

    def __missing__(self, text: str) -> str:
        self[text] = slug = f"texte-{len(self)}"
        return slug


def facts_from_json(decision: Decision, data: Mapping[str, Any]) -> Given:
    """The value of each input; what is missing is null. Raises DmnError on a value of another type."""
    return {one.name: _value(one, data.get(one.name)) for one in decision.inputs}


def decided(decision: Decision, facts: Given) -> Any:
    """The result: null, a literal, a mapping where there are several outputs, or a list of them.

    Raises DmnError where a fact is not one the file allows, OverlapError where rules that should not
    match together do.
    """
    columns = [_column(decision, index, one, facts.get(one.name)) for index, one in enumerate(decision.inputs)]
    texts = [Texts() for _ in columns]
    coded = {column.name: _coded(facts.get(one.name), text)
             for one, column, text in zip(decision.inputs, columns, texts, strict=True)}  # fmt: skip
    _check_allowed(decision, columns, texts, coded)
    try:
        verdict = decide(_table(decision, columns, texts), coded)
    except (FactError, TableError) as error:
        raise DmnError(str(error)) from None
    if not verdict.fired and decision.policy is not HitPolicy.COUNT:
        return None if decision.default is None else _one(decision, decision.default)
    if decision.policy in AGGREGATES:
        return _aggregate(decision, [outputs[0] for outputs in verdict.outputs])
    found = [_one(decision, outputs) for outputs in verdict.outputs]
    return found if decision.policy in LISTS else found[0]


def _one(decision: Decision, outputs: tuple[Value, ...]) -> Any:
    if len(decision.outputs) == 1:
        return outputs[0]
    return {output.name: value for output, value in zip(decision.outputs, outputs, strict=True)}


def _aggregate(decision: Decision, values: list[Value]) -> Value:
    if decision.policy is HitPolicy.COUNT:
        return len(values)
    numbers = [value for value in values if isinstance(value, Decimal)]
    if len(numbers) != len(values):
        raise DmnError(f"« {decision.name} » : {decision.policy.value} ne s'applique qu'à des nombres.")
    if decision.policy is HitPolicy.SUM:
        return sum(numbers, Decimal(0))
    return min(numbers) if decision.policy is HitPolicy.LEAST else max(numbers)


# Facts -------------------------------------------------------------------------------------------


def _value(one: Input, data: Any) -> Value:
    try:
        value = _read(one.type, data)
    except ValueError as error:
        raise DmnError(f"« {one.name} » : {error}.") from None
    if not one.type.fits(value):
        raise DmnError(f"« {one.name} » attend une valeur de type {one.type.value}, pas {data!r}.")
    return value


def _read(kind: TypeName, data: Any) -> Value:
    if kind in (TypeName.DATE, TypeName.TIME) and isinstance(data, str):
        return day(data) if kind is TypeName.DATE else hour(data)
    if isinstance(data, int | float) and not isinstance(data, bool):
        return Decimal(str(data))
    if data is None or isinstance(data, bool | str | Decimal):
        return data
    raise ValueError(f"{data!r} n'est pas une valeur simple")


def _check_allowed(decision: Decision, columns: list[Fact], texts: list[Texts], coded: Given) -> None:
    for one, column, text in zip(decision.inputs, columns, texts, strict=True):
        value = coded[column.name]
        allowed = _cell(column, one.allowed, text)
        if value is not None and not (allowed and matches(column, allowed, value)):
            raise DmnError(f"« {one.name} » : cette valeur n'est pas de celles que le fichier permet.")


# The table the engine is asked -------------------------------------------------------------------


def _table(decision: Decision, columns: list[Fact], texts: list[Texts]) -> DecisionTable[tuple[Value, ...]]:
    """The table the engine is asked, in the order of the rules; one whose interval is empty never matches."""
    rows = []
    for rule in decision.rules:
        cells = [_cell(column, cell, text) for column, cell, text in zip(columns, rule.cells, texts, strict=True)]
        if None not in cells:
            rows.append(Row(tuple(cell for cell in cells if cell is not None), rule.outputs))
    return DecisionTable(tuple(columns), tuple(rows), decision.policy, _priorities(decision), name=decision.name)


def _column(decision: Decision, index: int, one: Input, fact: Value) -> Fact:
    named = values_in([*(rule.cells[index] for rule in decision.rules), one.allowed])
    return Fact(f"c{index}", one.type.kind, one.name, grain=_grain([*named, fact]))


def _grain(values: Iterable[Value]) -> Decimal:
    """The finest step between the numbers of a column: each of them is a whole number of it."""
    exponents = [value.as_tuple().exponent for value in values if isinstance(value, Decimal)]
    return Decimal(1).scaleb(min([0, *(int(one) for one in exponents)]))


def _cell(column: Fact, cell: Cell, texts: Texts) -> Cell | None:
    """The cell with its texts coded and its empty intervals left out; None where nothing is left of it."""
    if cell.is_any:
        return cell
    tests = tuple(_test(test, texts) for test in cell.tests if not _is_empty(column, test))
    return Cell(tests, cell.negated) if tests else Cell() if cell.negated else None


def _is_empty(column: Fact, test: Test) -> bool:
    span = integer_range(column, test) if isinstance(test, Between) else None
    return span is not None and span[0] > span[1]


def _test(test: Test, texts: Texts) -> Test:
    return test if isinstance(test, Between) else Is(_coded(test.value, texts))


def _coded(value: Value, texts: Texts) -> Value:
    return texts[value] if isinstance(value, str) else value


def _priorities(decision: Decision) -> tuple[object, ...]:
    """The outputs of the rules, the first to win first: by the place of each value in its list, column by column."""
    if decision.policy not in (HitPolicy.PRIORITY, HitPolicy.OUTPUT_ORDER):
        return ()

    def place(outputs: tuple[Value, ...]) -> list[int]:
        return [output.values.index(value) for output, value in zip(decision.outputs, outputs, strict=True)]

    return tuple(sorted(dict.fromkeys(rule.outputs for rule in decision.rules), key=place))
