"""Several machines on one PostgreSQL: the real program in processes of its own."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import ExitStack, asynccontextmanager
from pathlib import Path

import pytest

from tests.crash.process import Karani
from tests.fakes.discord_server import DiscordServer
from tests.fakes.telegram_server import TelegramServer
from tests.fakes.telegram_world import Person
from tests.postgresql import Postgresql, binaries, fresh_database, need_postgresql

TOKEN = "123:abc"
DISCORD_TOKEN = "MTIzNDU2Nzg5MDEyMzQ1Njc4.made.up"


@asynccontextmanager
async def machines(folder: Path, count: int, **settings: str) -> AsyncIterator[list[Karani]]:
    """So many that serve, all begun at once; killed at the end if they still live."""
    running = [Karani(folder=folder / str(n), settings=settings) for n in range(count)]
    try:
        for machine in running:
            machine.folder.mkdir()
        await asyncio.gather(*(machine.starts() for machine in running))
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


async def test_machines_behind_a_webhook_all_answer_and_one_may_die(tmp_path: Path) -> None:
    """Whoever is called answers; what was on its way to the dead one is brought to another."""
    async with TelegramServer(token=TOKEN) as server, fresh_database() as url:
        people = [server.user(number, first_name="Ana") for number in range(7, 13)]
        ports = free_ports(2)
        behind = [
            Karani(folder=tmp_path / str(port), settings={
                "TELEGRAM_BOT_TOKEN": TOKEN, "TELEGRAM_API_URL": server.url, "DATABASE_URL": url,
                "TELEGRAM_WEBHOOK_URL": "https://coach.example/t",
                "TELEGRAM_WEBHOOK_SECRET": "a-secret", "TELEGRAM_WEBHOOK_PORT": str(port),
            })
            for port in ports
        ]  # fmt: skip
        server.caller.machines += [f"http://127.0.0.1:{port}" for port in ports]
        for machine in behind:
            machine.folder.mkdir()
            await machine.starts()
        for person in people:
            assert "Karani" in await asks(server, person, "/start")
        await behind[0].dies()
        for person in people:
            assert await asks(server, person, "/poses")
        assert await behind[1].stops() == 0
        answered = {root for root, status in server.caller.answers if status == 200}
        assert len(answered) == 2
        assert server.calls_to("getUpdates") == []
        assert server.refusals == []


async def test_one_machine_holds_discords_line_and_another_takes_it_over(tmp_path: Path) -> None:
    """Both write to the same person, one after the other; there is never a second line."""
    async with DiscordServer(token=DISCORD_TOKEN) as server, fresh_database() as url:
        amy = server.user(7001, "Amy")
        settings = {
            "DISCORD_BOT_TOKEN": DISCORD_TOKEN, "DISCORD_API_URL": server.api_url,
            "DISCORD_GATEWAY_URL": server.gateway_url, "DATABASE_URL": url,
        }  # fmt: skip
        async with machines(tmp_path, 2, **settings) as pair:
            await server.wait_for(lambda: server.gateway.connected, seconds=20)
            assert len(server.gateway.identified) == 1
            assert (await server.reply_to(server.slash(amy, "poses"), seconds=20)).text
            (holds,) = [one for one in pair if any("duty_taken" in line for line in one.told)]
            assert await holds.stops() == 0
            await server.wait_for(lambda: len(server.gateway.identified) == 2, seconds=10)
            await server.wait_for(lambda: server.gateway.connected, seconds=10)
            assert (await server.reply_to(server.slash(amy, "poses"), seconds=20)).text


async def test_a_database_that_restarts_is_got_over(tmp_path: Path) -> None:
    """Both machines find it again by themselves, and whoever asks afterwards is answered."""
    need_postgresql()
    if not binaries():
        pytest.skip("a server that is only named cannot be restarted")
    database = Postgresql.begin()
    try:
        async with TelegramServer(token=TOKEN) as server:
            ana = server.user(7, first_name="Ana", language_code="en")
            settings = {
                "TELEGRAM_BOT_TOKEN": TOKEN, "TELEGRAM_API_URL": server.url,
                "DATABASE_URL": database.url("postgres"),
            }  # fmt: skip
            async with machines(tmp_path, 2, **settings) as pair:
                await asks(server, ana, "/start")
                for _ in range(2):
                    database.restart()
                    assert "Four" in await asks(server, ana, "/poses")
                assert [await machine.stops() for machine in pair] == [0, 0]
            assert server.refusals == []
    finally:
        database.discard()


def free_ports(count: int) -> list[int]:
    with ExitStack() as stack:
        taken = [stack.enter_context(socket.socket()) for _ in range(count)]
        for one in taken:
            one.bind(("127.0.0.1", 0))
        return [int(one.getsockname()[1]) for one in taken]


async def test_a_machine_that_signs_the_page_with_another_secret_says_so(tmp_path: Path) -> None:
    """Who takes the page over with the same one says nothing; one that differs is an error."""
    secrets = ("one" * 11, "one" * 11, "another" * 5)
    told: list[list[str]] = []
    async with TelegramServer(token=TOKEN) as server, fresh_database() as url:
        for number, (port, secret) in enumerate(zip(free_ports(3), secrets, strict=True)):
            settings = {
                "TELEGRAM_BOT_TOKEN": TOKEN, "TELEGRAM_API_URL": server.url, "DATABASE_URL": url,
                "KARANI_WEB": "true", "KARANI_WEB_PORT": str(port), "KARANI_WEB_SECRET": secret,
            }  # fmt: skip
            home = tmp_path / str(number)
            home.mkdir()
            async with machines(home, 1, **settings) as (machine,):
                await machine.says("event=web_open")
                assert await machine.stops() == 0
            told.append(machine.errors)
            assert not any(secret in line for line in machine.told)
    assert told == [[], [], ["web_secret_differs"]]
