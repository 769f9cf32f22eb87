"""What only one process at a time may do, as leases that lapse by themselves.

A lease carries a fencing number, one higher each time that it changes hands. Who has slept through
the end of theirs still believes in it; the number they show tells that it is somebody else's now.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Protocol

BELIEVED = timedelta(minutes=1)
"""How far ahead the end of a lease may lie: further was written by a clock that ran fast."""


class Leases(Protocol):
    """Leases by name, each held by one at most."""

    async def take(self, name: str, holder: str, now: datetime, until: datetime) -> int | None:
        """Take a lease that is free or has lapsed by `now`, or hold on to one's own, until then.

        One whose end lies further ahead than `BELIEVED` counts as lapsed. Answers with its fencing
        number; None, and nothing changed, as long as somebody else holds it.
        """
        ...

    async def release(self, name: str, number: int) -> None:
        """Let go of a lease held under this number: the next one need not wait for its end."""
        ...

    async def holds(self, name: str, number: int) -> bool:
        """Whether this number is the latest; nobody takes the lease before this work ends."""
        ...
