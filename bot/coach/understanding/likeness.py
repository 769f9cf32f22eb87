"""What words are like: how much they resemble utterances that people have labelled.

The cues of the lexicon are exact and narrow; this is their opposite, a linear model over words,
pairs of words, pieces of words and topics, with the weights that `python -m tests.language.learn`
finds. It proposes, and `proposals` says how far it may be followed.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import pairwise

from bot.coach.understanding.marks import Marked

# What a weight of naught is kept as: weights are bytes.
ZERO = 128
_LONGEST = 40
_PIECE = 3
_SIZES = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Likeness:
    """Weights of traits, one byte for each of `names`, `scale` to the unit of the logarithm."""

    names: tuple[str, ...]
    scale: float
    weights: Mapping[str, bytes]

    def of(self, traits: Iterable[str]) -> dict[str, float]:
        """The likelihood of each name, from 0 to 1 and 1 together; all alike without traits."""
        rows = [self.weights[trait] for trait in known_of(traits, self.weights)]
        if not rows:
            return dict.fromkeys(self.names, 1 / len(self.names))
        unit = self.scale / math.sqrt(len(rows))
        sums = [unit * sum(column) for column in zip(*rows, strict=True)]
        most = max(sums)
        powers = [math.exp(one - most) for one in sums]
        total = sum(powers)
        return {name: power / total for name, power in zip(self.names, powers, strict=True)}


@cache
def load_likeness(of: str, locale: str = "en") -> Likeness:
    """A language's weights of "wishes" or of "sections", read once when first needed.

    Raises:
        FileNotFoundError: if there are none.
        ValueError: if the file is damaged.
    """
    path = files("content") / "locales" / locale / "reading" / f"{of}_learnt.jsonl"
    return read_likeness(path.read_text("utf-8").splitlines())


def read_likeness(lines: Sequence[str]) -> Likeness:
    """Weights from the lines of their file; ValueError if they are damaged."""
    head = json.loads(lines[0])
    weights = (json.loads(line) for line in lines[1:])
    return Likeness(
        names=tuple(head["names"]),
        scale=head["scale"],
        weights={trait: bytes.fromhex(row) for trait, row in weights},
    )


def known_of(traits: Iterable[str], weights: Mapping[str, object]) -> list[str]:
    """The traits that there are weights for, and how many of the words there are none for."""
    told = list(traits)
    strange = sum(trait.startswith("w ") and trait not in weights for trait in told)
    return [one for one in (*told, f"o {min(strange, _SIZES)}") if one in weights]


def traits(found: Marked, topics: Iterable[str]) -> list[str]:
    """What a resemblance is judged by, each once."""
    words = found.text.split()[:_LONGEST]
    bounded = ["^", *words, "$"]
    pieces = (
        f"c {padded[at : at + _PIECE]}"
        for word in words
        if not word.startswith("<")
        for padded in (f" {word} ",)
        for at in range(max(1, len(padded) - _PIECE + 1))
    )
    about = sorted(topics)
    return list(
        dict.fromkeys(
            (
                *(f"w {word}" for word in words),
                *(f"b {one} {two}" for one, two in pairwise(bounded)),
                *pieces,
                *(f"t {one}" for one in about),
                *(f"t {one} {two}" for at, one in enumerate(about) for two in about[at + 1 :]),
                f"n {min(len(words) // 3, _SIZES)}",
                *(("?",) if found.question else ()),
            )
        )
    )
