"""One spelling for all the ways in which people write a place's name."""

from __future__ import annotations

import unicodedata
from typing import Final

# Letters that Unicode does not take apart, as people without them on the keyboard type them.
_PLAIN: Final = {
    **dict(zip("øłđıðħŧə", "oldidhta", strict=True)),
    "þ": "th",
    "æ": "ae",
    "œ": "oe",
}


class _Folding(dict[int, str]):
    """Every character's plain form, worked out when it is first met."""

    def __missing__(self, code: int) -> str:
        plain = "".join(
            _PLAIN.get(char, char)
            for char in unicodedata.normalize("NFKD", chr(code).casefold())
            if not unicodedata.combining(char)
        )
        kept = "".join(char for char in plain if unicodedata.category(char)[0] in "LMN")
        self[code] = folded = unicodedata.normalize("NFC", kept)
        return folded


_FOLDING: Final = _Folding()


def place_key(text: str) -> str:
    """Letters and digits only, without case, accents and spaces: "São Paulo" is "saopaulo"."""
    return text.translate(_FOLDING)
