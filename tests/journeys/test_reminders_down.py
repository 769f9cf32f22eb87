"""Restarts, down time and people out of reach: none lost, none twice, and what was lost is told."""

from __future__ import annotations

import pytest

from tests.journeys.evening import Evening
from tests.journeys.nights_in import ANA, lives_in, practises, rings, rung

MINUTE, HOUR, DAY = 60, 3600, 86_400


async def evening_with(evening: Evening, *reminders: str) -> None:
    await lives_in(evening)
    for words in reminders or ("/remind 22:30",):
        await evening.says(ANA, words)


async def test_a_restart_loses_none(evening: Evening) -> None:
    """Dead and alive again before it is due: it rings at its time."""
    await evening_with(evening)
    await evening.advance(600)
    assert await evening.restart() == []
    (ring,) = rung(await evening.advance(HOUR))
    assert ring.utc == "21:30:00"


async def test_a_restart_rings_none_twice(evening: Evening) -> None:
    """Killed at any second around the ring, a dozen times, it rings once."""
    await evening_with(evening)
    seen = await evening.advance(30 * MINUTE - 3)
    for _ in range(12):
        seen += await evening.restart()
        seen += await evening.advance(0.5)
    assert rings(seen) == ["22 21:30"]


LATE = {1: "22:31", 20: "22:50", 45: "23:15"}


@pytest.mark.parametrize(("minutes", "clock"), LATE.items())
async def test_at_most_45_minutes_late_goes_out(evening: Evening, minutes: int, clock: str) -> None:
    """It tells the true time, and nothing is called missed."""
    await evening_with(evening)
    await evening.advance(29 * MINUTE)
    (ring,) = rung(await evening.restart(down=(minutes + 1) * MINUTE))
    assert ring.text == f"It's {clock}. 10 minutes up the wall, if you like."
    (listed,) = await evening.says(ANA, "/reminders")
    assert listed.text.count("\n") == 1
    assert rings(await evening.advance(DAY)) == ["23 21:30"]


async def test_later_is_missed_and_told(evening: Evening) -> None:
    """A second more than 45 minutes: nobody is woken, and the list says why."""
    await evening_with(evening)
    await evening.advance(29 * MINUTE)
    assert await evening.restart(down=46 * MINUTE + 1) == []
    (listed,) = await evening.says(ANA, "/reminders")
    assert listed.text.splitlines()[-1] == "I was away and did not ring: Sun 22 Nov."
    assert rings(await evening.advance(DAY)) == ["23 21:30"]


async def test_every_night_of_a_long_absence_is_told(evening: Evening) -> None:
    """Three nights down are three evenings named, once each, however many reminders."""
    await evening_with(evening, "/remind 22:30", "/remind 23:00")
    assert await evening.restart(down=2 * DAY + 12 * HOUR) == []
    (listed,) = await evening.says(ANA, "/reminders")
    assert listed.text.splitlines()[-1] == (
        "I was away and did not ring: Sun 22 Nov, Mon 23 Nov and Tue 24 Nov."
    )
    assert rings(await evening.advance(DAY)) == ["25 21:30", "25 22:00"]


async def test_of_a_year_down_only_the_last_week_is_told(evening: Evening) -> None:
    """And it rings on, the same evening."""
    await evening_with(evening)
    assert await evening.restart(down=400 * DAY) == []
    (listed,) = await evening.says(ANA, "/reminders")
    assert listed.text.splitlines()[-1].count(",") <= 7
    assert len(rings(await evening.advance(DAY))) == 1


async def test_what_was_missed_is_forgotten_after_a_week(evening: Evening) -> None:
    """Lately means seven days."""
    await evening_with(evening)
    await evening.restart(down=5 * HOUR)
    await evening.advance(7 * DAY + 1)
    (listed,) = await evening.says(ANA, "/reminders")
    assert "did not ring" not in listed.text


async def test_a_single_one_that_was_missed_is_told(evening: Evening) -> None:
    """There is no reminder left, but what became of it is said."""
    await evening_with(evening, "/remind tonight 22:30")
    await evening.restart(down=5 * HOUR)
    (listed,) = await evening.says(ANA, "/reminders")
    assert listed.text.splitlines() == [
        "You have no reminder. Name a time, such as 22:30.",
        "I was away and did not ring: Sun 22 Nov.",
    ]


