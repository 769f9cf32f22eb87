"""Setting a reminder, in every form, and what is said to be understood."""

from __future__ import annotations

import pytest

from tests.journeys.evening import Evening
from tests.journeys.nights_in import ANA, lives_in, rings, rung

# It is Sunday 22 November 2026, 22:00 in Berlin.
FORMS = {
    "/remind 22:30": "every night at 22:30, Europe/Berlin; next: tonight, in 30 minutes",
    "/remind 10:30 pm": "every night at 22:30, Europe/Berlin; next: tonight, in 30 minutes",
    "remind me at half past ten": "every night at 22:30, Europe/Berlin; next: tonight, in 30 min",
    "/remind 21:00": "every night at 21:00, Europe/Berlin; next: tomorrow, Mon 23 Nov",
    "/remind 23:20": "every night at 23:20, Europe/Berlin; next: tonight, in 1 h 20 min",
    "/remind 00:30": "every night at 00:30, Europe/Berlin; next: tonight, in 2 h 30 min",
    "/remind midnight": "every night at 00:00, Europe/Berlin; next: tonight, in 2 hours",
    "/remind 22:30 weekdays": "Monday to Friday at 22:30, Europe/Berlin; next: tomorrow, Mon 23",
    "/remind 22:30 tue, fri": "Tuesday and Friday at 22:30, Europe/Berlin; next: Tue 24 Nov",
    "/remind 22:30 weekends": "Saturday and Sunday at 22:30, Europe/Berlin; next: tonight, in",
    "/remind 00:30 mondays": "at 00:30, the night from Monday to Tuesday, Europe/Berlin; next: "
    "the night from Monday to Tuesday, Tue 24 Nov",
    "/remind 00:30 sundays": "at 00:30, the night from Sunday to Monday, Europe/Berlin; next: "
    "tonight, in 2 h 30 min",
    "/remind 00:30 weekdays": "at 00:30, the nights after Monday to Friday, Europe/Berlin; next: "
    "the night from Monday to Tuesday, Tue 24 Nov",
    "/remind 7am": "every morning at 07:00, Europe/Berlin; next: tomorrow, Mon 23 Nov",
    "/remind mondays at 7am": "Monday at 07:00, Europe/Berlin; next: tomorrow, Mon 23 Nov",
    "/remind 3pm": "every day at 15:00, Europe/Berlin; next: tomorrow, Mon 23 Nov",
    "/remind tonight 23:00": "once, Sun 22 Nov at 23:00, Europe/Berlin; next: tonight, in 1 hour",
    "/remind 25 nov 22:00": "once, Wed 25 Nov at 22:00, Europe/Berlin; next: in 3 days",
    "/remind 2 jan 22:00": "once, Sat 2 Jan 2027 at 22:00, Europe/Berlin; next: in 41 days",
    "/remind 25 nov 00:30": "once, Wed 25 Nov at 00:30, the night from Tuesday to Wednesday, "
    "Europe/Berlin; next: in 2 nights",
    "/remind in 20 min": "once, Sun 22 Nov at 22:20, Europe/Berlin; next: tonight, in 20 minutes",
    "/remind 22:00 london": "every night at 22:00, Europe/London; next: tonight, in 1 hour",
    "/remind 22:30 gmt+3": "every night at 22:30, UTC+3; next: Mon 23 Nov",
    "/remind 22:30 butterfly": "every night at 22:30 for Butterfly",
    "/remind 22:30 legsup for 15 min": "every night at 22:30 for 15 minutes of Legs Up the Wall",
    "/remind 22:30 for 5 minutes": "every night at 22:30 for 5 minutes, Europe/Berlin",
}


@pytest.mark.parametrize(("words", "said"), FORMS.items())
async def test_a_confirmation_repeats_what_was_understood(
    evening: Evening, words: str, said: str
) -> None:
    """The rule, the zone and the next ring are said in words that can't be misread."""
    await lives_in(evening)
    (seen,) = await evening.says(ANA, words)
    assert seen.text.startswith(f"I'll ring {said}"), seen.text
    (listed,) = await evening.says(ANA, "/reminders")
    assert listed.text.removeprefix("Your reminders\n- ") == seen.text.removeprefix("I'll ring ")


