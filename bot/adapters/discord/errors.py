"""What Discord refuses, in our kinds (the tree stands in `bot.coach.errors`).

429, 5xx, 401 (a token that was changed), cut lines, silence    RetryLaterError
50007 closed direct messages, 50278 nothing in common           BlockedError
404, unknown channel or person                                  GoneError
anything else                                                   RefusedError
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import aiohttp
import discord

from bot.coach.errors import (
    BlockedError,
    DeliveryError,
    GoneError,
    RefusedError,
    RetryLaterError,
)

UNREACHABLE = (aiohttp.ClientError, TimeoutError, OSError)
"""What a cut, silent or refused line raises."""

FAILURES = (discord.HTTPException, discord.RateLimited, *UNREACHABLE)

AGAIN_SECONDS = 2.0
"""After a failure of the network, which says nothing of when it will be better."""

SERVER_AGAIN_SECONDS = 10.0
"""After a 5xx, which discord.py has by then tried five times."""

REFUSED_TOKEN_SECONDS = 60.0
FLOOD_SECONDS = 60.0

CLOSED_TO_US = frozenset({50007, 50278})
NOBODY_THERE = frozenset({10003, 10013, 50033})

UNAUTHORIZED, NOT_FOUND, TOO_MANY, SERVER_TROUBLE = 401, 404, 429, 500


@contextmanager
def as_delivery_errors() -> Iterator[None]:
    """Raise what Discord refuses inside as one of our kinds."""
    try:
        yield
    except FAILURES as exc:
        raise delivery_error(exc) from exc


def delivery_error(failed: BaseException) -> DeliveryError:
    """The neutral kind of a failure; never with anybody's words in it."""
    match failed:
        case discord.RateLimited(retry_after=seconds):
            return RetryLaterError(seconds, too_fast=True)
        case discord.HTTPException(status=status) if status == TOO_MANY:
            # Without discord.py's own wait, a 429 is the whole address's, by Cloudflare.
            return RetryLaterError(_asked_to_wait(failed), everywhere=True, too_fast=True)
        case discord.HTTPException(code=code) if code in CLOSED_TO_US:
            return BlockedError(f"takes no direct messages ({code})")
        case discord.HTTPException(status=status, code=code) if (
            status == NOT_FOUND or code in NOBODY_THERE
        ):
            return GoneError(f"no such chat ({code})")
        case discord.HTTPException(status=status) if status == UNAUTHORIZED:
            return RetryLaterError(REFUSED_TOKEN_SECONDS, everywhere=True)
        case discord.HTTPException(status=status) if status >= SERVER_TROUBLE:
            return RetryLaterError(SERVER_AGAIN_SECONDS)
        case discord.HTTPException(status=status, code=code):
            return RefusedError(f"refused with {status}, code {code}")
        case _:
            return RetryLaterError(AGAIN_SECONDS)


def _asked_to_wait(failed: discord.HTTPException) -> float:
    try:
        return float(failed.response.headers.get("Retry-After", FLOOD_SECONDS))
    except ValueError:
        return FLOOD_SECONDS
