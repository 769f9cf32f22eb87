"""Words as the encoder reads them: spelled as they are meant, and cut into pieces that it knows."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache

from bot.coach.safety.normal import Normaliser, Words

MOST = 40
"""Pieces of a text that are read, the marks at both ends included."""

_SPLIT = re.compile(r"[a-z0-9]+|[^a-z0-9\s]")
_BEGIN, _END, _STRANGE = "[CLS]", "[SEP]", "[UNK]"
_INNER = "##"


def spelled(words: Words, normaliser: Normaliser) -> tuple[str, ...]:
    """A text's words with slips mended, and its commas and ends of sentences between them.

    The last full stop is left out: whether it stands there says nothing.
    """
    return tuple(_spelled(words, normaliser))


def _spelled(words: Words, normaliser: Normaliser) -> Iterator[str]:
    for place, word in enumerate(words.words):
        before = words.sentence[place - 1] if place else words.sentence[0]
        if words.sentence[place] != before:
            yield "?" if before in words.asked else "."
        elif place in words.commas:
            yield ","
        yield normaliser.meant(word)
    if words.words and words.sentence[-1] in words.asked:
        yield "?"


class Pieces:
    """The vocabulary of the encoder: whole words, and pieces of the others.

    Args:
        numbers: a number for each piece; inner pieces of a word begin with `##`.
    """

    def __init__(self, numbers: Mapping[str, int]) -> None:
        self._numbers = dict(numbers)
        self._cut = lru_cache(maxsize=4096)(self._pieces)

    def read(self, said: Sequence[str]) -> list[int]:
        """The numbers of a text's pieces, at most `MOST`."""
        inner = [
            number for word in said for part in _SPLIT.findall(word) for number in self._cut(part)
        ]
        return [self._numbers[_BEGIN], *inner[: MOST - 2], self._numbers[_END]]

    def _pieces(self, word: str) -> tuple[int, ...]:
        """A word as the longest pieces from its beginning on; a strange sign is one of its own."""
        found: list[int] = []
        start = 0
        while start < len(word):
            mark = _INNER if start else ""
            ends = range(len(word), start, -1)
            end = next((e for e in ends if mark + word[start:e] in self._numbers), None)
            if end is None:
                return (self._numbers[_STRANGE],)
            found.append(self._numbers[mark + word[start:end]])
            start = end
        return tuple(found)
