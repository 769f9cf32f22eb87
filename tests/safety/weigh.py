"""Fit how far rules and encoder are believed: `python -m tests.safety.weigh MODEL`.

MODEL is an encoder trained without a sixth of the texts (`tests.safety.train --without-fold`), so
that what it says of that sixth is what it would say of words that it has never seen. Needs the
extra `train`.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.linear_model import LogisticRegression

from bot.coach.safety.encoder import Encoder
from bot.coach.safety.reader import SafetyReader, build
from bot.coach.safety.weighing import SCALE, traits
from content.model import Verdict
from tests.safety.evaluate import Row, read_rows
from tests.safety.texts import CONTENT, left_out, question_files

TARGET = CONTENT / "locales" / "en" / "reading" / "safety" / "weighing.json"

_STRICTNESS = 0.3
_FIRST = 0.7
"""How much of a label is its first verdict, where it allows several."""

_TOO_MILD = 1.5
_FALSE_ALARM = 1.25
"""What a mistake to the milder side, and an emergency that is none, cost beside any other."""

_MILD = {Verdict.OK, Verdict.CAUTION}


def fitted(reader: SafetyReader, rows: Sequence[Row]) -> dict[str, Any]:
    """The table that `bot.coach.safety.weighing` reads."""
    told, places, shares = [], [], []
    for row in rows:
        found = traits(reader.meaning(row.text))
        others = len(row.verdicts) - 1
        for place, verdict in enumerate(row.verdicts):
            told.append(found)
            places.append(SCALE.index(verdict))
            share = _FIRST if place == 0 else (1 - _FIRST) / others
            shares.append(share if others else 1.0)
    machine = LogisticRegression(C=_STRICTNESS, max_iter=500)
    machine.fit(np.array(told), places, sample_weight=shares)
    return {
        "bias": [round(float(bias), 4) for bias in machine.intercept_],
        "weights": [[round(float(weight), 4) for weight in row] for row in machine.coef_],
        "costs": [[_cost(got, right) for right in SCALE] for got in SCALE],
    }


def unseen() -> list[Row]:
    """Questions that the encoder was not trained on, and that no rule was written for."""
    files = [path for path in question_files() if path.stem.startswith("corpus_")]
    return [row for path in files for row in read_rows(path) if left_out(row.text)]


def _cost(got: Verdict, right: Verdict) -> float:
    if got is right:
        return 0.0
    milder = got in _MILD if right is Verdict.UNKNOWN else got.severity < right.severity
    if milder:
        return _TOO_MILD
    return _FALSE_ALARM if got is Verdict.EMERGENCY else 1.0


def main(arguments: Sequence[str] | None = None) -> None:
    """Fit and write the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("model", type=Path)
    parser.add_argument("--to", type=Path, default=TARGET)
    chosen = parser.parse_args(arguments)
    reader = build(CONTENT, encoder=Encoder(chosen.model))
    rows = unseen()
    table = fitted(reader, rows)
    chosen.to.write_text(json.dumps(table, indent=1) + "\n", "utf-8")
    sys.stdout.write(f"{len(rows)} questions\n")


if __name__ == "__main__":
    main()
