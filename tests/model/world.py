"""The real coach over the real store, in virtual time, in lives that end at chosen points.

A life ends before or after a message has arrived, before or after a commit, or between beats: what
it had in hand is gone, and a new one begins on the same store.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, cast

from sqlalchemy import text

from bot.adapters.local.world import Coach
from bot.app import IN_MEMORY, make_coach
from bot.coach.errors import BlockedError, RetryLaterError
from bot.coach.ports import Lane, Store, Work
from bot.coach.talk.replies import Message
from bot.coach.talk.requests import Account, ChatAddress, Place, Press, Request, Words
from bot.delivery.front import Spoken
from bot.delivery.gate import IN_FLIGHT
from bot.delivery.messenger import Receipt
from bot.store.work import SqlStore
from scheduler.clock import VirtualClock
from tests.journeys.evening import shared_tools

PLATFORM = "model"
_OPEN = text("SELECT key FROM outbox WHERE fate IS NULL")
_MILLISECOND = timedelta(milliseconds=1)


class Point(StrEnum):
    """Where a life may end."""

    BEFORE_ARRIVAL = "before arrival"
    AFTER_ARRIVAL = "after arrival"
    BEFORE_COMMIT = "before commit"
    AFTER_COMMIT = "after commit"


class KilledError(BaseException):
    """No code of a dead process runs on."""


@dataclass(slots=True)
class Life:
    """From a start to a kill. `left`: how many more of the point are passed alive."""

    point: Point | None = None
    left: int = 0
    died: asyncio.Event = field(default_factory=asyncio.Event)

    def passes(self, point: Point) -> None:
        """Die here if it is time to, and if dead already."""
        if self.point is point:
            self.left -= 1
            if self.left < 0:
                self.died.set()
        if self.died.is_set():
            raise KilledError


class MortalWork:
    """A unit of work of a life: its commit is a point of death."""

    def __init__(self, work: Work, life: Life) -> None:
        self._work = work
        self._life = life

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever the port has
        return getattr(self._work, name)

    async def commit(self) -> None:
        self._life.passes(Point.BEFORE_COMMIT)
        await self._work.commit()
        self._life.passes(Point.AFTER_COMMIT)


class MortalStore(Store):
    """The store as one life sees it: out of reach once it is over."""

    def __init__(self, store: SqlStore, life: Life) -> None:
        self._store = store
        self._life = life

    @asynccontextmanager
    async def work(self) -> AsyncIterator[Work]:
        if self._life.died.is_set():
            raise KilledError
        async with self._store.work() as work:
            yield cast("Work", MortalWork(work, self._life))


@dataclass(slots=True)
class Post:
    """The platform: takes messages, refuses who has blocked the coach, fails when told to."""

    clock: VirtualClock
    blocked: set[str] = field(default_factory=set)
    failures: int = 0
    arrived: list[tuple[datetime, str, str, Message]] = field(default_factory=list)
    times: Counter[str] = field(default_factory=Counter)


class MortalMessenger:
    """The platform as one life sees it."""

    platform = PLATFORM

    def __init__(self, post: Post, life: Life) -> None:
        self._post = post
        self._life = life
        self.begun: set[str] = set()

    async def send(self, to: ChatAddress, message: Message, *, nonce: str, lane: Lane) -> Receipt:  # noqa: ARG002 - a port's argument
        self.begun.add(nonce)
        # Others may be on their way at the same time: all are in flight at a death.
        await self._post.clock.sleep(0)
        self._life.passes(Point.BEFORE_ARRIVAL)
        if to.chat in self._post.blocked:
            raise BlockedError("blocked")
        if self._post.failures > 0:
            self._post.failures -= 1
            raise RetryLaterError(3.0)
        self._post.arrived.append((self._post.clock.now(), to.chat, nonce, message))
        self._post.times[nonce] += 1
        self._life.passes(Point.AFTER_ARRIVAL)
        return Receipt(message=nonce)


@dataclass(slots=True)
class World:
    """The coach, one life after the other; `pardons`: repeats that a death allows, by nonce."""

    store: SqlStore
    clock: VirtualClock
    post: Post
    updates: int = 0
    deaths: int = 0
    in_flight: Counter[str] = field(default_factory=Counter)
    most_in_flight: int = 0
    unexpected: list[str] = field(default_factory=list)
    _life: Life = field(default_factory=Life)
    _messenger: MortalMessenger | None = None
    _coach: Coach | None = None

    @classmethod
    @asynccontextmanager
    async def begins(cls, at: datetime) -> AsyncIterator[World]:
        store = await SqlStore.open(IN_MEMORY)
        clock = VirtualClock(at)
        try:
            yield cls(store, clock, Post(clock))
        finally:
            await store.close()

    @property
    def now(self) -> datetime:
        return self.clock.now()

    def doom(self, point: Point, passed: int) -> None:
        """Let this life end at a point, after so many of it."""
        self._life.point, self._life.left = point, passed

    async def dies(self) -> None:
        """The life ends here, between beats."""
        self._life.died.set()
        await self._buries()

    async def says(self, name: str, words: str) -> Spoken:
        """Somebody writes; an update that died with the coach is delivered again."""
        return await self._asks(name, Words(words))

    async def presses(self, name: str, payload: str) -> Spoken:
        """Somebody presses a button, by its payload."""
        return await self._asks(name, Press(payload))

    async def beat(self) -> tuple[datetime | None, bool]:
        """What is due now is done; the next due instant, and whether the coach died of it."""
        beating = asyncio.ensure_future(self._living().pulse.beat(self.now))
        died = asyncio.ensure_future(self._life.died.wait())
        await asyncio.wait({beating, died}, return_when=asyncio.FIRST_COMPLETED)
        dead = self._life.died.is_set()
        if dead:
            await self._buries()
            await asyncio.gather(beating, died, return_exceptions=True)
            return self.now + _MILLISECOND, True
        died.cancel()
        return await beating, False

    async def _asks(self, name: str, content: Words | Press) -> Spoken:
        home = ChatAddress(platform=PLATFORM, chat=name)
        self.updates += 1
        request = Request(
            account=Account(platform=PLATFORM, id=name), address=home, place=Place.PRIVATE,
            content=content, at=self.now, home=home, key=str(self.updates),
        )  # fmt: skip
        try:
            return await self._living().front.serve(request)
        except KilledError:
            # The platform delivers it again, under its old number.
            await self._buries()
            return await self._living().front.serve(request)

    def _living(self) -> Coach:
        if self._coach is None:
            self._life = Life()
            self._messenger = MortalMessenger(self.post, self._life)
            store = MortalStore(self.store, self._life)
            self._coach = make_coach(store, shared_tools(), self._messenger)
        return self._coach

    async def _buries(self) -> None:
        """Nothing of it runs on; what it had sent and not written down is counted."""
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)
        # What was not committed is undone with the connection, as by the end of a process.
        async with self.store.database.engine.connect():
            pass
        self.deaths += 1
        async with self.store.database.engine.connect() as connection:
            still_open = {row.key for row in await connection.execute(_OPEN)}
        begun = self._messenger.begun if self._messenger else set()
        flying = [nonce for nonce in begun & still_open if self.post.times[nonce]]
        self.in_flight.update(flying)
        self.most_in_flight = max(self.most_in_flight, len(flying))
        if len(flying) > IN_FLIGHT:
            self.unexpected.append(f"{len(flying)} in flight at a death")
        self._coach = None
