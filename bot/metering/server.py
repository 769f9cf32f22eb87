"""Two pages over HTTP for whoever looks after the coach: `/metrics` and `/healthz`.

Healthy is who ticks and reaches the database. A backlog is a figure, not ill health: to restart a
process that is busy helps nobody.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from typing import Any, TypeVar

import structlog
from aiohttp import web

from bot.coach.errors import StoreError
from bot.coach.ports import ConflictError, Lane, Store, Work
from bot.metering.figures import CONTENT_TYPE, Figures
from scheduler.ports import Clock

TICKS_WITHIN = timedelta(seconds=60)
"""So long may no tick have finished, of the twelve that are wound in it."""

PATIENCE_SECONDS = 5.0
"""How long the database may take to answer."""

T = TypeVar("T")
Question = Callable[[Work, datetime], Awaitable[T]]

_log = structlog.get_logger()


class Door:
    """Answers both pages."""

    def __init__(self, figures: Figures, store: Store, clock: Clock) -> None:
        self._figures = figures
        self._store = store
        self._clock = clock
        self._asking: set[asyncio.Future[Any]] = set()

    def application(self) -> web.Application:
        """What aiohttp serves."""
        application = web.Application()
        application.router.add_get("/metrics", self._metrics)
        application.router.add_get("/healthz", self._healthz)
        return application

    async def _metrics(self, _: web.Request) -> web.Response:
        waiting = await self._ask(_waiting)
        page = self._figures.page(waiting or {})
        return web.Response(body=page, headers={"Content-Type": CONTENT_TYPE})

    async def _healthz(self, _: web.Request) -> web.Response:
        since = self._clock.now() - (self._figures.ticked_at or self._figures.began)
        why = []
        if since > TICKS_WITHIN:
            why.append(f"no tick has finished for {int(since.total_seconds())} s")
        if await self._ask(_anything) is None:
            why.append("the database does not answer")
        return web.json_response({"healthy": not why, "why": why}, status=503 if why else 200)

    async def _ask(self, question: Question[T]) -> T | None:
        """What the database answers; None if it does not, or not in time.

        A question that takes too long is let go on: a connection is not cut in mid-statement.
        """
        asking = asyncio.ensure_future(self._asked(question))
        self._asking.add(asking)
        asking.add_done_callback(self._asking.discard)
        done, _ = await asyncio.wait({asking}, timeout=PATIENCE_SECONDS)
        return asking.result() if done else None

    async def _asked(self, question: Question[T]) -> T | None:
        try:
            async with self._store.work() as work:
                return await question(work, self._clock.now())
        except (StoreError, ConflictError):
            return None


async def _waiting(work: Work, now: datetime) -> dict[Lane, int]:
    return await work.outbox.waiting(now)


async def _anything(work: Work, now: datetime) -> bool:
    del now
    await work.fact("zones")
    return True


@asynccontextmanager
async def open_door(door: Door, host: str, port: int) -> AsyncIterator[str]:
    """Serve the pages for as long as the context; gives the address that they are at.

    Raises:
        OSError: if the port cannot be had.
    """
    runner = web.AppRunner(door.application(), access_log=None)
    await runner.setup()
    try:
        site = web.TCPSite(runner, host, port)
        await site.start()
        at = runner.addresses[0]
        address = f"http://{host}:{at[1]}"
        _log.info("metrics_on", address=address)
        yield address
    finally:
        await runner.cleanup()
