"""A real PostgreSQL for the tests: a server started from the binaries found, or one that is named.

`KARANI_TEST_DATABASE_URL` names a server whose user may create databases; nothing that is in it is
touched. Without it a server is started once a process, on loopback, and goes with the process.
`KARANI_REQUIRE_POSTGRESQL=1` makes a failure of what else would be skipped.

    async with fresh_database() as url:
        store = await SqlStore.open(url)
"""

from __future__ import annotations

import asyncio
import importlib.util
import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from functools import cache
from pathlib import Path
from typing import Self

import pytest
from sqlalchemy import make_url, text
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

NAMED = os.environ.get("KARANI_TEST_DATABASE_URL", "")
REQUIRED = os.environ.get("KARANI_REQUIRE_POSTGRESQL", "") not in {"", "0"}

_PREFIX = "karani-postgresql-"
_USUAL = (*sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True),
          *Path("/opt/homebrew/opt").glob("postgresql*/bin"))  # fmt: skip
_SETTINGS = ("-c fsync=off -c synchronous_commit=off -c full_page_writes=off"
             " -c listen_addresses=127.0.0.1 -c max_connections=200")  # fmt: skip
_USERS = ("postgres", "nobody")
"""PostgreSQL does not run as root: where the tests do, it runs as the first of these."""


class Postgresql:
    """A server in a folder of its own, started by `start` and gone after `discard`."""

    def __init__(self, binaries: Path) -> None:
        self._binaries = binaries
        self._user = _other_user()
        self._folder = Path(tempfile.mkdtemp(prefix=_PREFIX))
        (self._folder / "owner").write_text(str(os.getpid()))
        self._port = _free_port()
        self._password = secrets.token_hex(16)

    @classmethod
    def begin(cls) -> Self:
        """A server that runs."""
        _discard_orphans()
        server = cls(binaries()[0])
        server._make()
        server.start()
        return server

    def url(self, name: str) -> str:
        return f"postgresql://karani:{self._password}@127.0.0.1:{self._port}/{name}"

    def start(self) -> None:
        options = f"-p {self._port} -k {self._folder} {_SETTINGS}"
        self._run("pg_ctl", "start", "-w", "-l", str(self._folder / "log"), "-o", options)

    def stop(self) -> None:
        """Every connection is cut."""
        self._run("pg_ctl", "stop", "-w", "-m", "fast")

    def restart(self) -> None:
        self._run("pg_ctl", "restart", "-w", "-m", "fast", "-l", str(self._folder / "log"))

    def discard(self) -> None:
        with suppress(RuntimeError):
            self._run("pg_ctl", "stop", "-m", "immediate")
        shutil.rmtree(self._folder, ignore_errors=True)

    def _make(self) -> None:
        secret = self._folder / "password"
        secret.write_text(self._password)
        if self._user:
            for path in (self._folder, secret):
                shutil.chown(path, self._user)
        self._run("initdb", "--no-sync", "--username=karani", f"--pwfile={secret}",
                  "--auth=scram-sha-256", "--encoding=UTF8", "--locale=C")  # fmt: skip

    def _run(self, program: str, *arguments: str) -> None:
        # Not a pipe: the server that pg_ctl leaves behind would hold it open.
        with (self._folder / "said").open("w+b") as said:
            done = subprocess.run(  # noqa: S603 - PostgreSQL's own programs
                [self._binaries / program, "-D", self._folder / "data", *arguments],
                user=self._user, check=False, cwd=self._folder,
                stdin=subprocess.DEVNULL, stdout=said, stderr=said,
            )  # fmt: skip
            said.seek(0)
            if done.returncode:
                raise RuntimeError(f"{program}: {said.read().decode(errors='replace')}")


def binaries() -> list[Path]:
    """Folders in which PostgreSQL's programs are, the newest first."""
    found = shutil.which("initdb")
    on_path = [Path(found).resolve().parent] if found else []
    return [folder for folder in (*on_path, *_USUAL) if (folder / "pg_ctl").exists()]


def need_postgresql() -> None:
    """Skip the test, or fail it where PostgreSQL is required, if there is none."""
    missing = []
    if not NAMED and not binaries():
        missing.append("no PostgreSQL was found (initdb), and KARANI_TEST_DATABASE_URL is not set")
    if importlib.util.find_spec("asyncpg") is None:
        missing.append("asyncpg is not installed")
    if missing and REQUIRED:
        pytest.fail("; ".join(missing))
    if missing:
        pytest.skip("; ".join(missing))


@cache
def shared_server() -> Postgresql:
    """The server of this process; `clean_up` discards it."""
    return Postgresql.begin()


@asynccontextmanager
async def fresh_database() -> AsyncIterator[str]:
    """The address of an empty database that is nobody else's; it is dropped afterwards."""
    url = await _made_database()
    try:
        yield url
    finally:
        await _drop(url)


_kept: list[str] = []


async def kept_database() -> str:
    """The address of a database of this process, which several tests use one after the other."""
    if not _kept:
        _kept.append(await _made_database())
    return _kept[0]


def clean_up() -> None:
    """The tests' last word: nothing of theirs stays behind."""
    if _kept and NAMED:
        asyncio.run(_drop(_kept[0]))
    if shared_server.cache_info().currsize:
        shared_server().discard()
        shared_server.cache_clear()


async def _made_database() -> str:
    need_postgresql()
    address = make_url(NAMED or shared_server().url("postgres"))
    name = f"karani_{os.getpid()}_{secrets.token_hex(4)}"
    await _on_server(f"CREATE DATABASE {name}")
    return address.set(database=name).render_as_string(hide_password=False)


async def _drop(url: str) -> None:
    await _on_server(f"DROP DATABASE {make_url(url).database} WITH (FORCE)")


async def _on_server(statement: str) -> None:
    root = NAMED or shared_server().url("postgres")
    address = make_url(root).set(drivername="postgresql+asyncpg")
    engine = create_async_engine(address, isolation_level="AUTOCOMMIT", poolclass=NullPool)
    async with engine.connect() as connection:
        await connection.execute(text(statement))
    await engine.dispose()


def _discard_orphans() -> None:
    """Servers of tests that were killed before they could say goodbye."""
    for folder in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*"):
        with suppress(OSError, ValueError, IndexError):
            owner = int((folder / "owner").read_text())
            if _lives(owner):
                continue
            server = int((folder / "data" / "postmaster.pid").read_text().split()[0])
            # At once, without a checkpoint: what is in it is nobody's.
            os.kill(server, signal.SIGQUIT)
            shutil.rmtree(folder, ignore_errors=True)


def _lives(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _other_user() -> str | None:
    if os.geteuid() != 0:
        return None
    known = {user.pw_name for user in pwd.getpwall()}
    return next(user for user in _USERS if user in known)


def _free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])
