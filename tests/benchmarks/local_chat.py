"""Lines a second through `karani chat --jsonl`: the real program, on one core, over the real store.

Twenty people live an evening each, mixed: cards, a session with its cues, a reminder, questions
about the body, progress. Timed from the first line's end to the last one's, so without the start;
by CPU time too, which other work on the machine changes less.
"""

from __future__ import annotations

import asyncio
import json
import tempfile
from asyncio.subprocess import PIPE
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from resource import RUSAGE_CHILDREN, getrusage
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
    """One run: lines a second, the CPU seconds of it all, and how many messages came back."""

    rate: float
    cpu: float
    lines: int
    messages: int


async def measure() -> None:
    with tempfile.TemporaryDirectory() as folder:
        there, evening = Path(folder), list(_script())
        start = min([(await _run(there, evening[:1])).cpu for _ in range(RUNS)])
        memory = [await _run(there, evening) for _ in range(RUNS)]
        on_file = [await _run(there, evening, f"{run}.sqlite3") for run in range(RUNS)]
    first = memory[0]
    what = f"{first.lines} lines, {first.messages} messages back"
    show(
        "The local chat, lines a second",
        [
            Figure(what=f"in memory ({what})", result=_spread(memory, start), goal=GOAL),
            Figure(what="on a file", result=_spread(on_file, start), goal=GOAL),
        ],
    )


async def _run(there: Path, script: list[dict[str, Any]], database: str | None = None) -> Run:
    before = _cpu_of_children()
    wanted = ("--database", f"sqlite:///{there / database}") if database else ()
    process = await asyncio.create_subprocess_exec(
        *python("-m", "bot", "chat", "--jsonl", *wanted),
        cwd=there, env=environment(), stdin=PIPE, stdout=PIPE, limit=LONGEST_LINE,
    )  # fmt: skip
    said, heard = process.stdin, process.stdout
    assert said is not None
    assert heard is not None
    said.write(b"".join(json.dumps(line).encode() + b"\n" for line in script))
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
    cpu = _cpu_of_children() - before
    return Run(rate=(lines - 1) / took, cpu=cpu, lines=lines, messages=messages)


def _cpu_of_children() -> float:
    """Seconds of CPU of all processes that were started here and have ended."""
    used = getrusage(RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _script() -> Iterator[dict[str, Any]]:
    yield {"now": "2026-11-22T21:00:00Z"}
    for act in EVENING:
        if "advance" in act:
            yield act
            continue
        for number in range(PEOPLE):
            yield {"user": f"person{number}", **act}


def _spread(runs: list[Run], start: float) -> str:
    rates = [run.rate for run in runs]
    by_cpu = median((run.lines - 1) / (run.cpu - start) for run in runs)
    spread = f"{min(rates):.0f} to {max(rates):.0f}"
    return f"{median(rates):.0f} ({spread}), {by_cpu:.0f} by CPU time"
