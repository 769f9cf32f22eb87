"""How exact a clock time is meant: "within 15 minutes", "give or take ten", "around 10", "sharp".

The words are in the table `leeway` of `content/locales/en/reading/times.toml`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from bot.coach.understanding.meaning import MOST_LEEWAY, TimesRead
from bot.coach.understanding.said import Clock
from bot.coach.understanding.scanning import Piece
from bot.coach.understanding.spans import read_span
from bot.coach.understanding.time_words import Token, clean, tokens_of

ABOUT = 10
"""Minutes of leeway where the words give none: "around 10"."""

_MINUTE, _LONGEST_BARE = 60, 60
_LEADS_ALONE = frozenset(
    {"within", "giveortake", "plusorminus", "plusminus", "+/-", "+-", "±", "upto", "orupto"}
)
"""Of the words ahead, those that say enough without a word behind the length."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Leeway:
    """So many minutes, said by the tokens from `start` up to `end`."""

    minutes: int
    start: int
    end: int


def with_leeway(text: str, habits: str, read: Callable[[str], TimesRead]) -> TimesRead:
    """What `read` makes of the words; a length that says how exactly a time is meant is set apart.

    "Within 15 minutes" alone is when to ring, not how exactly.
    """
    bare, leeway = leeway_apart(text, habits)
    if leeway is not None:
        times = read(bare)
        if times.times and all(when.instant is None for when in times.times):
            return loosened(times, leeway)
    return read(text)


def leeway_apart(text: str, habits: str) -> tuple[str, int | None]:
    """The words without those of a leeway that is said with a length, and its minutes."""
    cleaned = clean(text)
    tokens = tokens_of(cleaned, habits)
    said = _said(tokens)
    if said is None:
        return text, None
    start, end = tokens[said.start].start, tokens[said.end - 1].end
    return f"{cleaned[:start]} {cleaned[end:]}", said.minutes


def loosened(read: TimesRead, leeway: int | None) -> TimesRead:
    """The reading with its clock times so many minutes loose."""
    if leeway is None:
        return read
    times = tuple(w if w.instant else replace(w, leeway=leeway) for w in read.times)
    return replace(read, times=times)


def _said(tokens: Sequence[Token]) -> Leeway | None:
    """The leeway that is said with a length of its own."""
    for at in range(len(tokens)):
        found = _from(tokens, at)
        if found is not None:
            return found
    return None


def leeway_beside(tokens: Sequence[Token], pieces: Iterable[Piece]) -> int | None:
    """Minutes of leeway by the words at a clock time: some, none, or None if nothing is said."""
    near = [
        token
        for piece in pieces
        if isinstance(piece.said, Clock)
        for token in tokens[max(0, piece.start - 1) : piece.end + 1]
    ]
    if any(_is(token, "exact") for token in near):
        return 0
    return ABOUT if any(_is(token, "about") for token in near) else None


def _from(tokens: Sequence[Token], at: int) -> Leeway | None:
    ahead = _is(tokens[at], "ahead")
    begins = at + ahead
    begins += ahead and begins < len(tokens) and tokens[begins].name("article") is not None
    length = _length(tokens, begins, bare=tokens[at].written in _LEADS_ALONE)
    if length is None:
        return None
    minutes, end = length
    behind = end < len(tokens) and _is(tokens[end], "behind")
    if not behind and not (ahead and tokens[at].written in _LEADS_ALONE):
        return None
    end += behind
    # "within 10 minutes of 10 pm"
    end += end < len(tokens) and tokens[end].has("of")
    return Leeway(minutes=min(minutes, MOST_LEEWAY), start=at, end=end)


def _length(tokens: Sequence[Token], at: int, *, bare: bool) -> tuple[int, int] | None:
    if at >= len(tokens):
        return None
    span = read_span(tokens, at)
    if span is not None and span[0].seconds:
        return max(1, round(span[0].seconds / _MINUTE)), span[1]
    number = tokens[at].number()
    if not bare or number is None or not 0 < number <= _LONGEST_BARE:
        return None
    following = tokens[at + 1] if at + 1 < len(tokens) else None
    if following is not None and (following.written == ":" or following.has("meridiem")):
        return None
    return number, at + 1


def _is(token: Token, name: str) -> bool:
    return ("leeway", name) in token.readings
