"""How late cues are: ten thousand sessions at once, and as many as one Telegram token carries.

Every session has a cue every 20 s. The first figure is of rows alone, claimed, put into words and
handed over on their instant, with sending switched off; the second is of the whole way, from a
cue's instant to the server's answer, at a Telegram token's pace.
"""

from __future__ import annotations

import json
import os
import random
import sqlite3
import tempfile
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import process_time

from telegram import Bot

from bot.adapters.telegram.gateway import CONNECTIONS
from bot.adapters.telegram.http import AiohttpRequest
from bot.adapters.telegram.outbound import Outbound
from bot.app import House, make_tools
from bot.coach.ports import Lane
from bot.coach.talk.replies import Message
from bot.coach.talk.requests import ChatAddress
from bot.delivery.messenger import Messenger, Receipt
from bot.delivery.pace import TELEGRAM, Pace
from bot.logs import set_up_logs
from bot.store.work import SqlStore
from content.library import Library
from scheduler.clock import SystemClock, use_packaged_zones
from tests.benchmarks.crowd import fill, milliseconds
from tests.benchmarks.figures import Figure, percentile, resident_mb, show
from tests.benchmarks.sending import TOKEN, sink

EVERY = 20
"""Seconds between two cues of a session."""

MANY, FEW = 10_000, 500
WARMS_UP, MEASURED = timedelta(seconds=8), timedelta(seconds=30)
CUES = 40
POSE = "legs_up_wall"

_SESSION = """
INSERT INTO sessions (
    practitioner, plan, longest, state, started_at, origin, due_at, step, number, up_at, nudged,
    closing_at
) VALUES (?, ?, 1200, 'guiding', ?, ?, ?, 1, 1, ?, 0, ?)
"""


class Late:
    """A way out that writes down how late each cue is; what it hands on to is optional."""

    platform = "telegram"

    def __init__(self, origins: dict[int, datetime], on: Messenger | None = None) -> None:
        self.late: list[float] = []
        self.counts_from: datetime | None = None
        self._origins = origins
        self._on = on
        self._clock = SystemClock()

    async def send(self, to: ChatAddress, message: Message, *, nonce: str, lane: Lane) -> Receipt:
        _, session, number = nonce.split(":")
        due = self._origins[int(session)] + timedelta(seconds=EVERY * int(number))
        receipt = Receipt(message="1")
        if self._on is not None:
            receipt = await self._on.send(to, message, nonce=nonce, lane=lane)
        if self.counts_from is not None and due >= self.counts_from:
            self.late.append((self._clock.now() - due).total_seconds())
        return receipt


async def measure() -> None:
    use_packaged_zones()
    set_up_logs("ERROR")
    many, cpu, memory = await _lived(MANY, Late)
    async with sink() as url:
        bot = Bot(
            TOKEN, base_url=f"{url}/bot", request=AiohttpRequest(connections=CONNECTIONS),
            get_updates_request=AiohttpRequest(connections=1),
        )  # fmt: skip
        await bot.initialize()
        clock = SystemClock()
        out = Outbound(bot, clock, Pace(TELEGRAM, clock))
        out.bot_name = bot.username
        few, _, _ = await _lived(FEW, lambda origins: Late(origins, out))
        await bot.shutdown()
    show(
        "How late cues are",
        [
            Figure(
                what=f"{MANY:,} sessions, {MANY // EVERY} cues a second, sending switched off",
                result=_spread(many), goal="p99 10 ms",
            ),
            Figure(what="of one core, for these", result=f"{100 * cpu:.0f} %"),
            Figure(what=f"memory with {MANY:,} sessions", result=f"{memory:.0f} MB"),
            Figure(
                what=f"{FEW} sessions, {FEW // EVERY} cues a second, to the server's answer",
                result=_spread(few), goal="p99 50 ms",
            ),
        ],
    )  # fmt: skip


async def _lived(
    size: int, through: Callable[[dict[int, datetime]], Late]
) -> tuple[list[float], float, float]:
    """How late the cues of so many sessions were; the share of a core that they took; megabytes."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "karani.sqlite3"
        url = await fill(path, size)
        clock = SystemClock()
        origins = _begin(path, size, clock.now() + timedelta(seconds=4))
        store = await SqlStore.open(url)
        house = House(store, make_tools(Library.load(), ""))
        late = through(origins)
        house.messengers[late.platform] = late
        house.alarm.start()
        await clock.sleep(WARMS_UP.total_seconds())
        late.counts_from, used = clock.now(), process_time()
        await clock.sleep(MEASURED.total_seconds())
        cpu = (process_time() - used) / MEASURED.total_seconds()
        memory = resident_mb(os.getpid())
        await house.stop()
        await store.close()
    expected = size / EVERY * MEASURED.total_seconds()
    assert len(late.late) > 0.9 * expected, f"{len(late.late)} cues of {expected:.0f} went out"
    return late.late, cpu, memory


def _begin(path: Path, size: int, now: datetime) -> dict[int, datetime]:
    """Every person in a hold; the origin of each session, evenly over twenty seconds, by its id."""
    plan = _plan()
    lots = random.Random(1)  # noqa: S311 - the same lot every time
    before = now - timedelta(seconds=EVERY)
    origins = {
        number: before + timedelta(milliseconds=lots.randrange(EVERY * 1000))
        for number in range(1, size + 1)
    }
    lasts = timedelta(seconds=EVERY * (CUES + 1))

    def row(number: int, origin: datetime) -> tuple[object, ...]:
        began = milliseconds(origin)
        due = milliseconds(origin + timedelta(seconds=EVERY))
        return number, plan, began, began, due, began, milliseconds(origin + lasts)

    with closing(sqlite3.connect(path)) as connection:
        connection.execute("UPDATE reminders SET due_at = NULL, regular_at = NULL")
        connection.executemany(_SESSION, (row(*one) for one in origins.items()))
        connection.commit()
    return {
        number: datetime.fromtimestamp(milliseconds(origin) / 1000, UTC)
        for number, origin in origins.items()
    }


def _plan() -> str:
    cue = f"pose.{POSE}.cues.half"
    steps = [[0, "open", cue, 1, None]]
    steps += [[EVERY * number, "cue", cue, 1, "half"] for number in range(1, CUES + 1)]
    steps.append([EVERY * (CUES + 1), "close", f"pose.{POSE}.come_out", 1, None])
    return json.dumps({"pose": POSE, "seconds": EVERY * (CUES + 1), "sides": 1, "steps": steps})


def _spread(late: list[float]) -> str:
    milli = [1000 * seconds for seconds in late]
    return (
        f"p50 {percentile(milli, 0.5):.1f} ms, p99 {percentile(milli, 0.99):.1f} ms, "
        f"max {max(milli):.1f} ms ({len(milli):,} cues)"
    )
