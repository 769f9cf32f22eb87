"""The list of reminders, and what can be done with what is in it."""

from __future__ import annotations

import pytest

from tests.journeys.evening import Evening
from tests.journeys.nights_in import ANA, lives_in, rings

DAY = 86_400


async def test_the_list_says_each_rule_and_its_next_ring(evening: Evening) -> None:
    """Several are numbered, and each number has its buttons."""
    await lives_in(evening)
    await evening.says(ANA, "/remind 22:30")
    await evening.says(ANA, "/remind 00:30 fridays butterfly")
    (seen,) = await evening.says(ANA, "/reminders")
    assert seen.text.splitlines() == [
        "Your reminders",
        "1. every night at 22:30, Europe/Berlin; next: tonight, in 30 minutes.",
        (
            "2. at 00:30, the night from Friday to Saturday for Butterfly at the Wall, "
            "Europe/Berlin; next: the night from Friday to Saturday, Sat 28 Nov."
        ),
    ]
    assert list(seen.choices) == [
        "1: Change", "1: Pause a week", "1: Delete", "2: Change", "2: Pause a week", "2: Delete",
        "All within 15 minutes",
    ]  # fmt: skip


async def test_off_removes_all_and_undo_brings_them_back(evening: Evening) -> None:
    """Nothing rings between the two; afterwards all is as it was, once."""
    await lives_in(evening)
    await evening.says(ANA, "/remind 22:30")
    await evening.says(ANA, "/remind 23:00 sundays")
    (off,) = await evening.says(ANA, "/remind off")
    assert off.text == "2 reminders are off."
    assert (await evening.says(ANA, "/reminders"))[0].text.startswith("You have no reminder.")
    assert rings(await evening.advance(2700)) == []
    (back,) = await evening.presses(ANA, "Undo")
    assert back.text == "2 reminders are back."
    assert rings(await evening.advance(DAY)) == ["22 22:00", "23 21:30"]


async def test_undo_works_once_and_for_a_while(evening: Evening) -> None:
    """A second press has nothing left to do; nor has one the day after tomorrow."""
    await lives_in(evening)
    await evening.says(ANA, "/remind 22:30")
    (off,) = await evening.says(ANA, "/remind off")
    (back,) = await evening.presses(ANA, "Undo")
    assert back.text.startswith("Back: every night at 22:30, Europe/Berlin; next: tonight")
    (again,) = await evening.presses(ANA, off.choices["Undo"])
    assert again.text == "There is nothing to bring back any more."
    (off,) = await evening.says(ANA, "/remind off")
    await evening.advance(2 * DAY)
    (late,) = await evening.presses(ANA, off.choices["Undo"])
    assert late.text == "There is nothing to bring back any more."


async def test_undo_is_the_persons_own(evening: Evening) -> None:
    """Somebody else's button brings nothing back."""
    await lives_in(evening)
    await evening.says(ANA, "/remind 22:30")
    (off,) = await evening.says(ANA, "/remind off")
    (seen,) = await evening.line(user="ben", press=off.choices["Undo"])
    assert seen.text == "There is nothing to bring back any more."
    assert rings(await evening.advance(DAY)) == []


async def test_undo_does_not_double_what_was_set_again(evening: Evening) -> None:
    """Off, set again, then Undo: there is still one."""
    await lives_in(evening)
    await evening.says(ANA, "/remind 22:30")
    (off,) = await evening.says(ANA, "/remind off")
    await evening.advance(5)
    await evening.says(ANA, "/remind 22:30")
    await evening.presses(ANA, off.choices["Undo"])
    assert rings(await evening.advance(DAY)) == ["22 21:30"]


async def test_undo_stops_at_twenty(evening: Evening) -> None:
    """Whoever has set others since has twenty, not more."""
    await lives_in(evening)
    for minute in range(15):
        await evening.says(ANA, f"/remind 20:{minute:02}")
    (off,) = await evening.says(ANA, "/remind off")
    await evening.advance(5)
    for minute in range(10):
        await evening.says(ANA, f"/remind 21:{minute:02}")
    assert (await evening.presses(ANA, off.choices["Undo"]))[0].text == "10 reminders are back."
    assert len((await evening.says(ANA, "/reminders"))[0].choices) == 20


