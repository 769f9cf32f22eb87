"""One tick at a time, none lost, and none that ends the clock."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from scheduler.clock import VirtualClock
from scheduler.punctuality import REMINDER_GRACE, Timeliness, timeliness
from scheduler.ticker import Ticker

NOW = datetime(2026, 11, 22, 21, 30, tzinfo=UTC)


async def test_a_tick_is_told_the_time_and_says_when_next() -> None:
    """The clock is read once, at the top."""
    heard: list[datetime] = []

    async def tick(now: datetime) -> datetime | None:
        heard.append(now)
        return now + timedelta(minutes=1)

    ticker = Ticker(VirtualClock(NOW), tick, lambda _: None)
    assert await ticker.run() == NOW + timedelta(minutes=1)
    assert heard == [NOW]


async def test_asked_while_it_ticks_it_ticks_once_more() -> None:
    """Never two at once, however often it is asked; what came meanwhile is not lost."""
    running, most, count = 0, 0, 0
    asked = asyncio.Event()

    async def tick(_: datetime) -> datetime | None:
        nonlocal running, most, count
        running, count = running + 1, count + 1
        most = max(most, running)
        await asked.wait()
        running -= 1
        return None

    ticker = Ticker(VirtualClock(NOW), tick, lambda _: None)
    first = asyncio.create_task(ticker.run())
    while not count:
        await VirtualClock(NOW).sleep(0)
    for _ in range(5):
        assert await ticker.run() is None
    asked.set()
    await first
    assert (most, count) == (1, 2)


async def test_an_error_is_told_and_the_next_tick_runs() -> None:
    """Whatever a tick raises."""
    told: list[Exception] = []

    async def tick(_: datetime) -> datetime | None:
        raise RuntimeError("no")

    ticker = Ticker(VirtualClock(NOW), tick, told.append)
    assert await ticker.run() is None
    assert await ticker.run() is None
    assert len(told) == 2


@given(st.integers(0, 3 * 3600))
def test_lateness_is_counted_from_the_instant_it_was_due(seconds: int) -> None:
    """On time for 20 seconds, late to the end of the grace, and then too late."""
    found = timeliness(NOW, NOW + timedelta(seconds=seconds), REMINDER_GRACE)
    if seconds <= 20:
        assert found is Timeliness.ON_TIME
    elif seconds <= 45 * 60:
        assert found is Timeliness.LATE
    else:
        assert found is Timeliness.TOO_LATE
