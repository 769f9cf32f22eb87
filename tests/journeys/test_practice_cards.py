"""Pose cards: what they say, and for whom each caution is."""

from __future__ import annotations

import pytest

from bot.coach.understanding.meaning import Section
from tests.journeys.evening import ANA, Evening, Seen, shared_tools
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
    leaves = await turned_through(evening, pose, "cautions")
    lines = [line for seen in leaves for line in seen.text.splitlines()]
    shown = [line.removeprefix("- ") for line in lines if line.startswith("- ")]
    assert shown == [_caution(pose, n) for n in range(len(LIBRARY.poses[pose].cautions))]


async def turned_through(evening: Evening, pose: str, section: str) -> list[Seen]:
    """All leaves of a section, by its own buttons."""
    (seen,) = await evening.says(ANA, f"/pose {pose} {section}")
    leaves = [seen]
    while "Next" in seen.choices:
        (seen,) = await evening.presses(ANA, "Next")
        leaves.append(seen)
    return leaves


@pytest.mark.parametrize("pose", POSES)
@pytest.mark.parametrize("section", list(Section))
async def test_a_section_is_read_leaf_by_leaf_in_one_message(
    evening: Evening, pose: str, section: Section
) -> None:
    """No leaf is longer than a caption; each says which it is, and stands where the last stood."""
    first, *others = leaves = await turned_through(evening, pose, section)
    assert all(len(seen.text) <= 1000 for seen in leaves)
    assert [seen.replaces for seen in others] == [seen.number for seen in leaves[:-1]]
    if others:
        told_of = [f"{n} of {len(leaves)}" for n in range(1, len(leaves) + 1)]
        assert [seen.text.splitlines()[1].rpartition(", ")[2] for seen in leaves] == told_of
        assert "Previous" not in first.choices
        back = await evening.presses(ANA, "Previous")
        assert [seen.text for seen in back] == [leaves[-2].text]
    assert all(seen.raw["images"] for seen in leaves)


async def test_getting_in_and_coming_out_are_a_leaf_each(evening: Evening) -> None:
    """Numbered steps are not torn apart, and each leaf shows its own movements."""
    way_in, way_out = await turned_through(evening, "legs_up_wall", "steps")
    assert [f"{n}. " in way_in.text for n in range(1, 8)] == [True] * 6 + [False]
    assert "To come out:" in way_out.text
    assert [seen.raw["images"][0]["path"].rpartition("-")[2] for seen in (way_in, way_out)] == [
        "steps.png",
        "come_out.png",
    ]


async def test_a_leaf_that_is_there_no_more_is_the_last_one(evening: Evening) -> None:
    """A button from before a section grew shorter still turns to it; a forged one is told so."""
    last = (await turned_through(evening, "legs_up_wall", "benefits"))[-1]
    (beyond,) = await evening.presses(ANA, "pl1:legs_up_wall:benefits:999")
    assert beyond.text == last.text
    for forged in ("benefits:0", "benefits:-1", "benefits:x", "benefits", "nothing:1"):
        (seen,) = await evening.presses(ANA, f"pl1:legs_up_wall:{forged}")
        assert "from an earlier moment" in seen.text


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
