"""The queue of updates, and the one poller that may wait at it."""

import asyncio
import copy
import re
from collections.abc import Callable
from urllib.parse import urlsplit

from tests.fakes.telegram_errors import BotApiError, bad_request, conflict
from tests.fakes.telegram_text import Json

# Documented: these arrive only when asked for by name.
_ONLY_WHEN_ASKED = {"chat_member", "message_reaction", "message_reaction_count"}
# Documented: "Incoming updates are stored on the server until the bot receives them either way,
# but they will not be kept longer than 24 hours."
_KEPT_SECONDS = 24 * 3600
_MOST = 100
_PORTS = {80, 88, 443, 8443}
_SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")


def _another_poller() -> BotApiError:
    return conflict(
        "terminated by other getUpdates request; make sure that only one bot instance is running"
    )


class Updates:
    """Numbers updates, keeps them until confirmed, and wakes the poller.

    As in `Client.cpp`, it is the poll already waiting that is thrown out when a newer one comes
    to wait; a poll that is answered at once disturbs nobody.
    """

    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now
        self._queue: list[tuple[float, Json]] = []
        self._again: list[Json] = []
        self._last: Json | None = None
        self._next_id = 700_000_001
        self._allowed: frozenset[str] = frozenset()
        self._waiting: asyncio.Future[None] | None = None
        self._rival = False
        self.webhook = ""
        self.secret = ""
        self.failed = ""
        self.changed = asyncio.Event()

    @property
    def unconfirmed(self) -> int:
        """How many updates still wait to be fetched or confirmed."""
        self._drop_old()
        return len(self._queue) + len(self._again)

    def add(self, kind: str, body: Json) -> None:
        if not self._wanted(kind):
            return
        # Copied, since later edits must not change what was already told.
        update = copy.deepcopy({"update_id": self._next_id, kind: body})
        self._next_id += 1
        self._last = update
        self._queue.append((self._now(), update))
        self._wake()

    def repeat_last(self) -> None:
        if self._last is None:
            raise AssertionError("no update was sent yet")
        self._again.append(self._last)
        self._wake()

    def rival_polls(self) -> None:
        self._rival = True
        self._throw_out(_another_poller())

    def rival_leaves(self) -> None:
        self._rival = False

    def set_webhook(self, url: str, *, drop: bool, secret: str = "") -> None:
        if url and not url.startswith("https://"):
            raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
        if url and (urlsplit(url).port or 443) not in _PORTS:
            raise bad_request("bad webhook: webhook can be set up only on 80, 88, 443, 8443")
        if secret and not _SECRET.fullmatch(secret):
            raise bad_request("secret token contains unallowed characters")
        if drop:
            self._queue.clear()
            self._again.clear()
        self.webhook, self.secret = url, secret
        self.changed.set()
        if url:
            self._throw_out(conflict("terminated by setWebhook request"))

    def allow(self, kinds: list[str]) -> None:
        self._allowed = frozenset(kinds)

    def pending(self) -> list[Json]:
        """What is to be brought to the webhook, the oldest first."""
        self._drop_old()
        return [*self._again, *(update for _, update in self._queue)]

    def taken(self, update: Json) -> None:
        """The webhook has taken it."""
        if update in self._again:
            self._again.remove(update)
        else:
            self._queue = [kept for kept in self._queue if kept[1] is not update]

    async def poll(self, *, offset: int, limit: int, timeout: int) -> list[Json]:  # noqa: ASYNC109 -- the Bot API's own parameter
        """The next updates from `offset` on; waits up to `timeout` seconds for the first."""
        if self.webhook:
            raise conflict(
                "can't use getUpdates method while webhook is active; "
                "use deleteWebhook to delete the webhook first"
            )
        if self._rival:
            raise _another_poller()
        self._confirm(offset)
        self._drop_old()
        if timeout > 0 and not self.unconfirmed:
            await self._wait(timeout)
        limit = min(max(limit, 1), _MOST)
        ready = [*self._again, *(update for _, update in self._queue)][:limit]
        del self._again[:limit]
        return ready

    def _wanted(self, kind: str) -> bool:
        return kind in self._allowed if self._allowed else kind not in _ONLY_WHEN_ASKED

    def _confirm(self, offset: int) -> None:
        if offset > 0:
            self._queue = [kept for kept in self._queue if kept[1]["update_id"] >= offset]
        elif offset < 0:
            self._queue = self._queue[offset:]

    def _drop_old(self) -> None:
        oldest = self._now() - _KEPT_SECONDS
        self._queue = [kept for kept in self._queue if kept[0] > oldest]

    async def _wait(self, seconds: int) -> None:
        self._throw_out(_another_poller())
        mine: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting = mine
        try:
            async with asyncio.timeout(seconds):
                await mine
        except TimeoutError:
            return
        finally:
            if self._waiting is mine:
                self._waiting = None

    def _wake(self) -> None:
        self.changed.set()
        if self._waiting and not self._waiting.done():
            self._waiting.set_result(None)

    def _throw_out(self, why: BotApiError) -> None:
        if self._waiting and not self._waiting.done():
            self._waiting.set_exception(why)
