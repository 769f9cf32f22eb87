"""New rules of a zone: what was reckoned by the old ones is reckoned anew, once."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from bot.coach.reminders.reminder import Reminder, for_instant
from bot.coach.rewinding import AT_ONCE, wind_anew
from scheduler.clock import use_packaged_zones
from scheduler.recurrence import DailyAt
from tests.contract.stores import person
from tests.fakes.store import FakeStore

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
# 22:30 in Vancouver, which since 2026 keeps summer time all year, and by the rules before that.
TONIGHT = datetime(2026, 11, 23, 5, 30, tzinfo=UTC)
BY_OLD_RULES = TONIGHT + HOUR


def bedtime(practitioner: int) -> Reminder:
    return Reminder(
        id=0,
        practitioner=practitioner,
        rule=DailyAt(clock=time(22, 30)),
        created_at=NOW - 24 * HOUR,
        regular_at=BY_OLD_RULES,
    )


async def store_of(*changes: dict[str, Any]) -> FakeStore:
    use_packaged_zones()
    store = FakeStore()
    async with store.work() as work:
        whose = await work.people.add(person(zone="America/Vancouver"))
        for change in changes:
            await work.reminders.add(replace(bedtime(whose.id), **change))
        await work.write_down("zones", "2025b")
        await work.commit()
    return store


def instants(store: FakeStore) -> list[datetime | None]:
    return [reminder.due_at for reminder in store.tables.reminders.values()]


async def test_new_rules_move_reminders_to_the_same_wall_clock_time() -> None:
    """What was reckoned by the old rules rings at 22:30 by the new ones, in every batch."""
    store = await store_of(*({} for _ in range(AT_ONCE + 1)))
    assert await wind_anew(store, "2026f", lambda: NOW) == AT_ONCE + 1
    assert set(instants(store)) == {TONIGHT}


async def test_the_same_rules_leave_everything_as_it_is() -> None:
    """A second start with them reckons nothing."""
    store = await store_of({})
    await wind_anew(store, "2026f", lambda: NOW)
    async with store.work() as work:
        ((due,), _) = await work.reminders.ringing(0, 1)
        await work.reminders.save(replace(due.reminder, regular_at=BY_OLD_RULES))
        await work.commit()
    assert await wind_anew(store, "2026f", lambda: NOW) == 0
    assert instants(store) == [BY_OLD_RULES]


async def test_the_zone_that_the_words_named_counts() -> None:
    """A reminder by another town's clock is reckoned by that one."""
    store = await store_of({"zone": "Europe/Berlin", "rule": DailyAt(clock=time(21, 0))})
    await wind_anew(store, "2026f", lambda: NOW)
    assert instants(store) == [datetime(2026, 11, 22, 20, 0, tzinfo=UTC)]


async def test_dates_and_pauses_are_kept() -> None:
    """A single night stays on its date, and a paused one quiet."""
    store = await store_of(
        {"rule": DailyAt(clock=time(22, 30), on=date(2026, 12, 24))},
        {"paused_until": NOW + 72 * HOUR},
    )
    await wind_anew(store, "2026f", lambda: NOW)
    assert instants(store) == [
        datetime(2026, 12, 25, 5, 30, tzinfo=UTC),
        datetime(2026, 11, 26, 5, 30, tzinfo=UTC),
    ]


async def test_what_was_counted_in_minutes_or_is_due_already_stays() -> None:
    """Elapsed time has no wall clock, and a ring that was slept through is the clock's."""
    counted = for_instant(replace(bedtime(1), regular_at=None), NOW + HOUR, UTC)
    store = await store_of(
        {"regular_at": NOW - HOUR},
        {
            "regular_at": None,
            "snoozed_until": counted.snoozed_until,
            "snoozed_night": counted.snoozed_night,
            "last_night": counted.last_night,
        },
    )
    assert await wind_anew(store, "2026f", lambda: NOW) == 0
    assert instants(store) == [NOW - HOUR, NOW + HOUR]