async def test_down_over_several_reminders_each_is_judged_by_its_own_time(
    evening: Evening,
) -> None:
    """Back at 23:20: the one of 22:30 is missed, the one of 23:00 rings."""
    await evening_with(evening, "/remind 22:30", "/remind 23:00")
    assert rings(await evening.restart(down=80 * MINUTE)) == ["22 22:20"]
    (listed,) = await evening.says(ANA, "/reminders")
    assert listed.text.endswith("I was away and did not ring: Sun 22 Nov.")


async def test_a_snooze_survives_a_restart(evening: Evening) -> None:
    """Its instant stands in the row, not in memory."""
    await evening_with(evening)
    await evening.advance(30 * MINUTE)
    await evening.presses(ANA, "Snooze 20 min")
    await evening.restart()
    assert rings(await evening.advance(HOUR)) == ["22 21:50"]


async def test_buttons_work_after_a_restart(evening: Evening) -> None:
    """A message of before is snoozed by the coach of after."""
    await evening_with(evening)
    await evening.advance(30 * MINUTE)
    await evening.restart(down=60)
    (seen,) = await evening.presses(ANA, "Snooze 20 min")
    assert seen.text == "Again at 22:51."


async def test_a_question_survives_a_restart(evening: Evening) -> None:
    """The wish that waits for the zone is kept in the row as well."""
    await evening.says(ANA, "/remind 22:30")
    await evening.restart(down=60)
    _, done = await evening.says(ANA, "berlin")
    assert done.text.startswith("I'll ring every night at 22:30")


async def test_practised_before_the_coach_went_down(evening: Evening) -> None:
    """Back within the grace, it still knows that the night has its practice."""
    await evening_with(evening)
    await practises(evening)
    assert await evening.restart(down=40 * MINUTE) == []


# Out of reach


async def test_who_has_blocked_the_coach_is_paused_and_welcomed_back(evening: Evening) -> None:
    """No night is tried in vain; /start says that it rings again, and when."""
    await evening_with(evening)
    await evening.blocks(ANA)
    assert await evening.advance(3 * DAY) == []
    await evening.blocks(ANA, blocked=False)
    assert await evening.advance(DAY) == []
    welcome, hello = await evening.says(ANA, "/start")
    assert welcome.text.splitlines() == [
        "Welcome back.",
        "I'll ring again every night at 22:30, Europe/Berlin; next: tonight, in 30 minutes.",
    ]
    assert hello.text.startswith("I'm Karani")
    (listed,) = await evening.says(ANA, "/reminders")
    assert "I could not reach you: Sun 22 Nov, Mon 23 Nov, Tue 24 Nov and Wed 25" in listed.text
    assert rings(await evening.advance(DAY)) == ["26 21:30"]


async def test_a_word_is_enough_to_be_reached_again(evening: Evening) -> None:
    """Whoever writes has not blocked; the second /start is an ordinary one."""
    await evening_with(evening)
    await evening.blocks(ANA)
    await evening.advance(HOUR)
    await evening.blocks(ANA, blocked=False)
    await evening.says(ANA, "/poses")
    assert len(await evening.says(ANA, "/start")) == 1
    assert rings(await evening.advance(DAY)) == ["23 21:30"]


async def test_somebody_else_is_reached_all_the_same(evening: Evening) -> None:
    """One who has blocked holds up nobody."""
    await evening_with(evening)
    await lives_in(evening, user="ben")
    await evening.says("ben", "/remind 22:30")
    await evening.blocks(ANA)
    seen = await evening.advance(HOUR)
    assert (rings(seen), rings(seen, "ben")) == ([], ["22 21:30"])


async def test_closed_direct_messages_are_told_where_only_they_see_it(evening: Evening) -> None:
    """At the next command in the server, once; and the next night is tried again."""
    await evening_with(evening)
    await evening.blocks(ANA)
    await evening.advance(HOUR)
    _, told = await evening.group(ANA, "studio", "/poses")
    assert told.text.startswith("I can't reach you by direct message.")
    assert told.private
    assert len(await evening.group(ANA, "studio", "/poses")) == 1
    await evening.blocks(ANA, blocked=False)
    assert rings(await evening.advance(DAY)) == ["23 21:30"]
