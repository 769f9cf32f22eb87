"""Grades readings of times by the label rules: right, asked without need, wrong, dangerous."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta, timezone, tzinfo
from enum import StrEnum
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from bot.coach.understanding.meaning import TimesRead, When
from bot.coach.understanding.times import read_times

Row = Mapping[str, Any]
_WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


class Grade(StrEnum):
    RIGHT = "right"
    NEEDLESS_QUESTION = "needless question"
    WRONG = "wrong"
    # A reminder made of words that are no time, or are past.
    DANGEROUS = "dangerous"


@dataclass(frozen=True, slots=True, kw_only=True)
class Graded:
    words: str
    grade: Grade
    expected: str
    actual: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    rows: int
    right: int
    needless: int
    dangerous: int

    @property
    def share(self) -> float:
        return self.right / self.rows


def rows_of(path: Path) -> list[Row]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]


def now_of(row: Row) -> datetime:
    return datetime.fromisoformat(row["now"]).replace(tzinfo=ZoneInfo(row["tz"]))


def grade_row(row: Row) -> Graded:
    read = read_times(row["text"], now=now_of(row))
    return Graded(
        words=row["text"],
        grade=grade_time(row, read),
        expected=f"{row['error'] or row['times']} {row['days'] or row['date']} {row['tz_in_text']}",
        actual=_spelt(read),
    )


def figures_of(graded: Sequence[Graded]) -> Figures:
    grades = [one.grade for one in graded]
    return Figures(
        rows=len(grades),
        right=grades.count(Grade.RIGHT),
        needless=grades.count(Grade.NEEDLESS_QUESTION),
        dangerous=grades.count(Grade.DANGEROUS),
    )


def grade_time(row: Row, read: TimesRead) -> Grade:
    made = read.fault is None and not read.asks
    if row["error"]:
        return Grade.DANGEROUS if made else Grade.RIGHT
    if read.asks:
        return Grade.RIGHT if row["ok_to_ask"] else Grade.NEEDLESS_QUESTION
    if not made or not read.times:
        return Grade.WRONG
    several = [
        # Some rows give the times alone: then they have the days of the row.
        {**row, "times": [one], "days": row["days"]}
        if isinstance(one, str)
        else {**row, "times": [one["time"]], "days": one["days"]}
        for one in row.get("multi") or ()
    ]
    all_set = len(several) == len(read.times) and all(
        _right(one, when) for one, when in zip(several, read.times, strict=True)
    )
    alone = len(read.times) == 1 and _right(row, read.times[0])
    return Grade.RIGHT if all_set or alone else Grade.WRONG


def _right(row: Row, when: When) -> bool:
    zone = _zone(when.zone or row["tz"])
    if row["once"] and row.get("expect_utc"):
        wanted = {datetime.fromisoformat(instant) for instant in row["expect_utc"]}
        return when.once and _instant(when, zone) in wanted
    kept = when.clock.strftime("%H:%M") in row["times"]
    days = row["days"] == "daily" if when.days is None else _same_days(row["days"], when)
    if row["once"] is None and when.once and when.on is not None:
        evening = when.on - timedelta(days=when.clock < time(12))
        days = isinstance(row["days"], list) and _WEEK[evening.weekday()] in row["days"]
    elif when.once:
        return False
    if row["tz_in_text"]:
        named = when.zone is not None and any(
            _alike(zone, _zone(listed), now_of(row)) for listed in row["tz_in_text"]
        )
        return kept and days and named
    return kept and days and when.zone is None


def _same_days(days: object, when: When) -> bool:
    return isinstance(days, list) and set(days) == {day.value for day in when.days or ()}


def _instant(when: When, zone: tzinfo) -> datetime:
    if when.instant is not None:
        moment = when.instant
    else:
        assert when.on is not None, "a single time has its date"
        moment = datetime.combine(when.on, when.clock, zone)
    return moment.astimezone(UTC).replace(second=0, microsecond=0)


def _zone(key: str) -> tzinfo:
    if key[0] not in "+-":
        return ZoneInfo(key)
    offset = timedelta(hours=int(key[1:3]), minutes=int(key[4:]))
    return timezone(offset if key[0] == "+" else -offset)


def _alike(ours: tzinfo, theirs: tzinfo, now: datetime) -> bool:
    """Whether two zones keep the same offsets over the next 12 months."""
    days = (now.astimezone(UTC) + timedelta(days=day) for day in range(0, 366, 5))
    return all(
        day.astimezone(ours).utcoffset() == day.astimezone(theirs).utcoffset() for day in days
    )


def _spelt(read: TimesRead) -> str:
    times = [
        " ".join(
            filter(
                None,
                (
                    when.clock.strftime("%H:%M"),
                    when.zone,
                    when.on.isoformat() if when.on else None,
                    ",".join(sorted(day.value for day in when.days)) if when.days else None,
                ),
            )
        )
        for when in read.times
    ]
    return f"{'asks ' if read.asks else ''}{read.fault or ''}{times} rest={read.rest!r}"
