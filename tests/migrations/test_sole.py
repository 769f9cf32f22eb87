"""SQLite is for one process: a second one on the same file is refused."""

from __future__ import annotations

import asyncio
import signal
import stat
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from bot.coach.errors import StoreError
from bot.store.work import SqlStore
from tests.contract.stores import somebody

PROGRAM = """
import asyncio, sys
from bot.store.work import SqlStore
async def work():
    await SqlStore.open(sys.argv[1], works=True)
    print("open", flush=True)
    await asyncio.Event().wait()
asyncio.run(work())
"""


@asynccontextmanager
async def at_work(url: str) -> AsyncIterator[Process]:
    """Another process that works on the file."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", PROGRAM, url, stdout=PIPE
    )  # fmt: skip
    assert process.stdout is not None
    try:
        assert await process.stdout.readline() == b"open\n"
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.communicate()


async def test_a_second_process_on_the_same_file_is_refused_in_one_line(tmp_path: Path) -> None:
    """The line names the file; by whatever way it is named."""
    (tmp_path / "link").symlink_to(tmp_path / "karani.sqlite3")
    async with at_work(f"sqlite:///{tmp_path}/karani.sqlite3"):
        for name in ("karani.sqlite3", "link"):
            with pytest.raises(StoreError) as caught:
                await SqlStore.open(f"sqlite:///{tmp_path}/{name}", works=True)
            assert str(tmp_path / "karani.sqlite3") in caught.value.reason
            assert "\n" not in caught.value.reason
    assert not (tmp_path / "link-lock").exists()


async def test_whoever_only_looks_something_up_is_let_in(tmp_path: Path) -> None:
    """Counts and the like are read while the coach works."""
    url = f"sqlite:///{tmp_path}/karani.sqlite3"
    async with at_work(url):
        store = await SqlStore.open(url)
        await somebody(store)
        await store.close()


@pytest.mark.parametrize("end", [signal.SIGKILL, signal.SIGTERM])
async def test_the_file_is_free_however_its_process_ended(
    tmp_path: Path, end: signal.Signals
) -> None:
    """Killed or stopped, the next one is let in at once."""
    url = f"sqlite:///{tmp_path}/karani.sqlite3"
    async with at_work(url) as process:
        process.send_signal(end)
        await process.wait()
        store = await SqlStore.open(url, works=True)
        await store.close()


async def test_who_has_closed_it_may_open_it_again(tmp_path: Path) -> None:
    """And the lock is its owner's alone, like the file."""
    url = f"sqlite:///{tmp_path}/karani.sqlite3"
    for _ in range(2):
        store = await SqlStore.open(url, works=True)
        await store.close()
    assert stat.S_IMODE((tmp_path / "karani.sqlite3-lock").stat().st_mode) == 0o600


async def test_databases_in_memory_are_nobody_elses() -> None:
    """Any number of them, side by side."""
    stores = [await SqlStore.open("sqlite://", works=True) for _ in range(2)]
    for store in stores:
        await store.close()
