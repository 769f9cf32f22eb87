"""APScheduler really wakes the tick: at once, early, and whatever a tick does."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import datetime, timedelta

from scheduler.alarm import ApsAlarm
from scheduler.clock import SystemClock
from scheduler.ticker import Ticker

SOON = timedelta(milliseconds=30)
LATER = timedelta(hours=1)
WITHIN = 3.0
"""Seconds of patience; the alarm needs milliseconds."""

Body = Callable[[], Awaitable[datetime | None]]


class Ticks:
    """Counts the ticks, and lets a test wait for the next."""

    def __init__(self) -> None:
        self.count = 0
        self.errors: list[Exception] = []
        self.body: Body | None = None
        self._ticked = asyncio.Condition()

    async def __call__(self, now: datetime) -> datetime | None:
        assert now.utcoffset() == timedelta(0)
        async with self._ticked:
            self.count += 1
            self._ticked.notify_all()
        return await self.body() if self.body else None

    async def reach(self, count: int) -> None:
        async with asyncio.timeout(WITHIN), self._ticked:
            await self._ticked.wait_for(lambda: self.count >= count)


@asynccontextmanager
async def wound() -> AsyncIterator[tuple[ApsAlarm, Ticks]]:
    ticks = Ticks()
    alarm = ApsAlarm(Ticker(SystemClock(), ticks, ticks.errors.append))
    alarm.start()
    try:
        yield alarm, ticks
    finally:
        await alarm.stop()


async def test_it_ticks_at_once() -> None:
    """What fell due while nobody was there does not wait for a pulse."""
    async with wound() as (_, ticks):
        await ticks.reach(1)


async def test_it_wakes_at_the_instant_that_is_asked_for() -> None:
    """Long before the next pulse, and not before its time."""
    async with wound() as (alarm, ticks):
        await ticks.reach(1)
        at = SystemClock().now() + SOON
        alarm.wake_at(at)
        await ticks.reach(2)
        assert SystemClock().now() >= at


async def test_the_sooner_of_two_wins() -> None:
    """A later wish leaves an earlier one as it is."""
    async with wound() as (alarm, ticks):
        await ticks.reach(1)
        alarm.wake_at(SystemClock().now() + LATER)
        alarm.wake_at(SystemClock().now() + SOON)
        alarm.wake_at(SystemClock().now() + LATER)
        await ticks.reach(2)


async def test_an_instant_that_is_over_is_now() -> None:
    """However long ago: APScheduler drops what is late unless it is told not to."""
    async with wound() as (alarm, ticks):
        await ticks.reach(1)
        alarm.wake_at(SystemClock().now() - LATER)
        await ticks.reach(2)


async def test_a_tick_winds_the_next_itself() -> None:
    """What it says is due next is when it is called next."""
    async with wound() as (alarm, ticks):
        await ticks.reach(1)

        async def again() -> datetime | None:
            return SystemClock().now() + SOON if ticks.count < 5 else None

        ticks.body = again
        alarm.wake_at(SystemClock().now())
        await ticks.reach(5)


async def test_a_tick_that_fails_does_not_stop_the_clock() -> None:
    """It is told, and the next one runs."""
    async with wound() as (alarm, ticks):
        await ticks.reach(1)

        async def fails() -> datetime | None:
            ticks.body = None
            raise OSError("the disk is full")

        ticks.body = fails
        alarm.wake_at(SystemClock().now())
        await ticks.reach(2)
        alarm.wake_at(SystemClock().now())
        await ticks.reach(3)
        assert [str(error) for error in ticks.errors] == ["the disk is full"]


async def test_a_pulse_leaves_what_was_wound() -> None:
    """A tick for another reason does not put off the one that is wound."""
    async with wound() as (alarm, ticks):
        await ticks.reach(1)
        alarm.wake_at(SystemClock().now() + 2 * SOON)
        await alarm._ring()  # noqa: SLF001 - a pulse, without waiting five seconds for one
        await ticks.reach(2)
        alarm.wake_at(SystemClock().now() + LATER)
        await ticks.reach(3)


async def test_stopping_waits_for_the_tick_that_runs() -> None:
    """Nothing is cut off in the middle, and nothing begins afterwards."""
    finished = False
    goes_on = asyncio.Event()
    async with wound() as (alarm, ticks):
        await ticks.reach(1)

        async def slow() -> datetime | None:
            nonlocal finished
            await goes_on.wait()
            finished = True
            return SystemClock().now()

        ticks.body = slow
        alarm.wake_at(SystemClock().now())
        await ticks.reach(2)
        asyncio.get_running_loop().call_later(0.02, goes_on.set)
    assert finished
    assert ticks.count == 2
