"""One long run: people practise and are rung while the processes behind them are killed.

Everything outside is real but for the platforms: `python -m bot run` in processes of its own, a
file or a PostgreSQL server, HTTP and WebSockets on loopback. The servers live here and outlive
every process.
"""

from __future__ import annotations

import asyncio
import math
import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tests.crash.at_work import Course
from tests.crash.database import at_rest, read
from tests.crash.fast import CLOCK_FILE, write_clock
from tests.crash.people import Reminded, Sleeper
from tests.crash.phones import (
    CLOCK,
    LOOKS_EVERY_SECONDS,
    DiscordPhone,
    Phone,
    Telegram,
    TelegramPhone,
)
from tests.crash.process import Karani
from tests.crash.verdict import Verdict, judge
from tests.fakes.discord_server import DiscordServer

_chance = random.SystemRandom()

TOKEN = "123:abc"
DISCORD_TOKEN = "token"
SESSION_SECONDS = 110.0
"""Of the coach's time: getting in, a minute up, the way down."""

BEGUN_BY = 0.8
"""Of the kills: by then everybody has begun, however long they take on a busy machine."""

LIFE_SECONDS = 4.5
"""Of real time, about: from a process's start to its kill."""

EVER = 10_000
"""Tries of who is asked to go on until the kills are over."""

FURTHEST_SECONDS = 0.3
"""Of the coach's time: from a platform's taking a message to its answer's arrival, at most."""

AT_REST_WITHIN_SECONDS = 180.0
"""Of the coach's time, after the last kill: a lease, and all that waited for its end."""

SLOW_SECONDS = 60.0
"""Of real time: what a busy machine may take besides, however fast the coach's clock goes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """How much of everything. `speed`: seconds of the coach's time in one of the machine's.

    A kill falls at a random instant of a life that lasts `shortest` to `longest` real seconds
    after the process serves, and longer in proportion where its start took longer than usual, so
    that a life on a busy machine is not too short for anything; one in ten falls while it is still
    starting.
    """

    kills: int
    sleepers: int
    reminded: int
    rings: int
    machines: int = 1
    speed: float = 1.0
    shortest: float = 0.3
    longest: float = 4.0
    limits: bool = False
    seed: int = 1


@dataclass(slots=True)
class Town:
    """The two platforms, the people on them, and the machines that run the coach."""

    telegram: Telegram
    discord: DiscordServer
    machines: list[Karani]
    url: str
    clock: Path
    speed: float
    phones: list[Phone] = field(default_factory=list)

    @classmethod
    @asynccontextmanager
    async def opens(
        cls, folder: Path, url: str, *, machines: int = 1, speed: float = 1.0,
        limits: bool = False, **settings: str,
    ) -> AsyncIterator[Town]:  # fmt: skip
        """A town without people; its machines stand still, and are gone at the end."""

        async def travels() -> None:
            await CLOCK.sleep(_chance.uniform(0, FURTHEST_SECONDS) / speed)

        discord = DiscordServer(token=DISCORD_TOKEN, clock=CLOCK.now)
        discord.is_far_away(travels)
        clock = folder / "clock"
        write_clock(clock, epoch=CLOCK.now().timestamp(), speed=speed)
        async with Telegram(TOKEN, travels, limits=limits) as telegram, discord:
            known = {
                "TELEGRAM_BOT_TOKEN": TOKEN, "TELEGRAM_API_URL": telegram.url,
                "DISCORD_BOT_TOKEN": DISCORD_TOKEN, "DISCORD_API_URL": discord.api_url,
                "DISCORD_GATEWAY_URL": discord.gateway_url, "DATABASE_URL": url,
                CLOCK_FILE: str(clock), **settings,
            }  # fmt: skip
            command = ("-m", "bot", "run") if speed == 1 else ("-m", "tests.crash.fast", "run")
            homes = [folder / f"machine-{number}" for number in range(machines)]
            for home in homes:
                home.mkdir()
            town = cls(
                telegram, discord, [Karani(home, known, command) for home in homes], url, clock,
                speed,
            )  # fmt: skip
            try:
                yield town
            finally:
                for machine in town.machines:
                    if machine.lives:
                        await machine.dies()

    def phone(self, number: int) -> Phone:
        """A new person's; of two, one is on Discord."""
        phone: Phone
        if number % 2:
            person = self.discord.user(5_000_000 + number, f"Ben {number}")
            phone = DiscordPhone(self.discord, person)
        else:
            ana = self.telegram.user(1_000 + number, first_name=f"Ana {number}")
            phone = TelegramPhone(self.telegram, ana)
        self.phones.append(phone)
        return phone

    async def starts(self) -> None:
        """Every machine serves, and both platforms know the coach."""
        for machine in self.machines:
            await machine.starts()
        await self.telegram.wait_for(lambda: self.telegram.calls_to("getUpdates"), seconds=30)
        await self.discord.wait_for(lambda: self.discord.gateway.connected, seconds=30)

    async def passes(self, seconds: float) -> None:
        """Let so much of the coach's time pass."""
        await CLOCK.sleep(seconds / self.speed)

    def forgets_the_dead(self) -> None:
        """Discord drops the sessions of connections that nobody will resume."""
        for session in self.discord.gateway.sessions.values():
            session.alive = session.connection is not None

    @property
    def kills(self) -> list[datetime]:
        return sorted(at for machine in self.machines for at in machine.kills)

    @property
    def now(self) -> datetime:
        """The coach's own clock."""
        epoch, speed, shift = self._terms()
        passed = CLOCK.now().timestamp() - epoch
        return datetime.fromtimestamp(epoch + passed * speed + shift, UTC)

    @property
    def course(self) -> Course:
        """How it went so far."""
        lives = [life for machine in self.machines for life in machine.course]
        return Course(lives=lives, kills=self.kills, real=self._real)

    def _real(self, instant: datetime) -> datetime:
        """When the machine's clock stands where the coach's shows an instant."""
        epoch, speed, shift = self._terms()
        return datetime.fromtimestamp(epoch + (instant.timestamp() - shift - epoch) / speed, UTC)

    def _terms(self) -> tuple[float, float, float]:
        epoch, speed, shift = map(float, self.clock.read_text("ascii").split())
        return epoch, speed, shift

    async def comes_to_rest(self) -> bool:
        """Wait until nothing is to be sent and no session runs; whether it came to that."""
        seconds = AT_REST_WITHIN_SECONDS / self.speed + SLOW_SECONDS
        until = CLOCK.now() + timedelta(seconds=seconds)
        while CLOCK.now() < until:
            if await at_rest(self.url):
                return True
            await CLOCK.sleep(0.5)
        return False

    async def closes(self, pardoned: int = 0) -> Verdict:
        """Stop every machine as an operator does, and judge."""
        rested = await self.comes_to_rest()
        course = self.course
        for machine in self.machines:
            await machine.stops()
        kept = await read(self.url, self.now)
        verdict = judge(self.phones, kept, course, pardoned=pardoned)
        if not rested:
            verdict.wrong.append("something was still to be done long after the last kill")
        for machine in self.machines:
            if machine.statuses[-1]:
                verdict.wrong.append(f"exit status {machine.statuses[-1]} at SIGTERM")
        return verdict


