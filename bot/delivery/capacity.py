"""What one token carries: the arithmetic of reminders and sessions, from its limits of speed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.delivery.pace import Limits, Rank
from scheduler.punctuality import REMINDER_GRACE

MESSAGES_OF_A_SESSION = 14
SESSION = timedelta(minutes=10)
"""A usual session: so many messages in so much time."""

STARS_A_REMINDER = 0.1
"""What Telegram takes for one beyond those that are free."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Capacity:
    """What a token carries.

    `reminders` a second, in a burst and beside everything else; `cues` a second that a herd of
    reminders leaves to those who practise. `paid`: the reminders' speed is bought.
    """

    platform: str
    reminders: float
    cues: float
    paid: bool = False

    @property
    def reminders_in_grace(self) -> int:
        """How many of one instant go out before they are too late."""
        return int(self.reminders * REMINDER_GRACE.total_seconds())

    @property
    def sessions_at_once(self) -> int:
        """How many usual sessions can be under way."""
        return int(self.cues * SESSION.total_seconds() / MESSAGES_OF_A_SESSION)


@dataclass(frozen=True, slots=True, kw_only=True)
class Herd:
    """Reminders that come too close for a token: from its first minute on, `left` are too late."""

    at: datetime
    reminders: int
    left: int


def capacity_of(platform: str, limits: Limits) -> Capacity:
    """What a token with these limits carries."""
    part = limits.shares[Rank.REMINDER] / limits.overall.seconds
    bought = limits.paid.most / limits.paid.seconds if limits.paid else None
    # Where answers have places of their own, all the others are the clock's.
    cues = limits.overall.most / limits.overall.seconds if limits.answers else part
    return Capacity(
        platform=platform, reminders=bought or part, cues=cues, paid=bought is not None
    )  # fmt: skip


def fullest(minutes: Sequence[tuple[datetime, int]]) -> tuple[datetime, int]:
    """From which minute on most reminders are due within one grace, and how many.

    Args:
        minutes: as of `herd_of`; at least one.
    """
    best, first, count = (minutes[0][0], 0), 0, 0
    for minute, due in minutes:
        count += due
        while minute - minutes[first][0] >= REMINDER_GRACE:
            count -= minutes[first][1]
            first += 1
        if count > best[1]:
            best = minutes[first][0], count
    return best


def herd_of(capacity: Capacity, minutes: Iterable[tuple[datetime, int]]) -> Herd | None:
    """The first herd that is too large, if there is one.

    Args:
        capacity: of the token.
        minutes: how many reminders are due in which minute, in order; minutes without any may be
            left out.
    """
    found: Herd | None = None
    waiting, before = 0.0, None
    for minute, count in minutes:
        if before is not None:
            waiting -= capacity.reminders * (minute - before).total_seconds()
        before = minute
        if waiting <= 0:
            if found is not None and found.left:
                return found
            waiting, found = 0.0, Herd(at=minute, reminders=0, left=0)
        assert found is not None  # noqa: S101 - nothing waits before the first minute
        waiting += count
        over = max(0, int(waiting) - capacity.reminders_in_grace)
        waiting -= over
        found = Herd(at=found.at, reminders=found.reminders + count, left=found.left + over)
    return found if found is not None and found.left else None
