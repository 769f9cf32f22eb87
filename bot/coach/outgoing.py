"""What the clock has given birth to and is to be sent: a port of the core, and its values."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol


class Purpose(StrEnum):
    """What an outbox entry is for; it decides lane, lateness and how it is composed."""

    CUE = "cue"
    REMINDER = "reminder"


class Lane(StrEnum):
    """Who goes first: a hold's opening, switch and end, then cues within it, then reminders."""

    HOLD = "hold"
    MID_HOLD = "mid_hold"
    REMINDER = "reminder"


@dataclass(frozen=True, slots=True, kw_only=True)
class OutboxEntry:
    """Something to be sent, by reference: never words.

    `key` is unique for ever: (session, number) or (reminder, night, ring). `subject` is the row it
    is about, `part` which part of it (a saying's number, or a night), `cue` the kind of a cue.
    `expires_at`: not sent later than this. `attempts`: sends begun so far.
    """

    id: int
    key: str
    purpose: Purpose
    lane: Lane
    practitioner: int
    subject: int
    part: str
    cue: str
    due_at: datetime
    expires_at: datetime
    attempts: int = 0


def ring_key(reminder: int, ring: str) -> str:
    """The key of a ring's entry; `ring` is its name among all rings of its reminder."""
    return f"reminder:{reminder}:{ring}"


class Fate(StrEnum):
    """What became of an outbox entry."""

    SENT = "sent"
    STALE = "stale"
    DROPPED = "dropped"
    EXPIRED = "expired"
    REFUSED = "refused"
    GIVEN_UP = "given_up"


UNDELIVERED = (Fate.DROPPED, Fate.EXPIRED, Fate.REFUSED, Fate.GIVEN_UP)
"""Ends at which something that was still true had reached nobody."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Closing:
    """What became of an entry, why where it was not sent, and when."""

    entry: int
    fate: Fate
    at: datetime
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenUp:
    """An entry that was true to its end and reached nobody, as whoever runs the coach sees it."""

    entry: OutboxEntry
    fate: Fate
    closed_at: datetime
    reason: str


class Outbox(Protocol):
    """What the clock has given birth to and is to be sent."""

    async def put(self, entry: OutboxEntry) -> bool:
        """Add one; False, and nothing changed, if its key was ever there."""
        ...

    async def put_all(self, entries: Sequence[OutboxEntry]) -> None:
        """Add many at once; those whose key was ever there are left as they are."""
        ...

    async def claim(
        self,
        now: datetime,
        limit: int,
        lease_until: datetime,
        platforms: Collection[str] | None = None,
        *,
        lane: Lane | None = None,
    ) -> tuple[OutboxEntry, ...]:
        """Take those ready by now and not leased, by lane, then by instant; attempts one higher.

        With `platforms`, only what is for people whose home is on one of them, or who have none;
        with `lane`, only what lies in it.
        """
        ...

    async def still(self, entries: Sequence[OutboxEntry]) -> frozenset[int]:
        """Ids of those that are open and have not been claimed again since."""
        ...

    async def close(self, entry: int, fate: Fate, at: datetime, reason: str = "") -> None:
        """Say what became of one; it is never sent again."""
        ...

    async def close_all(self, closings: Sequence[Closing]) -> None:
        """Say what became of many at once."""
        ...

    async def put_back(self, entry: OutboxEntry, due_at: datetime) -> None:
        """Let go of one that is still in hand, to be sent at another instant."""
        ...

    async def let_go(self, platforms: Collection[str] | None = None) -> None:
        """End the leases of a former holder: what it had in hand is anybody's at once.

        Each counts one attempt more, so that a holder that lives is `still` in hand of none of it.
        """
        ...

    async def waiting(self, now: datetime) -> dict[Lane, int]:
        """How many are due by now, unsent and in nobody's hands, by lane."""
        ...

    async def hasten(self, practitioner: int, now: datetime) -> bool:
        """Make what was put back for somebody due now, the leased left alone; whether any was."""
        ...

    async def given_up(self, limit: int) -> tuple[GivenUp, ...]:
        """Those that were true to their end and reached nobody, the latest first."""
        ...

    async def again(self, entry: int, now: datetime) -> None:
        """Open one that has ended, to be sent now, as if it had never been tried."""
        ...
