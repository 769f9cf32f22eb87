"""Files that a platform has already: remembered in memory, and in the store for the next start."""

from __future__ import annotations

from collections import OrderedDict

import structlog

from bot.coach.errors import StoreError
from bot.coach.ports import ConflictError, Store
from scheduler.ports import Clock

KNOWN = 10_000
"""Names held in memory; of more those go that were longest not asked for."""

_log = structlog.get_logger()


class Uploaded:
    """What one place calls the files that it has.

    A store that cannot be used costs an upload, and never a message.

    Args:
        place: a platform and a bot there ("telegram:123").
        clock: for the instant of an upload.
        store: where names are kept from one start to the next; None: nowhere.
    """

    def __init__(self, place: str, clock: Clock, store: Store | None = None) -> None:
        self._place = place
        self._clock = clock
        self._store = store
        self._known: OrderedDict[str, str] = OrderedDict()

    async def named(self, digest: str) -> str | None:
        """What a file of this content is called there; None if it must be uploaded."""
        if (known := self._known.get(digest)) is not None:
            self._known.move_to_end(digest)
            return known
        if self._store is None:
            return None
        name = None
        try:
            async with self._store.work() as work:
                name = await work.uploads.named(self._place, digest)
        except (StoreError, ConflictError) as exc:
            _log.warning("upload_not_looked_up", kind=type(exc).__name__)
        if name is not None:
            self._hold(digest, name)
        return name

    async def keep(self, digest: str, name: str) -> None:
        """Remember what an uploaded file is called."""
        if self._known.get(digest) == name:
            return
        self._hold(digest, name)
        if self._store is None:
            return
        try:
            async with self._store.work() as work:
                await work.uploads.keep(self._place, digest, name, self._clock.now())
                await work.commit()
        except (StoreError, ConflictError) as exc:
            _log.warning("upload_not_kept", kind=type(exc).__name__)

    async def drop(self, digest: str) -> None:
        """Forget a name that was refused."""
        self._known.pop(digest, None)
        if self._store is None:
            return
        try:
            async with self._store.work() as work:
                await work.uploads.drop(self._place, digest)
                await work.commit()
        except (StoreError, ConflictError) as exc:
            _log.warning("upload_not_dropped", kind=type(exc).__name__)

    def _hold(self, digest: str, name: str) -> None:
        self._known[digest] = name
        self._known.move_to_end(digest)
        if len(self._known) > KNOWN:
            self._known.popitem(last=False)
