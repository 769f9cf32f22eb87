"""Takes what the outbox holds to the people it is for, and writes down what became of it.

An entry is claimed with a lease, composed, sent and closed. Dying in between costs at worst one
repeat of what was in flight, never a silent night.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

import structlog

from bot.coach.due import Parcel, compose
from bot.coach.errors import BlockedError, DeliveryError, GoneError, RefusedError, RetryLaterError
from bot.coach.ports import ConflictError, Fate, Lane, OutboxEntry, Purpose, Store, Work
from bot.coach.reminders.reminder import Night, Outcome
from bot.coach.talk.requests import ChatAddress
from bot.delivery.messenger import Messenger
from bot.delivery.wording import worded
from content.library import Library

_log = structlog.get_logger()

BATCH = 100
AT_ONCE = 8
LEASE = timedelta(seconds=60)
MOST_ATTEMPTS = 8
TRIES = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """What became of one entry; `again_at` if it is to be tried once more, `moved_to` where."""

    entry: OutboxEntry
    fate: Fate | None = None
    reason: str = ""
    again_at: datetime | None = None
    moved_to: ChatAddress | None = None


class Courier:
    """Delivers what the clock has given birth to."""

    def __init__(self, store: Store, library: Library, messengers: Mapping[str, Messenger]) -> None:
        self._store = store
        self._library = library
        self._messengers = messengers

    async def deliver(self, now: datetime) -> bool:
        """Send what is due by `now`; whether there may be more of it."""
        async with self._store.work() as work:
            entries = await work.outbox.claim(now, BATCH, now + LEASE)
            if not entries:
                return False
            parcels = [await self._parcel(work, entry, now) for entry in entries]
            await work.commit()
        settled = [parcel for parcel in parcels if isinstance(parcel, Sent)]
        outgoing = [parcel for parcel in parcels if isinstance(parcel, Parcel)]
        settled += await self._send_all(outgoing, now)
        await self._write_down(settled, now)
        return len(entries) == BATCH

    async def _parcel(self, work: Work, entry: OutboxEntry, now: datetime) -> Parcel | Sent:
        if now > entry.expires_at:
            return Sent(entry=entry, fate=Fate.EXPIRED, reason="later than its grace")
        if entry.attempts > MOST_ATTEMPTS:
            return Sent(entry=entry, fate=Fate.GIVEN_UP, reason="tried too often")
        parcel = await compose(work, self._library, entry, now)
        return parcel or Sent(entry=entry, fate=Fate.STALE, reason="no longer true")

    async def _send_all(self, parcels: list[Parcel], now: datetime) -> list[Sent]:
        """Different people side by side; one person's messages in the order of their instants."""
        people: dict[int, list[Parcel]] = defaultdict(list)
        for parcel in parcels:
            people[parcel.entry.practitioner].append(parcel)
        gate = asyncio.Semaphore(AT_ONCE)

        async def one_person(theirs: list[Parcel]) -> list[Sent]:
            async with gate:
                ordered = sorted(theirs, key=lambda p: p.entry.due_at)
                return [await self._send(parcel, now) for parcel in ordered]

        done = await asyncio.gather(*(one_person(theirs) for theirs in people.values()))
        return [sent for theirs in done for sent in theirs]

    async def _send(self, parcel: Parcel, now: datetime) -> Sent:
        entry = parcel.entry
        messenger = self._messengers.get(parcel.to.platform)
        if messenger is None:
            # The platform's adapter is off in this process; nothing is lost before the grace ends.
            return _later(entry, now, timedelta(seconds=60), "the platform is not served here")
        message = worded(parcel.page, parcel.reader, self._library)
        try:
            await messenger.send(parcel.to, message, nonce=entry.key)
        except RetryLaterError as exc:
            return _later(entry, now, timedelta(seconds=exc.seconds), str(exc))
        except BlockedError as exc:
            return Sent(entry=entry, fate=Fate.REFUSED, reason=str(exc))
        except GoneError as exc:
            if exc.moved_to is not None:
                return Sent(entry=entry, again_at=now, moved_to=exc.moved_to)
            return Sent(entry=entry, fate=Fate.REFUSED, reason=str(exc))
        except (RefusedError, DeliveryError) as exc:
            _log.warning("message_given_up", key=entry.key, reason=str(exc))
            return Sent(entry=entry, fate=Fate.GIVEN_UP, reason=str(exc))
        return Sent(entry=entry, fate=Fate.SENT)

    async def _write_down(self, settled: list[Sent], now: datetime) -> None:
        for attempt in range(1, TRIES + 1):
            try:
                async with self._store.work() as work:
                    for sent in settled:
                        await _settle(work, sent, now)
                    await work.commit()
            except ConflictError:
                if attempt == TRIES:
                    raise
            else:
                return


def _later(entry: OutboxEntry, now: datetime, wait: timedelta, reason: str) -> Sent:
    """Again after the wait (longer each time), or given up if its grace ends before."""
    backoff = timedelta(seconds=min(2 ** min(entry.attempts, 6), 60))
    again_at = now + max(wait, backoff if entry.lane is not Lane.HOLD else wait)
    if again_at > entry.expires_at:
        return Sent(entry=entry, fate=Fate.EXPIRED, reason=reason)
    return Sent(entry=entry, again_at=again_at)


async def _settle(work: Work, sent: Sent, now: datetime) -> None:
    entry = sent.entry
    if sent.moved_to is not None:
        person = await work.people.get(entry.practitioner)
        if person is not None:
            await work.people.save(replace(person, home=sent.moved_to))
    if sent.again_at is not None:
        await work.outbox.put_back(entry.id, sent.again_at)
        return
    if sent.fate is None:
        return
    await work.outbox.close(entry.id, sent.fate, now, sent.reason)
    if sent.fate is Fate.REFUSED:
        await _unreachable(work, entry)
    if entry.purpose is Purpose.REMINDER:
        await _reminded(work, sent, now)


async def _unreachable(work: Work, entry: OutboxEntry) -> None:
    """Nothing more goes there until the person writes: not one refused message a night."""
    person = await work.people.get(entry.practitioner)
    if person is not None and person.reachable:
        await work.people.save(replace(person, reachable=False))


async def _reminded(work: Work, sent: Sent, now: datetime) -> None:
    entry = sent.entry
    outcomes = {
        Fate.SENT: Outcome.SENT,
        Fate.EXPIRED: Outcome.MISSED,
        Fate.REFUSED: Outcome.UNDELIVERED,
        Fate.GIVEN_UP: Outcome.UNDELIVERED,
    }
    if sent.fate not in outcomes:
        return
    night = date.fromisoformat(entry.part)
    outcome = outcomes[sent.fate]
    await work.reminders.settle(Night(reminder=entry.subject, night=night, outcome=outcome, at=now))
    if sent.fate is Fate.SENT:
        person = await work.people.get(entry.practitioner)
        if person is not None:
            await work.people.save(
                replace(person, rang_reminder=entry.subject, rang_at=entry.due_at)
            )
