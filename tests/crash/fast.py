"""`python -m tests.crash.fast run`: the real program whose clock goes faster than the machine's.

Only the composition root's clock and alarm are others: an evening of half an hour fits into
minutes. A file says how the clock goes, and may be rewritten while it runs, so that it jumps:
`CRASH_CLOCK` is its path, its words are `epoch speed shift`, seconds of real time since 1970, how
many seconds pass in one, and by how many it is wrong.
"""

from __future__ import annotations

import os
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import ClassVar

from bot import app
from bot.__main__ import main
from scheduler.alarm import ApsAlarm
from scheduler.clock import SystemClock

CLOCK_FILE = "CRASH_CLOCK"


class FastClock(SystemClock):
    """Shows what the file makes of the machine's time."""

    file: ClassVar[Path]

    def now(self) -> datetime:
        epoch, speed, shift = self._terms()
        passed = super().now().timestamp() - epoch
        return datetime.fromtimestamp(epoch + passed * speed + shift, UTC)

    def elapsed(self) -> float:
        """As fast as the clock, and set by nobody."""
        return super().elapsed() * self._terms()[1]

    async def sleep(self, seconds: float) -> None:
        await super().sleep(seconds / self._terms()[1])

    def in_real_time(self, instant: datetime) -> datetime:
        """When the machine's clock stands where this one shows an instant."""
        epoch, speed, shift = self._terms()
        passed = (instant.timestamp() - shift - epoch) / speed
        return datetime.fromtimestamp(epoch + passed, UTC)

    def _terms(self) -> tuple[float, float, float]:
        epoch, speed, shift = map(float, self.file.read_text("ascii").split())
        return epoch, speed, shift


class FastAlarm(ApsAlarm):
    """Winds the machine's alarm for an instant of the fast clock."""

    def wake_at(self, instant: datetime) -> None:
        soonest = SystemClock().now() + timedelta(milliseconds=1)
        super().wake_at(max(FastClock().in_real_time(instant), soonest))


def write_clock(file: Path, *, epoch: float, speed: float, shift: float = 0.0) -> None:
    """Say how the clock goes; whoever reads meanwhile sees the one or the other."""
    beside = file.with_suffix(".new")
    beside.write_text(f"{epoch} {speed} {shift}", "ascii")
    beside.replace(file)


if __name__ == "__main__":
    FastClock.file = Path(os.environ[CLOCK_FILE])
    vars(app).update(SystemClock=FastClock, ApsAlarm=FastAlarm)
    sys.exit(main())
