"""People, deaths and time in any order, held against a model that knows nothing of the code."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack
from datetime import UTC, datetime, time
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule, run_state_machine_as_test

from scheduler.clock import use_packaged_zones
from tests.model.__main__ import live
from tests.model.oracle import Person
from tests.model.town import CLOCKS, ZONES, Town
from tests.model.world import Point, World

NAMES = ("ana", "ben", "eva")
STARTS = datetime(2026, 10, 23, 15, 0, 7, tzinfo=UTC)
"""Before the nights on which clocks change in Europe, Asia and America."""

DOWN = st.sampled_from([0.0, 0.0, 30.0, 600.0, 3000.0])
names = st.sampled_from(NAMES)


class Evenings(RuleBasedStateMachine):
    """What people do, and what befalls the coach."""

    def __init__(self) -> None:
        super().__init__()
        use_packaged_zones()
        self.runner = asyncio.Runner()
        self.stack = AsyncExitStack()
        world = self._do(self.stack.enter_async_context(World.begins(STARTS)))
        self.town = Town(world)
        for name, zone in zip(NAMES, ZONES, strict=False):
            self._do(self.town.joins(name, zone))

    def _do(self, act: Any) -> Any:  # noqa: ANN401 - whatever the act gives
        return self.runner.run(act)

    def _who(self, name: str) -> Person:
        return self.town.oracle.people[name]

    @rule(name=names, clock=st.sampled_from(CLOCKS))
    def wants_a_bedtime(self, name: str, clock: time) -> None:
        self._do(self.town.wants(name, clock))

    @rule(name=names)
    def wants_none(self, name: str) -> None:
        if self._who(name).clock is not None:
            self._do(self.town.wants_none(name))

    @rule(name=names)
    def not_tonight(self, name: str) -> None:
        if self._who(name).clock is not None:
            self._do(self.town.not_tonight(name))

    @rule(name=names)
    def later(self, name: str) -> None:
        if self._who(name).clock is not None and self._who(name).session is None:
            self._do(self.town.later(name))

    @rule(name=names, zone=st.sampled_from(ZONES))
    def moves(self, name: str, zone: str) -> None:
        self._do(self.town.moves(name, zone))

    @rule(name=names)
    def blocks(self, name: str) -> None:
        if self._who(name).session is None:
            self._do(self.town.blocks(name))

    @rule(name=names)
    def comes_back(self, name: str) -> None:
        if self._who(name).blocked:
            self._do(self.town.comes_back(name))

    @rule(name=names)
    def practises(self, name: str) -> None:
        person = self._who(name)
        if person.session is None and person.snooze is None and not person.blocked:
            self._do(self.town.practises(name))

    @rule(name=names)
    def is_down(self, name: str) -> None:
        session = self._who(name).session
        if session is not None and session.closes < self.town.now:
            self._do(self.town.is_down(name))

    @rule(seconds=st.sampled_from([60, 600, 3600, 21_600, 86_400]), down=DOWN)
    def time_passes(self, seconds: int, down: float) -> None:
        self._do(self.town.passes(seconds, down))

    @rule(seconds=st.sampled_from([5, 60, 3600, 86_400]))
    def the_coach_is_away(self, seconds: int) -> None:
        self._do(self.town.sleeps(seconds))

    @rule(point=st.sampled_from(Point), passed=st.integers(0, 6))
    def the_coach_will_die(self, point: Point, passed: int) -> None:
        self.town.world.doom(point, passed)

    @precondition(lambda self: self.town.world.post.failures == 0)
    @rule(times=st.integers(1, 3))
    def the_platform_fails(self, times: int) -> None:
        self.town.world.post.failures = times

    def teardown(self) -> None:
        try:
            assert self._do(self.town.ends()) == []
        finally:
            self._do(self.stack.aclose())
            self.runner.close()


def test_whatever_people_do_and_whenever_the_coach_dies_all_that_is_owed_arrives_once() -> None:
    """None lost, unwanted, late or created twice; repeats were in flight at a death."""
    run_state_machine_as_test(
        Evenings,
        settings=settings(
            max_examples=25, stateful_step_count=30, deadline=None, derandomize=True,
            suppress_health_check=list(HealthCheck),
        ),
    )  # fmt: skip


async def test_thousands_of_rings_with_a_death_in_most_parts_of_a_day() -> None:
    """The short form of `python -m tests.model`: every repeat was in flight at a death."""
    town = await live(2000, people=120, seed=3)
    assert town.faults == []
    assert town.oracle.rings >= 2000
    assert town.world.deaths > 50


async def test_a_ring_that_was_refused_is_no_ring_for_the_evening_of_another_zone() -> None:
    """Who heard nothing for having blocked the coach is rung in the evening they fly into."""
    use_packaged_zones()
    async with World.begins(STARTS) as world:
        town = Town(world)
        await town.joins("ana", "America/Santiago")
        await town.wants("ana", time(23, 30))
        await town.blocks("ana")
        await town.passes(15 * 3600)
        await town.comes_back("ana")
        await town.moves("ana", "Pacific/Apia")
        await town.passes(6 * 3600)
        assert await town.ends() == []
        assert (town.oracle.rings, town.owed) == (2, 1)


async def test_a_refusal_that_died_with_the_coach_is_tried_again_for_who_is_back_by_then() -> None:
    """It was on its way still: it may come, and need not."""
    use_packaged_zones()
    async with World.begins(STARTS) as world:
        town = Town(world)
        await town.joins("ana", "America/Santiago")
        await town.wants("ana", time(23, 30))
        await town.blocks("ana")
        await town.passes(11 * 3600 + 29 * 60)
        world.doom(Point.BEFORE_ARRIVAL, 0)
        await town.passes(60)
        await town.comes_back("ana")
        await town.passes(3600)
        assert await town.ends() == []
        assert world.deaths == 1
