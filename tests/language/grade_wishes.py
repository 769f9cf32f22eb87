"""Grades readings of wishes by the label rules: right, asked without need, wrong, dangerous."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.coach.understanding.meaning import Expecting, Surroundings, WishRead
from bot.coach.understanding.wishes import WishReader, slots

NOW = datetime(2026, 11, 22, 19, 0, tzinfo=ZoneInfo("Europe/London"))
NOTHING_BEFORE = Surroundings(now=NOW)


class Grade(StrEnum):
    RIGHT = "right"
    NEEDLESS_QUESTION = "needless question"
    WRONG_SLOTS = "wrong slots"
    WRONG = "wrong"
    DANGEROUS = "dangerous"


@dataclass(frozen=True, slots=True, kw_only=True)
class Graded:
    words: str
    grade: Grade
    expected: str
    actual: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """Counts over one set. `misses` weighs a dangerous one double."""

    rows: int
    right: int
    needless: int
    dangerous: int

    @property
    def share(self) -> float:
        return self.right / self.rows

    @property
    def misses(self) -> int:
        return self.rows - self.right + self.dangerous


def rows_of(path: Path) -> list[dict[str, object]]:
    lines = path.read_text("utf-8").splitlines()
    return [json.loads(line) for line in lines if line.strip()]


def grade_row(row: Mapping[str, object], reader: WishReader) -> Graded:
    words = str(row["q"])
    read = reader.read(words, _around(row))
    return Graded(
        words=words,
        grade=_grade(row, read),
        expected=f"{row['intents']} {row['slots']}",
        actual=f"{'asks ' if read.asks else ''}{read.best.intent.value} {slots(read.best)}",
    )


def _around(row: Mapping[str, object]) -> Surroundings:
    """What goes before the words; nothing, if the row names no state."""
    state = row.get("state")
    if not isinstance(state, dict):
        return NOTHING_BEFORE
    return replace(
        NOTHING_BEFORE,
        expecting=Expecting(state.get("expecting", Expecting.NOTHING)),
        in_session=bool(state.get("session")),
        session_paused=bool(state.get("paused")),
        just_rang=bool(state.get("rang")),
        last_pose=state.get("pose"),
    )


def figures_of(graded: Iterable[Graded]) -> Figures:
    grades = [one.grade for one in graded]
    return Figures(
        rows=len(grades),
        right=grades.count(Grade.RIGHT),
        needless=grades.count(Grade.NEEDLESS_QUESTION),
        dangerous=grades.count(Grade.DANGEROUS),
    )


def _grade(row: Mapping[str, object], read: WishRead) -> Grade:
    if read.asks:
        return Grade.RIGHT if row["ask_ok"] else Grade.NEEDLESS_QUESTION
    intent = read.best.intent.value
    if intent in _list(row["must_not"]):
        return Grade.DANGEROUS
    intents = _list(row["intents"])
    if intent not in intents:
        return Grade.WRONG
    if intent != intents[0]:
        return Grade.RIGHT
    expected = [row["slots"], *_list(row.get("slots_alt", []))]
    actual = slots(read.best)
    fits = any(_fits(one, actual) for one in expected if isinstance(one, dict))
    return Grade.RIGHT if fits else Grade.WRONG_SLOTS


def _fits(expected: Mapping[str, object], actual: Mapping[str, object]) -> bool:
    return all(key in actual and _same(key, value, actual[key]) for key, value in expected.items())


def _same(key: str, expected: object, actual: object) -> bool:
    match key:
        case "days":
            return set(_list(expected)) == set(_list(actual))
        case "timezone":
            return _offsets(str(expected)) == _offsets(str(actual))
        case "language":
            return str(expected).split("-")[0] == str(actual).split("-")[0]
        case "error":
            return True
        case _:
            return expected == actual


def _offsets(zone: str) -> list[timedelta | None] | str:
    """The offsets of a year, by which two names of a zone are known to be one."""
    try:
        known = ZoneInfo(zone)
    except (KeyError, ValueError, OSError):
        return zone
    start = NOW.astimezone(UTC)
    return [(start + timedelta(days=day)).astimezone(known).utcoffset() for day in range(0, 365, 7)]


def _list(value: object) -> list[object]:
    return list(value) if isinstance(value, list) else []
