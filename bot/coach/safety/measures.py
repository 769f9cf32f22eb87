"""What measured numbers in a text say: pressures, sugars, degrees, ages, minutes, weights."""

from __future__ import annotations

from collections.abc import Iterator

from bot.coach.safety.normal import Words
from bot.coach.safety.numbers import Figure, Numbers

# Blood pressure in mmHg, upper and lower, from which on it counts as that (low: below which).
_CRISIS, _CRISIS_LOWER = 180, 120
_HIGH, _HIGH_LOWER = 140, 90
_RAISED, _RAISED_LOWER = 130, 85
_LOW, _LOW_LOWER = 95, 60
# Blood sugar in mmol/L; larger figures than the most are mg/dL.
_MMOL_LEAST, _MMOL_MOST = 1.0, 35.0
_LOW_SUGAR, _HIGH_SUGAR = 4.0, 11.1
_MG_PER_MMOL = 18.0
_FEVER_CELSIUS, _FEVER_FAHRENHEIT = (37.8, 42.5), (100.0, 107.0)
_FAST_PULSE = range(115, 231)
"""Beats a minute that are too many at rest."""
_OLD, _YOUNG = range(68, 111), range(1, 18)
_LONG_HOLD = range(21, 601)
"""Minutes that are longer than any pose is held."""
_KILOS, _POUNDS, _STONE, _BMI = (110, 300), (230, 700), (17, 50), (30, 80)
_DENIAL_REACH = 3


def measured(words: Words, numbers: Numbers, present: set[str]) -> set[str]:
    """Topics that numbers alone, or numbers beside words, name.

    Args:
        words: the text.
        numbers: how the language writes numbers.
        present: topics that the words already named.
    """
    topics = set(_pressure_topics(words, numbers, present))
    for figure in numbers.figures(words):
        topics.update(_sugar(words, numbers, figure))
        topics.update(_degrees_and_pulse(words, numbers, figure))
        topics.update(_age(words, numbers, figure))
        topics.update(_minutes(words, numbers, figure))
        topics.update(_size(words, numbers, figure))
    return topics


def _pressure_topics(words: Words, numbers: Numbers, present: set[str]) -> Iterator[str]:
    treated = "bp_medicines" in present or _any(words, numbers.beside["treated"])
    for reading in numbers.pressures(words):
        upper, lower = reading.upper, reading.lower
        if upper >= _CRISIS or lower >= _CRISIS_LOWER:
            unwell = any(_unwell(words, numbers, i) for i in range(len(words)))
            yield "bp_crisis_symptoms" if unwell else "bp_very_high_no_symptoms"
        elif upper >= _HIGH or lower >= _HIGH_LOWER:
            yield "high_blood_pressure"
        elif upper < _LOW or 0 < lower < _LOW_LOWER:
            yield "low_blood_pressure"
        elif upper >= _RAISED or lower >= _RAISED_LOWER or treated:
            yield "controlled_hypertension"
        else:
            yield "healthy_general"


def _any(words: Words, choices: frozenset[str]) -> bool:
    return any(words.has(i, choices) for i in range(len(words)))


def _unwell(words: Words, numbers: Numbers, index: int) -> bool:
    """Whether word `index` is a symptom that goes with a dangerous pressure, and not denied."""
    before = range(max(0, index - _DENIAL_REACH), index)
    return words.has(index, numbers.beside["crisis"]) and not any(
        words.has(i, numbers.beside["denials"]) for i in before
    )


def _near(words: Words, at: int, choices: frozenset[str], *, before: int, after: int) -> bool:
    places = range(max(0, at - before), min(len(words), at + after + 1))
    return any(words.has(i, choices) for i in places if i != at)


def _sugar(words: Words, numbers: Numbers, figure: Figure) -> Iterator[str]:
    at, beside = figure.at, numbers.beside
    if not words.words[at][0].isdigit():
        return
    if not _near(words, at, beside["sugar"], before=5, after=2):
        return
    if words.has(at + 1, beside["not_sugar"]) or words.has(at - 1, beside["not_sugar_before"]):
        return
    mmol = figure.value if figure.value <= _MMOL_MOST else figure.value / _MG_PER_MMOL
    if _MMOL_LEAST <= mmol < _LOW_SUGAR:
        yield "low_sugar_in_pose"
    else:
        yield "high_blood_sugar_reading" if mmol >= _HIGH_SUGAR else "diabetes_uncomplicated"


def _degrees_and_pulse(words: Words, numbers: Numbers, figure: Figure) -> Iterator[str]:
    fever = _within(figure.value, _FEVER_CELSIUS) or _within(figure.value, _FEVER_FAHRENHEIT)
    if fever and _near(words, figure.at, numbers.beside["fever"], before=4, after=2):
        yield "fever_illness"
    fast = figure.value in _FAST_PULSE
    if fast and _near(words, figure.at, numbers.beside["pulse"], before=4, after=1):
        yield "palpitations_in_pose"


def _within(value: float, limits: tuple[float, float]) -> bool:
    return limits[0] <= value <= limits[1]


def _age(words: Words, numbers: Numbers, figure: Figure) -> Iterator[str]:
    at, beside = figure.at, numbers.beside
    if not words.words[at].isdigit():
        return
    years = words.has(at + 1, beside["years"]) and words.has(at + 2, beside["old"])
    plainly = years or words.has(at + 1, beside["of_age"]) or words.has(at - 1, beside["aged"])
    barely = words.has(at - 1, beside["person"]) and not words.has(at + 1, beside["counted"])
    if figure.value in _OLD and (plainly or barely):
        yield "older_adults"
    elif figure.value in _YOUNG and plainly:
        yield "children"


def _minutes(words: Words, numbers: Numbers, figure: Figure) -> Iterator[str]:
    at, beside = figure.at, numbers.beside
    elsewhere = words.has(at + 2, beside["not_hold"]) or words.has(
        at - 1, beside["not_hold_before"]
    )
    if words.has(at + 1, beside["minutes"]) and not elsewhere and figure.value in _LONG_HOLD:
        yield "hold_longer_than_20"


def _size(words: Words, numbers: Numbers, figure: Figure) -> Iterator[str]:
    at, value, beside = figure.at, figure.value, numbers.beside
    if (
        (words.has(at + 1, beside["kilos"]) and _within(value, _KILOS))
        or (words.has(at + 1, beside["pounds"]) and _within(value, _POUNDS))
        or (words.has(at + 1, beside["stone"]) and _within(value, _STONE))
        or (words.has(at - 1, beside["bmi"]) and _within(value, _BMI))
    ):
        yield "obesity"
