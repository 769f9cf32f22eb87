"""Everybody's reminder at one instant: written down to be sent, and wound for the next night.

Each row's next instant is reckoned in its own zone. Against it, in the same run, the usual design:
one APScheduler job a person in its SQLAlchemyJobStore, on SQLite in WAL, with no limit of misfires.
It is given two minutes, and what it has not done by then is not guessed at.
"""

from __future__ import annotations

import asyncio
import pickle
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from itertools import cycle
from pathlib import Path
from statistics import median
from time import perf_counter
from zoneinfo import ZoneInfo

import apscheduler.events
from apscheduler.jobstores.memory import MemoryJobStore
from apscheduler.jobstores.sqlalchemy import SQLAlchemyJobStore
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.cron import CronTrigger
from sqlalchemy import event

from bot.coach.due import tick
from bot.store.work import SqlStore
from scheduler.clock import SystemClock, use_packaged_zones
from tests.benchmarks.crowd import RINGS_AT, ZONES, fill
from tests.benchmarks.figures import Figure, environment, python, resident_mb, show
from tests.benchmarks.plot import Line, plot
from tests.fakes.telegram_server import TelegramServer

SIZES = (1_000, 10_000, 100_000, 1_000_000)
BASELINE_SIZES = (1_000, 10_000, 100_000)
BASELINE_SECONDS = 120.0
IDLE_TICKS = 300
TOKEN = "123:abc"
BEAT_SECONDS = 0.005
SETTLES_SECONDS = 12.0
PICTURE = Path(__file__).parents[2] / "docs" / "benchmarks-burst.svg"

_ran = 0


async def measure() -> None:
    use_packaged_zones()
    ours: dict[int, float] = {}
    theirs: dict[int, float] = {}
    idle: dict[int, float] = {}
    figures: list[Figure] = []
    for size in SIZES:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "karani.sqlite3"
            url = await fill(path, size)
            ours[size], gap = await _ours(url, size)
            idle[size] = await _idle(url)
            figures.append(
                Figure(
                    what=f"{size:,} due at once",
                    result=f"{ours[size]:.2f} s ({size / ours[size]:,.0f} rows a second), "
                    f"longest gap of the loop {gap * 1000:.0f} ms",
                )
            )
            if size == SIZES[-1]:
                memory = await _memory(path)
    for size in BASELINE_SIZES:
        with tempfile.TemporaryDirectory() as folder:
            took, done, gap = await _theirs(Path(folder) / "jobs.sqlite3", size)
        if done == size:
            theirs[size] = took
        told = (
            f"{took:.1f} s" if done == size else f"{done:,} of them in {took:.0f} s, then stopped"
        )
        times = took / ours[size]
        figures.append(
            Figure(
                what=f"{size:,} APScheduler jobs due at once",
                result=f"{told}, longest gap of the loop {gap * 1000:,.0f} ms; ours is "
                f"{'' if done == size else 'more than '}{times:,.0f} times faster",
                goal="50 times" if size == BASELINE_SIZES[-1] else "",
            )
        )
    few, many = idle[SIZES[0]], idle[SIZES[-1]]
    figures += [
        Figure(what=f"a tick with nothing due, {SIZES[0]:,}", result=f"{few * 1000:.2f} ms"),
        Figure(
            what=f"a tick with nothing due, {SIZES[-1]:,}",
            result=f"{many * 1000:.2f} ms, ratio {many / few:.2f}", goal="ratio 1.5",
        ),
        Figure(what=f"memory, {SIZES[-1]:,} subscribers", result=f"{memory:.0f} MB", goal="250 MB"),
    ]  # fmt: skip
    show("A burst of reminders", figures)
    plot(
        PICTURE, "Seconds until all reminders of one instant are dealt with",
        Line(name="Karani", points=ours), Line(name="one APScheduler job a person", points=theirs),
    )  # fmt: skip


async def _ours(url: str, size: int) -> tuple[float, float]:
    """Seconds for all of them, and the longest time for which nothing else could run."""
    store = await SqlStore.open(url)
    async with _gaps() as gaps:
        began = perf_counter()
        while await tick(store, RINGS_AT):
            pass
        took = perf_counter() - began
    async with store.work() as work:
        waiting = await work.outbox.waiting(RINGS_AT)
    await store.close()
    assert sum(waiting.values()) == size
    return took, max(gaps)


async def _idle(url: str) -> float:
    """Seconds of a tick that finds nothing, the median of many."""
    store = await SqlStore.open(url)
    took = []
    for number in range(IDLE_TICKS):
        began = perf_counter()
        assert not await tick(store, RINGS_AT + timedelta(seconds=number))
        took.append(perf_counter() - began)
    await store.close()
    return median(took)


