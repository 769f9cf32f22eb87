"""What a page can show: a closed set of scenes, each named by ids and numbers.

A scene holds no word and no byte. What stands written in a picture is in its `Illustration`, in the
order that the scene's docstring gives ("marks" are the letters of right and left); how it is drawn
is the business of `bot.media`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

NIGHT_BEGINS, NIGHT_ENDS = 20, 7
"""Hours of the reader's clock."""


class Look(StrEnum):
    """Dark and dim, or light: which of the two palettes a picture is drawn in."""

    NIGHT = "night"
    DAY = "day"


def look_at(local: datetime) -> Look:
    """Night from 20:00 to 07:00 on the reader's clock."""
    return Look.DAY if NIGHT_ENDS <= local.hour < NIGHT_BEGINS else Look.NIGHT


class Part(StrEnum):
    """Which row of a pose's movements: getting in, or coming out."""

    STEPS = "steps"
    COME_OUT = "come_out"


class SpanKind(StrEnum):
    """What a stretch of a session is for."""

    SETTLE = "settle"
    HOLD = "hold"
    SWITCH = "switch"
    COME_OUT = "come_out"


@dataclass(frozen=True, slots=True, kw_only=True)
class PoseCard:
    """A pose in one picture. Words: marks, its name, hold, what it is for, its Sanskrit name.

    The last two may be left out.
    """

    pose: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PoseMark:
    """A pose as it is held, small and square, to stand beside its name. Words: marks."""

    pose: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StepFigure:
    """One movement of a pose, on its first side or mirrored on its second. Words: marks."""

    pose: str
    part: Part
    step: str
    side: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class StepsSheet:
    """All movements of a part of a pose in one picture, numbered. Words: marks."""

    pose: str
    part: Part


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A stretch of a session, in whole seconds; coming out has no length of its own (0)."""

    kind: SpanKind
    seconds: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanStrip:
    """A session as a strip. Words: for each span what it is, then how long, as two words."""

    pose: str
    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class BreathLoop:
    """A circle that grows and falls, in whole seconds in, held and out; `still` does not move.

    Words: in, hold, out; the second is used only where the breath is held.
    """

    inhale: int
    hold: int
    exhale: int
    still: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Bell:
    """A bowl struck once: a sound, with no picture and no words."""


Scene = PoseCard | PoseMark | StepFigure | StepsSheet | PlanStrip | BreathLoop | Bell
