"""A reminder that may ring some minutes later: every night once, in every zone."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.coach.reminders.reminder import Reminder, loosened, wind
from bot.coach.understanding.meaning import MOST_LEEWAY
from scheduler.recurrence import DailyAt, night_of
from tests.unit.scheduler.zones import changes_of, zones

DAY = timedelta(days=1)
SECOND = timedelta(seconds=1)
CLOCKS = (time(0), time(0, 15), time(2, 30), time(11, 50), time(12), time(22, 30), time(23, 55))
NIGHTS = 7


def bedtime(clock: time, leeway: int, practitioner: int = 3) -> Reminder:
    return Reminder(
        id=1, practitioner=practitioner, rule=DailyAt(clock=clock),
        created_at=datetime(2016, 1, 1, tzinfo=UTC), leeway=leeway,
    )  # fmt: skip


def walked(reminder: Reminder, zone: ZoneInfo, after: datetime) -> list[tuple[date, datetime]]:
    """The nights and instants of the rings, one after the other, as the clock's tick winds them."""
    rings = []
    for _ in range(NIGHTS):
        reminder = wind(reminder, zone, after)
        assert reminder.due_at is not None
        after, night = reminder.due_at, reminder.night_at(reminder.due_at, zone)
        reminder = replace(reminder, last_night=night)
        rings.append((night, after))
    return rings


def test_every_night_rings_once_and_later_by_the_same_in_every_zone() -> None:
    """The nights of a reminder on the minute, each so much later, around every change."""
    seen = set()
    for name in zones():
        zone = ZoneInfo(name)
        for change in changes_of(zone):
            if change in seen:
                continue
            seen.add(change)
            after = change.at - 3 * DAY
            for clock in CLOCKS:
                sharp, loose = bedtime(clock, 0), bedtime(clock, MOST_LEEWAY)
                expected = [(night, at + loose.later) for night, at in walked(sharp, zone, after)]
                began = after + loose.later
                assert walked(loose, zone, began) == expected, f"{name}, {clock}, {change}"
    assert len(seen) > 300


def test_a_night_without_its_date_keeps_the_others_apart() -> None:
    """On Samoa 30 December 2011 was left out: five minutes to midnight rings beyond it."""
    zone = ZoneInfo("Pacific/Apia")
    nights = walked(bedtime(time(23, 55), 15), zone, datetime(2011, 12, 29, tzinfo=UTC))
    named = [night for night, _ in nights]
    assert named == sorted(set(named))
    assert date(2011, 12, 30) not in named


@given(
    practitioner=st.integers(1, 10**9),
    clock=st.times(timezones=st.none()),
    leeway=st.integers(0, MOST_LEEWAY),
)
def test_it_is_never_before_its_time_nor_past_its_leeway_nor_noon(
    practitioner: int, clock: time, leeway: int
) -> None:
    """The night that it is for is the one that it rings in."""
    clock = clock.replace(second=0, microsecond=0)
    reminder = bedtime(clock, leeway, practitioner)
    assert timedelta(0) <= reminder.later <= timedelta(minutes=leeway)
    at = datetime.combine(date(2026, 11, 22), clock, UTC)
    assert night_of(at + reminder.later, ZoneInfo("UTC")) == night_of(at, ZoneInfo("UTC"))


@given(
    practitioner=st.integers(1, 10**6),
    before=st.integers(0, MOST_LEEWAY),
    after=st.integers(0, MOST_LEEWAY),
    seconds=st.integers(-1200, 1200),
)
@settings(max_examples=300)
def test_another_leeway_loses_no_night_and_rings_none_twice(
    practitioner: int, before: int, after: int, seconds: int
) -> None:
    """Changed at any second around the time itself: the night that was to come still comes."""
    zone = ZoneInfo("Europe/Berlin")
    bed = datetime(2026, 11, 22, 21, 30, tzinfo=UTC)
    reminder = wind(bedtime(time(22, 30), before, practitioner), zone, bed - DAY / 2)
    now = bed + seconds * SECOND
    if reminder.due_at is not None and reminder.due_at <= now:
        rung = replace(reminder, last_night=reminder.night_at(reminder.due_at, zone))
        reminder = wind(rung, zone, reminder.due_at)
    coming = reminder.due_at
    assert coming is not None
    changed = loosened(reminder, after, zone, now)
    assert changed.due_at is not None
    assert changed.due_at > now
    assert changed.night_at(changed.due_at, zone) == reminder.night_at(coming, zone)
