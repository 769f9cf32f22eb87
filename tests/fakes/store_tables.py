"""The dictionaries of the fake store, copied for each unit of work."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, field, fields
from datetime import date, datetime, time
from typing import Any

from bot.coach.people.practitioner import Condition, Practitioner
from bot.coach.ports import ConflictError, Enrolment, Fate, OutboxEntry, Practised
from bot.coach.practice.session import PracticeSession
from bot.coach.reminders.reminder import Night, Reminder
from tests.fakes.store_leases import Held
from tests.fakes.store_uploads import Named


@dataclass(frozen=True, slots=True, kw_only=True)
class Queued:
    """An outbox entry and what has become of it."""

    entry: OutboxEntry
    ready_at: datetime
    fate: Fate | None = None
    closed_at: datetime | None = None
    reason: str = ""


@dataclass(slots=True, kw_only=True)
class Tables:
    people: dict[int, Practitioner] = field(default_factory=dict)
    conditions: dict[tuple[int, str], Condition] = field(default_factory=dict)
    sessions: dict[int, PracticeSession] = field(default_factory=dict)
    reminders: dict[int, Reminder] = field(default_factory=dict)
    nights: dict[tuple[int, date], Night] = field(default_factory=dict)
    outbox: dict[int, Queued] = field(default_factory=dict)
    practised: dict[int, Practised] = field(default_factory=dict)
    enrolments: dict[tuple[int, str], Enrolment] = field(default_factory=dict)
    seen: dict[tuple[str, str], datetime] = field(default_factory=dict)
    leases: dict[str, Held] = field(default_factory=dict)
    uploads: dict[tuple[str, str], Named] = field(default_factory=dict)
    facts: dict[str, str] = field(default_factory=dict)
    counts: Counter[tuple[str, str]] = field(default_factory=Counter)
    given: Counter[str] = field(default_factory=Counter)

    def copy(self) -> Tables:
        return Tables(**{part.name: getattr(self, part.name).copy() for part in fields(self)})

    def expect(self, practitioner: int) -> None:
        """What belongs to a person is stored only while there is that person."""
        if practitioner not in self.people:
            raise ConflictError("rows that this stands on have changed")

    def busy_since(self, at: datetime) -> frozenset[int]:
        """Who is in a session, or has practised since an instant."""
        running = {one.practitioner for one in self.sessions.values() if one.running}
        return frozenset(running | {p.practitioner for p in self.practised.values() if p.at >= at})

    def new_id(self, table: str) -> int:
        self.given[table] += 1
        return self.given[table]


def open_for(tables: Tables, platforms: Collection[str] | None) -> list[Queued]:
    """Outbox entries yet to be sent, to homes on these platforms or on any."""
    rows = [row for row in tables.outbox.values() if row.fate is None]
    if platforms is None:
        return rows
    homes = {row.entry.practitioner: tables.people[row.entry.practitioner].home for row in rows}
    return [
        row for row in rows
        if (home := homes[row.entry.practitioner]) is None or home.platform in platforms
    ]  # fmt: skip


def of(table: dict[Any, Any], practitioner: int) -> list[Any]:
    return [row for row in table.values() if row.practitioner == practitioner]


def without(table: dict[Any, Any], practitioner: int) -> dict[Any, Any]:
    return {key: row for key, row in table.items() if row.practitioner != practitioner}


def due(table: dict[int, Any], now: datetime, limit: int) -> tuple[Any, ...]:
    due = [row for row in table.values() if row.due_at is not None and row.due_at <= now]
    return tuple(sorted(due, key=lambda row: (row.due_at, row.id))[:limit])


def remove_reminder(tables: Tables, reminder: int) -> None:
    del tables.reminders[reminder]
    tables.nights = {key: row for key, row in tables.nights.items() if row.reminder != reminder}


def plain(value: object) -> object:
    match value:
        case date() | time():
            return value.isoformat()
        case frozenset():
            return sorted(value)
    raise TypeError(f"{value!r} has no plain form")
