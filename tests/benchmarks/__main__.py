"""`python -m tests.benchmarks [NAME ...]`: measures the coach; all of it if no name is given."""

from __future__ import annotations

import argparse
import asyncio
import sys
from collections.abc import Awaitable, Callable

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


async def _every(names: list[str]) -> int:
    if len(names) == 1:
        await BENCHMARKS[names[0]]()
        return 0
    # Each in a process of its own: what one has loaded is not another's memory.
    for name in names or BENCHMARKS:
        process = await asyncio.create_subprocess_exec(*python("-m", "tests.benchmarks", name))
        if await process.wait():
            return 1
    return 0


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(BENCHMARKS))
    names: list[str] = parser.parse_args().names
    if unknown := [name for name in names if name not in BENCHMARKS]:
        parser.error(f"no benchmark {unknown[0]!r}: there are {', '.join(BENCHMARKS)}")
    return asyncio.run(_every(names))


if __name__ == "__main__":
    sys.exit(main())
