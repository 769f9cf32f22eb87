"""Weeks of a pregnancy, said or only implied ("31 weeks, face is puffy")."""

from __future__ import annotations

from collections.abc import Iterator

from bot.coach.safety.normal import Words
from bot.coach.safety.numbers import Numbers

_WEEKS = range(3, 43)
_SECOND, _THIRD = 14, 28
"""Weeks in which the second and the third trimester begin."""
_FIRST_SAID = 5

_PREGNANT = frozenset(
    {
        "pregnancy_first_trimester", "pregnancy_second_trimester", "pregnancy_third_trimester",
        "high_risk_pregnancy", "pregnant_unwell_on_back", "preeclampsia_signs",
        "pregnancy_bleeding_or_pain",
    }
)  # fmt: skip
# Topics beside which bare weeks still are a pregnancy's; any other has weeks of its own.
_BESIDE_WEEKS = frozenset(
    {
        "dizzy_in_pose", "circulation_edema_claim", "unexplained_swelling", "healthy_general",
        "worst_headache", "hold_time", "sudden_vision_change", "head_pressure_in_pose",
        "headache_claim", "chronic_back_pain", "sleep_claim", "relaxation_claim",
        "falling_asleep", "setup_bed_wall", "cushion_under_sacrum", "props_blocks_strap",
    }
)  # fmt: skip


def trimesters(
    words: Words, numbers: Numbers, *, said: bool, present: set[str], events: set[str]
) -> Iterator[str]:
    """Topics of the trimesters that weeks in a text name.

    Args:
        words: the text.
        numbers: how the language writes numbers.
        said: whether a pregnancy is mentioned in words.
        present: topics that the words already named.
        events: events (surgery, birth) that the words named, which weeks then belong to.
    """
    pregnant = said or bool(present & _PREGNANT)
    if not pregnant and (events or present - _BESIDE_WEEKS):
        return
    for _, count, plain in _weeks(words, numbers):
        if pregnant or plain:
            yield _trimester(count)


def weeks_along(words: Words, numbers: Numbers) -> list[int]:
    """Places of numbers that can only be weeks of a pregnancy."""
    return [at for at, _, plain in _weeks(words, numbers) if plain]


def _trimester(weeks: float) -> str:
    if weeks < _SECOND:
        return "pregnancy_first_trimester"
    return "pregnancy_second_trimester" if weeks < _THIRD else "pregnancy_third_trimester"


def _weeks(words: Words, numbers: Numbers) -> Iterator[tuple[int, float, bool]]:
    """Numbers of weeks with their places, and whether they stand as people say a pregnancy's."""
    week, foreign = numbers.beside["weeks"], numbers.beside["not_pregnancy"]
    for figure in numbers.figures(words):
        at, value = figure.at, figure.value
        if value not in _WEEKS:
            continue
        if words.has(at + 1, week):
            yield at, value, not (words.has(at + 2, foreign) or words.has(at - 1, foreign))
        elif words.has(at - 1, week) and not words.has(at - 2, foreign):
            counted = words.has(at + 1, numbers.beside["not_pregnancy_after"])
            yield at, value, value >= _FIRST_SAID and not counted
