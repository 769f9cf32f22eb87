"""What the clock reads and writes of due reminders: alike ones together, rows as they lie there.

A crowd is due at one instant, and most of its rows differ only in whose they are. Each group of
them becomes one value and back; what is left to do for each row is its key and two ids.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any, cast

import structlog
from sqlalchemy import (
    BigInteger,
    Column,
    ColumnElement,
    Text,
    bindparam,
    exists,
    false,
    or_,
    select,
    type_coerce,
    update,
)

from bot.coach.errors import DEFECTS
from bot.coach.outgoing import ring_key
from bot.coach.ports import Due, Rung
from bot.coach.reminders.reminder import Reminder
from bot.store.columns import Instant, instant_of
from bot.store.link import Link, Rows, insert_or_leave_many, insert_or_set
from bot.store.mapping import ASIDE, AnyRow, entry_row, night_row, reminder_of, wound_row
from bot.store.tables import (
    RUNNING,
    nights,
    outbox,
    people,
    practised,
    reminders,
    sessions,
)

LATELY = timedelta(hours=36)
"""A practice further back was not in the night of a ring that is due now."""

SETTLE = insert_or_set(nights, ["reminder", "night"], ["outcome", "at"])

_BUSY = or_(
    exists().where(sessions.c.practitioner == reminders.c.practitioner, RUNNING),
    exists().where(
        practised.c.practitioner == reminders.c.practitioner,
        practised.c.at >= bindparam("lately", type_=practised.c.at.type),
    ),
)


def _as_it_lies(column: Column[Any]) -> ColumnElement[Any]:
    """Instants as numbers and days as text: what many rows share is read once."""
    if isinstance(column.type, Instant):
        return type_coerce(column, BigInteger).label(column.name)
    return type_coerce(column, Text).label("days") if column is reminders.c.days else column


_THEIRS = select(
    *map(_as_it_lies, reminders.c),
    people.c.zone.label("persons_zone"), people.c.reachable, people.c.quiet,
).join(people, people.c.id == reminders.c.practitioner)  # fmt: skip
_DUE = (
    _THEIRS.add_columns(_BUSY.label("busy"))
    .where(reminders.c.due_at <= bindparam("now"))
    .order_by(reminders.c.due_at, reminders.c.id)
    .limit(bindparam("most"))
    .with_for_update(skip_locked=True, of=reminders)
)
_RINGING = (
    _THEIRS.add_columns(false().label("busy"))
    .where(reminders.c.id > bindparam("after"), reminders.c.due_at.is_not(None))
    .order_by(reminders.c.id)
    .limit(bindparam("most"))
    .with_for_update(of=reminders)
)
_INSTANTS = tuple(column.name for column in reminders.c if isinstance(column.type, Instant))
_PUT_ASIDE = update(reminders).where(reminders.c.id.in_(bindparam("these", expanding=True)))

_RINGS = Rows(
    statement=insert_or_leave_many(outbox, ["key"]),
    names=(
        "key", "practitioner", "subject",
        "purpose", "lane", "part", "cue", "due_at", "expires_at", "attempts", "ready_at",
    ),
)  # fmt: skip
_NIGHTS = Rows(statement=SETTLE, names=("reminder", "night", "outcome", "at"))
_WOUND = Rows(
    statement=update(reminders).where(reminders.c.id == bindparam("of")),
    names=("last_night", "snoozed_until", "snoozed_night", "regular_at", "due_at", "of"),
)

_log = structlog.get_logger()


async def due_by(link: Link, now: datetime, limit: int) -> tuple[Due, ...]:
    """The reminders due by an instant, the earliest first, alike ones together."""
    wanted = {"now": now, "most": limit, "lately": now - LATELY}
    found: list[Due] = []
    for rows in _alike((await link.read(_DUE, wanted)).all()):
        due = _due(rows)
        if due is None:
            aside = {"these": [row.id for row in rows], "due_at": now + ASIDE}
            await link.write(_PUT_ASIDE, aside)
        else:
            found.append(due)
    return tuple(found)


async def yet_to_ring(link: Link, after: int, limit: int) -> tuple[tuple[Due, ...], int]:
    """Reminders that have an instant, by id, alike ones together, and the last id looked at."""
    rows = (await link.read(_RINGING, {"after": after, "most": limit})).all()
    found = tuple(due for alike in _alike(rows) if (due := _due(alike)) is not None)
    return found, rows[-1].id if rows else 0


def _alike(rows: Sequence[AnyRow]) -> Iterable[Sequence[AnyRow]]:
    groups: dict[tuple[Any, ...], list[AnyRow]] = {}
    for row in rows:
        groups.setdefault(_what_matters(row), []).append(row)
    return groups.values()


def _what_matters(row: AnyRow) -> tuple[Any, ...]:
    """What a ring and the next instant depend on; its id too where more has to be looked at."""
    (one, _, clock, days, on, zone, _, _, _, last, paused, snoozed, snoozed_night, regular, removed,
     due, leeway, persons_zone, reachable, quiet, busy) = tuple[Any, ...](row)  # fmt: skip
    alone = one if busy or leeway or on is not None else 0
    return (
        due, alone, clock, days, zone, last, paused, snoozed, snoozed_night, regular, removed,
        persons_zone, reachable, quiet,
    )  # fmt: skip


def _due(rows: Sequence[AnyRow]) -> Due | None:
    """Rows that are alike, as one; None if they are broken."""
    first = rows[0]
    reminder = _readable(first)
    if reminder is None:
        return None
    return Due(
        reminder=reminder, zone=first.persons_zone, reachable=first.reachable, quiet=first.quiet,
        busy=bool(first.busy), others=tuple((row.id, row.practitioner) for row in rows[1:]),
    )  # fmt: skip


def _readable(row: AnyRow) -> Reminder | None:
    values = row._asdict()
    try:
        values |= {name: instant_of(values[name]) for name in _INSTANTS}
        return reminder_of(cast("AnyRow", SimpleNamespace(**values)))
    except DEFECTS as exc:
        _log.error("reminder_unreadable", reminder=row.id, error=type(exc).__name__)
        return None


async def write_down(link: Link, batch: Sequence[Rung]) -> None:
    """Write what came of due reminders: what is to be sent, their nights, their next instants."""
    rings: list[tuple[Any, ...]] = []
    settled: list[tuple[Any, ...]] = []
    wound: list[tuple[Any, ...]] = []
    for rung in batch:
        for ring, entry in rung.rings:
            values = link.plain(outbox, entry_row(entry))
            shared = tuple(values[name] for name in _RINGS.names[3:])
            rings += [(ring_key(one, ring), person, one, *shared) for one, person in rung.whose]
        for night in rung.nights:
            values = link.plain(nights, night_row(night))
            shared = tuple(values[name] for name in _NIGHTS.names[1:])
            settled += [(one, *shared) for one, _ in rung.whose]
        values = link.plain(reminders, wound_row(rung.reminder))
        shared = tuple(values[name] for name in _WOUND.names[:-1])
        wound += [(*shared, one) for one, _ in rung.whose]
    await link.write_rows(_RINGS, rings)
    await link.write_rows(_NIGHTS, settled)
    await link.write_rows(_WOUND, wound)
