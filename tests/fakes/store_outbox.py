"""The outbox in a dictionary."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime

from bot.coach.ports import Fate, Lane, Outbox, OutboxEntry
from tests.fakes.store_tables import Queued, Tables, open_for

LANES = tuple(Lane)


class FakeOutbox(Outbox):
    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    async def put(self, entry: OutboxEntry) -> bool:
        if any(row.entry.key == entry.key for row in self._tables.outbox.values()):
            return False
        self._tables.expect(entry.practitioner)
        added = replace(entry, id=self._tables.new_id("outbox"))
        self._tables.outbox[added.id] = Queued(entry=added, ready_at=added.due_at)
        return True

    async def claim(
        self,
        now: datetime,
        limit: int,
        lease_until: datetime,
        platforms: Collection[str] | None = None,
    ) -> tuple[OutboxEntry, ...]:
        rows = open_for(self._tables, platforms)
        ready = [row.entry for row in rows if row.ready_at <= now]
        ready.sort(key=lambda entry: (LANES.index(entry.lane), entry.due_at, entry.id))
        taken = [replace(entry, attempts=entry.attempts + 1) for entry in ready[:limit]]
        for entry in taken:
            self._tables.outbox[entry.id] = Queued(entry=entry, ready_at=lease_until)
        return tuple(taken)

    async def close(self, entry: int, fate: Fate, at: datetime, reason: str = "") -> None:
        if row := self._tables.outbox.get(entry):
            closed = replace(row, fate=fate, closed_at=at, reason=reason)
            self._tables.outbox[entry] = closed

    async def put_back(self, entry: int, due_at: datetime) -> None:
        row = self._tables.outbox.get(entry)
        if row and row.fate is None:
            later = replace(row.entry, due_at=due_at)
            self._tables.outbox[entry] = Queued(entry=later, ready_at=due_at)

    async def waiting(self, now: datetime) -> dict[Lane, int]:
        rows = self._tables.outbox.values()
        ready = [row.entry.lane for row in rows if row.fate is None and row.ready_at <= now]
        return {lane: ready.count(lane) for lane in LANES if lane in ready}

    async def hasten(self, practitioner: int, now: datetime) -> bool:
        waiting = [
            row for row in self._tables.outbox.values()
            if row.fate is None and row.entry.practitioner == practitioner
            and row.entry.attempts and row.ready_at == row.entry.due_at > now
        ]  # fmt: skip
        for row in waiting:
            sooner = replace(row.entry, due_at=now)
            self._tables.outbox[row.entry.id] = Queued(entry=sooner, ready_at=now)
        return bool(waiting)
