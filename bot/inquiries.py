"""What whoever runs the coach asks of its database, without starting it."""

from __future__ import annotations

from bot.config import Settings
from bot.store.work import SqlStore
from bot.tokens import told
from scheduler.clock import SystemClock


async def counts(settings: Settings) -> dict[tuple[str, str], int]:
    """How often each thing was counted, by kind and name."""
    store = await SqlStore.open(settings.database_url)
    try:
        async with store.work() as work:
            return await work.counts()
    finally:
        await store.close()


async def capacity(settings: Settings) -> list[str]:
    """What the tokens carry and what this database asks of them, in lines."""
    store = await SqlStore.open(settings.database_url)
    try:
        async with store.work() as work:
            return await told(settings, work, SystemClock().now())
    finally:
        await store.close()


async def migrate(settings: Settings) -> None:
    """Bring the database's schema up to date; opening it does so."""
    store = await SqlStore.open(settings.database_url)
    await store.close()
