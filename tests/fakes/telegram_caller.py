"""Telegram calling a webhook, and the balancer in front of the machines that answer it."""

import asyncio
from collections.abc import Callable
from itertools import cycle
from urllib.parse import urlsplit

import aiohttp

from tests.fakes.telegram_text import Json
from tests.fakes.telegram_updates import Updates

_AGAIN_SECONDS = 0.05
_PATIENCE_SECONDS = 60.0


class Caller:
    """Brings updates to the webhook, one after the other in each chat, until it is told 200.

    The webhook's address is nobody's in a test: `machines`, roots such as http://127.0.0.1:8080,
    stand behind it and are called in turn; one that cannot be reached is passed over.
    """

    def __init__(self, updates: Updates, changed: Callable[[], None]) -> None:
        self.machines: list[str] = []
        self.answers: list[tuple[str, int]] = []
        self._updates = updates
        self._changed = changed
        self._turn = cycle(range(1 << 30))
        self._busy: set[int] = set()
        self._calls: set[asyncio.Task[None]] = set()
        self._walk: asyncio.Task[None] | None = None

    def begin(self) -> None:
        if self._walk is None:
            self._walk = asyncio.create_task(self._run())

    async def end(self) -> None:
        walk, self._walk = self._walk, None
        tasks = {*self._calls, *([walk] if walk else [])}
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _run(self) -> None:
        async with aiohttp.ClientSession() as session:
            while True:
                self._updates.changed.clear()
                if self._updates.webhook and self.machines:
                    for update in self._updates.pending():
                        if _whose(update) not in self._busy:
                            self._busy.add(_whose(update))
                            task = asyncio.create_task(self._call(session, update))
                            self._calls.add(task)
                            task.add_done_callback(self._calls.discard)
                await self._updates.changed.wait()

    async def _call(self, session: aiohttp.ClientSession, update: Json) -> None:
        """Until it is taken, or the webhook is gone."""
        while self._updates.webhook:
            root = self.machines[next(self._turn) % len(self.machines)]
            path = urlsplit(self._updates.webhook).path
            headers = {"X-Telegram-Bot-Api-Secret-Token": self._updates.secret}
            timeout = aiohttp.ClientTimeout(total=_PATIENCE_SECONDS)
            status = 0
            try:
                async with session.post(
                    root + path, json=update, headers=headers, timeout=timeout
                ) as answer:
                    status = answer.status
            except (aiohttp.ClientError, TimeoutError) as exc:
                self._updates.failed = type(exc).__name__
            self.answers.append((root, status))
            if status == 200:
                self._updates.taken(update)
                self._changed()
                break
            self._updates.failed = f"Wrong response from the webhook: {status}"
            again = asyncio.Event()
            asyncio.get_running_loop().call_later(_AGAIN_SECONDS, again.set)
            await again.wait()
        self._busy.discard(_whose(update))
        self._updates.changed.set()


def _whose(update: Json) -> int:
    """The chat or person that an update belongs to: Telegram keeps these in order."""
    (body,) = (value for key, value in update.items() if key != "update_id")
    chat = body.get("chat") or body.get("from") or {}
    return int(chat.get("id", 0))
