"""New rules of a zone: reminders ring at the wall-clock time that was asked for.

A reminder keeps its wall-clock time beside the instant that was reckoned from it. When the tz
database changes, the instants are reckoned anew, once, as the program starts.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from bot.coach.people.zones import zone_named
from bot.coach.ports import Store, Work
from bot.coach.reminders.reminder import Reminder, wind

FACT = "zones"
AT_ONCE = 200
"""Reminders in one unit of work, so that nobody waits long for their turn."""


async def wind_anew(store: Store, version: str, now: datetime) -> int:
    """Reckon all reminders anew if the rules of the zones are not those of the last start.

    Args:
        store: where the reminders are.
        version: of the tz database in use.
        now: aware.

    Returns:
        How many ring at another instant than before.
    """
    async with store.work() as work:
        if await work.fact(FACT) == version:
            return 0
    moved, after = 0, 0
    while True:
        async with store.work() as work:
            reminders = await work.reminders.ringing(after, AT_ONCE)
            for reminder in reminders:
                moved += await _wind(work, reminder, now)
            if not reminders:
                await work.write_down(FACT, version)
            await work.commit()
        if not reminders:
            return moved
        after = reminders[-1].id


async def _wind(work: Work, reminder: Reminder, now: datetime) -> bool:
    """Wind one; what is due already is the clock's, and what was counted in minutes stays."""
    due = reminder.regular_at
    whose = await work.people.get(reminder.practitioner)
    if due is None or due <= now or whose is None:
        return False
    try:
        zone = zone_named(reminder.zone) if reminder.zone else whose.tzinfo
    except ValueError:
        # Zones are renamed, never removed; one that is unknown keeps what was reckoned.
        return False
    anew = wind(reminder, zone, now).regular_at
    if anew == due:
        return False
    await work.reminders.save(replace(reminder, regular_at=anew))
    return True
