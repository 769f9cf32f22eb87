"""On the minute, or some minutes later so that not everybody rings at once: the person's choice."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from scheduler.spreading import spread
from tests.journeys.evening import Evening
from tests.journeys.nights_in import ANA, lives_in, rings, rung

DAY = 86400
BED = datetime.fromisoformat("2026-11-22T21:30:00Z")
ANAS_SECONDS = 372
"""Of the 900 of a quarter of an hour, those that the first person's reminders are later by."""

LATER = "or up to 15 minutes later"

FORMS = {
    "/remind 22:30 within 15 minutes": 15,
    "/remind 22:30 within a quarter of an hour": 15,
    "/remind 22:30 give or take 5": 5,
    "remind me at 22:30, give or take ten minutes": 10,
    "remind me at 22:30 plus or minus 7 min": 7,
    "remind me at 22:30 with a 12 minute window": 12,
    "remind me around 22:30": 10,
    "remind me at roughly 10:30pm": 10,
    "remind me at half past ten, give or take half an hour": 15,
    "remind me at 22:30 sharp": 0,
    "remind me at exactly 22:30": 0,
    "/remind 22:30": 0,
}


@pytest.mark.parametrize(("words", "minutes"), FORMS.items())
async def test_a_leeway_is_said_with_the_time(evening: Evening, words: str, minutes: int) -> None:
    """In the confirmation, in the list, and in when it rings; the session keeps its length."""
    await lives_in(evening)
    (seen,) = await evening.says(ANA, words)
    assert seen.slots == {"time": "22:30"}
    said = f"every night at 22:30 or up to {minutes} minutes later, Europe/Berlin"
    assert (said if minutes else "every night at 22:30, Europe/Berlin") in seen.text
    (listed,) = await evening.says(ANA, "/reminders")
    assert listed.text.removeprefix("Your reminders\n- ") == seen.text.removeprefix("I'll ring ")
    (ring,) = rung(await evening.advance(DAY / 2))
    later = spread("1", timedelta(minutes=minutes))
    assert (ring.at, ring.text[-len("if you like.") :]) == (BED + later, "if you like.")
    assert "10 minutes up the wall" in ring.text


async def test_a_press_loosens_and_tightens(evening: Evening) -> None:
    """In the list of one reminder, for that one; the button offers what is not so yet."""
    await lives_in(evening)
    await evening.says(ANA, "/remind 22:30")
    await evening.says(ANA, "/reminders")
    (seen,) = await evening.presses(ANA, "Within 15 minutes")
    assert seen.intent == "change_reminder"
    assert f"every night at 22:30 {LATER}" in seen.text
    (listed,) = await evening.says(ANA, "/reminders")
    assert "Within 15 minutes" not in listed.choices
    assert rings(await evening.advance(DAY)) == ["22 21:36"]
    await evening.presses(ANA, "On the minute")
    assert rings(await evening.advance(DAY)) == ["23 21:30"]


async def test_all_are_loosened_by_one_press(evening: Evening) -> None:
    """With several in the list the choice is for all of them."""
    await lives_in(evening)
    await evening.says(ANA, "/remind 22:30")
    await evening.says(ANA, "/remind 23:30")
    await evening.says(ANA, "/reminders")
    (seen,) = await evening.presses(ANA, "All within 15 minutes")
    assert seen.text.count(LATER) == 2
    assert rings(await evening.advance(DAY)) == ["22 21:36", "22 22:36"]


async def test_the_same_time_again_with_a_leeway_changes_it(evening: Evening) -> None:
    """One reminder, not two; said without a leeway it keeps the one it has."""
    await lives_in(evening)
    await evening.says(ANA, "/remind 22:30")
    (loose,) = await evening.says(ANA, "/remind 22:30 within 15 minutes")
    assert loose.text.startswith(f"I'll ring every night at 22:30 {LATER}")
    (again,) = await evening.says(ANA, "/remind 22:30")
    assert again.text.startswith(f"That is set already: every night at 22:30 {LATER}")
    assert rings(await evening.advance(DAY)) == ["22 21:36"]


async def test_a_change_of_the_time_keeps_it(evening: Evening) -> None:
    """Another time is another time; how exactly stays as it was."""
    await lives_in(evening)
    await evening.says(ANA, "/remind 22:00 within 15 minutes")
    (seen,) = await evening.says(ANA, "change my reminder to 23:00")
    assert f"every night at 23:00 {LATER}" in seen.text


async def test_it_goes_with_its_person_to_another_zone(evening: Evening) -> None:
    """At the new local time, later by the same, once a night."""
    await lives_in(evening)
    await evening.says(ANA, "/remind 22:30 within 15 minutes")
    assert rings(await evening.advance(DAY / 2)) == ["22 21:36"]
    await evening.says(ANA, "/timezone London")
    (listed,) = await evening.says(ANA, "/reminders")
    assert f"at 22:30 {LATER}, Europe/London" in listed.text
    assert rings(await evening.advance(DAY)) == ["23 22:36"]


async def test_it_waits_for_the_zone_with_its_wish(evening: Evening) -> None:
    """Nothing of it is lost while the place is asked for."""
    await evening.says(ANA, "/remind 22:30 tonight, give or take 10 minutes")
    _, done = await evening.says(ANA, "berlin")
    assert "at 22:30 or up to 10 minutes later" in done.text


async def test_a_restart_changes_nothing(evening: Evening) -> None:
    """Night after night the same second, whichever process winds it."""
    await lives_in(evening)
    await evening.says(ANA, "/remind 22:30 within 15 minutes")
    seen = await evening.advance(DAY)
    await evening.restart()
    seen += await evening.advance(DAY)
    await evening.restart(down=3600)
    seen += await evening.advance(DAY)
    instants = [one.at for one in rung(seen)]
    assert {(at - BED) % timedelta(days=1) for at in instants} == {timedelta(seconds=ANAS_SECONDS)}
    assert len(instants) == 3


async def test_people_are_spread_over_the_window(evening: Evening) -> None:
    """Fifty people at the same time: nearly fifty different seconds."""
    for number in range(50):
        await lives_in(evening, user=f"p{number}")
        await evening.says(f"p{number}", "/remind 22:30 within 15 minutes")
    seen = [one for one in await evening.advance(DAY / 2) if one.kind == "reminder"]
    assert len(seen) == 50
    assert all(BED <= one.at < BED + timedelta(minutes=15) for one in seen)
    assert len({one.at for one in seen}) > 45


async def test_an_export_has_it(evening: Evening) -> None:
    """With the rest of the reminder."""
    await lives_in(evening)
    await evening.says(ANA, "/remind 22:30 within 12 minutes")
    (file,) = (await evening.says(ANA, "/export"))[0].raw["files"]
    assert '"leeway": 12' in exported(file["path"])


def exported(path: str) -> str:
    """The text of a file that was handed out."""
    return Path(path).read_text("utf-8")


@pytest.mark.parametrize("press", ["lo1:7:15", "lo1:1:900", "lo1:1"])
async def test_a_forged_choice_changes_nothing(evening: Evening, press: str) -> None:
    """No such reminder, no such leeway, half a button; another person's reminder."""
    await lives_in(evening)
    await evening.says(ANA, "/remind 22:30")
    await evening.line(user=ANA, press=press)
    await evening.line(user="ben", press="lo1:1:15")
    assert rings(await evening.advance(DAY / 2)) == ["22 21:30"]
