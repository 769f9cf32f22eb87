"""`karani capacity`: what a token carries, and what the database asks of it now."""

from __future__ import annotations

import asyncio
import os
import sys
from asyncio.subprocess import PIPE
from datetime import timedelta
from pathlib import Path

from bot.config import read_settings
from bot.store.work import SqlStore
from bot.tokens import capacities, discord_limits, telegram_limits, told
from tests.benchmarks.crowd import RINGS_AT, fill

BEFORE = RINGS_AT - timedelta(hours=3)
BOUGHT = (
    "  with paid broadcast: 970 a second, 2,619,000 within their grace of 45 minutes, at 0.1 Star"
    " for each beyond 30 a second"
)


async def _lines(url: str, **settings: str) -> list[str]:
    store = await SqlStore.open(url)
    try:
        async with store.work() as work:
            return await told(read_settings({"database_url": url, **settings}), work, BEFORE)
    finally:
        await store.close()


async def test_without_a_token_both_platforms_are_reckoned(tmp_path: Path) -> None:
    """Printed by the command itself; with an empty database nothing is asked of them."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", "capacity", cwd=tmp_path, stdout=PIPE, stderr=PIPE,
        env={**os.environ, "PYTHONPATH": str(Path.cwd())},
    )  # fmt: skip
    out, wrong = await process.communicate()
    assert (process.returncode, wrong) == (0, b"")
    assert out.decode().splitlines() == [
        "Telegram",
        "  reminders: 25 a second, 67,500 within their grace of 45 minutes",
        BOUGHT,
        "  sessions at once: 1,071 (14 messages in 10 minutes each); later ones begin later",
        "  here: 0 reminders in the next 24 hours, 0 sessions now",
        "Discord",
        "  reminders: 42 a second, 113,400 within their grace of 45 minutes",
        "  sessions at once: 1,800 (14 messages in 10 minutes each); later ones begin later",
        "  here: 0 reminders in the next 24 hours, 0 sessions now",
    ]


async def test_what_the_database_asks_is_told_with_what_is_too_much(tmp_path: Path) -> None:
    """70,000 at one instant: 2,500 more than a Telegram token brings in time."""
    url = await fill(tmp_path / "many.sqlite3", 70_000)
    lines = await _lines(url, telegram_bot_token="1:made-up")
    assert lines[-3:] == [
        "  here: 70,000 reminders in the next 24 hours, 0 sessions now",
        "  the fullest 45 minutes: 70,000 from 2026-11-22 21:30 UTC",
        "  too many: 2,500 of 70,000 would come too late",
    ]
    assert "Discord" not in lines
    bought = await _lines(url, telegram_bot_token="1:made-up", telegram_paid_broadcast="true")
    assert bought[1].startswith("  reminders: 970 a second")
    assert bought[2].startswith("  without paid broadcast: 25 a second")
    assert not any("too many" in line for line in bought)


def test_limits_are_those_of_one_machine_or_of_several() -> None:
    """Several share a PostgreSQL, called by Telegram or holding shards of Discord."""
    alone = read_settings({"telegram_bot_token": "1:a", "discord_bot_token": "b"})
    assert {name: one.reminders for name, one in capacities(alone).items()} == {
        "telegram": 25, "discord": 42,
    }  # fmt: skip
    several = read_settings(
        {
            "database_url": "postgresql://here/karani", "telegram_bot_token": "1:a",
            "telegram_webhook_url": "https://example.org/hook",
            "telegram_webhook_secret": "made_up_secret_of_32_characters_",
            "discord_shard_ids": "0", "discord_shard_count": "2",
        }
    )  # fmt: skip
    assert telegram_limits(several).answers is not None
    assert capacities(several)["telegram"].sessions_at_once == 1071
    assert discord_limits(several).answers is not None
