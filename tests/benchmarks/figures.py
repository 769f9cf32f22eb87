"""Figures, and a table of them."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

SETTINGS = (
    "TELEGRAM_BOT_TOKEN", "DISCORD_BOT_TOKEN", "DATABASE_URL", "LOG_LEVEL", "OPERATOR_CONTACT",
    "TELEGRAM_API_URL", "DISCORD_API_URL", "DISCORD_GATEWAY_URL", "METRICS_PORT", "METRICS_HOST",
    "PICTURES_FOLDER",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One row: what was measured, the result with its unit, and the goal if there is one."""

    what: str
    result: str
    goal: str = ""


def show(title: str, figures: Iterable[Figure]) -> None:
    """Write a Markdown table to standard output."""
    rows = [("what", "measured", "goal"), ("---", "---", "---")]
    rows += [(figure.what, figure.result, figure.goal) for figure in figures]
    lines = [f"### {title}", "", *(f"| {' | '.join(row)} |" for row in rows), ""]
    sys.stdout.write("\n".join(lines) + "\n")
    sys.stdout.flush()


def python(*arguments: str) -> tuple[str, ...]:
    """The command line of this Python with these arguments."""
    return (sys.executable, *arguments)


def environment(**settings: str) -> Mapping[str, str]:
    """This process's environment with only these settings of the coach in it."""
    return {k: v for k, v in os.environ.items() if k not in SETTINGS} | settings


def resident_mb(pid: int) -> float:
    """Memory of a process that is in RAM, in MB (10^6 bytes); Linux only."""
    for line in Path(f"/proc/{pid}/status").read_text("ascii").splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) * 1024 / 1e6
    raise LookupError(f"no memory is told of process {pid}")


def percentile(values: Iterable[float], share: float) -> float:
    """The value that this share (0 to 1) of the values does not pass."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]
