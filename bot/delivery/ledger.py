"""What became of messages, written down many at a time.

What cannot be written is kept until it can: it is out, and would be sent again.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime

import structlog

from bot.coach.errors import DEFECTS, StoreError
from bot.coach.ports import ConflictError, Store
from bot.delivery.fates import Sent, write_down

TRIES = 4
"""How often one is tried whose person is being changed at the same time."""

Left = Callable[[], None]

_log = structlog.get_logger()


class Ledger:
    """Writes down what became of entries.

    Args:
        store: where to.
        pause: waits before each go, so that there is more to write at once.
    """

    def __init__(self, store: Store, pause: Callable[[], Awaitable[None]]) -> None:
        self._store = store
        self._pause = pause
        self._pending: list[tuple[Sent, datetime, Left | None]] = []
        self._writing = asyncio.Lock()
        self._task: asyncio.Task[None] | None = None

    @property
    def pending(self) -> int:
        """How many are still to be written."""
        return len(self._pending)

    def put(self, sent: Sent, now: datetime, left: Left | None = None) -> None:
        """Have it written down soon; `left` is called once it is."""
        self._pending.append((sent, now, left))
        if self._task is None:
            self._task = asyncio.get_running_loop().create_task(self._write_soon())

    async def flush(self) -> None:
        """Write down all there is.

        Raises:
            StoreError: if the database cannot be used; nothing is forgotten.
        """
        async with self._writing:
            while self._pending:
                batch = self._pending[:]
                try:
                    await self._write([sent for sent, _, _ in batch], batch[-1][1])
                except (ConflictError, *DEFECTS):
                    await self._one_by_one(batch)
                else:
                    self._done(batch)

    async def settled(self) -> None:
        """Wait until the go that is under way has ended, whatever it came to."""
        while self._task is not None:
            await asyncio.wait({self._task})

    async def _write_soon(self) -> None:
        try:
            await self._pause()
            await self.flush()
        except StoreError as exc:
            _log.warning("sent_not_written_down", entries=len(self._pending), reason=exc.reason)
        finally:
            self._task = None

    async def _write(self, batch: list[Sent], now: datetime) -> None:
        async with self._store.work() as work:
            await write_down(work, batch, now)
            await work.commit()

    async def _one_by_one(self, batch: list[tuple[Sent, datetime, Left | None]]) -> None:
        """Somebody's row was changed at the same time: only that one is begun again.

        What cannot be written for a mistake of ours is left to its lease, and holds up no other.
        """
        for one in batch:
            for attempt in range(1, TRIES + 1):
                try:
                    await self._write([one[0]], one[1])
                except ConflictError:
                    if attempt == TRIES:
                        _log.warning("sent_not_written_down", key=one[0].entry.key)
                except DEFECTS as exc:
                    kind = type(exc).__name__
                    _log.error("sent_not_written_down", key=one[0].entry.key, error=kind)
                    break
                else:
                    break
            self._done([one])

    def _done(self, batch: list[tuple[Sent, datetime, Left | None]]) -> None:
        del self._pending[: len(batch)]
        for _, _, left in batch:
            if left is not None:
                left()