@pytest.mark.parametrize("payload", ["uo1:0", "uo1:999999999999999999", "uo1:99999999999"])
async def test_a_forged_undo_has_a_polite_answer(evening: Evening, payload: str) -> None:
    """Any number may be in a payload, years that no calendar has too."""
    (seen,) = await evening.line(user=ANA, press=payload)
    assert seen.choices == {} or seen.text.startswith("That button")


async def test_off_without_reminders_says_so(evening: Evening) -> None:
    """There is nothing to undo either."""
    (seen,) = await evening.says(ANA, "/remind off")
    assert seen.text == "There is no reminder to remove."
    assert seen.choices == {}


async def test_one_is_cancelled_by_its_time(evening: Evening) -> None:
    """The others stay."""
    await lives_in(evening)
    await evening.says(ANA, "/remind 22:30")
    await evening.says(ANA, "/remind 23:00")
    (seen,) = await evening.says(ANA, "cancel my 23:00 reminder")
    assert seen.text == "Off: every night at 23:00."
    assert rings(await evening.advance(DAY)) == ["22 21:30"]


async def test_a_change_keeps_the_evenings_the_pose_and_the_zone(evening: Evening) -> None:
    """A new time is a new time: all else stays as it was."""
    await lives_in(evening)
    await evening.says(ANA, "/remind 22:30 tue fri butterfly for 5 minutes")
    await evening.says(ANA, "/reminders")
    (asked,) = await evening.presses(ANA, "Change")
    assert asked.text.startswith("Now Tuesday and Friday at 22:30. To what time?")
    (seen,) = await evening.says(ANA, "22:00")
    assert seen.text.startswith(
        "I'll ring Tuesday and Friday at 22:00 for 5 minutes of Butterfly at the Wall"
    )
    assert rings(await evening.advance(7 * DAY)) == ["24 21:00", "27 21:00"]


async def test_a_change_takes_other_evenings_if_they_are_said(evening: Evening) -> None:
    """Every night instead of Fridays, Mondays instead of every night."""
    await lives_in(evening)
    await evening.says(ANA, "/remind 22:30 fridays")
    await evening.presses(ANA, "Change")
    (seen,) = await evening.says(ANA, "every night at 22:00")
    assert seen.text.startswith("I'll ring every night at 22:00")
    await evening.presses(ANA, "Change")
    (seen,) = await evening.says(ANA, "mondays 21:30")
    assert seen.text.startswith("I'll ring Monday at 21:30")


async def test_a_change_by_button(evening: Evening) -> None:
    """The usual times are offered."""
    await lives_in(evening)
    await evening.says(ANA, "/remind 22:30 fridays")
    await evening.presses(ANA, "Change")
    (seen,) = await evening.presses(ANA, "23:00")
    assert seen.text.startswith("I'll ring Friday at 23:00")
    assert (await evening.says(ANA, "/reminders"))[0].text.count("\n") == 1


async def test_the_buttons_of_a_change_work_for_ever(evening: Evening) -> None:
    """An hour later, restarted: the time is still for the reminder that it was offered for."""
    await lives_in(evening)
    await evening.says(ANA, "/remind 22:30 fridays")
    await evening.presses(ANA, "Change")
    await evening.restart(down=3600)
    (seen,) = await evening.presses(ANA, "23:00")
    assert seen.text.startswith("I'll ring Friday at 23:00")
    assert (await evening.says(ANA, "/reminders"))[0].text.count("\n") == 1


