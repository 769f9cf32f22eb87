"""Reminders and their nights in the database."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

from sqlalchemy import bindparam, insert, select, update

from bot.coach.ports import Reminders
from bot.coach.reminders.reminder import Night, Outcome, Reminder
from bot.store.link import Link, added_id, insert_or_set
from bot.store.mapping import night_of, reminder_of, reminder_row
from bot.store.tables import nights, reminders

# Held until commit, so that a change on one machine and the clock on another take turns.
_THEIRS = (
    select(reminders)
    .where(reminders.c.practitioner == bindparam("of"))
    .order_by(reminders.c.id)
    .with_for_update()
)
_OF = _THEIRS.where(reminders.c.removed_at.is_(None))
_REMOVED_AT = _THEIRS.where(reminders.c.removed_at == bindparam("at"))
_GET = select(reminders).where(reminders.c.id == bindparam("of"))
_ADD = insert(reminders)
_SAVE = update(reminders).where(reminders.c.id == bindparam("of"))
_DUE = (
    select(reminders)
    .where(reminders.c.due_at <= bindparam("now"))
    .order_by(reminders.c.due_at, reminders.c.id)
    .limit(bindparam("most"))
    .with_for_update(skip_locked=True)
)
_RINGING = (
    select(reminders)
    .where(reminders.c.id > bindparam("after"), reminders.c.due_at.is_not(None))
    .order_by(reminders.c.id)
    .limit(bindparam("most"))
    .with_for_update()
)
_SETTLE = insert_or_set(nights, ["reminder", "night"], ["outcome", "at"])
_NIGHT = select(nights).where(
    nights.c.reminder == bindparam("of"), nights.c.night == bindparam("on")
)
_UNDELIVERED = (
    select(nights)
    .join(reminders, reminders.c.id == nights.c.reminder)
    .where(
        reminders.c.practitioner == bindparam("of"),
        nights.c.at >= bindparam("since"),
        nights.c.outcome.in_([Outcome.MISSED.value, Outcome.UNDELIVERED.value]),
    )
    .order_by(nights.c.at.desc(), nights.c.reminder.desc())
)


class SqlReminders(Reminders):
    """The port `Reminders`."""

    def __init__(self, link: Link) -> None:
        self._link = link

    async def of(self, practitioner: int) -> tuple[Reminder, ...]:
        """Those not removed, in the order in which they were made."""
        rows = await self._link.read(_OF, {"of": practitioner})
        return tuple(reminder_of(row) for row in rows)

    async def removed_at(self, practitioner: int, at: datetime) -> tuple[Reminder, ...]:
        """Those removed together at an instant."""
        rows = await self._link.read(_REMOVED_AT, {"of": practitioner, "at": at})
        return tuple(reminder_of(row) for row in rows)

    async def get(self, reminder: int) -> Reminder | None:
        """One by id, removed or not."""
        row = (await self._link.read(_GET, {"of": reminder})).first()
        return reminder_of(row) if row else None

    async def add(self, reminder: Reminder) -> Reminder:
        """Store a new one; the answer carries its id."""
        done = await self._link.write(_ADD, reminder_row(reminder))
        return replace(reminder, id=added_id(done))

    async def save(self, reminder: Reminder) -> None:
        """Store a changed one."""
        await self._link.write(_SAVE, {**reminder_row(reminder), "of": reminder.id})

    async def due(self, now: datetime, limit: int) -> tuple[Reminder, ...]:
        """Those due by now, the earliest first; claimed against other processes until commit."""
        rows = await self._link.read(_DUE, {"now": now, "most": limit})
        return tuple(reminder_of(row) for row in rows)

    async def ringing(self, after: int, limit: int) -> tuple[Reminder, ...]:
        """Everybody's that are yet to ring, by id, from the first beyond `after`."""
        rows = await self._link.read(_RINGING, {"after": after, "most": limit})
        return tuple(reminder_of(row) for row in rows)

    async def settle(self, night: Night) -> None:
        """Write what became of a night, in place of what was written of it before."""
        await self._link.write(
            _SETTLE,
            {
                "reminder": night.reminder,
                "night": night.night,
                "outcome": night.outcome.value,
                "at": night.at,
            },
        )

    async def night(self, reminder: int, night: date) -> Night | None:
        """What became of a night."""
        row = (await self._link.read(_NIGHT, {"of": reminder, "on": night})).first()
        return night_of(row) if row else None

    async def undelivered(self, practitioner: int, since: datetime) -> tuple[Night, ...]:
        """Nights missed or not delivered since an instant, the latest first."""
        rows = await self._link.read(_UNDELIVERED, {"of": practitioner, "since": since})
        return tuple(night_of(row) for row in rows)
