"""Ticks one at a time, and never dies of one."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime

from scheduler.ports import Clock, Tick


class Ticker:
    """Runs a tick when asked; asked again meanwhile, it runs once more afterwards.

    `on_error` is told of whatever a tick raised: the clock goes on whatever happens.
    """

    def __init__(self, clock: Clock, tick: Tick, on_error: Callable[[Exception], None]) -> None:
        self._clock = clock
        self._tick = tick
        self._on_error = on_error
        self._running = asyncio.Lock()
        self._again = False

    async def run(self) -> datetime | None:
        """Tick now; the next due instant, or None if there is none or the tick failed."""
        if self._running.locked():
            self._again = True
            return None
        async with self._running:
            while True:
                self._again = False
                due = await self._once()
                if not self._again:
                    return due

    async def _once(self) -> datetime | None:
        try:
            return await self._tick(self._clock.now())
        except Exception as exc:  # noqa: BLE001 - one failed tick must not stop the nights to come
            self._on_error(exc)
            return None
