"""Takes what the outbox holds to the people it is for, and writes down what became of it.

An entry is claimed with a lease, composed, sent and closed, each as soon as it is sent. Dying in
between costs at worst one repeat of what was in flight, never a silent night.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from bot.coach.due import compose
from bot.coach.errors import (
    DEFECTS,
    BlockedError,
    DeliveryError,
    GoneError,
    RefusedError,
    RetryLaterError,
    StoreError,
)
from bot.coach.ports import ConflictError, Fate, OutboxEntry, Store, Work
from bot.coach.talk.replies import Message
from bot.coach.talk.requests import ChatAddress
from bot.delivery.duties import Duties
from bot.delivery.fates import Sent, later, write_down
from bot.delivery.messenger import Messenger
from bot.delivery.meter import Meter, Uncounted
from bot.delivery.wording import worded
from content.library import Library

_log = structlog.get_logger()

AT_ONCE = 8
BATCH = 2 * AT_ONCE
"""Entries claimed together: few, so that a cue that falls due meanwhile does not wait for long."""

LEASE = timedelta(seconds=60)
PATIENCE = timedelta(seconds=20)
"""How long one send may take: twice that, for both rounds of a batch, is within the lease."""

UNSERVED = timedelta(seconds=60)
MOST_ATTEMPTS = 64
"""More than fit into any grace: only what kills the process again and again gets there."""

TRIES = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """An entry put into words, and where it goes."""

    entry: OutboxEntry
    to: ChatAddress
    message: Message


class Courier:
    """Delivers what the clock has given birth to; `patience` is how long one send may take.

    `duties` tells for which platforms, where several processes are at work; without them for all.
    """

    def __init__(  # noqa: PLR0913 - each is one of the things that sending stands on
        self,
        store: Store,
        library: Library,
        messengers: Mapping[str, Messenger],
        patience: timedelta = PATIENCE,
        *,
        meter: Meter | None = None,
        duties: Duties | None = None,
    ) -> None:
        self._store = store
        self._library = library
        self._messengers = messengers
        self._patience = patience
        self._meter = meter or Uncounted()
        self._duties = duties
        self._shut: dict[str, datetime] = {}
        self._unwritten: list[tuple[Sent, datetime]] = []

    async def deliver(self, now: datetime) -> bool:
        """Send what is due by `now`, a batch of it; whether there may be more.

        Raises:
            StoreError: if the database cannot be used; what was sent is remembered until it can.
        """
        await self._catch_up()
        letters: list[Letter] = []
        unsent: list[Sent] = []
        async with self._store.work() as work:
            mine = await self._duties.proved(work, now) if self._duties else None
            entries = await work.outbox.claim(now, BATCH, now + LEASE, mine)
            for entry in entries:
                match await self._letter(work, entry, now):
                    case Letter() as letter:
                        letters.append(letter)
                    case Sent() as settled:
                        await write_down(work, settled, now)
                        unsent.append(settled)
            await work.commit()
        for settled in unsent:
            self._count(settled, now)
        await self._send_all(letters, now)
        return len(entries) == BATCH

    async def _letter(self, work: Work, entry: OutboxEntry, now: datetime) -> Letter | Sent:
        if now > entry.expires_at:
            return Sent(entry=entry, fate=Fate.EXPIRED, reason="later than its grace")
        if entry.attempts > MOST_ATTEMPTS:
            return Sent(entry=entry, fate=Fate.GIVEN_UP, reason="tried too often")
        try:
            parcel = await compose(work, self._library, entry, now)
            if parcel is not None:
                message = worded(parcel.page, parcel.reader, self._library, now)
                return Letter(entry=entry, to=parcel.to, message=message)
        except DEFECTS as exc:
            # One that cannot be put into words must not hold up everybody else's.
            _log.error("entry_not_composed", key=entry.key, error=type(exc).__name__)
            return Sent(entry=entry, fate=Fate.GIVEN_UP, reason="it cannot be put into words")
        person = await work.people.get(entry.practitioner)
        if person is not None and not person.reachable:
            return Sent(entry=entry, fate=Fate.REFUSED, reason="the person is out of reach")
        return Sent(entry=entry, fate=Fate.STALE, reason="no longer true")

    async def _send_all(self, letters: list[Letter], now: datetime) -> None:
        """Different people side by side; one person's messages in the order of their instants."""
        people: dict[int, list[Letter]] = defaultdict(list)
        for letter in sorted(letters, key=lambda one: (one.entry.due_at, one.entry.id)):
            people[letter.entry.practitioner].append(letter)
        gate = asyncio.Semaphore(AT_ONCE)

        async def one_person(theirs: list[Letter]) -> None:
            async with gate:
                await self._send_in_order(theirs, now)

        await asyncio.gather(*(one_person(theirs) for theirs in people.values()))

    async def _send_in_order(self, letters: list[Letter], now: datetime) -> None:
        """None overtakes an earlier one: what follows one that has to wait, waits as well."""
        first: Sent | None = None
        for letter in letters:
            if first is None:
                sent = await self._send(letter, now)
            else:
                sent = _follows(letter.entry, first, now)
            await self._write_down(sent, now)
            if sent.again_at is not None or sent.fate is Fate.REFUSED:
                first = first or sent

    async def _send(self, letter: Letter, now: datetime) -> Sent:
        entry, platform = letter.entry, letter.to.platform
        messenger = self._messengers.get(platform)
        if messenger is None:
            # The platform's adapter is off in this process; nothing is lost before the grace ends.
            return later(entry, now, UNSERVED, "the platform is not served here")
        if (opens := self._shut.get(platform, now)) > now:
            return later(entry, now, opens - now, "the platform wants a pause")
        try:
            async with asyncio.timeout(self._patience.total_seconds()):
                await messenger.send(letter.to, letter.message, nonce=entry.key, lane=entry.lane)
        except DeliveryError as exc:
            return self._refused(letter, exc, now)
        except Exception as exc:  # noqa: BLE001 - whatever a messenger raises, the others go on
            _log.warning("message_not_sent", key=entry.key, error=type(exc).__name__)
            return later(entry, now, timedelta(0), type(exc).__name__)
        return Sent(entry=entry, fate=Fate.SENT, platform=platform)

    def _refused(self, letter: Letter, exc: DeliveryError, now: datetime) -> Sent:
        entry = letter.entry
        match exc:
            case RetryLaterError(seconds=seconds, everywhere=everywhere):
                wait = timedelta(seconds=seconds)
                if everywhere:
                    self._shut[letter.to.platform] = now + wait
                return later(entry, now, wait, str(exc))
            case GoneError(moved_to=ChatAddress() as moved_to):
                return Sent(entry=entry, again_at=now, moved_to=moved_to)
            case BlockedError() | GoneError():
                return Sent(entry=entry, fate=Fate.REFUSED, reason=str(exc))
            case RefusedError() | _:
                _log.warning("message_given_up", key=entry.key, reason=str(exc))
                return Sent(entry=entry, fate=Fate.GIVEN_UP, reason=str(exc))

    async def _write_down(self, sent: Sent, now: datetime) -> None:
        self._count(sent, now)
        try:
            await self._commit(sent, now)
        except (StoreError, ConflictError) as exc:
            # It is out: only writing that down is left, or it would be sent again.
            _log.warning("sent_not_written_down", key=sent.entry.key, reason=str(exc))
            self._unwritten.append((sent, now))

    def _count(self, sent: Sent, now: datetime) -> None:
        if sent.fate is not None and sent.again_at is None:
            self._meter.closed(sent.entry, sent.fate, now, sent.platform)

    async def _commit(self, sent: Sent, now: datetime) -> None:
        for attempt in range(1, TRIES + 1):
            try:
                async with self._store.work() as work:
                    await write_down(work, sent, now)
                    await work.commit()
            except ConflictError:
                if attempt == TRIES:
                    raise
            else:
                return

    async def _catch_up(self) -> None:
        """Write down what was sent while the database could not be used, before any claim."""
        while self._unwritten:
            sent, at = self._unwritten[0]
            await self._commit(sent, at)
            del self._unwritten[0]


def _follows(entry: OutboxEntry, first: Sent, now: datetime) -> Sent:
    if first.again_at is None:
        return Sent(entry=entry, fate=Fate.REFUSED, reason="after one that was refused")
    return later(entry, now, first.again_at - now, "after one that has to wait")
