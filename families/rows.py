"""Rows of a model read by a line of SQL, their preparation done once a process.

A rush asks the same few questions two thousand times. The ORM spends several times the query on composing it, and
`raw` half of that on finding out again how each column is converted.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, TypeVar

from django.db import connection
from django.db.models import Model

M = TypeVar("M", bound=Model)
TOGETHER = 100  # rows written by one statement: a database takes so many values at once


@dataclass(frozen=True)
class Shape:
    """How a model is read: its columns, the attributes they fill, and those that need converting, by place."""

    columns: str
    names: tuple[str, ...]
    converters: tuple[tuple[int, Any, tuple[Callable[..., Any], ...]], ...]


def read(model: type[M], rest: str, values: Collection[Any] = (), **more: str) -> list[M]:
    """The rows of a model, named ``t`` in ``rest``: what joins, filters, orders and locks them.

    ``more`` gives other columns to read, each kept as an attribute of the row. Nothing of ``rest`` may come from
    outside: values have their own place.
    """
    shape = _shape(model, connection.vendor)
    columns = ", ".join([shape.columns, *(f"{column} AS {name}" for name, column in more.items())])
    question = f"SELECT {columns} FROM {model._meta.db_table} t {rest}"  # noqa: S608
    return [_instance(model, shape, row, more) for row in answers(question, values)]


def insert(model: type[M], rows: Sequence[M]) -> None:
    """Write new rows, many in a statement, as `bulk_create` does: no signal is sent, they are not given their keys."""
    fields, columns = _written(model, connection.vendor)
    line = f"({places(fields)})"
    for start in range(0, len(rows), TOGETHER):
        some = rows[start : start + TOGETHER]
        values = [field.get_db_prep_save(field.pre_save(row, True), connection) for row in some for field in fields]
        statement = f"INSERT INTO {model._meta.db_table} ({columns}) VALUES {', '.join([line] * len(some))}"  # noqa: S608
        with connection.cursor() as cursor:
            cursor.execute(statement, values)


def answers(question: str, values: Collection[Any] = ()) -> list[tuple[Any, ...]]:
    """What the database answers to one question."""
    with connection.cursor() as cursor:
        cursor.execute(question, list(values))
        return cursor.fetchall()


def places(values: Collection[object]) -> str:
    """One place for each value of a list: « %s, %s »; among none, nothing is ever found."""
    return ", ".join(["%s"] * len(values)) or "NULL"


def _instance(model: type[M], shape: Shape, row: Sequence[Any], more: Collection[str]) -> M:
    values = list(row)
    for place, expression, converters in shape.converters:
        for convert in converters:
            values[place] = convert(values[place], expression, connection)
    found = model.from_db(connection.alias, shape.names, values[: len(shape.names)])
    for name, value in zip(more, values[len(shape.names) :], strict=True):
        setattr(found, name, value)
    return found


@cache
def _written(model: type[Model], vendor: str) -> tuple[tuple[Any, ...], str]:
    """The fields a new row fills, and their columns."""
    fields = tuple(field for field in model._meta.concrete_fields if not field.primary_key)
    return fields, ", ".join(connection.ops.quote_name(field.column) for field in fields)


@cache
def _shape(model: type[Model], vendor: str) -> Shape:
    fields = model._meta.concrete_fields
    found = []
    for place, field in enumerate(fields):
        column = field.get_col("t")
        converters = (*connection.ops.get_db_converters(column), *column.get_db_converters(connection))
        if converters:
            found.append((place, column, converters))
    columns = ", ".join(f"t.{connection.ops.quote_name(field.column)}" for field in fields)
    return Shape(columns, tuple(field.attname for field in fields), tuple(found))
