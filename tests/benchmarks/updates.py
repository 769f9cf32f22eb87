"""Updates a second through python-telegram-bot: the coach, and a one-line echo for comparison.

Both run in this process, over the same HTTP client (`AiohttpRequest`), against the same loopback
server in a process of its own (`updates_server`), one after the other. The coach answers commands
and plain words from a store on a file; the echo says the same words back.
"""

from __future__ import annotations

import asyncio
import json
import tempfile
from asyncio.subprocess import PIPE, Process
from collections import defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext, suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from statistics import median
from time import process_time
from typing import Any

from telegram import Bot, Update
from telegram.ext import Application, ContextTypes, MessageHandler, filters

from bot.adapters.telegram.gateway import CONNECTIONS, Gateway
from bot.adapters.telegram.http import AiohttpRequest
from bot.app import House, make_tools
from bot.logs import set_up_logs
from bot.store.work import SqlStore
from content.library import Library
from scheduler.clock import use_packaged_zones
from tests.benchmarks.figures import Figure, python, show
from tests.benchmarks.sending import UNLIMITED
from tests.benchmarks.stopwatch import Stopwatch
from tests.benchmarks.updates_server import TOKEN
from tests.postgresql import NAMED, binaries, clean_up, fresh_database

RUNS = 3
SENDERS = 200
"""People who write at the same moment, each of them several messages."""

ONE_BY_ONE = 400

Serving = Callable[[str], Any]
MakesDatabase = Callable[[], AbstractAsyncContextManager[str]]


async def measure() -> None:
    use_packaged_zones()
    set_up_logs("ERROR")
    async with loopback() as server:
        # By turns, so that what else the machine does meets all of them alike.
        served: dict[str, list[Rate]] = defaultdict(list)
        shares: dict[str, dict[str, float]] = {}
        async with _databases() as databases:
            for _ in range(RUNS):
                for name, made in databases.items():
                    served[name].append(await server.rate(SENDERS, partial(_coach, made)))
                served["echo"].append(await server.rate(SENDERS, _echo))
                served["in a row"].append(await server.rate(SENDERS, _echo_in_a_row))
            for name, made in databases.items():
                watch = Stopwatch()
                serving = partial(_coach, made, watch=watch)
                alone = await server.rate(1, serving, ONE_BY_ONE)
                whole = 1000 / alone.updates
                shares[name] = watch.split(whole, ONE_BY_ONE) | {"the whole": whole}
        alone_echo = await server.rate(1, _echo_in_a_row, ONE_BY_ONE)
    show(
        f"Updates a second through python-telegram-bot, {SENDERS} people at once",
        [
            *(Figure(what=f"the coach, {name}", result=_spread(served[name])) for name in shares),
            Figure(what=f"an echo, {CONNECTIONS} handlers at once", result=_spread(served["echo"])),
            Figure(what="an echo, PTB's usual one at a time", result=_spread(served["in a row"])),
            *(_against(name, served[name], served["echo"]) for name in shares),
        ],
    )
    for name, parts in shares.items():
        show(
            f"Where an update's time goes, one person, one message after the other, {name}",
            [
                *(Figure(what=part, result=f"{ms:.2f} ms") for part, ms in parts.items()),
                Figure(what="the echo's whole", result=f"{1000 / alone_echo.updates:.2f} ms"),
            ],
        )


def _against(name: str, ours: list[Rate], echo: list[Rate]) -> Figure:
    pairs = list(zip(ours, echo, strict=True))
    rates = median(one.updates / other.updates for one, other in pairs)
    cpu = median(one.cpu_ms / other.cpu_ms for one, other in pairs)
    return Figure(
        what=f"the coach to the echo, {name}",
        result=f"{rates:.2f} of its updates a second, {cpu:.1f} times its CPU", goal="0.25",
    )  # fmt: skip


