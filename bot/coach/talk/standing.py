"""Where a session stands, for whoever shows it as it goes: a ring, a bar, a line of its own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Generic, TypeVar

from content.phrases import Phrase

T = TypeVar("T", Phrase, str)


class Phase(StrEnum):
    """What a session is doing. `IDLE`: none runs."""

    IDLE = "idle"
    SETTLING = "settling"
    HOLDING = "holding"
    SWITCHING = "switching"
    PAUSED = "paused"
    COMING_OUT = "coming_out"


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing(Generic[T]):
    """A session at the instant of a page.

    `since` and `until` are the ends of the present stretch (getting in, a side, the switch, coming
    out); both are None if none runs. While it is paused, they are those of the stretch that waits,
    as if it went on at `paused_at`. `title` is what is practised, `label` what the stretch is.
    `still`: the person wants nothing to move.
    """

    phase: Phase
    title: T | None = None
    label: T | None = None
    since: datetime | None = None
    until: datetime | None = None
    paused_at: datetime | None = None
    still: bool = False


IDLE: Standing[Phrase] = Standing(phase=Phase.IDLE)
"""No session runs."""
