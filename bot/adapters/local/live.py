"""The line at the foot of the terminal that goes on while a session runs.

The rows above it scroll by themselves (a scrolling region, as package managers use one for their
bars), so that it stays where it is and nothing that somebody is typing is touched.
"""

from __future__ import annotations

import asyncio
import math
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime

from rich.console import Console
from rich.text import Text

from bot.adapters.local.looks import cleaned, palette_at
from bot.coach.talk.illustrations import BreathLoop
from bot.coach.talk.replies import Illustration, Message
from bot.coach.talk.standing import Phase, Standing
from scheduler.ports import Clock

EVERY_SECONDS, STILL_SECONDS = 1.0, 10.0
"""How often the line is drawn; the second for whoever wants nothing to move."""

BAR = 24
LEAST_ROWS, LEAST_COLUMNS = 10, 60
_BREATHS = "\N{WHITE CIRCLE}\u25d4\u25d1\u25d5\N{BLACK CIRCLE}"
_SAVE, _RESTORE, _DOWN, _UP = "\x1b7", "\x1b8", "\x1bD", "\x1b[1A"


@dataclass(slots=True)
class LiveLine:
    """Where the session stands, drawn anew as it goes; nothing where the screen cannot show it."""

    console: Console
    clock: Clock
    _standing: Standing[str] | None = None
    _breath: Illustration[str] | None = None
    _rows: int = field(default=0)

    def follow(self, message: Message) -> None:
        """Take over what a message says of the session."""
        if message.standing is None:
            return
        idle = message.standing.phase is Phase.IDLE
        self._standing = None if idle else message.standing
        found = [one for one in message.pictures if isinstance(one.scene, BreathLoop)]
        if idle or found:
            self._breath = None if idle else found[0]

    async def run(self) -> None:
        """Draw until cancelled, and leave the screen as it was."""
        with _before_the_end(self._release):
            while True:
                self._draw()
                await self.clock.sleep(STILL_SECONDS if self._still else EVERY_SECONDS)

    @property
    def _still(self) -> bool:
        return self._standing is not None and self._standing.still

    def _draw(self) -> None:
        standing = self._standing
        if standing is None or not self._can():
            self._release()
            return
        self._hold()
        with self.console.capture() as drawn:
            self.console.print(self.line(standing, self.clock.now()), end="", no_wrap=True)
        self._write(f"{_SAVE}\x1b[{self._rows};1H\x1b[2K{drawn.get()}{_RESTORE}")

    def line(self, standing: Standing[str], now: datetime) -> Text:
        """What is practised, the stretch, a bar, the time left, and the breath if one is chosen."""
        colours = palette_at(now.astimezone())
        at = standing.paused_at or now
        since, until = standing.since or at, standing.until or at
        whole, left = (until - since).total_seconds(), max(0.0, (until - at).total_seconds())
        done = BAR - round(BAR * left / whole) if whole > 0 else BAR
        seconds = math.ceil(left)
        text = Text(style=f"on {colours.ground}")
        text.append(f" {cleaned(standing.title or '')} ", style=colours.secondary)
        text.append(f" {cleaned(standing.label or '')}  ", style=colours.text)
        if standing.phase is Phase.COMING_OUT:
            # Nobody is hurried down: its end is only when a session without an answer is over.
            return text
        text.append("\u2501" * done, style=colours.accent)
        text.append("\u2500" * (BAR - done), style=colours.secondary)
        text.append(f"  {seconds // 60}:{seconds % 60:02}", style=colours.text)
        if standing.phase is Phase.HOLDING and standing.paused_at is None and not standing.still:
            text.append(self._breathing((now - since).total_seconds()), style=colours.accent)
        return text

    def _breathing(self, seconds: float) -> str:
        """Where the breath is, as a circle that fills and empties with its word."""
        scene = self._breath.scene if self._breath else None
        if self._breath is None or not isinstance(scene, BreathLoop) or scene.still:
            return ""
        words = self._breath.words
        inward, kept, outward = words[0], words[len(words) // 2], words[-1]
        at = seconds % (scene.inhale + scene.hold + scene.exhale)
        if at < scene.inhale:
            full, word = at / scene.inhale, inward
        elif at < scene.inhale + scene.hold:
            full, word = 1.0, kept
        else:
            full, word = 1 - (at - scene.inhale - scene.hold) / scene.exhale, outward
        return f"   {_BREATHS[round(full * (len(_BREATHS) - 1))]} {cleaned(word)}"

    def _can(self) -> bool:
        size = self.console.size
        large = size.height >= LEAST_ROWS and size.width >= LEAST_COLUMNS
        able = self.console.is_terminal and not self.console.is_dumb_terminal
        return able and large and self.console.encoding.startswith("utf")

    def _hold(self) -> None:
        """Keep the last row out of the scrolling; the cursor stays with what it stands in."""
        rows = self.console.size.height
        if self._rows == rows:
            return
        room = "" if self._rows else f"{_DOWN}{_UP}"
        self._rows = rows
        self._write(f"{room}{_SAVE}\x1b[1;{rows - 1}r{_RESTORE}")

    def _release(self) -> None:
        if self._rows:
            self._write(f"{_SAVE}\x1b[r\x1b[{self._rows};1H\x1b[2K{_RESTORE}")
            self._rows = 0

    def _write(self, controls: str) -> None:
        self.console.file.write(controls)
        self.console.file.flush()


@contextmanager
def _before_the_end(tidy: Callable[[], None]) -> Iterator[None]:
    """Tidy up at the end of the block, or before a request to end the process is followed."""
    loop = asyncio.get_running_loop()

    def end() -> None:
        tidy()
        loop.remove_signal_handler(signal.SIGTERM)
        # As it would have ended without us: whoever asked sees the same status.
        signal.raise_signal(signal.SIGTERM)

    with suppress(NotImplementedError):
        loop.add_signal_handler(signal.SIGTERM, end)
    try:
        yield
    finally:
        with suppress(NotImplementedError):
            loop.remove_signal_handler(signal.SIGTERM)
        tidy()
