"""What a text is most like, for words that no rule has heard: a linear model over its letters.

The model is trained by `tests/safety/train.py` on labelled questions and lay terms. It holds, for
each hashed feature, the few topics that the feature speaks for or against, as small integers.
"""

from __future__ import annotations

import base64
import json
import math
import zlib
from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

NOTHING = "nothing"
"""The class of texts that are about no body at all."""

UNCOVERED = "uncovered"
"""The class of texts about illnesses, medicines and symptoms that no topic covers."""

BUCKETS = 1 << 16
_SIZES = (3, 4, 5)


@dataclass(frozen=True, slots=True, kw_only=True)
class Guess:
    """A topic (or `NOTHING`) and how likely the model holds it, from 0 to 1."""

    topic: str
    likely: float


def features(words: Sequence[str]) -> dict[int, float]:
    """Hashed features of words with their weights: words, pairs of words, and pieces of words.

    Each of the two groups has length 1, so that long texts weigh as much as short ones.
    """
    read = [word for word in words if word][:_MOST_WORDS]
    weights: dict[int, float] = {}
    for group in (set(_phrases(read)), set(_pieces(read))):
        share = 1 / math.sqrt(len(group)) if group else 0.0
        for name in sorted(group):
            bucket = zlib.crc32(name.encode()) % BUCKETS
            weights[bucket] = weights.get(bucket, 0.0) + share
    return weights


_MOST_WORDS = 80


def _phrases(words: list[str]) -> Iterator[str]:
    yield from (f"w {word}" for word in words)
    yield from (f"p {one} {two}" for one, two in pairwise(words))


def _pieces(words: list[str]) -> Iterator[str]:
    for word in words:
        padded = f" {word} "
        for size in _SIZES:
            yield from (padded[i : i + size] for i in range(len(padded) - size + 1))


class Likeness:
    """A trained model.

    Args:
        path: its file, one JSON object: `topics`, `scale`, and as base64 the arrays `first`
            (place of each bucket's entries), `topic` and `weight` (an entry each).

    Raises:
        OSError: if the file is missing.
        ValueError: if it cannot be read.
    """

    def __init__(self, path: Path) -> None:
        model = json.loads(path.read_text("utf-8"))
        self._topics: list[str] = model["topics"]
        self._scale: float = model["scale"]
        self._first = _unpacked("I", model["first"])
        self._topic = base64.b64decode(model["topic"])
        self._weight = _unpacked("b", model["weight"])

    def guess(self, words: Sequence[str]) -> Guess:
        """The likeliest topic of a text, given as the normaliser's words."""
        scores = [0.0] * len(self._topics)
        for bucket, share in features(words).items():
            for entry in range(self._first[bucket], self._first[bucket + 1]):
                scores[self._topic[entry]] += share * self._weight[entry]
        top = max(scores)
        spread = [math.exp((score - top) * self._scale) for score in scores]
        total = sum(spread)
        best = min(range(len(spread)), key=lambda i: (-spread[i], i))
        return Guess(topic=self._topics[best], likely=spread[best] / total)


def _unpacked(kind: str, text: str) -> array[int]:
    numbers: array[int] = array(kind)
    numbers.frombytes(base64.b64decode(text))
    return numbers
