"""Opening a database: its file, and why it cannot be opened."""

from __future__ import annotations

import asyncio
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from bot.coach.errors import StoreError
from bot.coach.ports import Store
from bot.store.database import open_database
from bot.store.faults import fault_of
from bot.store.work import SqlStore
from tests.contract.stores import NOW, somebody


async def refused(url: str) -> str:
    with pytest.raises(StoreError) as caught:
        await open_database(url)
    assert "\n" not in caught.value.reason
    return caught.value.reason


async def test_the_file_is_its_owners_alone(tmp_path: Path) -> None:
    """Folders are made on the way; the file and what SQLite lays beside it have mode 0600."""
    path = tmp_path / "new" / "folder" / "karani.sqlite3"
    store = await SqlStore.open(f"sqlite:///{path}")
    await somebody(store)
    modes = {file.name: stat.S_IMODE(file.stat().st_mode) for file in path.parent.iterdir()}
    await store.close()
    assert modes == {
        "karani.sqlite3": 0o600, "karani.sqlite3-wal": 0o600, "karani.sqlite3-shm": 0o600,
    }  # fmt: skip


async def test_the_file_is_set_up_for_one_writer_and_a_power_cut(tmp_path: Path) -> None:
    """Write-ahead log, foreign keys, and what is deleted is overwritten."""
    database = await open_database(f"sqlite:///{tmp_path}/karani.sqlite3")
    found = {}
    async with database.engine.connect() as connection:
        for name in (
            "journal_mode",
            "synchronous",
            "foreign_keys",
            "secure_delete",
            "busy_timeout",
        ):
            found[name] = (await connection.exec_driver_sql(f"PRAGMA {name}")).scalar_one()
    await database.close()
    assert found == {
        "journal_mode": "wal", "synchronous": 1, "foreign_keys": 1, "secure_delete": 1,
        "busy_timeout": 8000,
    }  # fmt: skip


async def test_stores_share_a_database_in_memory() -> None:
    """A coach that is put together anew finds what the one before it has stored."""
    database = await open_database("sqlite://")
    added = await somebody(SqlStore(database))
    async with SqlStore(database).work() as work:
        assert await work.people.get(added.id) == added
    await database.close()


@pytest.mark.parametrize("kind", ["memory", "file"])
async def test_who_is_cancelled_within_a_unit_of_work_costs_nothing_but_it(
    tmp_path: Path, kind: str
) -> None:
    """What was committed stays, what was not is undone, and the next one gets its turn."""
    path = f"/{tmp_path}/karani.sqlite3" if kind == "file" else ""
    store = await SqlStore.open(f"sqlite://{path}")
    added = await somebody(store)
    begun = asyncio.Event()

    async def write_for_ever(store: Store) -> None:
        async with store.work() as work:
            while True:
                await work.count("intent", "pose")
                begun.set()
                await asyncio.wait([asyncio.ensure_future(begun.wait())])

    task = asyncio.ensure_future(write_for_ever(store))
    await begun.wait()
    task.cancel()
    await asyncio.wait([task])
    async with store.work() as work:
        assert await work.people.get(added.id) == added
        assert await work.people.first_time("telegram", "u1", NOW)
        await work.commit()
    await store.close()


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("nonsense", "the database address cannot be read"),
        ("postgresql://u:secret@host:port/karani", "the database address cannot be read"),
        ("mysql://u:secret@host/karani", "no database of kind 'mysql': use sqlite or postgresql"),
    ],
)
async def test_an_address_of_no_use_is_refused_without_repeating_it(url: str, reason: str) -> None:
    """An address may hold a password."""
    assert await refused(url) == reason


async def test_postgresql_without_its_driver_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The driver is an extra."""
    monkeypatch.setitem(sys.modules, "asyncpg", None)
    reason = await refused("postgresql://u:secret@host/karani")
    assert reason == "PostgreSQL needs the driver asyncpg: pip install 'karani[postgresql]'"


async def test_a_file_that_is_no_database_is_refused_and_left_alone(tmp_path: Path) -> None:
    """Somebody's letter stays a letter."""
    path = tmp_path / "letter.txt"
    path.write_text("Dear Karani, " * 400)
    assert await refused(f"sqlite:///{path}") == "the file is not a SQLite database"
    assert path.read_text().startswith("Dear Karani")


async def test_a_folder_in_the_files_place_is_refused(tmp_path: Path) -> None:
    """The reason says so."""
    assert "a folder is in its place" in await refused(f"sqlite:///{tmp_path}")


async def test_a_file_in_a_folders_place_is_refused(tmp_path: Path) -> None:
    """The reason says that the file cannot be opened."""
    (tmp_path / "var").write_text("")
    reason = await refused(f"sqlite:///{tmp_path}/var/karani.sqlite3")
    assert reason.startswith("the database file cannot be opened for writing")


def read_only(path: Path) -> None:
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as connection:
        connection.execute("CREATE TABLE t (x)")


def locked(path: Path) -> None:
    with closing(sqlite3.connect(path)) as first, closing(sqlite3.connect(path, timeout=0)) as late:
        first.execute("BEGIN IMMEDIATE")
        late.execute("BEGIN IMMEDIATE")


def full(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA max_page_count = 2")
        connection.execute("CREATE TABLE t (x)")
        connection.execute("INSERT INTO t VALUES (zeroblob(100000))")


def missing(path: Path) -> None:
    with closing(sqlite3.connect(path.parent / "nowhere" / "at all")):
        pass


@pytest.mark.parametrize(
    ("fail", "reason"),
    [
        (read_only, "the database file is read-only"),
        (locked, "the database is locked by another program"),
        (full, "the disk is full"),
        (missing, "the database file cannot be opened"),
    ],
)
def test_what_sqlite_complains_of_is_said_in_one_line(
    tmp_path: Path, fail: Callable[[Path], None], reason: str
) -> None:
    """Each of these is SQLite's own error, brought about."""
    path = tmp_path / "karani.sqlite3"
    path.touch()
    with pytest.raises(sqlite3.Error) as caught:
        fail(path)
    found = fault_of(caught.value)
    assert isinstance(found, StoreError)
    assert found.reason == reason


async def test_a_database_that_fails_within_a_unit_of_work_is_a_store_error(tmp_path: Path) -> None:
    """Another program holds the file: nothing was written, and the reason says why."""
    path = tmp_path / "karani.sqlite3"
    store = await SqlStore.open(f"sqlite:///{path}")
    async with store.database.engine.connect() as connection:
        await connection.exec_driver_sql("PRAGMA busy_timeout = 0")
    with closing(sqlite3.connect(path)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreError, match="locked by another program"):
            await somebody(store)
    await somebody(store)
    await store.close()


def test_a_start_on_a_current_database_does_not_import_alembic(tmp_path: Path) -> None:
    """One statement tells that there is nothing to migrate."""
    program = (
        "import asyncio, sys\n"
        "from bot.store.work import SqlStore\n"
        "async def start():\n"
        f"    await (await SqlStore.open('sqlite:///{tmp_path}/karani.sqlite3')).close()\n"
        "asyncio.run(start())\n"
        "print('alembic' in sys.modules)\n"
    )
    said = [
        subprocess.run(  # noqa: S603 - the program stands above
            [sys.executable, "-c", program], capture_output=True, text=True, check=True
        ).stdout.strip()
        for _ in range(2)
    ]
    assert said == ["True", "False"]
