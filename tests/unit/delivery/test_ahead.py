"""Steps begun ahead of their instants: said on their second, and taken back if somebody acts."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import pytest

from bot.coach.desk import Desk
from bot.coach.errors import RetryLaterError, StoreError
from bot.coach.ports import Fate, Lane
from bot.coach.talk.replies import Message
from bot.coach.talk.requests import Account, ChatAddress, Place, Request, Words
from bot.delivery.courier import Courier
from bot.delivery.front import Front
from bot.delivery.messenger import Receipt
from bot.delivery.pulse import Pulse
from tests.journeys.evening import shared_tools
from tests.unit.delivery.house import LIBRARY, TEN, FaultyStore
from tests.unit.delivery.passing import Time

PLATFORM = "small"
HOME = ChatAddress(platform=PLATFORM, chat="ana")


@dataclass(slots=True)
class Phone:
    """What arrives, and when: seconds since the beginning, first line, silent or not."""

    time: Time
    platform: str = PLATFORM
    heard: list[tuple[float, str, bool]] = field(default_factory=list)
    fails: list[Exception] = field(default_factory=list)

    async def send(self, to: ChatAddress, message: Message, *, nonce: str, lane: Lane) -> Receipt:
        assert to == HOME
        assert nonce
        if self.fails and lane is Lane.MID_HOLD:
            raise self.fails.pop(0)
        self.heard.append((round(self.time.passed, 3), message.lines[0].text, message.silent))
        return Receipt(message="1")


class Room:
    """Ana, her phone, and a coach whose clock runs."""

    def __init__(self) -> None:
        self.time = Time(TEN)
        self.store = FaultyStore()
        self.phone = Phone(self.time)
        self.courier = Courier(self.store, LIBRARY, {PLATFORM: self.phone}, clock=self.time)
        self.pulse = Pulse(self.store, self.courier, self.time)
        self.front = Front(Desk(self.store, shared_tools()), LIBRARY, lambda _: None)

    async def says(self, text: str) -> str:
        request = Request(
            account=Account(platform=PLATFORM, id="ana"), address=HOME, place=Place.PRIVATE,
            content=Words(text), at=self.time.now(),
        )  # fmt: skip
        spoken = await self.front.serve(request)
        return " ".join(line.text for message in spoken.messages for line in message.lines)

    async def passes(self, seconds: float) -> None:
        """As the alarm does it: a beat whenever the last one asked for it."""
        until = self.time.passed + seconds
        while True:
            due = await self.pulse.beat(self.time.now())
            at = until if due is None else max((due - TEN).total_seconds(), self.time.passed + 0.01)
            await self.time.runs(min(at, until))
            if at >= until:
                return


@pytest.fixture
async def room() -> AsyncIterator[Room]:
    room = Room()
    await room.says("/start")
    await room.says("I have none of these conditions")
    yield room
    await room.courier.stop(0.1)


async def begun(room: Room) -> None:
    told = await room.says("/session legsup 3")
    if "none of these" in told.lower() or "?" in told:
        await room.says("none of these")


async def test_each_step_is_said_on_its_second(room: Room) -> None:
    """Begun up to 2.5 s ahead, and heard neither sooner nor later than the plan has it."""
    await begun(room)
    (session,) = room.store.tables.sessions.values()
    start = (session.origin - TEN).total_seconds()
    planned = [start + step.offset for step in session.plan.steps[1:]]
    await room.passes(300)
    assert [at for at, _, _ in room.phone.heard][: len(planned)] == pytest.approx(planned)


@pytest.mark.parametrize("lead", [2.3, 1.1, 0.4])
@pytest.mark.parametrize("length", [0.2, 5.0])
async def test_a_pause_just_before_a_step_puts_it_off(
    room: Room, lead: float, length: float
) -> None:
    """Before every step: what was begun ahead comes after the pause, once, on its new second."""
    await begun(room)
    (session,) = room.store.tables.sessions.values()
    planned = [step.offset for step in session.plan.steps[1:]]
    start, moved, expected = (session.origin - TEN).total_seconds(), 0.0, []
    for offset in planned:
        at = start + offset + moved
        if at - lead > room.time.passed:
            await room.passes(at - lead - room.time.passed)
            await room.says("/pause")
            await room.passes(length)
            await room.says("/resume")
            moved += length
        expected.append(start + offset + moved)
    await room.passes(30)
    assert [at for at, _, _ in room.phone.heard][: len(planned)] == pytest.approx(
        expected, abs=0.01
    )
    assert room.phone.heard[len(planned) :] == []


async def test_stopping_just_before_a_step_silences_it(room: Room) -> None:
    """What was begun ahead is not said to somebody who has come out."""
    await begun(room)
    (session,) = room.store.tables.sessions.values()
    opens = (session.at(session.plan.opens_at) - TEN).total_seconds()
    await room.passes(opens + 1 - room.time.passed)
    cue = next(s for s in session.plan.steps if s.offset > session.plan.opens_at)
    await room.passes((session.at(cue.offset) - TEN).total_seconds() - 1 - room.time.passed)
    before = len(room.phone.heard)
    await room.says("/stop")
    await room.passes(60)
    assert room.phone.heard[before:] == []


async def test_a_cue_within_a_hold_comes_once_or_not_at_all(room: Room) -> None:
    """Closed before it is sent: what fails is dropped and counted, never said late or twice."""
    room.phone.fails = [RetryLaterError(1), ConnectionResetError()]
    await begun(room)
    (session,) = room.store.tables.sessions.values()
    await room.passes(260)
    cues = sum(not step.sounding for step in session.plan.steps[1:])
    assert sum(silent for _, _, silent in room.phone.heard) == cues - 2
    rows = room.store.tables.outbox.values()
    assert [row.fate for row in rows if row.entry.lane is Lane.MID_HOLD].count(Fate.DROPPED) == 2
    assert room.store.tables.counts["cue", "dropped"] == 2


async def test_a_stop_gives_back_what_was_claimed_ahead(room: Room) -> None:
    """Another life of the coach says it on its second."""
    await begun(room)
    (session,) = room.store.tables.sessions.values()
    first = (session.at(session.plan.steps[1].offset) - TEN).total_seconds()
    await room.passes(first - 0.8 - room.time.passed)
    await room.courier.stop(0.1)
    (row,) = room.store.tables.outbox.values()
    assert row.ready_at == row.entry.due_at
    room.courier = Courier(room.store, LIBRARY, {PLATFORM: room.phone}, clock=room.time)
    room.pulse = Pulse(room.store, room.courier, room.time)
    await room.passes(5)
    assert [at for at, _, _ in room.phone.heard] == pytest.approx([first])


async def test_a_database_that_is_locked_for_seconds_delays_and_loses_nothing(room: Room) -> None:
    """What falls due meanwhile is said once it can be read, what was sent is not sent again."""
    room.store.broken = True
    with pytest.raises(StoreError):
        await room.pulse.beat(room.time.now())
    room.courier.wake()
    await room.time.runs(room.time.passed + 5)
    room.store.broken = False
    await begun(room)
    (session,) = room.store.tables.sessions.values()
    opens = (session.at(session.plan.opens_at) - TEN).total_seconds()
    await room.passes(opens - 0.5 - room.time.passed)
    room.store.broken = True
    await room.time.runs(opens + 4)
    assert [silent for _, _, silent in room.phone.heard].count(False) <= 1
    room.store.broken = False
    await room.passes(10)
    assert [silent for _, _, silent in room.phone.heard].count(False) == 1