@pytest.mark.parametrize("payload", ["ct1:1:25:99", "ct1:1:x", "ct1:9:22:30", "ct1:0:22:30"])
async def test_a_forged_time_changes_nothing(evening: Evening, payload: str) -> None:
    """No such time, no such reminder."""
    await lives_in(evening)
    await evening.says(ANA, "/remind 22:30")
    await evening.line(user=ANA, press=payload)
    assert rings(await evening.advance(DAY)) == ["22 21:30"]


async def test_a_single_one_stays_single_when_it_is_changed(evening: Evening) -> None:
    """Tonight at 22:30, changed to 23:00, is tonight at 23:00."""
    await lives_in(evening)
    await evening.says(ANA, "/remind tonight 22:30")
    await evening.presses(ANA, "Change")
    (seen,) = await evening.says(ANA, "23:00")
    assert seen.text.startswith("I'll ring once, Sun 22 Nov at 23:00")
    assert rings(await evening.advance(3 * DAY)) == ["22 22:00"]


async def test_a_change_after_it_rang_does_not_ring_again_that_night(evening: Evening) -> None:
    """Once a night, whatever the time is changed to."""
    await lives_in(evening)
    await evening.says(ANA, "/remind 22:30")
    await evening.advance(2400)
    await evening.says(ANA, "/reminders")
    await evening.presses(ANA, "Change")
    (seen,) = await evening.says(ANA, "23:00")
    assert seen.text.endswith("next: tomorrow, Mon 23 Nov.")
    assert rings(await evening.advance(DAY + 3600)) == ["23 22:00"]


async def test_a_change_to_what_is_there_already_leaves_one(evening: Evening) -> None:
    """Two that become the same are one."""
    await lives_in(evening)
    await evening.says(ANA, "/remind 22:30")
    await evening.says(ANA, "/remind 23:00")
    await evening.says(ANA, "/reminders")
    await evening.presses(ANA, "2: Change")
    (seen,) = await evening.says(ANA, "22:30")
    assert seen.text.startswith("That is set already: every night at 22:30")
    assert rings(await evening.advance(DAY)) == ["22 21:30"]


async def test_the_only_one_is_changed_in_plain_words(evening: Evening) -> None:
    """Of several the list is shown instead, and nothing is changed."""
    await lives_in(evening)
    await evening.says(ANA, "/remind 22:30")
    (seen,) = await evening.says(ANA, "change my reminder to 23:00")
    assert seen.text.startswith("I'll ring every night at 23:00")
    await evening.says(ANA, "/remind 21:30")
    (seen,) = await evening.says(ANA, "change my reminder to 22:00")
    assert seen.asked
    assert "1: Change" in seen.choices


async def test_a_change_may_be_left(evening: Evening) -> None:
    """No is an answer to "to what time?"."""
    await lives_in(evening)
    await evening.says(ANA, "/remind 22:30")
    await evening.presses(ANA, "Change")
    assert (await evening.says(ANA, "no"))[0].text == "Left as it was."
    assert rings(await evening.advance(DAY)) == ["22 21:30"]


async def test_a_pause_is_a_week_and_says_until_when(evening: Evening) -> None:
    """Seven evenings are quiet; on the one that was named it rings again."""
    await lives_in(evening)
    await evening.says(ANA, "/remind 22:30")
    await evening.says(ANA, "/reminders")
    (seen,) = await evening.presses(ANA, "Pause for a week")
    assert seen.text == "Quiet until Sun 29 Nov; it rings again that evening."
    (listed,) = await evening.says(ANA, "/reminders")
    assert listed.text.endswith("- every night at 22:30; quiet until Sun 29 Nov.")
    assert "Ring again" in listed.choices
    assert rings(await evening.advance(9 * DAY)) == ["29 21:30", "30 21:30"]


