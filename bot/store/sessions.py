"""Practice sessions in the database."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.exc import IntegrityError

from bot.coach.ports import ConflictError, Sessions
from bot.coach.practice.session import PracticeSession
from bot.store.link import Link, added_id
from bot.store.mapping import session_of, session_row
from bot.store.tables import RUNNING, sessions

_THEIRS = select(sessions).where(sessions.c.practitioner == bindparam("of"))
# Held until commit, so that a press on one machine and the clock on another take turns.
_RUNNING = _THEIRS.where(RUNNING).with_for_update()
_LATEST = _THEIRS.order_by(sessions.c.id.desc()).limit(1)
_GET = select(sessions).where(sessions.c.id == bindparam("of"))
_ADD = insert(sessions)
_SAVE = update(sessions).where(sessions.c.id == bindparam("of"))
_DUE = (
    select(sessions)
    .where(sessions.c.due_at <= bindparam("now"))
    .order_by(sessions.c.due_at, sessions.c.id)
    .limit(bindparam("most"))
    .with_for_update(skip_locked=True)
)


class SqlSessions(Sessions):
    """The port `Sessions`."""

    def __init__(self, link: Link) -> None:
        self._link = link

    async def running(self, practitioner: int) -> PracticeSession | None:
        """A person's running one."""
        row = (await self._link.read(_RUNNING, {"of": practitioner})).first()
        return session_of(row) if row else None

    async def latest(self, practitioner: int) -> PracticeSession | None:
        """The one begun last, running or not."""
        row = (await self._link.read(_LATEST, {"of": practitioner})).first()
        return session_of(row) if row else None

    async def get(self, session: int) -> PracticeSession | None:
        """One by id."""
        row = (await self._link.read(_GET, {"of": session})).first()
        return session_of(row) if row else None

    async def add(self, session: PracticeSession) -> PracticeSession:
        """Store a new one; the answer carries its id.

        Raises:
            ConflictError: if one of this person is running already.
        """
        try:
            done = await self._link.write(_ADD, session_row(session))
        except IntegrityError:
            # Not its cause: PostgreSQL quotes the row that it refuses.
            raise ConflictError("a session of this person is running already") from None
        return replace(session, id=added_id(done))

    async def save(self, session: PracticeSession) -> None:
        """Store a changed one."""
        await self._link.write(_SAVE, {**session_row(session), "of": session.id})

    async def due(self, now: datetime, limit: int) -> tuple[PracticeSession, ...]:
        """Those due by now, the earliest first; claimed against other processes until commit."""
        rows = await self._link.read(_DUE, {"now": now, "most": limit})
        return tuple(session_of(row) for row in rows)
