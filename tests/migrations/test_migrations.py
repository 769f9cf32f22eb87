"""The schema is the sum of its migrations, and a database is brought up to it by opening it."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, create_engine, inspect, text
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.coach.errors import StoreError
from bot.store.database import HEAD, open_database
from bot.store.migrate import configuration, upgrade
from bot.store.tables import metadata
from bot.store.work import SqlStore
from tests.contract.stores import somebody
from tests.migrations.databases import (
    ENGINES,
    bare_engine,
    downgrade,
    empty_database,
    fill,
    migrate_to,
    open_engine,
    revisions,
    schema,
    stored,
)
from tests.postgresql import fresh_database

CATALOGUE = (
    "SELECT tablename, indexdef FROM pg_indexes WHERE schemaname = 'public'",
    """
    SELECT conrelid::regclass::text, conname || ' ' || pg_get_constraintdef(oid)
    FROM pg_constraint WHERE connamespace = 'public'::regnamespace
    """,
    """
    SELECT table_name, column_name || ' ' || data_type || ' ' || is_nullable
        || ' ' || coalesce(column_default, '')
    FROM information_schema.columns WHERE table_schema = 'public'
    """,
)


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


@pytest.mark.parametrize("engine", ENGINES)
async def test_the_schema_is_the_sum_of_its_migrations(tmp_path: Path, engine: str) -> None:
    """Alembic finds no difference between the tables and a database that was migrated."""
    async with (
        empty_database(engine, tmp_path) as url,
        open_engine(url) as database,
        database.connect() as connection,
    ):
        assert await connection.run_sync(differences) == []


async def test_partial_indexes_and_keys_are_the_same_too(tmp_path: Path) -> None:
    """What Alembic does not compare: the conditions of indexes, cascades, ids given once."""
    await (await open_database(f"sqlite:///{tmp_path}/migrated")).close()
    engine = create_engine(f"sqlite:///{tmp_path}/made")
    metadata.create_all(engine)
    engine.dispose()
    assert ddl(tmp_path / "migrated") == ddl(tmp_path / "made")


async def test_postgresqls_catalogue_is_the_same_either_way() -> None:
    """Indexes with their conditions, constraints with their cascades, columns and defaults."""
    async with fresh_database() as migrated, fresh_database() as made:
        async with open_engine(migrated) as engine:
            migrated_as = await catalogue(engine)
        async with bare_engine(made) as engine:
            async with engine.begin() as connection:
                await connection.run_sync(metadata.create_all)
            made_as = await catalogue(engine)
    assert migrated_as == made_as


async def catalogue(engine: AsyncEngine) -> set[tuple[str, str]]:
    async with engine.connect() as connection:
        return {
            (table, said)
            for question in CATALOGUE
            for table, said in await connection.execute(text(question))
            if table != "alembic_version"
        }


def test_head_is_the_newest_script() -> None:
    """The constant that spares a start Alembic's import says the truth."""
    heads = ScriptDirectory.from_config(configuration()).get_heads()
    assert heads == [HEAD]


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("revision", revisions())
async def test_every_older_database_comes_forwards_with_what_is_in_it(
    tmp_path: Path, engine: str, revision: str
) -> None:
    """A row in every table at any revision is there after opening, every column as it was."""
    async with empty_database(engine, tmp_path) as url:
        async with bare_engine(url) as older:
            await migrate_to(older, revision)
            known = await schema(older)
            written = await fill(older, known)
        store = await SqlStore.open(url)
        assert await stored(store.database.engine, known) == written
        async with store.work() as work:
            assert await work.people.get(1) is not None
            assert await work.sessions.get(1) is not None
            assert await work.reminders.get(1) is not None
        await store.close()


async def test_a_migration_that_fails_leaves_nothing_behind(tmp_path: Path) -> None:
    """All of it or nothing: a table in the way stops it, and no other has been made."""
    path = tmp_path / "halfway"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE reminders (id INTEGER)")
    with pytest.raises(StoreError):
        await open_database(f"sqlite:///{path}")
    assert list(ddl(path)) == ["reminders"]


@pytest.mark.parametrize("engine", ENGINES)
async def test_a_newer_schema_is_worked_on_unless_it_says_that_it_no_longer_serves(
    tmp_path: Path, engine: str
) -> None:
    """Machines are updated one by one: an older one that starts again meanwhile goes on, and the
    schema stays as its successor made it."""
    async with empty_database(engine, tmp_path) as url:
        async with open_engine(url) as database, database.begin() as connection:
            await connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
        store = await SqlStore.open(url)
        await somebody(store)
        async with store.work() as work:
            await work.write_down("schema_serves_from", "9000")
            await work.commit()
        await store.close()
        with pytest.raises(StoreError, match=r"newer Karani \(schema 9999\)"):
            await open_database(url)
        async with bare_engine(url) as database, database.connect() as connection:
            found = await connection.execute(text("SELECT version_num FROM alembic_version"))
            assert found.scalar_one() == "9999"


@pytest.mark.parametrize("engine", ENGINES)
async def test_opening_again_keeps_what_is_stored(tmp_path: Path, engine: str) -> None:
    """A second start finds the schema in place."""
    async with empty_database(engine, tmp_path) as url:
        store = await SqlStore.open(url)
        added = await somebody(store)
        await store.close()
        store = await SqlStore.open(url)
        async with store.work() as work:
            assert await work.people.get(added.id) == added
        await store.close()


@pytest.mark.parametrize("engine", ENGINES)
async def test_all_tables_go_backwards(tmp_path: Path, engine: str) -> None:
    """The first migration can be undone."""
    async with (
        empty_database(engine, tmp_path) as url,
        open_engine(url) as database,
        database.connect() as connection,
    ):
        await connection.run_sync(downgrade, "base")
        names = await connection.run_sync(lambda sync: inspect(sync).get_table_names())
        assert names == ["alembic_version"]
        await connection.commit()
        await upgrade(connection)
        names = await connection.run_sync(lambda sync: inspect(sync).get_table_names())
    assert {*metadata.tables} < set(names)
