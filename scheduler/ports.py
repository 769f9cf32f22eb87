"""What the clock's side of the house needs and offers, named for the need."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Protocol

Tick = Callable[[datetime], Awaitable[datetime | None]]
"""Does all that is due at an aware instant; answers with the next due instant, None for never."""


class Clock(Protocol):
    """The only way to ask the time, and to let it pass."""

    def now(self) -> datetime:
        """This instant, aware, in UTC."""
        ...

    def elapsed(self) -> float:
        """Seconds on a clock that nobody sets: only differences of its readings mean anything."""
        ...

    async def sleep(self, seconds: float) -> None:
        """Let time pass."""
        ...


class Alarm(Protocol):
    """Winds the ticks: regularly, and sooner when something new is due sooner."""

    def start(self) -> None:
        """Begin to tick."""
        ...

    def wake_at(self, instant: datetime) -> None:
        """Tick at this instant too, if none is wound for it or earlier."""
        ...

    async def stop(self, seconds: float | None = None) -> None:
        """No further ticks; one that runs is waited for, so many seconds at most, then cut off."""
        ...
