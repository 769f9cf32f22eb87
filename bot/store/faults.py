"""Why a database cannot be used, in one line that whoever runs the coach can act on."""

from __future__ import annotations

import sqlite3

from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from bot.coach.errors import StoreError
from bot.coach.ports import ConflictError

_SQLITE = {
    sqlite3.SQLITE_BUSY: "the database is locked by another program",
    sqlite3.SQLITE_LOCKED: "the database is locked by another program",
    sqlite3.SQLITE_READONLY: "the database file is read-only",
    sqlite3.SQLITE_PERM: "the database file may not be opened by this user",
    sqlite3.SQLITE_CANTOPEN: "the database file cannot be opened",
    sqlite3.SQLITE_FULL: "the disk is full",
    sqlite3.SQLITE_IOERR: "the disk cannot be read or written",
    sqlite3.SQLITE_NOTADB: "the file is not a SQLite database",
    sqlite3.SQLITE_CORRUPT: "the database file is damaged: restore it from a backup",
    sqlite3.SQLITE_NOMEM: "there is not enough memory",
}
_SQLITE_KIND = 0xFF
"""The lower byte of SQLite's extended codes is the kind of error."""

_POSTGRESQL = {
    "08": "the database server cannot be reached",
    "25006": "the database takes no changes: it is read-only",
    "28": "the database server refused the user or the password",
    "3D000": "there is no such database on the server",
    "42501": "the database user lacks the rights to do this",
    "53": "the database server is out of disk, memory or connections",
    "55P03": "the database is locked by another program",
    "57": "the database server is starting up or shutting down",
}
_POSTGRESQL_AGAIN = {"40001", "40P01"}
"""A lost race or a deadlock: PostgreSQL's own advice is to do it again."""


def fault_of(error: Exception) -> StoreError | ConflictError:
    """The error of ours for one of a database's, a driver's or the operating system's."""
    cause: BaseException = error
    if isinstance(error, DBAPIError) and error.orig is not None:
        cause = error.orig
    code = getattr(cause, "sqlite_errorcode", None)
    if code is not None:
        reason = _SQLITE.get(code & _SQLITE_KIND)
        return StoreError(reason or f"the database failed ({_name(cause)})")
    state = getattr(cause, "sqlstate", None)
    if state in _POSTGRESQL_AGAIN:
        return ConflictError(state)
    if state is not None:
        reason = _POSTGRESQL.get(state) or _POSTGRESQL.get(state[:2])
        return StoreError(reason or f"the database failed (SQLSTATE {state})")
    if isinstance(cause, OSError):
        return StoreError(f"the database cannot be reached ({cause.strerror or _name(cause)})")
    return StoreError(f"the database failed ({_name(cause)})")


FAILURES = (SQLAlchemyError, OSError, sqlite3.Error)
"""What `fault_of` is for."""


def _name(cause: BaseException) -> str:
    # A driver's message may quote a row: its kind is told, not its words.
    return str(getattr(cause, "sqlite_errorname", "") or type(cause).__name__)
