"""Pose cards: what they say, and for whom each caution is."""

from __future__ import annotations

import pytest

from tests.journeys.evening import ANA, Evening, shared_tools
from tests.journeys.practising import told

LIBRARY = shared_tools().library
POSES = tuple(LIBRARY.poses)


def words_of(key: str) -> str:
    text = LIBRARY.catalogue("en").entries[key]
    assert isinstance(text, str)
    return text


@pytest.mark.parametrize("pose", POSES)
async def test_a_card_says_what_for_how_long_and_the_first_caution(
    evening: Evening, pose: str
) -> None:
    """The card: names, what it is for, how long, the first caution by its name, and its choices."""
    (card,) = await evening.says(ANA, f"/pose {pose}")
    assert words_of(f"pose.{pose}.for") in card.text
    assert "is usual" in card.text
    assert _caution(pose, 0) in card.text
    start = f"Start {LIBRARY.poses[pose].hold.usual // 60} minutes"
    wanted = {"Steps", "Benefits", "Cautions", "Tips", "Questions", start}
    assert wanted <= set(card.choices)
    assert len(card.text.split()) < 90


@pytest.mark.parametrize("pose", POSES)
async def test_every_caution_names_whom_it_is_for(evening: Evening, pose: str) -> None:
    """The condition stands before its caution, with a capital, in the card's own order."""
    (seen,) = await evening.says(ANA, f"/pose {pose} cautions")
    shown = [line.removeprefix("- ") for line in seen.text.splitlines() if line.startswith("- ")]
    assert shown == [_caution(pose, n) for n in range(len(LIBRARY.poses[pose].cautions))]


def _caution(pose: str, number: int) -> str:
    topic = LIBRARY.poses[pose].cautions[number].topic
    name = words_of(f"topic.{topic}.name")
    text = words_of(f"pose.{pose}.cautions.{topic}")
    return f"{name[0].upper()}{name[1:]}. {text}"


@pytest.mark.parametrize(
    "section", ["Steps", "Benefits", "Variations", "Cautions", "Tips", "Questions"]
)
async def test_a_card_turns_its_pages_in_place(evening: Evening, section: str) -> None:
    """Each section takes the card's place, and leads back to it."""
    (card,) = await evening.says(ANA, "/pose legsup")
    (page,) = await evening.presses(ANA, section)
    assert page.replaces == card.number
    assert section not in page.choices
    (again,) = await evening.presses(ANA, "Card")
    assert (again.replaces, again.text) == (page.number, card.text)


async def test_the_poses_are_listed_with_a_line_each(evening: Evening) -> None:
    """/poses: four poses, a line and a button each."""
    (seen,) = await evening.says(ANA, "/poses")
    for pose in POSES:
        assert f"{words_of(f'pose.{pose}.name')}: {words_of(f'pose.{pose}.short')}" in seen.text
        assert words_of(f"pose.{pose}.name") in seen.choices


async def test_an_unknown_pose_gets_the_nearest_three(evening: Evening) -> None:
    """A name that is none: said, with three that are."""
    (seen,) = await evening.says(ANA, "/pose flying crocodile")
    assert "don't know that pose" in told([seen])
    assert len(set(seen.choices) - {"Poses"}) == 3


@pytest.mark.parametrize(
    "label", ["Steps", "Benefits", "Variations", "Cautions", "Tips", "Questions"]
)
async def test_a_page_is_found_by_the_name_on_its_button(evening: Evening, label: str) -> None:
    """Who types what stands on the button gets that page, and no answer about a body."""
    await evening.says(ANA, "/pose legsup")
    (typed,) = await evening.says(ANA, label)
    (pressed,) = await evening.presses(ANA, label)
    assert typed.text == pressed.text
