"""What every store promises of practice sessions."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.coach.ports import ConflictError, Store
from bot.coach.practice.session import Ending, SessionState
from tests.contract.stores import DAY, NOW, SECOND, ended, session, somebody


async def test_a_session_comes_back_as_it_was(store: Store) -> None:
    """Each value of a session is the same after storing, the plan's steps included."""
    whose = (await somebody(store)).id
    async with store.work() as work:
        added = await work.sessions.add(session(whose, evening="seven_evenings:3"))
        changed = replace(
            added,
            state=SessionState.ENDED,
            due_at=None,
            step=4,
            number=5,
            up_at=NOW + SECOND,
            paused_at=NOW + 2 * SECOND,
            closed_at=NOW + 3 * SECOND,
            nudged=True,
            ended_at=NOW + 4 * SECOND,
            ending=Ending.STOPPED,
            feeling=4,
        )
        assert await work.sessions.get(added.id) == added
        await work.sessions.save(changed)
        await work.commit()
    async with store.work() as work:
        assert await work.sessions.get(added.id) == changed
        assert await work.sessions.get(added.id + 1) is None


async def test_running_is_a_persons_own_session_that_has_not_ended(store: Store) -> None:
    """Coming out still runs; an ended one, and another person's, do not count."""
    whose = (await somebody(store)).id
    other = (await somebody(store, "8")).id
    async with store.work() as work:
        await work.sessions.add(ended(whose))
        assert await work.sessions.running(whose) is None
        coming_out = session(whose, state=SessionState.COMING_OUT)
        added = await work.sessions.add(coming_out)
        assert await work.sessions.running(whose) == added
        assert await work.sessions.running(other) is None


async def test_a_person_has_one_running_session(store: Store) -> None:
    """Beginning a second one is a conflict; after the first has ended it is none."""
    whose = (await somebody(store)).id
    async with store.work() as work:
        first = await work.sessions.add(session(whose))
        await work.commit()
    with pytest.raises(ConflictError):
        async with store.work() as work:
            await work.sessions.add(session(whose))
    async with store.work() as work:
        await work.sessions.save(replace(first, state=SessionState.ENDED, ended_at=NOW))
        await work.sessions.add(session(whose))
        await work.commit()


async def test_the_latest_is_the_one_begun_last(store: Store) -> None:
    """Running or not."""
    whose = (await somebody(store)).id
    async with store.work() as work:
        assert await work.sessions.latest(whose) is None
        await work.sessions.add(ended(whose))
        last = await work.sessions.add(ended(whose))
        assert await work.sessions.latest(whose) == last


async def test_due_sessions_come_earliest_first_up_to_a_limit(store: Store) -> None:
    """Due is what has an instant that is not later than now; an ended one has none."""
    people = [(await somebody(store, str(account))).id for account in range(5)]
    instants = [NOW, NOW - SECOND, NOW + SECOND, NOW - 2 * SECOND, None]
    async with store.work() as work:
        for whose, due_at in zip(people, instants, strict=True):
            await work.sessions.add(session(whose, due_at=due_at))
        await work.commit()
    async with store.work() as work:
        due = await work.sessions.due(NOW, 10)
        assert [found.practitioner for found in due] == [people[3], people[1], people[0]]
        assert await work.sessions.due(NOW, 2) == due[:2]


async def test_a_platform_is_full_until_the_last_but_so_many_end(store: Store) -> None:
    """By the plans of those that are guided or wait there; who comes out takes no place."""
    async with store.work() as work:
        assert await work.sessions.full_until("telegram", 1) is None
        await work.commit()
    ends = []
    for number in range(4):
        whose = (await somebody(store, str(number + 10))).id
        async with store.work() as work:
            one = await work.sessions.add(session(whose, origin=NOW + number * DAY))
            ends.append(one.closes_at)
            await work.commit()
    whose = (await somebody(store, "20")).id
    async with store.work() as work:
        await work.sessions.add(
            session(whose, state=SessionState.COMING_OUT, origin=NOW + 9 * DAY)
        )  # fmt: skip
        found = [await work.sessions.full_until("telegram", most) for most in range(1, 6)]
        assert found == [*reversed(ends), None]
        assert await work.sessions.full_until("discord", 1) is None
        assert [await work.sessions.guided(one) for one in ("telegram", "discord")] == [4, 0]
