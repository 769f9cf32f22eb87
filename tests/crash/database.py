"""What the database says when all is over: rows, and whether it is sound."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import TextClause, make_url, text
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine
from sqlalchemy.pool import NullPool

_DRIVERS = {"sqlite": "sqlite+aiosqlite", "postgresql": "postgresql+asyncpg"}
_MOMENT = timedelta(seconds=15)
"""What fell due as the process was told to stop is not late yet."""

_SESSIONS = text(
    "SELECT s.id, p.platform, p.platform || ' ' || p.account AS phone, s.state, s.ending, s.plan,"
    " s.origin"
    " FROM sessions s JOIN people p ON p.id = s.practitioner"
)
_REMINDERS = text(
    "SELECT r.id, p.platform || ' ' || p.account AS phone"
    " FROM reminders r JOIN people p ON p.id = r.practitioner WHERE r.removed_at IS NULL"
)
_OUTBOX = text(
    "SELECT o.id, o.key, o.purpose, o.lane, o.subject, o.part, o.cue, o.due_at, o.expires_at,"
    " o.attempts, o.fate, p.platform || ' ' || p.account AS phone"
    " FROM outbox o JOIN people p ON p.id = o.practitioner"
)
_OPEN = text("SELECT count(*) FROM outbox WHERE fate IS NULL")
_FIRST_DUE = text(
    "SELECT min(due_at) FROM (SELECT due_at FROM sessions WHERE due_at IS NOT NULL"
    " UNION ALL SELECT due_at FROM reminders WHERE due_at IS NOT NULL) AS due"
)
_DOUBLE = text("SELECT key FROM outbox GROUP BY key HAVING count(*) > 1")
_TWO_RUNNING = text(
    "SELECT practitioner FROM sessions WHERE state <> 'ended'"
    " GROUP BY practitioner HAVING count(*) > 1"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """Rows by name of column, and what is wrong with the database, one line each."""

    sessions: list[Any]
    reminders: list[Any]
    outbox: list[Any]
    faults: list[str]


async def read(url: str, now: datetime) -> Kept:
    """Read all of it, with no process of the coach running; `now` is the coach's own clock."""
    engine = create_async_engine(_address(url), poolclass=NullPool)
    try:
        async with engine.connect() as connection:
            return Kept(
                sessions=list((await connection.execute(_SESSIONS)).all()),
                reminders=list((await connection.execute(_REMINDERS)).all()),
                outbox=list((await connection.execute(_OUTBOX)).all()),
                faults=await _faults(connection, now),
            )
    finally:
        await engine.dispose()


async def at_rest(url: str) -> bool:
    """Whether nothing waits to be sent and nobody's session runs; looked at beside the coach."""
    return await _looked_at(url, _OPEN) == 0 and await _looked_at(url, _FIRST_DUE) is None


async def unsent(url: str) -> int:
    """How many entries are not written down as dealt with; looked at beside the coach."""
    return int(await _looked_at(url, _OPEN) or 0)


async def _looked_at(url: str, question: TextClause) -> int | None:
    engine = create_async_engine(_address(url, read_only=True), poolclass=NullPool)
    try:
        async with engine.connect() as connection:
            told: int | None = (await connection.execute(question)).scalar_one()
            return told
    finally:
        await engine.dispose()


async def _faults(connection: AsyncConnection, now: datetime) -> list[str]:
    faults: list[str] = []
    if connection.dialect.name == "sqlite":
        for check in ("integrity_check", "foreign_key_check"):
            told = (await connection.execute(text(f"PRAGMA {check}"))).all()
            faults += [f"{check}: {row}" for row in told if tuple(row) != ("ok",)]
    late = int((now - _MOMENT).timestamp() * 1000)
    due = (await connection.execute(_FIRST_DUE)).scalar_one()
    if due is not None and due < late:
        faults.append(f"a row was due at {instant(due):%H:%M:%S} and was not dealt with")
    for row in (await connection.execute(_OUTBOX)).all():
        if row.fate is None and row.expires_at < late:
            faults.append(f"{row.key} is open, {instant(row.expires_at):%H:%M:%S} was its end")
    faults += [f"{key} twice" for (key,) in (await connection.execute(_DOUBLE)).all()]
    running = (await connection.execute(_TWO_RUNNING)).all()
    return faults + [f"two sessions run of person {person}" for (person,) in running]


def instant(milliseconds: int) -> datetime:
    return datetime.fromtimestamp(milliseconds / 1000, UTC)


def _address(url: str, *, read_only: bool = False) -> str:
    address = make_url(url)
    kind = address.get_backend_name()
    if kind == "sqlite" and read_only:
        address = address.set(
            database=f"file:{address.database}", query={"mode": "ro", "uri": "true"}
        )
    return address.set(drivername=_DRIVERS[kind]).render_as_string(hide_password=False)
