"""A reminder is changed in a few words: on other days, earlier or later, by another evening."""

from __future__ import annotations

import pytest

from tests.journeys.evening import Evening
from tests.journeys.nights_in import ANA


async def listed(evening: Evening) -> str:
    return (await evening.says(ANA, "/reminders"))[0].text


WEEKDAYS = "remind me at 22:30 on weekdays"


async def in_london(evening: Evening, wish: str = "remind me at 22:30") -> None:
    await evening.says(ANA, "/timezone London")
    await evening.says(ANA, wish)


@pytest.mark.parametrize(
    ("wish", "words", "rule"),
    [
        ("remind me at 22:30", "not on fridays", "Saturday and Sunday at 22:30"),
        ("remind me at 22:30", "make it only weekdays", "Monday to Friday at 22:30"),
        (WEEKDAYS, "change it, not on fridays", "Monday, Tuesday, Wednesday and Thursday"),
        (WEEKDAYS, "change my reminder, sundays too", "Friday and Sunday at 22:30"),
        (WEEKDAYS, "make it half an hour earlier", "Monday to Friday at 22:00"),
        (WEEKDAYS, "make it 15 min later", "Monday to Friday at 22:45"),
    ],
)  # fmt: skip
async def test_words_without_a_time_keep_the_time(
    evening: Evening, wish: str, words: str, rule: str
) -> None:
    """What the words leave open stays as it was, and nothing else is there afterwards."""
    await in_london(evening, wish)
    (said, *_) = await evening.says(ANA, words)
    assert said.raw["understood"]["intent"] == "change_reminder"
    assert "error" not in said.raw["understood"]["slots"]
    assert rule in said.text
    assert rule in await listed(evening)
    assert "2." not in await listed(evening)


@pytest.mark.parametrize(
    ("words", "rule"),
    [("half an hour earlier", "22:00"), ("half an hour later", "23:00"), ("23:15", "23:15")],
)
async def test_what_is_answered_to_the_question_of_the_time_goes_by_the_old_one(
    evening: Evening, words: str, rule: str
) -> None:
    """Asked for the new time of a reminder, "later" is later than it is, not later than now."""
    await in_london(evening, WEEKDAYS)
    await evening.says(ANA, "change my reminder")
    await evening.says(ANA, words)
    assert f"Monday to Friday at {rule}" in await listed(evening)


async def test_where_somebody_is_may_stand_in_the_same_words(evening: Evening) -> None:
    """No question for the place when the words have it; the reminder goes by its evening."""
    said = await evening.says(ANA, "remind me at 22:30 please, I'm in Leeds")
    assert not [one for one in said if "Where are you" in one.text]
    assert "22:30, Europe/London" in said[-1].text
    assert said[0].raw["understood"]["slots"] == {"time": "22:30"}


async def test_no_place_is_made_up(evening: Evening) -> None:
    """Who lives in hope lives nowhere in particular: the place is asked for."""
    said = await evening.says(ANA, "remind me at 9, i live in hope")
    assert said[0].raw["understood"]["needs"] == "zone"
