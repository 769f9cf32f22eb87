"""How late is too late, by purpose.

A cue in the middle of a hold is worthless after some seconds; coming out matters for half an
hour and is told quietly even later; a reminder at 01:10 would wake somebody up.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum

MID_CUE_GRACE = timedelta(seconds=20)
COME_OUT_GRACE = timedelta(minutes=30)
REMINDER_GRACE = timedelta(minutes=45)


class Timeliness(StrEnum):
    """What becomes of something that was due at an instant."""

    ON_TIME = "on_time"
    LATE = "late"
    TOO_LATE = "too_late"


def timeliness(due: datetime, now: datetime, grace: timedelta) -> Timeliness:
    """Whether something due is still on time (within 20 s), late, or later than its grace."""
    late = now - due
    if late > grace:
        return Timeliness.TOO_LATE
    return Timeliness.ON_TIME if late <= MID_CUE_GRACE else Timeliness.LATE
