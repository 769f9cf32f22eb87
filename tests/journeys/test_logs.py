"""What is logged at the loudest level: neither a token nor a word that anybody wrote."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from bot.config import Settings
from tests.fakes.telegram_server import TelegramServer

ROOT = Path(__file__).parents[2]
TOKEN = "4242:SESAME-open"
WORDS = (
    "my cat Fridolin sleeps on my hernia scar",
    "i have crushing chest pain, says Fridolin",
    "/safety glaucoma and Fridolin",
    "/pose Fridolin",
    "/timezone Fridolinstadt",
    "/remind fridolin o'clock",
    "/fridolin",
    "\x00Fridolin\x1b[31m",
)
UNSPOKEN = ("fridolin", "hernia", "chest", "glaucoma", "sesame", "berlin")


def environment(**settings: str) -> dict[str, str]:
    names = {name.upper() for name in Settings.model_fields}
    bare = {name: value for name, value in os.environ.items() if name not in names}
    return {**bare, "PYTHONPATH": str(ROOT), "LOG_LEVEL": "DEBUG", **settings}


@asynccontextmanager
async def running(*arguments: str, there: Path, **settings: str) -> AsyncIterator[Process]:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", *arguments,
        cwd=there, env=environment(**settings), stdin=DEVNULL, stdout=PIPE, stderr=PIPE,
    )  # fmt: skip
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()


async def test_an_evening_in_the_local_chat_leaves_no_word_in_the_log(tmp_path: Path) -> None:
    """Words, presses and places go in; standard error holds none of them."""
    lines = [{"user": "Fridolin", "text": text} for text in WORDS]
    lines += [{"user": "Fridolin", "press": "s1:Fridolin:600"}]
    lines += [{"user": "Fridolin", "text": "/timezone Berlin"}]
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", "chat", "--jsonl",
        cwd=tmp_path, env=environment(), stdin=PIPE, stdout=PIPE, stderr=PIPE,
    )  # fmt: skip
    script = "".join(json.dumps(line) + "\n" for line in lines)
    _, err = await process.communicate(script.encode())
    assert process.returncode == 0
    assert [word for word in UNSPOKEN if word in err.decode().casefold()] == []


async def test_an_evening_on_telegram_leaves_neither_token_nor_word(tmp_path: Path) -> None:
    """Served by the real client at DEBUG, restarts and refusals included, nothing slips out."""
    async with TelegramServer(token=TOKEN) as server:
        ana = server.user(7, first_name="Fridolin", language_code="en")
        url = {"TELEGRAM_BOT_TOKEN": TOKEN, "TELEGRAM_API_URL": server.url}
        async with running("run", there=tmp_path, **url) as process:
            for text in WORDS:
                before = len(server.said(ana))
                server.says(ana, text)
                await server.wait_for(lambda: len(server.said(ana)) > before, seconds=20)  # noqa: B023 - awaited in the same turn
            process.send_signal(signal.SIGTERM)
            out, err = await asyncio.wait_for(process.communicate(), 15)
        log = (out + err).decode().casefold()
        assert "serving" in log
        assert [word for word in UNSPOKEN if word in log] == []


async def test_a_wrong_token_is_told_without_it(tmp_path: Path) -> None:
    """One line says that the token is wrong; the token itself is not in it."""
    async with TelegramServer(token="1:another") as server:
        url = {"TELEGRAM_BOT_TOKEN": TOKEN, "TELEGRAM_API_URL": server.url}
        async with running("run", there=tmp_path, **url) as process:
            out, err = await asyncio.wait_for(process.communicate(), 20)
        log = (out + err).decode()
        assert "SESAME" not in log
        assert "token" in log
