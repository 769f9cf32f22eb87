"""From what was said to a rule, and back to words."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.coach.people.zones import shown_zone
from bot.coach.reminders.bedtime import days_of, names_days, rule_of, spoken_next, spoken_rule
from bot.coach.understanding.meaning import Weekday, When
from content.library import Library
from scheduler.recurrence import DailyAt, next_occurrence, night_of

WORDS = Library.load().catalogue("en")
BERLIN = ZoneInfo("Europe/Berlin")
SUNDAY = date(2026, 11, 22)
DAY = timedelta(days=1)

clocks = st.builds(time, st.integers(0, 23), st.integers(0, 59))
day_sets = st.none() | st.frozensets(st.sampled_from(list(Weekday)), min_size=1)
since, until = (datetime(year, 1, 1, tzinfo=UTC).replace(tzinfo=None) for year in (2026, 2028))
moments = st.datetimes(since, until, timezones=st.just(UTC))
places = st.sampled_from(["Europe/Berlin", "Pacific/Apia", "America/Havana", "Asia/Kolkata"])


def said_next(instant: datetime, now: datetime, zone: ZoneInfo) -> str:
    return WORDS.text(spoken_next(instant, now, zone), zone)


@given(clock=clocks, days=day_sets)
def test_days_come_back_as_they_were_said(clock: time, days: frozenset[Weekday] | None) -> None:
    """In whatever way a rule counts them: a change of time keeps the days that were named."""
    kept = days_of(rule_of(When(clock=clock, days=days), BERLIN))
    assert kept == (None if days == frozenset(Weekday) else days)


@pytest.mark.parametrize(
    ("clock", "evening"), [(time(22), 0), (time(0, 30), 0), (time(4, 59), 0), (time(7), 6)]
)
def test_mondays_mean_the_night_that_begins_or_the_morning(clock: time, evening: int) -> None:
    """In the small hours the night after Monday evening; from five on Monday morning."""
    rule = rule_of(When(clock=clock, days=frozenset({Weekday.MON})), BERLIN)
    assert rule.days == frozenset({evening})


@given(clock=clocks, days=day_sets, now=moments, place=places)
def test_the_words_of_the_next_ring_name_its_day(
    clock: time, days: frozenset[Weekday] | None, now: datetime, place: str
) -> None:
    """Tonight and today are within a day; tomorrow is never said in the small hours; and any
    other day is named by its date.
    """
    zone = ZoneInfo(place)
    ring = next_occurrence(rule_of(When(clock=clock, days=days), zone), zone, after=now)
    assert ring is not None
    said = said_next(ring.instant, now, zone)
    here, there = now.astimezone(zone), ring.instant.astimezone(zone)
    if said.startswith(("tonight", "today")):
        assert ring.instant - now < timedelta(hours=25)
    else:
        evening = there.date() if there.time() >= time(5) else there.date() - DAY
        assert evening > here.date() - DAY
        assert f"{there.day if there.time() < time(5) else evening.day} " in said
    if said.startswith("tomorrow"):
        assert here.time() >= time(5)
        assert there.date() == here.date() + DAY


@given(now=moments, minutes=st.integers(1, 600))
def test_the_time_until_it_rings_is_time_that_passes(now: datetime, minutes: int) -> None:
    """Whatever the clocks do in between."""
    ring = now + timedelta(minutes=minutes)
    said = said_next(ring, now, BERLIN)
    if night_of(ring, BERLIN) == night_of(now, BERLIN) and said.startswith("tonight"):
        hours, rest = divmod(minutes, 60)
        spelt = said.removeprefix("tonight, in ")
        known = {"hour": 60, "hours": 60, "h": 60, "minute": 1, "minutes": 1, "min": 1}
        parts = spelt.split()
        assert sum(
            int(n) * known[unit] for n, unit in zip(parts[::2], parts[1::2], strict=True)
        ) == (hours * 60 + rest)


@given(clock=clocks, days=day_sets)
def test_every_rule_has_words(clock: time, days: frozenset[Weekday] | None) -> None:
    """Each names its time, and after midnight on single nights both days."""
    rule = rule_of(When(clock=clock, days=days), BERLIN)
    said = WORDS.text(spoken_rule(rule, SUNDAY), BERLIN)
    assert clock.strftime("%H:%M") in said
    if rule.days is not None and len(rule.days) == 1 and clock < time(5):
        assert sum(name in said for name in ("Monday", "Tuesday", "Wednesday", "Thursday",
                                             "Friday", "Saturday", "Sunday")) == 2  # fmt: skip


def test_a_date_of_another_year_is_said_with_its_year() -> None:
    """Friday the first of January could be any."""
    rule = DailyAt(clock=time(22), on=date(2027, 1, 1))
    assert WORDS.text(spoken_rule(rule, SUNDAY), BERLIN) == "once, Fri 1 Jan 2027 at 22:00"


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("22:00", False),
        ("at half past ten please", False),
        ("every night at 22:00", True),
        ("fridays 22:00", True),
        ("tomorrow at 9", True),
        ("24 dec 21:00", True),
    ],
)
def test_whether_words_name_days(text: str, names: bool) -> None:
    """A time alone changes the time alone."""
    assert names_days(text, "en") is names


@pytest.mark.parametrize(
    ("zone", "shown"),
    [
        ("America/New_York", "America/New York"),
        ("Etc/GMT-3", "UTC+3"),
        ("Etc/GMT+11", "UTC-11"),
        ("+05:30", "UTC+05:30"),
        ("Etc/UTC", "UTC"),
    ],
)
def test_a_zone_is_shown_as_people_read_it(zone: str, shown: str) -> None:
    """Etc/GMT-3 is three hours ahead of UTC, which nobody would guess."""
    assert shown_zone(zone) == shown
