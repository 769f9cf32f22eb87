"""Pictures that were drawn before, in a folder; a folder that cannot be used costs only time."""

from __future__ import annotations

from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from tempfile import NamedTemporaryFile

import structlog

MOST_FILES = 4_000
"""Pictures kept; of more the oldest go, at the start."""

_log = structlog.get_logger()


class Shelf:
    """Files by name in one folder of its owner's alone.

    Args:
        folder: where; made when the first is put there. None: nothing is kept.

    A file holds the SHA-256 of its contents before them, so that half of one is never taken.
    """

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder
        if folder is not None:
            self._clear(folder)

    def get(self, name: str) -> bytes | None:
        """What was put under a name; None if it is not there, or not whole."""
        if self._folder is None:
            return None
        try:
            kept = (self._folder / name).read_bytes()
        except OSError:
            return None
        mark, data = kept[:32], kept[32:]
        return data if sha256(data).digest() == mark else None

    def put(self, name: str, data: bytes) -> None:
        """Keep something under a name."""
        if self._folder is None:
            return
        try:
            self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            with NamedTemporaryFile(dir=self._folder, delete=False) as half:
                half.write(sha256(data).digest() + data)
            Path(half.name).replace(self._folder / name)
        except OSError as exc:
            _log.warning("pictures_not_kept", folder=str(self._folder), reason=exc.strerror)
            self._folder = None

    def _clear(self, folder: Path) -> None:
        with suppress(OSError):
            files = sorted(folder.iterdir(), key=lambda file: file.stat().st_mtime, reverse=True)
            for file in files[MOST_FILES:]:
                file.unlink()
