"""The whole coach behind a platform's adapter, its clock moved by the test."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from bot.app import IN_MEMORY, make_tools
from bot.coach.desk import Desk
from bot.delivery.courier import Courier
from bot.delivery.front import Front
from bot.delivery.messenger import Messenger
from bot.delivery.pulse import Pulse
from bot.store.work import SqlStore
from content.library import Library
from scheduler.clock import VirtualClock, use_packaged_zones

EVENING = datetime(2026, 11, 22, 21, 0, tzinfo=UTC)
LIBRARY = Library.load()


@dataclass(slots=True)
class House:
    """What `bot.app` puts together, with a clock that the test moves instead of an alarm."""

    clock: VirtualClock
    pulse: Pulse
    front: Front
    library: Library = LIBRARY
    messengers: dict[str, Messenger] = field(default_factory=dict)

    @classmethod
    @asynccontextmanager
    async def open(cls) -> AsyncIterator[House]:
        use_packaged_zones()
        store = await SqlStore.open(IN_MEMORY)
        try:
            messengers: dict[str, Messenger] = {}
            pulse = Pulse(store, Courier(store, LIBRARY, messengers))
            front = Front(Desk(store, make_tools(LIBRARY, "")), LIBRARY, lambda _: None)
            yield cls(VirtualClock(EVENING), pulse, front, messengers=messengers)
        finally:
            await store.close()

    async def passes(self, length: timedelta) -> None:
        """Let time pass; what falls due on the way happens at its own instant."""
        until = self.clock.now() + length
        due = await self.pulse.beat(self.clock.now())
        while due is not None and due <= until:
            self.clock.move_to(max(due, self.clock.now() + timedelta(milliseconds=1)))
            due = await self.pulse.beat(self.clock.now())
        self.clock.move_to(until)
