"""One beat: everything due, sent, and when the next is needed."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.coach.errors import GoneError
from bot.coach.ports import Lane
from bot.coach.talk.requests import ChatAddress
from bot.delivery.pulse import BREATH, SWEEP_EVERY, Pulse
from tests.unit.delivery.house import LIBRARY, MINUTE, PLATFORM, SECOND, TEN, House
from tests.unit.delivery.passing import Time

DAY = timedelta(days=1)


async def test_a_beat_without_anything_due_says_when_there_is() -> None:
    """Nobody at all: never. Somebody tomorrow: tomorrow."""
    house = House()
    pulse = Pulse(house.store, house.courier)
    assert await pulse.beat(TEN) is None
    await house.moves_in("ana")
    assert await pulse.beat(TEN - MINUTE) == TEN


async def test_a_beat_does_all_that_is_due() -> None:
    """A hundred people at once, and the next is tomorrow's."""
    house = House()
    for number in range(100):
        await house.moves_in(f"p{number}")
    assert await Pulse(house.store, house.courier).beat(TEN) == TEN + DAY
    assert len(house.messenger.sent) == 100


async def test_what_falls_due_in_a_long_burst_takes_its_turn() -> None:
    """However many reminders are on their way, a switch of sides goes out on its second."""
    time = Time(TEN)
    house = House(clock=time)
    for number in range(200):
        await house.moves_in(f"p{number}")
    await house.moves_in("holding")
    await house.rings()
    row = house.store.tables.outbox[201]
    switch = replace(row.entry, lane=Lane.HOLD, due_at=TEN + 10 * SECOND)
    house.store.tables.outbox[201] = replace(row, entry=switch, ready_at=switch.due_at)
    switched: list[float] = []

    async def takes_long() -> None:
        await time.sleep(20)

    async def is_heard() -> None:
        switched.append(time.passed)

    house.messenger.answers["*"] = [takes_long] * 200
    house.messenger.answers["holding"] = [is_heard]
    pulse = Pulse(house.store, house.courier, time)
    await pulse.beat(time.now())
    await time.runs(8)
    await pulse.beat(time.now())
    await time.runs(200)
    assert switched == [pytest.approx(10)]
    assert len(house.messenger.chats) == 201


async def test_what_could_not_be_done_is_looked_at_again_after_a_breath() -> None:
    """Never at once: the clock does not run hot."""
    house = House()
    await house.moves_in("ana")
    there = ChatAddress(platform=PLATFORM, chat="ana-2")
    house.messenger.answers["ana"] = [GoneError("migrated", moved_to=there)]
    again = await Pulse(house.store, house.courier).beat(TEN)
    assert again == TEN + BREATH


async def test_old_things_are_swept_now_and_then() -> None:
    """At the first beat and then once an hour, whether anything is due or not."""
    house = House()
    pulse = Pulse(house.store, house.courier)
    await house.moves_in("ana")
    await pulse.beat(TEN)
    assert len(house.store.tables.outbox) == 1
    await pulse.beat(TEN + DAY - MINUTE)
    assert len(house.store.tables.outbox) == 1
    week = TEN + 8 * DAY
    house.store.tables.reminders.clear()
    await pulse.beat(week)
    assert house.store.tables.outbox == {}
    assert SWEEP_EVERY < DAY


def test_the_library_has_words_for_every_reminder() -> None:
    """Each pose has its own line for a reminder, and its name."""
    words = LIBRARY.catalogue("en")
    for pose in LIBRARY.poses:
        assert words.has(f"remind.rings.{pose}")
