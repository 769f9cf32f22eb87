"""New rules of the world's clocks, followed beside the service: nobody waits for that."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import structlog

from bot.coach.errors import StoreError
from bot.coach.ports import ConflictError, Store
from bot.coach.rewinding import wind_anew
from scheduler.clock import zones_version
from scheduler.ports import Clock

AGAIN_SECONDS = 5.0
"""Until another try where the database could not be used; what was wound stays so."""

_log = structlog.get_logger()


@asynccontextmanager
async def zones_followed(store: Store, clock: Clock) -> AsyncIterator[asyncio.Task[None]]:
    """Reminders are wound by the rules in use meanwhile; gives what does so, which ends by itself.

    With a million of them it takes half a minute. What falls due before its turn has come rings by
    the rules that it was wound by.
    """
    winding = asyncio.create_task(_wind_all(store, clock))
    try:
        yield winding
    finally:
        winding.cancel()
        await asyncio.gather(winding, return_exceptions=True)


async def _wind_all(store: Store, clock: Clock) -> None:
    version, troubled = zones_version(), False
    while True:
        try:
            moved = await wind_anew(store, version, clock.now)
        except (StoreError, ConflictError) as exc:
            if not troubled:
                _log.warning("zones_not_followed", zones=version, kind=type(exc).__name__)
            troubled = True
            await clock.sleep(AGAIN_SECONDS)
        except Exception:  # noqa: BLE001 - a defect here must not cost anybody the service
            _log.exception("zones_not_followed", zones=version)
            return
        else:
            if moved:
                _log.info("zones_changed", zones=version, moved=moved)
            return
