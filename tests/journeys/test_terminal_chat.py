"""`make run` without tokens, under a real terminal: one line, then the chat."""

from __future__ import annotations

import asyncio
import os
import pty
import re
import signal
import sys
import termios
from asyncio.subprocess import Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from bot.config import Settings

ROOT = Path(__file__).parents[2]
SECONDS = 20
"""How long anything may take to appear; it takes two on an idle machine."""

# What is drawn between saving and restoring the cursor stands at the foot, not in the chat.
_ESCAPES = re.compile(r"\x1b7.*?\x1b8|\x1b\[[0-9;?]*[A-Za-z]|\x1bD", re.DOTALL)


@dataclass(slots=True)
class Screen:
    """A terminal with the program in it: what it has shown, and a keyboard."""

    process: Process
    fd: int
    shown: str = ""
    _more: asyncio.Event = field(default_factory=asyncio.Event)

    def read(self) -> None:
        with suppress(OSError):
            self.shown += os.read(self.fd, 65536).decode("utf-8", "replace")
        self._more.set()

    def types(self, line: str) -> int:
        """Type a line; how much was on the screen before it."""
        os.write(self.fd, f"{line}\n".encode())
        return len(self.shown)

    def text(self, since: int) -> str:
        """What stands on the screen since then, as it is read."""
        return _ESCAPES.sub("", self.shown[since:]).replace("\u00a0", " ")

    async def more(self) -> None:
        """Wait until something more is shown."""
        self._more.clear()
        await self._more.wait()

    async def sees(self, text: str, since: int = 0) -> str:
        """Wait until a text is on the screen, and what has come since."""
        async with asyncio.timeout(SECONDS):
            while text not in self.text(since):
                await self.more()
        return self.text(since)

    async def asks(self, since: int) -> str:
        """Wait until an answer is there and the prompt stands behind it."""
        async with asyncio.timeout(SECONDS):
            while not self.text(since).endswith("\u256f\r\n> "):
                await self.more()
        return self.text(since)


def _heeds_ctrl_c() -> None:
    """A job in the background hands on that SIGINT is ignored; a terminal does not."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


@asynccontextmanager
async def screen(there: Path, *arguments: str, **settings: str) -> AsyncIterator[Screen]:
    """The program in a terminal of 80 columns, in a folder of its own, without settings."""
    # pytest-xdist tells its workers of a size that is not this terminal's.
    names = {name.upper() for name in Settings.model_fields} | {"COLUMNS", "LINES"}
    bare = {name: value for name, value in os.environ.items() if name not in names}
    master, slave = pty.openpty()
    termios.tcsetwinsize(slave, (40, 80))
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", *arguments, cwd=there, stdin=slave, stdout=slave, stderr=slave,
        env={
            **bare, "PYTHONPATH": str(ROOT), "TERM": "xterm-256color", "KARANI_WEB_PORT": "0",
            **settings,
        },
        start_new_session=True, preexec_fn=_heeds_ctrl_c,
    )  # fmt: skip
    os.close(slave)
    seen = Screen(process, master)
    loop = asyncio.get_running_loop()
    loop.add_reader(master, seen.read)
    try:
        yield seen
    finally:
        loop.remove_reader(master)
        if process.returncode is None:
            process.kill()
            await process.wait()
        os.close(master)


async def test_an_evening_in_the_terminal(tmp_path: Path) -> None:
    """One line says why; then a pose, its steps by number, a session's first cues, a reminder, a
    question about the body; and the end of the input ends it with status 0.
    """
    async with screen(tmp_path, "run") as seen:
        first = await seen.sees("Remind me at night")
        await seen.asks(0)
        assert first.splitlines()[0].startswith("No TELEGRAM_BOT_TOKEN or DISCORD_BOT_TOKEN is set")
        assert "The same coach in a browser: http://127.0.0.1:" in first
        assert "\a" not in seen.shown
        since = seen.types("/pose legsup")
        assert "1 Steps" in await seen.asks(since)
        since = seen.types("1")
        assert "Sit sideways" in await seen.asks(since)
        since = seen.types("/session legsup 1")
        assert "8 None of these" in await seen.asks(since)
        since = seen.types("8")
        await seen.sees("Choose a cosy place", since)
        since = seen.types("/pose butterfly")
        assert "4 Cautions" in await seen.asks(since)
        since = seen.types("4")
        assert "Cautions, 1 of 3" in await seen.asks(since)
        since = seen.types("/remind 22:30")
        await seen.sees("Where are you", since)
        since = seen.types("Lisbon")
        await seen.sees("22:30", since)
        since = seen.types("/safety i have glaucoma")
        await seen.sees("not this one", since)
        os.write(seen.fd, b"\x04")
        assert await asyncio.wait_for(seen.process.wait(), SECONDS) == 0
    assert "Traceback" not in seen.shown
    assert (tmp_path / "karani.sqlite3").stat().st_mode & 0o077 == 0


async def test_a_terminal_that_knows_only_ascii_is_talked_to_in_ascii(tmp_path: Path) -> None:
    """Frames, spaces and letters that the terminal has not are shown by their nearest."""
    async with screen(tmp_path, "chat", PYTHONIOENCODING="ascii") as seen:
        await seen.sees("2 Start 10 minutes")
        since = seen.types("/safety i have glaucoma")
        assert "not this one" in await seen.sees("1 What to ask the doctor", since)
        os.write(seen.fd, b"\x04")
        assert await asyncio.wait_for(seen.process.wait(), SECONDS) == 0
    assert seen.shown.isascii()


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
async def test_it_can_be_left_at_any_moment(tmp_path: Path, how: signal.Signals) -> None:
    """Ctrl-C at the prompt ends it at once, without waiting for a line and without a trace."""
    async with screen(tmp_path, "chat") as seen:
        await seen.asks(0)
        seen.process.send_signal(how)
        status = await asyncio.wait_for(seen.process.wait(), SECONDS)
    assert status == (0 if how is signal.SIGINT else -how)
    assert "Traceback" not in seen.shown


async def test_a_session_that_is_cut_off_leaves_the_screen_whole(tmp_path: Path) -> None:
    """Told to end in a session, it gives the row at the foot back before it goes."""
    async with screen(tmp_path, "chat") as seen:
        await seen.asks(0)
        since = seen.types("/session legsup 1")
        await seen.asks(since)
        since = seen.types("8")
        await seen.sees("Choose a cosy place", since)
        async with asyncio.timeout(SECONDS):
            while "\x1b[1;39r" not in seen.shown:
                await seen.more()
        seen.process.send_signal(signal.SIGTERM)
        assert await asyncio.wait_for(seen.process.wait(), SECONDS) == -signal.SIGTERM
        seen.read()
    assert seen.shown.rpartition("\x1b[1;39r")[2].count("\x1b[r") == 1


async def test_what_was_set_is_there_the_next_time(tmp_path: Path) -> None:
    """Closed and opened again, the terminal's coach knows its reminders."""
    async with screen(tmp_path, "chat") as seen:
        await seen.asks(0)
        since = seen.types("/timezone Lisbon")
        await seen.asks(since)
        since = seen.types("/remind 04:44")
        await seen.sees("04:44", since + len("/remind 04:44") + 2)
        seen.process.kill()
        await seen.process.wait()
    async with screen(tmp_path, "chat") as seen:
        await seen.asks(0)
        since = seen.types("/reminders")
        assert "04:44" in await seen.asks(since)
