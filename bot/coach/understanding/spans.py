"""Lengths of time in digits and words: "an hour and a quarter", "1h30", "20 min"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.coach.understanding.time_words import Token

_SECONDS = {"second": 1, "minute": 60, "hour": 3_600}
_DAYS = {"day": 1, "week": 7, "fortnight": 14}
_NOTHING = Token(written="", start=-1, end=-1)
_QUARTER = 15
_LONGEST = 100_000
_FEWEST_MINUTES = 5
_DECIMALS = 2
_HOUR = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A length: whole days, or seconds. `months` and years have no fixed length."""

    seconds: float = 0
    days: int = 0
    odd: bool = False


def read_span(tokens: Sequence[Token], at: int) -> tuple[Span, int] | None:
    """The length that begins at a token, and where it ends."""
    found = _term(tokens, at)
    while found is not None:
        span, after = found
        joined = after + _token(tokens, after).has("and")
        joined += _token(tokens, joined).written == ","
        more = _fraction_after(tokens, joined, span) if joined > after else None
        more = more or _term(tokens, joined) or _minutes_alone(tokens, joined, span)
        if more is None or (more[0].days > 0) != (span.days > 0):
            return found
        found = Span(seconds=span.seconds + more[0].seconds, days=span.days + more[0].days), more[1]
    return None


def _token(tokens: Sequence[Token], at: int) -> Token:
    return tokens[at] if at < len(tokens) else _NOTHING


def _unit(tokens: Sequence[Token], at: int) -> str | None:
    token = _token(tokens, at)
    short = token.glued or token.written == "h"
    return token.name("unit") or (token.name("glued_unit") if short else None)


def _term(tokens: Sequence[Token], at: int) -> tuple[Span, int] | None:
    whole = at + (_token(tokens, at).name("article") == "a")
    minutes = _token(tokens, whole).name("span")
    if minutes is not None:
        return Span(seconds=int(minutes) * 60), whole + 1
    amount = _amount(tokens, at)
    if amount is None:
        return None
    count, after = amount
    unit = _unit(tokens, after)
    token = _token(tokens, after)
    if unit is None and token.written in ("night", "nights", "evenings", "mornings"):
        unit = "day"
    return None if unit is None else (_sized(count, unit), after + 1)


def _sized(count: float, unit: str) -> Span:
    count = min(count, _LONGEST)
    if unit in _DAYS:
        whole = count * _DAYS[unit]
        return Span(days=int(whole), odd=whole != int(whole))
    return Span(seconds=count * _SECONDS[unit]) if unit in _SECONDS else Span(odd=True)


def _amount(tokens: Sequence[Token], at: int) -> tuple[float, int] | None:
    """How many: "20", "1.5", "an", "half an", "two and a half", "three quarters of an"."""
    token = _token(tokens, at)
    tenths = _token(tokens, at + 1)
    if token.written == "." and tenths.digits and tenths.glued:
        return float(f".{tenths.written[:_DECIMALS]}"), at + 2
    number = token.number()
    if number is not None:
        return _after_number(tokens, at + 1, number, digits=token.digits)
    if token.name("article") == "a":
        fraction = _token(tokens, at + 1).name("fraction")
        if fraction is not None:
            return _of_unit(tokens, at + 2, int(fraction) / 60)
        return 1, at + 1
    fraction = token.name("fraction")
    return None if fraction is None else _of_unit(tokens, at + 1, int(fraction) / 60)


def _of_unit(tokens: Sequence[Token], at: int, count: float) -> tuple[float, int]:
    at += _token(tokens, at).has("of")
    at += _token(tokens, at).name("article") == "a"
    return count, at


def _after_number(
    tokens: Sequence[Token], at: int, number: int, *, digits: bool
) -> tuple[float, int]:
    point, decimals = _token(tokens, at), _token(tokens, at + 1)
    if digits and point.written in (".", ",") and point.glued and decimals.glued:
        places = decimals.written if decimals.digits else ""
        if places and len(places) < 3:  # noqa: PLR2004 - hundredths of an hour are the finest said
            return number + int(places) / 10 ** len(places), at + 2
    joined = at + point.has("and")
    joined += _token(tokens, joined).name("article") == "a"
    fraction = _token(tokens, joined).name("fraction")
    if fraction is not None and _unit(tokens, joined + 1) is not None:
        return number + int(fraction) / 60, joined + 1
    if point.name("fraction") == str(_QUARTER):
        return _of_unit(tokens, at + 1, number * _QUARTER / 60)
    at += point.written in ("-", "more", "extra")
    return number, at


def _fraction_after(tokens: Sequence[Token], at: int, span: Span) -> tuple[Span, int] | None:
    """The "and a half" of "an hour and a half"."""
    at += _token(tokens, at).name("article") == "a"
    fraction = _token(tokens, at).name("fraction")
    if fraction is None or _unit(tokens, at + 1):
        return None
    # Minutes of an hour, or as many seconds of a minute.
    minute = span.seconds % _SECONDS["hour"] > 0
    return Span(seconds=int(fraction) * (1 if minute else 60)), at + 1


def _minutes_alone(tokens: Sequence[Token], at: int, span: Span) -> tuple[Span, int] | None:
    """The minutes of "1h30", "one hour twenty", "an hour and ten"."""
    number, following = _token(tokens, at).number(), _token(tokens, at + 1)
    hours = span.seconds > 0 and span.seconds % _SECONDS["hour"] == 0
    if not hours or number is None or not _FEWEST_MINUTES <= number < _HOUR:
        return None
    clock = following.written == ":" or any(
        map(following.has, ("meridiem", "oclock", "to", "past"))
    )
    return None if clock else (Span(seconds=number * 60), at + 1)
