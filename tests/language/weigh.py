"""Fits how far each reading of a wish is believed: `python -m tests.language.weigh ENCODER`.

ENCODER is one that was trained without the sixth of all texts that `tests.safety.texts.left_out`
draws. The resemblance is learnt without them too, and on them it is seen what cues, resemblance and
encoder are worth beside each other. Some minutes; nothing of it runs in the product.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import numpy.typing as npt

from bot.coach.safety.encoder import Encoder
from bot.coach.understanding.combining import TRAITS, Case, traits
from bot.coach.understanding.likeness import read_likeness
from bot.coach.understanding.meaning import Intent
from tests.language import learn
from tests.language.reading import make_reader, reader
from tests.safety.texts import left_out

PLACE = learn.READING / "wishes_weighed.json"
_STEPS = 400
_STEP = 0.05
_SHRINK = 0.3
_SHRINK_LEANS = 2.0
# The cues were mended on the dev sets, and are better there than anywhere else.
_MENDED_ON = 0.25
_FIRST, _SECOND = 0.9, 0.999
_TINY = 1e-8

Floats = npt.NDArray[np.float64]


def cases(encoder: Path) -> tuple[list[Case], Floats, Floats]:
    """The utterances that neither has learnt, what is right of them, and how much each counts."""
    named = {name: learn.rows((name,)) for name in learn.SETS}
    told = [row for rows in named.values() for row in rows if not left_out(str(row["q"]))]
    likeness = read_likeness(learn.of_wishes(reader(), told))
    read = make_reader(Encoder(encoder), likeness)
    found: list[Case] = []
    wanted: list[list[float]] = []
    counts: list[float] = []
    for name, rows in named.items():
        for row in rows:
            if row.get("state") or not left_out(str(row["q"])):
                continue
            found.append(read.evidence(str(row["q"])))
            wanted.append(learn.wanted(row["intents"], tuple(Intent)))
            counts.append(1.0 if name.startswith("learn") else _MENDED_ON)
    return found, np.array(wanted), np.array(counts)


def fitted(found: Sequence[Case], wanted: Floats, counts: Floats) -> dict[str, object]:
    """A table of weights, by the likelihood of what is right, with Adam."""
    told = np.array([[traits(case)[intent] for intent in Intent] for case in found])
    size = len(TRAITS)
    table = np.zeros(size + len(Intent))
    mean, square = np.zeros_like(table), np.zeros_like(table)
    shrink = np.array([_SHRINK] * size + [_SHRINK_LEANS] * len(Intent))
    for step in range(1, _STEPS + 1):
        sums = told @ table[:size] + table[size:]
        powers = np.exp(sums - sums.max(axis=1, keepdims=True))
        wrong = (powers / powers.sum(axis=1, keepdims=True) - wanted) * counts[:, None]
        slope = np.concatenate([np.einsum("rk,rkf->f", wrong, told), wrong.sum(axis=0)])
        slope += shrink * table
        mean = _FIRST * mean + (1 - _FIRST) * slope
        square = _SECOND * square + (1 - _SECOND) * slope**2
        ahead = mean / (1 - _FIRST**step)
        table -= _STEP * ahead / (np.sqrt(square / (1 - _SECOND**step)) + _TINY)
    return {
        "weights": {
            trait: round(float(w), 3) for trait, w in zip(TRAITS, table[:size], strict=True)
        },
        "leans": {i.value: round(float(w), 3) for i, w in zip(Intent, table[size:], strict=True)},
    }


def without_the_encoder(found: Sequence[Case]) -> list[Case]:
    """The same cases as they are where the encoder has no say."""
    return [replace(case, sensed={}) for case in found]


def main(arguments: Sequence[str]) -> None:
    """Fit both tables and write them down."""
    found, wanted, counts = cases(Path(arguments[0]))
    tables: Mapping[str, object] = {
        "sensed": fitted(found, wanted, counts),
        "alone": fitted(without_the_encoder(found), wanted, counts),
    }
    PLACE.write_text(json.dumps(tables, indent=1) + "\n", "utf-8")
    print(f"fitted on {len(found)} utterances")  # noqa: T201 - a report to a terminal


if __name__ == "__main__":
    main(sys.argv[1:])
