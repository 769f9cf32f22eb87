"""Reminders and their nights in the database."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date, datetime

import structlog
from sqlalchemy import (
    BigInteger,
    Text,
    bindparam,
    func,
    insert,
    literal_column,
    select,
    tuple_,
    type_coerce,
    update,
)

from bot.coach.errors import DEFECTS
from bot.coach.ports import Due, Reminders, Rung
from bot.coach.reminders.reminder import Night, Outcome, Reminder
from bot.store.columns import Instant
from bot.store.link import Link, added_id
from bot.store.mapping import (
    AnyRow,
    night_of,
    night_row,
    reminder_of,
    reminder_row,
)
from bot.store.rings import SETTLE, due_by, write_down, yet_to_ring
from bot.store.tables import nights, people, reminders

# Days come as they are written: most people's are alike, and each is read once.
_ALL = select(
    *(column for column in reminders.c if column.name != "days"),
    type_coerce(reminders.c.days, Text).label("days"),
)

# Held until commit, so that a change on one machine and the clock on another take turns.
_THEIRS = (
    _ALL.where(reminders.c.practitioner == bindparam("of"))
    .order_by(reminders.c.id)
    .with_for_update()
)
_OF = _THEIRS.where(reminders.c.removed_at.is_(None))
_REMOVED_AT = _THEIRS.where(reminders.c.removed_at == bindparam("at"))
_REMOVED_SINCE = _THEIRS.where(reminders.c.removed_at >= bindparam("since"))
_GET = _ALL.where(reminders.c.id == bindparam("of"))
_MANY = _ALL.where(reminders.c.id.in_(bindparam("these", expanding=True)))
_ADD = insert(reminders)
_SAVE = update(reminders).where(reminders.c.id == bindparam("of"))
_MILLISECONDS = type_coerce(reminders.c.due_at, BigInteger)
_MINUTE = type_coerce(_MILLISECONDS - _MILLISECONDS % literal_column("60000"), Instant)
_BY_MINUTE = (
    select(_MINUTE.label("minute"), func.count().label("n"))
    .where(reminders.c.due_at >= bindparam("since"), reminders.c.due_at < bindparam("until"))
    .group_by(_MINUTE)
    .order_by(_MINUTE)
)
_THERE_BY_MINUTE = _BY_MINUTE.join(people, people.c.id == reminders.c.practitioner).where(
    people.c.platform == bindparam("on"), people.c.reachable, ~people.c.quiet
)
_NIGHT = select(nights).where(
    nights.c.reminder == bindparam("of"), nights.c.night == bindparam("on")
)
_CAME_OF = update(nights).where(
    nights.c.reminder == bindparam("of"),
    nights.c.night == bindparam("on"),
    nights.c.outcome == Outcome.CREATED.value,
)
_NIGHTS = select(nights).where(
    tuple_(nights.c.reminder, nights.c.night).in_(bindparam("these", expanding=True))
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

_log = structlog.get_logger()


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

    async def removed_since(self, practitioner: int, since: datetime) -> tuple[Reminder, ...]:
        """Those removed at an instant or later."""
        rows = await self._link.read(_REMOVED_SINCE, {"of": practitioner, "since": since})
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

    async def many(self, reminders: Collection[int]) -> dict[int, Reminder]:
        """Those of these that are there and can be read, by id."""
        if not reminders:
            return {}
        rows = await self._link.read(_MANY, {"these": list(reminders)})
        return {row.id: reminder for row in rows if (reminder := _readable(row)) is not None}

    async def due(self, now: datetime, limit: int) -> tuple[Due, ...]:
        """Those due by now, the earliest first; claimed against other processes until commit.

        One that cannot be read is put aside for a day.
        """
        return await due_by(self._link, now, limit)

    async def rung(self, batch: Sequence[Rung]) -> None:
        """Write what came of those that were due: what is to be sent, nights, next instants."""
        await write_down(self._link, batch)

    async def ringing(self, after: int, limit: int) -> tuple[tuple[Due, ...], int]:
        """Everybody's that are yet to ring, so many by id, and the last id looked at."""
        return await yet_to_ring(self._link, after, limit)

    async def due_by_minute(
        self, since: datetime, until: datetime, platform: str | None = None
    ) -> tuple[tuple[datetime, int], ...]:
        """How many are due in which minute; with `platform`, its people who can be reached."""
        found = await self._link.read(
            _BY_MINUTE if platform is None else _THERE_BY_MINUTE,
            {"since": since, "until": until} | ({} if platform is None else {"on": platform}),
        )
        return tuple((row.minute, int(row.n)) for row in found)

    async def settle(self, night: Night) -> None:
        """Write what became of a night, in place of what was written of it before."""
        await self._link.write(SETTLE, night_row(night))

    async def came_of(self, nights: Sequence[Night]) -> None:
        """Say what became of nights that were to be sent; what was settled otherwise stays."""
        if nights:
            await self._link.write(
                _CAME_OF,
                [
                    {
                        "of": one.reminder,
                        "on": one.night,
                        "outcome": one.outcome.value,
                        "at": one.at,
                    }
                    for one in nights
                ],
            )

    async def night(self, reminder: int, night: date) -> Night | None:
        """What became of a night."""
        row = (await self._link.read(_NIGHT, {"of": reminder, "on": night})).first()
        return night_of(row) if row else None

    async def nights(self, keys: Collection[tuple[int, date]]) -> dict[tuple[int, date], Night]:
        """Those of these nights that are written down, by reminder and night."""
        if not keys:
            return {}
        rows = await self._link.read(_NIGHTS, {"these": list(keys)})
        found = [night_of(row) for row in rows]
        return {(night.reminder, night.night): night for night in found}

    async def undelivered(self, practitioner: int, since: datetime) -> tuple[Night, ...]:
        """Nights missed or not delivered since an instant, the latest first."""
        rows = await self._link.read(_UNDELIVERED, {"of": practitioner, "since": since})
        return tuple(night_of(row) for row in rows)


def _readable(row: AnyRow) -> Reminder | None:
    """The reminder of a row, among others that are not to be lost for it; None if it is broken."""
    try:
        return reminder_of(row)
    except DEFECTS as exc:
        _log.error("reminder_unreadable", reminder=row.id, error=type(exc).__name__)
        return None
