"""What the rules alone make of words, whatever the encoder thinks of them."""

from __future__ import annotations

import pytest

from bot.coach.safety.reader import SafetyReader


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("dead leg of lamb i carried home, arms tired", "stroke_signs_now"),
        ("laughed so hard i couldn't breathe", "breathless_now"),
        ("the cat had a fit when i saw the bill", "seizure_now"),
        ("they're watching a meningioma", "worst_headache"),
        ("painted the ceiling and need to unkink my spine", "dizzy_in_pose"),
        ("does the strap hurt varicose veins?", "strap_too_tight"),
        ("heat stroke on saturday", "recent_stroke_tia"),
        ("had a hernia done in the eighties", "older_adults"),
    ],
)
def test_other_meanings_are_not_heard(reader: SafetyReader, text: str, topic: str) -> None:
    """A word that also names something grave is not heard where it means something else."""
    assert topic not in reader.hear(text).findings.present


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("20 weeks and there's fresh blood", "pregnancy_bleeding_or_pain"),
        ("nothing like my migraines, this hit like a hammer in one second", "worst_headache"),
        ("had my new lens put in on tuesday", "recent_eye_surgery"),
        ("feet like cotton wool, diabetic", "diabetes_neuropathy"),
        ("bumped my head on friday, still headachy", "recent_concussion"),
        ("day 6 after a knock on the head", "recent_concussion"),
        ("i'm due in march and see sparkles", "preeclampsia_signs"),
    ],
)
def test_what_is_told_is_heard(reader: SafetyReader, text: str, topic: str) -> None:
    """What happened lately, or is going on, is heard with its time and its stage."""
    assert topic in reader.hear(text).findings.present


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("no pain but the skin below the strap is purple", "strap_too_tight"),
        (
            "no cramps, only a little bright red when i wiped. 7 weeks.",
            "pregnancy_bleeding_or_pain",
        ),
    ],
)
def test_half_a_denial_is_none(reader: SafetyReader, text: str, topic: str) -> None:
    """A denial of one part of what was said does not deny the whole."""
    assert topic not in reader.hear(text).findings.denied


@pytest.mark.parametrize(
    "text",
    ["not a hernia, it's the gallbladder", "no pain, just heavy", "not dizzy, only far away"],
)
def test_what_follows_a_denial_is_not_health(reader: SafetyReader, text: str) -> None:
    """Where words after a denial say what there is, nobody is called well by the rules."""
    assert [name for name, _ in reader.meaning(text).ruled] != ["healthy_general"]


def test_an_illness_stands_before_a_technique(reader: SafetyReader) -> None:
    """Of topics as grave as each other, the one about the body leads."""
    ruled = [name for name, _ in reader.meaning("migraine, and how far down in butterfly").ruled]
    assert ruled.index("migraine") < ruled.index("butterfly_knees")
