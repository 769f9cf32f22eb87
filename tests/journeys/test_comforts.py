"""A breath to follow, a bell at the end, and pictures that stand still."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.journeys.evening import ANA, Evening, Seen
from tests.journeys.practising import begins, holds

UNFIT = "I count 3 to 8 in, 3 to 8 out, and up to 7 held: 4-6, for example, or 4-7-8."


def drawn(seen: list[Seen]) -> list[str]:
    """The names of all pictures, in order."""
    return [Path(i["path"]).name.partition("-")[2] for one in seen for i in one.raw["images"]]


def rung(seen: list[Seen]) -> list[str]:
    """First lines of the messages that a bell comes with."""
    return [
        one.text.splitlines()[0]
        for one in seen
        if any(file["name"] == "bell.ogg" for file in one.raw["files"])
    ]


@pytest.mark.parametrize(
    ("said", "words", "name"),
    [
        ("/session 10m breath 4-6", "In for 4, out for 6.", "breath-4-0-6.gif"),
        (
            "start 10 minutes with a 4-7-8 breath",
            "In for 4, hold for 7, out for 8.",
            "breath-4-7-8.gif",
        ),
    ],
)
async def test_a_hold_opens_with_its_breath(
    evening: Evening, said: str, words: str, name: str
) -> None:
    """The counts stand in the first answer and in the opening, where the circle begins to move."""
    seen = await holds(evening, said)
    (opened,) = [one for one in seen if one.until]
    assert words in seen[0].text
    assert words in opened.text
    assert drawn([opened]) == [name]
    assert seen[0].slots["breath"] in said


async def test_a_breath_outlives_a_restart_and_more_time(evening: Evening) -> None:
    """It is kept with the plan: the second side opens with it too."""
    await holds(evening, "/session thread_the_needle_wall 2 min breath 3-5")
    await evening.restart()
    seen = await evening.says(ANA, "/extend 2")
    seen += await evening.advance(150)
    assert "breath-3-0-5.gif" in drawn(seen)


@pytest.mark.parametrize("counts", ["0-30", "2-4", "4-9", "4-8-8", "fast", "99-99"])
async def test_counts_that_nobody_should_breathe_start_nothing(
    evening: Evening, counts: str
) -> None:
    """What is possible is said, and offered."""
    (told,) = await evening.says(ANA, f"/session 10m breath {counts}")
    assert told.text == UNFIT
    (status,) = await evening.says(ANA, "/status")
    assert status.text == "Nothing is running."
    begun = await evening.presses(ANA, "10 minutes with breath 4-6", message=told.number)
    assert begun[0].slots["breath"] == "4-6"


async def test_still_pictures_do_not_move(evening: Evening) -> None:
    """Who wants no motion gets the counts, and that is kept."""
    (switched,) = await evening.says(ANA, "reduced motion")
    assert switched.text.startswith("Nothing moves")
    await evening.restart()
    seen = await holds(evening, "/session 10m breath 4-6")
    assert drawn([one for one in seen if one.until]) == ["breath-still.png"]
    (back,) = await evening.presses(ANA, "Let it move")
    assert back.text.startswith("The breath moves")


async def test_a_bell_ends_each_hold_for_who_wants_it(evening: Evening) -> None:
    """At the switch and at the end, after "/bell on"; before it there is none."""
    seen = await begins(evening, "/session thread_the_needle_wall 1 min")
    seen += await evening.advance(200)
    assert rung(seen) == []
    await evening.says(ANA, "/stop")
    (told,) = await evening.says(ANA, "/bell on")
    assert told.text.startswith("A bowl is struck")
    seen = await begins(evening, "/session thread_the_needle_wall 1 min")
    seen += await evening.advance(200)
    assert rung(seen) == [
        "Other side: left ankle over right thigh, that foot flexed. No hurry.",
        "Uncross your legs and bend both knees to your chest.",
    ]


async def test_a_bell_is_switched_off_by_its_button(evening: Evening) -> None:
    """The answer offers its opposite, in place."""
    await evening.says(ANA, "turn the bell on")
    (off,) = await evening.presses(ANA, "Bell off")
    assert off.text.startswith("No bowl")
    assert off.replaces is not None
    (now,) = await evening.says(ANA, "/bell")
    assert now.text == off.text
