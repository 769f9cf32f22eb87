"""A process of the version before goes on with the new schema: expand, then contract."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from sqlalchemy import MetaData, UniqueConstraint

from tests.migrations.databases import (
    ENGINES,
    bare_engine,
    empty_database,
    fill,
    migrate_to,
    names,
    revisions,
    schema,
    stored,
)

STEPS = list(pairwise(revisions()))


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(("older", "newer"), STEPS)
async def test_a_migration_only_adds(tmp_path: Path, engine: str, older: str, newer: str) -> None:
    """Every older table and column is there, of its type; no column became one that must be given,
    and no table got a new rule of uniqueness."""
    async with empty_database(engine, tmp_path) as url, bare_engine(url) as database:
        await migrate_to(database, older)
        before = await schema(database)
        await migrate_to(database, newer)
        after = await schema(database)
    assert broken(before, after) == []


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(("older", "newer"), STEPS)
async def test_what_an_older_process_writes_and_reads_works_on_the_newer_schema(
    tmp_path: Path, engine: str, older: str, newer: str
) -> None:
    """It names its columns, and knows nothing of the new ones."""
    async with empty_database(engine, tmp_path) as url, bare_engine(url) as database:
        await migrate_to(database, older)
        known = await schema(database)
        await migrate_to(database, newer)
        written = await fill(database, known)
        assert await stored(database, known) == written


def broken(before: MetaData, after: MetaData) -> list[str]:
    """What a process that knows the schema of before would stumble over."""
    faults = [f"{name} is gone" for name in before.tables.keys() - after.tables.keys()]
    for old in before.sorted_tables:
        new = after.tables.get(old.name)
        if new is None:
            continue
        faults += [f"{old.name}.{name} is gone" for name in names(old) - names(new)]
        for column in new.columns:
            where = f"{old.name}.{column.name}"
            if column.name not in old.columns:
                if not column.nullable and column.server_default is None:
                    faults.append(f"{where} is new, and must be given")
            elif str(column.type) != str(old.columns[column.name].type):
                faults.append(f"{where} has another type")
            elif old.columns[column.name].nullable and not column.nullable:
                faults.append(f"{where} must be given now")
        if unique(after, old.name) - unique(before, old.name):
            faults.append(f"{old.name} has a new rule of uniqueness")
    return faults


def unique(tables: MetaData, name: str) -> set[tuple[str, ...]]:
    table = tables.tables[name]
    rules = [rule.columns for rule in table.constraints if isinstance(rule, UniqueConstraint)]
    rules += [index.columns for index in table.indexes if index.unique]
    return {tuple(sorted(column.name for column in columns)) for columns in rules}
