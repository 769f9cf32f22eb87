"""A pose that is described is shown; what is said of no body gets no answer about one."""

from __future__ import annotations

import pytest

from tests.journeys.evening import Evening
from tests.journeys.nights_in import ANA


@pytest.mark.parametrize(
    ("words", "pose"),
    [
        ("the pose with crossed legs", "thread_the_needle_wall"),
        ("one with the ankle over the knee", "thread_the_needle_wall"),
        ("the one where you cross your ankle", "thread_the_needle_wall"),
        ("the one with the soles together", "butterfly_wall"),
        ("the one with blocks", "supported_legs_up"),
        ("show me the butterfly pose", "butterfly_wall"),
    ],
)
async def test_a_described_pose_is_shown(evening: Evening, words: str, pose: str) -> None:
    """Its card, not advice about knees that nobody complained of."""
    (said, *_) = await evening.says(ANA, words)
    assert (said.intent, said.slots) == ("show_pose", {"pose": pose, "section": "overview"})
    assert said.verdict is None


async def test_a_description_that_fits_several_lists_them(evening: Evening) -> None:
    """All four are easy."""
    assert (await evening.says(ANA, "the easy one"))[0].intent == "list_poses"


@pytest.mark.parametrize("words", ["wibble", "same but sideways"])
async def test_words_of_nothing_get_no_guess_about_a_body(evening: Evening, words: str) -> None:
    """Thin resemblance to a symptom is not answered with "stop"."""
    assert (await evening.says(ANA, words))[0].verdict is None


async def test_a_red_flag_is_heard_in_whatever_words(evening: Evening) -> None:
    """Nobody has to ask about it."""
    (said, *_) = await evening.says(ANA, "my chest hurts a lot")
    assert said.verdict == "emergency"


@pytest.mark.parametrize(
    ("words", "pose"),
    [
        ("second one", "butterfly_wall"),
        ("the last one", "thread_the_needle_wall"),
        ("1", "legs_up_wall"),
    ],
)
async def test_one_of_the_list_is_picked_by_its_place(
    evening: Evening, words: str, pose: str
) -> None:
    """Just shown four, somebody who says which wants to see it, not to start another."""
    await evening.says(ANA, "show me the poses")
    (said, *_) = await evening.says(ANA, words)
    assert (said.intent, said.slots) == ("show_pose", {"pose": pose, "section": "overview"})


async def test_a_number_on_the_way_down_is_how_it_felt(evening: Evening) -> None:
    """There is no time left to add to."""
    await evening.says(ANA, "/session legsup 3m")
    await evening.says(ANA, "none")
    await evening.line(advance=120)
    await evening.says(ANA, "stop")
    (said, *_) = await evening.says(ANA, "4")
    assert (said.intent, said.slots) == ("log_checkin", {"feeling": 4})


async def test_asking_about_tomorrow_starts_nothing(evening: Evening) -> None:
    """A question about another day is none about now."""
    await evening.says(ANA, "/pose legsup")
    (said, *_) = await evening.says(ANA, "can i do it again tomorrow")
    assert said.intent != "start_session"
