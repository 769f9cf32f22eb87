"""What of the outbox this process takes in hand: of which platforms, how many of each lane."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from bot.coach.ports import Lane, OutboxEntry, Store, Work
from bot.delivery.duties import Duties
from bot.delivery.gate import IN_FLIGHT, Gate

AHEAD = timedelta(seconds=2.5)
"""How long before its instant a cue is claimed."""

LEASE = timedelta(seconds=60)
HELD = 2048
"""Cues claimed ahead, at most."""


class Claims:
    """Claims entries as there is room for them.

    `held`: claimed and not dealt with yet, by lane; whoever deals with them counts down. `hungry`:
    there may be more than there was room for.

    Args:
        store: where the outbox is.
        gate: what is on its way to the platforms.
        duties: for which platforms, where several processes are at work; without them for all.
        ahead: how long before their instants cues are claimed.
    """

    def __init__(self, store: Store, gate: Gate, duties: Duties | None, ahead: timedelta) -> None:
        self._store = store
        self._gate = gate
        self._duties = duties
        self._ahead = ahead
        self.held = dict.fromkeys(Lane, 0)
        self.hungry = False

    async def take(
        self, now: datetime, served: Sequence[str], shut: Collection[str]
    ) -> list[OutboxEntry]:
        """Take what there is room for, who goes first first; nothing for platforms that are shut.

        Raises:
            StoreError: if the database cannot be used.
        """
        claimed: list[OutboxEntry] = []
        self.hungry = False
        async with self._store.work() as work:
            mine = await self._duties.proved(work, now) if self._duties else None
            if shut:
                mine = tuple(one for one in (served if mine is None else mine) if one not in shut)
            for lane in Lane:
                room = self._room(lane, len(claimed))
                found = await self._of(work, lane, room, now, mine) if room else ()
                claimed += found
                self.hungry = self.hungry or len(found) == room
            await work.commit()
        return claimed

    async def _of(
        self, work: Work, lane: Lane, room: int, now: datetime, mine: tuple[str, ...] | None
    ) -> tuple[OutboxEntry, ...]:
        by = now if lane is Lane.REMINDER else now + self._ahead
        return await work.outbox.claim(by, room, now + self._ahead + LEASE, mine, lane=lane)

    def _room(self, lane: Lane, claimed: int) -> int:
        """How many of a lane are worth claiming."""
        if lane is not Lane.REMINDER and self._ahead:
            return max(0, HELD - self.held[lane])
        room = self._gate.room(lane) - self.held[lane] - claimed
        # A few places are not worth a claim of their own while others are on their way.
        return room if room >= IN_FLIGHT // 4 else 0
