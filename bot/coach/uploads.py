"""What a platform calls a file that it already has, so that it is not sent there again."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol


class Uploads(Protocol):
    """Names of files by the SHA-256 of their contents, for each place that gives such names.

    A place is a platform and a bot there ("telegram:123"): one bot's name means nothing to another.
    """

    async def named(self, place: str, digest: str) -> str | None:
        """What a place calls a file; None if it has none, or the name was erased."""
        ...

    async def keep(self, place: str, digest: str, name: str, at: datetime) -> None:
        """Remember what a place calls a file since an instant, in place of an earlier name."""
        ...

    async def drop(self, place: str, digest: str) -> None:
        """Forget a name that is good no more."""
        ...
