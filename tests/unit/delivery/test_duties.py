"""Who polls and who sends, where several processes are at work on one database."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import time, timedelta

import pytest
import structlog

from bot.coach.ports import Fate
from bot.delivery.courier import Courier
from bot.delivery.duties import LENGTH, SPARE, Duties
from bot.delivery.pulse import Pulse
from scheduler.clock import VirtualClock
from tests.unit.delivery.house import LIBRARY, PLATFORM, SECOND, TEN, FaultyStore, House

HERE = (PLATFORM,)


class SharedClock(VirtualClock):
    """Moved by the test; who sleeps is woken when their time has come."""

    def __init__(self) -> None:
        super().__init__(TEN)
        self._sleepers: list[tuple[float, asyncio.Future[None]]] = []
        self._passed = 0.0
        self._slept = asyncio.Event()

    async def sleep(self, seconds: float) -> None:
        woken = asyncio.get_running_loop().create_future()
        self._sleepers.append((self._passed + seconds, woken))
        self._slept.set()
        await woken

    async def passes(self, seconds: float) -> None:
        """Let time pass bit by bit, until everybody who was woken sleeps again."""
        for _ in range(int(seconds * 2)):
            self._passed += 0.5
            self.move_to(self.now() + SECOND / 2)
            due = [one for one in self._sleepers if one[0] <= self._passed and not one[1].done()]
            self._sleepers = [one for one in self._sleepers if one not in due]
            for _, woken in due:
                self._slept.clear()
                woken.set_result(None)
                await self._slept.wait()


@asynccontextmanager
async def working(duties: Duties, clock: SharedClock) -> AsyncIterator[asyncio.Task[None]]:
    """A process that renews its leases; cancelled at the end, as by a kill."""
    clock._slept.clear()  # noqa: SLF001 - a clock of these tests
    task = asyncio.create_task(duties.keep([PLATFORM]))
    await clock._slept.wait()  # noqa: SLF001 - as above
    try:
        yield task
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


@pytest.fixture
def clock() -> SharedClock:
    return SharedClock()


async def test_one_of_two_has_the_duty_and_keeps_it(clock: SharedClock) -> None:
    """However long; the other one stands by."""
    house = House()
    first, second = (Duties(house.store, clock, name) for name in ("first", "second"))
    async with working(first, clock), working(second, clock):
        for _ in range(10):
            assert first.sends_to(clock.now()) == HERE
            assert second.sends_to(clock.now()) == ()
            await clock.passes(6)


async def test_after_a_death_the_other_takes_over_within_ten_seconds(
    clock: SharedClock,
) -> None:
    """The lease lapses 10 s after its last renewal, and whoever stands by asks twice a second."""
    house = House()
    first, second = (Duties(house.store, clock, name) for name in ("first", "second"))
    async with working(first, clock) as process, working(second, clock):
        await clock.passes(4)
        process.cancel()
        await clock.passes(8.5)
        assert second.sends_to(clock.now()) == ()
        await clock.passes(0.5)
        assert second.sends_to(clock.now()) == HERE


async def test_who_takes_over_has_at_once_what_the_dead_had_in_hand(clock: SharedClock) -> None:
    """A bell that was claimed and not rung waits for no lease of a minute."""
    house = House()
    await house.moves_in("7", time(22, 30))
    await house.rings()
    first, second = (Duties(house.store, clock, name) for name in ("first", "second"))
    async with working(first, clock) as process, working(second, clock):
        async with house.store.work() as work:
            await work.outbox.claim(clock.now(), 10, clock.now() + 60 * SECOND, HERE)
            await work.commit()
        process.cancel()
        await clock.passes(11)
        async with house.store.work() as work:
            assert len(await work.outbox.claim(clock.now(), 10, clock.now(), HERE)) == 1


async def test_who_gets_a_lease_back_that_nobody_had_keeps_what_it_has_in_hand(
    clock: SharedClock,
) -> None:
    """It is the same number: what it is sending is its own, and is not begun a second time."""
    store = FaultyStore()
    house = House(store=store)
    await house.moves_in("7", time(22, 30))
    await house.rings()
    duties = Duties(store, clock, "first")
    async with working(duties, clock):
        async with store.work() as work:
            await work.outbox.claim(clock.now(), 10, clock.now() + 60 * SECOND, HERE)
            await work.commit()
        store.broken = True
        await clock.passes(LENGTH.total_seconds())
        assert duties.sends_to(clock.now()) == ()
        store.broken = False
        await clock.passes(1)
        assert duties.sends_to(clock.now()) == HERE
        assert house.ready() == [60 * SECOND]


async def test_what_is_in_hand_is_not_begun_once_the_lease_nears_its_end(
    clock: SharedClock,
) -> None:
    """It is given back, and whoever has the lease next, itself or another, sends it once."""
    house = House()
    await house.moves_in("ana", time(22, 30), time(22, 30))
    await house.rings()
    duties = Duties(house.store, clock, "first")
    courier = Courier(house.store, LIBRARY, {PLATFORM: house.messenger}, duties=duties)

    async def takes_long() -> None:
        clock.move_to(clock.now() + LENGTH - SPARE)

    house.messenger.answers["ana"] = [takes_long]
    async with working(duties, clock):
        pass
    await courier.deliver(TEN)
    assert [nonce for _, nonce in house.messenger.sent] == ["reminder:1:2026-11-22"]
    assert (house.fates(), house.ready()) == ([Fate.SENT, None], [0 * SECOND])
    async with working(duties, clock):
        await courier.deliver(clock.now())
    assert [nonce for _, nonce in house.messenger.sent[1:]] == ["reminder:2:2026-11-22"]


async def test_after_a_stop_the_other_takes_over_at_once(clock: SharedClock) -> None:
    """What was let go needs not lapse."""
    house = House()
    first, second = (Duties(house.store, clock, name) for name in ("first", "second"))
    async with working(first, clock) as process, working(second, clock):
        process.cancel()
        await first.release()
        assert first.sends_to(clock.now()) == ()
        await clock.passes(0.5)
        assert second.sends_to(clock.now()) == HERE


async def test_who_has_slept_through_its_end_is_refused_by_its_number(clock: SharedClock) -> None:
    """It believes that it is still ten o'clock; the store knows better."""
    house = House()
    first, second = (Duties(house.store, clock, name) for name in ("first", "second"))
    async with working(first, clock):
        pass
    await clock.passes(LENGTH.total_seconds())
    async with working(second, clock), house.store.work() as work:
        assert first.sends_to(TEN) == HERE
        assert await first.proved(work, TEN) == ()
        assert await second.proved(work, clock.now()) == HERE


