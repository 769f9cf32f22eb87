"""Leases in the database: one row for each name, whose number only grows."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Executable, and_, bindparam, case, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from bot.coach.leases import BELIEVED, Leases
from bot.store.link import Insert, Link
from bot.store.tables import leases

_INSTANT = leases.c.until.type


def _take(insert: sqlite.Insert | postgresql.Insert) -> Executable:
    given = insert.excluded
    same = leases.c.holder == given.holder
    return insert.on_conflict_do_update(
        index_elements=["name"],
        set_={
            "holder": given.holder,
            "until": given.until,
            "number": case((same, leases.c.number), else_=leases.c.number + 1),
        },
        where=or_(
            same,
            leases.c.until <= bindparam("now", type_=_INSTANT),
            leases.c.until > bindparam("believed", type_=_INSTANT),
        ),
    ).returning(leases.c.number)


_TAKE = Insert(sqlite=_take(sqlite.insert(leases)), postgresql=_take(postgresql.insert(leases)))
_THIS = and_(leases.c.name == bindparam("of"), leases.c.number == bindparam("under"))
_RELEASE = update(leases).where(_THIS).values(holder="", until=leases.c.until - leases.c.until)
_HOLDS = select(leases.c.number).where(_THIS).with_for_update(read=True)


class SqlLeases(Leases):
    """The port `Leases`."""

    def __init__(self, link: Link) -> None:
        self._link = link

    async def take(self, name: str, holder: str, now: datetime, until: datetime) -> int | None:
        """Take one that is free, has lapsed, or is one's own; its number."""
        given = {
            "name": name, "holder": holder, "number": 1, "until": until, "now": now,
            "believed": now + BELIEVED,
        }  # fmt: skip
        row = (await self._link.write(_TAKE, given)).first()
        return int(row[0]) if row else None

    async def release(self, name: str, number: int) -> None:
        """Let go of one that is held under this number."""
        await self._link.write(_RELEASE, {"of": name, "under": number})

    async def holds(self, name: str, number: int) -> bool:
        """Whether this number is the latest, and stays so until commit."""
        row = (await self._link.read(_HOLDS, {"of": name, "under": number})).first()
        return row is not None
