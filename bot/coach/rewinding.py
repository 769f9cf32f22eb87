"""New rules of a zone: reminders ring at the wall-clock time that was asked for.

A reminder keeps its wall-clock time beside the instant that was reckoned from it. When the tz
database changes, the instants are reckoned anew, once, after the program has started: some at a
time, and others have their turn in between.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from bot.coach.ports import Due, Rung, Store
from bot.coach.reminders.reminder import wind

FACT = "zones"
AT_ONCE = 500
"""Reminders in one unit of work, so that nobody waits long for their turn."""


async def wind_anew(store: Store, version: str, now: Callable[[], datetime]) -> int:
    """Reckon all reminders anew if the rules of the zones are not those of the last start.

    Args:
        store: where the reminders are.
        version: of the tz database in use.
        now: tells the time, aware; asked once for each part.

    Returns:
        How many ring at another instant than before.
    """
    async with store.work() as work:
        if await work.fact(FACT) == version:
            return 0
    moved, after = 0, 0
    while True:
        async with store.work() as work:
            reminders, after = await work.reminders.ringing(after, AT_ONCE)
            at = now()
            anew = [rung for one in reminders if (rung := _wound(one, at)) is not None]
            await work.reminders.rung(anew)
            moved += sum(len(rung.whose) for rung in anew)
            if not after:
                await work.write_down(FACT, version)
            await work.commit()
        if not after:
            return moved


def _wound(due: Due, now: datetime) -> Rung | None:
    """Wind those that are alike; what is due already is the clock's, and minutes counted stay."""
    reminder = due.reminder
    before = reminder.regular_at
    if before is None or before <= now:
        return None
    try:
        anew = wind(reminder, due.tzinfo, now)
    except ValueError:
        # Zones are renamed, never removed; one that is unknown keeps what was reckoned.
        return None
    return None if anew.regular_at == before else Rung(whose=due.whose, reminder=anew)
