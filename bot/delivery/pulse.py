"""One beat: do what is due, send what came of it, and say when the next beat is needed."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.coach.due import tick
from bot.coach.ports import Store
from bot.delivery.courier import Courier
from bot.delivery.meter import Meter, Uncounted
from scheduler.ports import Clock

SWEEP_EVERY = timedelta(hours=1)

BREATH = timedelta(milliseconds=100)
"""Pause before what is due and could not be done is looked at again."""


class Pulse:
    """What the alarm calls: everything that the passing of time brings about.

    `clock` tells how time passes in a long burst, so that what falls due meanwhile takes its turn;
    without one, time stands still for the length of a beat.
    """

    def __init__(
        self,
        store: Store,
        courier: Courier,
        clock: Clock | None = None,
        meter: Meter | None = None,
    ) -> None:
        self._store = store
        self._courier = courier
        self._clock = clock
        self._meter = meter or Uncounted()
        self._swept: datetime | None = None

    async def beat(self, now: datetime) -> datetime | None:
        """Do all that is due by `now`; the next due instant, None if there is none.

        Raises:
            StoreError: if the database cannot be used; what is due stays due.
        """
        due = await self._next_due(now)
        if due is None or due > now:
            self._meter.ticked(now)
            return due
        more = True
        while more:
            while await tick(self._store, now):
                pass
            self._meter.ticked(now)
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
            return await work.next_due()
