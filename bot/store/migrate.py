"""Alembic, run from the program: there is no configuration file to find."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Connection
from sqlalchemy.ext.asyncio import AsyncConnection

SCRIPTS = Path(__file__).with_name("migrations")

_ONE_AT_A_TIME = "SELECT pg_advisory_xact_lock(4705927010)"
"""Two machines that start together migrate one after the other; the number is only a name."""


def configuration(connection: Connection | None = None) -> Config:
    """Alembic's settings, with a connection to work on."""
    config = Config()
    config.set_main_option("script_location", str(SCRIPTS).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


def knows(revision: str) -> bool:
    """Whether this code has the migration that a database was left at."""
    try:
        ScriptDirectory.from_config(configuration()).get_revision(revision)
    except CommandError:
        return False
    return True


async def upgrade(connection: AsyncConnection, revision: str = "head") -> None:
    """Bring a database up to a revision: all of it, or nothing."""
    if connection.dialect.name == "sqlite":
        # Alembic changes a SQLite table by making it anew; what refers to it must not go along.
        await connection.exec_driver_sql("PRAGMA foreign_keys = OFF")
        await connection.exec_driver_sql("BEGIN IMMEDIATE")
    else:
        await connection.exec_driver_sql(_ONE_AT_A_TIME)
    await connection.run_sync(_upgrade, revision)
    await connection.commit()
    if connection.dialect.name == "sqlite":
        await connection.exec_driver_sql("PRAGMA foreign_keys = ON")


def _upgrade(connection: Connection, revision: str) -> None:
    command.upgrade(configuration(connection), revision)
