"""The command `karani outbox`: what was given up, and sending it once more."""

from __future__ import annotations

from bot.config import Settings
from bot.delivery.undelivered import sent_again, told
from bot.store.work import SqlStore
from content.library import Library
from scheduler.clock import SystemClock, use_packaged_zones


async def outbox(settings: Settings, again: str | None) -> tuple[list[str], bool]:
    """What was given up, a line each; with `again` (a number, or "all") it is sent once more.

    Returns:
        The lines, and whether what was asked for is there.
    """
    use_packaged_zones()
    store = await SqlStore.open(settings.database_url)
    try:
        if again is None:
            return await told(store) or ["Nothing was given up."], True
        entry = None if again == "all" else int(again)
        return await sent_again(store, Library.load(), entry, SystemClock().now())
    finally:
        await store.close()
