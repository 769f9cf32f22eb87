"""What goes wrong with a database, and that the store is as good as before once it is over."""

from __future__ import annotations

import asyncio
import sqlite3
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, closing
from datetime import timedelta
from pathlib import Path

import pytest

from bot.coach.errors import StoreError
from bot.coach.ports import Store
from bot.coach.talk.requests import ChatAddress
from bot.delivery.courier import Courier
from bot.delivery.pulse import Pulse
from bot.store.driver import BUSY_SECONDS
from bot.store.work import SqlStore
from tests.contract.stores import NOW, entry, person, reminder, somebody
from tests.postgresql import Postgresql, binaries, need_postgresql
from tests.unit.delivery.house import LIBRARY, PLATFORM, SmallMessenger


@pytest.fixture
async def file(tmp_path: Path) -> AsyncIterator[SqlStore]:
    store = await SqlStore.open(f"sqlite:///{tmp_path}/karani.sqlite3", works=True)
    yield store
    await store.close()


@pytest.fixture
def server() -> Iterator[Postgresql]:
    """A PostgreSQL of the test's own, to be stopped and started."""
    need_postgresql()
    if not binaries():
        pytest.skip("a server that is only named cannot be restarted")
    server = Postgresql.begin()
    yield server
    server.discard()


@asynccontextmanager
async def on(server: Postgresql) -> AsyncIterator[SqlStore]:
    store = await SqlStore.open(server.url("postgres"), works=True)
    try:
        yield store
    finally:
        await store.close()


async def known(store: Store, account: str) -> bool:
    async with store.work() as work:
        return await work.people.by_account(person(account).account) is not None


async def put(store: Store, whose: int, key: str) -> None:
    async with store.work() as work:
        await work.outbox.put(entry(whose, key))
        await work.commit()


async def fill(store: Store, whose: int) -> tuple[int, str]:
    """Put entries until there is no more room; how many there were room for, and what was said."""
    for number in range(10_000):
        try:
            await put(store, whose, f"session:1:{number}")
        except StoreError as exc:
            return number, exc.reason
    raise AssertionError("the disk is never full")


def taken_by_another(path: Path) -> bool:
    with closing(sqlite3.connect(path, timeout=0, isolation_level=None)) as other:
        try:
            other.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError:
            return True
        return False


async def test_the_write_lock_is_taken_with_the_first_change_and_not_with_reading(
    file: SqlStore, tmp_path: Path
) -> None:
    """So that no unit of work finds in the middle that somebody else was quicker."""
    path = tmp_path / "karani.sqlite3"
    async with file.work() as work:
        await work.people.by_account(person().account)
        assert not taken_by_another(path)
        await work.people.add(person())
        assert taken_by_another(path)
        await work.commit()
        assert not taken_by_another(path)


async def test_a_lock_of_another_program_is_waited_out(file: SqlStore, tmp_path: Path) -> None:
    """Five seconds, and some more: a backup, somebody's shell."""
    assert BUSY_SECONDS > 5
    other = sqlite3.connect(
        tmp_path / "karani.sqlite3", isolation_level=None, check_same_thread=False
    )
    with closing(other):
        other.execute("BEGIN IMMEDIATE")
        threading.Timer(0.2, other.execute, ["ROLLBACK"]).start()
        await somebody(file)
    assert await known(file, "7")


async def test_what_was_due_while_the_database_was_locked_rings_afterwards(
    file: SqlStore, tmp_path: Path
) -> None:
    """A beat that fails changes nothing; the next one does all of it."""
    home = ChatAddress(platform=PLATFORM, chat="7")
    whose = (await somebody(file, home=home, zone="Africa/Nairobi")).id
    async with file.work() as work:
        await work.reminders.add(reminder(whose))
        await work.commit()
    async with file.database.engine.connect() as connection:
        await connection.exec_driver_sql("PRAGMA busy_timeout = 0")
    messenger = SmallMessenger()
    pulse = Pulse(file, Courier(file, LIBRARY, {PLATFORM: messenger}))
    with closing(sqlite3.connect(tmp_path / "karani.sqlite3", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        for _ in range(2):
            with pytest.raises(StoreError, match="locked by another program"):
                await pulse.beat(NOW)
    assert messenger.chats == []
    await pulse.beat(NOW)
    assert messenger.chats == ["7"]


async def test_a_full_disk_costs_what_was_being_written_and_nothing_else(file: SqlStore) -> None:
    """The reason is told; with room again the store goes on, and the file is sound."""
    whose = (await somebody(file)).id
    async with file.database.engine.connect() as connection:
        pages = (await connection.exec_driver_sql("PRAGMA page_count")).scalar_one()
        await connection.exec_driver_sql(f"PRAGMA max_page_count = {pages + 1}")
    written, reason = await fill(file, whose)
    assert written
    assert reason == "the disk is full"
    async with file.database.engine.connect() as connection:
        await connection.exec_driver_sql("PRAGMA max_page_count = 1073741823")
    async with file.work() as work:
        found = await work.outbox.claim(NOW, 10_000, NOW + timedelta(minutes=1))
    assert len(found) == written
    await put(file, whose, f"session:1:{written}")
    async with file.database.engine.connect() as connection:
        said = (await connection.exec_driver_sql("PRAGMA integrity_check")).scalar_one()
    assert said == "ok"


async def test_a_server_restarted_between_two_units_of_work_is_not_noticed(
    server: Postgresql,
) -> None:
    """Every connection in the pool is looked at before it is used."""
    async with on(server) as store:
        await asyncio.gather(*(known(store, str(number)) for number in range(5)))
        server.restart()
        await somebody(store)
        assert await known(store, "7")


async def test_a_server_restarted_within_a_unit_of_work_costs_that_one(
    server: Postgresql,
) -> None:
    """Nothing of it was written; it is a store error with a reason, and the next one works."""

    async def interrupted(store: Store) -> None:
        async with store.work() as work:
            await work.people.add(person())
            server.restart()
            await work.commit()

    async with on(server) as store:
        with pytest.raises(StoreError) as caught:
            await interrupted(store)
        assert "\n" not in caught.value.reason
        assert not await known(store, "7")
        await somebody(store)


async def test_a_server_that_is_down_is_a_store_error_until_it_is_back(
    server: Postgresql,
) -> None:
    """However often it is asked meanwhile."""
    async with on(server) as store:
        server.stop()
        for _ in range(3):
            with pytest.raises(StoreError) as caught:
                await known(store, "7")
            assert caught.value.reason.startswith("the database")
        server.start()
        await somebody(store)
