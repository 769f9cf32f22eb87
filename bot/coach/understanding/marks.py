"""What stands in the words: a pose, lengths, clock times, numbers, a language, a score.

Each is found once and leaves its mark in the text (`<pose>`, `<len>`, `<clock>`, ...), so that a
cue can say "start <pose> for <len>" and the wish takes its slots from what was found.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.coach.understanding.lengths import Length, find_lengths, in_digits, spread
from bot.coach.understanding.lexicon import Lexicon
from bot.coach.understanding.plain_words import Plain, unaccented
from bot.coach.understanding.poses_named import PoseNames

_SCORE = re.compile(
    r"(?<!\S)(\d{1,2}(?:\.5)?) ?(?:/|out of|of|from|over|von|de) ?(5|10)(?!\S)"
    r"|(?<!\S)([1-5]) stars?(?!\S)"
)
_DAY_NAMES = (
    "mon|tue|tues|wed|weds|thu|thur|thurs|fri|mondays?|tuesdays?|wednesdays?|thursdays?|fridays?|"
    "saturdays?|sundays?|weekdays?|weeknights?|weekends?|school nights?|work nights?|sat|sun"
)
_DAYS = re.compile(
    rf"(?<!\S)(?:{_DAY_NAMES})(?:(?:/| (?:and |to |through |thru |or )?)(?:{_DAY_NAMES}))*(?!\S)"
)
_HOUR = r"\d{1,2}"
_CLOCK = re.compile(
    rf"(?<!\S)(?:{_HOUR}[:.h]\d\d(?: ?(?:am|pm|a m|p m|h|uhr))?"
    rf"|{_HOUR} ?(?:\d\d )?(?:am|pm|a m|p m|o clock|oclock|uhr|a|p)"
    r"|noon|midday|midnight"
    rf"|(?:a )?(?:half|quarter|\d\d?)(?: m)? (?:past|to|til|till|of|before|after)"
    rf" (?:{_HOUR}|midnight|noon)(?: ?(?:am|pm))?"
    rf"|half {_HOUR}(?! ?(?:m|h|s)(?!\S))"
    rf"|{_HOUR} \d\d(?= (?:every|each|on|tonight|tomorrow|nightly|daily|please|at night)|$)"
    rf"|(?:[01]\d|2[0-3])[0-5]\d"
    rf"|(?:(?<=at )|(?<=by )|(?<=around )|(?<=about )|(?<=kl )|(?<=um )){_HOUR}(?: \d\d)?"
    rf"(?! ?(?:m|mins?|minutes?|h|hours?|hrs?|s|secs?|seconds?|more)(?!\S))"
    rf"|{_HOUR}(?= (?:tonight|tomorrow|in the (?:evening|morning)|at night|every|each|sharp"
    r"|nightly)))(?!\S)"
)
_HUGE = 9
_NUMBER = re.compile(r"(?<!\S)\d+(?!\S)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Marked:
    """Words with what was found in them.

    `plain` has the words, `text` the marks in their place, `clauses` the words of each part
    between commas and stops.
    """

    said: str
    plain: str
    text: str
    clauses: tuple[str, ...]
    question: bool
    pose: str | None
    lengths: tuple[Length, ...]
    numbers: tuple[int, ...]
    language: str | None
    score: int | None
    clocks: int


def mark(plain: Plain, poses: PoseNames, lexicon: Lexicon) -> Marked:
    """What was found in words put right."""
    text, pose = plain.text, None
    while (found := poses.first_in(text)) is not None:
        pose = pose or found.pose
        text = f"{text[: found.start]}<pose>{text[found.end :]}"
    text, language = _language(text, lexicon)
    text = spread(in_digits(text, lexicon.numbers))
    score = _score(text)
    text = _SCORE.sub("<score>", text)
    text = _DAYS.sub("<days>", text)
    text, clocks = _CLOCK.subn("<clock>", text)
    lengths = find_lengths(text)
    for length in reversed(lengths):
        text = f"{text[: length.start]}<len>{text[length.end :]}"
    numbers = tuple(int(number) for number in _NUMBER.findall(text) if len(number) < _HUGE)
    return Marked(
        said=plain.said,
        plain=plain.text,
        text=_NUMBER.sub("<num>", text),
        clauses=plain.clauses,
        question=plain.question,
        pose=pose,
        lengths=lengths,
        numbers=numbers,
        language=language,
        score=score,
        clocks=clocks,
    )


def _language(text: str, lexicon: Lexicon) -> tuple[str, str | None]:
    """The language wanted: of several the last, unless only the first is ("my english is bad")."""
    words, tag = text.split(), None
    for size in (2, 1):
        for first in range(len(words) - size, -1, -1):
            name = " ".join(words[first : first + size])
            if found := lexicon.languages.get(name) or lexicon.languages.get(unaccented(name)):
                tag = tag or found
                words[first : first + size] = ["<lang>"]
    return " ".join(words), tag


def _score(text: str) -> int | None:
    """A feeling from 1 to 5; of ten it is halved, upwards."""
    found = _SCORE.search(text)
    if found is None:
        return None
    if found[3]:
        return int(found[3])
    value, best = float(found[1]), int(found[2])
    score = value if best == 5 else value / 2  # noqa: PLR2004 - the scale itself
    return min(5, max(1, int(score + 0.5))) if 0 < value <= best else None
