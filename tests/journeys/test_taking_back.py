"""What was removed or left out a moment ago comes back by words as by its button."""

from __future__ import annotations

import pytest

from tests.journeys.evening import Evening
from tests.journeys.nights_in import ANA


async def in_london(evening: Evening, wish: str = "remind me at 22:30") -> None:
    await evening.says(ANA, "/timezone London")
    await evening.says(ANA, wish)


@pytest.mark.parametrize(
    "words", ["undo", "oops", "put it back", "i didnt mean that", "no wait, undo that"]
)
async def test_a_removal_is_taken_back(evening: Evening, words: str) -> None:
    """The words are the button: what is back is said, with when it rings."""
    await in_london(evening)
    await evening.says(ANA, "cancel my reminder")
    (said, *_) = await evening.says(ANA, words)
    assert said.intent == "set_reminder"
    assert said.text.startswith("Back: every night at 22:30")


@pytest.mark.parametrize(
    "words", ["actually dont skip", "unskip", "ring after all", "undo", "oops, undo"]
)
async def test_a_skipped_night_rings_after_all(evening: Evening, words: str) -> None:
    """Tonight's reminder comes at its time, once."""
    await in_london(evening)
    await evening.says(ANA, "skip tonight")
    (said, *_) = await evening.says(ANA, words)
    assert "Back: every night at 22:30, Europe/London; next: tonight" in said.text
    seen = await evening.line(advance=3 * 3600)
    assert [one.kind for one in seen] == ["reminder"]


async def test_a_skip_can_be_taken_back_all_evening(evening: Evening) -> None:
    """By words that say so; "undo" alone means what was done last."""
    await in_london(evening)
    await evening.says(ANA, "skip tonight")
    await evening.line(advance=1800)
    assert (await evening.says(ANA, "undo"))[0].intent == "unknown"
    assert (await evening.says(ANA, "unskip"))[0].intent == "set_reminder"


async def test_after_its_time_it_rings_once_more_in_a_while(evening: Evening) -> None:
    """The night's ring is over, so it is put off like a snooze."""
    await in_london(evening)
    await evening.says(ANA, "skip tonight")
    await evening.line(advance=7200)
    (said, *_) = await evening.says(ANA, "ring after all")
    assert said.text.startswith("Again at")
    assert [one.kind for one in await evening.line(advance=1800)] == ["reminder"]


@pytest.mark.parametrize("words", ["no", "undo", "oops", "dont skip tonight", "put it back"])
async def test_with_nothing_to_take_back_nothing_is_done(evening: Evening, words: str) -> None:
    """Neither with nothing removed nor eleven minutes after."""
    await in_london(evening)
    assert (await evening.says(ANA, words))[0].intent != "set_reminder"
    await evening.says(ANA, "cancel my reminder")
    await evening.line(advance=660)
    await evening.says(ANA, words)
    assert "You have no reminder" in (await evening.says(ANA, "/reminders"))[0].text


async def test_a_no_takes_nothing_back(evening: Evening) -> None:
    """It is an answer to something, and no wish of its own."""
    await in_london(evening)
    await evening.says(ANA, "cancel my reminder")
    await evening.says(ANA, "no")
    assert "You have no reminder" in (await evening.says(ANA, "/reminders"))[0].text


async def test_of_several_skipped_all_that_are_to_come_ring_after_all(evening: Evening) -> None:
    """One whose time is over does not keep the others from coming back."""
    await in_london(evening)
    await evening.says(ANA, "remind me at 23:30")
    await evening.says(ANA, "skip tonight")
    await evening.line(advance=7200)
    (said, *_) = await evening.says(ANA, "ring after all")
    assert "Back: every night at 23:30" in said.text
    assert [one.text[:11] for one in await evening.line(advance=3600)] == ["It's 23:30."]


async def test_taking_back_lets_a_question_of_erasing_lapse(evening: Evening) -> None:
    """The yes after it erases nothing."""
    await in_london(evening)
    await evening.says(ANA, "cancel my reminder")
    await evening.says(ANA, "delete all my data")
    (said, *_) = await evening.says(ANA, "undo")
    assert said.text.startswith("Back: every night at 22:30")
    await evening.says(ANA, "yes")
    assert "every night at 22:30" in (await evening.says(ANA, "/reminders"))[0].text
