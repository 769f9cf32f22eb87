"""What befalls the machine: the database locked or restarted, the disk full, the clock wrong."""

from __future__ import annotations

import asyncio
import resource
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.crash.fast import write_clock
from tests.crash.phones import CLOCK
from tests.crash.scenario import SPEED, heard, nothing, practise, rings, settle, town
from tests.postgresql import Postgresql, binaries, need_postgresql

LOCKED_SECONDS = 5.0
NO_ROOM = 1
"""Bytes that a file may have: no write fits."""


async def test_a_database_locked_for_five_seconds_costs_only_time(tmp_path: Path) -> None:
    """Bound: no loss, no repeat; whoever writes meanwhile is answered afterwards."""
    async with town(tmp_path) as place:
        people = await settle(place, 6)

        async def lock() -> None:
            with closing(sqlite3.connect(tmp_path / "karani.sqlite3", isolation_level=None)) as it:
                it.execute("BEGIN IMMEDIATE")
                await CLOCK.sleep(LOCKED_SECONDS)

        await asyncio.gather(rings(place, people, lock()), practise(place, 2))
        verdict = await place.closes()
    assert verdict.wrong == []


async def test_a_full_disk_stops_no_process_and_all_rings_when_there_is_room(
    tmp_path: Path,
) -> None:
    """Bound: no loss. A repeat at most for what was sent as the room ended."""
    async with town(tmp_path) as place:
        people = await settle(place, 6)
        pid = place.machines[0].pid

        async def fill() -> None:
            _, hard = resource.prlimit(pid, resource.RLIMIT_FSIZE)
            resource.prlimit(pid, resource.RLIMIT_FSIZE, (NO_ROOM, hard))
            await place.passes(90)
            silent = sum(heard(place))
            resource.prlimit(pid, resource.RLIMIT_FSIZE, (hard, hard))
            assert silent == 0

        await rings(place, people, fill())
        verdict = await place.closes()
    assert verdict.wrong == []
    assert any("disk" in line for line in place.machines[0].told)


@pytest.mark.parametrize("seconds", [600.0, -600.0])
async def test_a_clock_set_by_ten_minutes_rings_everybody_once(
    tmp_path: Path, seconds: float
) -> None:
    """Forwards: what was jumped over rings at once. Backwards: nothing rings a second time."""
    async with town(tmp_path) as place:
        people = await settle(place, 6)
        await rings(place, people[:3], nothing())

        async def set_clock() -> None:
            epoch = float(place.clock.read_text("ascii").split()[0])
            write_clock(place.clock, epoch=epoch, speed=SPEED, shift=seconds)
            await place.passes(max(0.0, -seconds))

        await rings(place, people[3:], set_clock())
        verdict = await place.closes()
    assert verdict.wrong == []
    assert heard(place) == [1] * 6


@pytest.fixture
def server() -> Iterator[Postgresql]:
    """A PostgreSQL of the test's own, to be stopped and started."""
    need_postgresql()
    if not binaries():
        pytest.skip("a server that is only named cannot be restarted")
    server = Postgresql.begin()
    yield server
    server.discard()


async def test_a_restart_of_postgresql_costs_only_time(tmp_path: Path, server: Postgresql) -> None:
    """Bound: no loss; a repeat at most for what was sent and could not be written down."""
    async with town(tmp_path, server.url("postgres")) as place:
        people = await settle(place, 6)

        async def restart() -> None:
            await asyncio.to_thread(server.restart)

        await asyncio.gather(rings(place, people, restart()), practise(place, 2))
        verdict = await place.closes()
    assert verdict.wrong == []
