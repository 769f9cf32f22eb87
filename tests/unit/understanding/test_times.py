"""Words about times become the reminders that were meant, a question, or nothing."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from pathlib import Path
from time import process_time
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.coach.understanding.meaning import TimeFault, TimesRead, Weekday, When
from bot.coach.understanding.times import read_times
from tests.language.grade_times import Grade, figures_of, grade_row, rows_of

LANGUAGE = Path(__file__).parents[2] / "language"
# A Monday evening.
NOW = datetime(2026, 11, 23, 19, 5, tzinfo=ZoneInfo("Europe/London"))
WORDS = "at ten half quarter to past tonight every 2nd friday mon - 10 pm : 22 30 in an hour except"


def read(words: str, now: datetime = NOW, habits: str = "en") -> TimesRead:
    return read_times(words, now=now, habits=habits)


def only(words: str, now: datetime = NOW, habits: str = "en") -> When:
    found = read(words, now, habits)
    assert (found.fault, found.asks, len(found.times)) == (None, False, 1), found
    return found.times[0]


def meant(found: TimesRead) -> tuple[tuple[When, ...], bool, TimeFault | None]:
    return found.times, found.asks, found.fault


SETS = ("dev_times.jsonl", "dev_times_2.jsonl")
# The most rows of the second set that may fail; lowered whenever fewer do.
_SECOND_FAILING = 13


def test_the_sample_is_read() -> None:
    """At least 39 of the 40 samples are right, and none makes a reminder of no time."""
    figures = figures_of([grade_row(row) for row in rows_of(LANGUAGE / "sample_times.jsonl")])
    assert figures.right >= 39
    assert figures.dangerous == 0


def test_the_development_set_is_no_worse_than_it_was() -> None:
    """Every row of the development set is right: a new rule must not break an old one."""
    graded = [grade_row(row) for row in rows_of(LANGUAGE / "dev_times.jsonl")]
    assert [one for one in graded if one.grade is not Grade.RIGHT] == []


def test_the_second_authors_set_is_no_worse_than_it_was() -> None:
    """Rows by somebody who had not seen the reader: as few fail as ever, none dangerously."""
    graded = [grade_row(row) for row in rows_of(LANGUAGE / "dev_times_2.jsonl")]
    wrong = [one for one in graded if one.grade is not Grade.RIGHT]
    assert len(wrong) <= _SECOND_FAILING, wrong
    assert figures_of(graded).dangerous == 0


def test_a_naive_now_is_refused() -> None:
    """A moment without its zone cannot say what tonight is."""
    with pytest.raises(ValueError, match="aware"):
        read("tonight at 10", datetime(2026, 11, 23, 19, 5))  # noqa: DTZ001 - naive on purpose


@pytest.mark.parametrize("hour", range(5, 12))
def test_a_bare_hour_is_in_the_evening(hour: int) -> None:
    """A coach for bedtime takes the hours from five to eleven as the evening's."""
    assert only(str(hour)).clock == time(hour + 12)


@pytest.mark.parametrize("words", ["12", "12:00", "1", "half past two", "quarter to one"])
def test_a_bare_hour_around_midnight_is_asked_about(words: str) -> None:
    """Twelve to four could be night or day, so both are offered."""
    found = read(words)
    assert found.asks
    assert len(found.times) == 2


@pytest.mark.parametrize(
    ("words", "left"),
    [
        ("remind me at quarter to ten every evening butterfly pls", "remind me butterfly"),
        ("remind me to do 10 minutes of legs up at 9pm", "remind me to do 10 minutes of legs up"),
        ("waterfall 10 min at 10pm", "waterfall 10 min"),
        ("3 poses at 10pm on weekdays", "3 poses"),
        ("22:30", ""),
    ],
)
def test_other_words_are_left_over(words: str, left: str) -> None:
    """What is not about the time, a session's length included, is given back in order."""
    assert read(words).rest == left


def test_a_night_runs_from_noon_to_noon() -> None:
    """Half past midnight tonight is on tomorrow's date; on weekdays it is the evening's night."""
    assert only("tonight at 00:30").on == date(2026, 11, 24)
    assert only("weekdays 00:30").days == frozenset(list(Weekday)[:5])


def test_after_midnight_tonight_is_the_night_that_has_begun() -> None:
    """At 00:20 "tonight at 1am" is forty minutes away."""
    now = datetime(2026, 11, 24, 0, 20, tzinfo=NOW.tzinfo)
    assert only("tonight at 1am", now).on == date(2026, 11, 24)
    assert only("tonight at 10pm", now).on == date(2026, 11, 24)


