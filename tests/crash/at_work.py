"""When the coach was there to send, from what its processes wrote and when they ended.

All instants are the machine's own, also where the coach's time goes faster.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import pairwise

_EVENT = re.compile(
    r"timestamp=(?P<at>\S+) .*\bevent=(?P<what>duty_taken|duty_lost) platform=(?P<platform>\S+)"
)


@dataclass(slots=True, kw_only=True)
class Life:
    """One process: its start, when it said that it serves, its end, and every line it wrote."""

    began: datetime
    served: datetime | None = None
    ended: datetime | None = None
    told: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """How a run went: every process's life, and every kill.

    `real` makes the machine's instant of one of the coach's.
    """

    lives: Sequence[Life]
    kills: Sequence[datetime]
    real: Callable[[datetime], datetime]

    def at_work(self, platform: str, since: datetime, until: datetime) -> timedelta:
        """How long, of a span in the coach's time, a process was there to send to a platform.

        It is there once it serves and holds the lease, and half as long again as its start took
        has passed: it reaches the platform then, and how long that takes is up to the machine.
        """
        spans = [
            (max(self.real(since), begins), min(self.real(until), ends))
            for life in self.lives
            for begins, ends in self._there(life, platform)
        ]
        return sum((e - b for b, e in spans if b < e), timedelta(0))

    def handovers(self, platform: str) -> list[datetime]:
        """When a lease went from one process to another that the first one did not die for."""
        changes = sorted(
            (at, number)
            for number, life in enumerate(self.lives)
            for at, what in _events(life, platform)
            if what == "duty_taken"
        )
        return [
            at
            for (_, before), (at, _) in pairwise(changes)
            if (self.lives[before].ended or at) >= at
        ]

    def _there(self, life: Life, platform: str) -> Iterator[tuple[datetime, datetime]]:
        if life.served is None:
            return
        reached = life.served + (life.served - life.began) / 2
        ended = life.ended or datetime.max.replace(tzinfo=life.began.tzinfo)
        if not self._leased:
            yield reached, ended
            return
        since: datetime | None = None
        for at, what in _events(life, platform):
            if what == "duty_taken":
                since = since or max(at, reached)
            elif since is not None:
                yield since, at
                since = None
        if since is not None:
            yield since, ended

    @property
    def _leased(self) -> bool:
        return any("event=duty_taken" in line for life in self.lives for line in life.told)


def _events(life: Life, platform: str) -> Iterator[tuple[datetime, str]]:
    for line in life.told:
        found = _EVENT.search(line)
        if found and found["platform"] == platform:
            yield datetime.fromisoformat(found["at"]), found["what"]
