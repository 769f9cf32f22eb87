"""Whether a large file is whole, told without loading it: it ends with its own digest."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

SEAL_BYTES = sha256().digest_size
"""What a seal adds to the end of a file."""

_AT_ONCE = 1 << 16


def sealed(data: bytes) -> bytes:
    """The same with the SHA-256 of it all behind."""
    return data + sha256(data).digest()


def check_sealed(path: Path) -> None:
    """Look whether a file is as it was when it was sealed, in little memory.

    Raises:
        OSError: if it is missing.
        ValueError: if it is cut short or was changed.
    """
    digest = sha256()
    left = path.stat().st_size - SEAL_BYTES
    with path.open("rb") as file:
        while left > 0 and (part := file.read(min(_AT_ONCE, left))):
            digest.update(part)
            left -= len(part)
        if left != 0 or file.read() != digest.digest():
            wrong = f"{path.name} is not whole"
            raise ValueError(wrong)
