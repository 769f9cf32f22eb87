"""Train the likeness model: `python -m tests.safety.train` (needs the extra `train`).

One linear support vector machine for each topic, over hashed words and pieces of words. With the
pinned versions the same rows give the same bytes. Never reads the kept questions.
"""

from __future__ import annotations

import argparse
import json
import math
import sys
import tomllib
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.svm import LinearSVC

from bot.coach.safety.likeness import BUCKETS, NOTHING, UNCOVERED, features

HERE = Path(__file__).parent
CONTENT = HERE.parents[1] / "content"
TARGET = CONTENT / "locales" / "en" / "reading" / "safety" / "likeness.bin"
LANGUAGE = HERE.parent / "language"

_BODILY = {"safety_question", "show_pose", "set_conditions", "show_conditions"}
"""Wishes that may be about a body: no examples of texts that are not."""

_LARGEST = 127
_SMALLEST = 4


def questions(paths: Iterable[Path]) -> list[tuple[str, str]]:
    """Labelled questions with their first topic, or the class of those without one."""
    return [(line["q"], _class_of(line)) for path in paths for line in _lines(path)]


def _class_of(line: dict[str, Any]) -> str:
    if line["topics"]:
        return str(line["topics"][0])
    return NOTHING if line["pose"] is None else UNCOVERED


def lay_terms() -> list[tuple[str, str]]:
    """Lay terms of the topics, as texts."""
    path = CONTENT / "locales" / "en" / "safety" / "terms.toml"
    terms: dict[str, list[str]] = tomllib.loads(path.read_text("utf-8"))
    return [(term, topic) for topic, row in terms.items() for term in row]


def wishes(paths: Iterable[Path]) -> list[tuple[str, str]]:
    """What people type to a coach that is about no body."""
    return [
        (line["q"], NOTHING)
        for path in paths
        for line in _lines(path)
        if not _BODILY & set(line["intents"]) and not line["q"].startswith("/")
    ]


def _lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def trained(rows: Sequence[tuple[str, str]]) -> bytes:
    """The model's file."""
    groups = [features(text) for text, _ in rows]
    found = Counter(bucket for row in groups for bucket in {b for group in row for b in group})
    rarity = np.zeros(BUCKETS, dtype="<f4")
    for bucket, count in found.items():
        rarity[bucket] = math.log((1 + len(rows)) / (1 + count)) + 1
    machine = LinearSVC(C=3.0, random_state=7)
    machine.fit(_matrix(groups, rarity), [topic for _, topic in rows])
    return _packed(machine, rarity)


def _matrix(groups: list[list[dict[int, float]]], rarity: Any) -> Any:  # noqa: ANN401 - untyped numpy
    places, buckets, shares = [], [], []
    for place, row in enumerate(groups):
        for group in row:
            weighed = {bucket: count * rarity[bucket] for bucket, count in group.items()}
            length = math.sqrt(sum(x * x for x in weighed.values())) or 1.0
            places += [place] * len(weighed)
            buckets += list(weighed)
            shares += [x / length for x in weighed.values()]
    return csr_matrix((shares, (places, buckets)), shape=(len(groups), BUCKETS))


def _packed(machine: Any, rarity: Any) -> bytes:  # noqa: ANN401 - untyped scikit-learn
    weights = machine.coef_.T
    scale = float(np.abs(weights).max()) / _LARGEST
    small = np.round(weights / scale).astype("int8")
    # Small weights cost two thirds of the time of a reading and change none.
    small[np.abs(small) < _SMALLEST] = 0
    buckets, topics = np.nonzero(small)
    first = np.searchsorted(buckets, np.arange(BUCKETS + 1)).astype("<u4")
    parts = [first, rarity, topics.astype("u1"), small[buckets, topics]]
    head = {
        "topics": [str(topic) for topic in machine.classes_],
        "scale": scale,
        "bias": [round(float(bias), 6) for bias in machine.intercept_],
        "lengths": [part.nbytes for part in parts],
    }
    return json.dumps(head).encode() + b"\n" + b"".join(part.tobytes() for part in parts)


def main(arguments: Sequence[str] | None = None) -> None:
    """Train and write the model."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--without", nargs="*", default=[], help="leave out files of these names")
    parser.add_argument("--to", type=Path, default=TARGET)
    chosen = parser.parse_args(arguments)
    own = [HERE / "sample.jsonl", *sorted(HERE.glob("dev_*.jsonl")), *sorted(HERE.glob("corpus_*"))]
    rows = questions(path for path in own if path.stem not in chosen.without)
    said = (path for path in sorted(LANGUAGE.glob("*_wishes*.jsonl")) if "kept" not in path.stem)
    rows += lay_terms() + wishes(said)
    data = trained(rows)
    chosen.to.write_bytes(data)
    sys.stdout.write(f"{len(rows)} texts, {len(data)} bytes\n")


if __name__ == "__main__":
    main()
