"""The one file that may ask the time or sleep; the linter holds everyone else to it."""

from __future__ import annotations

import asyncio
import time
import zoneinfo
from datetime import UTC, datetime, timedelta
from importlib.resources import files


class SystemClock:
    """The machine's own clock."""

    def now(self) -> datetime:
        """This instant, aware, in UTC."""
        return datetime.now(UTC)  # noqa: TID251 - this is the file that may

    def elapsed(self) -> float:
        """Seconds on a clock that nobody sets: only differences of its readings mean anything."""
        return time.monotonic()

    async def sleep(self, seconds: float) -> None:
        """Let real time pass."""
        await asyncio.sleep(seconds)  # noqa: TID251 - this is the file that may


class VirtualClock:
    """A clock that stands still until it is moved: of the local chat and of the tests."""

    def __init__(self, start: datetime) -> None:
        self._now = _aware(start)

    def now(self) -> datetime:
        """The instant it was last moved to."""
        return self._now

    def elapsed(self) -> float:
        """Seconds that it shows, counted from an instant without a meaning."""
        return self._now.timestamp()

    def move_to(self, instant: datetime) -> None:
        """Move forward; ValueError if that would be backwards."""
        if _aware(instant) < self._now:
            raise ValueError("a clock only moves forward")
        self._now = instant.astimezone(UTC)

    def set_to(self, instant: datetime) -> None:
        """Name the instant at which everything begins, whatever it showed before."""
        self._now = _aware(instant)

    async def sleep(self, seconds: float) -> None:
        """Jump, and let the others run."""
        self._now += timedelta(seconds=max(0.0, seconds))
        await asyncio.sleep(0)  # noqa: TID251 - this is the file that may


def use_packaged_zones() -> None:
    """Prefer PyPI's tzdata to the system's, whose rules may be years old.

    Must run before the first zone is made: zones already made are kept by `zoneinfo`.
    """
    zoneinfo.reset_tzpath(())


def zones_version() -> str:
    """Which rules of the world's clocks are in use, as the tz database names them: "2026f"."""
    with (files("tzdata") / "zoneinfo" / "tzdata.zi").open(encoding="utf-8") as rules:
        return rules.readline().removeprefix("# version ").strip()


def _aware(instant: datetime) -> datetime:
    if instant.utcoffset() is None:
        raise ValueError("an instant must be aware")
    return instant.astimezone(UTC)
