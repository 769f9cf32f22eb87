"""New rules of the world's clocks: the coach serves at once, and winds its reminders meanwhile."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest

from bot.app import open_house
from bot.coach.errors import StoreError
from bot.coach.ports import Store, Work
from bot.coach.reminders.reminder import Reminder
from bot.coach.rewinding import AT_ONCE, FACT
from bot.config import Settings
from bot.store.work import SqlStore
from bot.zones import zones_followed
from scheduler.clock import VirtualClock, use_packaged_zones, zones_version
from scheduler.recurrence import DailyAt
from tests.contract.stores import opened, person

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
EVENING = date(2099, 11, 22)
# 22:30 in Vancouver, which since 2026 keeps summer time all year, and by the rules before that.
RINGS = datetime(2099, 11, 23, 5, 30, tzinfo=UTC)
BY_OLD_RULES = RINGS + timedelta(hours=1)
CROWD = 3 * AT_ONCE


@pytest.fixture(params=("file", "postgresql"))
async def store(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Store]:
    use_packaged_zones()
    async with opened(request.param, tmp_path) as store:
        yield store


async def wound_by_old_rules(store: Store, crowd: int) -> None:
    async with store.work() as work:
        whose = await work.people.add(person(zone="America/Vancouver"))
        bedtime = Reminder(
            id=0, practitioner=whose.id, rule=DailyAt(clock=time(22, 30), on=EVENING),
            created_at=NOW - timedelta(days=1), regular_at=BY_OLD_RULES,
        )  # fmt: skip
        for _ in range(crowd):
            await work.reminders.add(bedtime)
        await work.write_down(FACT, "2025b")
        await work.commit()


async def instants(store: Store) -> set[datetime]:
    async with store.work() as work:
        found, _ = await work.reminders.ringing(0, CROWD)
    return {due.reminder.due_at for due in found if due.reminder.due_at is not None}


async def test_others_have_their_turn_while_a_crowd_is_wound_anew(store: Store) -> None:
    """Between two parts of it whoever waits is let in; in the end all ring by the new rules."""
    await wound_by_old_rules(store, CROWD)
    turns = 0
    async with zones_followed(store, VirtualClock(NOW)) as winding:
        while not winding.done():
            async with store.work() as work:
                turns += await work.fact(FACT) != zones_version()
        assert winding.exception() is None
    assert turns >= CROWD / AT_ONCE
    assert await instants(store) == {RINGS}


async def test_the_house_is_open_before_its_reminders_are_wound(tmp_path: Path) -> None:
    """A start waits for no crowd: what is stored is still by the old rules as it serves."""
    use_packaged_zones()
    url = f"sqlite:///{tmp_path}/karani.sqlite3"
    store = await SqlStore.open(url)
    await wound_by_old_rules(store, 1)
    await store.close()
    async with open_house(Settings(database_url=url)) as house:
        assert await instants(house.store) == {BY_OLD_RULES}
        while await instants(house.store) == {BY_OLD_RULES}:
            pass


async def test_a_stop_ends_it_and_the_next_start_goes_on(store: Store) -> None:
    """What was not wound is wound then: the rules are written down with the last part alone."""
    await wound_by_old_rules(store, CROWD)
    async with zones_followed(store, VirtualClock(NOW)):
        await instants(store)
    async with zones_followed(store, VirtualClock(NOW)) as winding:
        await winding
    assert await instants(store) == {RINGS}


@dataclass(slots=True)
class Troubled:
    """A store that cannot be used for some units of work."""

    store: Store
    failures: int

    def work(self) -> AbstractAsyncContextManager[Work]:
        if self.failures:
            self.failures -= 1
            raise StoreError("the database is locked")
        return self.store.work()


async def test_a_database_in_trouble_is_waited_for(store: Store) -> None:
    """Nothing of the service ends by it; the reminders are wound once it can be used."""
    await wound_by_old_rules(store, 1)
    async with zones_followed(Troubled(store, 3), VirtualClock(NOW)) as winding:
        await winding
    assert await instants(store) == {RINGS}
