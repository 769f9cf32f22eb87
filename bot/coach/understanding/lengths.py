"""Lengths of time in words: "12m", "half an hour", "a couple of minutes", "1 h 30"."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

_HOUR, _MINUTE = 3600, 60
_UNITS = (
    ("hours?|hrs?|h|stunden?|heures?|horas?|ore", _HOUR),
    ("minutes?|mins?|min|m|mn|minuten|minutos?|minuti", _MINUTE),
    ("seconds?|secs?|sec|s|sekunden|segundos", 1),
)
_COUNT = (
    r"\d+(?:[.,]\d+)?(?: (?:and )?a half)?"
    r"|(?:half an?|half|an?|(?:a )?couple(?: of)?|(?:a )?few|another)(?= )"
)
_ONE = "|".join(
    rf"(?P<n{size}>{_COUNT}) ?(?:{names})(?![^\W\d_])(?P<half{size}> and a half)?"
    rf"(?P<quarter{size}> and a quarter)?"
    for names, size in _UNITS
)
_PART = re.compile(
    rf"(?<!\S)(?:{_ONE}|(?P<q>(?:a )?quarter (?:of )?(?:an )?hour)|(?P<hh>hour))(?!\S)"
)
_GLUED = re.compile(r"(\d)(?:h|hr|hrs) ?(?=\d)|(\d)m(?:in)? ?(?=\d+ ?s)")
_COUNTS = {
    "half": 0.5,
    "half a": 0.5,
    "half an": 0.5,
    "a": 1.0,
    "an": 1.0,
    "another": 1.0,
    "few": 3.0,
    "a few": 3.0,
}
_MM_SS = re.compile(r"(?<![\d:])(\d{1,3}):([0-5]\d)(?![\d:])")


@dataclass(frozen=True, slots=True, kw_only=True)
class Length:
    """A length in whole seconds and where it stands in the words."""

    start: int
    end: int
    seconds: int


def in_digits(text: str, numbers: Mapping[str, int]) -> str:
    """Number words from two up as digits ("twenty five" as 25); "one" only before a unit."""
    words: list[str] = []
    for word in text.split():
        value = numbers.get(word)
        tens = (
            numbers.get(words[-1], int(words[-1]) if words[-1].isdecimal() else 0) if words else 0
        )
        if value is not None and 0 < value < 10 and tens in {20, 30, 40, 50} and words:  # noqa: PLR2004
            words[-1] = str(tens + value)
        elif value is None or value == 1:
            words.append(word)
        else:
            words.append(str(value))
    return re.sub(r"\bone(?= (?:hours?|minutes?|mins?|min|h|more|extra)\b)", "1", " ".join(words))


def spread(text: str) -> str:
    """Numbers and their units apart: "12m30s" as "12 m 30 s", "1h30" as "1 h 30 m"."""
    text = re.sub(r"(?<!\S)(\d+)(?:h|hr) ?(\d+)(?:m|min)?(?!\S)", r"\1 h \2 m", text)
    return re.sub(
        r"(?<=\d)(?=(?:h|hrs?|hours?|m|mins?|minutes?|s|secs?|seconds?)(?!\S|[^\W\d_]{5}))",
        " ",
        text,
    )


def find_lengths(text: str) -> tuple[Length, ...]:
    """Every length said, neighbours together ("12 min 30 s" is one), in order."""
    found: list[Length] = []
    for part in _PART.finditer(text):
        seconds = _seconds(part)
        between = text[found[-1].end : part.start()].strip() if found else None
        if found and between in {"", "and"} and found[-1].seconds > seconds:
            last = found.pop()
            found.append(Length(start=last.start, end=part.end(), seconds=last.seconds + seconds))
        else:
            found.append(Length(start=part.start(), end=part.end(), seconds=seconds))
    return tuple(found)


def minutes_and_seconds(text: str) -> int | None:
    """Seconds of the first "12:30" said; None if there is none."""
    found = _MM_SS.search(text)
    return int(found[1]) * _MINUTE + int(found[2]) if found else None


def _seconds(part: re.Match[str]) -> int:
    if part["q"]:
        return _HOUR // 4
    if part["hh"]:
        return _HOUR
    for _, size in _UNITS:
        if count := part[f"n{size}"]:
            more = 0.5 if part[f"half{size}"] else 0.25 if part[f"quarter{size}"] else 0.0
            return round((_value(count) + more) * size)
    return 0


def _value(count: str) -> float:
    if count in _COUNTS:
        return _COUNTS[count]
    if "couple" in count:
        return 2.0
    number = re.match(r"\d+(?:[.,]\d+)?", count)
    base = float(number[0].replace(",", ".")) if number else 1.0
    return min(base, 1e6) + (0.5 if count.endswith("half") else 0.0)
