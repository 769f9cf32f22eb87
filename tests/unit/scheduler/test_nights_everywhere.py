"""The rule of nights, for every zone, every half hour and every change of the clocks."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from scheduler.recurrence import NOON, DailyAt, Occurrence, next_occurrence
from tests.unit.scheduler.zones import Change, changes_of, zones

DAY = timedelta(days=1)
HALF_HOURS = tuple(time(half // 2, half % 2 * 30) for half in range(48))
AROUND = range(-3, 4)
"""Nights before and after a change that are looked at."""

AT_LEAST_APART = timedelta(hours=20)


def by_hand(change: Change, clock: time) -> Iterator[Occurrence]:
    """Each date that exists, at the first instant at which its clock time has come.

    Reckoned from the two offsets alone: by the old one if that is before the change; else by the
    new one, but not before the change.
    """
    around = (change.at + change.before).date()
    for step in AROUND:
        on = around + step * DAY
        if _is_left_out(change, on):
            continue
        wall = datetime.combine(on, clock, UTC)
        old, new = wall - change.before, wall - change.after
        instant = old if old < change.at else max(new, change.at)
        night = on if clock >= NOON else on - DAY
        yield Occurrence(night=night, instant=instant)


def _is_left_out(change: Change, on: date) -> bool:
    midnight = datetime.combine(on, time(), UTC)
    return change.at + change.before <= midnight and change.at + change.after >= midnight + DAY


def walked(zone: ZoneInfo, clock: time, first: Occurrence, count: int) -> list[Occurrence]:
    """The rings one after the other, as the coach winds them."""
    rule = DailyAt(clock=clock)
    rings: list[Occurrence] = []
    after, night = first.instant - timedelta(seconds=1), first.night - DAY
    for _ in range(count):
        ring = next_occurrence(rule, zone, after=after, last_night=night)
        assert ring is not None
        rings.append(ring)
        after, night = ring.instant, ring.night
    return rings


def every_change() -> dict[Change, str]:
    """The changes of all zones, each with one zone that has it."""
    found: dict[Change, str] = {}
    for name in zones():
        changes = list(changes_of(ZoneInfo(name)))
        for change in changes:
            found.setdefault(change, name)
        for one, other in pairwise(changes):
            assert other.at - one.at > len(AROUND) * DAY, f"{name}: two changes in one week"
    return found


def test_every_night_rings_once_in_every_zone_around_every_change() -> None:
    """Each date that exists once, at the first instant after a gap and the first of an overlap,
    never within 20 hours of the last one.
    """
    changes = every_change()
    assert len(changes) > 300
    for change, name in changes.items():
        zone = ZoneInfo(name)
        for clock in HALF_HOURS:
            expected = list(by_hand(change, clock))
            rings = walked(zone, clock, expected[0], len(expected))
            assert rings == expected, f"{name}, {clock}, around {change}"
            apart = [b.instant - a.instant for a, b in pairwise(rings)]
            assert min(apart) >= AT_LEAST_APART, f"{name}, {clock}, around {change}"


@pytest.mark.parametrize("year", [2016, 2026, 2028])
def test_every_zone_rings_every_night_of_a_week_without_a_change(year: int) -> None:
    """At the clock time itself, by each name that a zone has."""
    for names in zones().values():
        for name in names:
            zone = ZoneInfo(name)
            rule = DailyAt(clock=time(22, 30))
            after = datetime(year, 1, 14, 12, tzinfo=UTC)
            for _ in range(5):
                ring = next_occurrence(rule, zone, after=after)
                assert ring is not None
                local = ring.instant.astimezone(zone)
                assert (local.hour, local.minute, local.date()) == (22, 30, ring.night)
                after = ring.instant
