"""What was said about a time, piece by piece, before the pieces are put together."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from bot.coach.understanding.meaning import TimeFault, Weekday

Meridiem = Literal["am", "pm"]
Part = Literal["morning", "afternoon", "evening", "night"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """A clock time as said. `shift` in minutes is still to be added ("quarter to": -15).

    `exact`: the 24-hour clock leaves no doubt. `weak`: a bare number that need not be a time.
    """

    hour: int
    minute: int = 0
    shift: int = 0
    half: Meridiem | None = None
    part: Part | None = None
    exact: bool = False
    weak: bool = False
    doubtful: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Between:
    """A range of which one time is meant."""

    first: Clock
    last: Clock


@dataclass(frozen=True, slots=True, kw_only=True)
class Elapsed:
    """So many seconds from now. `bare`: the words may be a session's length instead."""

    seconds: int
    bare: bool = False
    doubtful: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Days:
    """Nights of the week; None for all. `sole`: this one night, not every week.

    `others`: those that nothing else was said of. `weeks`: 1 for "next friday", which may be the
    coming one; 2 for "friday next week".
    """

    days: frozenset[Weekday] | None
    sole: bool = False
    weeks: int = 0
    part: Part | None = None
    every: bool = False
    others: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Except:
    """Nights left out."""

    days: frozenset[Weekday]


@dataclass(frozen=True, slots=True, kw_only=True)
class DayShift:
    """So many days from today. `night`: counted from noon to noon. `part` of that day if said."""

    days: int
    night: bool = False
    part: Part | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Dated:
    """A date; month and year where said. `swapped`: day and month may stand the other way."""

    day: int
    month: int | None = None
    year: int | None = None
    weekday: Weekday | None = None
    swapped: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class DayPart:
    """A part of the day, for the clock time beside it."""

    part: Part


@dataclass(frozen=True, slots=True, kw_only=True)
class HalfSaid:
    """The words am or pm, apart from their clock time."""

    half: Meridiem


@dataclass(frozen=True, slots=True, kw_only=True)
class ZoneSaid:
    """The zones that the words can mean, likeliest first."""

    zones: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """The one time already kept, moved by so many minutes."""

    shift: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Failed:
    """Words about a time that make none. `weak`: they need not be about a time at all."""

    fault: TimeFault
    weak: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Once:
    """A single time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubt:
    """Something that only a question settles."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """How neighbours belong together."""

    how: Literal["and", "comma", "or", "rather"]


Said = (
    Clock
    | Between
    | Elapsed
    | Days
    | Except
    | DayShift
    | Dated
    | DayPart
    | HalfSaid
    | ZoneSaid
    | Known
    | Failed
    | Once
    | Doubt
    | Link
)
