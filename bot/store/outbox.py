"""The outbox in the database: claimed with a lease, closed with a fate."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import bindparam, func, select, true, update

from bot.coach.outgoing import UNDELIVERED
from bot.coach.ports import Closing, Fate, GivenUp, Lane, Outbox, OutboxEntry
from bot.store.link import Link, insert_or_leave, insert_or_leave_many
from bot.store.mapping import entry_of, entry_row
from bot.store.tables import OPEN, outbox, people

_PUT = insert_or_leave(outbox, ["key"])
_PUT_ALL = insert_or_leave_many(outbox, ["key"])
_READY = (
    select(outbox)
    .where(OPEN, outbox.c.ready_at <= bindparam("now"))
    .limit(bindparam("most"))
    .with_for_update(skip_locked=True)
)
# Asked of each entry by itself: a join would read everybody's rows to find the first entry.
HERE = func.coalesce(
    select(people.c.home_platform.in_(bindparam("platforms", expanding=True)))
    .where(people.c.id == outbox.c.practitioner)
    .scalar_subquery(),
    true(),
)
"""What is for people whose home is on one of the platforms, or who have none."""

_BY_LANE = _READY.order_by(outbox.c.lane, outbox.c.ready_at, outbox.c.id)
_OF_LANE = _READY.where(outbox.c.lane == bindparam("of_lane", type_=outbox.c.lane.type)).order_by(
    outbox.c.ready_at, outbox.c.id
)
_STILL = select(outbox.c.id, outbox.c.attempts).where(
    OPEN, outbox.c.id.in_(bindparam("these", expanding=True))
)
_LEASE = (
    update(outbox)
    .where(outbox.c.id.in_(bindparam("these", expanding=True)))
    .values(ready_at=bindparam("until"), attempts=outbox.c.attempts + 1)
)
_CLOSE = update(outbox).where(outbox.c.id == bindparam("of"))
# Who has lost its claim to another may not take it from that one by giving it back.
_PUT_BACK = _CLOSE.where(OPEN, outbox.c.attempts == bindparam("claimed_as"))
# Put back, an entry waits for an instant of its own; leased, for the end of the lease.
_LET_GO = (
    update(outbox)
    .where(OPEN, outbox.c.ready_at > outbox.c.due_at)
    .values(ready_at=outbox.c.due_at, attempts=outbox.c.attempts + 1)
)
_WAITING = (
    select(outbox.c.lane, func.count().label("n"))
    .where(OPEN, outbox.c.ready_at <= bindparam("now"))
    .group_by(outbox.c.lane)
)
# What is leased is being sent at this moment: its `ready_at` is not its own instant.
_HASTEN = (
    update(outbox)
    .where(
        OPEN, outbox.c.practitioner == bindparam("whose"), outbox.c.attempts > 0,
        outbox.c.ready_at > bindparam("now"), outbox.c.ready_at == outbox.c.due_at,
    )
    .values(due_at=bindparam("now"), ready_at=bindparam("now"))
    .returning(outbox.c.id)
)  # fmt: skip
_ENDED_UNSENT = (
    select(outbox)
    .where(outbox.c.fate.in_([fate.value for fate in UNDELIVERED]))
    .order_by(outbox.c.closed_at.desc(), outbox.c.id.desc())
    .limit(bindparam("most"))
)


class SqlOutbox(Outbox):
    """The port `Outbox`."""

    def __init__(self, link: Link) -> None:
        self._link = link

    async def put(self, entry: OutboxEntry) -> bool:
        """Add one; False, and nothing changed, if its key was ever there."""
        done = await self._link.write(_PUT, entry_row(entry))
        return done.first() is not None

    async def put_all(self, entries: Sequence[OutboxEntry]) -> None:
        """Add many at once; those whose key was ever there are left as they are."""
        if entries:
            await self._link.write(_PUT_ALL, [entry_row(entry) for entry in entries])

    async def claim(
        self,
        now: datetime,
        limit: int,
        lease_until: datetime,
        platforms: Collection[str] | None = None,
        *,
        lane: Lane | None = None,
    ) -> tuple[OutboxEntry, ...]:
        """Take those ready by now and not leased, by lane, then by instant; attempts one higher."""
        wanted: dict[str, object] = {"now": now, "most": limit}
        statement = _BY_LANE
        if lane is not None:
            statement, wanted["of_lane"] = _OF_LANE, lane
        if platforms is not None:
            statement, wanted["platforms"] = statement.where(HERE), list(platforms)
        rows = (await self._link.read(statement, wanted)).all()
        if not rows:
            return ()
        await self._link.write(
            _LEASE, {"these": [row.id for row in rows], "until": lease_until}
        )  # fmt: skip
        return tuple(entry_of(row, begun=1) for row in rows)

    async def still(self, entries: Sequence[OutboxEntry]) -> frozenset[int]:
        """Ids of those that are open and have not been claimed again since."""
        rows = await self._link.read(_STILL, {"these": [entry.id for entry in entries]})
        attempts = {entry.id: entry.attempts for entry in entries}
        return frozenset(row.id for row in rows if row.attempts == attempts[row.id])

    async def close(self, entry: int, fate: Fate, at: datetime, reason: str = "") -> None:
        """Say what became of one; it is never sent again."""
        await self.close_all([Closing(entry=entry, fate=fate, at=at, reason=reason)])

    async def put_back(self, entry: OutboxEntry, due_at: datetime) -> None:
        """Let go of one that is still in hand, to be sent at another instant."""
        claim = {"of": entry.id, "claimed_as": entry.attempts}
        await self._link.write(_PUT_BACK, {**claim, "due_at": due_at, "ready_at": due_at})

    async def let_go(self, platforms: Collection[str] | None = None) -> None:
        """End the leases of a former holder: what it had in hand is anybody's at once."""
        if platforms is None:
            await self._link.write(_LET_GO)
        else:
            await self._link.write(_LET_GO.where(HERE), {"platforms": list(platforms)})

    async def waiting(self, now: datetime) -> dict[Lane, int]:
        """How many are due by now, unsent and in nobody's hands, by lane."""
        rows = await self._link.read(_WAITING, {"now": now})
        return {row.lane: int(row.n) for row in rows}

    async def hasten(self, practitioner: int, now: datetime) -> bool:
        """Make what was put back for somebody due now, the leased left alone; whether any was."""
        done = await self._link.write(_HASTEN, {"whose": practitioner, "now": now})
        return done.first() is not None

    async def close_all(self, closings: Sequence[Closing]) -> None:
        """Say what became of many at once."""
        if closings:
            await self._link.write(
                _CLOSE,
                [
                    {
                        "of": one.entry,
                        "fate": one.fate.value,
                        "closed_at": one.at,
                        "reason": one.reason,
                    }
                    for one in closings
                ],
            )

    async def given_up(self, limit: int) -> tuple[GivenUp, ...]:
        """Those that ended without reaching anybody, the latest first."""
        rows = await self._link.read(_ENDED_UNSENT, {"most": limit})
        return tuple(
            GivenUp(
                entry=entry_of(row), fate=Fate(row.fate), closed_at=row.closed_at,
                reason=row.reason or "",
            )
            for row in rows
        )  # fmt: skip

    async def again(self, entry: int, now: datetime) -> None:
        """Open one that has ended, to be sent now, as if it had never been tried."""
        await self._link.write(
            _CLOSE,
            {
                "of": entry, "fate": None, "closed_at": None, "reason": None, "attempts": 0,
                "ready_at": now,
            },
        )  # fmt: skip