async def _memory(path: Path) -> float:
    """Megabytes of the real program over this database, after it has come to rest."""
    async with TelegramServer(token=TOKEN) as server:
        process = await asyncio.create_subprocess_exec(
            *python("-m", "bot", "run"), cwd=path.parent,
            env=environment(
                TELEGRAM_BOT_TOKEN=TOKEN, TELEGRAM_API_URL=server.url, LOG_LEVEL="ERROR",
                DATABASE_URL=f"sqlite:///{path}", PYTHONPATH=str(Path.cwd()), KARANI_WEB="false",
            ),
        )  # fmt: skip
        try:
            await server.wait_for(lambda: server.calls_to("getUpdates"), seconds=60)
            await SystemClock().sleep(SETTLES_SECONDS)
            return resident_mb(process.pid)
        finally:
            process.kill()
            await process.wait()


async def _theirs(path: Path, size: int) -> tuple[float, int, float]:
    """Seconds, how many ran, and the longest gap; only so long as there is patience for."""
    global _ran  # noqa: PLW0603 - a job is looked up by its name, and can only count so
    _ran = 0
    jobstore = SQLAlchemyJobStore(url=f"sqlite:///{path}")
    event.listen(jobstore.engine, "connect", _in_wal)
    scheduler = AsyncIOScheduler(
        jobstores={"default": jobstore}, timezone="UTC",
        job_defaults={"coalesce": True, "misfire_grace_time": None, "max_instances": 1},
    )  # fmt: skip
    scheduler.start(paused=True)
    with jobstore.engine.begin() as connection:
        connection.execute(jobstore.jobs_t.insert(), list(_jobs(size)))
    failed: list[object] = []
    scheduler.add_listener(
        failed.append, apscheduler.events.EVENT_JOB_ERROR | apscheduler.events.EVENT_JOB_MISSED
    )
    async with _gaps() as gaps:
        began = perf_counter()
        scheduler.resume()
        while _ran < size and perf_counter() - began < BASELINE_SECONDS:
            await SystemClock().sleep(0.01)
        took = perf_counter() - began
    done = _ran
    scheduler.shutdown(wait=False)
    jobstore.engine.dispose()
    assert not failed
    return took, done, max(gaps)


def _jobs(size: int) -> list[dict[str, object]]:
    """Rows of jobs as the library writes them, all due a moment ago."""
    making = AsyncIOScheduler(timezone="UTC", jobstores={"default": MemoryJobStore()})
    due = datetime.now(UTC) - timedelta(seconds=1)  # noqa: TID251 - the library goes by this clock
    templates = []
    for zone in ZONES:
        local = due.astimezone(ZoneInfo(zone))
        trigger = CronTrigger(hour=local.hour, minute=local.minute, timezone=ZoneInfo(zone))
        job = making.add_job(ring, trigger, id="x", next_run_time=due, misfire_grace_time=None,
                             coalesce=True, max_instances=1, replace_existing=True)  # fmt: skip
        templates.append(job.__getstate__())
    rows = []
    for number, template in zip(range(size), cycle(templates), strict=False):
        state = template | {"id": str(number), "args": (number,)}
        rows.append(
            {
                "id": str(number), "next_run_time": due.timestamp(),
                "job_state": pickle.dumps(state, pickle.HIGHEST_PROTOCOL),
            }
        )  # fmt: skip
    return rows


async def ring(number: int = 0) -> None:
    """What each of the baseline's jobs does: nothing but being counted."""
    global _ran  # noqa: PLW0603 - as above
    del number
    _ran += 1


def _in_wal(connection: object, _: object) -> None:
    cursor = connection.cursor()  # type: ignore[attr-defined]
    cursor.execute("PRAGMA journal_mode = WAL")
    cursor.execute("PRAGMA synchronous = NORMAL")
    cursor.close()


@asynccontextmanager
async def _gaps() -> AsyncIterator[list[float]]:
    """For how long at a time nothing else could run, beyond the beat that looks."""
    gaps = [0.0]

    async def look() -> None:
        while True:
            before = perf_counter()
            await SystemClock().sleep(BEAT_SECONDS)
            gaps.append(perf_counter() - before - BEAT_SECONDS)

    looking = asyncio.ensure_future(look())
    try:
        yield gaps
    finally:
        await asyncio.sleep(0)  # noqa: TID251 - a gap that is just over is counted
        looking.cancel()
