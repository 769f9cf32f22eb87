"""The schema is the sum of its migrations, and a database is brought up to it by opening it."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, create_engine, inspect

from bot.coach.errors import StoreError
from bot.store.database import HEAD, open_database
from bot.store.migrate import configuration, upgrade
from bot.store.tables import metadata
from bot.store.work import SqlStore
from tests.contract.stores import somebody

PERSON = """
INSERT INTO people (
    platform, account, version, reachable, joined_at, seen_at, asked, quiet,
    owes_help, told_of_bell
) VALUES ('telegram', '7', 3, 1, 0, 0, 0, 0, 0, 0)
"""
"""A person as the first schema has them."""


def scripts() -> ScriptDirectory:
    return ScriptDirectory.from_config(configuration())


def differences(connection: Connection) -> list[object]:
    context = MigrationContext.configure(
        connection, opts={"compare_type": True, "compare_server_default": True}
    )
    return list(compare_metadata(context, metadata))


def ddl(path: Path) -> dict[str, set[str]]:
    """Tables and indexes as SQLite has them written down, each as its parts in any order."""
    with closing(sqlite3.connect(path)) as connection:
        found = connection.execute(
            "SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL"
            " AND name NOT IN ('alembic_version', 'sqlite_sequence')"
        ).fetchall()
    return {
        name: {" ".join(part.split()).strip(" ()") for part in sql.split(",")}
        for name, sql in found
    }


def stored_revision(path: Path) -> str:
    with closing(sqlite3.connect(path)) as connection:
        (revision,) = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    return str(revision)


async def test_the_schema_is_the_sum_of_its_migrations(tmp_path: Path) -> None:
    """Alembic finds no difference between the tables and a database that was migrated."""
    database = await open_database(f"sqlite:///{tmp_path}/migrated")
    async with database.engine.connect() as connection:
        found = await connection.run_sync(differences)
    await database.close()
    assert found == []


async def test_partial_indexes_and_keys_are_the_same_too(tmp_path: Path) -> None:
    """What Alembic does not compare: the conditions of indexes, cascades, ids given once."""
    await (await open_database(f"sqlite:///{tmp_path}/migrated")).close()
    engine = create_engine(f"sqlite:///{tmp_path}/made")
    metadata.create_all(engine)
    engine.dispose()
    assert ddl(tmp_path / "migrated") == ddl(tmp_path / "made")


def test_head_is_the_newest_script() -> None:
    """The constant that spares a start Alembic's import says the truth."""
    assert scripts().get_heads() == [HEAD]


@pytest.mark.parametrize("revision", [script.revision for script in scripts().walk_revisions()])
async def test_every_older_database_comes_forwards_with_what_is_in_it(
    tmp_path: Path, revision: str
) -> None:
    """A person stored at any revision is there after opening."""
    path = tmp_path / "old"
    url = f"sqlite:///{path}"
    database = await open_database(url)
    async with database.engine.connect() as connection:
        await connection.run_sync(downgrade, revision)
    await database.close()
    with closing(sqlite3.connect(path)) as older:
        older.execute(PERSON)
        older.commit()
    store = await SqlStore.open(url)
    async with store.work() as work:
        person = await work.people.get(1)
    await store.close()
    assert person is not None
    assert person.version == 3
    assert stored_revision(path) == HEAD


def downgrade(connection: Connection, revision: str) -> None:
    command.downgrade(configuration(connection), revision)
    connection.commit()


async def test_a_migration_that_fails_leaves_nothing_behind(tmp_path: Path) -> None:
    """All of it or nothing: a table in the way stops it, and no other has been made."""
    path = tmp_path / "halfway"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE reminders (id INTEGER)")
    with pytest.raises(StoreError):
        await open_database(f"sqlite:///{path}")
    assert list(ddl(path)) == ["reminders"]


async def test_a_database_of_a_newer_program_is_refused(tmp_path: Path) -> None:
    """And left as it is."""
    path = tmp_path / "newer"
    await (await open_database(f"sqlite:///{path}")).close()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
        connection.commit()
    with pytest.raises(StoreError, match=r"newer Karani \(schema 9999\)"):
        await open_database(f"sqlite:///{path}")
    assert stored_revision(path) == "9999"


async def test_opening_again_keeps_what_is_stored(tmp_path: Path) -> None:
    """A second start finds the schema in place."""
    url = f"sqlite:///{tmp_path}/again"
    store = await SqlStore.open(url)
    added = await somebody(store)
    await store.close()
    store = await SqlStore.open(url)
    async with store.work() as work:
        assert await work.people.get(added.id) == added
    await store.close()


async def test_all_tables_go_backwards(tmp_path: Path) -> None:
    """The first migration can be undone."""
    database = await open_database(f"sqlite:///{tmp_path}/back")
    async with database.engine.connect() as connection:
        await connection.run_sync(downgrade, "base")
        names = await connection.run_sync(lambda sync: inspect(sync).get_table_names())
        assert names == ["alembic_version"]
        await upgrade(connection)
        names = await connection.run_sync(lambda sync: inspect(sync).get_table_names())
    await database.close()
    assert {*metadata.tables} < set(names)
