"""Several machines on one PostgreSQL: the real program in processes of its own."""

from __future__ import annotations

import socket
from collections.abc import AsyncIterator
from contextlib import ExitStack, asynccontextmanager
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


def free_ports(count: int) -> list[int]:
    with ExitStack() as stack:
        taken = [stack.enter_context(socket.socket()) for _ in range(count)]
        for one in taken:
            one.bind(("127.0.0.1", 0))
        return [int(one.getsockname()[1]) for one in taken]
