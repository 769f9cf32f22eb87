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


async def test_a_chat_takes_one_a_second_and_holds_up_no_other(time: Time) -> None:
    """An answer of three messages takes two seconds more; everybody else's goes at once."""
    sending = Sending(Pace(TELEGRAM, time), time)
    for _ in range(3):
        sending.send("ana", Rank.ANSWER)
    for number in range(9):
        sending.send(f"p{number}", Rank.ANSWER)
    await time.runs(5)
    ana = [at for at, _, chat in sending.begun if chat == "ana"]
    assert ana == pytest.approx([0, 1 + SENT_IN, 2 + 2 * SENT_IN])
    assert [at for at, _, chat in sending.begun if chat != "ana"] == [0] * 9


async def test_a_group_takes_twenty_a_minute(time: Time) -> None:
    """The next one comes a minute after the first."""
    sending = Sending(Pace(TELEGRAM, time), time)
    for _ in range(21):
        sending.send("-5", Rank.ANSWER, group=True)
    await time.runs(90)
    at = sending.at(Rank.ANSWER)
    assert len(at) == 21
    assert at[19] < 25
    assert at[20] >= 60


async def test_what_is_asked_to_wait_waits_exactly_so_long(time: Time) -> None:
    """A rank in one chat, a whole chat, or the whole token: nothing else, and answers as well."""
    pace = Pace(TELEGRAM, time)
    sending = Sending(pace, time)
    pace.stop(7, chat="ana", rank=Rank.REMINDER)
    pace.stop(5, chat="ben")
    for chat in ("ana", "ben", "cleo"):
        sending.send(chat, Rank.REMINDER)
    await time.runs(3)
    assert [chat for _, _, chat in sending.begun] == ["cleo"]
    sending.send("ana", Rank.ANSWER)
    await time.runs(6)
    assert [(at, chat) for at, _, chat in sending.begun[1:]] == [(3, "ana"), (5, "ben")]
    pace.stop(30)
    sending.send("dora", Rank.ANSWER)
    await time.runs(100)
    assert [at for at, _, chat in sending.begun if chat == "dora"] == [36]


async def test_people_are_answered_while_ten_thousand_ring(time: Time) -> None:
    """However many reminders wait for their turn, an answer waits for 300 ms at most."""
    pace = Pace(TELEGRAM, time)
    sending = Sending(pace, time)
    waits: list[float] = []

    async def ringing(whose: int) -> None:
        # As the courier does it: so many at once, the next as one of them is done.
        for number in range(whose, 10_000, 48):
            async with pace.turn(f"p{number}", Rank.REMINDER):
                await time.sleep(SENT_IN)

    async def asking(number: int) -> None:
        asked = time.passed
        async with pace.turn(f"a{number}", Rank.ANSWER):
            await time.sleep(SENT_IN)
        waits.append(time.passed - asked)

    tasks = [asyncio.ensure_future(ringing(whose)) for whose in range(48)]
    for number in range(120):
        await time.runs(time.passed + 0.37)
        # Now and then many ask in the same instant.
        several = 7 if number % 20 == 0 else 1
        tasks += [asyncio.ensure_future(asking(100 * number + one)) for one in range(several)]
    await time.runs(time.passed + 2)
    for task in tasks:
        task.cancel()
    assert len(waits) == 156
    assert sorted(waits)[int(0.99 * len(waits))] < 0.3
    assert sending.refused == []


async def test_coming_out_has_the_last_places(time: Time) -> None:
    """However many people ask at once, the cue that ends a hold goes at once."""
    sending = Sending(Pace(TELEGRAM, time), time)
    for number in range(100):
        sending.send(f"p{number}", Rank.ANSWER)
    await time.runs(0.01)
    sending.send("ana", Rank.HOLD)
    await time.runs(0.02)
    assert len(sending.at(Rank.ANSWER)) == 28
    assert len(sending.at(Rank.HOLD)) == 1


async def test_under_pressure_cues_within_a_hold_go_first(time: Time) -> None:
    """They are refused after two seconds; what opens, switches and closes a hold has its turn."""
    sending = Sending(Pace(TELEGRAM, time), time)
    for number in range(200):
        sending.send(f"h{number}", Rank.HOLD)
        sending.send(f"m{number}", Rank.MID_HOLD)
    await time.runs(20)
    assert {rank for _, rank, _ in sending.refused} == {Rank.MID_HOLD}
    assert {round(at, 1) for at, _, _ in sending.refused} == {2.0}
    assert len(sending.at(Rank.HOLD)) == 200


async def test_who_does_not_want_a_turn_any_more_takes_none(time: Time) -> None:
    """Neither before it came nor after; the next in the row has it."""
    pace = Pace(TELEGRAM, time)
    sending = Sending(pace, time)
    sending.send("ana", Rank.ANSWER)
    await time.runs(0.01)
    waiting = asyncio.ensure_future(pace.turn("ana", Rank.ANSWER).__aenter__())
    await time.runs(0.02)
    assert pace.waiting == 1
    waiting.cancel()
    await time.runs(0.03)
    sending.send("ana", Rank.ANSWER)
    await time.runs(3)
    assert sending.at(Rank.ANSWER) == pytest.approx([0, 1 + SENT_IN])
