"""What Telegram refuses, in our kinds (the tree stands in `bot.coach.errors`).

RetryAfter, a cut or silent connection, a server in trouble    RetryLaterError
Forbidden (403): blocked, deactivated, kicked, never begun     BlockedError
ChatMigrated, a thread that is gone or closed (400)            GoneError, with where to
a chat that is not found (400)                                 GoneError
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

TOO_LONG = "too long"
"""What stands in Telegram's reason for refusing a text, as `reason_of` tells it."""

_GONE = ("chat not found", "peer_id")
_THREAD_GONE = ("message thread not found", "topic_closed", "topic_deleted")
_UNCHANGED = "message is not modified"
_QUOTED = re.compile(r"'[^']*'|\"[^\"]*\"")

_log = structlog.get_logger()


def unchanged(refused: BadRequest) -> bool:
    """Whether an edit was refused because the message already reads so."""
    return _UNCHANGED in refused.message.lower()


def has_no_text(refused: BadRequest) -> bool:
    """Whether an edit was refused because the message is a picture, whose words are a caption."""
    return "no text in the message" in refused.message.lower()


def delivery_error(failed: TelegramError, to: ChatAddress) -> DeliveryError:
    """The neutral kind of a failure to send to an address."""
    match failed:
        case RetryAfter():
            # A group has a narrow limit of its own; with one person it is the bot that is too fast.
            return RetryLaterError(delay_of(failed), everywhere=not is_group(to), too_fast=True)
        case Forbidden():
            return BlockedError("the person, or the group, takes no messages")
        case ChatMigrated():
            moved = ChatAddress(platform=to.platform, chat=str(failed.new_chat_id))
            return GoneError("the group has moved", moved)
        case BadRequest() if _says(failed, _THREAD_GONE):
            moved = ChatAddress(platform=to.platform, chat=to.chat)
            return GoneError("the thread is gone", moved if to.thread else None)
        case BadRequest() if _says(failed, _GONE):
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
    return _QUOTED.sub("...", refused.message).replace("_", " ")[:120]


def delay_of(failed: RetryAfter) -> float:
    """Seconds that Telegram asks to wait."""
    after = failed.retry_after
    return after.total_seconds() if isinstance(after, timedelta) else float(after)


def is_group(to: ChatAddress) -> bool:
    """Whether an address is a group's: Telegram counts those below nought."""
    return to.chat.startswith("-")


def _says(refused: BadRequest, words: tuple[str, ...]) -> bool:
    said = refused.message.lower()
    return any(word in said for word in words)
