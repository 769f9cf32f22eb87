"""The outbox in the database: claimed with a lease, closed with a fate."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import bindparam, func, select, update

from bot.coach.ports import Fate, Lane, Outbox, OutboxEntry
from bot.store.link import Link, insert_or_leave
from bot.store.mapping import entry_of, entry_row
from bot.store.tables import OPEN, outbox, people

_PUT = insert_or_leave(outbox, ["key"])
_READY = (
    select(outbox)
    .where(OPEN, outbox.c.ready_at <= bindparam("now"))
    .order_by(outbox.c.lane, outbox.c.due_at, outbox.c.id)
    .limit(bindparam("most"))
    .with_for_update(skip_locked=True)
)
HERE = outbox.c.practitioner.in_(
    select(people.c.id).where(
        people.c.home_platform.is_(None)
        | people.c.home_platform.in_(bindparam("platforms", expanding=True))
    )
)
"""What is for people whose home is on one of the platforms, or who have none."""

_READY_HERE = _READY.where(HERE)
_LEASE = (
    update(outbox)
    .where(outbox.c.id.in_(bindparam("these", expanding=True)))
    .values(ready_at=bindparam("until"), attempts=outbox.c.attempts + 1)
)
_CLOSE = update(outbox).where(outbox.c.id == bindparam("of"))
_PUT_BACK = _CLOSE.where(OPEN)
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


class SqlOutbox(Outbox):
    """The port `Outbox`."""

    def __init__(self, link: Link) -> None:
        self._link = link

    async def put(self, entry: OutboxEntry) -> bool:
        """Add one; False, and nothing changed, if its key was ever there."""
        done = await self._link.write(_PUT, entry_row(entry))
        return done.first() is not None

    async def claim(
        self,
        now: datetime,
        limit: int,
        lease_until: datetime,
        platforms: Collection[str] | None = None,
    ) -> tuple[OutboxEntry, ...]:
        """Take those due by now and not leased, by lane, then by instant; attempts one higher."""
        wanted = {"now": now, "most": limit}
        if platforms is None:
            rows = (await self._link.read(_READY, wanted)).all()
        else:
            here = {**wanted, "platforms": list(platforms)}
            rows = (await self._link.read(_READY_HERE, here)).all()
        if not rows:
            return ()
        await self._link.write(
            _LEASE, {"these": [row.id for row in rows], "until": lease_until}
        )  # fmt: skip
        return tuple(entry_of(row, begun=1) for row in rows)

    async def close(self, entry: int, fate: Fate, at: datetime, reason: str = "") -> None:
        """Say what became of one; it is never sent again."""
        await self._link.write(
            _CLOSE, {"of": entry, "fate": fate.value, "closed_at": at, "reason": reason}
        )

    async def put_back(self, entry: int, due_at: datetime) -> None:
        """Let go of one, to be sent at a later instant."""
        await self._link.write(_PUT_BACK, {"of": entry, "due_at": due_at, "ready_at": due_at})

    async def waiting(self, now: datetime) -> dict[Lane, int]:
        """How many are due by now, unsent and in nobody's hands, by lane."""
        rows = await self._link.read(_WAITING, {"now": now})
        return {row.lane: int(row.n) for row in rows}

    async def hasten(self, practitioner: int, now: datetime) -> bool:
        """Make what was put back for somebody due now, the leased left alone; whether any was."""
        done = await self._link.write(_HASTEN, {"whose": practitioner, "now": now})
        return done.first() is not None
