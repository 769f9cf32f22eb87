"""An update that comes twice acts once, after a restart of the coach too."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager, suppress
from typing import Any

import pytest

from bot.adapters.discord.gateway import Gateway as Discord
from bot.adapters.telegram.gateway import Gateway as Telegram
from bot.app import IN_MEMORY
from bot.coach.desk import Desk
from bot.delivery.front import Front
from bot.store.work import SqlStore
from scheduler.clock import VirtualClock
from tests.adapters.discord_bench import TOKEN as DISCORD_TOKEN
from tests.adapters.discord_bench import loopback
from tests.fakes.telegram_server import TelegramServer
from tests.journeys.evening import shared_tools
from tests.journeys.house import EVENING, LIBRARY

TELEGRAM_TOKEN = "123:abc"
SAID = "/remind 22:30"


@pytest.fixture
async def store() -> AsyncIterator[SqlStore]:
    store = await SqlStore.open(IN_MEMORY)
    yield store
    await store.close()


def front(store: SqlStore) -> Front:
    """A new life of the coach on the same database."""
    return Front(Desk(SqlStore(store.database), shared_tools()), LIBRARY, lambda _: None)


@asynccontextmanager
async def going(serving: Coroutine[Any, Any, None]) -> AsyncIterator[None]:
    task = asyncio.create_task(serving)
    yield
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task


async def reminders(store: SqlStore) -> int:
    async with store.work() as work:
        return len(await work.reminders.of(1))


async def test_on_telegram(store: SqlStore, monkeypatch: pytest.MonkeyPatch) -> None:
    """One reminder is made, and one answer given, however often the same update comes."""
    monkeypatch.setitem(os.environ, "PTB_TIMEDELTA", "1")
    async with TelegramServer(token=TELEGRAM_TOKEN) as server:
        ana = server.user(7, first_name="Ana")

        def life() -> Telegram:
            return Telegram(
                token=TELEGRAM_TOKEN, front=front(store), library=LIBRARY,
                clock=VirtualClock(EVENING), api_url=server.url,
            )  # fmt: skip

        async with going(life().run()):
            server.says(ana, "/timezone Europe/Berlin")
            await server.wait_for(lambda: len(server.said(ana)) == 1)
            server.says(ana, SAID)
            await server.wait_for(lambda: len(server.said(ana)) == 2)
            server.repeats_last_update()
            await server.wait_for(lambda: not server.unconfirmed)
        server.repeats_last_update()
        async with going(life().run()):
            server.says(ana, "/help")
            await server.wait_for(lambda: len(server.said(ana)) == 3)
        assert await reminders(store) == 1
        assert len(server.said(ana)) == 3


async def test_on_discord(store: SqlStore, monkeypatch: pytest.MonkeyPatch) -> None:
    """One reminder is made, however often the same interaction comes."""
    async with loopback(monkeypatch) as server:
        ana = server.user(7001, "Ana")

        def life() -> Discord:
            return Discord(
                token=DISCORD_TOKEN, front=front(store), library=LIBRARY,
                clock=VirtualClock(EVENING), api_url=server.api_url,
                gateway_url=server.gateway_url, patience=5.0,
            )  # fmt: skip

        async with going(life().run()):
            await server.wait_for(lambda: server.gateway.connected)
            first = server.slash(ana, "timezone", place="Europe/Berlin")
            await server.wait_for(lambda: first.acknowledged and not first.loading)
            asked = server.slash(ana, "remind", time="22:30")
            await server.wait_for(lambda: asked.acknowledged and not asked.loading)
            server.repeats_last_interaction()
        async with going(life().run()):
            await server.wait_for(lambda: server.gateway.connected)
            server.repeats_last_interaction()
            seen = server.slash(ana, "help")
            await server.wait_for(lambda: seen.acknowledged and not seen.loading)
        assert await reminders(store) == 1
