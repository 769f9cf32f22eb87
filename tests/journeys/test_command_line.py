"""The program as somebody starts it: what it says, where, and how it ends."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import sqlite3
import sys
from asyncio.subprocess import PIPE
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from bot.config import Settings

ROOT = Path(__file__).parents[2]
SETTINGS = tuple(name.upper() for name in Settings.model_fields)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """How a run of the program ended, and what it wrote on the way."""

    status: int
    out: str
    err: str

    @property
    def lines(self) -> list[dict[str, Any]]:
        """Standard output, which holds JSON objects and nothing else."""
        return [json.loads(line) for line in self.out.splitlines()]


async def karani(
    there: Path, *arguments: str, said: str = "", code: Path = ROOT, **settings: str
) -> Ended:
    """Run the program in a folder of its own with only these settings."""
    bare = {name: value for name, value in os.environ.items() if name not in SETTINGS}
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", *arguments,
        cwd=there, env={**bare, "PYTHONPATH": str(code), **settings},
        stdin=PIPE, stdout=PIPE, stderr=PIPE,
    )  # fmt: skip
    out, err = await process.communicate(said.encode())
    assert process.returncode is not None
    return Ended(status=process.returncode, out=out.decode(), err=err.decode())


def said(*lines: dict[str, Any]) -> str:
    return "".join(json.dumps(line) + "\n" for line in lines)


def _contents(path: Path) -> str:
    return path.read_text("utf-8")


def _files_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def in_words(text: str) -> dict[str, Any]:
    return {"user": "ana", "text": text}


async def test_the_chat_for_programs_ends_with_its_input(tmp_path: Path) -> None:
    """Status 0 at the end of the input, bad lines or not, the last one without its line end too;
    nothing but JSON on its way out, and nothing left behind.
    """
    script = said(in_words("/start"), {"no": 1}) + "nonsense\n\n" + json.dumps(in_words("/poses"))
    ended = await karani(tmp_path, "chat", "--jsonl", said=script)
    assert (ended.status, ended.err) == (0, "")
    assert [line["end"] for line in ended.lines if "end" in line] == [1, 2, 3, 4, 5]
    assert ended.lines[-2]["understood"]["intent"] == "list_poses"
    assert _files_in(tmp_path) == []


async def test_files_are_there_after_the_end(tmp_path: Path) -> None:
    """Who reads the answers afterwards still finds the file that one of them names."""
    ended = await karani(tmp_path, "chat", "--jsonl", said=said(in_words("/export")))
    path = Path(ended.lines[0]["files"][0]["path"])
    assert json.loads(_contents(path))["people"][0]["account"] == "ana"
    shutil.rmtree(path.parents[1])


async def test_a_named_database_goes_on_where_it_was(tmp_path: Path) -> None:
    """What one run was told the next one knows."""
    url = f"sqlite:///{tmp_path}/kept.sqlite3"
    chat = ("chat", "--jsonl", "--database", url)
    now = {"now": "2026-11-22T21:00:00Z"}
    await karani(
        tmp_path, *chat, said=said(now, in_words("/timezone UTC"), in_words("/remind 22:30"))
    )
    later = {"now": "2026-11-22T22:40:00Z"}
    ended = await karani(tmp_path, *chat, said=said(later, in_words("/reminders")))
    (rang, listed) = [line for line in ended.lines if "at" in line]
    assert (rang["kind"], rang["at"]) == ("reminder", "2026-11-22T22:40:00Z")
    assert "22:30" in listed["text"]


async def test_output_is_utf_8_whatever_the_terminal_is(tmp_path: Path) -> None:
    """A Latin-1 or ASCII locale changes no byte of the answers."""
    script = said({"advance": 0, "id": "żółć \U0001f319"})
    ended = await karani(tmp_path, "chat", "--jsonl", said=script, PYTHONIOENCODING="ascii")
    assert ended.lines == [{"end": 1, "id": "żółć \U0001f319"}]


async def test_who_stops_reading_gets_no_trace(tmp_path: Path) -> None:
    """A closed pipe ends the program quietly."""
    program = f"{sys.executable} -m bot chat --jsonl"
    process = await asyncio.create_subprocess_shell(
        f"yes '{json.dumps(in_words('/poses'))}' | head -2000 | {program} | head -1",
        cwd=tmp_path, env={**os.environ, "PYTHONPATH": str(ROOT)}, stdout=PIPE, stderr=PIPE,
    )  # fmt: skip
    out, err = await process.communicate()
    assert (len(out.splitlines()), err) == (1, b"")


async def test_wrong_settings_are_all_told_with_status_2(tmp_path: Path) -> None:
    """One line for each on standard error, nothing started, no database made."""
    ended = await karani(
        tmp_path, "run", LOG_LEVEL="LOUD", DATABASE_URL="here", TELEGRAM_BOT_TOKEN="1:SESAME two"
    )
    assert ended.status == 2
    assert {line.split(":")[1].strip() for line in ended.err.splitlines()} == {
        "LOG_LEVEL", "DATABASE_URL", "TELEGRAM_BOT_TOKEN",
    }  # fmt: skip
    assert "SESAME" not in ended.err
    assert _files_in(tmp_path) == []


def _faulty_databases(there: Path) -> dict[str, str]:
    """Databases that cannot be used, and a word of what is said of each."""
    (there / "folder").mkdir()
    (there / "junk").write_bytes(bytes(range(256)) * 40)
    with closing(sqlite3.connect(there / "newer")) as newer:
        newer.execute("CREATE TABLE alembic_version (version_num VARCHAR)")
        newer.execute("INSERT INTO alembic_version VALUES ('9999')")
        newer.commit()
    return {
        f"sqlite:///{there}/newer": "newer",
        f"sqlite:///{there}/folder": "folder",
        f"sqlite:///{there}/junk": "not a SQLite database",
        f"sqlite:///{there}/locked": "locked",
    }


async def test_a_database_that_cannot_be_used_is_told_in_one_line(tmp_path: Path) -> None:
    """Newer than the code, no database, a folder, locked: one line, status 2, nothing written."""
    urls = _faulty_databases(tmp_path)
    with closing(sqlite3.connect(tmp_path / "locked", isolation_level=None)) as holder:
        holder.execute("BEGIN EXCLUSIVE")
        commands = [("migrate",), ("chat", "--jsonl")]
        runs = [karani(tmp_path, *commands[n % 2], DATABASE_URL=url, said="\n") if n % 2 == 0
                else karani(tmp_path, "chat", "--jsonl", "--database", url)
                for n, url in enumerate(urls)]  # fmt: skip
        ends = await asyncio.gather(*runs)
    for word, ended in zip(urls.values(), ends, strict=True):
        assert (ended.status, ended.out) == (2, "")
        (line,) = ended.err.splitlines()
        assert line.startswith("karani: DATABASE_URL: ")
        assert word in line
    with closing(sqlite3.connect(tmp_path / "newer")) as newer:
        assert newer.execute("SELECT count(*) FROM sqlite_master").fetchone() == (1,)


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The program and its content, to be broken."""
    there = tmp_path / "copy"
    for part in ("bot", "content", "scheduler"):
        shutil.copytree(ROOT / part, there / part, ignore=shutil.ignore_patterns("__pycache__"))
    return there


