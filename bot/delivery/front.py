"""The door that every adapter knocks at: a request in, worded messages out."""

from __future__ import annotations

import traceback
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

import structlog

from bot.coach.desk import Desk
from bot.coach.errors import StoreError
from bot.coach.safety.assessment import Assessment
from bot.coach.talk.answers import Answer, Reader, Understood
from bot.coach.talk.replies import Message, reply, say
from bot.coach.talk.requests import Account, Request
from bot.delivery.meter import Meter, Repeat, Uncounted
from bot.delivery.wording import worded
from content.library import Library

_log = structlog.get_logger()


@dataclass(frozen=True, slots=True, kw_only=True)
class Spoken:
    """What to show for a request, in order, and how it was read.

    `erased`: nothing is kept of the person any more.
    """

    messages: tuple[Message, ...]
    understood: Understood | None = None
    assessment: Assessment | None = None
    erased: bool = False


class Front:
    """Serves requests and words the answers; whatever happens, a person gets a kind answer."""

    def __init__(
        self,
        desk: Desk,
        library: Library,
        wake_at: Callable[[datetime], None],
        meter: Meter | None = None,
    ) -> None:
        self._desk = desk
        self._library = library
        self._wake_at = wake_at
        self._meter = meter or Uncounted()

    async def serve(self, request: Request) -> Spoken:
        """Answer a request; never raises for what a person typed or the database did."""
        try:
            served = await self._desk.serve(request)
            spoken = self._spoken(served.answer, served.reader, request.at)
        except StoreError as exc:
            _log.error("request_not_stored", platform=request.account.platform, reason=exc.reason)
            return self._sorry(request, "error.store")
        except Exception as exc:  # noqa: BLE001 - argued in the next line
            # The last wall before a person: a defect of ours is logged, and told in words.
            _log.error("request_failed", platform=request.account.platform, **traced(exc))
            return self._sorry(request, "error.ours")
        if served.next_due is not None:
            self._wake_at(served.next_due)
        if served.repeated:
            self._meter.avoided(Repeat.UPDATE)
        else:
            self._meter.answered(request)
        return spoken

    async def arrived(self, account: Account, now: datetime) -> None:
        """Somebody can be reached again: what waits for them goes out at once; never raises."""
        try:
            if await self._desk.arrived(account, now):
                self._wake_at(now)
        except StoreError as exc:
            # It goes out at its own next try.
            _log.warning("arrival_not_noted", platform=account.platform, reason=exc.reason)

    def _spoken(self, answer: Answer, reader: Reader, now: datetime) -> Spoken:
        messages = tuple(worded(page, reader, self._library, now) for page in answer.pages)
        return Spoken(
            messages=messages, understood=answer.understood, assessment=answer.assessment,
            erased=answer.erased,
        )  # fmt: skip

    def _sorry(self, request: Request, key: str) -> Spoken:
        reader = Reader(tongue=request.locale or "en", zone=UTC)
        return self._spoken(Answer(pages=(reply(say(key)),)), reader, request.at)


def traced(exc: Exception) -> dict[str, str]:
    """Where a defect came from; not its message, which may hold what somebody wrote."""
    frames = traceback.extract_tb(exc.__traceback__)
    where = " < ".join(f"{f.name} ({f.filename}:{f.lineno})" for f in reversed(frames))
    return {"error": type(exc).__name__, "where": where}
