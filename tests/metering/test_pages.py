"""The pages for whoever looks after the coach, as they are read: over HTTP."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import time, timedelta

import aiohttp

from bot.coach.desk import Desk
from bot.coach.errors import BlockedError, RefusedError, RetryLaterError
from bot.coach.talk.requests import Account, ChatAddress, Place, Request, Words
from bot.delivery.courier import Courier
from bot.delivery.front import Front
from bot.delivery.pulse import Pulse
from bot.metering.figures import Figures
from bot.metering.server import Door, open_door
from scheduler.clock import VirtualClock
from tests.journeys.evening import shared_tools
from tests.unit.delivery.house import (
    LIBRARY,
    MINUTE,
    PLATFORM,
    SECOND,
    TEN,
    FaultyStore,
    House,
)

LOOPBACK = "127.0.0.1"


@dataclass(slots=True)
class Counted:
    """A coach whose every count is read over HTTP."""

    house: House
    clock: VirtualClock
    pulse: Pulse
    front: Front
    address: str = ""
    http: aiohttp.ClientSession = field(default_factory=aiohttp.ClientSession)

    @classmethod
    @asynccontextmanager
    async def open(cls) -> AsyncIterator[Counted]:
        clock = VirtualClock(TEN)
        figures = Figures(clock)
        house = House(store=FaultyStore())
        served = {PLATFORM: house.messenger}
        house.courier = Courier(house.store, LIBRARY, served, meter=figures)
        pulse = Pulse(house.store, house.courier, meter=figures)
        front = Front(Desk(house.store, shared_tools()), LIBRARY, lambda _: None, figures)
        door = Door(figures, house.store, clock)
        async with open_door(door, LOOPBACK, 0) as address:
            one = cls(house, clock, pulse, front, address)
            async with one.http:
                yield one

    async def figures(self) -> dict[str, float]:
        """Every figure by its name and labels."""
        async with self.http.get(f"{self.address}/metrics") as answer:
            assert answer.status == 200
            assert answer.content_type == "text/plain"
            lines = (await answer.text()).splitlines()
        pairs = (line.rpartition(" ") for line in lines if not line.startswith("#"))
        return {name: float(value) for name, _, value in pairs}

    async def health(self) -> tuple[int, list[str]]:
        async with self.http.get(f"{self.address}/healthz") as answer:
            told = await answer.json()
        assert told["healthy"] is (answer.status == 200)
        return answer.status, told["why"]


async def test_a_reminder_is_counted_by_its_delay() -> None:
    """From its own instant to its having been sent, also where the first try came to nothing."""
    async with Counted.open() as counted:
        await counted.house.moves_in("ana")
        counted.house.messenger.answers["ana"] = [RetryLaterError(60)]
        counted.clock.move_to(TEN + 2 * SECOND)
        await counted.pulse.beat(counted.clock.now())
        counted.clock.move_to(TEN + 63 * SECOND)
        await counted.pulse.beat(counted.clock.now())
        found = await counted.figures()
    assert found["karani_reminder_delay_seconds_count"] == 1
    assert found["karani_reminder_delay_seconds_sum"] == 63
    assert found['karani_reminder_delay_seconds_bucket{le="60.0"}'] == 0
    assert found['karani_reminder_delay_seconds_bucket{le="120.0"}'] == 1
    assert found[f'karani_sent_total{{lane="reminder",platform="{PLATFORM}"}}'] == 1


async def test_what_was_not_sent_is_counted_by_its_end() -> None:
    """Refused, given up, expired: each its own figure, and none of them a delay."""
    async with Counted.open() as counted:
        for name in ("ana", "ben", "cem"):
            await counted.house.moves_in(name)
        counted.house.messenger.answers = {
            "ana": [BlockedError("blocked")],
            "ben": [RefusedError("no such thing")],
            "cem": [RetryLaterError(40 * 60)],
        }
        await counted.pulse.beat(TEN)
        counted.clock.move_to(TEN + 46 * MINUTE)
        await counted.pulse.beat(counted.clock.now())
        found = await counted.figures()
    for fate in ("refused", "given_up", "expired"):
        assert found[f'karani_unsent_total{{fate="{fate}",lane="reminder"}}'] == 1
    assert found['karani_unsent_total{fate="given_up",lane="hold"}'] == 0
    assert found["karani_reminder_delay_seconds_count"] == 0


async def test_a_session_is_counted_cue_by_cue() -> None:
    """Each by its lane and its lateness."""
    async with Counted.open() as counted:
        await says(counted, "/session legsup 1", "1")
        await says(counted, "none of these", "2")
        due = await counted.pulse.beat(counted.clock.now())
        while due is not None and due < TEN + 4 * MINUTE:
            counted.clock.move_to(due + timedelta(milliseconds=200))
            due = await counted.pulse.beat(counted.clock.now())
        found = await counted.figures()
    assert found['karani_cue_lateness_seconds_count{lane="hold"}'] >= 2
    assert found['karani_cue_lateness_seconds_count{lane="mid_hold"}'] >= 1
    for lane in ("hold", "mid_hold"):
        assert found[f'karani_cue_lateness_seconds_bucket{{lane="{lane}",le="0.1"}}'] == 0
        count = found[f'karani_cue_lateness_seconds_count{{lane="{lane}"}}']
        assert found[f'karani_cue_lateness_seconds_bucket{{lane="{lane}",le="0.25"}}'] == count


async def test_answers_are_counted_and_repeats_apart() -> None:
    """An update that came twice was answered once, in the time it took."""
    async with Counted.open() as counted:
        await says(counted, "/help", "7")
        await says(counted, "/help", "7")
        found = await counted.figures()
    assert found[f'karani_answer_seconds_count{{platform="{PLATFORM}"}}'] == 1
    assert found[f'karani_answer_seconds_sum{{platform="{PLATFORM}"}}'] == 0
    assert found['karani_duplicates_avoided_total{kind="update"}'] == 1


async def test_the_backlog_is_what_is_due_and_unsent() -> None:
    """Counted when it is looked at; what is not due yet, or sent, is none."""
    async with Counted.open() as counted:
        for name in ("ana", "ben"):
            await counted.house.moves_in(name)
        await counted.house.moves_in("cem", time(23, 0))
        assert (await counted.figures())['karani_backlog{lane="reminder"}'] == 0
        await counted.house.rings()
        assert (await counted.figures())['karani_backlog{lane="reminder"}'] == 2
        await counted.house.deliver()
        assert (await counted.figures())['karani_backlog{lane="reminder"}'] == 0


async def test_health_is_that_a_tick_finished_within_a_minute() -> None:
    """Right after a start too; a minute and a second without one is ill, the next one heals."""
    async with Counted.open() as counted:
        assert await counted.health() == (200, [])
        counted.clock.move_to(TEN + 60 * SECOND)
        assert await counted.health() == (200, [])
        counted.clock.move_to(TEN + 61 * SECOND)
        assert await counted.health() == (503, ["no tick has finished for 61 s"])
        await counted.pulse.beat(counted.clock.now())
        assert await counted.health() == (200, [])
        assert (await counted.figures())["karani_ticks_total"] == 1


async def test_health_is_that_the_database_answers() -> None:
    """Without it the figures that need none are still told."""
    async with Counted.open() as counted:
        store = counted.house.store
        assert isinstance(store, FaultyStore)
        store.broken = True
        assert await counted.health() == (503, ["the database does not answer"])
        assert "karani_ticks_total" in await counted.figures()
        store.broken = False
        assert await counted.health() == (200, [])


async def test_a_backlog_is_no_ill_health() -> None:
    """A platform that takes nothing for half an hour: the coach ticks, and waits."""
    async with Counted.open() as counted:
        for number in range(30):
            await counted.house.moves_in(f"p{number}")
        counted.house.messenger.answers["*"] = [RetryLaterError(5)] * 1000
        counted.clock.move_to(TEN + 30 * MINUTE)
        await counted.pulse.beat(counted.clock.now())
        counted.clock.move_to(TEN + 30 * MINUTE + 50 * SECOND)
        assert (await counted.figures())['karani_backlog{lane="reminder"}'] == 30
        assert await counted.health() == (200, [])


async def test_no_figure_names_a_person() -> None:
    """Labels are lanes, fates, kinds and platforms."""
    async with Counted.open() as counted:
        await counted.house.moves_in("ana")
        await counted.pulse.beat(TEN)
        found = await counted.figures()
    labels = {label for name in found for label in re.findall(r'(\w+)="', name)}
    assert labels == {"lane", "fate", "kind", "platform", "le"}
    assert not any("ana" in re.findall(r'="([^"]*)"', name) for name in found)


async def says(counted: Counted, words: str, key: str) -> None:
    address = ChatAddress(platform=PLATFORM, chat="ana")
    asked = Request(
        account=Account(platform=PLATFORM, id="ana"), address=address, place=Place.PRIVATE,
        content=Words(words), at=counted.clock.now(), key=key,
    )  # fmt: skip
    await counted.front.serve(replace(asked, home=address))
