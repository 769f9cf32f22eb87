"""How fast a token may speak, and who goes first.

A place is taken from the moment a message is handed to the platform until a full period after its
answer came back. So however the network delays the one and hurries the other, the platform never
counts more messages within a period than it allows.
"""

from __future__ import annotations

import asyncio
from bisect import insort
from collections import deque
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from enum import IntEnum
from math import inf
from typing import assert_never

from bot.coach.errors import NotOursError, RetryLaterError
from bot.coach.ports import Lane
from scheduler.ports import Clock

Ours = Callable[[], bool]


class Rank(IntEnum):
    """Who goes first where not all can: the lowest."""

    ANSWER = 0
    HOLD = 1
    MID_HOLD = 2
    REMINDER = 3


def rank_of(lane: Lane) -> Rank:
    """The rank of what lies in a lane of the outbox."""
    match lane:
        case Lane.HOLD:
            return Rank.HOLD
        case Lane.MID_HOLD:
            return Rank.MID_HOLD
        case Lane.REMINDER:
            return Rank.REMINDER
        case _:
            assert_never(lane)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """So many messages within so many seconds."""

    most: int
    seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What a platform allows one token.

    `shares`: a message of a rank goes only while fewer places than this are taken, whoever has
    taken them. What is above the reminders' share is kept for people who wait for an answer, and
    the last of all for the cue that ends a hold. `chat` holds for each chat, `group` for each group
    besides. With `answers`, answers have places of their own beside the others', so that each of
    several machines may answer while one of them speaks for the clock. With `paid`, reminders have
    places of their own, because the platform is paid for each of them.
    """

    overall: Rate
    shares: Mapping[Rank, int]
    chat: Rate | None = None
    group: Rate | None = None
    answers: Rate | None = None
    paid: Rate | None = None


TELEGRAM = Limits(
    overall=Rate(most=30, seconds=1.0),
    shares={Rank.ANSWER: 28, Rank.HOLD: 30, Rank.MID_HOLD: 26, Rank.REMINDER: 25},
    chat=Rate(most=1, seconds=1.0),
    group=Rate(most=20, seconds=60.0),
)
"""https://core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this"""

SEVERAL_ON_TELEGRAM = replace(
    TELEGRAM,
    overall=Rate(most=25, seconds=1.0),
    shares={Rank.ANSWER: 25, Rank.HOLD: 25, Rank.MID_HOLD: 23, Rank.REMINDER: 22},
    answers=Rate(most=5, seconds=1.0),
)
"""One machine's part where several answer for the same token: 25 a second for what the clock has
given birth to, on the one that holds the lease, and 5 for answers on each."""

PAID_BROADCAST = Rate(most=970, seconds=1.0)
"""Of the 1,000 a second that Telegram sells, the 30 that are free stay everybody else's:
https://core.telegram.org/bots/faq#how-can-i-message-all-of-my-bot-39s-subscribers-at-once"""

DISCORD = Limits(
    overall=Rate(most=50, seconds=1.0),
    shares={Rank.ANSWER: 48, Rank.HOLD: 50, Rank.MID_HOLD: 44, Rank.REMINDER: 42},
)
"""https://discord.com/developers/docs/topics/rate-limits: what is not left to discord.py."""

SEVERAL_ON_DISCORD = replace(
    DISCORD,
    overall=Rate(most=40, seconds=1.0),
    shares={Rank.ANSWER: 40, Rank.HOLD: 40, Rank.MID_HOLD: 38, Rank.REMINDER: 36},
    answers=Rate(most=5, seconds=1.0),
)
"""The same where several machines hold shards of a token."""

PATIENCE: Mapping[Rank, float] = {
    Rank.ANSWER: inf, Rank.HOLD: 10.0, Rank.MID_HOLD: 2.0, Rank.REMINDER: 10.0,
}  # fmt: skip
"""Seconds that a message waits for its turn: then it goes back to the outbox, or is dropped."""

_MOMENT = 0.0001
"""Seconds: less than this no clock can be relied on to have moved by."""

