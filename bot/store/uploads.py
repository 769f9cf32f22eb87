"""Names of uploaded files in the database."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import and_, bindparam, delete, select

from bot.coach.uploads import Uploads
from bot.store.link import Link, insert_or_set
from bot.store.tables import uploads

_THIS = and_(uploads.c.place == bindparam("there"), uploads.c.digest == bindparam("of"))
_NAMED = select(uploads.c.name).where(_THIS)
_DROP = delete(uploads).where(_THIS)
_KEEP = insert_or_set(uploads, ["place", "digest"], ["name", "at"])


class SqlUploads(Uploads):
    """The port `Uploads`."""

    def __init__(self, link: Link) -> None:
        self._link = link

    async def named(self, place: str, digest: str) -> str | None:
        """What a place calls a file."""
        row = (await self._link.read(_NAMED, {"there": place, "of": digest})).first()
        return str(row[0]) if row else None

    async def keep(self, place: str, digest: str, name: str, at: datetime) -> None:
        """Remember what a place calls a file."""
        given = {"place": place, "digest": digest, "name": name, "at": at}
        await self._link.write(_KEEP, given)

    async def drop(self, place: str, digest: str) -> None:
        """Forget a name that is good no more."""
        await self._link.write(_DROP, {"there": place, "of": digest})
