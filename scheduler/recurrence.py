"""When a bedtime rings: a wall-clock time in a zone, once a night.

A night runs from noon to noon and is named by the date of the evening on which it began, so that
00:30 on weekdays includes the night after Friday's midnight only if Thursday is in the days. In a
gap of the clocks it rings at the first instant after it, in an overlap at the first of the two.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import lru_cache

NOON = time(12)
_DAY = timedelta(days=1)
_SECOND = timedelta(seconds=1)
_HORIZON_NIGHTS = 400
"""A weekly rule rings within 7 nights, one with a date within a year; further is never."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DailyAt:
    """A rule: wall-clock time, on which evenings.

    `days` are numbers of weekdays (0 is Monday) of the evenings on which the nights begin, None
    for every night. `on` is the local calendar date of a single ring.
    """

    clock: time
    days: frozenset[int] | None = None
    on: date | None = None

    def __post_init__(self) -> None:
        if self.clock.tzinfo is not None:
            raise ValueError("a bedtime is a wall-clock time: it has no zone of its own")
        if self.days is not None and not self.days <= frozenset(range(7)):
            raise ValueError("days are numbers from 0, Monday, to 6, Sunday")
        if self.days is not None and not self.days:
            raise ValueError("a rule without a day never rings")


@dataclass(frozen=True, slots=True, kw_only=True)
class Occurrence:
    """One ring: the evening of its night, and the instant in UTC."""

    night: date
    instant: datetime


@lru_cache(maxsize=65_536)
def night_of(instant: datetime, zone: tzinfo) -> date:
    """The evening on which the night of an aware instant began, in a zone."""
    return (_local(instant, zone) - timedelta(hours=12)).date()


def occurrence_on(rule: DailyAt, night: date, zone: tzinfo) -> Occurrence | None:
    """The ring of one night, or None: not one of its days, or a date that does not exist."""
    local_date = night if rule.clock >= NOON else night + _DAY
    if rule.on is not None and local_date != rule.on:
        return None
    if rule.days is not None and night.weekday() not in rule.days:
        return None
    if not _exists(local_date, zone):
        return None
    instant = first_instant(datetime.combine(local_date, rule.clock), zone)
    return Occurrence(night=night, instant=instant)


def next_occurrence(
    rule: DailyAt, zone: tzinfo, *, after: datetime, last_night: date | None = None
) -> Occurrence | None:
    """The first ring later than `after` on a night later than `last_night`; None if never again."""
    if after.utcoffset() is None:
        raise ValueError("after must be aware")
    night = night_of(after, zone) - _DAY
    if last_night is not None:
        night = max(night, last_night + _DAY)
    if rule.on is not None:
        night = max(night, rule.on - _DAY)
    for _ in range(_HORIZON_NIGHTS):
        found = occurrence_on(rule, night, zone)
        if found is not None and found.instant > after:
            return found
        if rule.on is not None and night > rule.on:
            return None
        night += _DAY
    return None


@lru_cache(maxsize=65_536)
def first_instant(local: datetime, zone: tzinfo) -> datetime:
    """The first instant, in UTC, at which the clocks of a zone show `local` or, in a gap, later."""
    earlier = local.replace(tzinfo=zone, fold=0)
    later = local.replace(tzinfo=zone, fold=1)
    before, after = earlier.astimezone(UTC), later.astimezone(UTC)
    if before <= after:
        return before
    # In a gap fold 0 is read with the offset from before it, and so comes out too late.
    return _end_of_gap(after, before, zone)


def _end_of_gap(low: datetime, high: datetime, zone: tzinfo) -> datetime:
    old = low.astimezone(zone).utcoffset()
    while high - low > _SECOND:
        middle = low + timedelta(seconds=int((high - low).total_seconds()) // 2)
        if middle.astimezone(zone).utcoffset() == old:
            low = middle
        else:
            high = middle
    return high


@lru_cache(maxsize=8192)
def _exists(day: date, zone: tzinfo) -> bool:
    start = first_instant(datetime.combine(day, time()), zone)
    return _local(start, zone).date() == day


def _local(instant: datetime, zone: tzinfo) -> datetime:
    return instant.astimezone(zone).replace(tzinfo=None)
