"""Databases at any revision, on both engines, with a row in every table."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from alembic import command
from alembic.script import ScriptDirectory
from sqlalchemy import Boolean, Column, Connection, Date, MetaData, Table, insert, select
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.types import String, TypeEngine

from bot.store.database import Database, open_database
from bot.store.migrate import configuration
from tests.contract.stores import TONIGHT
from tests.postgresql import fresh_database

ENGINES = ("sqlite", "postgresql")
Rows = dict[str, dict[str, Any]]

_JSON = {
    "plan": '{"pose": "legs_up_wall", "seconds": 60, "sides": 1, "steps": []}',
    "days": "[0, 1]",
    "question": None,
}
"""Columns of text in which there is JSON."""

_WORDS = {"state": "ended", "clock": "22:30:00", "outcome": "missed", "purpose": "cue",
          "cue": "step", "fate": None, "ending": None}  # fmt: skip
"""Columns whose words are few."""


def revisions() -> list[str]:
    """All of them, the oldest first."""
    scripts = ScriptDirectory.from_config(configuration()).walk_revisions()
    return [script.revision for script in scripts][::-1]


@asynccontextmanager
async def empty_database(engine: str, folder: Path) -> AsyncIterator[str]:
    """The address of a database without a schema."""
    if engine == "sqlite":
        yield f"sqlite:///{folder}/karani.sqlite3"
        return
    async with fresh_database() as url:
        yield url


@asynccontextmanager
async def open_engine(url: str) -> AsyncIterator[AsyncEngine]:
    """The engine of an up-to-date database."""
    database: Database = await open_database(url)
    try:
        yield database.engine
    finally:
        await database.close()


@asynccontextmanager
async def bare_engine(url: str) -> AsyncIterator[AsyncEngine]:
    """An engine that brings nothing up to date."""
    drivers = {"sqlite": "sqlite+aiosqlite", "postgresql": "postgresql+asyncpg"}
    kind, _, rest = url.partition("://")
    engine = create_async_engine(f"{drivers[kind]}://{rest}")
    try:
        yield engine
    finally:
        await engine.dispose()


async def migrate_to(engine: AsyncEngine, revision: str) -> None:
    """Forwards from wherever it is."""
    async with engine.connect() as connection:
        await connection.run_sync(lambda sync: command.upgrade(configuration(sync), revision))
        await connection.commit()


async def schema(engine: AsyncEngine) -> MetaData:
    """The tables as the database has them, Alembic's own left out."""
    found = MetaData()
    async with engine.connect() as connection:
        await connection.run_sync(found.reflect)
    found.remove(found.tables["alembic_version"])
    return found


async def fill(engine: AsyncEngine, tables: MetaData) -> Rows:
    """Put a row with a value in every column into every table; what was put, by table."""
    rows: Rows = {}
    async with engine.begin() as connection:
        for table in tables.sorted_tables:
            rows[table.name] = {column.name: _value(column) for column in table.columns}
            await connection.execute(insert(table), rows[table.name])
    return rows


async def stored(engine: AsyncEngine, tables: MetaData) -> Rows:
    """The one row of each of these tables, by these columns."""
    async with engine.connect() as connection:
        return {
            table.name: dict((await connection.execute(select(table))).mappings().one())
            for table in tables.sorted_tables
        }


def downgrade(connection: Connection, revision: str) -> None:
    """Backwards."""
    command.downgrade(configuration(connection), revision)
    connection.commit()


def _value(column: Column[Any]) -> object:
    if column.name in _JSON | _WORDS:
        return (_JSON | _WORDS)[column.name]
    kind: TypeEngine[Any] = column.type
    match kind:
        case Boolean():
            return True
        case Date():
            return TONIGHT
        case String():
            return "x" if column.name != "zone" else "Africa/Nairobi"
    # Every table's first row is 1, and so is all that refers to one.
    return 1


def names(table: Table) -> set[str]:
    return {column.name for column in table.columns}
