"""What whoever runs the coach may know of what was asked: how often, and of what kind."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from asyncio.subprocess import PIPE
from pathlib import Path

from bot.app import make_json_lines
from bot.store.work import SqlStore
from tests.journeys.evening import shared_tools

SAID = (
    "blorp frobnicate quux", "wibble wobble zzz", "/frobnicate",
    "/safety i take zolpimexil every day", "/safety i have hashitoxicosis syndrome",
    "/safety hashitoxicosis syndrome", "/safety can i",
)  # fmt: skip
WORDS = {word for said in SAID for word in said.split() if len(word) > 4}


async def test_counts_are_printed_by_kind_and_never_in_words(tmp_path: Path) -> None:
    """Each line is a kind, a name of ours and a number; nothing that anybody wrote is there."""
    url = f"sqlite:///{tmp_path}/karani.sqlite3"
    store = await SqlStore.open(url)
    chat = make_json_lines(store, tmp_path, shared_tools())
    answers: list[str] = []
    chat.write = answers.append
    await chat.run([json.dumps({"user": "ana", "text": said}).encode() for said in SAID])
    await store.close()
    lines = await _counts(tmp_path, url)
    told = {tuple(line.split()[:2]): int(line.split()[2]) for line in lines}
    assert told["not_understood", "command"] == 1
    assert sum(n for (kind, _), n in told.items() if kind == "not_covered") >= 4
    assert sum(told.values()) == len(SAID)
    assert not [word for word in WORDS for line in lines if word in line]


async def test_a_new_coach_has_counted_nothing(tmp_path: Path) -> None:
    """Before anybody has written there is nothing to print."""
    assert await _counts(tmp_path, f"sqlite:///{tmp_path}/karani.sqlite3") == []


async def _counts(folder: Path, url: str) -> list[str]:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", "counts",
        cwd=folder, stdout=PIPE, stderr=PIPE,
        env={**os.environ, "PYTHONPATH": str(Path.cwd()), "DATABASE_URL": url},
    )  # fmt: skip
    out, told = await process.communicate()
    assert (process.returncode, told) == (0, b"")
    return out.decode().splitlines()
