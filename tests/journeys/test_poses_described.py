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


@pytest.mark.parametrize("words", ["wibble", "the third one from the left", "same but sideways"])
async def test_words_of_nothing_get_no_guess_about_a_body(evening: Evening, words: str) -> None:
    """Thin resemblance to a symptom is not answered with "stop"."""
    assert (await evening.says(ANA, words))[0].verdict is None


async def test_a_red_flag_is_heard_in_whatever_words(evening: Evening) -> None:
    """Nobody has to ask about it."""
    (said, *_) = await evening.says(ANA, "my chest hurts a lot")
    assert said.verdict == "emergency"
