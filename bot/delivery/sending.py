"""One letter handed to its platform, and what follows from the platform's answer."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

import structlog

from bot.coach.errors import (
    BlockedError,
    DeliveryError,
    GoneError,
    NotOursError,
    RefusedError,
    RetryLaterError,
)
from bot.coach.ports import Fate, Lane
from bot.coach.talk.requests import ChatAddress
from bot.delivery.duties import Duties
from bot.delivery.fates import Sent, given_back, later
from bot.delivery.letters import Letter
from bot.delivery.messenger import Messenger

PATIENCE = timedelta(seconds=20)
"""How long one send may take, the wait for its turn included; it ends long before the lease."""

UNSERVED = timedelta(seconds=60)

_log = structlog.get_logger()


class Sender:
    """Hands letters to the messengers of their platforms.

    Args:
        messengers: by platform.
        patience: how long one send may take.
        now: tells the time.
        duties: to which platforms, where several processes are at work; without them to all.
    """

    def __init__(
        self,
        messengers: Mapping[str, Messenger],
        patience: timedelta,
        now: Callable[[], datetime],
        duties: Duties | None = None,
    ) -> None:
        self.messengers = messengers
        self._patience = patience
        self._now = now
        self._duties = duties
        self._shut: dict[str, datetime] = {}

    def shut(self, now: datetime) -> dict[str, datetime]:
        """Platforms that want a pause for the whole token, and until when."""
        self._shut = {name: until for name, until in self._shut.items() if until > now}
        return self._shut

    async def send(self, letter: Letter) -> Sent:
        """What became of a letter; nothing is raised, whatever the messenger raises."""
        entry, platform = letter.entry, letter.to.platform
        messenger, now = self.messengers.get(platform), self._now()
        if messenger is None:
            # The platform's adapter is off in this process; nothing is lost before the grace ends.
            return self._once(later(entry, now, UNSERVED, "the platform is not served here"))
        if self._duties is not None and not self._duties.sends(platform):
            return self._once(given_back(entry))
        if (opens := self._shut.get(platform, now)) > now:
            wait = opens - now
            return self._once(later(entry, now, wait, "the platform wants a pause", exactly=True))
        try:
            async with asyncio.timeout(self._patience.total_seconds()):
                await messenger.send(letter.to, letter.message, nonce=entry.key, lane=entry.lane)
        except DeliveryError as exc:
            return self._once(self._refused(letter, exc, self._now()))
        except Exception as exc:  # noqa: BLE001 - whatever a messenger raises, the others go on
            _log.warning("message_not_sent", key=entry.key, error=type(exc).__name__)
            return self._once(later(entry, self._now(), timedelta(0), type(exc).__name__))
        noted = entry.lane is Lane.MID_HOLD
        return Sent(
            entry=entry, fate=Fate.SENT, platform=platform, at=self._now(), noted=noted
        )  # fmt: skip

    def _once(self, sent: Sent) -> Sent:
        """A cue within a hold is closed before it is sent: it is dropped, not tried again."""
        if sent.entry.lane is not Lane.MID_HOLD or sent.again_at is None:
            return sent
        reason = sent.reason or "another machine sends now"
        return Sent(entry=sent.entry, fate=Fate.DROPPED, reason=reason)

    def _refused(self, letter: Letter, exc: DeliveryError, now: datetime) -> Sent:
        entry = letter.entry
        match exc:
            case NotOursError():
                return given_back(entry)
            case RetryLaterError(seconds=seconds, everywhere=everywhere, too_fast=too_fast):
                wait = timedelta(seconds=seconds)
                if everywhere:
                    self._shut[letter.to.platform] = now + wait
                return later(entry, now, wait, str(exc), exactly=too_fast)
            case GoneError(moved_to=ChatAddress() as moved_to):
                return Sent(entry=entry, again_at=now, moved_to=moved_to)
            case BlockedError() | GoneError():
                return Sent(entry=entry, fate=Fate.REFUSED, reason=str(exc))
            case RefusedError() | _:
                _log.warning("message_given_up", key=entry.key, reason=str(exc))
                return Sent(entry=entry, fate=Fate.GIVEN_UP, reason=str(exc))
