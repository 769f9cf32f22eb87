"""How long what is stored, and the statements that erase it afterwards."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import BindParameter, bindparam, delete, null, update

from bot.coach.people.practitioner import QUESTION_LAPSES
from bot.store.link import Link
from bot.store.tables import RUNNING, nights, outbox, people, reminders, seen, sessions, uploads


@dataclass(frozen=True, slots=True, kw_only=True)
class Keeping:
    """Periods after which something is erased.

    `sent` counts from an outbox entry's end, `details` from a session's start or what became of a
    night, `removed` from a reminder's removal, `asked` from the asking of an open question, `idle`
    from when a person was last heard of,
    `uploads` from when a file was uploaded.
    """

    sent: timedelta = timedelta(days=7)
    seen: timedelta = timedelta(days=7)
    details: timedelta = timedelta(days=90)
    removed: timedelta = timedelta(days=1)
    asked: timedelta = QUESTION_LAPSES
    idle: timedelta = timedelta(days=548)
    uploads: timedelta = timedelta(days=90)


_BEFORE: BindParameter[datetime] = bindparam("before")
_SENT = delete(outbox).where(outbox.c.closed_at < _BEFORE)
_SEEN = delete(seen).where(seen.c.at < _BEFORE)
_SESSIONS = delete(sessions).where(sessions.c.started_at < _BEFORE, ~RUNNING)
_NIGHTS = delete(nights).where(nights.c.at < _BEFORE)
_REMOVED = delete(reminders).where(reminders.c.removed_at < _BEFORE)
_ASKED = (
    update(people).where(people.c.question_at < _BEFORE).values(question=null(), question_at=null())
)
_IDLE = delete(people).where(people.c.seen_at < _BEFORE)

_UPLOADS = delete(uploads).where(uploads.c.at < _BEFORE)


async def sweep(link: Link, keeping: Keeping, now: datetime) -> None:
    """Erase what has been kept long enough by an instant."""
    for statement, kept in (
        (_SENT, keeping.sent),
        (_SEEN, keeping.seen),
        (_SESSIONS, keeping.details),
        (_NIGHTS, keeping.details),
        (_REMOVED, keeping.removed),
        (_ASKED, keeping.asked),
        (_IDLE, keeping.idle),
        (_UPLOADS, keeping.uploads),
    ):
        await link.write(statement, {"before": now - kept})
