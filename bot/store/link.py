"""A connection inside one unit of work, and statements that both engines understand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, CursorResult, Executable, Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

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
        if not self._writes:
            await self._connection.exec_driver_sql("BEGIN IMMEDIATE")
            self._writes = True
        if isinstance(statement, Insert):
            statement = statement.on(self._dialect)
        return await self._connection.execute(statement, parameters)

    async def commit(self) -> None:
        """Write all of it."""
        await self._connection.commit()
        self._writes = self._dialect != "sqlite"
