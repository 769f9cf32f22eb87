"""A reminder is changed in a few words: on other days, earlier or later, by another evening."""

from __future__ import annotations

import pytest

from tests.journeys.evening import Evening
from tests.journeys.nights_in import ANA
from tests.journeys.practising import holds


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
        (WEEKDAYS, "sundays too", "Friday and Sunday at 22:30"),
        (WEEKDAYS, "and sundays", "Friday and Sunday at 22:30"),
        (WEEKDAYS, "no fridays please", "Monday, Tuesday, Wednesday and Thursday"),
        ("remind me at 22:30", "only weekdays", "Monday to Friday at 22:30"),
        ("remind me at 22:30", "just weekends", "Saturday and Sunday at 22:30"),
        ("remind me at 22:30", "no reminders on sundays", "Friday and Saturday at 22:30"),
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


@pytest.mark.parametrize("words", ["remind me only on weekdays", "weekdays only"])
async def test_days_said_of_what_is_there_ask_for_no_time(evening: Evening, words: str) -> None:
    """However the words were read: the only reminder is meant, and keeps its time."""
    await in_london(evening)
    assert "Monday to Friday at 22:30" in (await evening.says(ANA, words))[0].text


@pytest.mark.parametrize("words", ["only weekdays", "remind me on weekdays", "no weekends"])
async def test_days_with_nothing_there_ask_for_the_time_and_are_kept(
    evening: Evening, words: str
) -> None:
    """They are no word on how the evening was; the answer rings on these days alone."""
    await evening.says(ANA, "/timezone London")
    (asked,) = await evening.says(ANA, words)
    assert asked.needs == "time"
    (said, *_) = await evening.says(ANA, "22:30")
    assert "Monday to Friday at 22:30" in said.text


async def test_days_are_kept_for_a_time_by_button_too(evening: Evening) -> None:
    """Which way the time is said changes nothing."""
    await evening.says(ANA, "/timezone London")
    await evening.says(ANA, "only weekdays")
    (said, *_) = await evening.presses(ANA, "22:30")
    assert "Monday to Friday at 22:30" in said.text


async def test_of_several_reminders_the_one_just_made_is_meant(evening: Evening) -> None:
    """Later on it is asked which; nothing is changed by a guess."""
    await in_london(evening, "remind me at 21:00")
    await evening.line(advance=3600)
    await evening.says(ANA, "remind me at 23:00")
    (said, *_) = await evening.says(ANA, "only weekdays")
    assert "Monday to Friday at 23:00" in said.text
    await evening.line(advance=3600)
    (asked, *_) = await evening.says(ANA, "only weekends")
    assert asked.asked
    assert "every night at 21:00" in await listed(evening)


@pytest.mark.parametrize(
    ("words", "left"),
    [
        ("delete the friday one", "every night at 21:00"),
        ("cancel my weekend reminder", "Friday at 23:00"),
        ("delete all my reminders", "You have no reminder"),
    ],
)
async def test_a_removal_that_names_days_takes_those_alone(
    evening: Evening, words: str, left: str
) -> None:
    """What rings on no other days goes; nothing that rings on others is lost."""
    await in_london(evening, "remind me at 21:00")
    await evening.says(ANA, "remind me at 23:00 on fridays")
    await evening.says(ANA, words)
    assert left in await listed(evening)


@pytest.mark.parametrize(
    ("words", "rule", "zone"),
    [
        ("set a reminder for 21:00, I'm in Osaka now", "every night at 21:00", "Asia/Tokyo"),
        ("I'm in lisbon this week, remind me at 10pm", "every night at 22:00", "Europe/Lisbon"),
        ("just landed in Tokyo, set a reminder for 9pm", "every night at 21:00", "Asia/Tokyo"),
        ("remind me at 9, i'm in berlin", "every night at 21:00", "Europe/Berlin"),
    ],
)
async def test_a_place_and_a_time_are_both_taken(
    evening: Evening, words: str, rule: str, zone: str
) -> None:
    """Neither is lost, whichever is said first, and both are said."""
    await evening.says(ANA, "/timezone London")
    said = await evening.says(ANA, words)
    assert said[0].intent == "set_reminder"
    assert zone in said[0].text
    assert f"{rule}, {zone}" in said[-1].text


async def test_a_move_and_a_change_are_both_done(evening: Evening) -> None:
    """The reminder rings at its new time by the new clock."""
    await in_london(evening)
    said = await evening.says(ANA, "I moved to Madrid so move my reminder to 11")
    assert "every night at 23:00, Europe/Madrid" in said[-1].text


@pytest.mark.parametrize("words", ["remind me at 9, I'm in bed", "remind me at 9 when i'm in bed"])
async def test_a_bed_is_no_place_to_be_reminded_of(evening: Evening, words: str) -> None:
    """Where in the house somebody is changes nothing about the time."""
    await evening.says(ANA, "/timezone London")
    (said, *_) = await evening.says(ANA, words)
    assert "every night at 21:00" in said.text


