"""Where in a window something rings: the same place every time, each place as likely as another."""

from __future__ import annotations

from datetime import timedelta
from hashlib import blake2b

_BYTES = 8
_WHOLE = 1 << 8 * _BYTES
_SPICE = b"karani herd"
"""Keys the hash: numbers that hash evenly elsewhere do not line up with it here."""


def spread(key: str, window: timedelta) -> timedelta:
    """How far into a window the ring of a key is: whole seconds, from none up to its length.

    A pure function of both, without a seed of the process: every machine and every start agree.
    """
    digest = blake2b(key.encode(), digest_size=_BYTES, key=_SPICE).digest()
    seconds = int(window.total_seconds())
    return timedelta(seconds=int.from_bytes(digest) * seconds // _WHOLE)
