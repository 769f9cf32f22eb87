"""Outbox entries put into words just before they are sent, many in one unit of work."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import structlog

from bot.coach.composing import Parcel, Unsaid, compose
from bot.coach.errors import DEFECTS
from bot.coach.ports import Closing, Fate, Lane, OutboxEntry, Store
from bot.coach.talk.replies import Message
from bot.coach.talk.requests import ChatAddress
from bot.delivery.fates import Sent
from bot.delivery.wording import worded
from content.library import Library

MOST_ATTEMPTS = 64
"""More than fit into any grace: only what kills the process again and again gets there."""

_log = structlog.get_logger()


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """An entry put into words, and where it goes."""

    entry: OutboxEntry
    to: ChatAddress
    message: Message


@dataclass(frozen=True, slots=True, kw_only=True)
class Lost:
    """An entry that is no longer this process's: it was closed, or its lease ran out."""

    entry: OutboxEntry


Made = Letter | Sent | Lost


async def letters(
    store: Store, library: Library, entries: Sequence[OutboxEntry], now: datetime
) -> list[Made]:
    """What becomes of each entry now: a letter to be sent, or what it ends as.

    Cues within a hold are closed here, before they are sent: whatever happens then, they come once
    at most.
    """
    async with store.work() as work:
        still = await work.outbox.still(entries)
        mine = [entry for entry in entries if entry.id in still]
        wanted = [entry for entry in mine if _over(entry, now) is None]
        composed = await compose(work, library, wanted, now) if wanted else []
        made: dict[int, Made] = {one.entry.id: _made(one, library, now) for one in composed}
        begun = [
            Closing(entry=one.entry.id, fate=Fate.SENT, at=now)
            for one in made.values()
            if isinstance(one, Letter) and one.entry.lane is Lane.MID_HOLD
        ]
        if begun:
            await work.outbox.close_all(begun)
            await work.commit()
    return [
        made.get(entry.id) or (_over(entry, now) if entry.id in still else None)
        or Lost(entry=entry)
        for entry in entries
    ]  # fmt: skip


def _over(entry: OutboxEntry, now: datetime) -> Sent | None:
    if now > entry.expires_at:
        return Sent(entry=entry, fate=Fate.EXPIRED, reason="later than its grace")
    if entry.attempts > MOST_ATTEMPTS:
        return Sent(entry=entry, fate=Fate.GIVEN_UP, reason="tried too often")
    return None


def _made(one: Parcel | Unsaid, library: Library, now: datetime) -> Made:
    match one:
        case Parcel(entry=entry, to=to, page=page, reader=reader):
            try:
                return Letter(entry=entry, to=to, message=worded(page, reader, library, now))
            except DEFECTS as exc:
                # One that cannot be put into words must not hold up everybody else's.
                _log.error("entry_not_worded", key=entry.key, error=type(exc).__name__)
                return _broken(entry)
        case Unsaid(entry=entry, broken=True):
            return _broken(entry)
        case Unsaid(entry=entry, away=True):
            return Sent(entry=entry, fate=Fate.REFUSED, reason="the person is out of reach")
        case Unsaid(entry=entry):
            return Sent(entry=entry, fate=Fate.STALE, reason="no longer true")


def _broken(entry: OutboxEntry) -> Sent:
    return Sent(entry=entry, fate=Fate.GIVEN_UP, reason="it cannot be put into words")
