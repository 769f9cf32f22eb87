"""Names of uploaded files in a dictionary."""

from __future__ import annotations

from datetime import datetime

from bot.coach.uploads import Uploads

Named = tuple[str, datetime]
"""A name, and since when it is known."""


class FakeUploads(Uploads):
    def __init__(self, rows: dict[tuple[str, str], Named]) -> None:
        self._rows = rows

    async def named(self, place: str, digest: str) -> str | None:
        row = self._rows.get((place, digest))
        return row[0] if row else None

    async def keep(self, place: str, digest: str, name: str, at: datetime) -> None:
        self._rows[place, digest] = name, at

    async def drop(self, place: str, digest: str) -> None:
        self._rows.pop((place, digest), None)
