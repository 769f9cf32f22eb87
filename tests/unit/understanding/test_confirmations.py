"""What a confirmation says of a reminder is read back as the same reminder."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.coach.people.zones import shown_zone, zone_named
from bot.coach.reminders.bedtime import rule_of, spoken_loosely, spoken_rule
from bot.coach.understanding.meaning import MOST_LEEWAY
from bot.coach.understanding.times import read_times
from bot.coach.understanding.zone_names import zones_of_countries
from content.library import Library
from content.phrases import phrase
from scheduler.clock import use_packaged_zones
from scheduler.recurrence import DailyAt

use_packaged_zones()
ENGLISH = Library.load().catalogue("en")
NOW = datetime(2026, 11, 22, 21, 0, tzinfo=UTC)
HOME = "Europe/Berlin"
ZONES = sorted({zone for zones in zones_of_countries().values() for zone in zones})
OFFSETS = ("Etc/GMT-3", "Etc/GMT+7", "Etc/GMT+11", "+05:30", "-03:30", "+12:45")

clocks = st.times().map(lambda at: at.replace(second=0, microsecond=0))
every_night = st.builds(DailyAt, clock=clocks)
some_nights = st.builds(
    DailyAt, clock=clocks, days=st.frozensets(st.integers(0, 6), min_size=1, max_size=6)
)
one_night = st.builds(
    DailyAt, clock=clocks, on=st.dates(NOW.date() + timedelta(days=2), date(2027, 11, 20))
)
rules = every_night | some_nights | one_night
zones = st.sampled_from([HOME, *ZONES, *OFFSETS])


def offsets(zone: str) -> list[timedelta | None]:
    return [at.astimezone(zone_named(zone)).utcoffset() for at in (NOW, NOW + timedelta(days=180))]


@given(rule=rules, zone=zones)
@example(rule=DailyAt(clock=time(0, 30), days=frozenset({0})), zone=HOME)
@example(rule=DailyAt(clock=time(0, 30), on=date(2026, 12, 24)), zone="America/New_York")
@example(rule=DailyAt(clock=time(12, 0)), zone="America/Port-au-Prince")
@settings(deadline=None, max_examples=400)
def test_a_confirmation_is_read_back_as_the_same_reminder(rule: DailyAt, zone: str) -> None:
    """Rule and zone as the catalogue says them are, read again, the same rule and zone."""
    said = phrase("remind.set", rule=spoken_rule(rule, NOW.date()), zone=shown_zone(zone),
                  pose="", next=phrase("remind.next.never"))  # fmt: skip
    words = ENGLISH.text(said, zone_named(HOME)).partition("; next")[0]
    read = read_times(words, now=NOW.astimezone(zone_named(HOME)))
    assert not read.asks, words
    (when,) = read.times
    assert rule_of(when, zone_named(zone)) == rule, words
    assert offsets(when.zone or HOME) == offsets(zone), words


@given(rule=rules, leeway=st.integers(1, MOST_LEEWAY))
@settings(deadline=None, max_examples=200)
def test_a_leeway_is_read_back_as_the_same_leeway(rule: DailyAt, leeway: int) -> None:
    """How exactly it rings is said so that it can be typed too."""
    words = ENGLISH.text(spoken_loosely(rule, leeway, NOW.date()), zone_named(HOME))
    (when,) = read_times(words, now=NOW.astimezone(zone_named(HOME))).times
    assert (rule_of(when, zone_named(HOME)), when.leeway) == (rule, leeway), words


@given(rule=rules)
@settings(deadline=None, max_examples=200)
def test_an_offered_rule_is_read_back_as_the_same_rule(rule: DailyAt) -> None:
    """What a button offers can be typed instead of pressed."""
    words = ENGLISH.text(spoken_rule(rule, NOW.date()), zone_named(HOME))
    (when,) = read_times(words, now=NOW.astimezone(zone_named(HOME))).times
    assert rule_of(when, zone_named(HOME)) == rule, words
