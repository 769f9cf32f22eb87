"""Two machines on one database: one stalls past its lease, another takes over, the first wakes."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot.coach.due import tick
from bot.coach.ports import Lane, Store
from bot.coach.talk.replies import Message
from bot.coach.talk.requests import ChatAddress
from bot.delivery.courier import Courier
from bot.delivery.duties import LENGTH, Duties
from bot.delivery.messenger import Receipt
from bot.delivery.pace import TELEGRAM, Pace, rank_of
from bot.store.work import SqlStore
from scheduler.clock import VirtualClock
from tests.contract.stores import address, empty, reminder, somebody
from tests.unit.delivery.house import LIBRARY, PLATFORM, SECOND, TEN

PEOPLE = 10


class OwnClock(VirtualClock):
    """One machine's: it moves when the machine runs, and wakes whoever slept so long."""

    def __init__(self) -> None:
        super().__init__(TEN)
        self._sleepers: list[tuple[datetime, asyncio.Future[None]]] = []

    def elapsed(self) -> float:
        return (self.now() - TEN).total_seconds()

    async def sleep(self, seconds: float) -> None:
        woken: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._sleepers.append((self.now() + timedelta(seconds=seconds), woken))
        await woken

    def shows(self, seconds: float) -> None:
        """So much after TEN: everybody whose time has come wakes in the same moment."""
        self.move_to(TEN + timedelta(seconds=seconds))
        for at, woken in self._sleepers:
            if at <= self.now() and not woken.done():
                woken.set_result(None)


@dataclass(slots=True)
class Paced:
    """The way out of one machine, at the pace of the token; `heard` is everybody's."""

    pace: Pace
    heard: list[str]
    platform: str = PLATFORM

    async def send(self, to: ChatAddress, message: Message, *, nonce: str, lane: Lane) -> Receipt:
        assert message.lines
        async with self.pace.turn(to.chat, rank_of(lane)):
            self.heard.append(nonce)
        return Receipt(message=str(len(self.heard)))


@dataclass(slots=True)
class Machine:
    """One process: a clock, leases and a courier of its own."""

    name: str
    store: Store
    heard: list[str]
    clock: OwnClock = field(default_factory=OwnClock)
    duties: Duties = field(init=False)
    pace: Pace = field(init=False)
    courier: Courier = field(init=False)

    def __post_init__(self) -> None:
        self.duties = duties = Duties(self.store, self.clock, self.name)
        self.pace = Pace(TELEGRAM, self.clock, lambda: duties.sends(PLATFORM))
        out = {PLATFORM: Paced(self.pace, self.heard)}
        self.courier = Courier(self.store, LIBRARY, out, duties=duties)

    async def takes_the_duty(self) -> None:
        """Renewed this once: what follows comes late, or the machine would not stall."""
        renewing = asyncio.create_task(self.duties.keep([PLATFORM]))
        await comes(lambda: self.duties.sends(PLATFORM))
        renewing.cancel()
        with suppress(asyncio.CancelledError):
            await renewing

    def delivers(self) -> asyncio.Task[bool]:
        """Begun, and held up by the pace until its time passes."""
        return asyncio.create_task(self.courier.deliver(self.clock.now()))

    async def runs_until(self, delivering: asyncio.Task[bool]) -> None:
        """Let its time pass until it is done."""
        while not delivering.done():
            self.clock.shows(self.clock.elapsed() + 0.001)
            await asyncio.sleep(0)  # noqa: TID251 - lets the others run, no time passes
        await delivering


@pytest.fixture(params=["file", "postgresql"])
async def pair(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[list[Machine]]:
    url = await address(request.param, tmp_path)
    async with opened(url) as one, opened(url) as other:
        await empty(one)
        heard: list[str] = []
        yield [Machine("first", one, heard), Machine("second", other, heard)]


@asynccontextmanager
async def opened(url: str) -> AsyncIterator[SqlStore]:
    store = await SqlStore.open(url)
    try:
        yield store
    finally:
        await store.close()


async def comes(true: Callable[[], bool]) -> None:
    while not true():  # noqa: ASYNC110 - any other sign would be one of its own
        await asyncio.sleep(0)  # noqa: TID251 - lets the others run, no time passes


async def rung(store: Store) -> list[str]:
    """Bells of ten people, written down to be sent; their keys."""
    for number in range(PEOPLE):
        home = ChatAddress(platform=PLATFORM, chat=str(number))
        ana = await somebody(store, str(number), home=home, zone="Europe/Berlin")
        async with store.work() as work:
            await work.reminders.add(reminder(ana.id, regular_at=TEN, created_at=TEN - 60 * SECOND))
            await work.commit()
    while await tick(store, TEN):
        pass
    async with store.work() as work:
        claimed = await work.outbox.claim(TEN, 99, TEN)
    return sorted(entry.key for entry in claimed)


async def nothing_is_left(store: Store) -> None:
    """Nothing is open any more, and nothing was given up."""
    async with store.work() as work:
        assert await work.outbox.claim(TEN + 600 * SECOND, 99, TEN + 900 * SECOND) == ()
        assert await work.outbox.given_up(99) == ()


async def written_down(machine: Machine) -> None:
    """Wait until the one that has arrived is closed."""
    while True:
        async with machine.store.work() as work:
            if len(await work.outbox.claim(TEN + 600 * SECOND, 99, TEN)) == PEOPLE - 1:
                return


async def test_who_wakes_after_its_lease_sends_nothing_that_another_has_sent(
    pair: list[Machine],
) -> None:
    """It had claimed ten bells and handed them over; one had set out as it stalled. The next one
    sends the other nine, and the first, awake again, none: each rings once."""
    first, second = pair
    keys = await rung(first.store)
    await first.takes_the_duty()
    first.clock.shows(5)
    delivering = first.delivers()
    await comes(lambda: len(first.heard) == 1 and first.pace.waiting == PEOPLE - 1)
    await written_down(first)
    second.clock.shows(LENGTH.total_seconds())
    await second.takes_the_duty()
    await second.runs_until(second.delivers())
    assert sorted(second.heard) == keys
    first.clock.shows(LENGTH.total_seconds() + 1)
    await first.runs_until(delivering)
    await second.runs_until(second.delivers())
    assert sorted(second.heard) == keys
    await nothing_is_left(second.store)


async def test_what_had_not_set_out_is_sent_by_who_wakes_if_nobody_came(
    pair: list[Machine],
) -> None:
    """It gives back what it may not begin, renews its lease, and sends each once."""
    first, _ = pair
    keys = await rung(first.store)
    await first.takes_the_duty()
    first.clock.shows(5)
    delivering = first.delivers()
    await comes(lambda: len(first.heard) == 1 and first.pace.waiting == PEOPLE - 1)
    first.clock.shows(LENGTH.total_seconds() + 1)
    await first.runs_until(delivering)
    assert len(first.heard) == 1
    await first.takes_the_duty()
    await first.runs_until(first.delivers())
    assert sorted(first.heard) == keys
    await nothing_is_left(first.store)
