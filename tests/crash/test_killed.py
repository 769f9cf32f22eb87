"""The short form of the crash suite: some kills, on SQLite and on PostgreSQL.

`make crash` is the long one. Time goes four times as fast as the machine's, so that whole sessions
fit in.
"""

from __future__ import annotations

from pathlib import Path

from tests.crash.campaign import Plan, run

SHORT = Plan(kills=5, sleepers=14, reminded=14, rings=1, speed=4)


async def test_killed_at_random_instants_nothing_is_lost_and_nothing_repeated_without_a_kill(
    tmp_path: Path,
) -> None:
    """Every ring and every way down arrives, repeats are what was in flight, sessions end."""
    verdict = await run(SHORT, tmp_path, f"sqlite:///{tmp_path}/karani.sqlite3")
    assert verdict.wrong == []
    assert verdict.sessions == SHORT.sleepers
    assert verdict.reminders >= SHORT.reminded
