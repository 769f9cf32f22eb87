"""The chat in a terminal: the same coach, in real time, for one person and no token."""

from __future__ import annotations

import asyncio
import locale
import os
import sys
import tempfile
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC
from pathlib import Path
from typing import Protocol

from rich.console import Console
from rich.control import Control
from rich.segment import ControlType
from rich.text import Text

from bot.adapters.local.live import LiveLine
from bot.adapters.local.looks import Blocks, Card, palette_at
from bot.coach.ports import Lane
from bot.coach.talk.actions import Action
from bot.coach.talk.replies import Message
from bot.coach.talk.requests import (
    Account,
    ChatAddress,
    Content,
    Place,
    Press,
    Request,
    Words,
)
from bot.delivery.front import Spoken
from bot.delivery.messenger import Receipt
from bot.media.blocks import cells
from bot.media.studio import Studio
from content.library import Library
from content.phrases import Phrase, phrase
from scheduler.ports import Clock

PLATFORM = "local"
PERSON = "you"
"""Whoever sits at the terminal: the database beside it knows one person."""

PROMPT = "> "
READ_BYTES = 65_536

PICTURE_COLUMNS, PICTURE_ROWS = 56, 20
LEAST_COLUMNS = 60
"""A picture in cells is none on a narrower screen."""

_COLOURS = {"256", "truecolor"}
_FRESH_LINE = Control(ControlType.CARRIAGE_RETURN, (ControlType.ERASE_IN_LINE, 2))


class Answers(Protocol):
    """Whoever answers requests: the house's front."""

    async def serve(self, request: Request) -> Spoken:
        """The answer, in words."""
        ...


@dataclass(slots=True)
class Terminal:
    """Shows messages as they come, and takes a line or a choice's number as the answer.

    With a `studio` pictures are shown where the screen can.

    An answer's choices are numbered anew. What the clock brings between two answers keeps every
    number that is on the screen and goes on counting, so that a number typed meanwhile still means
    what it stood beside.
    """

    library: Library
    clock: Clock
    console: Console = field(default_factory=lambda: Console(highlight=False))
    studio: Studio | None = None
    platform: str = PLATFORM
    _live: LiveLine = field(init=False)
    _pictured: str | None = None
    _offered: list[Action] = field(default_factory=list)
    _prompted: bool = False

    def __post_init__(self) -> None:
        self._live = LiveLine(self.console, self.clock)

    async def send(
        self,
        to: ChatAddress,  # noqa: ARG002 - a port's argument, as the next ones
        message: Message,
        *,
        nonce: str,  # noqa: ARG002
        lane: Lane,  # noqa: ARG002 - here everything goes at once
    ) -> Receipt:
        """Show what the clock has given birth to, with a bell unless it is silent."""
        self._clear_prompt()
        if not message.silent:
            self.console.bell()
        self._show(message)
        self._prompt()
        return Receipt(message="")

    async def run(self, front: Answers, typed: AsyncIterator[str], *notes: Phrase) -> None:
        """Talk until the input ends; `notes` are told above the first prompt."""
        for note in (*notes, phrase("adapter.terminal.how")):
            self._note(note)
        await self._say(front, Words("/start"))
        living = asyncio.create_task(self._live.run())
        try:
            async for line in typed:
                await self._say(front, self._meant(line.strip()))
        finally:
            living.cancel()
            await asyncio.gather(living, return_exceptions=True)
        self.console.print()

    async def _say(self, front: Answers, content: Content) -> None:
        own = ChatAddress(platform=PLATFORM, chat=PERSON)
        request = Request(
            account=Account(platform=PLATFORM, id=PERSON),
            address=own,
            place=Place.PRIVATE,
            content=content,
            at=self.clock.now(),
            locale=_language(),
            home=own,
        )
        spoken = await front.serve(request)
        if any(message.choices for message in spoken.messages):
            self._offered.clear()
        self._clear_prompt()
        for message in spoken.messages:
            self._show(message)
        self._prompt()

    def _meant(self, line: str) -> Content:
        """A number chooses what stands beside it; everything else is said as it is."""
        if line.isdecimal() and 0 < int(line[:4]) <= len(self._offered):
            return Press(self._offered[int(line) - 1].pack())
        return Words(line)

    def _show(self, message: Message) -> None:
        now = self.clock.now()
        self._live.follow(message)
        card = Card(
            message=message,
            palette=palette_at(now.astimezone()),
            numbers=tuple(self._numbers(message)),
            files=tuple(str(_saved(file.name, file.data)) for file in message.files),
            left=message.until - now if message.until else None,
            blocks=tuple(self._blocks(message)),
        )
        self.console.print(card.drawn(self.console.width))

    def _blocks(self, message: Message) -> Iterator[Blocks]:
        """Pictures in cells where there are colours and room for them, and not the last one again.

        What moves stays in words: the line at the foot breathes.
        """
        console = self.console
        able = console.is_terminal and not console.no_color and console.encoding.startswith("utf")
        if self.studio is None or not able or console.color_system not in _COLOURS:
            return
        if console.width < LEAST_COLUMNS:
            return
        for one in self.studio.prints(message):
            picture = one.picture
            if picture.media_type == "image/png" and picture.digest != self._pictured:
                self._pictured = picture.digest
                yield cells(picture, PICTURE_COLUMNS, PICTURE_ROWS)

    def _numbers(self, message: Message) -> Iterator[tuple[int, ...]]:
        for row in message.choices:
            self._offered += [c.action for c in row if c.action not in self._offered]
            yield tuple(self._offered.index(choice.action) + 1 for choice in row)

    def _prompt(self) -> None:
        self.console.print(Text(PROMPT), end="")
        self._prompted = True

    def _clear_prompt(self) -> None:
        """Take back a prompt that nobody has answered, where the terminal can."""
        if self._prompted and self.console.is_terminal:
            self.console.control(_FRESH_LINE)
        elif self._prompted:
            self.console.print()
        self._prompted = False

    def _note(self, note: Phrase) -> None:
        """A line of the program's own, above the chat."""
        text = self.library.catalogue("en").text(note, UTC)
        self.console.print(Text(text, style="dim"))


async def typed_lines() -> AsyncIterator[str]:
    """Lines as they are typed, without holding up the clock or the end of the program."""
    loop = asyncio.get_running_loop()
    lines: asyncio.Queue[bytes | None] = asyncio.Queue()

    def read() -> None:
        # A thread that may wait for ever; nobody waits for it when the chat is over. It reads past
        # `sys.stdin`, whose lock would then be missed at the interpreter's end.
        rest = b""
        with suppress(RuntimeError):
            while some := os.read(sys.stdin.fileno(), READ_BYTES):
                *whole, rest = (rest + some).split(b"\n")
                for line in whole:
                    loop.call_soon_threadsafe(lines.put_nowait, line)
            if rest:
                loop.call_soon_threadsafe(lines.put_nowait, rest)
            loop.call_soon_threadsafe(lines.put_nowait, None)

    threading.Thread(target=read, daemon=True).start()
    while (line := await lines.get()) is not None:
        yield line.decode("utf-8", "replace")


def _language() -> str | None:
    """The language and country of the terminal, as a platform would tell them ("de-AT")."""
    tag = locale.getlocale()[0]
    return tag.replace("_", "-") if tag and tag != "C" else None


def _saved(name: str, data: bytes) -> Path:
    path = Path(tempfile.mkdtemp(prefix="karani-")) / Path(name).name
    path.write_bytes(data)
    return path
