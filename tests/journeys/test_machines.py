"""Several machines on one PostgreSQL: the real program in processes of its own."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from tests.crash.process import Karani
from tests.fakes.telegram_server import TelegramServer
from tests.fakes.telegram_world import Person
from tests.postgresql import fresh_database

TOKEN = "123:abc"


@asynccontextmanager
async def machines(folder: Path, count: int, **settings: str) -> AsyncIterator[list[Karani]]:
    """So many that serve, begun one after the other; killed at the end if they still live."""
    running = [Karani(folder=folder / str(n), settings=settings) for n in range(count)]
    try:
        for machine in running:
            machine.folder.mkdir()
            await machine.starts()
        yield running
    finally:
        for machine in running:
            if machine.lives:
                await machine.dies()


def connected(machine: Karani) -> bool:
    return any("event=telegram_connected" in line for line in machine.told)


async def asks(server: TelegramServer, user: Person, text: str, *, seconds: float = 20) -> str:
    """The answer to some words, whoever gives it."""
    before = len(server.said(user))
    server.says(user, text)
    await server.wait_for(lambda: len(server.said(user)) > before, seconds=seconds)
    return server.said(user)[before].text


async def test_one_machine_polls_and_another_takes_over_from_it(tmp_path: Path) -> None:
    """At once where the first was stopped, when its lease has lapsed where it was killed; what was
    asked meanwhile is answered, and Telegram never saw two at once."""
    async with TelegramServer(token=TOKEN) as server, fresh_database() as url:
        ana = server.user(7, first_name="Ana", language_code="en")
        settings = {
            "TELEGRAM_BOT_TOKEN": TOKEN, "TELEGRAM_API_URL": server.url, "DATABASE_URL": url,
        }  # fmt: skip
        async with machines(tmp_path, 3, **settings) as (first, second, third):
            assert "Karani" in await asks(server, ana, "/start")
            (polls,) = [one for one in (first, second, third) if connected(one)]
            assert await polls.stops() == 0
            assert await asks(server, ana, "/poses", seconds=5)
            (polls,) = [one for one in (first, second, third) if one.lives and connected(one)]
            await polls.dies()
            assert await asks(server, ana, "/poses", seconds=14)
            await server.wait_for(lambda: server.unconfirmed == 0)
            (polls,) = [one for one in (first, second, third) if one.lives]
            assert await polls.stops() == 0
        assert server.refusals == []
        assert [one.errors for one in (first, second, third)] == [[], [], []]


async def test_what_one_machine_rings_is_sent_by_another_once(tmp_path: Path) -> None:
    """A session goes on at its seconds, whoever ticks: no step twice, none left out."""
    async with TelegramServer(token=TOKEN) as server, fresh_database() as url:
        ana = server.user(7, first_name="Ana", language_code="en")
        settings = {
            "TELEGRAM_BOT_TOKEN": TOKEN, "TELEGRAM_API_URL": server.url, "DATABASE_URL": url,
        }  # fmt: skip
        async with machines(tmp_path, 2, **settings) as pair:
            await asks(server, ana, "/session legsup 1")
            shown = server.said(ana)[-1]
            server.presses(ana, shown, shown.button("None of these").data or "")
            await server.wait_for(lambda: "Sit sideways" in server.said(ana)[-1].text, seconds=30)
            assert [await machine.stops() for machine in pair] == [0, 0]
        told = [message.text for message in server.said(ana)]
        assert len(told) == len(set(told))
        assert server.refusals == []
