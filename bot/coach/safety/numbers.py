"""Numbers in a text: their values, lengths of time, and readings of blood pressure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from bot.coach.safety.normal import Words

_PRESSURE = re.compile(r"^(\d{2,3})/(\d{2,3})$")
_UPPER, _LOWER = range(70, 301), range(30, 201)
"""mmHg that a living person's cuff may show."""
_REACH = 4
_THOUSANDS = 3
_DIGITS = range(1, 10)
_TENS = range(20, 100, 10)

_WRITTEN = 2026
"""Years from here on count as now. Taken too early, which errs to "recent"."""
_YEARS = range(1950, _WRITTEN + 10)


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A number with its place."""

    at: int
    value: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Lapse:
    """A length of time: where it stands, its days, and whether it is told as gone by ("ago")."""

    start: int
    end: int
    days: float
    ago: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Pressure:
    """A blood pressure in mmHg. `lower` is 0 where only the upper figure is said."""

    upper: int
    lower: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Numbers:
    """How one language writes numbers.

    `values`: numbers by word. `days`: days by unit of time. `beside`: words by what they say about
    a number that they stand next to.
    """

    values: Mapping[str, float]
    days: Mapping[str, float]
    beside: Mapping[str, frozenset[str]]

    def value(self, word: str) -> float | None:
        """The value of a word in digits ("39.5", "3,000") or letters; None if it is no number."""
        if word in self.values:
            return self.values[word]
        if not word[:1].isdigit() or "/" in word:
            return None
        head, comma, tail = word.partition(",")
        grouped = not comma or len(tail) >= _THOUSANDS
        try:
            return float(word.replace(",", "") if grouped else f"{head}.{tail}")
        except ValueError:
            return None

    def figures(self, words: Words) -> Iterator[Figure]:
        """Every number, in digits or spelt; "twenty six" is one."""
        used = -1
        for index, word in enumerate(words.words):
            value = self.value(word)
            if value is None or index == used:
                continue
            if word.isalpha() and value in _TENS and index + 1 < len(words):
                ones = self.values.get(words.words[index + 1], 0)
                if ones in _DIGITS:
                    value, used = value + ones, index + 1
            yield Figure(at=index, value=value)

    def lapses(self, words: Words) -> tuple[Lapse, ...]:
        """Lengths of time and years of the calendar, as days up to now."""
        return tuple(self._lapses(words))

    def _lapses(self, words: Words) -> Iterator[Lapse]:
        for figure in self.figures(words):
            place = figure.at + 1
            while words.has(place, self.beside["between"]) or (
                place == figure.at + 1 and self._is_ones(words, place)
            ):
                place += 1
            unit = self._unit(words, place)
            if unit is not None:
                after = place + 1
                ago = words.has(after, self.beside["ago"])
                ago = ago or words.has(after + 1, self.beside["ago_soon"])
                yield Lapse(start=figure.at, end=after, days=figure.value * unit, ago=ago)
            elif (days := self._counted_from(words, figure)) is not None:
                yield Lapse(start=figure.at - 1, end=figure.at + 1, days=days, ago=True)
            elif figure.value in _YEARS and words.words[figure.at].isdigit():
                days = max(0.0, (_WRITTEN - figure.value) * 365.0 - 180.0)
                yield Lapse(start=figure.at, end=place, days=days, ago=True)

    def _counted_from(self, words: Words, figure: Figure) -> float | None:
        """Days of "day 6" and "week three", told where something happened once."""
        unit = self._unit(words, figure.at - 1) if figure.at else None
        single = unit is not None and words.words[figure.at - 1] in self.days
        return unit * figure.value if unit is not None and single else None

    def _is_ones(self, words: Words, index: int) -> bool:
        """Whether a word is the "six" of "twenty six"."""
        return (
            0 < index < len(words)
            and self.values.get(words.words[index - 1]) in _TENS
            and self.values.get(words.words[index]) in _DIGITS
        )

    def _unit(self, words: Words, index: int) -> float | None:
        if index >= len(words):
            return None
        return next((self.days[form] for form in words.forms[index] if form in self.days), None)

    def pressures(self, words: Words) -> tuple[Pressure, ...]:
        """Readings of blood pressure: "160/100", or one figure where the words say what it is."""
        pairs = [match for word in words.words if (match := _PRESSURE.match(word))]
        found = tuple(
            Pressure(upper=int(pair[1]), lower=int(pair[2]))
            for pair in pairs
            if int(pair[1]) in _UPPER and int(pair[2]) in _LOWER and int(pair[1]) > int(pair[2])
        )
        return found or tuple(self._upper_only(words))

    def _upper_only(self, words: Words) -> Iterator[Pressure]:
        for figure in self.figures(words):
            at = figure.at
            if figure.value not in _UPPER or words.has(at + 1, self.beside["not_pressure"]):
                continue
            before = range(max(0, at - _REACH), at)
            if any(self._announces_pressure(words, i, at) for i in before):
                yield Pressure(upper=int(figure.value), lower=0)

    def _announces_pressure(self, words: Words, index: int, at: int) -> bool:
        if words.has(index, self.beside["upper"]):
            return True
        return words.has(index, self.beside["pressure"]) and (
            words.has(index - 1, self.beside["pressure_before"])
            or words.has(index + 1, self.beside["pressure_after"])
            or index == at - 1
        )
