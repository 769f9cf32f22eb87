"""Messages a second to Telegram, and CPU for each: ours, a bare aiohttp loop, PTB's stock client.

Each at several numbers of requests at once, of which the best counts, by turns in one run, the same
words, against a server in a process of its own that takes everything and checks nothing. The whole
way out is the adapter's: a turn, markup, three buttons, the call.
"""

from __future__ import annotations

import asyncio
import json
from asyncio.subprocess import PIPE
from collections import defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from itertools import count
from statistics import median
from time import perf_counter, process_time

import aiohttp
from telegram import Bot
from telegram.request import BaseRequest, HTTPXRequest

from bot.adapters.telegram.gateway import CONNECTIONS
from bot.adapters.telegram.http import AiohttpRequest
from bot.adapters.telegram.outbound import Outbound
from bot.coach.ports import Lane
from bot.coach.talk.actions import NotTonight, Snooze, Start
from bot.coach.talk.replies import Choice, Line, Page, Style
from bot.coach.talk.requests import ChatAddress
from bot.delivery.pace import Limits, Pace, Rank, Rate
from scheduler.clock import SystemClock
from tests.benchmarks.figures import Figure, python, show

RUNS = 2
MESSAGES = 600
AT_ONCE = (8, 16, 64)
TOKEN = "123:abc"
UNLIMITED = Limits(
    overall=Rate(most=100_000, seconds=1.0), shares=dict.fromkeys(Rank, 100_000)
)  # fmt: skip
REMINDER = Page(
    lines=(Line(style=Style.PARAGRAPH, text="It's 22:30. 10 minutes up the wall, if you like."),),
    choices=(
        (Choice(label="Start 10 minutes", action=Start("legs_up_wall", 600)),),
        (
            Choice(label="Snooze 20 min", action=Snooze(1, "2026-11-22", 20)),
            Choice(label="Not tonight", action=NotTonight(1, "2026-11-22")),
        ),
    ),
)

Send = Callable[[int], Awaitable[object]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Speed:
    """Messages a second, and milliseconds of this process's CPU for each of them."""

    rate: float
    cpu_ms: float


async def measure() -> None:
    ways = {
        "our client under PTB's Bot": _client,
        "our whole way out": _ours,
        "a bare aiohttp loop": _bare,
        "PTB's stock client": _stock,
    }
    found: dict[tuple[str, int], list[Speed]] = defaultdict(list)
    async with sink() as url:
        for _ in range(RUNS):
            for at_once in AT_ONCE:
                for name, way in ways.items():
                    async with way(url, at_once) as send:
                        found[name, at_once].append(await _speed(send, at_once))
    best = {name: _best(name, found) for name in ways}
    figures = [
        Figure(
            what=f"{name}, {at_once} at once",
            result=f"{speed.rate:,.0f} a second, {speed.cpu_ms:.2f} ms of CPU each",
        )
        for name, (at_once, speed) in best.items()
    ]
    client, ours, bare, stock = (best[name][1] for name in ways)
    figures += [
        Figure(
            what="our client to the bare loop", result=f"{client.rate / bare.rate:.2f}", goal="0.4"
        ),
        Figure(
            what="our client to the stock one", result=f"{client.rate / stock.rate:.1f}", goal="3"
        ),
        Figure(what="our whole way to the bare loop", result=f"{ours.rate / bare.rate:.2f}"),
        Figure(what="our whole way to the stock one", result=f"{ours.rate / stock.rate:.1f}"),
    ]  # fmt: skip
    show("Messages a second to Telegram, each at its best number at once", figures)


def _best(name: str, found: dict[tuple[str, int], list[Speed]]) -> tuple[int, Speed]:
    def middle(at_once: int) -> Speed:
        runs = found[name, at_once]
        return Speed(
            rate=median(run.rate for run in runs), cpu_ms=median(run.cpu_ms for run in runs)
        )

    at_once = max(AT_ONCE, key=lambda number: middle(number).rate)
    return at_once, middle(at_once)


async def _speed(send: Send, at_once: int) -> Speed:
    numbers = iter(range(MESSAGES))

    async def one_after_the_other() -> None:
        for number in numbers:
            await send(number)

    await send(MESSAGES)
    began, used = perf_counter(), process_time()
    await asyncio.gather(*(one_after_the_other() for _ in range(at_once)))
    took, cpu = perf_counter() - began, process_time() - used
    return Speed(rate=MESSAGES / took, cpu_ms=1000 * cpu / MESSAGES)


@asynccontextmanager
async def _client(url: str, at_once: int) -> AsyncIterator[Send]:
    request = AiohttpRequest(connections=at_once)
    async with _bot(url, request, AiohttpRequest(connections=1)) as send:
        yield send


@asynccontextmanager
async def _stock(url: str, at_once: int) -> AsyncIterator[Send]:
    request = HTTPXRequest(connection_pool_size=at_once, pool_timeout=60)
    async with _bot(url, request, HTTPXRequest()) as send:
        yield send


@asynccontextmanager
async def _bot(url: str, request: BaseRequest, polls: BaseRequest) -> AsyncIterator[Send]:
    bot = Bot(TOKEN, base_url=f"{url}/bot", request=request, get_updates_request=polls)
    await bot.initialize()

    async def send(number: int) -> object:
        del number
        return await bot.send_message(7, REMINDER.lines[0].text)

    try:
        yield send
    finally:
        await bot.shutdown()


@asynccontextmanager
async def _ours(url: str, at_once: int) -> AsyncIterator[Send]:
    del at_once
    clock = SystemClock()
    request = AiohttpRequest(connections=CONNECTIONS)
    bot = Bot(
        TOKEN,
        base_url=f"{url}/bot",
        request=request,
        get_updates_request=AiohttpRequest(connections=1),
    )
    await bot.initialize()
    out = Outbound(bot, clock, Pace(UNLIMITED, clock))
    out.bot_name = bot.username
    chats = count(1)

    async def send(number: int) -> object:
        to = ChatAddress(platform="telegram", chat=str(next(chats)))
        return await out.send(to, REMINDER, nonce=str(number), lane=Lane.REMINDER)

    try:
        yield send
    finally:
        await bot.shutdown()


@asynccontextmanager
async def _bare(url: str, at_once: int) -> AsyncIterator[Send]:
    address = f"{url}/bot{TOKEN}/sendMessage"
    body = {"chat_id": 7, "text": REMINDER.lines[0].text}
    connector = aiohttp.TCPConnector(limit=at_once)
    async with aiohttp.ClientSession(connector=connector) as session:

        async def send(number: int) -> object:
            del number
            async with session.post(address, json=body) as answer:
                return await answer.json()

        yield send


@asynccontextmanager
async def sink() -> AsyncIterator[str]:
    """The address of the sink, in a process of its own as long as the context."""
    process = await asyncio.create_subprocess_exec(
        *python("-m", "tests.benchmarks.sink"), stdin=PIPE, stdout=PIPE
    )
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        yield json.loads(await process.stdout.readline())["url"]
    finally:
        process.stdin.close()
        await process.wait()
