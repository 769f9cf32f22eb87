"""`python -m tests.benchmarks [NAME ...]`: measures the coach; all of it if no name is given.

With `--write` the tables go into `docs/benchmarks.md` as well, in place of those between the marks
of each benchmark, and the plot of bursts beside it.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
from asyncio.subprocess import PIPE
from collections.abc import Awaitable, Callable
from pathlib import Path

from tests.benchmarks import (
    answers,
    burst,
    local_chat,
    page,
    pictures,
    safety_answer,
    sending,
    sessions,
    start,
    updates,
)
from tests.benchmarks.figures import python

PAGE = Path(__file__).parents[2] / "docs" / "benchmarks.md"

BENCHMARKS: dict[str, Callable[[], Awaitable[None]]] = {
    "start": start.measure,
    "local_chat": local_chat.measure,
    "safety_answer": safety_answer.measure,
    "pictures": pictures.measure,
    "page": page.measure,
    "updates": updates.measure,
    "burst": burst.measure,
    "sending": sending.measure,
    "sessions": sessions.measure,
    "answers": answers.measure,
}


async def _every(names: list[str], *, write: bool) -> int:
    if len(names) == 1 and not write:
        await BENCHMARKS[names[0]]()
        return 0
    # Each in a process of its own: what one has loaded is not another's memory.
    failed = 0
    for name in names or BENCHMARKS:
        process = await asyncio.create_subprocess_exec(
            *python("-m", "tests.benchmarks", name), stdout=PIPE
        )
        told, _ = await process.communicate()
        sys.stdout.write(told.decode())
        sys.stdout.flush()
        if process.returncode:
            # The others are measured all the same.
            failed = 1
        elif write:
            _write(name, told.decode())
    return failed


def _write(name: str, tables: str) -> None:
    """Put the tables of a benchmark between its marks in the page; a single one is headed there."""
    if tables.count("### ") == 1:
        tables = tables.partition("\n")[2]
    text = PAGE.read_text("utf-8")
    begins, ends = f"<!-- {name} -->\n", f"<!-- /{name} -->"
    before, _, rest = text.partition(begins)
    _, found, after = rest.partition(ends)
    if not found:
        raise LookupError(f"{PAGE.name} has no marks {begins.strip()} and {ends}")
    PAGE.write_text(f"{before}{begins}\n{tables.strip()}\n\n{ends}{after}", "utf-8")


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(BENCHMARKS))
    parser.add_argument("--write", action="store_true", help="into docs/benchmarks.md as well")
    given = parser.parse_args()
    if unknown := [name for name in given.names if name not in BENCHMARKS]:
        parser.error(f"no benchmark {unknown[0]!r}: there are {', '.join(BENCHMARKS)}")
    return asyncio.run(_every(given.names, write=given.write))


if __name__ == "__main__":
    sys.exit(main())
