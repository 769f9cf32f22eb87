"""How many messages may be on their way at once, and who may be among them."""

from __future__ import annotations

import asyncio
from heapq import heappop, heappush
from itertools import count

from bot.coach.ports import Lane

IN_FLIGHT = 64
"""Messages handed to a platform and not yet written down as sent, at most.

After a kill exactly these may come a second time, where the platform knows no key against it.
"""

ROOM = {Lane.HOLD: IN_FLIGHT, Lane.MID_HOLD: 56, Lane.REMINDER: 48}
"""A message of a lane sets out only while fewer than this are on their way: reminders, however
many, leave places for cues, and all of them for the one that ends a hold."""

_LANES = tuple(Lane)


class Gate:
    """Lets messages set out, by lane; whoever has passed must leave."""

    def __init__(self) -> None:
        self.taken = 0
        self._waiting: list[tuple[int, int, asyncio.Future[None]]] = []
        self._number = count()

    def room(self, lane: Lane) -> int:
        """How many more of a lane may set out now."""
        return max(0, ROOM[lane] - self.taken)

    async def enter(self, lane: Lane) -> None:
        """Wait for a place."""
        if self.room(lane) and not self._waiting:
            self.taken += 1
            return
        place: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        heappush(self._waiting, (_LANES.index(lane), next(self._number), place))
        self._let_in()
        try:
            await place
        except asyncio.CancelledError:
            if place.done() and not place.cancelled():
                self.leave()
            raise

    def leave(self) -> None:
        """Give a place back."""
        self.taken -= 1
        self._let_in()

    def _let_in(self) -> None:
        while self._waiting:
            lane, _, place = self._waiting[0]
            if not place.done():
                if not self.room(_LANES[lane]):
                    return
                self.taken += 1
                place.set_result(None)
            heappop(self._waiting)
