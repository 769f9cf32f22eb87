"""What was given up: told to whoever runs the coach, and sent again where it still means something.

Nothing of it is anybody's words, or says who they are.
"""

from __future__ import annotations

from datetime import date, datetime

from bot.coach.composing import Parcel, compose
from bot.coach.ports import GivenUp, OutboxEntry, Purpose, Store, Work
from bot.coach.reminders.reminder import Night, Outcome
from content.library import Library

MOST = 1000
"""Entries that are looked at, the latest."""


async def told(store: Store) -> list[str]:
    """What was given up, a line each: its number, what it was, when it was due, why."""
    async with store.work() as work:
        return [_line(one) for one in await work.outbox.given_up(MOST)]


async def sent_again(
    store: Store, library: Library, entry: int | None, now: datetime
) -> tuple[list[str], bool]:
    """Open what was given up, one or all of it, to be sent by the coach that runs.

    Args:
        store: where it is.
        library: to see whether anything would be said.
        entry: its number; None for all.
        now: aware.

    Returns:
        A line for each, and whether there was any.
    """
    async with store.work() as work:
        found = await work.outbox.given_up(MOST)
        wanted = [one for one in found if entry is None or one.entry.id == entry]
        lines = [await _again(work, library, one.entry, now) for one in wanted]
        await work.commit()
    return lines, bool(wanted)


async def _again(work: Work, library: Library, entry: OutboxEntry, now: datetime) -> str:
    if now > entry.expires_at:
        return f"{entry.id} is too late: it meant something until {_instant(entry.expires_at)}"
    (made,) = await compose(work, library, [entry], now)
    if not isinstance(made, Parcel):
        why = "the person cannot be reached until they write" if made.away else "it is not true now"
        return f"{entry.id} stays given up: {why}"
    await work.outbox.again(entry.id, now)
    if entry.purpose is Purpose.REMINDER:
        night = date.fromisoformat(entry.part)
        await work.reminders.settle(
            Night(reminder=entry.subject, night=night, outcome=Outcome.CREATED, at=now)
        )
    return f"{entry.id} goes out again"


def _line(one: GivenUp) -> str:
    entry = one.entry
    kind = f"{entry.purpose.value} ({entry.lane.value})"
    tries = f"{entry.attempts} {'try' if entry.attempts == 1 else 'tries'}"
    return (
        f"{entry.id} {kind}, due {_instant(entry.due_at)}, {one.fate.value}"
        f" {_instant(one.closed_at)} after {tries}: {one.reason or 'no reason given'}"
    )


def _instant(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M:%S} UTC"
