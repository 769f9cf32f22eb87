"""The best that the safety reader has done so far: `python -m tests.safety.ratchet --raise`.

Without `--raise` it prints what is worse, with it better figures are written to `best.json`. Of the
kept sets nothing but counts is ever printed.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from functools import cache

from bot.coach.safety.reader import SafetyReader, build
from content.model import Verdict
from tests.safety.evaluate import CONTENT, HERE, answer, read_rows

BEST = HERE / "best.json"
HELD = ("sample", "kept_mild", "kept_severe")
"""Sets that nothing is built on: their figures may never fall."""

_FEWER_IS_BETTER = frozenset({"unsafe", "missed_red_flags", "false_emergencies"})
_MILD = frozenset({Verdict.OK, Verdict.CAUTION})


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """Counts over one set; the report's shares are these over `rows` and its parts."""

    rows: int
    acceptable: int
    unsafe: int
    missed_red_flags: int
    false_emergencies: int
    mild_kept: int
    topics_found: int


@cache
def reader() -> SafetyReader:
    """The reader as it is shipped."""
    return build(CONTENT)


def score(name: str) -> Score:
    """How a set is answered now."""
    answered = answer(reader(), read_rows(HERE / f"{name}.jsonl"))
    mild = [one for one in answered if one.row.verdicts[0] in _MILD]
    return Score(
        rows=len(answered),
        acceptable=sum(one.acceptable for one in answered),
        unsafe=sum(one.unsafe for one in answered),
        missed_red_flags=sum(one.missed_red_flag for one in answered),
        false_emergencies=sum(one.false_emergency for one in answered),
        mild_kept=sum(one.got.verdict in _MILD for one in mild),
        topics_found=sum(len(set(one.row.topics) & set(one.got.topics)) for one in answered),
    )


def best() -> dict[str, Score]:
    """The best so far, by set; a set that was never measured is not there."""
    kept: Mapping[str, dict[str, int]] = json.loads(BEST.read_text("utf-8"))
    return {name: Score(**values) for name, values in kept.items()}


def worse(now: Score, so_far: Score) -> list[str]:
    """Figures that have fallen, as "unsafe: 2 (best 1)"; a set of another size is worse too."""
    told = []
    for field in fields(Score):
        is_now, was = getattr(now, field.name), getattr(so_far, field.name)
        if field.name == "rows":
            fell = is_now != was
        else:
            fell = is_now > was if field.name in _FEWER_IS_BETTER else is_now < was
        if fell:
            told.append(f"{field.name}: {is_now} (best {was})")
    return told


def raised(now: Score, so_far: Score | None) -> Score:
    """The better of each figure; a set that has another size begins anew."""
    if so_far is None or so_far.rows != now.rows:
        return now
    better = {
        name: (min if name in _FEWER_IS_BETTER else max)(value, getattr(so_far, name))
        for name, value in asdict(now).items()
    }
    return Score(**better)


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure the held sets; 1 if a figure is worse than the best so far."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sets", nargs="*", default=HELD)
    parser.add_argument("--raise", dest="up", action="store_true", help="write better figures")
    chosen = parser.parse_args(arguments)
    so_far = best()
    fallen = False
    for name in chosen.sets:
        now = score(name)
        told = worse(now, so_far[name]) if name in so_far else []
        fallen = fallen or bool(told)
        sys.stdout.write(f"{name}: {'; '.join(told) or 'no worse'}\n")
        so_far[name] = raised(now, so_far.get(name))
    if chosen.up:
        values = {name: asdict(so_far[name]) for name in sorted(so_far)}
        BEST.write_text(json.dumps(values, indent=2) + "\n", "utf-8")
    return int(fallen)


if __name__ == "__main__":
    sys.exit(main())
