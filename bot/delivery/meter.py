"""What delivery tells whoever counts: what became of each entry, each answer and each tick.

A count is for the operator and never in the way: nothing here is awaited, and nothing may raise.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Protocol

from bot.coach.ports import Fate, OutboxEntry
from bot.coach.talk.requests import Request


class Repeat(StrEnum):
    """What would have happened twice and did not."""

    UPDATE = "update"


class Meter(Protocol):
    """Counts what happens; instants are aware, in UTC."""

    def closed(self, entry: OutboxEntry, fate: Fate, now: datetime, platform: str = "") -> None:
        """An entry has come to its end at `now`; `platform` is where it was sent."""
        ...

    def avoided(self, repeat: Repeat) -> None:
        """Something came a second time, and nothing was done."""
        ...

    def answered(self, request: Request) -> None:
        """A request's answer is ready to be shown; it began at the request's instant."""
        ...

    def ticked(self, now: datetime) -> None:
        """All that was due by `now` has been written down to be sent."""
        ...


class Uncounted(Meter):
    """Counts nothing: where nobody asked for figures."""

    def closed(self, entry: OutboxEntry, fate: Fate, now: datetime, platform: str = "") -> None:
        """Nothing."""

    def avoided(self, repeat: Repeat) -> None:
        """Nothing."""

    def answered(self, request: Request) -> None:
        """Nothing."""

    def ticked(self, now: datetime) -> None:
        """Nothing."""
