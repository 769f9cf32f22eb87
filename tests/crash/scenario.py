"""One fault at a time: a few people's evening with the real program, and what befalls it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable
from contextlib import asynccontextmanager
from pathlib import Path

from tests.crash.campaign import SESSION_SECONDS, SLOW_SECONDS, Town
from tests.crash.people import Reminded, Sleeper
from tests.crash.phones import CLOCK

SPEED = 6.0
MINUTE = 60.0
SETTLES_SECONDS = 3.0


@asynccontextmanager
async def town(folder: Path, url: str = "", *, limits: bool = False) -> AsyncIterator[Town]:
    """One machine that serves both platforms; time goes six times as fast."""
    url = url or f"sqlite:///{folder}/karani.sqlite3"
    async with Town.opens(folder, url, speed=SPEED, limits=limits) as opened:
        await opened.starts()
        yield opened


async def settle(town: Town, people: int) -> list[Reminded]:
    """People who have said where they live, half of them on each platform."""
    reminded = [Reminded(town.phone(number)) for number in range(people)]
    await asyncio.gather(*(one.lives_somewhere() for one in reminded))
    return reminded


async def rings(town: Town, reminded: list[Reminded], befalls: Awaitable[None]) -> None:
    """All ask for a ring in a minute; the fault befalls, and time passes until all should ring."""
    await asyncio.gather(*(one.asks(minutes=1) for one in reminded))
    await befalls
    await town.passes(2 * MINUTE)


async def practise(town: Town, people: int, first: int = 500) -> None:
    """Some people's sessions, all the way to being down."""
    sleepers = [Sleeper(town.phone(first + number)) for number in range(people)]
    within = 4 * SESSION_SECONDS / town.speed + SLOW_SECONDS
    await asyncio.gather(*(one.lives(within) for one in sleepers))


def heard(town: Town) -> list[int]:
    """How many rings each phone got, in the order in which the phones were bought."""
    return [sum(one.payload("sn1") is not None for one in p.arrived()) for p in town.phones]


async def nothing() -> None:
    """No fault."""


async def moment() -> None:
    """Some real time, for what was just begun."""
    await CLOCK.sleep(SETTLES_SECONDS)
