"""Time that a test lets pass, sleeper by sleeper."""

from __future__ import annotations

import asyncio
import heapq
from datetime import datetime, timedelta
from itertools import count

from scheduler.clock import VirtualClock


class Time(VirtualClock):
    """Time that passes only once everybody waits for it, and then to the first who wakes."""

    def __init__(self, start: datetime) -> None:
        super().__init__(start)
        self.start = start
        self.passed = 0.0
        self._sleepers: list[tuple[float, int, asyncio.Future[None]]] = []
        self._number = count()

    def now(self) -> datetime:
        return self.start + timedelta(seconds=self.passed)

    def elapsed(self) -> float:
        return self.passed

    async def sleep(self, seconds: float) -> None:
        woken: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        heapq.heappush(self._sleepers, (self.passed + seconds, next(self._number), woken))
        await woken

    async def runs(self, until: float) -> None:
        while True:
            for _ in range(20):
                await asyncio.sleep(0)  # noqa: TID251 - lets the others run, no time passes
            while self._sleepers and self._sleepers[0][2].done():
                heapq.heappop(self._sleepers)
            if not self._sleepers or self._sleepers[0][0] > until:
                self.passed = until
                return
            at, _, woken = heapq.heappop(self._sleepers)
            self.passed = max(self.passed, at)
            woken.set_result(None)
