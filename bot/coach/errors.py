"""What can go wrong, by who has to do something about it.

KaraniError
├── StoreError            the operator: the database cannot be used (`reason` says why)
└── DeliveryError         a platform did not take a message
    ├── RetryLaterError   the machine: again, not before `seconds`
    ├── BlockedError      the person: they do not want messages there
    ├── GoneError         nobody: the chat or message is no more; `moved_to` if it moved
    └── RefusedError      the developer: the message itself was refused
"""

from __future__ import annotations

from bot.coach.talk.requests import ChatAddress


class KaraniError(Exception):
    """Base of every error of ours."""


class StoreError(KaraniError):
    """The database cannot be used: locked, full, read-only, gone. Nothing was written."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class DeliveryError(KaraniError):
    """A platform did not take a message."""


class RetryLaterError(DeliveryError):
    """Network, overload, a rate limit: again in `seconds`; `everywhere`: for the whole token.

    `too_fast`: it was a rate limit. Nothing was delivered then, and the pause is exactly that long.
    """

    def __init__(self, seconds: float, *, everywhere: bool = False, too_fast: bool = False) -> None:
        super().__init__(f"again in {seconds:.1f} s")
        self.seconds = seconds
        self.everywhere = everywhere
        self.too_fast = too_fast


class NotOursError(DeliveryError):
    """Another machine sends to this platform now; nothing was delivered."""


class BlockedError(DeliveryError):
    """The person has blocked the coach, or takes no direct messages."""


class GoneError(DeliveryError):
    """The chat is no more, or has moved."""

    def __init__(self, reason: str, moved_to: ChatAddress | None = None) -> None:
        super().__init__(reason)
        self.moved_to = moved_to


class RefusedError(DeliveryError):
    """The platform will not take this message, however often it is sent."""


DEFECTS = (ArithmeticError, AssertionError, AttributeError, LookupError, TypeError, ValueError)
"""What a mistake of ours raises: caught around one row of many, so that the others go on."""
