"""One beat: do what is due, send what came of it, and say when the next beat is needed."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.coach.due import tick
from bot.coach.ports import Store
from bot.delivery.courier import Courier
from bot.delivery.duties import Duties
from bot.delivery.meter import Meter, Uncounted
from scheduler.ports import Clock

SWEEP_EVERY = timedelta(hours=1)

BREATH = timedelta(milliseconds=100)
"""Pause before what is due and could not be done is looked at again."""


class Pulse:
    """What the alarm calls: everything that the passing of time brings about.

    `clock` tells how time passes in a long burst, so that what falls due meanwhile takes its turn;
    without one, time stands still for the length of a beat. `duties` tells what of the outbox is
    this process's, where several are at work; without them all of it.
    """

    def __init__(
        self,
        store: Store,
        courier: Courier,
        clock: Clock | None = None,
        meter: Meter | None = None,
        duties: Duties | None = None,
    ) -> None:
        self._store = store
        self._courier = courier
        self._clock = clock
        self._meter = meter or Uncounted()
        self._duties = duties
        self._swept: datetime | None = None
        self._finished = False

    def finish(self) -> None:
        """Claim nothing more: a beat under way ends with what it has in hand."""
        self._finished = True

    async def beat(self, now: datetime) -> datetime | None:
        """Do all that is due by `now`; the next due instant, None if there is none.

        Raises:
            StoreError: if the database cannot be used; what is due stays due.
        """
        due = None if self._finished else await self._next_due(now)
        if due is None or due > now:
            self._meter.ticked(now)
            return due
        more = True
        while more:
            while not self._finished and await tick(self._store, now):
                pass
            self._meter.ticked(now)
            if self._finished:
                return None
            more = await self._courier.deliver(now)
            now = max(now, self._clock.now()) if self._clock else now
        due = await self._next_due(now)
        return due if due is None or due > now else now + BREATH

    async def _next_due(self, now: datetime) -> datetime | None:
        async with self._store.work() as work:
            if self._swept is None or now - self._swept >= SWEEP_EVERY:
                await work.sweep(now)
                await work.commit()
                self._swept = now
            mine = self._duties.sends_to(now) if self._duties else None
            return await work.next_due(mine)