MANY_CHATS = 1000
"""Chats remembered, beyond which those that are idle are forgotten."""


@dataclass(slots=True)
class _Window:
    """Places: of what is being sent (`open`), and of what was sent less than a period ago."""

    rate: Rate
    open: int = 0
    ends: deque[float] = field(default_factory=deque)

    def free_at(self, now: float, most: int) -> float:
        """When fewer than `most` places are taken; never, as far as is known, while all go on."""
        while self.ends and self.ends[0] <= now:
            self.ends.popleft()
        over = self.open + len(self.ends) - most
        if over < 0:
            return now
        return self.ends[over] if over < len(self.ends) else inf

    def leave(self, now: float) -> None:
        self.open -= 1
        self.ends.append(now + self.rate.seconds)

    def idle(self, now: float) -> bool:
        return not self.open and (not self.ends or self.ends[-1] <= now)


@dataclass(slots=True, eq=False)
class _Waiter:
    """Somebody who wants to send one message."""

    rank: Rank
    number: int
    windows: tuple[_Window, ...]
    chat: str | None
    until: float
    turn: asyncio.Future[None]

    def __lt__(self, other: _Waiter) -> bool:
        return (self.rank, self.number) < (other.rank, other.number)


class Pace:
    """Lets messages of one token through, no faster than its platform allows.

    Answers and clock-born messages go through the same one. Reminders go evenly, not in a heap at
    the beginning of each second: between any two of them an answer finds a place.
    `ours`: whether what the clock has given birth to is still this process's to send.
    """

    def __init__(self, limits: Limits, clock: Clock, ours: Ours | None = None) -> None:
        self._ours = ours
        self._limits = limits
        self._clock = clock
        self._overall = _Window(limits.overall)
        self._answers = _Window(limits.answers) if limits.answers else None
        self._paid = _Window(limits.paid) if limits.paid else None
        self._gap = self._reminders_gap()
        self._next_reminder = 0.0
        self._chats: dict[str, tuple[_Window, ...]] = {}
        self._stops: dict[tuple[str | None, Rank | None], float] = {}
        self._waiting: list[_Waiter] = []
        self._asked = 0
        self._rings_at = inf
        self._alarm: asyncio.Task[None] | None = None

    @asynccontextmanager
    async def turn(
        self, chat: str | None, rank: Rank, *, group: bool = False
    ) -> AsyncIterator[None]:
        """Wait for a turn to send one message into a chat; it is sent within.

        Args:
            chat: where to; None for what counts for the whole token only.
            rank: who goes first.
            group: whether the chat has the limit of a group as well.

        Raises:
            RetryLaterError: if the turn does not come within the rank's patience.
            NotOursError: if another machine sends by then, unless it is an answer.
        """
        now = self._clock.elapsed()
        self._asked += 1
        waiter = _Waiter(
            rank=rank,
            number=self._asked,
            windows=(self._whole(rank), *self._windows(chat, group=group)),
            chat=chat,
            until=now + PATIENCE[rank],
            turn=asyncio.get_running_loop().create_future(),
        )
        insort(self._waiting, waiter)
        self._look(now)
        try:
            await waiter.turn
        except BaseException:
            self._withdraw(waiter)
            raise
        try:
            yield
        finally:
            now = self._clock.elapsed()
            for window in waiter.windows:
                window.leave(now)
            self._look(now)

    def stop(self, seconds: float, *, chat: str | None = None, rank: Rank | None = None) -> None:
        """Nothing goes for so long: of the whole token, into a chat, or of a rank into a chat."""
        until = self._clock.elapsed() + seconds
        before = self._stops.get((chat, rank), 0.0)
        self._stops[chat, rank] = max(before, until)

    def pays(self, rank: Rank) -> bool:
        """Whether a message of a rank is one that the platform is paid for."""
        return self._paid is not None and rank is Rank.REMINDER

    def stop_paying(self) -> None:
        """Reminders go as fast as they do for nothing, from now on."""
        self._paid = None
        self._gap = self._reminders_gap()

    def _reminders_gap(self) -> float:
        """Seconds between two reminders."""
        if self._paid is not None:
            return self._paid.rate.seconds / self._paid.rate.most
        return self._limits.overall.seconds / self._limits.shares[Rank.REMINDER]

    @property
    def waiting(self) -> int:
        """How many messages wait for their turn."""
        return len(self._waiting)

    def _whole(self, rank: Rank) -> _Window:
        """What counts for the whole token."""
        if self._paid is not None and rank is Rank.REMINDER:
            return self._paid
        return self._answers if self._answers and rank is Rank.ANSWER else self._overall

    def _windows(self, chat: str | None, *, group: bool) -> tuple[_Window, ...]:
        rates = [self._limits.chat, self._limits.group if group else None]
        if chat is None or not any(rates):
            return ()
        found = self._chats.get(chat)
        if found is None:
            self._forget(self._clock.elapsed())
            found = tuple(_Window(rate) for rate in rates if rate is not None)
            self._chats[chat] = found
        return found

    def _free_at(self, waiter: _Waiter, now: float) -> float:
        """When a waiter may go, as far as is known now."""
        rank = waiter.rank
        whole = waiter.windows[0]
        most = self._limits.shares[rank] if whole is self._overall else whole.rate.most
        at = max(
            whole.free_at(now, most),
            *(one.free_at(now, one.rate.most) for one in waiter.windows[1:]),
            now,
        )
        if rank is Rank.REMINDER:
            at = max(at, self._next_reminder)
        if self._stops:
            keys = {(None, None), (waiter.chat, None), (waiter.chat, rank)}
            at = max(at, *(self._stops.get(key, 0.0) for key in keys))
        return at

    def _look(self, now: float) -> None:
        """Let go whoever may, the first in rank first; wind the alarm for the others."""
        soonest, kept = inf, []
        for waiter in self._waiting:
            if waiter.turn.done():
                continue
            at = self._free_at(waiter, now)
            if at <= now:
                self._let_go(waiter, now)
            elif now < waiter.until or at == inf:
                # What waits only for others to be sent is looked at as soon as they are.
                soonest = min(soonest, at, waiter.until if at < inf else inf)
                kept.append(waiter)
            else:
                waiter.turn.set_exception(RetryLaterError(at - now, too_fast=True))
        self._waiting = kept
        if soonest < self._rings_at:
            self._wind(soonest, now)

    def _let_go(self, waiter: _Waiter, now: float) -> None:
        if waiter.rank is not Rank.ANSWER and self._ours and not self._ours():
            waiter.turn.set_exception(NotOursError())
            return
        for window in waiter.windows:
            window.open += 1
        if waiter.rank is Rank.REMINDER:
            # A turn that came a little late is made up for, but two never come at once.
            self._next_reminder = max(now + self._gap / 2, self._next_reminder + self._gap)
        waiter.turn.set_result(None)

    def _withdraw(self, waiter: _Waiter) -> None:
        """Somebody who waited does not want to any more."""
        if waiter in self._waiting:
            self._waiting.remove(waiter)
        elif not waiter.turn.cancelled() and waiter.turn.exception() is None:
            # The turn had come, and was never used.
            for window in waiter.windows:
                window.open -= 1
            self._look(self._clock.elapsed())

    def _wind(self, at: float, now: float) -> None:
        if self._alarm is not None:
            self._alarm.cancel()
        self._rings_at = at
        self._alarm = asyncio.get_running_loop().create_task(self._ring(at - now))

    async def _ring(self, seconds: float) -> None:
        await self._clock.sleep(max(seconds, _MOMENT))
        self._alarm, self._rings_at = None, inf
        now = self._clock.elapsed()
        self._stops = {key: until for key, until in self._stops.items() if until > now}
        self._look(now)

    def _forget(self, now: float) -> None:
        """Keep nothing of chats that are idle."""
        if len(self._chats) > MANY_CHATS:
            waited_for = {waiter.chat for waiter in self._waiting}
            self._chats = {
                chat: windows
                for chat, windows in self._chats.items()
                if chat in waited_for or not all(one.idle(now) for one in windows)
            }
