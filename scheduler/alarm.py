"""The alarm clock: the one file that imports APScheduler.

It keeps no truth. What is due stands in rows; APScheduler (memory store) winds a tick at a steady
pulse and wakes early when something is due sooner.
"""

from __future__ import annotations

import asyncio
from datetime import datetime

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from scheduler.ticker import Ticker

PULSE_SECONDS = 5
SHARED_PULSE_SECONDS = 1
"""Where other processes make things due as well, and no wake tells of them."""

_PULSE, _WAKE = "pulse", "wake"


class ApsAlarm:
    """Winds the ticks of a `Ticker`, at least every `pulse` seconds.

    Must be used inside a running event loop.
    """

    def __init__(self, ticker: Ticker, pulse: float = PULSE_SECONDS) -> None:
        self._ticker = ticker
        self._pulse = pulse
        # Several missed runs are one tick; a late one is still run; never two at once.
        defaults = {"coalesce": True, "max_instances": 1, "misfire_grace_time": None}
        self._scheduler = AsyncIOScheduler(job_defaults=defaults, timezone="UTC")
        self._wakes_at: datetime | None = None
        self._running: set[asyncio.Task[None]] = set()

    def start(self) -> None:
        """Begin to tick, at once and then at the pulse."""
        self._scheduler.add_job(self._ring, "interval", seconds=self._pulse, id=_PULSE)
        self._scheduler.start()
        self._begin()

    def wake_at(self, instant: datetime) -> None:
        """Tick at this instant too, if none is wound for it or earlier."""
        if self._wakes_at is not None and self._wakes_at <= instant:
            return
        self._wakes_at = instant
        self._scheduler.add_job(
            self._woken, "date", run_date=instant, id=_WAKE, replace_existing=True
        )

    async def stop(self, seconds: float | None = None) -> None:
        """No further ticks; one that runs is waited for, so many seconds at most, then cut off."""
        self._scheduler.shutdown(wait=False)
        if self._running:
            _, late = await asyncio.wait(self._running, timeout=seconds)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)

    async def _ring(self) -> None:
        # Run as a task of our own: APScheduler cancels its jobs on shutdown, in mid-tick.
        self._begin()

    async def _woken(self) -> None:
        # Only now is nothing wound any more: a pulse in between leaves what was wound.
        self._wakes_at = None
        self._begin()

    def _begin(self) -> None:
        task = asyncio.get_running_loop().create_task(self._run())
        self._running.add(task)
        task.add_done_callback(self._running.discard)

    async def _run(self) -> None:
        due = await self._ticker.run()
        if due is not None and self._scheduler.running:
            self.wake_at(due)
