"""The chat in a terminal: the same coach, in real time, for one person and no token."""

from __future__ import annotations

import asyncio
import getpass
import sys
import tempfile
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.panel import Panel
from rich.text import Text

from bot.coach.talk.actions import Action
from bot.coach.talk.replies import Choice, Kind, Line, Message, Style
from bot.coach.talk.requests import (
    Account,
    ChatAddress,
    Content,
    Place,
    Press,
    Request,
    Words,
)
from bot.delivery.front import Front
from bot.delivery.messenger import Receipt
from content.library import Library
from content.phrases import phrase
from scheduler.clock import SystemClock

PLATFORM = "local"
WIDTH = 72
PROMPT = "> "

CANDLE, DIM, ACCENT, ALERT = "#E9DFC9", "#8E97B3", "#D9B36C", "#E39A7B"

_LOOK = {
    Style.HEADING: f"bold {ACCENT}",
    Style.PARAGRAPH: CANDLE,
    Style.STEP: CANDLE,
    Style.ITEM: CANDLE,
    Style.NOTE: f"italic {DIM}",
    Style.WARNING: f"bold {ALERT}",
    Style.QUOTE: DIM,
    Style.COUNTDOWN: ACCENT,
}


@dataclass(slots=True)
class Terminal:
    """Shows messages as they come, and takes a line or a choice's number as the answer."""

    library: Library
    clock: SystemClock
    console: Console = field(default_factory=lambda: Console(width=WIDTH, highlight=False))
    platform: str = PLATFORM
    _choices: list[Choice[str]] = field(default_factory=list)

    async def send(self, to: ChatAddress, message: Message, *, nonce: str) -> Receipt:  # noqa: ARG002 - a port's arguments
        """Show what the clock has given birth to, with a bell unless it is silent."""
        if not message.silent:
            self.console.bell()
        self._show(message)
        self._prompt()
        return Receipt(message="")

    async def run(self, front: Front) -> None:
        """Talk until the input ends."""
        await self._say(front, Words("/start"))
        async for line in _typed():
            await self._say(front, self._meant(line.strip()))

    async def _say(self, front: Front, content: Content) -> None:
        user = getpass.getuser()
        own = ChatAddress(platform=PLATFORM, chat=user)
        request = Request(
            account=Account(platform=PLATFORM, id=user),
            address=own,
            place=Place.PRIVATE,
            content=content,
            at=self.clock.now(),
            home=own,
        )
        spoken = await front.serve(request)
        for message in spoken.messages:
            self._show(message)
        self._prompt()

    def _meant(self, line: str) -> Content:
        """A number chooses what stands under it; everything else is said as it is."""
        if line.isdigit() and 0 < int(line) <= len(self._choices):
            action: Action = self._choices[int(line) - 1].action
            return Press(action.pack())
        return Words(line)

    def _show(self, message: Message) -> None:
        body: list[RenderableType] = []
        number = 0
        for line in message.lines:
            number = number + 1 if line.style is Style.STEP else 0
            body.append(self._line(line, number))
        body += [Text(str(self._save(f.name, f.data)), style=DIM) for f in message.files]
        if message.choices:
            self._choices = [choice for row in message.choices for choice in row]
            body.append(self._offers())
        edge = ACCENT if message.kind is Kind.CUE else DIM
        self.console.print(Panel(Group(*body), border_style=edge, width=WIDTH))

    def _line(self, line: Line[str], number: int) -> RenderableType:
        marks = {Style.STEP: f"{number}. ", Style.ITEM: "• "}
        # Text never reads markup: what a person typed appears as it was typed.
        text = Text(marks.get(line.style, "") + line.text, style=_LOOK[line.style])
        if line.until is not None:
            text.append(f"  ({self._left(line.until)})", style=DIM)
        return Padding(text, (0, 0, 0, 2)) if line.style is Style.QUOTE else text

    def _left(self, until: datetime) -> str:
        seconds = max(0, round((until - self.clock.now()).total_seconds()))
        return f"{seconds // 60}:{seconds % 60:02}"

    def _offers(self) -> Text:
        text = Text()
        for number, choice in enumerate(self._choices, start=1):
            text.append(f"\n{number} ", style=ACCENT)
            text.append(choice.label, style=CANDLE)
        return text

    def _save(self, name: str, data: bytes) -> Path:
        path = Path(tempfile.mkdtemp(prefix="karani-")) / Path(name).name
        path.write_bytes(data)
        return path

    def _prompt(self) -> None:
        self.console.print(Text(PROMPT, style=ACCENT), end="")

    def note(self, key: str, **params: str) -> None:
        """A line of the program's own, above the chat."""
        text = self.library.catalogue("en").text(phrase(key, **params), UTC)
        self.console.print(Text(text, style=DIM))


async def _typed() -> AsyncIterator[str]:
    """Lines as they are typed, without holding up the clock."""
    loop = asyncio.get_running_loop()
    while True:
        line = await loop.run_in_executor(None, sys.stdin.readline)
        if not line:
            return
        yield line
