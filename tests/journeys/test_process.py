"""The real program, as an operator starts it, against the loopback servers."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from tests.fakes.telegram_server import TelegramServer

TOKEN = "123:abc"


@asynccontextmanager
async def karani(folder: Path, **settings: str) -> AsyncIterator[Process]:
    """`karani run` in a folder of its own; killed at the end if it still lives."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "bot",
        "run",
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(Path.cwd()), **settings},
        stdin=asyncio.subprocess.DEVNULL,
        stdout=PIPE,
        stderr=PIPE,
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
            await process.communicate()


async def test_a_session_goes_on_after_the_process_was_killed(tmp_path: Path) -> None:
    """Killed while the legs go up, the coach says the next step at its second once it is back."""
    async with TelegramServer(token=TOKEN) as server:
        ana = server.user(7, first_name="Ana", language_code="en")
        settings = {"TELEGRAM_BOT_TOKEN": TOKEN, "TELEGRAM_API_URL": server.url}
        async with karani(tmp_path, **settings) as process:
            server.says(ana, "/session legsup 1")
            await server.wait_for(lambda: server.said(ana), seconds=20)
            shown = server.said(ana)[-1]
            server.presses(ana, shown, shown.button("None of these").data or "")
            await server.wait_for(lambda: "cosy" in server.said(ana)[-1].text)
            process.kill()
            await process.wait()
        said = len(server.said(ana))
        async with karani(tmp_path, **settings) as process:
            await server.wait_for(lambda: len(server.said(ana)) > said, seconds=20)
            assert "Sit sideways" in server.said(ana)[said].text
            process.send_signal(signal.SIGTERM)
            assert await asyncio.wait_for(process.wait(), 10) == 0
        assert server.refusals == []
    assert (tmp_path / "karani.sqlite3").stat().st_mode & 0o077 == 0


async def test_wrong_settings_end_the_start_with_all_faults_listed(tmp_path: Path) -> None:
    """Every wrong setting is named in one run, with exit status 2."""
    settings = {"LOG_LEVEL": "LOUD", "TELEGRAM_API_URL": "no address", "DATABASE_URL": "oracle:x"}
    async with karani(tmp_path, **settings) as process:
        _, told = await process.communicate()
    assert process.returncode == 2
    assert all(name in told.decode() for name in settings)


async def test_a_wrong_token_ends_that_adapter_in_one_line(tmp_path: Path) -> None:
    """With no adapter left the program ends by itself and has said why in one line."""
    async with TelegramServer(token=TOKEN) as server:
        settings = {"TELEGRAM_BOT_TOKEN": "123:wrong", "TELEGRAM_API_URL": server.url}
        async with karani(tmp_path, **settings) as process:
            _, told = await asyncio.wait_for(process.communicate(), 20)
    lines = [line for line in told.decode().splitlines() if "error" in line]
    assert len(lines) == 1
    assert "telegram_token_refused" in lines[0]
    assert "wrong" not in lines[0]
