"""When a bedtime rings."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler.recurrence import (
    DailyAt,
    Occurrence,
    first_instant,
    next_occurrence,
    night_of,
    occurrence_on,
)
from tests.unit.scheduler.zones import zones

BERLIN = ZoneInfo("Europe/Berlin")
MONDAY, FRIDAY = 0, 4
DAY = timedelta(days=1)

since, until = (datetime(year, 1, 1, tzinfo=UTC).replace(tzinfo=None) for year in (1975, 2037))
moments = st.datetimes(since, until, timezones=st.just(UTC))
clocks = st.times().map(lambda at: at.replace(second=0, microsecond=0))
some_zones = st.sampled_from(sorted(zones())).map(ZoneInfo)
some_days = st.none() | st.frozensets(st.integers(0, 6), min_size=1)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def night(text: str) -> date:
    return date.fromisoformat(text)


def test_a_night_runs_from_noon_to_noon() -> None:
    """Half past midnight and eleven in the morning belong to the evening before."""
    assert night_of(utc("2026-11-22T21:00"), BERLIN) == night("2026-11-22")
    assert night_of(utc("2026-11-22T23:30"), BERLIN) == night("2026-11-22")
    assert night_of(utc("2026-11-23T10:59"), BERLIN) == night("2026-11-22")
    assert night_of(utc("2026-11-23T11:00"), BERLIN) == night("2026-11-23")


def test_after_midnight_is_the_night_of_the_evening_before() -> None:
    """00:30 on Mondays is the night from Monday to Tuesday."""
    rule = DailyAt(clock=time(0, 30), days=frozenset({MONDAY}))
    assert next_occurrence(rule, BERLIN, after=utc("2026-11-22T21:00")) == Occurrence(
        night=night("2026-11-23"), instant=utc("2026-11-23T23:30")
    )


def test_a_settled_night_does_not_ring_again() -> None:
    """Whatever the time is changed to: the next is on a later night."""
    rule = DailyAt(clock=time(23))
    ring = next_occurrence(
        rule, BERLIN, after=utc("2026-11-22T21:00"), last_night=night("2026-11-22")
    )
    assert ring == Occurrence(night=night("2026-11-23"), instant=utc("2026-11-23T22:00"))


def test_a_single_one_rings_on_its_calendar_date() -> None:
    """Before and after midnight; and then never again."""
    for clock, instant, evening in (
        (time(22, 30), "2026-11-24T21:30", "2026-11-24"),
        (time(0, 30), "2026-11-23T23:30", "2026-11-23"),
    ):
        rule = DailyAt(clock=clock, on=night("2026-11-24"))
        ring = next_occurrence(rule, BERLIN, after=utc("2026-11-22T21:00"))
        assert ring == Occurrence(night=night(evening), instant=utc(instant))
        assert next_occurrence(rule, BERLIN, after=utc(instant)) is None


def test_a_single_one_may_be_years_ahead() -> None:
    """Its date is looked for where it is, not night by night."""
    rule = DailyAt(clock=time(22), on=night("2034-06-01"))
    ring = next_occurrence(rule, BERLIN, after=utc("2026-11-22T21:00"))
    assert ring is not None
    assert ring.instant == utc("2034-06-01T20:00")


GAPS_AND_OVERLAPS = {
    ("Europe/Berlin", "02:30", "2026-03-29"): "2026-03-29T01:00",
    ("Europe/Berlin", "02:30", "2026-10-25"): "2026-10-25T00:30",
    ("Africa/Cairo", "23:30", "2026-10-29"): "2026-10-29T20:30",
    ("Asia/Beirut", "00:00", "2026-03-29"): "2026-03-28T22:00",
    ("America/Havana", "00:15", "2026-03-08"): "2026-03-08T05:00",
    ("America/Santiago", "00:00", "2026-09-06"): "2026-09-06T04:00",
    ("America/Santiago", "23:30", "2026-04-04"): "2026-04-05T02:30",
    ("Australia/Lord_Howe", "02:15", "2026-10-04"): "2026-10-03T15:30",
    ("Antarctica/Troll", "02:30", "2026-03-29"): "2026-03-29T01:00",
    ("Europe/Dublin", "01:30", "2026-10-25"): "2026-10-25T00:30",
}


@pytest.mark.parametrize(("case", "instant"), GAPS_AND_OVERLAPS.items())
def test_a_gap_rings_at_its_end_and_an_overlap_at_its_first(
    case: tuple[str, str, str], instant: str
) -> None:
    """Known nights, reckoned by hand from the published rules."""
    zone, clock, on = case
    wall = datetime.combine(night(on), time.fromisoformat(clock))
    assert first_instant(wall, ZoneInfo(zone)) == utc(instant)


@pytest.mark.parametrize(
    ("zone", "left_out"),
    [
        ("Pacific/Apia", "2011-12-30"),
        ("Pacific/Fakaofo", "2011-12-30"),
        ("Pacific/Kwajalein", "1993-08-21"),
        ("Pacific/Kiritimati", "1994-12-31"),
    ],
)
def test_a_date_that_does_not_exist_is_passed_over(zone: str, left_out: str) -> None:
    """Over the date line: the evening before, then the evening after."""
    on = night(left_out)
    rule = DailyAt(clock=time(22, 30))
    assert occurrence_on(rule, on, ZoneInfo(zone)) is None
    before = occurrence_on(rule, on - DAY, ZoneInfo(zone))
    assert before is not None
    ring = next_occurrence(rule, ZoneInfo(zone), after=before.instant, last_night=before.night)
    assert ring is not None
    assert ring.night == on + DAY


def test_an_offset_is_a_zone_without_changes() -> None:
    """22:30 at +05:45 is 16:45 in UTC, all year."""
    kathmandu = timezone(timedelta(hours=5, minutes=45))
    for on in ("2026-01-15", "2026-07-15"):
        ring = occurrence_on(DailyAt(clock=time(22, 30)), night(on), kathmandu)
        assert ring is not None
        assert ring.instant == utc(f"{on}T16:45")


def test_a_rule_that_never_rings_is_refused() -> None:
    """No day, a day that is none, a clock with a zone of its own, a naive instant."""
    with pytest.raises(ValueError, match="without a day"):
        DailyAt(clock=time(22), days=frozenset())
    with pytest.raises(ValueError, match="numbers from 0"):
        DailyAt(clock=time(22), days=frozenset({7}))
    with pytest.raises(ValueError, match="wall-clock"):
        DailyAt(clock=time(22, tzinfo=UTC))
    with pytest.raises(ValueError, match="aware"):
        next_occurrence(DailyAt(clock=time(22)), BERLIN, after=datetime(2026, 11, 22, 21))  # noqa: DTZ001


@given(zone=some_zones, clock=clocks, days=some_days, after=moments)
def test_the_next_is_later_on_one_of_its_days_and_never_early(
    zone: ZoneInfo, clock: time, days: frozenset[int] | None, after: datetime
) -> None:
    """In any zone at any time: not before its clock time, and at it unless that does not exist."""
    rule = DailyAt(clock=clock, days=days)
    ring = next_occurrence(rule, zone, after=after)
    assert ring is not None
    assert ring.instant > after
    assert days is None or ring.night.weekday() in days
    local = ring.instant.astimezone(zone).replace(tzinfo=None, second=0, microsecond=0)
    on = ring.night if clock >= time(12) else ring.night + DAY
    wall = datetime.combine(on, clock)
    just_before = (ring.instant - timedelta(seconds=1)).astimezone(zone).replace(tzinfo=None)
    assert local >= wall - timedelta(minutes=1)
    assert local == wall or just_before < wall


@given(zone=some_zones, clock=clocks, after=moments)
def test_no_night_is_left_out_and_none_comes_twice(
    zone: ZoneInfo, clock: time, after: datetime
) -> None:
    """Ten rings one after the other are on ten nights one after the other, dates that exist."""
    rule = DailyAt(clock=clock)
    ring = next_occurrence(rule, zone, after=after)
    assert ring is not None
    for _ in range(10):
        following = next_occurrence(rule, zone, after=ring.instant, last_night=ring.night)
        assert following is not None
        skipped = (following.night - ring.night).days - 1
        assert skipped in {0, 1}
        if skipped:
            assert occurrence_on(rule, ring.night + DAY, zone) is None
        ring = following
