"""When a session may begin: now, or where a token carries no more of them, as soon as one ends.

Whoever has to wait keeps their place: the session is there, and begins by itself at its instant.
"""

from __future__ import annotations

import math
from datetime import datetime, timedelta

from bot.coach.visit import Visit

WORTH_WAITING = timedelta(seconds=15)
"""A shorter wait is none: cues give way to one another for so long."""

_SECOND = timedelta(seconds=1)


async def begins_at(visit: Visit) -> datetime:
    """The instant at which a session of this person can begin: now, or later by whole seconds."""
    platform = visit.request.account.platform
    most = visit.tools.at_once.get(platform)
    if most is None:
        return visit.now
    free = await visit.work.sessions.full_until(platform, most)
    if free is None or free - visit.now < WORTH_WAITING:
        return visit.now
    return visit.now + math.ceil((free - visit.now) / _SECOND) * _SECOND
