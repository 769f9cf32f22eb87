"""Train the likeness model: `python -m tests.safety.train`.

Multinomial logistic regression by plain gradient steps in a fixed order: the same rows give the
same bytes. Never reads the kept questions.
"""

from __future__ import annotations

import argparse
import base64
import json
import math
import random
import sys
import tomllib
from array import array
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from bot.coach.safety.findings import plain_words
from bot.coach.safety.lexicon import load
from bot.coach.safety.likeness import BUCKETS, NOTHING, UNCOVERED, features

HERE = Path(__file__).parent
CONTENT = HERE.parents[1] / "content"
TARGET = CONTENT / "locales" / "en" / "reading" / "safety" / "likeness.jsonl"
_ROUNDS = 12
_STEP = 1.2
_TOO_SMALL = 0.004
_ENTRIES = 12
_LARGEST = 127

Example = tuple[dict[int, float], int]


def questions(paths: Iterable[Path]) -> list[tuple[str, str]]:
    """Texts with their first topic, or `NOTHING`."""
    lines = [json.loads(line) for path in paths for line in path.read_text("utf-8").splitlines()]
    return [(line["q"], _class_of(line)) for line in lines]


def _class_of(line: Mapping[str, Any]) -> str:
    if line["topics"]:
        return str(line["topics"][0])
    return NOTHING if line["pose"] is None else UNCOVERED


def lay_terms() -> list[tuple[str, str]]:
    """Lay terms of the topics, as texts."""
    path = CONTENT / "locales" / "en" / "safety" / "terms.toml"
    terms: dict[str, list[str]] = tomllib.loads(path.read_text("utf-8"))
    return [(term, topic) for topic, row in terms.items() for term in row]


def train(rows: Sequence[tuple[str, str]]) -> tuple[list[str], dict[int, list[float]]]:
    """Topics, and per feature a weight for each of them."""
    topics = sorted({topic for _, topic in rows})
    number = {topic: i for i, topic in enumerate(topics)}
    lexicon = load(TARGET.parent)
    examples: list[Example] = [
        (features(plain_words(text, lexicon)), number[topic]) for text, topic in rows
    ]
    weights: dict[int, list[float]] = {}
    for shares, _ in examples:
        for bucket in shares:
            weights.setdefault(bucket, [0.0] * len(topics))
    order = random.Random(7)  # noqa: S311 - a fixed shuffle, nothing secret
    for turn in range(_ROUNDS):
        order.shuffle(examples)
        step = _STEP * (1 - turn / _ROUNDS) + 0.1
        for shares, right in examples:
            _learn(weights, shares, right, step)
    return topics, weights


def _learn(
    weights: dict[int, list[float]], shares: dict[int, float], right: int, step: float
) -> None:
    scores = [0.0] * len(next(iter(weights.values())))
    for bucket, share in shares.items():
        scores = [score + share * w for score, w in zip(scores, weights[bucket], strict=True)]
    top = max(scores)
    spread = [math.exp(score - top) for score in scores]
    total = sum(spread)
    slopes = [(i, (i == right) - e / total) for i, e in enumerate(spread)]
    steep = [(i, step * slope) for i, slope in slopes if abs(slope) > _TOO_SMALL]
    for bucket, share in shares.items():
        row = weights[bucket]
        for i, slope in steep:
            row[i] += share * slope


def packed(topics: list[str], weights: dict[int, list[float]]) -> str:
    """The model as one line of JSON, the largest weights of each feature as small integers."""
    largest = max(abs(w) for row in weights.values() for w in row)
    first, topic, weight = array("I", [0]), bytearray(), array("b")
    for bucket in range(BUCKETS):
        row = [round(w / largest * _LARGEST) for w in weights.get(bucket, ())]
        strong = sorted(range(len(row)), key=lambda i: (-abs(row[i]), i))[:_ENTRIES]
        for i in sorted(strong):
            if row[i]:
                topic.append(i)
                weight.append(row[i])
        first.append(len(topic))
    model = {
        "topics": topics,
        "scale": largest / _LARGEST,
        "first": base64.b64encode(first.tobytes()).decode(),
        "topic": base64.b64encode(bytes(topic)).decode(),
        "weight": base64.b64encode(weight.tobytes()).decode(),
    }
    return json.dumps(model) + "\n"


def main(arguments: Sequence[str] | None = None) -> None:
    """Train and write the model."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--without", nargs="*", default=[], help="leave out files of these names")
    parser.add_argument("--to", type=Path, default=TARGET)
    chosen = parser.parse_args(arguments)
    paths = [HERE / "sample.jsonl", *sorted(HERE.glob("dev_*.jsonl"))]
    rows = questions(path for path in paths if path.stem not in chosen.without) + lay_terms()
    chosen.to.write_text(packed(*train(rows)), "utf-8")
    sys.stdout.write(f"{len(rows)} texts, {chosen.to.stat().st_size} bytes\n")


if __name__ == "__main__":
    main()
