"""The pages of the real program, as an operator sets them."""

from __future__ import annotations

import asyncio
import socket
from pathlib import Path

import aiohttp

from tests.fakes.telegram_server import TelegramServer
from tests.journeys.test_process import TOKEN, karani


def a_free_port() -> tuple[socket.socket, str]:
    """A port that nobody else has as long as the socket is open."""
    taken = socket.create_server(("127.0.0.1", 0))
    return taken, str(taken.getsockname()[1])


async def test_the_pages_are_on_this_machine_where_a_port_is_set(tmp_path: Path) -> None:
    """Served beside a platform, healthy, and gone with the program."""
    taken, port = a_free_port()
    taken.close()
    async with TelegramServer(token=TOKEN) as server:
        settings = {"TELEGRAM_BOT_TOKEN": TOKEN, "TELEGRAM_API_URL": server.url}
        async with karani(tmp_path, METRICS_PORT=port, **settings):
            await server.wait_for(lambda: server.calls_to("getUpdates"), seconds=20)
            ana = server.user(7, first_name="Ana", language_code="en")
            server.says(ana, "/help")
            await server.wait_for(lambda: server.said(ana), seconds=20)
            async with aiohttp.ClientSession(f"http://127.0.0.1:{port}") as http:
                async with http.get("/healthz") as answer:
                    assert (answer.status, (await answer.json())["healthy"]) == (200, True)
                async with http.get("/metrics") as answer:
                    told = await answer.text()
    assert 'karani_answer_seconds_count{platform="telegram"} 1.0' in told


async def test_a_port_that_is_taken_ends_the_start_in_one_line(tmp_path: Path) -> None:
    """Named by its setting, with exit status 2."""
    taken, port = a_free_port()
    with taken:
        settings = {"TELEGRAM_BOT_TOKEN": TOKEN, "METRICS_PORT": port}
        async with karani(tmp_path, **settings) as process:
            _, told = await asyncio.wait_for(process.communicate(), 20)
    assert process.returncode == 2
    (line,) = [line for line in told.decode().splitlines() if line.startswith("karani:")]
    assert line.startswith(f"karani: METRICS_PORT: {port} cannot be served")