@pytest.mark.parametrize(
    ("words", "rule"),
    [
        ("weekends off", "Monday to Friday at 22:30"),
        ("saturday and sunday no", "Monday to Friday at 22:30"),
        ("no, 10:45 better", "every night at 22:45"),
        ("daily", "every night at 22:30"),
    ],
)
async def test_terse_and_foreign_words_change_it_too(
    evening: Evening, words: str, rule: str
) -> None:
    """Days that are refused are left out, wherever the refusal stands."""
    await in_london(evening)
    (said, *_) = await evening.says(ANA, words)
    assert said.intent == "change_reminder"
    assert rule in said.text


async def test_what_is_paused_goes_on_in_a_word(evening: Evening) -> None:
    """With no session paused, it is the reminders that wait."""
    await in_london(evening)
    await evening.says(ANA, "pause reminders")
    await evening.says(ANA, "unpause")
    assert "every night at 22:30, Europe/London; next: tonight" in await listed(evening)


async def test_carry_on_in_a_hold_means_the_hold(evening: Evening) -> None:
    """Paused or not: reminders that were quieted stay quiet."""
    await in_london(evening)
    await evening.says(ANA, "pause reminders")
    quiet = await listed(evening)
    await holds(evening, "start legs up the wall for 10 minutes", user=ANA)
    for words in ("carry on", "pause", "carry on"):
        await evening.says(ANA, words)
        assert await listed(evening) == quiet


async def test_an_abbreviated_removal_takes_the_one_named(evening: Evening) -> None:
    """Terse is not unclear."""
    await in_london(evening, "remind me at 21:00")
    await evening.says(ANA, "remind me at 22:30")
    await evening.says(ANA, "del 21:00")
    assert "every night at 22:30" in await listed(evening)
    assert "21:00" not in await listed(evening)


@pytest.mark.parametrize(
    "words",
    ["drop fridays from the 22:30 one", "not on fridays at 22:30", "22:30, but not on fridays"],
)
async def test_days_left_out_at_its_own_time_are_no_days_to_ring_on(
    evening: Evening, words: str
) -> None:
    """The time only names the reminder: it keeps its other days, and there is no second one."""
    await in_london(evening, WEEKDAYS)
    await evening.says(ANA, words)
    assert "Monday, Tuesday, Wednesday and Thursday at 22:30" in await listed(evening)
    assert "2." not in await listed(evening)


async def test_the_time_of_another_reminder_is_no_new_time_for_the_last_one(
    evening: Evening,
) -> None:
    """Words that may name either are asked about, and nothing is changed."""
    await in_london(evening, "remind me at 21:30")
    await evening.says(ANA, "remind me at 23:00")
    before = await listed(evening)
    (said, *_) = await evening.says(ANA, "change the 21:30 one to half an hour later")
    assert said.raw["understood"]["asked"]
    assert await listed(evening) == before


async def test_left_no_day_to_ring_on_it_is_off(evening: Evening) -> None:
    """Told not to ring on its only day, it asks for no time; the removal can be taken back."""
    await in_london(evening, "remind me at 22:30 on fridays")
    (said, *_) = await evening.says(ANA, "not on fridays")
    assert said.text == "Off: Friday at 22:30."
    (back, *_) = await evening.says(ANA, "undo")
    assert back.text.startswith("Back: Friday at 22:30")


async def test_days_are_kept_until_a_time_is_clear(evening: Evening) -> None:
    """An answer that is no time leaves them as they were said."""
    await evening.says(ANA, "/timezone London")
    await evening.says(ANA, "remind me on weekends")
    await evening.says(ANA, "at some point")
    (said, *_) = await evening.says(ANA, "22:30")
    assert "Saturday and Sunday at 22:30" in said.text


async def test_a_later_time_is_understood_as_the_time_that_it_leads_to(evening: Evening) -> None:
    """Half an hour after it rings now, every night: no date, and not half an hour from now."""
    await in_london(evening)
    await evening.says(ANA, "change my reminder")
    (said, *_) = await evening.says(ANA, "half an hour later")
    assert said.raw["understood"]["slots"] == {"time": "23:00"}


async def test_days_and_a_time_with_nothing_there_are_a_new_reminder(evening: Evening) -> None:
    """However they were read, nothing is asked that was said."""
    await evening.says(ANA, "/timezone London")
    await evening.says(ANA, "no sundays, otherwise 10pm")
    assert "Friday and Saturday at 22:00" in await listed(evening)


@pytest.mark.parametrize(
    "words",
    [
        "move 22:30 to 21:45",
        "change my 22:30 reminder to 21:45",
        "move the 22:30 one to 21:45",
        "change it from half ten to quarter to ten",
    ],
)
async def test_the_old_time_beside_the_new_one_says_which_is_meant(
    evening: Evening, words: str
) -> None:
    """It moves at once, whatever else there is, and what was understood is the new time."""
    await in_london(evening, WEEKDAYS)
    await evening.says(ANA, "remind me at 23:00 on sundays")
    (said, *_) = await evening.says(ANA, words)
    assert said.raw["understood"]["slots"]["time"] == "21:45"
    assert "Monday to Friday at 21:45" in said.text
    assert "3." not in await listed(evening)


async def test_two_times_of_which_none_is_there_are_asked_about(evening: Evening) -> None:
    """Nothing changes where no reminder rings at either."""
    await in_london(evening, WEEKDAYS)
    (said, *_) = await evening.says(ANA, "change it from 22:15 to 22:10")
    assert said.raw["understood"]["asked"]
    assert "Monday to Friday at 22:30" in await listed(evening)
