"""Grades a reader of places against labelled rows.

A row passes if the zone taken is a listed one, an alias of one, or has the same offsets over the
next twelve months; with `fixed_offset` any zone of that offset all year does. `ask_ok` lets a
question pass that offers a listed zone; with `must_ask` taking a zone unasked fails. A row without
zones passes if nothing is found.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

from bot.coach.people.zones import zone_named
from bot.coach.understanding.meaning import PlaceRead
from bot.coach.understanding.places import read_place

DEV = Path(__file__).with_name("dev_places.jsonl")
#: Figures must not depend on the day; transitions of all rules lie within these months.
FROM = datetime(2026, 9, 1, tzinfo=UTC)
_STEP = timedelta(hours=12)
_HOURS_AT_MOST = 14


@dataclass(frozen=True, slots=True, kw_only=True)
class Grade:
    """How a row came out: passed, and how a failure failed (wrong, missed, needless, unasked)."""

    row: dict[str, Any]
    read: PlaceRead
    fault: str | None


@lru_cache(maxsize=1024)
def offsets(zone: str) -> tuple[timedelta, ...]:
    """Offsets over twelve months, every half day."""
    place = zone_named(zone)
    moments = (FROM + _STEP * step for step in range(731))
    return tuple(moment.astimezone(place).utcoffset() or timedelta() for moment in moments)


def fixed(value: object) -> timedelta | None:
    """An offset from "+05:30", hours or minutes."""
    match value:
        case None | False | True:
            return None
        case str():
            return zone_named(value).utcoffset(FROM)
        case int() | float():
            hours = value if abs(value) <= _HOURS_AT_MOST else value / 60
            return timedelta(hours=hours)
        case _:
            raise TypeError(f"no offset: {value!r}")


def fits(zone: str, row: dict[str, Any]) -> bool:
    """Whether a zone is one that the row lists."""
    ours = offsets(zone)
    constant = fixed(row.get("fixed_offset"))
    if constant is not None and set(ours) == {constant}:
        return True
    return any(zone == listed or ours == offsets(listed) for listed in row["tzs"])


def fault(row: dict[str, Any], read: PlaceRead) -> str | None:
    """What is wrong with a reading of a row, if anything."""
    zones = [place.zone for place in read.found]
    wanted = bool(row["tzs"] or row.get("fixed_offset") is not None)
    if not wanted:
        return "wrong" if zones else None
    if not zones:
        return "missed"
    if read.asks:
        if not any(fits(zone, row) for zone in zones):
            return "wrong"
        return None if row.get("ask_ok") or row.get("must_ask") else "needless"
    if row.get("must_ask"):
        return "unasked"
    return None if fits(zones[0], row) else "wrong"


def grades(path: Path = DEV) -> Iterator[Grade]:
    """Every row of a file with how it came out."""
    for line in path.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        read = read_place(row["text"])
        yield Grade(row=row, read=read, fault=fault(row, read))


def main() -> None:
    """Print the figures of the development rows, and every row that fails."""
    graded = list(grades())
    for grade in graded:
        if grade.fault:
            zones = [(place.name, place.zone) for place in grade.read.found]
            print(grade.fault, grade.row["text"], grade.row["tzs"], zones, grade.read.asks)  # noqa: T201 - a report to a terminal
    print(Counter(grade.fault or "passed" for grade in graded), len(graded))  # noqa: T201 - see above


if __name__ == "__main__":
    main()
