"""A database full of people, written row by row past the product: what it measures comes after."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from itertools import cycle
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.coach.rewinding import FACT
from bot.store.work import SqlStore
from scheduler.clock import zones_version

RINGS_AT = datetime(2026, 11, 22, 21, 30, tzinfo=UTC)
"""The one instant at which everybody's reminder is due, each by their own clock."""

ZONES = (
    "Europe/Berlin", "Europe/London", "Europe/Istanbul", "Europe/Athens", "Asia/Kolkata",
    "Asia/Tokyo", "Asia/Shanghai", "Asia/Kathmandu", "Asia/Dubai", "Asia/Tehran", "Asia/Jakarta",
    "Australia/Sydney", "Australia/Lord_Howe", "Pacific/Auckland", "Pacific/Chatham",
    "America/New_York", "America/Chicago", "America/Denver", "America/Los_Angeles",
    "America/Sao_Paulo", "America/Santiago", "America/St_Johns", "America/Havana", "Africa/Cairo",
    "Africa/Lagos", "Africa/Casablanca", "Africa/Johannesburg", "Atlantic/Azores", "UTC",
)  # fmt: skip

_PEOPLE = """
INSERT INTO people (
    id, version, platform, account, home_platform, home_chat, reachable, zone, joined_at, seen_at,
    asked, quiet, owes_help, told_of_bell
) VALUES (?, 1, ?, ?, ?, ?, 1, ?, ?, ?, 0, 0, 0, 1)
"""
_REMINDERS = """
INSERT INTO reminders (practitioner, clock, created_at, regular_at, due_at, leeway)
VALUES (?, ?, ?, ?, ?, 0)
"""


async def fill(
    path: Path, people: int, *, platform: str = "telegram", at: datetime = RINGS_AT
) -> str:
    """Make a database at a path with so many people, each with a nightly reminder due at `at`.

    Returns:
        The database's address.
    """
    url = f"sqlite:///{path}"
    await (await SqlStore.open(url)).close()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA synchronous = OFF")
        connection.executemany(_PEOPLE, _people(people, platform, at))
        connection.executemany(_REMINDERS, _reminders(people, at))
        # All was reckoned by the rules of today: a start has nothing to reckon anew.
        connection.execute("INSERT INTO facts VALUES (?, ?)", (FACT, zones_version()))
        connection.commit()
        connection.execute("ANALYZE")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return url


def milliseconds(at: datetime) -> int:
    """An instant as the database has it."""
    return (at - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(milliseconds=1)


def _people(people: int, platform: str, at: datetime) -> Iterator[tuple[object, ...]]:
    joined = milliseconds(at - timedelta(days=30))
    for number, zone in zip(range(1, people + 1), cycle(ZONES), strict=False):
        account = str(1000 + number)
        yield number, platform, account, platform, account, zone, joined, joined


def _reminders(people: int, at: datetime) -> Iterator[tuple[object, ...]]:
    due, joined = milliseconds(at), milliseconds(at - timedelta(days=30))
    clocks = [at.astimezone(ZoneInfo(zone)).time().isoformat() for zone in ZONES]
    for number, clock in zip(range(1, people + 1), cycle(clocks), strict=False):
        yield number, clock, joined, due, due
