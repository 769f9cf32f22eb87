"""One night of a reminder: later, not tonight, practised already, after a hard moment."""

from __future__ import annotations

import pytest

from tests.journeys.evening import Evening
from tests.journeys.nights_in import ANA, lives_in, practises, rings, rung

HOUR, DAY = 3600, 86_400


async def rang(evening: Evening, words: str = "/remind 22:30") -> None:
    """It is 22:30 in Berlin and the reminder has just rung."""
    await lives_in(evening)
    await evening.says(ANA, words)
    assert len(rung(await evening.advance(1800))) == 1


# Snooze

SNOOZES = {
    "/snooze": "21:50",
    "/snooze 5": "21:35",
    "/snooze 45 min": "22:15",
    "/snooze until 23:15": "22:15",
    "/snooze 2 hours": "23:30",
    "later": "21:50",
    "in 20": "21:50",
    "remind me again in 10 minutes": "21:40",
}


@pytest.mark.parametrize(("words", "instant"), SNOOZES.items())
async def test_a_snooze_rings_once_more_that_night(
    evening: Evening, words: str, instant: str
) -> None:
    """By minutes, until a time, in plain words; and the next night as ever."""
    await rang(evening)
    await evening.says(ANA, words)
    expected = [f"22 {instant}", "23 21:30"]
    assert rings(await evening.advance(DAY + HOUR)) == expected


async def test_a_snooze_by_button_may_be_pressed_twice(evening: Evening) -> None:
    """A double press is one snooze; and what rings can be snoozed again."""
    await rang(evening)
    (seen,) = await evening.presses(ANA, "Snooze 20 min")
    assert seen.text == "Again at 22:50."
    (again,) = await evening.presses(ANA, "Snooze 20 min")
    assert again.text == "Again at 22:50."
    assert rings(await evening.advance(1260)) == ["22 21:50"]
    await evening.presses(ANA, "Snooze 20 min")
    assert rings(await evening.advance(DAY)) == ["22 22:11", "23 21:30"]


async def test_a_snooze_over_midnight_belongs_to_its_night(evening: Evening) -> None:
    """It rings after midnight, and the next evening's is not taken for it."""
    await rang(evening)
    (seen,) = await evening.says(ANA, "/snooze 120")
    assert seen.text == "Again at 00:30."
    (again,) = rung(await evening.advance(2 * HOUR))
    assert again.choices["Not tonight"] == "nt1:1:2026-11-22"
    assert rings(await evening.advance(DAY)) == ["23 21:30"]


@pytest.mark.parametrize("words", ["/snooze 14 hours", "/snooze until 13:00"])
async def test_a_snooze_past_the_night_is_refused(evening: Evening, words: str) -> None:
    """Noon ends the night; nothing is changed."""
    await rang(evening)
    (seen,) = await evening.says(ANA, words)
    assert seen.text == "That is past tonight. Try up to a few hours."
    assert rings(await evening.advance(DAY)) == ["23 21:30"]


async def test_a_snooze_is_for_what_rang_within_three_hours(evening: Evening) -> None:
    """After that there is nothing to snooze, unless something is due tonight."""
    await rang(evening)
    await evening.advance(3 * HOUR + 1)
    (seen,) = await evening.says(ANA, "/snooze")
    assert seen.text == "Nothing rang lately, and nothing is due tonight."
    assert rings(await evening.advance(HOUR)) == []


async def test_tonights_is_put_off_before_it_rings(evening: Evening) -> None:
    """The minutes are added to its own time, and it rings once."""
    await lives_in(evening)
    await evening.says(ANA, "/remind 22:30")
    (seen,) = await evening.says(ANA, "/snooze 30")
    assert seen.text == "Again at 23:00."
    assert rings(await evening.advance(DAY)) == ["22 22:00"]


async def test_without_a_reminder_there_is_nothing_to_snooze(evening: Evening) -> None:
    """Said, not invented."""
    (seen,) = await evening.says(ANA, "/snooze 10")
    assert seen.text == "Nothing rang lately, and nothing is due tonight."


async def test_the_button_of_another_night_is_over(evening: Evening) -> None:
    """Snooze and Not tonight of yesterday's message leave tonight alone."""
    await rang(evening)
    old = evening.history[-1]
    await evening.advance(DAY - 1200)
    for label in ("Snooze 20 min", "Not tonight"):
        (seen,) = await evening.line(user=ANA, press=old.choices[label])
        assert seen.text == "That night is over."
    assert rings(await evening.advance(DAY)) == ["23 21:30"]


