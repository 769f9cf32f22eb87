"""`karani web` as somebody starts it: what it says, what it leaves, how it ends."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from aiohttp import ClientSession, CookieJar

from bot.config import Settings
from tests.adapters.web_page.bench import Stream
from tests.fakes.telegram_server import TelegramServer

ROOT = Path(__file__).parents[2]
SECONDS = 20.0
TOKEN = "123:abc"


@asynccontextmanager
async def karani(folder: Path, *arguments: str, **settings: str) -> AsyncIterator[Process]:
    """The program in a folder of its own with only these settings; killed if it still lives."""
    names = {name.upper() for name in Settings.model_fields}
    bare = {name: value for name, value in os.environ.items() if name not in names}
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", *arguments, cwd=folder, stdout=PIPE, stderr=PIPE,
        env={**bare, "PYTHONPATH": str(ROOT), "KARANI_WEB_PORT": "0", **settings},
    )  # fmt: skip
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
            await process.communicate()


async def address_of(process: Process) -> str:
    """Where the page is, as the program says it."""
    assert process.stdout is not None
    line = (await asyncio.wait_for(process.stdout.readline(), SECONDS)).decode().strip()
    assert line.startswith("The same coach in a browser: http://127.0.0.1:"), line
    return line.partition(": ")[2].rstrip("/")


async def refused(folder: Path, *arguments: str, **settings: str) -> str:
    """The one line with which a start is refused, and status 2."""
    async with karani(folder, *arguments, **settings) as process:
        out, told = await asyncio.wait_for(process.communicate(), SECONDS)
    assert (process.returncode, out) == (2, b"")
    (line,) = told.decode().splitlines()
    return line


def _modes(folder: Path) -> dict[str, int]:
    """What others may do with each file."""
    return {path.name: path.stat().st_mode & 0o077 for path in folder.iterdir()}


async def test_it_says_where_it_is_and_ends_when_it_is_told_to(tmp_path: Path) -> None:
    """With a tab open too; its files are its owner's alone, and the next start knows who it is."""
    jar = CookieJar(unsafe=True)
    async with ClientSession(cookie_jar=jar) as session:
        async with karani(tmp_path, "web") as process:
            url = await address_of(process)
            async with session.post(f"{url}/enter", json={}, headers={"Origin": url}) as response:
                you = (await response.json())["you"]
                (cookie,) = response.cookies.values()
            async with session.get(f"{url}/live") as live:
                assert (await Stream(live).next())[0] == "hello"
                process.send_signal(signal.SIGTERM)
                assert await asyncio.wait_for(process.wait(), SECONDS) == 0
        async with karani(tmp_path, "web") as process:
            url = await address_of(process)
            port = url.rpartition(":")[2]
            headers = {"Origin": url, "Cookie": f"karani_{port}={cookie.value}"}
            async with session.post(f"{url}/enter", json={}, headers=headers) as response:
                assert (await response.json())["you"] == you
    kept = _modes(tmp_path)
    assert {"karani.sqlite3", "karani-web.secret"} <= kept.keys()
    assert set(kept.values()) == {0}


async def test_a_port_that_is_taken_is_told_in_one_line(tmp_path: Path) -> None:
    """It names the setting."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        line = await refused(tmp_path, "web", KARANI_WEB_PORT=port)
    assert line.startswith(f"karani: KARANI_WEB_PORT: {port} cannot be listened on")


async def test_bound_elsewhere_without_a_secret_it_does_not_start(tmp_path: Path) -> None:
    """One line that names the setting; nothing is made, whatever was to be started."""
    for command in ("web", "run"):
        line = await refused(tmp_path, command, KARANI_WEB_HOST="192.0.2.1")
        assert line.startswith("karani: KARANI_WEB_SECRET: ")
    assert _modes(tmp_path) == {}


async def test_an_address_that_this_machine_has_not_is_told_in_one_line(tmp_path: Path) -> None:
    """It names the setting."""
    line = await refused(tmp_path, "web", KARANI_WEB_HOST="192.0.2.1", KARANI_WEB_SECRET="x" * 32)
    assert line.startswith("karani: KARANI_WEB_HOST: ")


async def test_the_page_is_served_beside_a_platform_where_it_is_wanted(tmp_path: Path) -> None:
    """`KARANI_WEB=true`: one coach for both; without it a token brings no page."""
    async with TelegramServer(token=TOKEN) as server:
        telegram = {"TELEGRAM_BOT_TOKEN": TOKEN, "TELEGRAM_API_URL": server.url}
        async with karani(tmp_path, "run", **telegram, KARANI_WEB="true") as process:
            assert process.stderr is not None
            line = (await asyncio.wait_for(process.stderr.readline(), SECONDS)).decode()
            assert "event=web_open" in line
            url = line.partition("address=")[2].split()[0].strip("\"'/")
            async with ClientSession() as session, session.get(url) as response:
                assert response.status == 200
                assert "Karani" in await response.text()
        async with karani(tmp_path, "run", **telegram) as process:
            assert process.stderr is not None
            line = (await asyncio.wait_for(process.stderr.readline(), SECONDS)).decode()
            assert "platforms=telegram" in line
