"""What every store promises of what was practised."""

from __future__ import annotations

from dataclasses import replace

from bot.coach.ports import Enrolment, Store
from tests.contract.stores import DAY, NOW, SECOND, TONIGHT, practised, somebody


async def test_practices_are_listed_the_earliest_first(store: Store) -> None:
    """A person's own, as they were stored."""
    whose = (await somebody(store)).id
    other = (await somebody(store, "8")).id
    late = practised(whose, 1, at=NOW, feeling=3)
    early = practised(whose, 2, at=NOW - DAY, night=TONIGHT - DAY)
    async with store.work() as work:
        for one in (late, early, practised(other, 3)):
            await work.practice.add(one)
        await work.commit()
    async with store.work() as work:
        assert await work.practice.of(whose) == (early, late)


async def test_a_practice_is_rated_by_its_session(store: Store) -> None:
    """The last rating counts; a session that was not remembered has none."""
    whose = (await somebody(store)).id
    async with store.work() as work:
        await work.practice.add(practised(whose, 1))
        await work.practice.rate(1, 2)
        await work.practice.rate(1, 5)
        await work.practice.rate(2, 1)
        assert await work.practice.of(whose) == (practised(whose, 1, feeling=5),)


async def test_a_session_is_remembered_once(store: Store) -> None:
    """Remembering it again changes its length and keeps how it felt."""
    whose = (await somebody(store)).id
    longer = practised(whose, 1, seconds=420, at=NOW + 120 * SECOND)
    async with store.work() as work:
        await work.practice.add(practised(whose, 1))
        await work.practice.rate(1, 4)
        await work.practice.add(longer)
        assert await work.practice.of(whose) == (replace(longer, feeling=4),)


async def test_a_night_is_practised_by_those_who_did(store: Store) -> None:
    """On that night, by that person."""
    whose = (await somebody(store)).id
    other = (await somebody(store, "8")).id
    async with store.work() as work:
        await work.practice.add(practised(whose, 1))
        assert await work.practice.on(whose, TONIGHT)
        assert not await work.practice.on(whose, TONIGHT - DAY)
        assert not await work.practice.on(other, TONIGHT)


async def test_an_enrolment_is_one_for_each_programme(store: Store) -> None:
    """Enrolling again replaces the first; leaving one leaves the others."""
    whose = (await somebody(store)).id
    first = Enrolment(practitioner=whose, programme="seven_evenings", joined_at=NOW - DAY)
    again = replace(first, joined_at=NOW, done=3, last_night=TONIGHT)
    other = replace(first, programme="slow_month")
    async with store.work() as work:
        for enrolment in (first, other, again):
            await work.practice.enrol(enrolment)
        assert await work.practice.enrolment(whose, "seven_evenings") == again
        await work.practice.leave(whose, "seven_evenings")
        await work.practice.leave(whose, "never_joined")
        assert await work.practice.enrolment(whose, "seven_evenings") is None
        assert await work.practice.enrolment(whose, "slow_month") == other
