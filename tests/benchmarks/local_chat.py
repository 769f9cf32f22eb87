"""Lines a second through `karani chat --jsonl`: the real program, on one core, over the real store.

Twenty people live an evening each, mixed: cards, a session with its cues, a reminder, questions
about the body, progress. Timed from the first line's end to the last one's, so without the start.
"""

from __future__ import annotations

import asyncio
import json
import tempfile
from asyncio.subprocess import PIPE
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

from tests.benchmarks.figures import Figure, environment, python, show

RUNS = 5
PEOPLE = 20
GOAL = "150"
LONGEST_LINE = 1 << 20

EVENING: tuple[dict[str, Any], ...] = (
    {"text": "/start"},
    {"text": "/poses"},
    {"text": "/pose legsup"},
    {"press": "p1:legs_up_wall:steps"},
    {"text": "what are the benefits of legs up the wall"},
    {"text": "/timezone Lisbon"},
    {"text": "remind me every weekday at half past ten"},
    {"text": "/reminders"},
    {"text": "can i do this with high blood pressure?"},
    {"text": "which poses are there"},
    {"text": "/session legsup 3"},
    {"text": "none of these"},
    {"advance": 15},
    {"text": "/status"},
    {"text": "how long should i stay up"},
    {"text": "pause"},
    {"text": "carry on"},
    {"text": "2 more minutes please"},
    {"text": "my knees hurt a little"},
    {"text": "stop"},
    {"advance": 60},
    {"text": "/progress"},
    {"text": "/challenge"},
    {"text": "thanks, that was lovely"},
    {"text": "is it ok when i am 20 weeks pregnant"},
    {"text": "asdf qwer zxcv"},
    {"text": "not tonight"},
    {"text": "/privacy"},
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One run: lines a second, and how many messages came back."""

    rate: float
    lines: int
    messages: int


async def measure() -> None:
    with tempfile.TemporaryDirectory() as folder:
        memory = [await _run(Path(folder)) for _ in range(RUNS)]
        on_file = [await _run(Path(folder), f"file-{run}.sqlite3") for run in range(RUNS)]
    first = memory[0]
    what = f"{first.lines} lines, {first.messages} messages back"
    show(
        "The local chat, lines a second",
        [
            Figure(what=f"in memory ({what})", result=_spread(memory), goal=GOAL),
            Figure(what="on a file", result=_spread(on_file), goal=GOAL),
        ],
    )


async def _run(there: Path, database: str | None = None) -> Run:
    wanted = ("--database", f"sqlite:///{there / database}") if database else ()
    process = await asyncio.create_subprocess_exec(
        *python("-m", "bot", "chat", "--jsonl", *wanted),
        cwd=there, env=environment(), stdin=PIPE, stdout=PIPE, limit=LONGEST_LINE,
    )  # fmt: skip
    said, heard = process.stdin, process.stdout
    assert said is not None
    assert heard is not None
    said.write(b"".join(json.dumps(line).encode() + b"\n" for line in _script()))
    said.close()
    began, lines, messages = 0.0, 0, 0
    async for raw in heard:
        if b'"end"' not in raw:
            assert b'"error"' not in raw, raw
            messages += 1
            continue
        lines += 1
        began = began or perf_counter()
    took = perf_counter() - began
    assert await process.wait() == 0
    return Run(rate=(lines - 1) / took, lines=lines, messages=messages)


def _script() -> Iterator[dict[str, Any]]:
    yield {"now": "2026-11-22T21:00:00Z"}
    for act in EVENING:
        if "advance" in act:
            yield act
            continue
        for number in range(PEOPLE):
            yield {"user": f"person{number}", **act}


def _spread(runs: list[Run]) -> str:
    rates = [run.rate for run in runs]
    return f"{median(rates):.0f} ({min(rates):.0f} to {max(rates):.0f})"
