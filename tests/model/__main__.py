"""`python -m tests.model`: a million rings in virtual time, the coach dying several times a day.

Everybody has a bedtime; some change it, snooze, skip, move, block, come back and practise, at
random, while lives end in the midst of beats. Prints a table; ends with 1 if anything was lost,
unwanted, late or repeated beyond what a death allows.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import sys
from dataclasses import dataclass
from datetime import UTC, datetime

from scheduler.clock import SystemClock, use_packaged_zones
from tests.benchmarks.figures import Figure, show
from tests.model.town import CLOCKS, ZONES, Town
from tests.model.world import Point, World

STARTS = datetime(2026, 10, 1, 12, 0, 7, tzinfo=UTC)
NIGHTS = 400
"""Nights that each person has, at most: who is not heard of for 548 days is forgotten."""

CHUNKS = 6
"""Parts of a day between which people act; in two of three of them the coach dies."""

ACTS = 8
DOWN = (0.0, 0.0, 0.0, 30.0, 600.0, 2000.0)
"""Seconds from a death to the next life."""


@dataclass(slots=True)
class Crowd:
    """Many people who do as they like."""

    town: Town
    names: list[str]
    chance: random.Random

    async def joins(self) -> None:
        for name in self.names:
            await self.town.joins(name, self.chance.choice(ZONES))
            await self.town.wants(name, self.chance.choice(CLOCKS))

    async def lives_a_day(self) -> None:
        for _ in range(CHUNKS):
            for _ in range(ACTS):
                await self._acts(self.chance.choice(self.names))
            if self.chance.random() < 2 / 3:
                self.town.world.doom(self.chance.choice(list(Point)), self._passed())
            if self.chance.random() < 1 / 8:
                self.town.world.post.failures = self.chance.randint(1, 4)
            await self.town.passes(86_400 / CHUNKS, self.chance.choice(DOWN))

    def _passed(self) -> int:
        return self.chance.randrange(max(1, len(self.names) // 4))

    async def _acts(self, name: str) -> None:
        town, person = self.town, self.town.oracle.people[name]
        if person.blocked:
            await town.comes_back(name)
            return
        match self.chance.randrange(7):
            case 0:
                await town.wants(name, self.chance.choice(CLOCKS))
            case 1 if person.clock:
                await town.not_tonight(name)
            case 2 if person.clock and person.session is None:
                await town.later(name)
            case 3:
                await town.moves(name, self.chance.choice(ZONES))
            case 4 if person.session is None:
                await town.blocks(name)
            case 5 if person.session is None and person.snooze is None:
                await town.practises(name)
            case 6 if person.session is not None and person.session.closes < town.now:
                await town.is_down(name)
            case _:
                pass


async def live(occurrences: int, people: int, seed: int) -> Town:
    """Days pass until so many rings were owed; what became of them."""
    use_packaged_zones()
    async with World.begins(STARTS) as world:
        crowd = Crowd(
            Town(world), [f"p{n}" for n in range(people)],
            random.Random(seed),  # noqa: S311 - any course of events will do
        )  # fmt: skip
        await crowd.joins()
        while crowd.town.oracle.rings < occurrences and not crowd.town.faults:
            await crowd.lives_a_day()
        await crowd.town.ends()
        return crowd.town


def told(town: Town, seconds: float) -> list[Figure]:
    """What became of it, as rows."""
    world = town.world
    days = (world.now - STARTS).days
    return [
        Figure(what="rings owed by the rules", result=f"{town.oracle.rings:,}"),
        Figure(what="people, days", result=f"{len(town.oracle.people):,}, {days}"),
        Figure(what="rings, bells and ways down that arrived", result=f"{town.owed:,}"),
        Figure(what="deaths", result=f"{world.deaths:,}"),
        Figure(what="lost, late, unwanted, created twice", result=str(len(town.faults)), goal="0"),
        Figure(
            what="repeats, all of them in flight at a death",
            result=f"{town.repeats} (in flight: {sum(world.in_flight.values())},"
            f" {world.most_in_flight} at most)",
        ),
        Figure(what="real time", result=f"{seconds / 60:.1f} minutes"),
    ]


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.model", description=__doc__)
    parser.add_argument("--occurrences", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    clock = SystemClock()
    began = clock.now()
    people = max(20, given.occurrences // NIGHTS)
    town = asyncio.run(live(given.occurrences, people, given.seed))
    show("A million rings", told(town, (clock.now() - began).total_seconds()))
    for fault in town.faults[:50]:
        sys.stdout.write(f"{fault}\n")
    return int(bool(town.faults))


if __name__ == "__main__":
    sys.exit(main())
