"""A connection inside one unit of work, and statements that both engines understand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, cast

from sqlalchemy import ClauseElement, ColumnElement, CursorResult, Dialect, Executable, Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.sql.compiler import SQLCompiler

Parameters = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Insert:
    """An insert that knows what to do where the row is there already, once for each engine."""

    sqlite: Executable
    postgresql: Executable

    def on(self, dialect: str) -> Executable:
        """The statement for an engine by SQLAlchemy's name of it."""
        return self.sqlite if dialect == "sqlite" else self.postgresql


def insert_or_leave(table: Table, keys: Sequence[str]) -> Insert:
    """Insert, or leave the row that is there; answers with the keys only if it inserted."""
    returned = [table.c[key] for key in keys]
    return Insert(
        sqlite=sqlite.insert(table)
        .on_conflict_do_nothing(index_elements=keys)
        .returning(*returned),
        postgresql=postgresql.insert(table)
        .on_conflict_do_nothing(index_elements=keys)
        .returning(*returned),
    )


def insert_or_leave_many(table: Table, keys: Sequence[str]) -> Insert:
    """As `insert_or_leave` for many rows at once; it answers with nothing."""
    return Insert(
        sqlite=sqlite.insert(table).on_conflict_do_nothing(index_elements=keys),
        postgresql=postgresql.insert(table).on_conflict_do_nothing(index_elements=keys),
    )


def insert_or_set(
    table: Table,
    keys: Sequence[str],
    changed: Sequence[str] = (),
    **computed: ColumnElement[Any],
) -> Insert:
    """Insert, or set the `changed` columns to the new values and others to what is computed."""
    lite, post = sqlite.insert(table), postgresql.insert(table)
    return Insert(
        sqlite=lite.on_conflict_do_update(
            index_elements=keys,
            set_={name: lite.excluded[name] for name in changed} | computed,
        ),
        postgresql=post.on_conflict_do_update(
            index_elements=keys,
            set_={name: post.excluded[name] for name in changed} | computed,
        ),
    )


def added_id(result: CursorResult[Any]) -> int:
    """The id that the database has given to an added row."""
    key = result.inserted_primary_key
    if key is None:
        raise ValueError("nothing was added by this statement")
    return int(key[0])


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Rows:
    """A statement for many rows of plain values, which come as the driver takes them.

    `names`: columns and parameters, in the order of a row's values. SQLAlchemy spends more time on
    making each row's parameters than SQLite on writing it.
    """

    statement: Executable | Insert
    names: tuple[str, ...]


@lru_cache(maxsize=64)
def _prepared(rows: Rows, dialect: Dialect) -> tuple[str, tuple[int, ...]]:
    """The text for an engine, and which value stands at each of its places."""
    statement = rows.statement
    if isinstance(statement, Insert):
        statement = statement.on(dialect.name)
    compiled = cast(
        "SQLCompiler",
        cast("ClauseElement", statement).compile(
            dialect=dialect, column_keys=list(rows.names), for_executemany=True
        ),
    )
    places = tuple(rows.names.index(name) for name in compiled.positiontup or ())
    return compiled.string, places


class Link:
    """Runs the statements of one unit of work, one after the other.

    On SQLite the write transaction begins with the first change, and immediately: what is only
    read needs none, because units of work take turns there.
    """

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection
        self._dialect = connection.dialect.name
        self._writes = self._dialect != "sqlite"

    async def read(
        self, statement: Executable, parameters: Parameters | None = None
    ) -> CursorResult[Any]:
        """Run a statement that changes nothing."""
        return await self._connection.execute(statement, parameters)

    async def write(
        self,
        statement: Executable | Insert,
        parameters: Parameters | Sequence[Parameters] | None = None,
    ) -> CursorResult[Any]:
        """Run a statement that changes rows: once, or once for each of many parameters."""
        await self._begin()
        if isinstance(statement, Insert):
            statement = statement.on(self._dialect)
        return await self._connection.execute(statement, parameters)

    async def write_rows(self, rows: Rows, values: Sequence[tuple[Any, ...]]) -> None:
        """Run a statement once for each of many rows, in the order of its names; see `plain`."""
        if not values:
            return
        await self._begin()
        text, places = _prepared(rows, self._connection.dialect)
        if places != tuple(range(len(rows.names))):
            values = [tuple(row[place] for place in places) for row in values]
        await self._connection.exec_driver_sql(text, list(values))

    def plain(self, table: Table, values: Parameters) -> dict[str, Any]:
        """Values of a table's columns as the driver takes them."""
        dialect = self._connection.dialect
        made = {}
        for name, value in values.items():
            process = table.c[name].type.dialect_impl(dialect).bind_processor(dialect)
            made[name] = process(value) if process else value
        return made

    async def _begin(self) -> None:
        if not self._writes:
            await self._connection.exec_driver_sql("BEGIN IMMEDIATE")
            self._writes = True

    async def commit(self) -> None:
        """Write all of it."""
        await self._connection.commit()
        self._writes = self._dialect != "sqlite"
