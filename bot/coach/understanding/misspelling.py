"""Places whose names are a slip or two away, where the place is large enough to be meant.

Nearly every word of five letters is one slip away from some town of 15,000 people; so the shorter
the word and the more the slips, the larger the place has to be.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping
from typing import Final

from rapidfuzz.distance import OSA
from rapidfuzz.process import extract

# How many people must live in a place for one, two or three slips, by the length of the word.
_FLOORS: Final[tuple[tuple[range, tuple[int, ...]], ...]] = (
    (range(5, 6), (1_000_000,)),
    (range(6, 7), (300_000,)),
    (range(7, 8), (100_000, 3_000_000)),
    (range(8, 9), (15_000, 400_000)),
    (range(9, 11), (15_000, 100_000)),
    (range(11, 40), (15_000, 50_000, 500_000)),
)
_GIANT: Final = 5_000_000
# A slip more is made up for by so many times the people, as a power of ten.
_SLIP: Final = 2.5
_MOST: Final = 3


class Misspelling:
    """Keys of places to find slips among, by the number of people that each is worth.

    `endings` are those of ordinary words; a word with one is only ever a slip of a giant's name.
    """

    def __init__(self, weights: Mapping[str, float], endings: tuple[str, ...]) -> None:
        self._weights = weights
        self._endings = endings
        self._by_length: dict[int, list[str]] = defaultdict(list)
        for key in weights:
            self._by_length[len(key)].append(key)

    def near(self, key: str) -> list[str]:
        """Keys that may have been meant, the likeliest first; a key itself is none of them."""
        floors = next((floors for lengths, floors in _FLOORS if len(key) in lengths), ())
        if key.endswith(self._endings):
            floors = (_GIANT,)[: len(floors)]
        ranked: list[tuple[float, str]] = []
        furthest = len(floors)
        for length in range(len(key) - furthest, len(key) + furthest + 1) if floors else ():
            keys = self._by_length.get(length, [])
            for likely, slips, _ in extract(
                key, keys, scorer=OSA.distance, score_cutoff=furthest, limit=None
            ):
                weight = self._weights[likely]
                # Two slips of which one is the first letter make another word.
                if slips and weight >= floors[slips - 1] and (slips == 1 or likely[0] == key[0]):
                    ranked.append((slips * _SLIP - math.log10(weight), likely))
        return [likely for _, likely in sorted(ranked)[:_MOST]]
