"""Says why a tick failed, and not again every second while a database is away."""

from __future__ import annotations

from datetime import datetime, timedelta

import structlog

from bot.coach.errors import StoreError
from bot.delivery.front import traced
from scheduler.ports import Clock

SAID_EVERY = timedelta(minutes=1)

_log = structlog.get_logger()


class Troubles:
    """Logs what ticks raise: a defect always, the same reason of the store once a minute."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._said: tuple[str, datetime] | None = None

    def tell(self, exc: Exception) -> None:
        """Log one failure."""
        # Only a reason of our own wording: any other may hold what somebody wrote.
        reason = exc.reason if isinstance(exc, StoreError) else ""
        if reason:
            now = self._clock.now()
            if self._said and self._said[0] == reason and now - self._said[1] < SAID_EVERY:
                return
            self._said = reason, now
        _log.error("tick_failed", **traced(exc), reason=reason)
