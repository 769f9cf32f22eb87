"""Takes what the outbox holds to the people it is for, and has written down what became of it.

Entries are claimed with a lease, lane by lane, as many as there is room for. Cues are claimed ahead
and sent on their instant; each entry is put into words a moment before. At any instant at most
`IN_FLIGHT` messages are handed to a platform and not yet written down as sent: dying then costs at
worst one repeat of each of these, never a silent night.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from functools import partial
from heapq import heappush

import structlog

from bot.coach.errors import StoreError
from bot.coach.ports import ConflictError, Fate, Lane, OutboxEntry, Store
from bot.delivery.claims import AHEAD, Claims
from bot.delivery.duties import Duties
from bot.delivery.fates import Sent, follows
from bot.delivery.gate import IN_FLIGHT, Gate
from bot.delivery.gathering import Gathering
from bot.delivery.ledger import Ledger
from bot.delivery.letters import Lost, Made, letters
from bot.delivery.messenger import Messenger
from bot.delivery.meter import Meter, Uncounted
from bot.delivery.sending import PATIENCE, Sender
from content.library import Library
from scheduler.ports import Clock

LOOK = timedelta(seconds=0.25)
"""How long before its instant a cue is put into words, from the rows as they are then."""

GATHER_SECONDS = 0.05
"""How long what is to be read or written is gathered, so that one unit of work does many."""

AGAIN_SECONDS = 0.5
"""Pause after the database could not be used."""

_log = structlog.get_logger()


class Courier:
    """Delivers what the clock has given birth to.

    Args:
        store: where the outbox is.
        library: for the words.
        messengers: by platform, the ways out.
        patience: how long one send may take.
        clock: with it, `wake` delivers at the instants as time passes; without, `deliver` delivers
            what is due while time stands still.
        meter: is told what became of entries.
        duties: for which platforms, where several processes are at work; without them for all.
    """

    def __init__(  # noqa: PLR0913 - each is one of the things that sending stands on
        self,
        store: Store,
        library: Library,
        messengers: Mapping[str, Messenger],
        patience: timedelta = PATIENCE,
        *,
        clock: Clock | None = None,
        meter: Meter | None = None,
        duties: Duties | None = None,
    ) -> None:
        self._store = store
        self._library = library
        self._sender = Sender(messengers, patience, self._now, duties)
        self._clock = clock
        self._meter = meter or Uncounted()
        self._standing: datetime | None = None
        self._gate = Gate()
        self._claims = Claims(store, self._gate, duties, AHEAD if clock else timedelta(0))
        self._ledger = Ledger(store, self._gather)
        self._letters: Gathering[OutboxEntry, Made] = Gathering(self._made, self._gather)
        self._queues: dict[int, list[tuple[datetime, int, OutboxEntry]]] = {}
        self._walks: dict[int, asyncio.Task[None]] = {}
        self._sending: set[int] = set()
        self._woken = asyncio.Event()
        self._waking: asyncio.Task[None] | None = None
        self._wakes_at: datetime | None = None
        self._running: asyncio.Task[None] | None = None
        self._stopping = False
        self._troubled = False
        self._trouble: StoreError | None = None

    async def deliver(self, now: datetime) -> bool:
        """Send what is due by `now`, a batch of it, while time stands still; whether to go on.

        Raises:
            StoreError: if the database cannot be used; what was sent is remembered until it can.
        """
        self._standing, self._trouble = now, None
        await self._ledger.flush()
        claimed = await self._claim(now)
        self._begin(claimed)
        if self._walks:
            await asyncio.gather(*self._walks.values())
        await self._ledger.settled()
        if self._trouble is not None:
            raise self._trouble
        return len(claimed) >= IN_FLIGHT // 2

    def wake(self) -> None:
        """There may be something to deliver: go on with it, as time passes."""
        self._woken.set()
        if self._running is None and not self._stopping:
            self._running = asyncio.get_running_loop().create_task(self._run())

    async def stop(self, seconds: float) -> None:
        """Claim nothing more, let what is being sent end, give the rest back; so long at most."""
        self._stopping = True
        self._woken.set()
        idle = [task for whose, task in self._walks.items() if whose not in self._sending]
        for task in (*idle, *filter(None, [self._waking])):
            task.cancel()
        waiting = [*self._walks.values(), *filter(None, [self._running])]
        if waiting:
            await asyncio.wait(waiting, timeout=seconds)
        await self._give_back()
        try:
            await self._ledger.flush()
        except StoreError as exc:
            _log.warning("sent_not_written_down", entries=self._ledger.pending, reason=exc.reason)

    async def _run(self) -> None:
        """Claim and send until nothing is left that is near."""
        try:
            while not self._stopping:
                self._woken.clear()
                if await self._claims_more():
                    continue
                if not self._walks and not self._ledger.pending:
                    return
                await self._woken.wait()
                await self._gather()
        finally:
            self._running = None

    async def _claims_more(self) -> bool:
        """Claim what there is room for; whether to claim again at once."""
        try:
            if self._ledger.pending and self._troubled:
                await self._ledger.flush()
            now = self._now()
            claimed = await self._claim(now)
        except StoreError as exc:
            await self._wait_out(exc)
            return True
        self._troubled = False
        self._begin(claimed)
        return len(claimed) >= IN_FLIGHT // 2

    async def _wait_out(self, exc: StoreError) -> None:
        if not self._troubled:
            _log.error("outbox_not_read", reason=exc.reason)
        self._troubled = True
        if self._clock is not None:
            await self._clock.sleep(AGAIN_SECONDS)

    async def _claim(self, now: datetime) -> list[OutboxEntry]:
        shut = self._sender.shut(now)
        if shut:
            self._wake_at(min(shut.values()))
        return await self._claims.take(now, [*self._sender.messengers], frozenset(shut))

    def _begin(self, entries: Iterable[OutboxEntry]) -> None:
        """One person's in the order of their instants; different people side by side."""
        for entry in entries:
            whose = entry.practitioner
            self._claims.held[entry.lane] += 1
            heappush(self._queues.setdefault(whose, []), (entry.due_at, entry.id, entry))
            if whose not in self._walks:
                task = asyncio.get_running_loop().create_task(self._walk(whose))
                self._walks[whose] = task

    async def _walk(self, whose: int) -> None:
        """None overtakes an earlier one: what follows one that has to wait, waits as well."""
        queue = self._queues[whose]
        first: Sent | None = None
        try:
            while queue and not self._stopping:
                entry = queue[0][2]
                if first is None:
                    sent = await self._take(entry)
                    first = sent if sent and (sent.again_at or sent.fate is Fate.REFUSED) else None
                else:
                    self._note(follows(entry, first, self._now()))
                self._let_go(queue, entry)
        except Exception as exc:  # noqa: BLE001 - a defect of ours is this person's alone
            _log.error("walk_failed", error=type(exc).__name__)
            for _, _, entry in queue[:]:
                self._let_go(queue, entry)
        finally:
            if not queue:
                self._queues.pop(whose, None)
            self._walks.pop(whose, None)
            self._look_up()

    def _let_go(self, queue: list[tuple[datetime, int, OutboxEntry]], entry: OutboxEntry) -> None:
        """It is dealt with; an earlier one may have come before it meanwhile."""
        queue.remove((entry.due_at, entry.id, entry))
        queue.sort()
        self._claims.held[entry.lane] -= 1

    async def _take(self, entry: OutboxEntry) -> Sent | None:
        """Deal with one entry at its instant; None if nothing is to be written down of it."""
        await self._until(entry.due_at - LOOK)
        made = await self._worded(entry)
        if made is None or isinstance(made, Lost):
            return None
        if isinstance(made, Sent):
            self._note(made)
            return made
        await self._until(entry.due_at)
        noted = entry.lane is Lane.MID_HOLD
        if noted and not self._gate.room(entry.lane):
            sent = Sent(entry=entry, fate=Fate.DROPPED, reason="no room for it")
            self._note(sent)
            return sent
        await self._gate.enter(entry.lane)
        self._sending.add(entry.practitioner)
        try:
            sent = await self._sender.send(made)
        except BaseException:
            self._gate.leave()
            raise
        finally:
            self._sending.discard(entry.practitioner)
        self._note(sent, in_flight=True)
        return sent

    async def _worded(self, entry: OutboxEntry) -> Made | None:
        """The entry in words; None if the database cannot be used as long as it is worth it."""
        while True:
            try:
                return await self._letters.ask(entry)
            except StoreError as exc:
                if self._clock is None:
                    self._trouble = exc
                    return None
                await self._wait_out(exc)
                if self._now() > entry.expires_at:
                    # Its lease ends, and whoever claims it then writes down that it has expired.
                    return None

    async def _made(self, entries: Iterable[OutboxEntry]) -> list[Made]:
        return await letters(self._store, self._library, list(entries), self._now())

    def _note(self, sent: Sent, *, in_flight: bool = False) -> None:
        """Count it, and have it written down; then its place is free."""
        now = self._now()
        if sent.fate is not None and sent.again_at is None:
            self._meter.closed(sent.entry, sent.fate, now, sent.platform)
        left = partial(self._leave, sent.again_at, in_flight=in_flight)
        if sent.noted:
            left()
        else:
            self._ledger.put(sent, now, left)

    def _leave(self, again_at: datetime | None, *, in_flight: bool) -> None:
        """It is written down: others may set out, and it when its new instant has come."""
        if in_flight:
            self._gate.leave()
        if again_at is not None:
            self._wake_at(again_at)
        self._look_up()

    def _look_up(self) -> None:
        """There is room, or nothing left to do: each claim is a unit of work of its own."""
        if self._claims.hungry or not (self._walks or self._ledger.pending):
            self._woken.set()

    def _wake_at(self, instant: datetime) -> None:
        if self._clock is None or (self._wakes_at is not None and self._wakes_at <= instant):
            return
        if self._waking is not None:
            self._waking.cancel()
        self._wakes_at = instant
        self._waking = asyncio.get_running_loop().create_task(self._wake_later(instant))

    async def _wake_later(self, instant: datetime) -> None:
        await self._until(instant)
        self._waking = self._wakes_at = None
        self.wake()

    async def _give_back(self) -> None:
        """What was claimed and not begun is anybody's at once."""
        left = [entry for queue in self._queues.values() for _, _, entry in queue]
        self._queues.clear()
        try:
            async with self._store.work() as work:
                for entry in left:
                    await work.outbox.put_back(entry, entry.due_at)
                await work.commit()
        except (StoreError, ConflictError) as exc:
            # Their leases end by themselves.
            _log.warning("entries_not_given_back", entries=len(left), kind=type(exc).__name__)

    def _now(self) -> datetime:
        if self._clock is not None:
            return self._clock.now()
        if self._standing is None:
            raise RuntimeError("time stands still only while something is delivered")
        return self._standing

    async def _until(self, instant: datetime) -> None:
        if self._clock is not None and (wait := instant - self._clock.now()) > timedelta(0):
            await self._clock.sleep(wait.total_seconds())

    async def _gather(self) -> None:
        if self._clock is not None:
            await self._clock.sleep(GATHER_SECONDS)
