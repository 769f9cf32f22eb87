"""Prints how well wishes, times and places are read: `python -m tests.language.evaluate`.

The samples, the sets that the readers are built on and the kept thirds are graded by the rules of
labelling. Of the kept thirds only counts are ever told. It fails if a figure of a sample or of a
kept third is worse than the best so far, in `best.json`; `--raise` writes better ones there.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.language import grade_places, grade_times, grade_wishes
from tests.language.reading import reader

HERE = Path(__file__).parent
BEST = HERE / "best.json"
# Sets that nothing was built on, and whose figures may therefore never fall.
HELD = (
    "sample_wishes",
    "sample_times",
    "kept_wishes",
    "kept_times",
    "kept_places",
    "holdout_wishes_9",
    "holdout_wishes_12",
    "holdout_times_3",
    "holdout_places_3",
)
KINDS = ("wishes", "times", "places")
_BAR = 0.95
_MOST_NEEDLESS = 0.03


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """Counts over one set."""

    rows: int
    right: int
    dangerous: int
    needless: int

    @property
    def meets_the_bars(self) -> bool:
        """95 % right, nothing dangerous, at most 3 % of questions without need."""
        enough = self.right >= _BAR * self.rows
        return enough and not self.dangerous and self.needless <= _MOST_NEEDLESS * self.rows


def sets() -> list[str]:
    """The names of all sets there are, the held ones first, kind by kind."""
    found = sorted(path.stem for path in HERE.glob("*_*.jsonl"))
    held = [name for name in HELD if name in found]
    built_on = [name for kind in KINDS for name in found if name.startswith(f"dev_{kind}")]
    return [*held, *built_on]


def score(name: str) -> Score:
    """How a set is read now."""
    path = HERE / f"{name}.jsonl"
    match name.split("_")[1]:
        case "wishes":
            rows = grade_wishes.rows_of(path)
            return _of(str(grade_wishes.grade_row(row, reader()).grade) for row in rows)
        case "times":
            return _of(str(grade_times.grade_row(row).grade) for row in grade_times.rows_of(path))
        case "places":
            return _of(_GRADE_OF_FAULT[one.fault] for one in grade_places.grades(path))
        case kind:
            raise ValueError(kind)


# To take a place unasked where there are several is to set a zone that nobody wanted.
_GRADE_OF_FAULT = {
    None: "right",
    "needless": "needless question",
    "unasked": "dangerous",
    "wrong": "wrong",
    "missed": "wrong",
}


def best() -> dict[str, Score]:
    """The best figures so far."""
    return {name: Score(**counts) for name, counts in json.loads(BEST.read_text("utf-8")).items()}


def worse(now: Score, before: Score) -> list[str]:
    """The figures that are worse than they were; a set may not shrink either."""
    told = (
        ("rows", before.rows - now.rows),
        ("right", before.right - now.right),
        ("dangerous", now.dangerous - before.dangerous),
        ("needless questions", now.needless - before.needless),
    )
    return [f"{figure} by {by}" for figure, by in told if by > 0]


def _of(grades: Iterable[str]) -> Score:
    told = list(grades)
    return Score(
        rows=len(told),
        right=told.count("right"),
        dangerous=told.count("dangerous"),
        needless=told.count("needless question"),
    )


def _raise(scores: dict[str, Score]) -> None:
    before = best() if BEST.exists() else {}
    kept = {
        name: before[name] if name in before and worse(now, before[name]) else now
        for name, now in scores.items()
        if name in HELD
    }
    counts = {
        name: {
            "rows": one.rows,
            "right": one.right,
            "dangerous": one.dangerous,
            "needless": one.needless,
        }
        for name, one in kept.items()
    }
    BEST.write_text(json.dumps(counts, indent=2) + "\n", "utf-8")


def main(arguments: Sequence[str]) -> int:
    """Print the figures; 1 if one of a held set is worse than it was."""
    scores = {name: score(name) for name in sets()}
    print(f"{'set':<16}{'rows':>6}{'right':>15}{'dangerous':>11}{'needless':>10}  bars")  # noqa: T201 - a report to a terminal
    for name, one in scores.items():
        share = f"{one.right} ({one.right / one.rows:.1%})"
        bars = "met" if one.meets_the_bars else "not met"
        print(f"{name:<16}{one.rows:>6}{share:>15}{one.dangerous:>11}{one.needless:>10}  {bars}")  # noqa: T201 - a report to a terminal
    if "--raise" in arguments:
        _raise(scores)
    fallen = {
        name: lost for name, before in best().items() if (lost := worse(scores[name], before))
    }
    for name, lost in fallen.items():
        print(f"worse than the best so far: {name}, {', '.join(lost)}")  # noqa: T201 - a report to a terminal
    return 1 if fallen else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