@pytest.mark.parametrize(
    "payload", ["sn1:1:2026-11-22:0", "sn1:1:2026-11-22:99999", "sn1:1:soon:20", "nt1:1:never"]
)
async def test_a_forged_button_changes_nothing(evening: Evening, payload: str) -> None:
    """Zero minutes, a week of them, no date."""
    await rang(evening)
    (seen,) = await evening.line(user=ANA, press=payload)
    assert seen.text.startswith("That button is from an earlier moment.")
    assert rings(await evening.advance(DAY)) == ["23 21:30"]


async def test_a_strangers_button_changes_nothing(evening: Evening) -> None:
    """Ben cannot put off what is Ana's."""
    await rang(evening)
    for payload in ("sn1:1:2026-11-22:20", "nt1:1:2026-11-22"):
        (seen,) = await evening.line(user="ben", press=payload)
        assert seen.text == "That reminder is no longer there."


async def test_a_snooze_is_said_by_the_clock_that_is_known(evening: Evening) -> None:
    """Where only the reminder's zone is known, by that one: never silently by UTC."""
    await evening.says(ANA, "/remind 22:30 Europe/Berlin")
    await evening.advance(1800)
    (seen,) = await evening.presses(ANA, "Snooze 20 min")
    assert seen.text == "Again at 22:50."


# Not tonight


async def test_not_tonight_leaves_the_night_and_no_other(evening: Evening) -> None:
    """Before it rings: quiet tonight, as ever tomorrow."""
    await lives_in(evening)
    await evening.says(ANA, "/remind 22:30")
    (seen,) = await evening.says(ANA, "/skip")
    assert seen.text == "Not tonight. Sleep well."
    assert rings(await evening.advance(2 * DAY)) == ["23 21:30"]


async def test_not_tonight_by_button_takes_back_a_snooze(evening: Evening) -> None:
    """What was put off is left, too."""
    await rang(evening)
    await evening.presses(ANA, "Snooze 20 min")
    await evening.presses(ANA, "Not tonight")
    assert rings(await evening.advance(DAY)) == ["23 21:30"]


async def test_not_tonight_means_all_of_tonights(evening: Evening) -> None:
    """The one after midnight is tonight's; the one of another evening is not."""
    await lives_in(evening)
    for words in ("/remind 22:30", "/remind 00:30", "/remind 21:00 mondays"):
        await evening.says(ANA, words)
    await evening.says(ANA, "not tonight")
    assert rings(await evening.advance(DAY)) == ["23 20:00"]


async def test_not_tonight_in_the_morning_is_the_coming_evening(evening: Evening) -> None:
    """Nobody skips the night that they have slept through."""
    await lives_in(evening)
    await evening.says(ANA, "/remind 22:30")
    await evening.now("2026-11-23T08:00:00Z")
    (seen,) = await evening.says(ANA, "/skip")
    assert seen.text == "Quiet this evening, Mon 23 Nov."
    assert rings(await evening.now("2026-11-25T08:00:00Z")) == ["24 21:30"]


async def test_not_tonight_in_the_small_hours_is_the_night_one_is_in(evening: Evening) -> None:
    """At one in the morning tonight is still the night that began yesterday."""
    await lives_in(evening)
    await evening.says(ANA, "/remind 02:00")
    await evening.now("2026-11-23T00:00:00Z")
    await evening.says(ANA, "/skip")
    assert rings(await evening.now("2026-11-24T08:00:00Z")) == ["24 01:00"]


async def test_nothing_due_tonight_is_said(evening: Evening) -> None:
    """A Friday's reminder is not skipped on a Sunday."""
    await lives_in(evening)
    await evening.says(ANA, "/remind 22:30 fridays")
    (seen,) = await evening.says(ANA, "/skip")
    assert seen.text == "Nothing is due tonight."


# Practised


async def test_who_has_practised_is_not_reminded(evening: Evening) -> None:
    """Not that night; the next as ever."""
    await lives_in(evening)
    await evening.says(ANA, "/remind 22:30")
    await practises(evening)
    assert rings(await evening.advance(DAY + HOUR)) == ["23 21:30"]


async def test_who_is_practising_is_not_reminded(evening: Evening) -> None:
    """While the legs are up nothing rings, and afterwards not either."""
    await lives_in(evening)
    await evening.says(ANA, "/remind 22:01")
    await evening.says(ANA, "/session legsup 5")
    await evening.presses(ANA, "None of these")
    assert rings(await evening.advance(HOUR)) == []


async def test_start_from_the_reminder_begins_that_practice(evening: Evening) -> None:
    """Its screening comes first as ever; whoever practises so is not rung again that night."""
    await lives_in(evening)
    await evening.says(ANA, "/remind 22:30")
    await evening.says(ANA, "/remind 23:00")
    await evening.advance(1800)
    (seen,) = await evening.presses(ANA, "Start 10 minutes")
    assert seen.intent == "start_session"
    await evening.presses(ANA, "None of these")
    assert rings(await evening.advance(4 * HOUR)) == []


