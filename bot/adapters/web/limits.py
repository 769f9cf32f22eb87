"""How much one person may send, counted in memory: a restart forgives."""

from __future__ import annotations

from collections import OrderedDict, deque
from datetime import datetime, timedelta

MESSAGE_CHARACTERS = 2_000
MESSAGES_A_MINUTE = 20
PRESSES_A_MINUTE = 90
"""Buttons are pressed faster than words are written, and one of them is Stop."""

NEWCOMERS_A_MINUTE = 60
"""New people from one address; a studio's browsers may share one."""

MINUTE = timedelta(minutes=1)
WATCHED = 10_000
"""Whoever was heard of longest ago is forgotten first."""


class Allowance:
    """At most `most` in any minute, for each of many."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._heard: OrderedDict[str, deque[datetime]] = OrderedDict()

    def takes(self, whose: str, now: datetime) -> bool:
        """Count one more for somebody; False, and nothing counted, if that is too many."""
        instants = self._heard.setdefault(whose, deque())
        self._heard.move_to_end(whose)
        while instants and instants[0] <= now - MINUTE:
            instants.popleft()
        if len(instants) >= self._most:
            return False
        instants.append(now)
        while len(self._heard) > WATCHED:
            self._heard.popitem(last=False)
        return True
