"""Which of the two half days a clock time is in, where the words leave it to the evening."""

from __future__ import annotations

from dataclasses import replace
from datetime import time

from bot.coach.understanding.said import Clock, Meridiem, Part

_HOURS = 24
_HALF_DAY = 12
_MINUTES = 60
_DAY = _HOURS * _MINUTES
_EARLIEST_BARE, _LATEST_BARE = 5, 11


def resolve(clock: Clock, part: Part | None) -> tuple[time, ...]:
    """The times of day that are meant, likeliest first; one if there is no doubt."""
    part = clock.part or part
    base = clock.hour * _MINUTES + clock.minute
    if clock.half is None and part is None and clock.shift < 0 and _has_halves(clock):
        base = (base + clock.shift) % (_HALF_DAY * _MINUTES)
        return tuple(_time(minutes) for minutes in _bare(base))
    if clock.half is not None:
        bases = [_in_half(base, clock.half)]
    elif not _has_halves(clock):
        bases = [base]
    elif part is not None:
        bases = [_in_part(base, part)]
    else:
        bases = _bare(base % (_HALF_DAY * _MINUTES))
    return tuple(_time(minutes + clock.shift) for minutes in bases)


def in_half_of(clock: Clock, later: Clock) -> Clock:
    """A bare time before one with am or pm ("9 and 10pm", "11-1am") in the half it must be in."""
    if later.half is None or clock.half or clock.part or not _has_halves(clock):
        return clock
    ours = clock.hour % _HALF_DAY * _MINUTES + clock.minute
    theirs = later.hour % _HALF_DAY * _MINUTES + later.minute
    half: Meridiem = later.half
    if ours > theirs:
        half = "am" if half == "pm" else "pm"
    return replace(clock, half=half)


def _has_halves(clock: Clock) -> bool:
    return not clock.exact and 1 <= clock.hour <= _HALF_DAY


def _time(minutes: int) -> time:
    hour, minute = divmod(minutes % _DAY, _MINUTES)
    return time(hour, minute)


def _bare(base: int) -> list[int]:
    """Minutes on a 12-hour dial (12 is 0) as minutes of the day in a coach for the evening."""
    hour = base // _MINUTES
    if _EARLIEST_BARE <= hour <= _LATEST_BARE:
        return [base + _DAY // 2]
    return [base, base + _DAY // 2]


def _in_half(base: int, half: Meridiem) -> int:
    hour = base // _MINUTES
    if hour > _HALF_DAY:
        return base
    return base % (_DAY // 2) + (_DAY // 2 if half == "pm" else 0)


def _in_part(base: int, part: Part) -> int:
    dial = base % (_DAY // 2)
    hour = dial // _MINUTES
    match part:
        case "morning":
            return dial
        case "afternoon":
            return dial + _DAY // 2
        case "evening":
            return dial if hour == 0 else dial + _DAY // 2
        case "night":
            return dial if hour < _EARLIEST_BARE else dial + _DAY // 2
