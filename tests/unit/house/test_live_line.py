"""The line at the foot of the terminal while a session runs."""

from __future__ import annotations

import asyncio
import io
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from rich.console import Console

from bot.adapters.local.live import LiveLine
from bot.coach.talk.illustrations import BreathLoop
from bot.coach.talk.replies import Illustration, Message, Page
from bot.coach.talk.standing import Phase, Standing
from scheduler.clock import VirtualClock

NOW = datetime(2026, 11, 22, 21, 0, tzinfo=UTC)
HOLD: Standing[str] = Standing(
    phase=Phase.HOLDING, title="Legs Up the Wall", label="In the hold", since=NOW,
    until=NOW + timedelta(minutes=10),
)  # fmt: skip


def said(standing: Standing[str], *, breath: BreathLoop | None = None) -> Message:
    words = ("In", "Hold", "Out")
    shown = (Illustration(scene=breath, alt="A circle.", words=words),) if breath else ()
    return Page(lines=(), standing=standing, pictures=shown)


def line_of(height: int = 40, width: int = 80, *, real: bool = True) -> tuple[LiveLine, Console]:
    console = Console(
        file=io.TextIOWrapper(io.BytesIO(), encoding="utf-8"), force_terminal=real,
        width=width, height=height, _environ={"TERM": "xterm-256color"},
    )  # fmt: skip
    return LiveLine(console, VirtualClock(NOW)), console


def told(line: LiveLine, standing: Standing[str], seconds: float) -> str:
    return line.line(standing, NOW + timedelta(seconds=seconds)).plain


async def drawn(line: LiveLine, console: Console, beats: int = 3) -> str:
    running = asyncio.create_task(line.run())
    for _ in range(beats):
        await asyncio.sleep(0)  # noqa: TID251 - no time passes, only the line gets its turn
    running.cancel()
    with suppress(asyncio.CancelledError):
        await running
    console.file.seek(0)
    return console.file.read()


def test_it_says_what_runs_how_far_it_is_and_what_is_left() -> None:
    """The pose, the stretch, a bar that fills, and the time to its end; never less than none."""
    line, _ = line_of()
    assert told(line, HOLD, 0).split() == [
        *("Legs", "Up", "the", "Wall", "In", "the", "hold"),
        "─" * 24,
        "10:00",
    ]
    assert told(line, HOLD, 300.5).split()[-2:] == ["━" * 12 + "─" * 12, "5:00"]
    assert told(line, HOLD, 999).split()[-2:] == ["━" * 24, "0:00"]


def test_a_pause_stands_still() -> None:
    """While it is paused, the time that is left is that of the pause's beginning."""
    line, _ = line_of()
    paused = replace(HOLD, phase=Phase.PAUSED, paused_at=NOW + timedelta(minutes=4))
    assert told(line, paused, 240) == told(line, paused, 500)
    assert told(line, paused, 500).endswith("6:00")


def test_nobody_is_hurried_down() -> None:
    """Coming out has no clock."""
    line, _ = line_of()
    out = replace(HOLD, phase=Phase.COMING_OUT, label="Coming out")
    assert told(line, out, 60).split()[-2:] == ["Coming", "out"]


@pytest.mark.parametrize(
    ("seconds", "shows"),
    [(0, "○ In"), (2, "◑ In"), (4, "● Hold"), (10.9, "● Hold"), (15, "◑ Out"), (19, "○ In")],
)
def test_the_breath_is_followed_where_it_is_chosen(seconds: float, shows: str) -> None:
    """A circle fills in, stays, and empties, with its word."""
    line, _ = line_of()
    line.follow(said(HOLD, breath=BreathLoop(inhale=4, hold=7, exhale=8)))
    assert told(line, HOLD, seconds).endswith(shows)


def test_who_wants_nothing_to_move_has_no_circle() -> None:
    """A still breath is words on the card alone; and without one there is none."""
    line, _ = line_of()
    assert told(line, HOLD, 2).endswith("9:58")
    line.follow(said(HOLD, breath=BreathLoop(inhale=4, hold=0, exhale=6, still=True)))
    assert told(line, HOLD, 2).endswith("9:58")


def test_motion_switched_off_in_a_hold_stops_the_circle() -> None:
    """The circle that the hold began with moves no more, from the answer on."""
    line, _ = line_of()
    line.follow(said(HOLD, breath=BreathLoop(inhale=4, hold=0, exhale=6)))
    assert told(line, HOLD, 2).endswith("In")
    assert told(line, replace(HOLD, still=True), 2).endswith("9:58")


async def test_who_wants_nothing_to_move_has_a_slow_line() -> None:
    """It is drawn every ten seconds; otherwise every second."""
    passed = []
    for still in (False, True):
        line, console = line_of()
        line.follow(said(replace(HOLD, still=still)))
        await drawn(line, console)
        passed.append(line.clock.now() - NOW)
    assert passed[1] == 10 * passed[0] > timedelta()


async def test_it_leaves_the_screen_as_it_was() -> None:
    """The last row is kept out of the scrolling, and given back at the end; the cursor stays."""
    line, console = line_of()
    line.follow(said(HOLD))
    shown = await drawn(line, console)
    assert "\x1b[1;39r" in shown
    assert shown.endswith("\x1b7\x1b[r\x1b[40;1H\x1b[2K\x1b8")
    assert shown.count("\x1b7") == shown.count("\x1b8")


async def test_without_a_session_nothing_is_drawn() -> None:
    """None has begun; or it is over."""
    line, console = line_of()
    line.follow(said(HOLD))
    line.follow(said(Standing(phase=Phase.IDLE)))
    assert await drawn(line, console) == ""


@pytest.mark.parametrize(
    ("height", "width", "real"), [(9, 80, True), (40, 59, True), (40, 80, False)]
)
async def test_a_screen_that_cannot_is_left_alone(height: int, width: int, *, real: bool) -> None:
    """Too small, or no terminal at all."""
    line, console = line_of(height, width, real=real)
    line.follow(said(HOLD))
    assert await drawn(line, console) == ""