async def test_a_pause_asked_for_by_day_is_a_week_too(evening: Evening) -> None:
    """At noon as at midnight: the same evening of next week."""
    await lives_in(evening, "Pacific/Apia")
    await evening.now("2026-11-23T20:00:00Z")
    await evening.says(ANA, "/remind 22:30")
    (seen,) = await evening.says(ANA, "pause my reminders for a week")
    assert seen.text == "Quiet until Tue 1 Dec; it rings again that evening."
    assert (await evening.says(ANA, "/reminders"))[0].text.endswith("quiet until Tue 1 Dec.")
    assert rings(await evening.advance(9 * DAY)) == ["01 09:30", "02 09:30"]


async def test_a_paused_one_is_woken(evening: Evening) -> None:
    """It rings the same evening, if that is still to come."""
    await lives_in(evening)
    await evening.says(ANA, "/remind 22:30")
    await evening.says(ANA, "/reminders")
    await evening.presses(ANA, "Pause for a week")
    (seen,) = await evening.presses(ANA, "Ring again")
    assert seen.text.startswith("I'll ring every night at 22:30, Europe/Berlin; next: tonight")
    assert rings(await evening.advance(DAY)) == ["22 21:30"]


async def test_a_paused_one_that_is_set_again_rings(evening: Evening) -> None:
    """Whoever asks for it wants it."""
    await lives_in(evening)
    await evening.says(ANA, "/remind 22:30")
    await evening.says(ANA, "/reminders")
    await evening.presses(ANA, "Pause for a week")
    (seen,) = await evening.says(ANA, "/remind 22:30")
    assert seen.text.startswith("I'll ring every night at 22:30")
    assert rings(await evening.advance(DAY)) == ["22 21:30"]


async def test_pausing_all_keeps_single_ones_quiet_too(evening: Evening) -> None:
    """Quiet is quiet; what lies behind the pause rings."""
    await lives_in(evening)
    await evening.says(ANA, "/remind 22:30")
    await evening.says(ANA, "/remind 24 nov 22:00")
    await evening.says(ANA, "/remind 30 nov 22:00")
    await evening.says(ANA, "/remind in 20 min")
    (seen,) = await evening.says(ANA, "pause my reminders for a week")
    assert seen.text == "All 4 are quiet until Sun 29 Nov; nightly ones ring again that evening."
    assert rings(await evening.advance(9 * DAY)) == ["29 21:30", "30 21:00", "30 21:30"]


async def test_a_deleted_one_is_gone_with_a_way_back(evening: Evening) -> None:
    """Delete has its Undo too."""
    await lives_in(evening)
    await evening.says(ANA, "/remind 22:30")
    await evening.says(ANA, "/reminders")
    (gone,) = await evening.presses(ANA, "Delete")
    assert gone.text == "Off: every night at 22:30."
    assert rings(await evening.advance(600)) == []
    await evening.presses(ANA, "Undo")
    assert rings(await evening.advance(DAY)) == ["22 21:30"]


@pytest.mark.parametrize("verb", ["change", "pause", "wake", "delete", "show", "burn"])
async def test_a_button_of_one_that_is_gone_is_answered(evening: Evening, verb: str) -> None:
    """A deleted one's, a stranger's and a forged one's."""
    await lives_in(evening)
    await evening.says(ANA, "/remind 22:30")
    (seen,) = await evening.line(user="ben", press=f"mr1:1:{verb}")
    assert seen.text == "That reminder is no longer there."
    await evening.says(ANA, "/remind off")
    (seen,) = await evening.line(user=ANA, press=f"mr1:1:{verb}")
    assert seen.text == "That reminder is no longer there."


async def test_many_open_one_by_one(evening: Evening) -> None:
    """Of more than four each has one button, which opens its own."""
    await lives_in(evening)
    for hour in (18, 19, 20, 21, 23):
        await evening.says(ANA, f"/remind {hour}:00")
    (seen,) = await evening.says(ANA, "/reminders")
    assert list(seen.choices) == ["1", "2", "3", "4", "5"]
    (one,) = await evening.presses(ANA, "5")
    assert one.text.startswith("every night at 23:00, Europe/Berlin; next: tonight")
    assert list(one.choices) == ["Change", "Pause for a week", "Delete", "Within 15 minutes"]
