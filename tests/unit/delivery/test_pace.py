"""A token speaks no faster than its platform allows, and people go before the clock."""

from __future__ import annotations

import asyncio
from itertools import pairwise

import pytest

from bot.coach.errors import RetryLaterError
from bot.delivery.pace import SEVERAL_ON_TELEGRAM, TELEGRAM, Pace, Rank
from tests.unit.delivery.house import TEN
from tests.unit.delivery.passing import Time

SENT_IN = 0.05


class Sending:
    """Messages on their way through a pace; `begun` has when each was handed over, and where to."""

    def __init__(self, pace: Pace, time: Time) -> None:
        self.pace, self.time = pace, time
        self.begun: list[tuple[float, Rank, str]] = []
        self.refused: list[tuple[float, Rank, float]] = []
        self._tasks: set[asyncio.Task[None]] = set()

    def send(self, chat: str, rank: Rank, *, group: bool = False) -> None:
        task = asyncio.ensure_future(self._send(chat, rank, group=group))
        self._tasks.add(task)

    async def _send(self, chat: str, rank: Rank, *, group: bool) -> None:
        try:
            async with self.pace.turn(chat, rank, group=group):
                self.begun.append((self.time.passed, rank, chat))
                await self.time.sleep(SENT_IN)
        except RetryLaterError as later:
            self.refused.append((self.time.passed, rank, later.seconds))

    def at(self, rank: Rank) -> list[float]:
        return [at for at, one, _ in self.begun if one is rank]

    def close(self) -> None:
        for task in self._tasks:
            task.cancel()


def most_within(instants: list[float], seconds: float) -> int:
    """The most of them within any such stretch of time, arrivals up to SENT_IN late or not."""
    return max(
        sum(start - SENT_IN <= one < start + seconds for one in instants) for start in instants
    )


@pytest.fixture
def time() -> Time:
    return Time(TEN)


async def test_reminders_go_evenly_and_leave_room(time: Time) -> None:
    """Never more than their share within a second, wherever it begins, and never in a heap."""
    sending = Sending(Pace(TELEGRAM, time), time)
    for number in range(150):
        sending.send(f"p{number}", Rank.REMINDER)
    await time.runs(7.0)
    at = sending.at(Rank.REMINDER)
    sending.close()
    assert most_within(at, 1.0) <= 26
    assert min(b - a for a, b in pairwise(at)) >= 0.02


async def test_several_machines_answer_beside_the_one_that_speaks_for_the_clock(
    time: Time,
) -> None:
    """Five answers a second on each, and 25 of the clock's on one: whatever each other does."""
    pace = Pace(SEVERAL_ON_TELEGRAM, time)
    sending = Sending(pace, time)
    for number in range(60):
        sending.send(f"clock {number}", Rank.HOLD)
        sending.send(f"answer {number}", Rank.ANSWER)
    await time.runs(4.5)
    sending.close()
    assert most_within(sending.at(Rank.ANSWER), 1.0) == 5
    assert most_within(sending.at(Rank.HOLD), 1.0) == 25
    assert len(sending.at(Rank.HOLD)) == 60
