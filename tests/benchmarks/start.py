"""How soon the coach answers, how soon it serves, and how much memory it sits in.

The coach is the real command line in a process of its own; Telegram and Discord are the loopback
servers of `tests/fakes`, in this one.
"""

from __future__ import annotations

import asyncio
import json
import tempfile
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from statistics import median
from time import perf_counter

from scheduler.clock import SystemClock
from tests.benchmarks.figures import Figure, environment, python, resident_mb, show
from tests.fakes.discord_server import DiscordServer
from tests.fakes.telegram_server import TelegramServer
from tests.fakes.telegram_world import Person

RUNS = 7
TELEGRAM_TOKEN, DISCORD_TOKEN = "123:abc", "made.up.token"
SETTLES_SECONDS = 3.0
"""Time for a process to come to rest before its memory is read."""

LONGEST_SECONDS = 60.0


async def measure() -> None:
    with tempfile.TemporaryDirectory() as folder:
        there = Path(folder)
        bare = [await _ends("-c", "pass", there=there) for _ in range(RUNS)]
        imports = [await _ends("-c", "import bot.app", there=there) for _ in range(RUNS)]
        answers = [await _first_answer(there) for _ in range(RUNS)]
        first = [await _serves(there, f"first-{run}") for run in range(3)]
        later = [await _serves(there, "first-0") for _ in range(3)]
        memory = [await _memory(there, f"memory-{run}") for run in range(3)]
    stages = zip(*memory, strict=True)
    started, greeted, placed, advised = (median(stage) for stage in stages)
    show(
        "Start and memory",
        [
            Figure(what="Python alone", result=f"{median(bare):.2f} s"),
            Figure(what="`import bot.app`, Python included", result=f"{median(imports):.2f} s"),
            Figure(
                what="`karani chat --jsonl` to the first answer",
                result=f"{median(answers):.2f} s", goal="2 s",
            ),
            Figure(
                what="`karani run`, new database, to both platforms served",
                result=f"{median(first):.2f} s",
            ),
            Figure(
                what="`karani run`, later, to both platforms served",
                result=f"{median(later):.2f} s", goal="2 s",
            ),
            Figure(what="idle, both platforms", result=f"{started:.0f} MB", goal="150 MB"),
            Figure(what="after the first words", result=f"{greeted:.0f} MB", goal="230 MB"),
            Figure(what="after the first place", result=f"{placed:.0f} MB", goal="230 MB"),
            Figure(
                what="after the first question about the body",
                result=f"{advised:.0f} MB", goal="230 MB",
            ),
        ],
    )  # fmt: skip


async def _ends(*arguments: str, there: Path) -> float:
    """Seconds that a Python takes from its start to its end."""
    began = perf_counter()
    process = await asyncio.create_subprocess_exec(*python(*arguments), cwd=there)
    await process.wait()
    return perf_counter() - began


async def _first_answer(there: Path) -> float:
    began = perf_counter()
    process = await asyncio.create_subprocess_exec(
        *python("-m", "bot", "chat", "--jsonl"),
        cwd=there, env=environment(), stdin=PIPE, stdout=PIPE,
    )  # fmt: skip
    said, heard = process.stdin, process.stdout
    assert said is not None
    assert heard is not None
    said.write(json.dumps({"user": "ana", "text": "/start"}).encode() + b"\n")
    assert b"message" in await heard.readline()
    took = perf_counter() - began
    said.close()
    await process.wait()
    return took


async def _serves(there: Path, name: str) -> float:
    async with _platforms() as (telegram, discord):
        began = perf_counter()
        async with _coach(there, name, telegram, discord):
            return perf_counter() - began


async def _memory(there: Path, name: str) -> tuple[float, float, float, float]:
    """Resident MB: at rest, after the first words, the first place, the first health question."""
    async with _platforms() as (telegram, discord), _coach(there, name, telegram, discord) as pid:
        ada = telegram.user(7, "Ada")
        memory = [await _at_rest(pid)]
        for words in ("/start", "/timezone Lisbon", "can I do it with high blood pressure?"):
            before = len(telegram.said(ada))
            telegram.says(ada, words)
            await _answered(telegram, ada, before)
            memory.append(await _at_rest(pid))
        started, greeted, placed, advised = memory
        return started, greeted, placed, advised


async def _answered(telegram: TelegramServer, person: Person, before: int) -> None:
    await telegram.wait_for(lambda: len(telegram.said(person)) > before, seconds=LONGEST_SECONDS)


async def _at_rest(pid: int) -> float:
    await SystemClock().sleep(SETTLES_SECONDS)
    return resident_mb(pid)


@asynccontextmanager
async def _platforms() -> AsyncIterator[tuple[TelegramServer, DiscordServer]]:
    async with (
        TelegramServer(token=TELEGRAM_TOKEN) as telegram,
        DiscordServer(token=DISCORD_TOKEN) as discord,
    ):
        yield telegram, discord


@asynccontextmanager
async def _coach(
    there: Path, name: str, telegram: TelegramServer, discord: DiscordServer
) -> AsyncIterator[int]:
    """The coach's process id, from the moment at which both platforms are served."""
    settings = environment(
        TELEGRAM_BOT_TOKEN=TELEGRAM_TOKEN, TELEGRAM_API_URL=telegram.url,
        DISCORD_BOT_TOKEN=DISCORD_TOKEN, DISCORD_API_URL=discord.api_url,
        DISCORD_GATEWAY_URL=discord.gateway_url,
        DATABASE_URL=f"sqlite:///{there / name}.sqlite3", LOG_LEVEL="WARNING",
    )  # fmt: skip
    process = await asyncio.create_subprocess_exec(
        *python("-m", "bot", "run"), cwd=there, env=settings, stderr=DEVNULL
    )
    try:
        await telegram.wait_for(lambda: telegram.calls_to("getUpdates"), seconds=LONGEST_SECONDS)
        await discord.wait_for(lambda: discord.gateway.connected, seconds=LONGEST_SECONDS)
        yield process.pid
    finally:
        await _stopped(process)


async def _stopped(process: Process) -> None:
    process.terminate()
    try:
        await asyncio.wait_for(process.wait(), LONGEST_SECONDS)
    except TimeoutError:
        process.kill()
        await process.wait()