async def run(plan: Plan, folder: Path, url: str) -> Verdict:
    """The whole run of a plan on a database; what became of it."""
    chance = random.Random(plan.seed)  # noqa: S311 - any instant will do
    async with Town.opens(
        folder, url, machines=plan.machines, speed=plan.speed, limits=plan.limits
    ) as town:
        await town.starts()
        lives = [town.phone(number) for number in range(plan.sleepers + plan.reminded)]
        chance.shuffle(lives)
        last = plan.kills * BEGUN_BY
        sleepers = [Sleeper(phone, tries=EVER) for phone in lives[: plan.sleepers]]
        reminded = [Reminded(phone, tries=EVER) for phone in lives[plan.sleepers :]]
        people = [
            *(_sleeps(town, one, chance.uniform(0, last)) for one in sleepers),
            *(_is_rung(town, one, plan.rings, last, chance.random()) for one in reminded),
        ]
        everybody = [asyncio.ensure_future(one) for one in people]
        await _kills(town, plan, chance)
        # Whoever was kept from it by the kills practises now.
        done, waiting = await asyncio.wait(everybody, timeout=_an_evening(town))
        for one in waiting:
            one.cancel()
        await asyncio.gather(*waiting, return_exceptions=True)
        await asyncio.gather(*done)
        verdict = await town.closes()
        verdict.unanswered = sum(one.unanswered for one in sleepers)
        verdict.unanswered += sum(one.unanswered for one in reminded)
        return verdict


async def _kills(town: Town, plan: Plan, chance: random.Random) -> None:
    share = [plan.kills // plan.machines] * plan.machines
    share[0] += plan.kills - sum(share)

    async def one(number: int) -> None:
        machine = town.machines[number]
        for _ in range(share[number]):
            await CLOCK.sleep(chance.uniform(plan.shortest, plan.longest) * machine.slowness)
            await machine.dies()
            town.forgets_the_dead()
            await machine.starts(wait=chance.random() > 0.1)
        await machine.serves()

    await asyncio.gather(*(one(number) for number in range(plan.machines)))


async def _until(town: Town, kills: float) -> None:
    """Wait for so many kills; a part of one is that part of a usual life after it."""
    while len(town.kills) < math.floor(kills):
        await CLOCK.sleep(LOOKS_EVERY_SECONDS)
    await CLOCK.sleep((kills % 1) * LIFE_SECONDS / len(town.machines))


async def _sleeps(town: Town, sleeper: Sleeper, after: float) -> None:
    await _until(town, after)
    await sleeper.lives(math.inf)


async def _is_rung(
    town: Town, reminded: Reminded, rings: int, last: float, first: float
) -> None:  # fmt: skip
    every = last / max(1, rings)
    await _until(town, first * every)
    await reminded.lives_somewhere()
    for ring in range(rings):
        await _until(town, (first + ring) * every)
        await reminded.asks(minutes=1)


def _an_evening(town: Town) -> float:
    """Real seconds within which everybody has practised where nobody kills any more."""
    return 4 * SESSION_SECONDS / town.speed + SLOW_SECONDS
