"""Reminders and their nights in dictionaries."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from bot.coach.outgoing import ring_key
from bot.coach.ports import ConflictError, Due, Reminders, Rung
from bot.coach.reminders.reminder import Night, Outcome, Reminder
from tests.fakes.store_outbox import FakeOutbox
from tests.fakes.store_tables import Tables, due, of


class FakeReminders(Reminders):
    def __init__(self, tables: Tables) -> None:
        self._tables = tables
        self._outbox = FakeOutbox(tables)

    async def of(self, practitioner: int) -> tuple[Reminder, ...]:
        theirs = of(self._tables.reminders, practitioner)
        return tuple(reminder for reminder in theirs if reminder.removed_at is None)

    async def removed_at(self, practitioner: int, at: datetime) -> tuple[Reminder, ...]:
        theirs = of(self._tables.reminders, practitioner)
        return tuple(reminder for reminder in theirs if reminder.removed_at == at)

    async def removed_since(self, practitioner: int, since: datetime) -> tuple[Reminder, ...]:
        theirs = of(self._tables.reminders, practitioner)
        return tuple(one for one in theirs if one.removed_at and one.removed_at >= since)

    async def get(self, reminder: int) -> Reminder | None:
        return self._tables.reminders.get(reminder)

    async def add(self, reminder: Reminder) -> Reminder:
        self._tables.expect(reminder.practitioner)
        added = replace(reminder, id=self._tables.new_id("reminders"))
        self._tables.reminders[added.id] = added
        return added

    async def save(self, reminder: Reminder) -> None:
        if reminder.id in self._tables.reminders:
            self._tables.reminders[reminder.id] = reminder

    async def many(self, reminders: Collection[int]) -> dict[int, Reminder]:
        found = self._tables.reminders
        return {one: found[one] for one in reminders if one in found}

    async def due(self, now: datetime, limit: int) -> tuple[Due, ...]:
        busy = self._tables.busy_since(now - timedelta(hours=36))
        found = due(self._tables.reminders, now, limit)
        return tuple(self._due(one, busy=one.practitioner in busy) for one in found)

    def _due(self, reminder: Reminder, *, busy: bool) -> Due:
        whose = self._tables.people[reminder.practitioner]
        return Due(
            reminder=reminder, zone=whose.zone, reachable=whose.reachable, quiet=whose.quiet,
            busy=busy,
        )  # fmt: skip

    async def ringing(self, after: int, limit: int) -> tuple[tuple[Due, ...], int]:
        rows = sorted(self._tables.reminders.items())
        found = [row for known, row in rows if known > after and row.due_at is not None][:limit]
        return tuple(self._due(one, busy=False) for one in found), found[-1].id if found else 0

    async def due_by_minute(
        self, since: datetime, until: datetime, platform: str | None = None
    ) -> tuple[tuple[datetime, int], ...]:
        found: Counter[datetime] = Counter()
        for reminder in self._tables.reminders.values():
            whose = self._tables.people[reminder.practitioner]
            there = whose.account.platform == platform and whose.reachable and not whose.quiet
            at = reminder.due_at
            if at is not None and since <= at < until and (platform is None or there):
                found[at.replace(second=0, microsecond=0)] += 1
        return tuple(sorted(found.items()))

    async def settle(self, night: Night) -> None:
        if night.reminder not in self._tables.reminders:
            raise ConflictError("rows that this stands on have changed")
        self._tables.nights[night.reminder, night.night] = night

    async def rung(self, batch: Sequence[Rung]) -> None:
        for rung in batch:
            for reminder, practitioner in rung.whose:
                for ring, entry in rung.rings:
                    key = ring_key(reminder, ring)
                    mine = replace(entry, key=key, practitioner=practitioner, subject=reminder)
                    await self._outbox.put(mine)
                for night in rung.nights:
                    await self.settle(replace(night, reminder=reminder))
                await self._wound(self._tables.reminders[reminder], rung.reminder)

    async def _wound(self, reminder: Reminder, like: Reminder) -> None:
        await self.save(
            replace(
                reminder, last_night=like.last_night, snoozed_until=like.snoozed_until,
                snoozed_night=like.snoozed_night, regular_at=like.regular_at,
            )
        )  # fmt: skip

    async def came_of(self, nights: Sequence[Night]) -> None:
        for night in nights:
            before = await self.night(night.reminder, night.night)
            if before and before.outcome is Outcome.CREATED:
                await self.settle(night)

    async def nights(self, keys: Collection[tuple[int, date]]) -> dict[tuple[int, date], Night]:
        return {key: self._tables.nights[key] for key in keys if key in self._tables.nights}

    async def night(self, reminder: int, night: date) -> Night | None:
        return self._tables.nights.get((reminder, night))

    async def undelivered(self, practitioner: int, since: datetime) -> tuple[Night, ...]:
        ids = {reminder.id for reminder in of(self._tables.reminders, practitioner)}
        found = [
            night for night in self._tables.nights.values()
            if night.reminder in ids and night.at >= since
            and night.outcome in {Outcome.MISSED, Outcome.UNDELIVERED}
        ]  # fmt: skip
        return tuple(sorted(found, key=lambda night: (night.at, night.reminder), reverse=True))