RINGS = {
    "/remind 22:30": ["22 21:30", "23 21:30", "24 21:30", "25 21:30", "26 21:30", "27 21:30"],
    "/remind 00:30": ["22 23:30", "23 23:30", "24 23:30", "25 23:30", "26 23:30", "27 23:30"],
    "/remind 22:30 tue fri": ["24 21:30", "27 21:30"],
    "/remind 00:30 mon fri": ["23 23:30", "27 23:30"],
    "/remind mondays at 7am": ["23 06:00"],
    "/remind tonight 23:00": ["22 22:00"],
    "/remind in 20 min": ["22 21:20"],
    "/remind 22:00 new york": ["23 03:00", "24 03:00", "25 03:00", "26 03:00", "27 03:00", "28 03"],
    "/remind 9pm and 10:30pm wednesdays": ["25 20:00", "25 21:30"],
    "/remind 22:00 except mon tue wed thu": ["27 21:00"],
}


@pytest.mark.parametrize(("words", "instants"), RINGS.items())
async def test_it_rings_when_it_was_said_to(
    evening: Evening, words: str, instants: list[str]
) -> None:
    """Over the nights to Saturday noon: the instants in UTC, no other."""
    await lives_in(evening)
    await evening.says(ANA, words)
    seen = rings(await evening.now("2026-11-28T11:00:00Z"))
    assert [one[: len(instant)] for one, instant in zip(seen, instants, strict=True)] == instants


async def test_what_rings_is_calm_and_offers_three_things(evening: Evening) -> None:
    """Begin, later, not tonight; no exclamation mark, nothing about what was missed."""
    await lives_in(evening)
    await evening.says(ANA, "/remind 22:30")
    (seen,) = rung(await evening.advance(3600))
    assert seen.text == "It's 22:30. 10 minutes up the wall, if you like."
    assert list(seen.choices) == ["Start 10 minutes", "Snooze 20 min", "Not tonight"]
    assert not seen.silent


async def test_it_rings_for_the_pose_and_minutes_that_were_named(evening: Evening) -> None:
    """The message and its Start are for that pose and length."""
    await lives_in(evening)
    await evening.says(ANA, "/remind 22:30 butterfly for 4 minutes")
    (seen,) = rung(await evening.advance(3600))
    assert seen.text == "It's 22:30. 4 minutes of butterfly at the wall, if you like."
    assert seen.choices["Start 4 minutes"] == "s1:butterfly_wall:240"


async def test_a_length_is_kept_within_what_the_pose_allows(evening: Evening) -> None:
    """The nearest allowed length is set, and said."""
    await lives_in(evening)
    (seen,) = await evening.says(ANA, "/remind 22:30 legsup for 50 minutes")
    assert "for 20 minutes of Legs Up the Wall" in seen.text


async def test_a_pose_has_its_own_usual_length(evening: Evening) -> None:
    """Without minutes the reminder offers the pose for as long as it is usually held."""
    await lives_in(evening)
    await evening.says(ANA, "/remind 22:30 thread the needle")
    (seen,) = rung(await evening.advance(3600))
    assert "Start 5 minutes" in seen.choices


async def test_minutes_count_from_when_they_were_said(evening: Evening) -> None:
    """In 20 minutes is 20 minutes later to the second, not on the minute."""
    await lives_in(evening)
    await evening.advance(45)
    await evening.says(ANA, "remind me in 20 minutes")
    (seen,) = rung(await evening.advance(3600))
    assert seen.utc == "21:20:45"


async def test_a_single_one_is_gone_when_it_has_rung(evening: Evening) -> None:
    """It rings once, is no longer listed, and takes no place."""
    await lives_in(evening)
    await evening.says(ANA, "/remind tonight at 22:30")
    assert rings(await evening.advance(10 * 86_400)) == ["22 21:30"]
    (seen,) = await evening.says(ANA, "/reminders")
    assert seen.text == "You have no reminder. Name a time, such as 22:30."


NO_REMINDER = {
    "/remind 25:00": "That is no time I know.",
    "/remind after dinner": "I need a clock time for that.",
    "/remind": "At what time?",
    "/remind legsup": "At what time?",
    "/remind today at 3pm": "That time is already over.",
    "/remind yesterday at 22:00": "",
    "/remind 21:00 every 2nd friday": "I can ring every night or on days of the week",
}


