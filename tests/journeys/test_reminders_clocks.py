"""Nights on which the clocks change, walked by the whole coach in virtual time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.journeys.evening import Evening
from tests.journeys.nights_in import ANA, lives_in, practises, rings, rung

HOUR = timedelta(hours=1)

# Zone and bedtime; then the instants in UTC of the night before, of the change, and after it.
# Reckoned by hand from the published rules: in a gap the first instant after it, in an overlap
# the first of the two.
HARD_NIGHTS = [
    # Forward or back at midnight itself.
    ("Africa/Cairo", "23:30", ["2026-10-28 20:30", "2026-10-29 20:30", "2026-10-30 21:30"]),
    ("Africa/Cairo", "00:15", ["2026-04-22 22:15", "2026-04-23 22:00", "2026-04-24 21:15"]),
    ("Asia/Beirut", "00:00", ["2026-03-27 22:00", "2026-03-28 22:00", "2026-03-29 21:00"]),
    ("Asia/Beirut", "23:30", ["2026-10-23 20:30", "2026-10-24 20:30", "2026-10-25 21:30"]),
    ("America/Havana", "00:15", ["2026-03-07 05:15", "2026-03-08 05:00", "2026-03-09 04:15"]),
    ("America/Havana", "00:15", ["2025-11-01 04:15", "2025-11-02 04:15", "2025-11-03 05:15"]),
    ("America/Santiago", "23:30", ["2026-04-04 02:30", "2026-04-05 02:30", "2026-04-06 03:30"]),
    ("America/Santiago", "00:00", ["2026-09-05 04:00", "2026-09-06 04:00", "2026-09-07 03:00"]),
    ("America/Asuncion", "00:30", ["2024-10-05 04:30", "2024-10-06 04:00", "2024-10-07 03:30"]),
    ("Asia/Tehran", "00:15", ["2022-03-20 20:45", "2022-03-21 20:30", "2022-03-22 19:45"]),
    ("Asia/Tehran", "23:30", ["2022-09-20 19:00", "2022-09-21 19:00", "2022-09-22 20:00"]),
    ("Asia/Amman", "00:30", ["2022-02-23 22:30", "2022-02-24 22:00", "2022-02-25 21:30"]),
    # Over midnight: the bedtime of one date rings on the next.
    ("America/Nuuk", "23:30", ["2026-03-28 01:30", "2026-03-29 01:00", "2026-03-30 00:30"]),
    ("America/Nuuk", "23:30", ["2026-10-24 00:30", "2026-10-25 00:30", "2026-10-26 01:30"]),
    ("Asia/Pyongyang", "23:30", ["2018-05-03 15:00", "2018-05-04 15:00", "2018-05-05 14:30"]),
    ("Atlantic/Azores", "00:30", ["2026-03-28 01:30", "2026-03-29 01:00", "2026-03-30 00:30"]),
    # In the small hours.
    ("Europe/Berlin", "02:30", ["2026-03-28 01:30", "2026-03-29 01:00", "2026-03-30 00:30"]),
    ("Europe/Berlin", "02:30", ["2026-10-24 00:30", "2026-10-25 00:30", "2026-10-26 01:30"]),
    ("Europe/London", "01:30", ["2026-03-28 01:30", "2026-03-29 01:00", "2026-03-30 00:30"]),
    ("Europe/Dublin", "01:30", ["2026-10-24 00:30", "2026-10-25 00:30", "2026-10-26 01:30"]),
    ("Europe/Chisinau", "03:30", ["2026-03-28 01:30", "2026-03-29 01:00", "2026-03-30 00:30"]),
    ("Europe/Chisinau", "03:30", ["2026-10-24 00:30", "2026-10-25 00:30", "2026-10-26 01:30"]),
    ("America/New_York", "02:30", ["2026-03-07 07:30", "2026-03-08 07:00", "2026-03-09 06:30"]),
    ("America/New_York", "01:30", ["2026-10-31 05:30", "2026-11-01 05:30", "2026-11-02 06:30"]),
    ("America/St_Johns", "02:30", ["2026-03-07 06:00", "2026-03-08 05:30", "2026-03-09 05:00"]),
    # By half an hour, by two hours, by three; for a month, for good.
    ("Australia/Lord_Howe", "02:15", ["2026-10-02 15:45", "2026-10-03 15:30", "2026-10-04 15:15"]),
    ("Australia/Lord_Howe", "01:45", ["2026-04-03 14:45", "2026-04-04 14:45", "2026-04-05 15:15"]),
    ("Antarctica/Troll", "02:30", ["2026-03-28 02:30", "2026-03-29 01:00", "2026-03-30 00:30"]),
    ("Antarctica/Troll", "01:30", ["2026-10-23 23:30", "2026-10-24 23:30", "2026-10-26 01:30"]),
    ("Antarctica/Casey", "02:30", ["2018-03-09 15:30", "2018-03-10 15:30", "2018-03-11 18:30"]),
    ("America/Caracas", "02:45", ["2016-04-30 07:15", "2016-05-01 07:00", "2016-05-02 06:45"]),
    ("Africa/Casablanca", "02:30", ["2026-02-14 01:30", "2026-02-15 01:30", "2026-02-16 02:30"]),
    ("Africa/Casablanca", "02:30", ["2026-03-21 02:30", "2026-03-22 02:00", "2026-03-23 01:30"]),
    ("Africa/Casablanca", "01:30", ["2026-09-19 00:30", "2026-09-20 00:30", "2026-09-21 01:30"]),
    # Dates that do not exist.
    ("Pacific/Apia", "22:30", ["2011-12-30 08:30", "2011-12-31 08:30", "2012-01-01 08:30"]),
    ("Pacific/Apia", "00:30", ["2011-12-29 10:30", "2011-12-30 10:30", "2011-12-31 10:30"]),
    ("Pacific/Fakaofo", "22:30", ["2011-12-30 09:30", "2011-12-31 09:30", "2012-01-01 09:30"]),
]


def instant(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("zone", "clock", "instants"),
    [pytest.param(*case, id=f"{case[0]} {case[1]} {case[2][1]}") for case in HARD_NIGHTS],
)
async def test_a_hard_night_rings_once(
    tmp_path: Path, zone: str, clock: str, instants: list[str]
) -> None:
    """Each night once, at its instant; killed and started again in between and at the ring."""
    first, last = instant(instants[0]), instant(instants[-1])
    async with Evening.begin(tmp_path, (first - HOUR).isoformat()) as evening:
        await lives_in(evening, zone)
        await evening.says(ANA, f"/remind {clock}")
        seen = []
        for text in instants:
            seen += await evening.now((instant(text) - timedelta(seconds=1)).isoformat())
            seen += await evening.restart(down=1)
        seen += await evening.now((last + 20 * HOUR).isoformat())
        assert [one.at.strftime("%Y-%m-%d %H:%M") for one in rung(seen)] == instants


async def test_minutes_are_counted_through_the_change(tmp_path: Path) -> None:
    """At 01:50 in Berlin, half an hour before the second 02:20: in 90 minutes is in 90 minutes."""
    async with Evening.begin(tmp_path, "2026-10-24T23:50:00Z") as evening:
        await lives_in(evening)
        (seen,) = await evening.says(ANA, "/remind in 90 minutes")
        assert "at 02:20" in seen.text
        assert seen.text.endswith("next: tonight, in 1 h 30 min.")
        assert rings(await evening.advance(4 * 3600)) == ["25 01:20"]


async def test_a_snooze_is_counted_through_the_change(tmp_path: Path) -> None:
    """Put off by an hour across the repeated one."""
    async with Evening.begin(tmp_path, "2026-10-24T23:50:00Z") as evening:
        await lives_in(evening)
        await evening.says(ANA, "/remind 02:30")
        assert rings(await evening.advance(2400)) == ["25 00:30"]
        await evening.says(ANA, "/snooze 60")
        assert rings(await evening.advance(4 * 3600)) == ["25 01:30"]


async def test_what_is_said_of_a_hard_night_is_true(tmp_path: Path) -> None:
    """The time until the ring is time that passes, not the difference of two clock faces."""
    async with Evening.begin(tmp_path, "2026-03-28T22:00:00Z") as evening:
        await lives_in(evening)
        (seen,) = await evening.says(ANA, "/remind 04:00")
        assert seen.text.endswith("next: tonight, in 4 hours.")
        assert rings(await evening.advance(5 * 3600)) == ["29 02:00"]


NIGHTS = 31


async def test_a_month_of_nights(tmp_path: Path) -> None:
    """From the tenth of October over the change of the clocks: rung, put off, left, practised,
    slept through, and the process killed every day.
    """
    expected, seen = [], []
    async with Evening.begin(tmp_path, "2026-10-10T10:00:00Z") as evening:
        await lives_in(evening)
        await evening.says(ANA, "/remind 22:30")
        for number in range(NIGHTS):
            noon = datetime(2026, 10, 10, 10, tzinfo=UTC) + timedelta(days=number)
            bedtime = noon.replace(hour=20 if noon < instant("2026-10-25") else 21, minute=30)
            seen += await evening.now(noon.isoformat())
            seen += await evening.restart()
            match number % 6:
                case 0:
                    seen += await evening.now((bedtime - HOUR).isoformat())
                    await practises(evening)
                case 1:
                    await evening.says(ANA, "/skip")
                case 2:
                    seen += await evening.now(bedtime.isoformat())
                    await evening.presses(ANA, "Snooze 20 min")
                    expected += [bedtime, bedtime + timedelta(minutes=20)]
                case 3:
                    seen += await evening.now((bedtime - HOUR).isoformat())
                    seen += await evening.restart(down=2 * 3600)
                case 4:
                    seen += await evening.now((bedtime - HOUR).isoformat())
                    seen += await evening.restart(down=3600 + 1200)
                    expected.append(bedtime + timedelta(minutes=20))
                case _:
                    expected.append(bedtime)
        seen += await evening.now("2026-11-10T10:00:00Z")
        (listed,) = await evening.says(ANA, "/reminders")
    assert [one.at for one in rung(seen)] == expected
    assert listed.text.endswith("I was away and did not ring: Fri 6 Nov.")
