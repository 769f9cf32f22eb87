"""What is said of a time, understood, confirmed and listed agree, for every labelled row."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from itertools import chain, groupby
from pathlib import Path
from time import process_time
from typing import Any

import pytest

from bot.coach.people.zones import shown_zone
from bot.coach.understanding.meaning import TimeFault, TimesRead, When
from bot.coach.understanding.times import read_times
from tests.journeys.evening import Evening, Seen
from tests.language.grade_times import now_of, rows_of

LANGUAGE = Path(__file__).parents[1] / "language"
SETS = ("sample_times.jsonl", "dev_times.jsonl", "dev_times_2.jsonl")
SOON = 0.05
"""Seconds of work that an answer may take."""

AT_ONCE = 5
"""Rows said by one person: so few that all their times are fewer than anybody may have."""

_CONFIRMED = re.compile(r"^(?:I'll ring|That is set already:) (.*)\.$", re.MULTILINE)
_LISTED = re.compile(r"^(?:\d+\. |- )?(.*; next: .*)\.$", re.MULTILINE)


def moments() -> Iterator[tuple[datetime, list[Mapping[str, Any]]]]:
    """The rows by the instant at which they are said, and where."""
    rows = list(chain.from_iterable(rows_of(LANGUAGE / name) for name in SETS))
    rows.sort(key=_said)
    for (now, _), said in groupby(rows, key=_said):
        yield now, list(said)


def _said(row: Mapping[str, Any]) -> tuple[datetime, str]:
    return now_of(row).astimezone(UTC), str(row["tz"])


def confirmed(answer: list[Seen]) -> list[str]:
    return [found for seen in answer for found in _CONFIRMED.findall(seen.text)]


def slots_of(when: When, own: str) -> dict[str, Any]:
    """What a reading is called on the lines of the chat, where days and dates are said."""
    slots: dict[str, Any] = {"time": when.clock.strftime("%H:%M")}
    if when.days is not None:
        slots["days"] = sorted(day.value for day in when.days)
    if when.once and when.on is not None:
        slots |= {"once": True, "date": when.on.isoformat()}
    if when.zone is not None and when.zone != own:
        slots["timezone"] = when.zone
    return slots


def agrees(slots: dict[str, Any], read: TimesRead, own: str) -> bool:
    """Whether the line's slots are the first reading, or its fault."""
    if read.fault is not None:
        return bool(slots.get("error", read.fault) == read.fault)
    said: dict[str, Any] = {
        name: slots[name] for name in ("time", "days", "once", "date") if name in slots
    }
    said |= {"days": sorted(said["days"])} if "days" in said else {}
    zone = slots.get("timezone", own)
    said |= {"timezone": zone} if zone != own else {}
    return said == slots_of(read.times[0], own)


async def test_the_list_agrees_with_what_was_said_to_be_understood(tmp_path: Path) -> None:
    """A reminder is listed as it was confirmed, and there is none where none was confirmed."""
    wrong: list[object] = []
    for now, rows in moments():
        async with Evening.begin(tmp_path, now.isoformat()) as evening:
            for first in range(0, len(rows), AT_ONCE):
                some = rows[first : first + AT_ONCE]
                wrong += await disagreements(evening, f"user{first}", some)
    assert not wrong, "\n".join(map(str, wrong))


async def disagreements(
    evening: Evening, user: str, rows: list[Mapping[str, Any]]
) -> list[tuple[object, ...]]:
    """What differs of some rows, said by one person, who then looks at the list."""
    wrong: list[tuple[object, ...]] = []
    to_list: set[str] = set()
    zone = str(rows[0]["tz"])
    await evening.says(user, f"/timezone {zone}")
    for row in rows:
        answer = await evening.says(user, f"/remind {row['text']}")
        read = read_times(str(row["text"]), now=now_of(row))
        made = read.times if read.fault is None and not read.asks else ()
        lines = confirmed(answer)
        to_list.update(lines)
        if len(lines) != len(made) or not agrees(answer[0].slots, read, zone):
            wrong.append((row["text"], answer[0].slots, [seen.text for seen in answer], read))
        wrong += [
            (row["text"], lines)
            for when in made
            if not any(
                f"{when.clock:%H:%M}" in line and shown_zone(when.zone or zone) in line
                for line in lines
            )
        ]
    listed = _LISTED.findall((await evening.says(user, "/reminders"))[0].text)
    if sorted(listed) != sorted(to_list):
        wrong.append(([row["text"] for row in rows], sorted(to_list), listed))
    return wrong


@pytest.mark.parametrize("kind", ["times", "places"])
async def test_any_row_is_answered_at_once(tmp_path: Path, kind: str) -> None:
    """No line of the sets (every fourth is tried) takes the whole coach 50 ms."""
    rows = chain.from_iterable(map(rows_of, sorted(LANGUAGE.glob(f"dev_{kind}*.jsonl"))))
    late: list[tuple[float, str]] = []
    async with Evening.begin(tmp_path, "2026-11-22T21:00:00Z") as evening:
        for name in ("ana", "ben"):
            await evening.says(name, "I'm in Berlin")
        for row in list(rows)[::4]:
            begun = process_time()
            assert await evening.says("ana", str(row["text"]))
            took = process_time() - begun
            if took >= SOON:
                # Once more: another process may have had the caches.
                begun = process_time()
                await evening.says("ben", str(row["text"]))
                took = min(took, process_time() - begun)
            if took >= SOON:
                late.append((took, str(row["text"])))
    assert not late, late


def test_faults_have_names_on_the_lines() -> None:
    """The names of the interface are those of the reader."""
    assert {str(fault) for fault in TimeFault} == {
        "invalid_time", "vague_time", "no_time", "past", "unsupported_recurrence",
    }  # fmt: skip