def test_relative_times_are_elapsed_time() -> None:
    """Four hours stay four hours over the night that loses one."""
    now = datetime(2027, 3, 13, 22, 40, tzinfo=ZoneInfo("America/New_York"))
    when = only("in 4 hours", now)
    assert when.instant == datetime(2027, 3, 14, 7, 40, tzinfo=UTC)
    assert (when.on, when.clock) == (date(2027, 3, 14), time(3, 40))


def test_the_order_of_day_and_month_is_the_readers_own() -> None:
    """3/4 is in March for Americans, in April for others, and asked about if unknown."""
    assert only("3/4 at 10pm", habits="en-US").on == date(2027, 3, 4)
    assert only("3/4 at 10pm", habits="en-GB").on == date(2027, 4, 3)
    assert read("3/4 at 10pm").asks


def test_the_usual_time_is_the_one_already_kept() -> None:
    """ "Same time" needs exactly one known time; "bedtime" stays vague even then."""
    known = (time(22, 30),)
    found = read_times("same time tomorrow", now=NOW, known=known)
    assert found.times == (When(clock=time(22, 30), once=True, on=date(2026, 11, 24)),)
    earlier = read_times("half an hour earlier", now=NOW, known=known)
    assert [when.clock for when in earlier.times] == [time(22)]
    assert read("same time tomorrow").fault is TimeFault.VAGUE_TIME
    assert read_times("bedtime", now=NOW, known=known).fault is TimeFault.VAGUE_TIME


def test_two_rules_for_one_night_are_asked_about() -> None:
    """ "Every night at 10, fridays at 11" may mean one or two reminders on Friday."""
    assert read("every night at 10pm, fridays at 11pm").asks
    assert not read("weekdays at 10pm and weekends at 11pm").asks


def test_a_name_of_a_zone_with_several_meanings_is_the_readers_own() -> None:
    """IST is Irish in Dublin, and asked about in London."""
    dublin = datetime(2026, 11, 23, 19, 5, tzinfo=ZoneInfo("Europe/Dublin"))
    assert only("10pm IST", dublin).zone == "Europe/Dublin"
    assert read("10pm IST").asks


@pytest.mark.parametrize(
    ("words", "fault"),
    [
        ("30 feb at 10pm", TimeFault.INVALID_TIME),
        ("10:75pm", TimeFault.INVALID_TIME),
        ("before i sleep", TimeFault.VAGUE_TIME),
        ("every evening", TimeFault.NO_TIME),
        ("", TimeFault.NO_TIME),
        ("yesterday at 10pm", TimeFault.PAST),
        ("today at 6pm", TimeFault.PAST),
        ("every other day at 10pm", TimeFault.UNSUPPORTED_RECURRENCE),
        ("10pm for the next 2 weeks", TimeFault.UNSUPPORTED_RECURRENCE),
    ],
)
def test_what_makes_no_reminder_says_why(words: str, fault: TimeFault) -> None:
    """Each kind of impossible words has its own reason."""
    assert read(words).fault is fault


@given(st.one_of(st.text(max_size=300), st.lists(st.sampled_from(WORDS.split())).map(" ".join)))
@example("9" * 5000)
@example("in 99999999999999999999 days at 10pm")
@example("10pm in 999999 weeks")
@example("every " * 200)
@settings(deadline=None, max_examples=300)
def test_any_text_is_answered_at_once(words: str) -> None:
    """No words raise an error or take 50 ms, and a fault never comes with times."""
    # The first town ever named opens the index of places, once for the process.
    read("warm up 10pm osaka time")
    start = process_time()
    found = read(words)
    assert process_time() - start < 0.05
    assert bool(found.times) == (found.fault is None)


def test_case_spaces_and_please_change_nothing() -> None:
    """The same words shouted, spaced out or said politely are the same."""
    rows = [row for name in SETS for row in rows_of(LANGUAGE / name)]
    for row in rows:
        words = str(row["text"])
        plain = meant(read(words))
        spaced = "  " + words.replace(" ", "   ") + " "
        said = (words.upper(), words.title(), spaced, f"{words} please", f"{words}, please")
        for variant in (*said, f"please {words}", f"{words}."):
            assert meant(read(variant)) == plain, variant
