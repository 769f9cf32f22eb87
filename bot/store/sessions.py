"""Practice sessions in the database."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime

import structlog
from sqlalchemy import (
    Text,
    and_,
    bindparam,
    func,
    insert,
    literal_column,
    or_,
    select,
    type_coerce,
    update,
)
from sqlalchemy.exc import IntegrityError

from bot.coach.errors import DEFECTS
from bot.coach.ports import ConflictError, Sessions
from bot.coach.practice.session import PracticeSession, SessionState
from bot.store.link import Link, added_id
from bot.store.mapping import ASIDE, AnyRow, moved_row, session_of, session_row
from bot.store.tables import RUNNING, people, sessions

# Plans come as they are written: most people's are alike, and each is read once.
_ALL = select(
    *(column for column in sessions.c if column.name != "plan"),
    type_coerce(sessions.c.plan, Text).label("plan"),
)
_THEIRS = _ALL.where(sessions.c.practitioner == bindparam("of"))
# Held until commit, so that a press on one machine and the clock on another take turns.
_RUNNING = _THEIRS.where(RUNNING).with_for_update()
_LATEST = _THEIRS.order_by(sessions.c.id.desc()).limit(1)
_GET = _ALL.where(sessions.c.id == bindparam("of"))
_MANY = _ALL.where(sessions.c.id.in_(bindparam("these", expanding=True)))
_ADD = insert(sessions)
_SAVE = update(sessions).where(sessions.c.id == bindparam("of"))
_AHEAD = bindparam("ahead", type_=sessions.c.due_at.type)
_DUE = (
    _ALL.where(
        sessions.c.due_at <= _AHEAD,
        or_(
            sessions.c.due_at <= bindparam("now", type_=sessions.c.due_at.type),
            and_(sessions.c.state == SessionState.GUIDING.value, sessions.c.due_at <= _AHEAD),
        ),
    )
    .order_by(sessions.c.due_at, sessions.c.id)
    .limit(bindparam("most"))
    .with_for_update(skip_locked=True)
)

_GUIDED = (
    select(sessions.c.closing_at)
    .join(people, people.c.id == sessions.c.practitioner)
    .where(
        RUNNING,
        sessions.c.state != SessionState.COMING_OUT.value,
        # Wrapped, so that the few sessions that run are gone through and not all of its people.
        func.coalesce(people.c.platform, literal_column("''")) == bindparam("on"),
    )
)
_HOW_MANY = _GUIDED.with_only_columns(func.count(), maintain_column_froms=True)
_FULL_UNTIL = (
    _GUIDED.where(sessions.c.closing_at.is_not(None))
    .order_by(sessions.c.closing_at.desc())
    .limit(1)
    .offset(bindparam("most"))
)

_log = structlog.get_logger()


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

    async def many(self, sessions: Collection[int]) -> dict[int, PracticeSession]:
        """Those of these that are there and can be read, by id."""
        if not sessions:
            return {}
        rows = await self._link.read(_MANY, {"these": list(sessions)})
        return {row.id: session for row in rows if (session := _readable(row)) is not None}

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

    async def guided(self, platform: str) -> int:
        """How many are guided on a platform now, those that wait for their beginning among them."""
        return int((await self._link.read(_HOW_MANY, {"on": platform})).scalar_one())

    async def full_until(self, platform: str, most: int) -> datetime | None:
        """When fewer than `most` will be guided on a platform; None: they are now."""
        found = await self._link.read(_FULL_UNTIL, {"on": platform, "most": most - 1})
        row = found.first()
        return row.closing_at if row else None

    async def moved_on(self, sessions: Sequence[PracticeSession]) -> None:
        """Store many that time has moved on; their plans have not changed."""
        if sessions:
            await self._link.write(_SAVE, [{**moved_row(one), "of": one.id} for one in sessions])

    async def due(
        self, now: datetime, limit: int, ahead: datetime | None = None
    ) -> tuple[PracticeSession, ...]:
        """Those due by now, the earliest first; claimed against other processes until commit.

        With `ahead`, those that guide are due by then. One that cannot be read is put aside for a
        day.
        """
        wanted = {"now": now, "ahead": ahead or now, "most": limit}
        found: list[PracticeSession] = []
        for row in (await self._link.read(_DUE, wanted)).all():
            session = _readable(row)
            if session is not None:
                found.append(session)
            else:
                await self._link.write(_SAVE, {"of": row.id, "due_at": now + ASIDE})
        return tuple(found)


def _readable(row: AnyRow) -> PracticeSession | None:
    """The session of a row, among others that are not to be lost for it; None if it is broken."""
    try:
        return session_of(row)
    except DEFECTS as exc:
        _log.error("session_unreadable", session=row.id, error=type(exc).__name__)
        return None