@pytest.mark.parametrize(("words", "said"), NO_REMINDER.items())
async def test_words_that_make_no_reminder_say_what_would(
    evening: Evening, words: str, said: str
) -> None:
    """Impossible, vague, past and unsupported times make none; usual ones are offered."""
    await lives_in(evening)
    (seen,) = await evening.says(ANA, words)
    assert seen.text.startswith(said)
    assert list(seen.choices)[:4] == ["21:30", "22:00", "22:30", "23:00"]
    (listed,) = await evening.says(ANA, "/reminders")
    assert listed.text.startswith("You have no reminder.")


async def test_a_doubtful_time_is_asked_about_with_the_readings(evening: Evening) -> None:
    """Nothing is set until one is chosen, by its button or in words."""
    await lives_in(evening)
    (seen,) = await evening.says(ANA, "/remind tonight at 22:30 or 23:00")
    assert seen.asked
    assert list(seen.choices) == ["once, Sun 22 Nov at 22:30", "once, Sun 22 Nov at 23:00"]
    assert (await evening.says(ANA, "the second one"))[0].text.startswith("I'll ring once, Sun 22")
    assert rings(await evening.advance(86_400)) == ["22 22:00"]


async def test_the_same_twice_is_said_and_not_doubled(evening: Evening) -> None:
    """However it is spelt: by another clock's spelling, the usual pose, the own zone."""
    await lives_in(evening)
    await evening.says(ANA, "/remind 22:30")
    for again in (
        "/remind 10:30pm",
        "remind me at half past ten",
        "/remind 22:30 legsup",
        "/remind 22:30 Europe/Berlin",
        "/remind 22:30 legsup for 10 minutes",
    ):
        (seen,) = await evening.says(ANA, again)
        assert seen.text.startswith("That is set already: every night at 22:30"), again
    assert rings(await evening.advance(86_400)) == ["22 21:30"]


async def test_twenty_are_enough(evening: Evening) -> None:
    """The 21st is refused in words; after a deletion there is room again."""
    await lives_in(evening)
    for minute in range(20):
        await evening.says(ANA, f"/remind 20:{minute:02}")
    (seen,) = await evening.says(ANA, "/remind 22:30")
    assert seen.text == "That would be more than 20 reminders. Delete one first."
    (listed,) = await evening.says(ANA, "/reminders")
    assert len(listed.choices) == 20
    assert listed.text.count("\n") == 20
    await evening.presses(ANA, "20")
    assert (await evening.presses(ANA, "Delete"))[0].text == "Off: every night at 20:19."
    assert (await evening.says(ANA, "/remind 22:30"))[0].text.startswith("I'll ring every night")


async def test_several_times_in_one_wish_stop_at_twenty(evening: Evening) -> None:
    """What fits is set, what does not is said."""
    await lives_in(evening)
    for minute in range(19):
        await evening.says(ANA, f"/remind 20:{minute:02}")
    (seen,) = await evening.says(ANA, "/remind 22:30 and 23:00")
    assert seen.text.splitlines() == [
        "I'll ring every night at 22:30, Europe/Berlin; next: tonight, in 30 minutes.",
        "That would be more than 20 reminders. Delete one first.",
    ]


async def test_in_the_morning_tonight_is_the_coming_evening(evening: Evening) -> None:
    """At ten o'clock the next ring is tonight's; in the small hours it is named by its day."""
    await lives_in(evening)
    await evening.now("2026-11-23T09:00:00Z")
    (seen,) = await evening.says(ANA, "/remind 22:30")
    assert seen.text.endswith("next: tonight, in 12 h 30 min.")
    await evening.now("2026-11-24T00:00:00Z")
    (seen,) = await evening.says(ANA, "/reminders")
    assert seen.text.endswith("next: Tue 24 Nov.")


async def test_in_a_group_reminders_open_the_private_chat(evening: Evening) -> None:
    """Nothing is set where others read."""
    (seen,) = await evening.group(ANA, "studio", "/remind 22:30")
    assert list(seen.choices) == ["Open our chat"]
    (listed,) = await evening.says(ANA, "/reminders")
    assert listed.text.startswith("You have no reminder.")
