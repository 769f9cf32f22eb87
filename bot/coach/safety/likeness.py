"""What a text is most like: a linear model over its words and the pieces of them.

It hears what no rule has words for. The model is trained by `tests/safety/train.py` on labelled
questions, lay terms and wishes that are about no body; its file is read with the first words.

The file is one line of JSON (`topics`; `scale` and `bias` of the scores; `lengths` of the arrays)
and then the arrays, little endian: for each bucket of features the place of its entries (u32) and
its rarity (f32), and for each entry a topic (u8) and a weight (i8).
"""

from __future__ import annotations

import itertools
import json
import math
import re
import sys
import zlib
from array import array
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

NOTHING = "nothing"
"""The class of texts that are about no body at all."""

UNCOVERED = "uncovered"
"""The class of texts about illnesses, medicines and symptoms that no topic covers."""

BUCKETS = 1 << 17
_SIZES = (3, 4, 5)
_MOST_WORDS = 50
_NOT_WORDS = re.compile(r"[^a-z0-9/ ]")


Number = TypeVar("Number", int, float)


@dataclass(frozen=True, slots=True, kw_only=True)
class Guess:
    """The topic (or class) that a text is most like.

    `score` grows with the likeness, `margin` is by how much it is ahead of the second.
    """

    topic: str
    score: float
    margin: float


def features(text: str) -> list[dict[int, float]]:
    """Counts of hashed features, damped: words with their neighbours, and pieces of words."""
    plain = _NOT_WORDS.sub(" ", text.casefold().replace("'", "").replace("\u2019", ""))
    words = plain.split()[:_MOST_WORDS]
    groups = (Counter(_phrases(words)), Counter(_pieces(words)))
    return [
        {_bucket(name): 1 + math.log(count) for name, count in group.items()} for group in groups
    ]


def _phrases(words: Sequence[str]) -> Iterator[str]:
    for place in range(len(words)):
        for size in (1, 2, 3):
            if place + size <= len(words):
                yield "w" + " ".join(words[place : place + size])


def _pieces(words: Sequence[str]) -> Iterator[str]:
    for word in words:
        padded = f" {word} "
        for size in _SIZES:
            yield from (f"c{padded[i : i + size]}" for i in range(len(padded) - size + 1))


def _bucket(name: str) -> int:
    return zlib.crc32(name.encode()) % BUCKETS


class Likeness:
    """A trained model.

    Raises:
        OSError: if its file is missing.
        ValueError: if it cannot be read.
    """

    def __init__(self, path: Path) -> None:
        head, _, body = path.read_bytes().partition(b"\n")
        model = json.loads(head)
        self._topics: list[str] = model["topics"]
        self._scale: float = model["scale"]
        self._bias: list[float] = model["bias"]
        ends = [0, *itertools.accumulate(model["lengths"])]
        first, rarity, topic, weight = (body[a:b] for a, b in itertools.pairwise(ends))
        self._first: array[int] = _array(array("I"), first)
        self._rarity: array[float] = _array(array("f"), rarity)
        self._topic = topic
        self._weight: array[int] = _array(array("b"), weight)

    def guess(self, text: str) -> Guess:
        """What a text, as it was typed, is most like."""
        scores = [0.0] * len(self._topics)
        for group in features(text):
            self._add(group, scores)
        weighed = zip(scores, self._bias, strict=True)
        scores = [score * self._scale + bias for score, bias in weighed]
        order = sorted(range(len(scores)), key=lambda i: (-scores[i], i))
        best, second = order[:2]
        return Guess(
            topic=self._topics[best], score=scores[best], margin=scores[best] - scores[second]
        )

    def _add(self, group: dict[int, float], scores: list[float]) -> None:
        shares = {bucket: count * self._rarity[bucket] for bucket, count in group.items()}
        length = math.sqrt(sum(share * share for share in shares.values())) or 1.0
        for bucket, share in shares.items():
            part = slice(self._first[bucket], self._first[bucket + 1])
            unit = share / length
            for topic, weight in zip(self._topic[part], self._weight[part], strict=True):
                scores[topic] += unit * weight


def _array(empty: array[Number], data: bytes) -> array[Number]:
    empty.frombytes(data)
    if sys.byteorder == "big":
        empty.byteswap()
    return empty