BROKEN = {
    "poses/legs_up_wall.toml": ("usual", "unusual"),
    "locales/en/poses/butterfly_wall.toml": ("short =", "long ="),
    "locales/en/coach/hello.toml": ("[topic]", "[topic"),
    "locales/en/reading/safety/red_flags.toml": ("[", "[["),
}


async def test_broken_content_ends_the_start_with_file_and_key(copy: Path) -> None:
    """Whatever is started, each broken file is named with the place in it, and nothing is begun."""
    for file, (good, bad) in BROKEN.items():
        path = copy / "content" / file
        text = path.read_text("utf-8")
        assert good in text
        path.write_text(text.replace(good, bad, 1), "utf-8")
    one, other = await asyncio.gather(
        karani(copy, "chat", "--jsonl", code=copy), karani(copy, "check-content", code=copy)
    )
    assert (one.status, one.out, other.status) == (2, "", 2)
    assert "Traceback" not in one.err + other.err
    told = [line.removeprefix("karani: ") for line in one.err.splitlines()]
    assert any(line.startswith("poses/legs_up_wall.toml: hold.usual: ") for line in told)
    assert any(line.startswith("locales/en/coach/hello.toml: line ") for line in told)
    for file in BROKEN:
        assert file in other.out


async def test_missing_content_ends_the_start(copy: Path) -> None:
    """Files that the coach cannot do without are missed before the first message, together."""
    missing = (
        "programmes/thirty_evenings.toml", "locales/en/coach/error.toml",
        "locales/en/reading/times.toml",
    )  # fmt: skip
    for file in missing:
        (copy / "content" / file).unlink()
    ended = await karani(copy, "chat", "--jsonl", code=copy, said=said(in_words("hello")))
    assert (ended.status, ended.out) == (2, "")
    told = [line.removeprefix("karani: ").partition(":")[0] for line in ended.err.splitlines()]
    assert sorted(told) == sorted(("programmes", *missing[1:]))


async def test_missing_red_flags_end_the_start(copy: Path) -> None:
    """Without the words of an emergency nobody is served at all."""
    (copy / "content/locales/en/reading/safety/red_flags.toml").unlink()
    ended = await karani(copy, "chat", "--jsonl", code=copy, said=said(in_words("hello")))
    assert (ended.status, ended.out) == (2, "")
    assert "red_flags" in ended.err
    assert "Traceback" not in ended.err


async def test_a_cut_encoder_ends_the_start(copy: Path) -> None:
    """What is loaded only with the first words is looked at before anybody is served."""
    encoder = copy / "content/locales/en/reading/safety/encoder.bin"
    encoder.write_bytes(encoder.read_bytes()[:-1])
    ended = await karani(copy, "chat", "--jsonl", code=copy, said=said(in_words("hello")))
    assert (ended.status, ended.out) == (2, "")
    assert "encoder.bin" in ended.err
    assert "Traceback" not in ended.err


async def test_whole_content_is_in_order(tmp_path: Path) -> None:
    """`check-content` of what is shipped: one line, status 0."""
    ended = await karani(tmp_path, "check-content")
    assert (ended.status, ended.out, ended.err) == (0, "The content is in order.\n", "")
