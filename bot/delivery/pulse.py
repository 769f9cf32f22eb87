"""One beat: do what is due, send what came of it, and say when the next beat is needed."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.coach.due import tick
from bot.coach.ports import Store
from bot.delivery.claims import AHEAD
from bot.delivery.courier import Courier
from bot.delivery.duties import Duties
from bot.delivery.herd_watch import HerdWatch
from bot.delivery.meter import Meter, Uncounted
from scheduler.ports import Clock

SWEEP_EVERY = timedelta(hours=1)

BREATH = timedelta(milliseconds=100)
"""Pause before what is due and could not be done is looked at again."""

LEAD = timedelta(seconds=1)
"""How long before its instant a step is looked for; then all until `AHEAD` are begun at once."""


class Pulse:
    """What the alarm calls: everything that the passing of time brings about.

    With a `clock` time passes: steps are begun ahead of their instants, and the courier delivers on
    its own what a beat has written down. Without one time stands still for the length of a beat,
    which ends when all is delivered. `duties` tells what of the outbox is this process's, where
    several are at work; without them all of it. `watch` looks ahead.
    """

    def __init__(  # noqa: PLR0913 - each is one of the things that a beat stands on
        self,
        store: Store,
        courier: Courier,
        clock: Clock | None = None,
        meter: Meter | None = None,
        *,
        duties: Duties | None = None,
        watch: HerdWatch | None = None,
    ) -> None:
        self._store = store
        self._courier = courier
        self._clock = clock
        self._meter = meter or Uncounted()
        self._duties = duties
        self._watch = watch
        self._swept: datetime | None = None
        self._finished = False

    def finish(self) -> None:
        """Begin nothing more: a beat under way ends with what it has in hand."""
        self._finished = True

    def wakes_at(self, due: datetime) -> datetime:
        """When a beat is wanted for something that is due at an instant."""
        return due - LEAD if self._clock else due

    async def beat(self, now: datetime) -> datetime | None:
        """Do all that is due by `now`; when the next beat is wanted, None if it is not.

        Raises:
            StoreError: if the database cannot be used; what is due stays due.
        """
        if self._clock is not None:
            return await self._beat_ahead(self._clock, now)
        due = None if self._finished else await self._next_due(now)
        if due is None or due > now:
            self._meter.ticked(now)
            return due
        more = True
        while more and not self._finished:
            while await tick(self._store, now):
                pass
            self._meter.ticked(now)
            more = await self._courier.deliver(now)
        due = await self._next_due(now)
        return due if due is None or due > now else now + BREATH

    async def _beat_ahead(self, clock: Clock, now: datetime) -> datetime | None:
        self._courier.wake()
        due = None if self._finished else await self._next_due(now)
        while due is not None and due - LEAD <= now and not self._finished:
            more = await tick(self._store, now, now + AHEAD)
            self._courier.wake()
            now = max(now, clock.now())
            if not more:
                due = await self._next_due(now)
                break
        self._meter.ticked(now)
        if due is None:
            return None
        if due - LEAD > now:
            return due - LEAD
        return due if due > now else now + BREATH

    async def _next_due(self, now: datetime) -> datetime | None:
        mine = self._duties.sends_to(now) if self._duties else None
        async with self._store.work() as work:
            if self._swept is None or now - self._swept >= SWEEP_EVERY:
                await work.sweep(now)
                if self._watch is not None:
                    await self._watch.look(work, now, mine)
                await work.commit()
                self._swept = now
            # Where time passes, what is ready to be sent is the courier's to look after.
            return await work.next_due(mine, ready_after=now if self._clock else None)
