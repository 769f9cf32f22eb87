"""From tokens to what was said, in order, and the words that are about something else."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from bot.coach.understanding.clocks import read_clock
from bot.coach.understanding.dates import read_date
from bot.coach.understanding.meaning import TimeFault
from bot.coach.understanding.recurrences import read_days
from bot.coach.understanding.said import (
    Between,
    Clock,
    Dated,
    DayPart,
    Days,
    DayShift,
    Doubt,
    Elapsed,
    Failed,
    HalfSaid,
    Known,
    Link,
    Once,
    Said,
)
from bot.coach.understanding.spans import Span, read_span
from bot.coach.understanding.time_words import Token
from bot.coach.understanding.zones_said import read_zone

_NOTHING = Token(written="", start=-1, end=-1)
_LONGEST_BARE_HOURS = 3
_LONGEST_BARE_MINUTES = 180
_FEWEST_MINUTES = 5
_NOON, _MIDNIGHT = 12, 24
_SHORTEST_LEADING_ZONE = 3
_CONNECTIVES = (
    "at",
    "on",
    "in",
    "every",
    "article",
    "starting",
    "of",
    "this",
    "to",
    "between",
    "after",
    "loose",
)
_TRAILERS = ("or_so", "please", "hence", "oclock", "part", "ending")


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """Something said by the tokens from `start` up to `end`."""

    said: Said
    start: int
    end: int


def scan(tokens: Sequence[Token], cleaned: str, habits: str) -> list[Piece]:
    """All that is said about times, in order."""
    pieces: list[Piece] = []
    at = 0
    while at < len(tokens):
        found = _read(tokens, at, cleaned, habits, pieces)
        if found is None:
            at += 1
            continue
        said, end = found
        pieces.append(Piece(said=said, start=at, end=end))
        at = end
    return pieces


def rest_of(tokens: Sequence[Token], pieces: Iterable[Piece], cleaned: str) -> str:
    """The words that no piece has taken, without those that only tied the pieces together."""
    taken = {at for piece in pieces for at in range(piece.start, piece.end)}
    if taken:
        for at in range(len(tokens) - 1, -1, -1):
            if at + 1 in taken and any(tokens[at].has(kind) for kind in _CONNECTIVES):
                taken.add(at)
        for at in range(len(tokens)):
            between = at - 1 in taken and at + 1 in taken and tokens[at].has("and")
            behind = at - 1 in taken and any(tokens[at].has(kind) for kind in _TRAILERS)
            if between or behind:
                taken.add(at)
    left = [at for at in range(len(tokens)) if at not in taken and not tokens[at].has("please")]
    words = ""
    for at in left:
        joined = tokens[at].glued and at - 1 in left
        words += ("" if joined else " ") + cleaned[tokens[at].start : tokens[at].end]
    return words.strip(" .,;:!?") if any(map(str.isalnum, words)) else ""


def _token(tokens: Sequence[Token], at: int) -> Token:
    return tokens[at] if 0 <= at < len(tokens) else _NOTHING


def _read(
    tokens: Sequence[Token], at: int, cleaned: str, habits: str, pieces: Sequence[Piece]
) -> tuple[Said, int] | None:
    following = _token(tokens, at + 1)
    # "EST 10pm", but not "la 10".
    name = tokens[at].written
    leads = len(name) >= _SHORTEST_LEADING_ZONE and name != "west" and following.digits
    beside = bool(pieces) and pieces[-1].end >= at - 1 and _is_clock(pieces[-1].said)
    return (
        _gone(tokens, at)
        or _denied(tokens, at)
        or _bounded(tokens, at, habits)
        or _relative(tokens, at)
        or read_days(tokens, at)
        or read_date(tokens, at, habits)
        or read_zone(tokens, at, cleaned, beside_clock=beside or leads)
        or _clock(tokens, at)
        or _single(tokens[at], at)
    )


def _is_clock(said: Said) -> bool:
    return isinstance(said, Clock | Between)


def _gone(tokens: Sequence[Token], at: int) -> tuple[Said, int] | None:
    """As in "yesterday", "20 minutes ago"."""
    after = at + (tokens[at].number() is not None)
    if not _token(tokens, after).has("gone_day"):
        return None
    return Failed(fault=TimeFault.PAST), after + 1


def _denied(tokens: Sequence[Token], at: int) -> tuple[Said, int] | None:
    """As in "not 10, 11pm"."""
    found = read_clock(tokens, at + 1) if tokens[at].written == "not" and tokens[at + 1 :] else None
    return None if found is None else (Link(how="rather"), found[1])


def _bounded(tokens: Sequence[Token], at: int, habits: str) -> tuple[Said, int] | None:
    """A rule with an end ("for 2 weeks", "until friday") or a start ("starting monday")."""
    token = tokens[at]
    if token.has("ending"):
        span = read_span(tokens, at + 1 + _token(tokens, at + 1).has("article"))
        if span is not None and (span[0].days or span[0].odd):
            return Failed(fault=TimeFault.UNSUPPORTED_RECURRENCE), span[1]
        if token.written in ("until", "till", "til", "upuntil") and _day(tokens, at + 1, habits):
            return Failed(fault=TimeFault.UNSUPPORTED_RECURRENCE), at + 2
    if token.has("starting"):
        day = _day(tokens, at + 1, habits)
        if day is None:
            return None
        said, end = day
        if isinstance(said, Days) and (said.every or said.days is None or len(said.days) > 1):
            return None
        tonight = isinstance(said, DayShift) and said.days == 0
        return (Days(days=None), end) if tonight else (Doubt(), end)
    return None


def _day(
    tokens: Sequence[Token], at: int, habits: str
) -> tuple[Days | Dated | DayShift, int] | None:
    if at >= len(tokens):
        return None
    date = read_date(tokens, at, habits)
    if date is not None:
        return date
    found = read_days(tokens, at)
    return (found[0], found[1]) if found and isinstance(found[0], Days) else None


def _relative(tokens: Sequence[Token], at: int) -> tuple[Said, int] | None:
    """As in "in 20 min", "gimme 45", "half an hour after 9pm", "20 minutes later"."""
    token = tokens[at]
    if token.has("in") or token.has("gimme") or token.has("after"):
        begin = at + 1
        while any(map(_token(tokens, begin).has, ("at", "gimme", "next", "or_so"))):
            begin += 1
        span = read_span(tokens, begin)
        if span is not None and not _token(tokens, span[1]).has("past"):
            return _led(tokens, *span)
        if token.has("after"):
            return None
        return _minutes_alone(tokens, begin)
    span = read_span(tokens, at)
    return None if span is None else _unled(tokens, at, *span)


def _led(tokens: Sequence[Token], span: Span, end: int) -> tuple[Said, int]:
    end += _token(tokens, end).has("hence")
    if span.odd:
        return Failed(fault=TimeFault.UNSUPPORTED_RECURRENCE), end
    if span.days:
        return DayShift(days=span.days, night=_token(tokens, end - 1).has("part")), end
    return Elapsed(seconds=round(span.seconds)), end


def _minutes_alone(tokens: Sequence[Token], at: int) -> tuple[Said, int] | None:
    """The 45 of "gimme 45" and "in 45"."""
    token = _token(tokens, at)
    number = token.number()
    following = _token(tokens, at + 1)
    if number is None or not 1 <= number <= _LONGEST_BARE_MINUTES:
        return None
    if following.written == ":" or following.has("meridiem") or following.has("oclock"):
        return None
    return Elapsed(seconds=number * 60, doubtful=number < _FEWEST_MINUTES), at + 1


def _unled(tokens: Sequence[Token], at: int, span: Span, end: int) -> tuple[Said, int] | None:
    following = _token(tokens, end)
    if following.has("hence") or following.has("later"):
        return _led(tokens, span, end + 1)
    if following.has("earlier"):
        return Known(shift=-round(span.seconds / 60)), end + 1
    # "dix heures et demie" is a clock time, "dans une heure" is not.
    spaced = any(token.written == "h" and not token.glued for token in tokens[at:end])
    named = any(token.has("oclock") for token in tokens[at:end])
    clock = _is_military(tokens, at) or named or spaced
    if span.days:
        return _counted_from(tokens, span, end)
    if span.odd or clock:
        return None
    minutes = round(span.seconds / 60)
    if following.has("vague") and following.written.startswith(("before", "after")):
        # "half an hour before I sleep"
        return Failed(fault=TimeFault.VAGUE_TIME), end + 1
    if following.has("after") and all(map(_is_polite, tokens[end + 1 :])):
        # "I finish at 9, remind me half an hour after"
        return Doubt(), end + 1
    if following.has("after") or following.has("past") or following.has("to"):
        moved = _shifted(tokens, end + 1, minutes if following.has("past") else -minutes)
        if moved is not None:
            return moved
    glued_hours = tokens[at].digits and _token(tokens, at + 1).written in ("h", "u")
    if glued_hours and (tokens[at].number() or 0) > _LONGEST_BARE_HOURS:
        return None
    return Elapsed(seconds=round(span.seconds), bare=True), end


def _is_polite(token: Token) -> bool:
    return token.has("please") or not token.written.isalnum()


def _is_military(tokens: Sequence[Token], at: int) -> bool:
    """Whether hours are of the 24-hour clock: "2200 hours", "21 hrs", "22.30h"."""
    token = tokens[at]
    if not token.digits:
        return False
    number = token.number() or 0
    decimals = _token(tokens, at + 1).written in (".", ",")
    unit = _token(tokens, at + (3 if decimals else 1))
    hours = unit.name("unit") == "hour" or unit.written == "h"
    return len(token.written) > 2 or (hours and (not number or _NOON < number <= _MIDNIGHT))  # noqa: PLR2004 - hhmm


def _counted_from(tokens: Sequence[Token], span: Span, at: int) -> tuple[Said, int] | None:
    """As in "a week from tomorrow", "a week today"; "a week on friday" is asked about."""
    ahead = _token(tokens, at).has("shift_day")
    if _token(tokens, at).written not in ("from", "on", "after") and not ahead:
        return None
    day = _day(tokens, at + (not ahead), "en")
    if day is None:
        return None
    said, end = day
    if isinstance(said, DayShift):
        return replace(said, days=said.days + span.days), end
    return Doubt(), end


def _shifted(tokens: Sequence[Token], at: int, minutes: int) -> tuple[Said, int] | None:
    at += _token(tokens, at).has("article")
    if _token(tokens, at).has("vague"):
        return Failed(fault=TimeFault.VAGUE_TIME), at + 1
    found = read_clock(tokens, at) if at < len(tokens) else None
    if found is None or not isinstance(found[0], Clock):
        return None
    clock = found[0]
    return replace(clock, shift=clock.shift + minutes, weak=False), found[1]


def _clock(tokens: Sequence[Token], at: int) -> tuple[Said, int] | None:
    found = read_clock(tokens, at)
    if found is None:
        return None
    said, end = found
    before = _token(tokens, at - 1) if at else _NOTHING
    if before.name("article") == "the" and _token(tokens, end).has("vague"):
        # "after the 9 o'clock news"
        return Failed(fault=TimeFault.VAGUE_TIME), end + 1
    if before.has("before") and isinstance(said, Clock):
        said = replace(said, doubtful=True, weak=False)
    if before.has("at") and before.written not in ("for", "just", "like", "say"):
        match said:
            case Clock():
                said = replace(said, weak=False)
            case Failed():
                said = replace(said, weak=False)
            case Between():
                pass
    return said, end


def _single(token: Token, at: int) -> tuple[Said, int] | None:
    said = _one(token)
    return None if said is None else (said, at + 1)


def _one(token: Token) -> Said | None:
    match token.name("meridiem"):
        case "am":
            return HalfSaid(half="am")
        case "pm":
            return HalfSaid(half="pm")
    match token.name("part"):
        case "morning" | "afternoon" | "evening" | "night" as part:
            return DayPart(part=part)
    for kind, said in (
        ("once", Once()),
        ("usual", Known()),
        ("change_of_mind", Link(how="rather")),
        ("or", Link(how="or")),
        ("and", Link(how="comma" if token.name("and") == "comma" else "and")),
        ("week_ahead", Doubt()),
        ("except", Link(how="or")),
        ("vague", Failed(fault=TimeFault.VAGUE_TIME)),
    ):
        if token.has(kind):
            return said
    return None
