"""One person's updates in the order in which they came, other people's side by side."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Coroutine

import structlog

MOST_WAITING = 1000
"""Updates taken from Telegram and not yet dealt with; more stay there until there is room."""

Job = Callable[[], Awaitable[None]]
"""Something to do once. What it raises is logged, and holds nobody up."""

_log = structlog.get_logger()


class Lanes:
    """A lane for each person who has something waiting, and none for anybody else."""

    def __init__(self) -> None:
        self._lanes: dict[int, deque[tuple[Job, asyncio.Event]]] = {}
        self._walks: set[asyncio.Task[None]] = set()
        self._room = asyncio.Semaphore(MOST_WAITING)

    async def put(self, person: int, job: Job) -> asyncio.Event:
        """Do the job after this person's earlier ones; waits while there are too many of all.

        The answer is set once it has been done, whatever came of it; never if it was given up.
        """
        await self._room.acquire()
        done = asyncio.Event()
        lane = self._lanes.get(person)
        if lane is not None:
            lane.append((job, done))
            return done
        self._lanes[person] = deque([(job, done)])
        self._begin(self._walk(person))
        return done

    def beside(self, job: Job) -> None:
        """Do the job now, whoever waits."""
        self._begin(_run(job))

    async def finish(self, seconds: float) -> None:
        """Wait for all that was put, for so long at most; what is left then is given up."""
        if self._walks:
            _, late = await asyncio.wait(self._walks, timeout=seconds)
            for walk in late:
                walk.cancel()
            await asyncio.gather(*late, return_exceptions=True)

    def _begin(self, walk: Coroutine[None, None, None]) -> None:
        task = asyncio.create_task(walk)
        self._walks.add(task)
        task.add_done_callback(self._walks.discard)

    async def _walk(self, person: int) -> None:
        lane = self._lanes[person]
        try:
            while lane:
                job, done = lane.popleft()
                await _run(job)
                done.set()
                self._room.release()
        finally:
            del self._lanes[person]


async def _run(job: Job) -> None:
    try:
        await job()
    except Exception:  # noqa: BLE001 - the last wall: others wait behind this one
        _log.exception("telegram_update_failed")