@asynccontextmanager
async def _databases() -> AsyncIterator[dict[str, MakesDatabase]]:
    """How to make an empty database of each kind that there is on this machine."""
    there: dict[str, MakesDatabase] = {"SQLite": _file}
    if NAMED or binaries():
        there["PostgreSQL"] = fresh_database
    try:
        yield there
    finally:
        clean_up()


@asynccontextmanager
async def _file() -> AsyncIterator[str]:
    with tempfile.TemporaryDirectory() as folder:
        yield f"sqlite:///{Path(folder) / 'karani.sqlite3'}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """Updates a second, and milliseconds of this process's CPU for each of them."""

    updates: float
    cpu_ms: float


class Loopback:
    """The loopback server's process: told how many people write, it answers with the seconds."""

    def __init__(self, process: Process, url: str) -> None:
        self._process = process
        self.url = url

    async def rate(self, people: int, serving: Serving, updates: int = 1000) -> Rate:
        """From the first update that waits to the last answer that came."""
        async with serving(self.url):
            began = process_time()
            done = await self.asked(people=people, updates=updates)
            cpu = process_time() - began
        assert done["refusals"] == [], done["refusals"]
        return Rate(updates=updates / float(done["seconds"]), cpu_ms=1000 * cpu / updates)

    async def asked(self, **wanted: int) -> dict[str, Any]:
        said, heard = self._process.stdin, self._process.stdout
        assert said is not None
        assert heard is not None
        said.write(json.dumps(wanted).encode() + b"\n")
        answer: dict[str, Any] = json.loads(await heard.readline())
        return answer


@asynccontextmanager
async def loopback() -> AsyncIterator[Loopback]:
    process = await asyncio.create_subprocess_exec(
        *python("-m", "tests.benchmarks.updates_server"), stdin=PIPE, stdout=PIPE
    )
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        yield Loopback(process, json.loads(await process.stdout.readline())["url"])
    finally:
        process.stdin.close()
        await process.wait()


@asynccontextmanager
async def _coach(
    database: MakesDatabase, url: str, watch: Stopwatch | None = None
) -> AsyncIterator[None]:
    async with database() as address:
        store = await SqlStore.open(address)
        house = House(store, make_tools(Library.load(), ""))
        gateway = Gateway(
            token=TOKEN, front=house.front, library=house.library, clock=house.clock, api_url=url,
            studio=house.studio, limits=UNLIMITED,
        )  # fmt: skip
        house.messengers[gateway.platform] = gateway.messenger
        house.alarm.start()
        with watch.running() if watch is not None else nullcontext():
            async with going(gateway.run()):
                yield
        await house.stop()
        await store.close()


@asynccontextmanager
async def going(serving: Awaitable[None]) -> AsyncIterator[None]:
    task = asyncio.ensure_future(serving)
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


@asynccontextmanager
async def _echo(url: str, at_once: int = CONNECTIONS) -> AsyncIterator[None]:
    bot = Bot(
        TOKEN,
        base_url=f"{url}/bot",
        request=AiohttpRequest(connections=CONNECTIONS),
        get_updates_request=AiohttpRequest(connections=1),
    )
    builder = Application.builder().bot(bot).job_queue(None).concurrent_updates(at_once)
    application = builder.build()
    application.add_handler(MessageHandler(filters.TEXT, _say_back))
    async with application:
        await application.start()
        assert application.updater is not None
        await application.updater.start_polling(timeout=50)
        yield
        await application.updater.stop()
        await application.stop()


def _echo_in_a_row(url: str) -> Any:  # noqa: ANN401 - a context manager, as `_echo`
    return _echo(url, at_once=1)


async def _say_back(update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
    assert update.effective_message is not None
    await update.effective_message.reply_text(update.effective_message.text or "")


def _spread(rates: list[Rate]) -> str:
    updates = [rate.updates for rate in rates]
    cpu = median(rate.cpu_ms for rate in rates)
    return f"{median(updates):.0f} ({min(updates):.0f} to {max(updates):.0f}), {cpu:.2f} ms of CPU"
