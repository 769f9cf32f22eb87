"""Opening a database: its engine, its file, and the schema that this code needs."""

from __future__ import annotations

import asyncio
import importlib.util
import os
import sqlite3
from contextlib import AbstractAsyncContextManager, nullcontext, suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import URL, make_url, text
from sqlalchemy.exc import ArgumentError, DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.pool import StaticPool

from bot.coach.errors import StoreError
from bot.store.driver import connect
from bot.store.faults import FAILURES, fault_of
from bot.store.sole import Sole

HEAD = "0009"
"""The newest migration: known without asking Alembic, whose import costs a start 0.2 s."""

CLOSES_WITHIN_SECONDS = 1.0

CONNECTIONS = 16
"""To PostgreSQL, of each machine; more units of work at once wait their turn."""

_DRIVERS = {
    "sqlite": "sqlite+aiosqlite",
    "postgres": "postgresql+asyncpg",
    "postgresql": "postgresql+asyncpg",
}
_STORED = text("SELECT version_num FROM alembic_version")
_SERVES = text("SELECT value FROM facts WHERE name = 'schema_serves_from'")


@dataclass(frozen=True, slots=True, kw_only=True)
class Database:
    """An open database. Several stores, one after the other, may use the same one.

    `turn` is held by whoever has a unit of work open, where there can be only one.
    """

    engine: AsyncEngine
    turn: AbstractAsyncContextManager[Any]
    sole: Sole | None = None

    @property
    def shared(self) -> bool:
        """Whether other processes may be at work on the same database."""
        return self.engine.dialect.name != "sqlite"

    async def close(self) -> None:
        """Close every connection; a database in memory is gone then."""
        # A server that does not answer is not waited for: it finds out by itself.
        with suppress(TimeoutError):
            async with asyncio.timeout(CLOSES_WITHIN_SECONDS):
                await self.engine.dispose()
        if self.sole is not None:
            self.sole.let_go()


async def open_database(url: str, *, works: bool = False) -> Database:
    """Open a database, make its file if there is none, and bring its schema up to date.

    Args:
        url: `sqlite:///path/to/file`, `sqlite://` for one in memory, or
            `postgresql://user:password@host/name`; a driver's name may stand in it.
        works: whether the coach is to work on it, and not only look something up: on a SQLite file
            that is one process at a time.

    Raises:
        StoreError: with a reason in one line, if the database cannot be used.
    """
    address = _address(url)
    try:
        if address.get_backend_name() == "sqlite":
            database = _sqlite(address, works=works)
        else:
            database = Database(engine=_postgresql(address), turn=nullcontext())
    except sqlite3.Error as exc:
        raise fault_of(exc) from exc
    except OSError as exc:
        raise StoreError(
            f"the database file cannot be opened for writing ({exc.strerror})"
        ) from exc
    try:
        await _bring_up_to_date(database.engine)
    except BaseException as exc:
        await database.close()
        if isinstance(exc, FAILURES):
            raise fault_of(exc) from exc
        raise
    return database


def _address(url: str) -> URL:
    try:
        address = make_url(url)
    except (ArgumentError, ValueError):
        # It may hold a password: neither it nor the library's words about it are told.
        raise StoreError("the database address cannot be read") from None
    kind = address.drivername.partition("+")[0]
    if kind not in _DRIVERS:
        raise StoreError(f"no database of kind {kind!r}: use sqlite or postgresql")
    return address.set(drivername=_DRIVERS[kind])


def _postgresql(address: URL) -> AsyncEngine:
    if importlib.util.find_spec("asyncpg") is None:
        raise StoreError("PostgreSQL needs the driver asyncpg: pip install 'karani[postgresql]'")
    # None beyond the pool: to make a connection for one unit of work costs more than to wait.
    return create_async_engine(
        address, hide_parameters=True, pool_pre_ping=True,
        pool_size=CONNECTIONS, max_overflow=0,
    )  # fmt: skip


def _sqlite(address: URL, *, works: bool) -> Database:
    if address.database in {None, "", ":memory:"}:
        engine = create_async_engine(
            address,
            hide_parameters=True,
            poolclass=StaticPool,
            async_creator=partial(connect, None),
        )
        return Database(engine=engine, turn=asyncio.Lock())
    path = str(address.database)
    _make_file(Path(path))
    sole = None
    if works:
        whole = Path(path).resolve()
        lock_file = whole.with_name(f"{whole.name}-lock")
        _make_file(lock_file)
        sole = Sole.of(whole, lock_file)
    # One connection: units of work take turns.
    engine = create_async_engine(
        address, hide_parameters=True, pool_size=1, max_overflow=0,
        async_creator=partial(connect, path),
    )  # fmt: skip
    return Database(engine=engine, turn=asyncio.Lock(), sole=sole)


def _make_file(path: Path) -> None:
    """Make an empty file that only its owner can read, in a folder that is there."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.is_dir():
        raise StoreError("the database file cannot be opened: a folder is in its place")
    os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))


async def _bring_up_to_date(engine: AsyncEngine) -> None:
    async with engine.connect() as connection:
        stored = await _stored(connection)
    if stored == HEAD:
        return
    # Imported only where it is needed, for a start that is fast every other time.
    from bot.store.migrate import knows, upgrade  # noqa: PLC0415

    if stored is not None and not knows(stored):
        if await _serves_us(engine):
            return
        raise StoreError(
            f"the database was written by a newer Karani (schema {stored}): update the program"
        )
    async with engine.connect() as connection:
        await upgrade(connection)


async def _serves_us(engine: AsyncEngine) -> bool:
    """Whether a schema newer than this program still serves it.

    Migrations only add, and machines are updated one by one, so it does; unless one that took
    something away has written down since which program it serves. What has no facts is none of
    ours.
    """
    async with engine.connect() as connection:
        try:
            since = (await connection.execute(_SERVES)).scalar_one_or_none()
        except DBAPIError as exc:
            if _says_no_table(exc):
                return False
            raise
    return since is None or str(since) <= HEAD


async def _stored(connection: AsyncConnection) -> str | None:
    try:
        found = (await connection.execute(_STORED)).scalar_one_or_none()
    except DBAPIError as exc:
        if _says_no_table(exc):
            return None
        raise
    return None if found is None else str(found)


def _says_no_table(error: DBAPIError) -> bool:
    undefined_table = "42P01"
    return getattr(error.orig, "sqlstate", None) == undefined_table or "no such table" in str(
        error.orig
    )
