"""`python -m tests.crash`: the long crash campaign, on both databases; writes docs/crash.md."""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
from contextlib import AsyncExitStack
from dataclasses import replace
from pathlib import Path

from tests.crash.campaign import Plan, run
from tests.crash.phones import CLOCK
from tests.crash.report import Run, table, write
from tests.postgresql import clean_up, fresh_database

PLAN = Plan(kills=200, sleepers=300, reminded=100, rings=4)
MACHINES = {"sqlite": 1, "postgresql": 1, "postgresql3": 3}
SPEEDS = {"sqlite": 1.0, "postgresql": 4.0, "postgresql3": 4.0}
"""Where leases of 10 s have to be waited for, time goes faster: else no holder would live for long
enough to do anything."""

NAMES = {
    "sqlite": "SQLite, 1", "postgresql": "PostgreSQL, 1, 4 times as fast",
    "postgresql3": "PostgreSQL, 3, 4 times as fast",
}  # fmt: skip


async def campaign(which: str, plan: Plan) -> Run:
    """One campaign in a folder of its own, which stays where something went wrong."""
    plan = replace(plan, machines=MACHINES[which], speed=SPEEDS[which])
    began = CLOCK.now()
    folder = Path(tempfile.mkdtemp(prefix=f"karani-crash-{which}-"))
    async with AsyncExitStack() as stack:
        url = f"sqlite:///{folder}/karani.sqlite3"
        if which != "sqlite":
            url = await stack.enter_async_context(fresh_database())
        verdict = await run(plan, folder, url)
    seconds = (CLOCK.now() - began).total_seconds()
    return Run(name=NAMES[which], plan=plan, verdict=verdict, seconds=seconds)


async def campaigns(names: list[str], plan: Plan) -> list[Run]:
    runs: list[Run] = []
    for which in names:
        runs.append(await campaign(which, plan))
        sys.stdout.write(f"{table(runs[-1:])}\n\n")
        for wrong in runs[-1].verdict.wrong:
            sys.stdout.write(f"{which}: {wrong}\n")
        sys.stdout.flush()
    return runs


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.crash", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="DATABASE", help=", ".join(MACHINES))
    parser.add_argument("--kills", type=int, default=PLAN.kills)
    parser.add_argument("--sleepers", type=int, default=PLAN.sleepers)
    parser.add_argument("--reminded", type=int, default=PLAN.reminded)
    given = parser.parse_args()
    if unknown := [name for name in given.names if name not in MACHINES]:
        parser.error(f"no campaign {unknown[0]!r}: there are {', '.join(MACHINES)}")
    plan = replace(PLAN, kills=given.kills, sleepers=given.sleepers, reminded=given.reminded)
    try:
        runs = asyncio.run(campaigns(given.names or list(MACHINES), plan))
    finally:
        clean_up()
    if not given.names:
        write(runs)
    return int(any(one.verdict.wrong for one in runs))


if __name__ == "__main__":
    sys.exit(main())
