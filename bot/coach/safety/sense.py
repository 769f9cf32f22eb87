"""The encoder as the readers have it: loaded with the first words, each text gone over once."""

from __future__ import annotations

import os
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from bot.coach.safety.sealed import check_sealed

if TYPE_CHECKING:
    from bot.coach.safety.encoder import Encoder, Shares

_FILE = "encoder.bin"
_REMEMBERED = 8


class Sense:
    """What texts are likely to mean.

    Args:
        folder: the locale's folder of words, which has the encoder's file.
        encoder: another one than the folder's own.
    """

    def __init__(self, folder: Path, *, encoder: Encoder | None = None) -> None:
        self._path = folder / _FILE
        self._other = encoder
        # One message is read more than once: for its red flags, as a question, and as a wish.
        self._read = lru_cache(maxsize=_REMEMBERED)(self._encoded)

    def check(self) -> None:
        """Look whether the file, which is read late, is whole.

        Raises:
            OSError: if it is missing.
            ValueError: if it is cut short or was changed.
        """
        check_sealed(self._path)

    def shares(self, said: tuple[str, ...]) -> Shares:
        """What a text is likely to mean.

        Args:
            said: the text as `pieces.spelled` gives it.

        Raises:
            OSError: if the file is missing.
            ValueError: if the file cannot be read.
        """
        return self._read(said)

    def _encoded(self, said: tuple[str, ...]) -> Shares:
        return self._encoder.read(said)

    @cached_property
    def _encoder(self) -> Encoder:
        if self._other is not None:
            return self._other
        # A reading is too short to be shared out; waiting threads would only take other cores.
        os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
        # With the first words, as numpy is a fifth of a start and of the memory when idle.
        from bot.coach.safety.encoder import Encoder  # noqa: PLC0415

        return Encoder(self._path)
