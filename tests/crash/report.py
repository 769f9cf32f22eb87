"""The page that tells what was killed and what was lost: docs/crash.md, written by `make crash`."""

from __future__ import annotations

import os
import platform
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.delivery.gate import IN_FLIGHT
from tests.crash.campaign import FURTHEST_SECONDS, Plan
from tests.crash.phones import CLOCK
from tests.crash.verdict import Verdict

PAGE = Path("docs/crash.md")
BEGINS, ENDS = "<!-- campaign -->", "<!-- /campaign -->"


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One campaign and what became of it; `seconds` of real time."""

    name: str
    plan: Plan
    verdict: Verdict
    seconds: float


_COLUMNS = (
    "database, processes", "kills", "minutes", "sessions", "rings", "messages", "lost",
    "repeats (most at one death)", "openings overtaken", "cues dropped", "asked again",
    "due to arrival p50, p99, max", "ended, database sound",
)  # fmt: skip


def table(runs: Sequence[Run]) -> str:
    """A row for each campaign, with when and where it was run."""
    rows = [_COLUMNS, ("---",) * len(_COLUMNS), *(_row(run) for run in runs)]
    lines = [f"| {' | '.join(row)} |" for row in rows]
    now = CLOCK.now()
    where = f"Python {platform.python_version()}, {os.cpu_count()} processors"
    told = (
        f"`python -m tests.crash`, {now:%d %B %Y %H:%M} UTC, commit `{_commit()}`, {where}."
        f" Answers of the platforms take up to {FURTHEST_SECONDS} s. Bound: {IN_FLIGHT} repeats"
        " for each kill."
    )
    return "\n".join([told, "", *lines])


def write(runs: Sequence[Run]) -> None:
    """Put the table into its place on the page."""
    page = PAGE.read_text("utf-8")
    before, rest = page.split(BEGINS, 1)
    after = rest.split(ENDS, 1)[1]
    PAGE.write_text(f"{before}{BEGINS}\n{table(runs)}\n{ENDS}{after}", "utf-8")


def _row(run: Run) -> tuple[str, ...]:
    verdict = run.verdict
    most = max(verdict.repeats.values(), default=0)
    late = ", ".join(f"{verdict.delay(share):.1f}" for share in (0.5, 0.99, 1.0))
    return (
        run.name, str(len(verdict.kills)), f"{run.seconds / 60:.1f}", str(verdict.sessions),
        str(verdict.reminders), str(verdict.messages), str(len(verdict.lost)),
        f"{verdict.repeated} ({most})", str(verdict.overtaken), str(verdict.dropped),
        str(verdict.unanswered), f"{late} s",
 "yes" if not verdict.wrong else f"no: {len(verdict.wrong)} faults",
    )  # fmt: skip


def _commit() -> str:
    told = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"],  # noqa: S607 - whichever git there is
        check=False, capture_output=True, text=True,
    )  # fmt: skip
    return told.stdout.strip() or "unknown"