async def test_who_cannot_reach_the_database_gives_up_before_another_can_begin(
    clock: SharedClock,
) -> None:
    """And has it again when the database is back and nobody else came."""
    store = FaultyStore()
    duties = Duties(store, clock, "first")
    async with working(duties, clock):
        store.broken = True
        with structlog.testing.capture_logs() as logs:
            await clock.passes(LENGTH.total_seconds() - 1)
        assert duties.sends_to(clock.now()) == ()
        assert [entry["event"] for entry in logs] == ["duties_not_renewed", "duty_lost"]
        store.broken = False
        await clock.passes(1)
        assert duties.sends_to(clock.now()) == HERE


async def test_a_platform_is_served_while_its_lease_is_held_and_no_longer(
    clock: SharedClock,
) -> None:
    """Cut off when it is lost, begun anew when it comes back, ended when the serving ends."""
    store = FaultyStore()
    duties = Duties(store, clock, "first")
    begun = asyncio.Semaphore(0)
    cut_off = asyncio.Semaphore(0)
    ends = asyncio.Event()

    async def serve() -> None:
        begun.release()
        try:
            await ends.wait()
        except asyncio.CancelledError:
            cut_off.release()
            raise

    served = asyncio.create_task(duties.while_held(PLATFORM, serve))
    async with working(duties, clock):
        await begun.acquire()
        store.broken = True
        await clock.passes(LENGTH.total_seconds())
        await cut_off.acquire()
        store.broken = False
        await clock.passes(1)
        await begun.acquire()
        ends.set()
        await served


async def test_a_process_that_is_alone_has_every_duty(clock: SharedClock) -> None:
    """It asks nobody, and nothing is written down."""
    house = House()
    duties = Duties(house.store, clock, None)
    await duties.keep([PLATFORM])
    served = []

    async def serve() -> None:
        served.append(PLATFORM)

    await duties.while_held(PLATFORM, serve)
    assert served == [PLATFORM]
    assert duties.sends_to(clock.now()) is None
    assert house.store.tables.leases == {}


async def test_every_process_ticks_and_the_holder_sends(clock: SharedClock) -> None:
    """What the one has written down to be sent goes out from the other, once."""
    house = House()
    first, second = (Duties(house.store, clock, name) for name in ("first", "second"))
    await house.moves_in("ana")
    pulses = {
        duties: Pulse(
            house.store,
            Courier(house.store, LIBRARY, {PLATFORM: house.messenger}, duties=duties),
            duties=duties,
        )
        for duties in (first, second)
    }
    async with working(first, clock), working(second, clock):
        assert await pulses[second].beat(TEN) == TEN + timedelta(days=1)
        assert house.messenger.sent == []
        await pulses[first].beat(TEN)
        await pulses[second].beat(TEN)
    assert house.messenger.chats == ["ana"]


async def test_a_pulse_that_is_finished_claims_nothing_more() -> None:
    """What falls due afterwards is left for the next start, or for another machine."""
    house = House()
    await house.moves_in("ana")
    pulse = Pulse(house.store, house.courier)
    pulse.finish()
    assert await pulse.beat(TEN) is None
    assert house.messenger.sent == []
    await Pulse(house.store, house.courier).beat(TEN)
    assert house.messenger.chats == ["ana"]
