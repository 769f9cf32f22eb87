"""One process for one SQLite file: a lock beside it that ends with the process, however it ends."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Self

from bot.coach.errors import StoreError


class Sole:
    """The right to be the one process that uses a file, held until let go.

    It is a lock of SQLite's own on an empty file beside the database, `-lock` after its name: the
    operating system takes it back from whoever dies, and it holds wherever SQLite does.
    """

    def __init__(self, lock: sqlite3.Connection) -> None:
        self._lock = lock

    @classmethod
    def of(cls, database: Path, lock_file: Path) -> Self:
        """Take it by a lock on an empty file that is there.

        Raises:
            StoreError: naming the database's file, if another process has it.
        """
        lock = sqlite3.connect(lock_file, timeout=0, isolation_level=None)
        try:
            lock.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError as exc:
            lock.close()
            if exc.sqlite_errorcode != sqlite3.SQLITE_BUSY:
                raise
            raise StoreError(
                f"another Karani is using {database} already: SQLite is for one process,"
                " PostgreSQL for several"
            ) from None
        return cls(lock)

    def let_go(self) -> None:
        """Another process may use the file from now on."""
        self._lock.close()
