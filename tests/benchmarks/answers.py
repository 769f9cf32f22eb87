"""How soon somebody is answered while ten thousand reminders go out of the same token.

The real gateway at Telegram's pace, the real store on a file, and a loopback Telegram in a process
of its own, in which people write one after the other: timed there, from an update's arrival at the
server to its answer's.
"""

from __future__ import annotations

import tempfile
from datetime import timedelta
from pathlib import Path

from bot.adapters.telegram.gateway import Gateway
from bot.app import House, make_tools
from bot.coach.ports import Lane
from bot.logs import set_up_logs
from bot.store.work import SqlStore
from content.library import Library
from scheduler.clock import SystemClock, use_packaged_zones
from tests.benchmarks.crowd import fill
from tests.benchmarks.figures import Figure, percentile, show
from tests.benchmarks.updates import Loopback, going, loopback
from tests.benchmarks.updates_server import TOKEN

REMINDERS = 10_000
ASKED, APART_MS = 150, 333
WARMS_UP = 3
"""First answers, which read their words from files, and are not counted."""


async def measure() -> None:
    use_packaged_zones()
    set_up_logs("ERROR")
    async with loopback() as server:
        calm = await _answered(server, 0)
    async with loopback() as server:
        burst = await _answered(server, REMINDERS)
    show(
        "Answers while reminders go out, at Telegram's 30 a second",
        [
            Figure(what="with nothing else to do", result=_spread(calm[0])),
            Figure(
                what=f"while {REMINDERS:,} reminders are due ({burst[1]:,} of them went out)",
                result=_spread(burst[0]), goal="p99 300 ms",
            ),
        ],
    )  # fmt: skip


async def _answered(server: Loopback, reminders: int) -> tuple[list[float], int]:
    """Milliseconds of each answer, and how many reminders went out meanwhile."""
    clock = SystemClock()
    with tempfile.TemporaryDirectory() as folder:
        soon = (clock.now() + timedelta(seconds=5)).replace(microsecond=0)
        address = await fill(Path(folder) / "karani.sqlite3", reminders, at=soon)
        await server.asked(first=1001, known=reminders)
        store = await SqlStore.open(address)
        house = House(store, make_tools(Library.load(), ""))
        gateway = Gateway(
            token=TOKEN, front=house.front, library=house.library, clock=house.clock,
            api_url=server.url,
            studio=house.studio,
        )  # fmt: skip
        house.messengers[gateway.platform] = gateway.messenger
        house.alarm.start()
        async with going(gateway.run()):
            await clock.sleep(max(0.0, (soon - clock.now()).total_seconds() + 3))
            told = await server.asked(ask=ASKED + WARMS_UP, apart=APART_MS)
        await house.stop()
        async with store.work() as work:
            left = (await work.outbox.waiting(clock.now())).get(Lane.REMINDER, 0)
        await store.close()
    assert told["refusals"] == [], told["refusals"]
    return told["milliseconds"][WARMS_UP:], max(0, reminders - left)


def _spread(milli: list[float]) -> str:
    return (
        f"p50 {percentile(milli, 0.5):.0f} ms, p99 {percentile(milli, 0.99):.0f} ms, "
        f"max {max(milli):.0f} ms ({len(milli)} answers)"
    )
