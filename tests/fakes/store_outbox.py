"""The outbox in a dictionary."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime

from bot.coach.outgoing import UNDELIVERED
from bot.coach.ports import Closing, Fate, GivenUp, Lane, Outbox, OutboxEntry
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

    async def put_all(self, entries: Sequence[OutboxEntry]) -> None:
        for entry in entries:
            await self.put(entry)

    async def claim(
        self,
        now: datetime,
        limit: int,
        lease_until: datetime,
        platforms: Collection[str] | None = None,
        *,
        lane: Lane | None = None,
    ) -> tuple[OutboxEntry, ...]:
        rows = open_for(self._tables, platforms)
        ready = [
            row for row in rows if row.ready_at <= now and (lane is None or row.entry.lane is lane)
        ]
        ready.sort(key=lambda row: (LANES.index(row.entry.lane), row.ready_at, row.entry.id))
        taken = [replace(row.entry, attempts=row.entry.attempts + 1) for row in ready[:limit]]
        for entry in taken:
            self._tables.outbox[entry.id] = Queued(entry=entry, ready_at=lease_until)
        return tuple(taken)

    async def close(self, entry: int, fate: Fate, at: datetime, reason: str = "") -> None:
        if row := self._tables.outbox.get(entry):
            closed = replace(row, fate=fate, closed_at=at, reason=reason)
            self._tables.outbox[entry] = closed

    async def still(self, entries: Sequence[OutboxEntry]) -> frozenset[int]:
        rows = self._tables.outbox
        return frozenset(
            entry.id for entry in entries
            if (row := rows.get(entry.id)) and row.fate is None
            and row.entry.attempts == entry.attempts
        )  # fmt: skip

    async def close_all(self, closings: Sequence[Closing]) -> None:
        for one in closings:
            await self.close(one.entry, one.fate, one.at, one.reason)

    async def put_back(self, entry: OutboxEntry, due_at: datetime) -> None:
        row = self._tables.outbox.get(entry.id)
        if row and row.fate is None and row.entry.attempts == entry.attempts:
            later = replace(row.entry, due_at=due_at)
            self._tables.outbox[entry.id] = Queued(entry=later, ready_at=due_at)

    async def let_go(self, platforms: Collection[str] | None = None) -> None:
        for row in open_for(self._tables, platforms):
            if row.ready_at > row.entry.due_at:
                freed = replace(row.entry, attempts=row.entry.attempts + 1)
                self._tables.outbox[freed.id] = Queued(entry=freed, ready_at=freed.due_at)

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

    async def given_up(self, limit: int) -> tuple[GivenUp, ...]:
        found = [
            GivenUp(entry=row.entry, fate=row.fate, closed_at=row.closed_at, reason=row.reason)
            for row in self._tables.outbox.values()
            if row.fate in UNDELIVERED and row.closed_at
        ]
        found.sort(key=lambda one: (one.closed_at, one.entry.id), reverse=True)
        return tuple(found[:limit])

    async def again(self, entry: int, now: datetime) -> None:
        if row := self._tables.outbox.get(entry):
            fresh = replace(row.entry, attempts=0)
            self._tables.outbox[entry] = Queued(entry=fresh, ready_at=now)
