"""The courier and the gateway on a Telegram that refuses whatever comes too fast."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, time, timedelta

import pytest

from bot.coach.people.practitioner import Practitioner
from bot.coach.ports import Fate
from bot.coach.reminders.reminder import Reminder
from bot.coach.talk.requests import Account, ChatAddress
from bot.delivery.courier import Courier
from bot.delivery.pace import TELEGRAM
from bot.delivery.pulse import Pulse
from bot.store.tables import outbox
from bot.store.work import SqlStore
from scheduler.clock import SystemClock
from scheduler.recurrence import DailyAt
from tests.adapters.telegram_bot.house import LIBRARY, TOKEN, House
from tests.fakes.telegram_server import TelegramServer

FASTER = 5
"""By so much the server's clock and ours run faster than the machine's."""


class Hurried(SystemClock):
    """Real time, some seconds of it in each second."""

    def __init__(self) -> None:
        self._start, self._began = super().now(), super().elapsed()

    def now(self) -> datetime:
        return self._start + timedelta(seconds=self.elapsed())

    def elapsed(self) -> float:
        return (super().elapsed() - self._began) * FASTER

    async def sleep(self, seconds: float) -> None:
        await super().sleep(seconds / FASTER)


class Night:
    """People whose reminders are due, a coach that delivers, and Telegram between them."""

    def __init__(self, server: TelegramServer, clock: Hurried, store: SqlStore) -> None:
        self.server, self.store, self.clock = server, store, clock
        self.house = House(server, limits=TELEGRAM, clock=clock)
        messengers = {"telegram": self.house.gateway.messenger}
        self.courier = Courier(store, LIBRARY, messengers, clock=clock)
        self.pulse = Pulse(store, self.courier, clock)

    async def rings(self, people: int) -> None:
        now = self.clock.now()
        async with self.store.work() as work:
            for number in range(1, people + 1):
                self.server.user(number)
                self.server.world.rooms[number].shut = None
                home = ChatAddress(platform="telegram", chat=str(number))
                person = await work.people.add(
                    Practitioner(
                        id=0, version=0, account=Account(platform="telegram", id=str(number)),
                        home=home, zone="Europe/Berlin", joined_at=now, seen_at=now,
                    )
                )  # fmt: skip
                rule = DailyAt(clock=time(22, 30))
                await work.reminders.add(
                    Reminder(
                        id=0, practitioner=person.id, rule=rule, created_at=now, regular_at=now
                    )
                )
            await work.commit()
        await self.pulse.beat(self.clock.now())

    def arrived(self, people: int) -> list[int]:
        """How many messages each of them has."""
        return [len(self.server.said(number)) for number in range(1, people + 1)]

    async def fates(self) -> set[str | None]:
        async with self.store.database.engine.connect() as connection:
            return {row.fate for row in await connection.execute(outbox.select())}


@pytest.fixture
async def night(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Night]:
    monkeypatch.setitem(os.environ, "PTB_TIMEDELTA", "1")
    async with opened() as night, night.house.open():
        yield night


@asynccontextmanager
async def opened() -> AsyncIterator[Night]:
    clock = Hurried()
    store = await SqlStore.open("sqlite://")
    try:
        async with TelegramServer(token=TOKEN, limits=True, clock=clock.elapsed) as server:
            yield Night(server, clock, store)
    finally:
        await store.close()


async def test_reminders_and_answers_keep_every_limit(night: Night) -> None:
    """A herd rings, people are answered meanwhile, and Telegram never says that it was too much."""
    people, askers = 100, [night.server.user(1000 + number) for number in range(12)]
    await night.rings(people)
    for asker in askers:
        night.server.says(asker, "/stop")
        await night.server.wait_for(lambda: night.server.said(asker.id), seconds=20)  # noqa: B023 - waited for here
        if asker is askers[0]:
            assert sum(night.arrived(people)) < people
    await night.server.wait_for(lambda: sum(night.arrived(people)) == people, seconds=30)
    await night.courier.stop(5)
    assert night.server.refusals == []
    assert night.arrived(people) == [1] * people
    assert await night.fates() == {Fate.SENT.value}


async def test_a_storm_of_refusals_loses_nothing_and_repeats_nothing(night: Night) -> None:
    """Each pause that is asked for is kept, by answers too; then everybody has theirs, once."""
    people, ada = 40, night.server.user(1000)
    night.server.fails_next(
        "sendMessage", 429, "Too Many Requests: retry after 3", {"retry_after": 3}, times=7
    )
    await night.rings(people)
    night.server.says(ada, "hello")
    await night.server.wait_for(
        lambda: sum(night.arrived(people)) == people and night.server.said(ada), seconds=30
    )
    await night.courier.stop(5)
    assert night.server.refusals == []
    assert night.arrived(people) == [1] * people
    assert len(night.server.said(ada)) == 1
    assert await night.fates() == {Fate.SENT.value}


async def test_trouble_is_tried_again_and_a_block_is_not(night: Night) -> None:
    """A fault, a cut line, a block: everybody has theirs but for one."""
    server = night.server
    server.fails_next("sendMessage", 502, "Bad Gateway", times=2)
    server.cuts_next("sendMessage", done=False)
    server.fails_next("sendMessage", 403, "Forbidden: bot was blocked by the user")
    await night.rings(12)
    await server.wait_for(lambda: sum(night.arrived(12)) == 11, seconds=30)
    await night.courier.stop(5)
    assert sorted(night.arrived(12)) == [0] + [1] * 11
    assert await night.fates() == {Fate.SENT.value, Fate.REFUSED.value}


async def test_what_telegram_never_takes_is_given_up(night: Night) -> None:
    """Refused as it is, and in plain words too."""
    night.server.fails_next("sendMessage", 400, "Bad Request: something is odd", times=2)
    await night.rings(1)
    await night.server.wait_for(lambda: len(night.server.calls_to("sendMessage")) == 2, seconds=20)
    await night.courier.stop(5)
    assert await night.fates() == {Fate.GIVEN_UP.value}
