"""The clocks, and whose rules of zones are in use."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zoneinfo
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from importlib.resources import files
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import tzdata  # type: ignore[import-untyped]

from scheduler.clock import SystemClock, VirtualClock, use_packaged_zones, zones_version

NOW = WINTER = datetime(2026, 11, 22, 21, tzinfo=UTC)


@pytest.fixture
def wrong_zones(tmp_path: Path) -> Iterator[Path]:
    """A machine on which Berlin has Tokyo's clocks."""
    (tmp_path / "Europe").mkdir()
    tokyo = files("tzdata") / "zoneinfo" / "Asia" / "Tokyo"
    (tmp_path / "Europe" / "Berlin").write_bytes(tokyo.read_bytes())
    yield tmp_path
    use_packaged_zones()
    ZoneInfo.clear_cache()


def test_the_packaged_rules_are_preferred_to_the_machines(wrong_zones: Path) -> None:
    """What the system has is not even looked at."""
    zoneinfo.reset_tzpath([str(wrong_zones)])
    assert WINTER.astimezone(ZoneInfo.no_cache("Europe/Berlin")).hour == 6
    use_packaged_zones()
    assert WINTER.astimezone(ZoneInfo.no_cache("Europe/Berlin")).hour == 22


def test_the_program_uses_the_packaged_rules(wrong_zones: Path) -> None:
    """The real coach, started on such a machine, has the right time in Berlin."""
    lines = [
        {"now": "2026-11-22T21:00:00Z"},
        {"user": "ana", "text": "/timezone Europe/Berlin"},
    ]
    done = subprocess.run(
        [sys.executable, "-m", "bot", "chat", "--jsonl"],
        input="\n".join(map(json.dumps, lines)),
        env=os.environ | {"PYTHONTZPATH": str(wrong_zones)},
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    assert "Berlin, Europe/Berlin. It is 22:00 there." in done.stdout


def test_the_rules_have_the_version_that_the_package_says() -> None:
    """By it the program notices that they have changed."""
    assert zones_version() == tzdata.IANA_VERSION


@pytest.mark.parametrize(
    ("zone", "hours"),
    [("America/Vancouver", -7), ("America/Havana", -4), ("Africa/Casablanca", 0)],
)
def test_the_packaged_rules_know_of_this_years_changes(zone: str, hours: int) -> None:
    """Countries that have decided in 2026: a file of the year before has other hours."""
    assert WINTER.astimezone(ZoneInfo(zone)).utcoffset() == timedelta(hours=hours)


def test_a_virtual_clock_stands_until_it_is_moved() -> None:
    """Forward only; its first instant may be named."""
    clock = VirtualClock(NOW)
    assert clock.now() == NOW
    clock.move_to(NOW + timedelta(hours=1))
    assert clock.now() == NOW + timedelta(hours=1)
    with pytest.raises(ValueError, match="forward"):
        clock.move_to(NOW)
    clock.set_to(NOW - timedelta(days=1))
    assert clock.now() == NOW - timedelta(days=1)


async def test_sleep_on_a_virtual_clock_takes_no_time() -> None:
    """It jumps by as much as was asked for."""
    clock = VirtualClock(NOW)
    await clock.sleep(3600)
    assert clock.now() == NOW + timedelta(hours=1)


def test_naive_instants_are_refused() -> None:
    """A clock without a zone tells nobody the time."""
    with pytest.raises(ValueError, match="aware"):
        VirtualClock(datetime(2026, 11, 22, 21))  # noqa: DTZ001


async def test_the_systems_clock_is_aware_and_goes_on() -> None:
    """In UTC; a sleep of nothing gives way to others."""
    clock = SystemClock()
    first = clock.now()
    await clock.sleep(0)
    assert first.utcoffset() == timedelta(0)
    assert clock.now() >= first
