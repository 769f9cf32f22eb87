"""Finds the weights by which wishes are read: `python -m tests.language.learn` (about a minute).

Multinomial logistic regression by stochastic descent over the labelled sets that may be looked at.
The kept sets are never read here. Nothing of this runs in the product.
"""

from __future__ import annotations

import hashlib
import json
import math
import random
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from bot.coach.understanding.likeness import ZERO, known_of
from bot.coach.understanding.meaning import Intent, Section
from bot.coach.understanding.wishes import WishReader
from tests.language.grade_wishes import rows_of
from tests.language.reading import reader

HERE = Path(__file__).parent
READING = Path("content/locales/en/reading")
SETS = (
    "sample_wishes",
    "dev_wishes",
    "dev_wishes_2",
    "dev_wishes_3",
    "dev_wishes_4",
    "dev_wishes_5",
    "dev_wishes_6",
    "dev_wishes_7",
    "dev_wishes_8",
    "dev_wishes_9",
    "dev_wishes_10",
    "dev_wishes_11",
    "learn_wishes",
    "learn_wishes_2",
    "learn_wishes_3",
)
Example = tuple[list[str], list[float]]
_ROUNDS = 24
_STEP = 2.0
_DECAY = 0.9
_SMALL = 0.004
_STRANGEST = 5
_SHRINK = 2e-5
# Of several right intents the first is meant most.
_FIRST = 0.8


def rows(sets: Sequence[str] = SETS) -> list[Mapping[str, object]]:
    """The labelled utterances in plain words; commands are read by their names."""
    paths = (HERE / f"{name}.jsonl" for name in sets)
    found = (row for path in paths if path.exists() for row in rows_of(path))
    return [row for row in found if not str(row["q"]).startswith("/")]


def digest(labelled: Iterable[Mapping[str, object]]) -> str:
    """A mark of the rows that weights were learnt from."""
    told = sorted(json.dumps([row["q"], row["intents"]]) for row in labelled)
    return hashlib.sha256("\n".join(told).encode()).hexdigest()[:16]


def of_wishes(read: WishReader, labelled: Sequence[Mapping[str, object]]) -> list[str]:
    """The lines of the file of weights by which an intent is found."""
    names = tuple(Intent)
    examples = [(read.traits(str(row["q"])), wanted(row["intents"], names)) for row in labelled]
    return learnt(names, examples, digest(labelled))


def of_sections(read: WishReader, labelled: Sequence[Mapping[str, object]]) -> list[str]:
    """The lines of the file of weights by which the part of a pose's card is found."""
    names = tuple(Section)
    examples: list[Example] = []
    for row in labelled:
        slots, intents = row.get("slots", {}), row["intents"]
        if not isinstance(slots, dict) or not isinstance(intents, list):
            continue
        if intents[0] == Intent.SHOW_POSE and "section" in slots:
            told = read.traits(str(row["q"]), topics=False)
            examples.append((told, wanted([slots["section"]], names)))
    return learnt(names, examples, digest(labelled))


def learnt(names: Sequence[str], examples: Sequence[Example], of: str) -> list[str]:
    """The lines of a file of weights; the first tells the names and what it was learnt from."""
    seen = Counter(trait for traits, _ in examples for trait in traits)
    known = {trait: [0.0] * len(names) for trait, times in seen.items() if times > 1}
    known |= {f"o {strange}": [0.0] * len(names) for strange in range(_STRANGEST + 1)}
    kept = [(known_of(traits, known), right) for traits, right in examples]
    chance = random.Random(1)  # noqa: S311 - the order of examples, the same at every run
    step = _STEP
    for _ in range(_ROUNDS):
        chance.shuffle(kept)
        for traits, right in kept:
            _descend(known, traits, right, step)
        step *= _DECAY
    return _lines(names, known, of)


def _descend(
    known: Mapping[str, list[float]], traits: list[str], right: list[float], step: float
) -> None:
    if not traits:
        return
    weights = [known[trait] for trait in traits]
    unit = 1 / math.sqrt(len(weights))
    sums = [unit * sum(column) for column in zip(*weights, strict=True)]
    most = max(sums)
    powers = [math.exp(one - most) for one in sums]
    total = sum(powers)
    wrong = [want - power / total for want, power in zip(right, powers, strict=True)]
    moves = [(at, step * unit * one) for at, one in enumerate(wrong) if abs(one) > _SMALL]
    for row in weights:
        for at, move in moves:
            row[at] += move - step * _SHRINK * row[at]


def wanted(right: object, names: Sequence[str]) -> list[float]:
    """How much of a label each name is: the first of several right ones most."""
    told = [str(name) for name in right] if isinstance(right, list) else []
    shares = dict.fromkeys(told[1:], (1 - _FIRST) / max(1, len(told) - 1))
    shares[told[0]] = _FIRST if len(told) > 1 else 1.0
    return [shares.get(name, 0.0) for name in names]


def _lines(names: Sequence[str], known: Mapping[str, list[float]], of: str) -> list[str]:
    unit = max(abs(weight) for row in known.values() for weight in row) / (ZERO - 1)
    head = {"names": list(names), "scale": round(unit, 6), "learnt_from": of}
    rows = (
        json.dumps([trait, bytes(round(one / unit) + ZERO for one in row).hex()])
        for trait, row in sorted(known.items())
    )
    return [json.dumps(head), *rows]


if __name__ == "__main__":
    labelled = rows()
    for name, learn in (("wishes", of_wishes), ("sections", of_sections)):
        lines = learn(reader(), labelled)
        (READING / f"{name}_learnt.jsonl").write_text("\n".join(lines) + "\n", "utf-8")
        print(f"{name}: {len(lines) - 1} traits of {len(labelled)} utterances")  # noqa: T201 - a report to a terminal