async def test_a_confirmation_after_practising_names_the_next_night(evening: Evening) -> None:
    """A nightly one is not promised for a night that has its practice."""
    await lives_in(evening)
    await practises(evening)
    (seen,) = await evening.says(ANA, "/remind 22:30")
    assert seen.text.endswith("next: tomorrow, Mon 23 Nov.")
    (listed,) = await evening.says(ANA, "/reminders")
    assert listed.text.endswith("next: tomorrow, Mon 23 Nov.")
    assert rings(await evening.advance(DAY + HOUR)) == ["23 21:30"]


async def test_a_single_one_made_after_practising_rings(evening: Evening) -> None:
    """Whoever asks for it afterwards wants it."""
    await lives_in(evening)
    await practises(evening)
    (seen,) = await evening.says(ANA, "remind me in 20 min")
    assert seen.text.endswith("next: tonight, in 20 minutes.")
    await evening.says(ANA, "/remind tonight at 23:30")
    assert rings(await evening.advance(DAY)) == ["22 21:30", "22 22:30"]


async def test_a_single_one_made_before_practising_does_not(evening: Evening) -> None:
    """It was for the practice that has been."""
    await lives_in(evening)
    await evening.says(ANA, "/remind tonight at 22:30")
    await practises(evening)
    assert rings(await evening.advance(DAY)) == []


async def test_a_snooze_asked_for_after_practising_rings(evening: Evening) -> None:
    """Practised after the ring, then put off: it is asked for."""
    await rang(evening)
    await practises(evening)
    await evening.says(ANA, "/snooze 20")
    assert rings(await evening.advance(HOUR)) == ["22 22:00"]


async def test_a_snooze_before_practising_does_not_ring(evening: Evening) -> None:
    """It was for the practice that has been since."""
    await rang(evening)
    await evening.presses(ANA, "Snooze 20 min")
    await practises(evening)
    assert rings(await evening.advance(HOUR)) == []


async def test_what_is_asked_for_in_a_session_waits_for_its_end(evening: Evening) -> None:
    """It neither disturbs the hold nor is lost."""
    await lives_in(evening)
    await evening.says(ANA, "/session legsup 10")
    await evening.presses(ANA, "None of these")
    await evening.advance(60)
    await evening.says(ANA, "/remind in 5 minutes")
    during = await evening.advance(540)
    assert rings(during) == []
    await evening.says(ANA, "/stop")
    await evening.presses(ANA, "I'm down")
    assert len(rings(await evening.advance(600))) == 1


async def test_a_practice_after_midnight_is_the_evenings(evening: Evening) -> None:
    """Up at 00:10, not reminded at 00:30; at 22:30 of that day it rings."""
    await lives_in(evening)
    await evening.says(ANA, "/remind 00:30")
    await evening.says(ANA, "/remind 22:30")
    await evening.now("2026-11-22T23:10:00Z")
    await practises(evening)
    assert rings(await evening.now("2026-11-23T22:00:00Z")) == ["23 21:30"]


async def test_a_try_of_a_few_seconds_is_no_practice(evening: Evening) -> None:
    """Whoever stops at once is still reminded."""
    await lives_in(evening)
    await evening.says(ANA, "/remind 22:30")
    await evening.says(ANA, "/session legsup 5")
    await evening.presses(ANA, "None of these")
    await evening.advance(5)
    await evening.says(ANA, "/stop")
    assert rings(await evening.advance(HOUR)) == ["22 21:30"]


# After an emergency


async def test_after_an_emergency_reminders_wait_until_the_person_writes(evening: Evening) -> None:
    """For nights nothing rings; after any word it does, as ever."""
    await lives_in(evening)
    await evening.says(ANA, "/remind 22:30")
    (seen,) = await evening.says(ANA, "i have crushing chest pain going down my left arm")
    assert seen.verdict == "emergency"
    assert await evening.advance(3 * DAY) == []
    await evening.says(ANA, "hello")
    assert rings(await evening.advance(DAY)) == ["25 21:30"]


async def test_after_dark_words_nothing_rings_either(evening: Evening) -> None:
    """A snooze that waited is left, and no night is called missed."""
    await rang(evening)
    await evening.presses(ANA, "Snooze 20 min")
    (seen,) = await evening.says(ANA, "i want to kill myself")
    assert seen.verdict == "emergency"
    assert await evening.advance(2 * DAY) == []
    (listed,) = await evening.says(ANA, "/reminders")
    assert "did not ring" not in listed.text
