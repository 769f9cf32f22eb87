"""Every zone there is, and when its clocks change."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from importlib.resources import files
from zoneinfo import ZoneInfo

FIRST = datetime(2016, 1, 1, tzinfo=UTC)
LAST = datetime(2029, 1, 1, tzinfo=UTC)
"""Ten years past and two to come, from 2026."""

_DAY = timedelta(days=1)
_SECOND = timedelta(seconds=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """The clocks of some zones go from one offset to another at an instant."""

    at: datetime
    before: timedelta
    after: timedelta


def zones() -> dict[str, list[str]]:
    """All zones; names that stand for the same rules together, under the first of them."""
    by_rules: dict[bytes, list[str]] = {}
    package = files("tzdata")
    for name in sorted((package / "zones").read_text("utf-8").split()):
        rules = package.joinpath("zoneinfo", *name.split("/")).read_bytes()
        by_rules.setdefault(rules, []).append(name)
    return {names[0]: names for names in by_rules.values()}


def changes_of(zone: ZoneInfo, first: datetime = FIRST, last: datetime = LAST) -> Iterator[Change]:
    """When the clocks of a zone change, found by looking at them every day."""
    day = first
    offset = _offset(zone, day)
    while day < last:
        following = day + _DAY
        there = _offset(zone, following)
        if there != offset:
            at = _between(zone, day, following)
            yield Change(at=at, before=offset, after=there)
        day, offset = following, there


def _between(zone: ZoneInfo, low: datetime, high: datetime) -> datetime:
    old = _offset(zone, low)
    while high - low > _SECOND:
        middle = low + timedelta(seconds=int((high - low).total_seconds()) // 2)
        low, high = (middle, high) if _offset(zone, middle) == old else (low, middle)
    return high


def _offset(zone: ZoneInfo, at: datetime) -> timedelta:
    offset = at.astimezone(zone).utcoffset()
    assert offset is not None
    return offset
