"""How long it takes to read what somebody wrote: about their body, and what they wish for.

Times are of the readers alone, on the sentences that the readers are developed on, one after the
other on one core. Memory is this process's own, before and after the first words are read.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter

from bot.app import make_tools
from bot.coach.understanding.meaning import Surroundings
from content.library import Library
from scheduler.clock import use_packaged_zones
from tests.benchmarks.figures import Figure, percentile, resident_mb, show

TESTS = Path(__file__).parents[1]
AROUND = Surroundings(now=datetime(2026, 11, 22, 21, 0, tzinfo=UTC))


async def measure() -> None:
    use_packaged_zones()
    begins = resident_mb(os.getpid())
    tools = make_tools(Library.load(), "")
    loaded = resident_mb(os.getpid())
    body, wishes = list(_words("safety", "q")), list(_words("language", "q"))

    def of_body(text: str) -> None:
        tools.body.read(text)

    def of_wish(text: str) -> None:
        tools.wishes.read(text, AROUND)

    def of_both(text: str) -> None:
        of_body(text)
        of_wish(text)

    first_body = _milliseconds(of_body, body[0])
    body_read = resident_mb(os.getpid())
    first_wish = _milliseconds(of_wish, wishes[0])
    wish_read = resident_mb(os.getpid())
    bodies = [_milliseconds(of_body, text) for text in body]
    wished = [_milliseconds(of_wish, text) for text in wishes]
    both = [_milliseconds(of_both, text) for text in body + wishes]
    show(
        "Reading words",
        [
            Figure(what=f"about a body, {len(bodies)} sentences", result=_spread(bodies)),
            Figure(what=f"wishes, {len(wished)} sentences", result=_spread(wished)),
            Figure(what=f"both, as for each message, {len(both)} sentences", result=_spread(both)),
            Figure(what="the first words about a body", result=f"{first_body:.0f} ms"),
            Figure(what="the first wish", result=f"{first_wish:.0f} ms"),
            Figure(what="memory with the program imported", result=f"{begins:.0f} MB"),
            Figure(what="memory with the content loaded", result=f"{loaded:.0f} MB"),
            Figure(what="memory after the first words about a body", result=f"{body_read:.0f} MB"),
            Figure(what="memory after the first wish", result=f"{wish_read:.0f} MB"),
        ],
    )


def _words(folder: str, key: str) -> Iterator[str]:
    """Every sentence of the sets that are there to be looked at; others are kept blind."""
    for path in sorted((TESTS / folder).glob("dev_*.jsonl")):
        for line in path.read_text("utf-8").splitlines():
            row = json.loads(line) if line.strip() else {}
            if key in row:
                yield row[key]


def _milliseconds(read: Callable[[str], None], text: str) -> float:
    began = perf_counter()
    read(text)
    return (perf_counter() - began) * 1000


def _spread(times: list[float]) -> str:
    return f"p50 {percentile(times, 0.5):.1f} ms, p99 {percentile(times, 0.99):.1f} ms"
