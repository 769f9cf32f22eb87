"""Which platforms this process answers for to the clock, where several are at work on one database.

Polling a token and spending its budget on what the clock gives birth to is for one process at a
time: whoever holds the platform's lease. It is renewed every 3 s and lapses after 10, so that
another takes over within 10 s or so of a death, and at once after a stop. Who has slept through the
end of its lease finds out before claiming anything more: its number is no longer the latest. What
it claimed before and has not begun to send, it does not begin: its own clock tells it that the end
has passed.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from bot.coach.errors import StoreError
from bot.coach.ports import ConflictError, Store, Work
from scheduler.ports import Clock

LENGTH = timedelta(seconds=10)
RENEWED_EVERY_SECONDS = 3.0
ASKED_EVERY_SECONDS = 0.5
"""How soon whoever stands by finds that a lease has come free."""

AGAIN_SECONDS = 1.0
"""Until another try after a renewal that failed."""

PATIENCE_SECONDS = 2.5
"""How long one renewal may take."""

SPARE = timedelta(seconds=2)
"""Nothing is claimed or begun so shortly before the end of a lease: by then what was begun has
arrived and is written down, and the clocks of machines may differ by as much."""

_log = structlog.get_logger()


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A lease as its holder knows it."""

    number: int
    until: datetime


class Duties:
    """The leases of one process.

    Args:
        store: where they are kept.
        clock: for their instants and for the pauses between renewals.
        holder: a name that no other process has; None where there can be no other, and everything
            is this one's duty without asking.
    """

    def __init__(self, store: Store, clock: Clock, holder: str | None) -> None:
        self._store = store
        self._clock = clock
        self._holder = holder
        self._held: dict[str, Held] = {}
        self._numbers: dict[str, int] = {}
        self._changed = asyncio.Event()
        self._at_it = asyncio.Lock()
        self._ended = False
        self._troubled = False

    async def keep(self, platforms: Iterable[str]) -> None:
        """Take these platforms' leases as they come free and renew them, until released."""
        if self._holder is None:
            return
        names = tuple(platforms)
        while not self._ended:
            for name in names:
                async with self._at_it:
                    if not self._ended:
                        await self._try(name, self._holder)
            await self._clock.sleep(self._pause(names))

    async def release(self) -> None:
        """Let go of all leases and take no more: others need not wait for their ends."""
        self._ended = True
        try:
            async with asyncio.timeout(PATIENCE_SECONDS), self._at_it:
                held, self._held = self._held, {}
                self._note()
                if not held:
                    return
                async with self._store.work() as work:
                    for name, lease in held.items():
                        await work.leases.release(name, lease.number)
                    await work.commit()
        except (StoreError, ConflictError, TimeoutError) as exc:
            # They lapse by themselves.
            _log.warning("duties_not_released", kind=type(exc).__name__)

    def sends_to(self, now: datetime) -> tuple[str, ...] | None:
        """Platforms whose lease this process believes to hold; None for all there are."""
        if self._holder is None:
            return None
        return tuple(name for name, lease in self._held.items() if now < lease.until - SPARE)

    def sends(self, platform: str) -> bool:
        """Whether a message may set out to a platform at this instant."""
        mine = self.sends_to(self._clock.now())
        return mine is None or platform in mine

    async def proved(self, work: Work, now: datetime) -> tuple[str, ...] | None:
        """Those whose lease is really held, and cannot go to another before this work ends."""
        believed = self.sends_to(now)
        if believed is None:
            return None
        return tuple([n for n in believed if await work.leases.holds(n, self._held[n].number)])

    async def while_held(self, platform: str, serve: Callable[[], Awaitable[None]]) -> None:
        """Serve whenever the lease is held, cut off when it is lost; ends when `serve` does."""
        if self._holder is None:
            return await serve()
        while True:
            await self._until(platform, held=True)
            serving = asyncio.ensure_future(serve())
            lost = asyncio.ensure_future(self._until(platform, held=False))
            try:
                await asyncio.wait({serving, lost}, return_when=asyncio.FIRST_COMPLETED)
                if serving.done():
                    return await serving
            finally:
                for task in (serving, lost):
                    task.cancel()
                await asyncio.gather(serving, lost, return_exceptions=True)

    async def _try(self, name: str, holder: str) -> None:
        try:
            await self._renew(name, holder)
        except Exception as exc:  # noqa: BLE001 - whatever it is: who never asks again never sends
            if not self._troubled:
                _log.warning("duties_not_renewed", kind=type(exc).__name__)
            self._troubled = True
            self._drop_lapsed(name)

    async def _renew(self, name: str, holder: str) -> None:
        now = self._clock.now()
        before = self._held.get(name)
        async with asyncio.timeout(PATIENCE_SECONDS), self._store.work() as work:
            number = await work.leases.take(name, holder, now, now + LENGTH)
            if number is not None and self._numbers.get(name) != number:
                # Whoever held it is dead, or begins no more: what they had in hand is ours. Under
                # a number that was ours before, what is in hand is our own.
                await work.outbox.let_go((name,))
            await work.commit()
        self._troubled = False
        if number is None:
            self._drop(name)
            return
        self._numbers[name] = number
        self._held[name] = Held(number=number, until=now + LENGTH)
        if before is None or before.number != number:
            _log.info("duty_taken", platform=name, number=number)
            self._note()

    def _pause(self, names: tuple[str, ...]) -> float:
        if self._troubled:
            return AGAIN_SECONDS
        held = all(name in self._held for name in names)
        return RENEWED_EVERY_SECONDS if held else ASKED_EVERY_SECONDS

    def _drop_lapsed(self, name: str) -> None:
        lease = self._held.get(name)
        # Given up before another can have it: the next try may come too late to tell.
        soon = self._clock.now() + timedelta(seconds=AGAIN_SECONDS + PATIENCE_SECONDS)
        if lease is not None and lease.until <= soon:
            self._drop(name)

    def _drop(self, name: str) -> None:
        if self._held.pop(name, None) is not None:
            _log.warning("duty_lost", platform=name)
            self._note()

    def _note(self) -> None:
        self._changed.set()
        self._changed = asyncio.Event()

    async def _until(self, platform: str, *, held: bool) -> None:
        while (platform in self._held) is not held:
            await self._changed.wait()
