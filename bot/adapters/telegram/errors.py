"""What Telegram refuses, in our kinds (the tree stands in `bot.coach.errors`).

RetryAfter, a cut or silent connection, a server in trouble    RetryLaterError
Forbidden (403): blocked, deactivated, kicked, never begun     BlockedError
ChatMigrated, and a chat or thread that is not found (400)     GoneError
any other BadRequest (400)                                     RefusedError
"""

from __future__ import annotations

import re
from datetime import timedelta

import structlog
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Forbidden,
    InvalidToken,
    RetryAfter,
    TelegramError,
)

from bot.coach.errors import (
    BlockedError,
    DeliveryError,
    GoneError,
    RefusedError,
    RetryLaterError,
)
from bot.coach.talk.requests import ChatAddress

AGAIN_SECONDS = 1.0
"""After a failure of the network, which says nothing of when it will be better."""

REFUSED_TOKEN_SECONDS = 60.0

_GONE = ("chat not found", "message thread not found", "topic_closed", "topic_deleted", "peer_id")
_UNCHANGED = "message is not modified"
_QUOTED = re.compile(r"'[^']*'|\"[^\"]*\"")

_log = structlog.get_logger()


def unchanged(refused: BadRequest) -> bool:
    """Whether an edit was refused because the message already reads so."""
    return _UNCHANGED in refused.message.lower()


def delivery_error(failed: TelegramError, to: ChatAddress) -> DeliveryError:
    """The neutral kind of a failure to send to an address."""
    match failed:
        case RetryAfter():
            return RetryLaterError(delay_of(failed), everywhere=_is_person(to))
        case Forbidden():
            return BlockedError("the person, or the group, takes no messages")
        case ChatMigrated():
            moved = ChatAddress(platform=to.platform, chat=str(failed.new_chat_id))
            return GoneError("the group has moved", moved)
        case BadRequest() if any(word in failed.message.lower() for word in _GONE):
            return GoneError("no such chat")
        case BadRequest():
            reason = reason_of(failed)
            _log.error("telegram_refused_message", reason=reason)
            return RefusedError(reason)
        case InvalidToken():
            return RetryLaterError(REFUSED_TOKEN_SECONDS, everywhere=True)
        case _:
            return RetryLaterError(AGAIN_SECONDS)


def reason_of(refused: BadRequest) -> str:
    """Telegram's reason, without what it quotes: that may be somebody's words."""
    return _QUOTED.sub("...", refused.message)[:120]


def delay_of(failed: RetryAfter) -> float:
    """Seconds that Telegram asks to wait."""
    after = failed.retry_after
    return after.total_seconds() if isinstance(after, timedelta) else float(after)


def _is_person(to: ChatAddress) -> bool:
    # A group has a narrow limit of its own; in a private chat it is the whole bot that is too fast.
    return not to.chat.startswith("-")
