"""What a person is shown, in the order in which an evening shows it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.journeys.evening import ANA, Evening, Seen
from tests.journeys.practising import begins

POSES = (
    "legs_up_wall", "butterfly_wall", "supported_legs_up", "thread_the_needle_wall",
)  # fmt: skip


def drawn(seen: Seen) -> list[str]:
    """The names of a message's pictures."""
    return [Path(image["path"]).name.partition("-")[2] for image in seen.raw["images"]]


def content(image: dict[str, str]) -> bytes:
    """The picture itself."""
    return Path(image["path"]).read_bytes()


def alts(seen: Seen) -> list[str]:
    """What the pictures show, in words."""
    return [image["alt"] for image in seen.raw["images"]]


@pytest.mark.parametrize("pose", POSES)
async def test_a_card_and_its_steps_are_seen(evening: Evening, pose: str) -> None:
    """A pose comes as a picture, and all of its steps as one."""
    (card,) = await evening.says(ANA, f"/pose {pose}")
    (steps,) = await evening.presses(ANA, "Steps")
    assert drawn(card) == [f"{pose}-card.png"]
    assert drawn(steps) == [f"{pose}-steps.png"]
    assert all(alts(card) + alts(steps))
    for image in (*card.raw["images"], *steps.raw["images"]):
        assert content(image).startswith(b"\x89PNG")
    assert card.raw["files"] == []


async def test_a_section_that_is_read_stands_below_the_card(evening: Evening) -> None:
    """Cautions and questions are words; the message that they turn to keeps the pose in sight."""
    await evening.says(ANA, "/pose legs_up_wall")
    (cautions,) = await evening.presses(ANA, "Cautions")
    assert drawn(cautions) == ["legs_up_wall-card.png"]


async def test_a_session_shows_each_movement_as_it_comes(evening: Evening) -> None:
    """Plan first, then a figure with each step in, the hold, and the way out."""
    seen = await begins(evening, "/session legs_up_wall 1 min")
    seen += await evening.advance(150)
    shown = [name for one in seen for name in drawn(one)]
    assert shown == [
        "plan.png", "legs_up_wall-place-1.png", "legs_up_wall-sit-1.png",
        "legs_up_wall-hips-1.png", "legs_up_wall-walk-1.png", "legs_up_wall-adjust-1.png",
        "legs_up_wall-breathe-1.png", "legs_up_wall-breathe-1.png", "legs_up_wall-come_out.png",
    ]  # fmt: skip


async def test_the_second_side_is_mirrored(evening: Evening) -> None:
    """At the switch the picture is the other side's, and so are its words."""
    seen = await begins(evening, "/session thread_the_needle_wall 1 min")
    seen += await evening.advance(200)
    by_name: dict[str, Any] = {name: one for one in seen for name in drawn(one)}
    switch = by_name["thread_the_needle_wall-cross-2.png"]
    assert "left ankle over right thigh" in switch.text
    assert "the left ankle lies across the right thigh" in alts(switch)[0]
    assert "thread_the_needle_wall-stay-2.png" in by_name


async def test_a_plan_tells_its_times(evening: Evening) -> None:
    """The strip is told in words too, with minutes and seconds."""
    begun, *_ = await begins(evening, "/session thread_the_needle_wall 5 min")
    (told,) = alts(begun)
    assert "First side 2:30, Switch 0:20, Other side 2:30 and Come out at" in told


async def test_pictures_are_dark_at_night_and_light_by_day(evening: Evening) -> None:
    """The look follows the person's own clock."""
    await evening.says(ANA, "/timezone Berlin")
    await evening.now("2026-11-23T18:59:00Z")
    (day,) = await evening.says(ANA, "/pose legs_up_wall")
    await evening.now("2026-11-23T19:00:00Z")
    (night,) = await evening.says(ANA, "/pose legs_up_wall")
    (light,), (dark,) = day.raw["images"], night.raw["images"]
    assert light["alt"] == dark["alt"]
    assert content(light) != content(dark)
