"""What PostgreSQL promises beyond the others: units of work of many processes, side by side."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection

from bot.coach.ports import ConflictError, Store
from bot.store.tables import metadata
from bot.store.work import SqlStore
from tests.contract.stores import (
    NOW,
    SECOND,
    entry,
    opened,
    person,
    reminder,
    session,
    somebody,
)
from tests.postgresql import fresh_database


@pytest.fixture
async def shared(tmp_path: Path) -> AsyncIterator[Store]:
    async with opened("postgresql", tmp_path) as store:
        yield store


async def test_what_one_has_claimed_another_passes_over(shared: Store) -> None:
    """Sessions, reminders and outbox entries alike, without waiting."""
    first, second = [(await somebody(shared, account)).id for account in ("7", "8")]
    async with shared.work() as work:
        for whose in (first, second):
            await work.sessions.add(session(whose))
            await work.reminders.add(reminder(whose))
            await work.outbox.put(entry(whose, str(whose)))
        await work.commit()
    async with shared.work() as here, shared.work() as there:
        for one, other in (
            (await here.sessions.due(NOW, 1), await there.sessions.due(NOW, 9)),
            ([due.reminder for due in await here.reminders.due(NOW, 1)],
             [due.reminder for due in await there.reminders.due(NOW, 9)]),
            (await here.outbox.claim(NOW, 1, NOW + SECOND),
             await there.outbox.claim(NOW, 9, NOW + SECOND)),
        ):  # fmt: skip
            assert [found.practitioner for found in one] == [first]
            assert [found.practitioner for found in other] == [second]


async def test_of_two_who_change_one_person_the_second_begins_again(shared: Store) -> None:
    """The version on the person's row decides."""
    added = await somebody(shared)
    async with shared.work() as here, shared.work() as there:
        mine, theirs = await here.people.get(added.id), await there.people.get(added.id)
        assert mine is not None
        assert theirs is not None
        await here.people.save(replace(mine, zone="Europe/Berlin"))
        await here.commit()
        with pytest.raises(ConflictError):
            await there.people.save(replace(theirs, zone="Asia/Tokyo"))


async def test_of_two_who_meet_a_stranger_one_makes_the_acquaintance(shared: Store) -> None:
    """The other one finds the person when it begins again."""

    async def meet() -> None:
        async with shared.work() as work:
            await work.people.add(person())
            await work.commit()

    met = await asyncio.gather(meet(), meet(), return_exceptions=True)
    assert [type(outcome) for outcome in met if outcome] == [ConflictError]


async def test_a_press_waits_for_the_clock_that_moves_the_same_session(shared: Store) -> None:
    """It then sees the session as the clock has left it."""
    whose = (await somebody(shared)).id
    async with shared.work() as work:
        await work.sessions.add(session(whose))
        await work.commit()
    async with shared.work() as clock, shared.work() as press:
        (due,) = await clock.sessions.due(NOW, 1)
        seen = asyncio.ensure_future(press.sessions.running(whose))
        await clock.sessions.save(replace(due, step=2))
        await clock.commit()
        running = await seen
    assert running is not None
    assert running.step == 2


async def test_machines_that_start_together_migrate_once() -> None:
    """The second one waits for the first, and finds the schema in place."""
    async with fresh_database() as url:
        stores = await asyncio.gather(*(SqlStore.open(url) for _ in range(3)))
        async with stores[0].database.engine.connect() as connection:
            assert await connection.run_sync(differences) == []
        for one in stores:
            await one.close()


def differences(connection: Connection) -> list[object]:
    return list(compare_metadata(MigrationContext.configure(connection), metadata))


async def test_a_lease_that_was_shown_cannot_go_to_another_before_the_work_ends(
    shared: Store,
) -> None:
    """Whoever claims under it is sure of it until commit; who comes for it meanwhile waits."""
    async with shared.work() as work:
        assert await work.leases.take("telegram", "here", NOW, NOW + SECOND) == 1
        await work.commit()
    async with shared.work() as here, shared.work() as there:
        assert await here.leases.holds("telegram", 1)
        late = NOW + 2 * SECOND
        taking = asyncio.ensure_future(there.leases.take("telegram", "there", late, late + SECOND))
        done, _ = await asyncio.wait({taking}, timeout=0.1)
        assert not done
        await here.commit()
        assert await taking == 2
        await there.commit()
    async with shared.work() as here:
        assert not await here.leases.holds("telegram", 1)


async def test_machines_that_tick_at_once_write_each_thing_down_once(shared: Store) -> None:
    """A reminder that one has taken is nobody else's: no row twice, and none left."""
    for number in range(60):
        whose = (await somebody(shared, str(number))).id
        async with shared.work() as work:
            await work.reminders.add(reminder(whose))
            await work.commit()

    async def claims() -> list[int]:
        taken: list[int] = []
        while True:
            async with shared.work() as work:
                due = await work.reminders.due(NOW, 7)
                found = [one for alike in due for one in alike.each()]
                for one in found:
                    later = replace(one.reminder, regular_at=NOW + SECOND)
                    await work.reminders.save(later)
                await work.commit()
            if not found:
                return taken
            taken += [one.reminder.id for one in found]

    taken = [one for mine in await asyncio.gather(*(claims() for _ in range(4))) for one in mine]
    assert len(taken) == len(set(taken)) == 60
