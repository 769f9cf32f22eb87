"""A clean stop: within ten seconds, with nothing lost and nothing claimed that is not sent."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.coach.reminders.reminder import Outcome
from bot.coach.talk.requests import ChatAddress
from bot.store.work import SqlStore
from scheduler.clock import SystemClock
from scheduler.recurrence import night_of
from tests.contract.stores import reminder, somebody
from tests.crash.process import STOPS_WITHIN_SECONDS, Karani
from tests.fakes.telegram_server import TelegramServer
from tests.fakes.telegram_world import Person
from tests.migrations.databases import ENGINES
from tests.postgresql import fresh_database

TOKEN = "123:abc"
MINUTE = timedelta(minutes=1)
CLOCK = SystemClock()


@asynccontextmanager
async def address(engine: str, folder: Path) -> AsyncIterator[str]:
    if engine == "sqlite":
        yield f"sqlite:///{folder}/karani.sqlite3"
        return
    async with fresh_database() as url:
        yield url


@asynccontextmanager
async def coach(folder: Path, server: TelegramServer, url: str) -> AsyncIterator[Karani]:
    settings = {
        "TELEGRAM_BOT_TOKEN": TOKEN, "TELEGRAM_API_URL": server.url, "DATABASE_URL": url,
    }  # fmt: skip
    machine = Karani(folder=folder, settings=settings)
    try:
        yield machine
    finally:
        if machine.lives:
            await machine.dies()


def known(server: TelegramServer, number: int) -> Person:
    """Somebody who has begun to talk with the bot in an earlier life of it."""
    person = server.user(number, first_name="Ana")
    server.world.rooms[number].shut = None
    return person


async def bedtimes(url: str, due: dict[int, datetime]) -> dict[int, int]:
    """People by their chats, each with a reminder due at an instant; the reminders' ids."""
    made = {}
    store = await SqlStore.open(url)
    for chat, at in due.items():
        whose = await somebody(
            store, str(chat), home=ChatAddress(platform="telegram", chat=str(chat)), zone="UTC"
        )
        async with store.work() as work:
            made[chat] = (await work.reminders.add(reminder(whose.id, regular_at=at))).id
            await work.commit()
    await store.close()
    return made


@pytest.mark.parametrize("engine", ENGINES)
async def test_a_message_that_hangs_at_the_stop_goes_back_and_out_with_the_next_start(
    tmp_path: Path, engine: str
) -> None:
    """Told to stop it waits a while for what is under way, and ends in time all the same."""
    async with TelegramServer(token=TOKEN) as server, address(engine, tmp_path) as url:
        ana = known(server, 7)
        await bedtimes(url, {7: CLOCK.now() - MINUTE})
        server.hangs_next("sendMessage")
        async with coach(tmp_path, server, url) as machine:
            await machine.starts()
            await server.wait_for(lambda: server.calls_to("sendMessage"), seconds=20)
            began = CLOCK.elapsed()
            assert await machine.stops() == 0
            assert CLOCK.elapsed() - began < 10 < STOPS_WITHIN_SECONDS
            store = await SqlStore.open(url)
            async with store.work() as work:
                assert await work.next_due() is not None
                assert await work.leases.take("telegram", "next", CLOCK.now(), CLOCK.now())
                await work.commit()
            await store.close()
            await machine.starts()
            await server.wait_for(lambda: server.said(ana), seconds=20)
            assert await machine.stops() == 0
        assert machine.errors == []
        assert server.refusals == []


@pytest.mark.parametrize("engine", ENGINES)
async def test_what_fell_due_while_it_was_stopped_is_decided_at_the_start(
    tmp_path: Path, engine: str
) -> None:
    """Ten minutes late still rings, an hour late is written down as missed."""
    async with TelegramServer(token=TOKEN) as server, address(engine, tmp_path) as url:
        ana, ben = known(server, 7), known(server, 8)
        now = CLOCK.now()
        made = await bedtimes(url, {7: now - 10 * MINUTE, 8: now - 60 * MINUTE})
        async with coach(tmp_path, server, url) as machine:
            await machine.starts()
            await server.wait_for(lambda: server.said(ana), seconds=20)
            assert await machine.stops() == 0
        store = await SqlStore.open(url)
        async with store.work() as work:
            night = await work.reminders.night(made[8], night_of(now - 60 * MINUTE, UTC))
        await store.close()
        assert night is not None
        assert night.outcome is Outcome.MISSED
        assert server.said(ben) == []
