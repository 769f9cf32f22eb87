"""Numbers about a body: how long ago, weeks of pregnancy, pressures, sugars, degrees, ages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from bot.coach.safety.normal import Words

_SMALL = {
    "a": 1.0, "an": 1.0, "one": 1.0, "two": 2.0, "couple": 2.0, "three": 3.0, "few": 3.0, "four": 4.0,
    "five": 5.0, "six": 6.0, "seven": 7.0, "eight": 8.0, "nine": 9.0, "ten": 10.0, "eleven": 11.0,
    "twelve": 12.0, "fourteen": 14.0, "fifteen": 15.0, "sixteen": 16.0, "eighteen": 18.0,
    "thirteen": 13.0, "seventeen": 17.0, "nineteen": 19.0, "twenty": 20.0, "thirty": 30.0,
    "forty": 40.0, "sixty": 60.0, "half": 0.5, "several": 4.0, "ninety": 90.0, "fifty": 50.0,
    "seventy": 70.0, "eighty": 80.0,
}  # fmt: skip
_TENS = frozenset({"twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"})
_DAYS = {"hour": 0.05, "day": 1.0, "night": 1.0, "week": 7.0, "month": 30.4, "year": 365.0, "decade": 3650.0, "fortnight": 14.0}  # fmt: skip
_AGO = frozenset(
    {"ago", "back", "post", "since", "out", "after", "later", "now", "postop", "past", "on"}
)
_WRITTEN = 2026
"""Years from here on count as this year; taken to be later than it is, which errs to "recent"."""
_PRESSURE = re.compile(r"^(\d{2,3})/(\d{2,3})$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Lapse:
    """A length of time in the text: where it stands, in days, and whether "ago" goes with it."""

    start: int
    end: int
    days: float
    ago: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A number with its place."""

    at: int
    value: float


def figures(words: Words) -> Iterator[Figure]:
    """Every number, in digits or spelt; "twenty six" is one."""
    skip = -1
    for index, word in enumerate(words.words):
        if index == skip:
            continue
        value = number(word)
        if value is None:
            continue
        if word in _TENS and index + 1 < len(words):
            ones = _SMALL.get(words.words[index + 1])
            if ones is not None and 1 <= ones <= 9:  # noqa: PLR2004 - the digits
                value += ones
                skip = index + 1
        yield Figure(at=index, value=value)


def number(word: str) -> float | None:
    """The value of a word in digits ("39.5", "3,000") or letters; None if it is no number."""
    if word in _SMALL:
        return _SMALL[word]
    if not word[:1].isdigit() or "/" in word:
        return None
    head, comma, tail = word.partition(",")
    plain = f"{head}.{tail}" if comma and len(tail) < 3 else word.replace(",", "")  # noqa: PLR2004 - thousands
    try:
        return float(plain)
    except ValueError:
        return None


def lapses(words: Words) -> tuple[Lapse, ...]:
    """Lengths of time and years, as days up to now."""
    found: list[Lapse] = []
    for figure in figures(words):
        place = figure.at + 1
        while words.has(
            place, {"of", "or", "to", "more", "full", "and", "half", "good", "odd"}
        ) or (
            place < len(words)
            and place == figure.at + 1
            and words.words[figure.at] in _TENS
            and number(words.words[place])
        ):
            place += 1
        unit = _unit(words, place)
        if unit is not None:
            after = place + 1
            ago = words.has(after, _AGO) or words.has(after + 1, {"ago", "op", "surgery", "since"})
            found.append(Lapse(start=figure.at, end=after, days=figure.value * unit, ago=ago))
        elif (
            figure.value == int(figure.value)
            and 1950 <= figure.value <= _WRITTEN + 9
            and words.words[figure.at].isdigit()
        ):  # noqa: PLR2004 - years people name
            days = max(0.0, (_WRITTEN - figure.value) * 365.0 - 180.0)
            found.append(Lapse(start=figure.at, end=place, days=days, ago=True))
    return tuple(found)


def _unit(words: Words, index: int) -> float | None:
    if index >= len(words):
        return None
    return next((_DAYS[form] for form in words.forms[index] if form in _DAYS), None)


def pressures(words: Words) -> tuple[tuple[int, int, int], ...]:
    """Blood pressure readings: place, upper and lower figure in mmHg (0 where only one is said)."""
    found: list[tuple[int, int, int]] = []
    for index, word in enumerate(words.words):
        match = _PRESSURE.match(word)
        if match:
            upper, lower = int(match[1]), int(match[2])
            if 70 <= upper <= 300 and 30 <= lower <= 200 and upper > lower:  # noqa: PLR2004 - mmHg of living people
                found.append((index, upper, lower))
    if not found:
        found.extend(_upper_only(words))
    return tuple(found)


_UPPER_SAID = frozenset({"systolic", "bp"})
_REACH = 4


def _upper_only(words: Words) -> Iterator[tuple[int, int, int]]:
    for figure in figures(words):
        if not 70 <= figure.value <= 300 or words.has(
            figure.at + 1, {"pounds", "kg", "minute", "minutes", "mmol", "mg", "steps", "bpm"}
        ):  # noqa: PLR2004 - mmHg
            continue
        before = range(max(0, figure.at - _REACH), figure.at)
        if any(words.has(i, _UPPER_SAID) for i in before) or any(
            words.has(i, {"pressure", "number"})
            and (
                words.has(i - 1, {"blood", "top"})
                or words.has(i + 1, {"is", "of", "was", "at"})
                or i == figure.at - 1
            )
            for i in before
        ):
            yield figure.at, int(figure.value), 0


def near(
    words: Words, at: int, choices: frozenset[str], *, before: int = 5, after: int = 3
) -> bool:
    """Whether one of `choices` stands close to word `at`."""
    places = range(max(0, at - before), min(len(words), at + after + 1))
    return any(words.has(i, choices) for i in places if i != at)
