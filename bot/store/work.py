"""The store, and its units of work: all of one is written, or none."""

from __future__ import annotations

from collections.abc import AsyncIterator, Collection
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import UTC, datetime
from typing import Self

from sqlalchemy import Select, bindparam, func, select
from sqlalchemy.exc import IntegrityError

from bot.coach.leases import Leases
from bot.coach.ports import (
    ConflictError,
    Outbox,
    People,
    Practice,
    Reminders,
    Sessions,
    Store,
    Work,
)
from bot.coach.uploads import Uploads
from bot.store.database import Database, open_database
from bot.store.faults import FAILURES, fault_of
from bot.store.keeping import Keeping, sweep
from bot.store.leases import SqlLeases
from bot.store.link import Link, insert_or_set
from bot.store.outbox import HERE, SqlOutbox
from bot.store.people import SqlPeople
from bot.store.practice import SqlPractice
from bot.store.reminders import SqlReminders
from bot.store.sessions import SqlSessions
from bot.store.tables import OPEN, counts, facts, outbox, reminders, sessions
from bot.store.uploads import SqlUploads

_COUNT = insert_or_set(counts, ["kind", "name"], n=counts.c.n + 1)
_COUNTS = select(counts.c.kind, counts.c.name, counts.c.n)
_FACT = select(facts.c.value).where(facts.c.name == bindparam("called"))
_WRITE_DOWN = insert_or_set(facts, ["name"], ["value"])
_ENTRY_DUE = select(func.min(outbox.c.ready_at)).where(
    OPEN, outbox.c.ready_at > bindparam("ready_after", type_=outbox.c.ready_at.type)
)
_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


def _next_due(entry: Select[tuple[datetime]]) -> Select[tuple[datetime, datetime, datetime]]:
    return select(
        select(func.min(sessions.c.due_at))
        .where(sessions.c.due_at.is_not(None))
        .scalar_subquery()
        .label("session"),
        select(func.min(reminders.c.due_at))
        .where(reminders.c.due_at.is_not(None))
        .scalar_subquery()
        .label("reminder"),
        entry.scalar_subquery().label("entry"),
    )


_NEXT_DUE = _next_due(_ENTRY_DUE)
_NEXT_DUE_HERE = _next_due(_ENTRY_DUE.where(HERE))


class SqlWork(Work):
    """The port `Work`."""

    def __init__(self, link: Link, keeping: Keeping) -> None:
        self._link = link
        self._keeping = keeping
        self.people: People = SqlPeople(link)
        self.sessions: Sessions = SqlSessions(link)
        self.reminders: Reminders = SqlReminders(link)
        self.outbox: Outbox = SqlOutbox(link)
        self.practice: Practice = SqlPractice(link)
        self.leases: Leases = SqlLeases(link)
        self.uploads: Uploads = SqlUploads(link)

    async def count(self, kind: str, name: str) -> None:
        """One more of something worth knowing for the operator: a kind, never words."""
        await self._link.write(_COUNT, {"kind": kind, "name": name, "n": 1})

    async def counts(self) -> dict[tuple[str, str], int]:
        """How often each thing was counted, by kind and name, in that order."""
        rows = (await self._link.read(_COUNTS)).mappings()
        return dict(sorted(((str(row["kind"]), str(row["name"])), int(row["n"])) for row in rows))

    async def fact(self, name: str) -> str | None:
        """What was written down under a name; None if nothing was."""
        row = (await self._link.read(_FACT, {"called": name})).first()
        return str(row[0]) if row else None

    async def write_down(self, name: str, value: str) -> None:
        """Remember something of the program itself, in place of what was there."""
        await self._link.write(_WRITE_DOWN, {"name": name, "value": value})

    async def next_due(
        self,
        platforms: Collection[str] | None = None,
        *,
        ready_after: datetime | None = None,
    ) -> datetime | None:
        """The earliest instant at which a session, a reminder or an outbox entry is due.

        An entry that is being sent counts by the end of its lease.
        """
        wanted: dict[str, object] = {"ready_after": ready_after or _LONG_AGO}
        statement = _NEXT_DUE
        if platforms is not None:
            statement, wanted["platforms"] = _NEXT_DUE_HERE, list(platforms)
        row = (await self._link.read(statement, wanted)).one()
        return min((at for at in row if at is not None), default=None)

    async def sweep(self, now: datetime) -> None:
        """Erase what has been kept long enough."""
        await sweep(self._link, self._keeping, now)

    async def commit(self) -> None:
        """Write all of it."""
        await self._link.commit()


class SqlStore(Store):
    """The port `Store` over a database.

    On SQLite one unit of work is open at a time and others wait their turn: never open one inside
    another.
    """

    def __init__(self, database: Database, keeping: Keeping | None = None) -> None:
        self.database = database
        self._keeping = keeping or Keeping()

    @classmethod
    async def open(cls, url: str, keeping: Keeping | None = None, *, works: bool = False) -> Self:
        """A store over the database at an address; see `open_database`."""
        return cls(await open_database(url, works=works), keeping)

    @property
    def shared(self) -> bool:
        """Whether other processes may be at work on the same database."""
        return self.database.shared

    async def close(self) -> None:
        """Let go of the database; one that lives in memory is gone then."""
        await self.database.close()

    def work(self) -> AbstractAsyncContextManager[Work]:
        """Open a unit of work; what was not committed is undone when it closes.

        Raises:
            StoreError: if the database cannot be used; nothing was changed then.
            ConflictError: if another process changed the same rows meanwhile.
        """
        return self._work()

    @asynccontextmanager
    async def _work(self) -> AsyncIterator[Work]:
        async with self.database.turn:
            try:
                async with self.database.engine.connect() as connection:
                    yield SqlWork(Link(connection), self._keeping)
            except IntegrityError:
                # Not its cause: PostgreSQL quotes the row that it refuses.
                raise ConflictError("rows that this stands on have changed") from None
            except FAILURES as exc:
                raise fault_of(exc) from exc
