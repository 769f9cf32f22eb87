"""The files that plain words are read with: whether each is there and can be read.

What they mean is for their readers (`bot.coach.understanding`, `bot.coach.safety`). Some are read
with the first words that need them: too late to be told that one is broken.
"""

from __future__ import annotations

import json
from pathlib import Path

from content.faults import Fault
from content.reading import Reader

LATE = ("places.toml", "times.toml", "times_abroad.toml", "zones.toml")
"""Files below `FOLDER` that are read with the first words that need them."""

FOLDER = "locales/en/reading"


def look_at_the_late(reader: Reader) -> None:
    """Note each of the late files that is missing or cannot be read."""
    if (reader.root / FOLDER).is_dir():
        _look_at(reader, {f"{FOLDER}/{name}" for name in LATE})


def look_through(reader: Reader) -> None:
    """The same for all of the files, as many as there are."""
    look_at_the_late(reader)
    late = {f"{FOLDER}/{name}" for name in LATE}
    kinds = ("toml", "jsonl")
    there = {f for kind in kinds for f in reader.files(f"locales/*/reading/**/*.{kind}")}
    _look_at(reader, there - late)


def _look_at(reader: Reader, files: set[str]) -> None:
    for file in sorted(files):
        if not file.endswith(".toml"):
            _json_lines(reader, file)
        elif not reader.table(file) and file not in reader.unreadable:
            reader.fault(file, "the file", "This is empty.", "Bring back what stood in it.")


def _json_lines(reader: Reader, file: str) -> None:
    try:
        text = (reader.root / file).read_text(encoding="utf-8")
    except FileNotFoundError:
        reader.fault(file, "the file", "There is no such file.", "Write it.")
        return
    except UnicodeDecodeError as exc:
        reader.fault(file, f"byte {exc.start}", "This is not UTF-8.", "Save the file as UTF-8.")
        return
    for number, line in enumerate(text.splitlines(), start=1):
        try:
            json.loads(line)
        except ValueError:
            wrong, remedy = "This is no JSON.", "Write one JSON value a line."
            reader.fault(file, f"line {number}", wrong, remedy)
            return
    if not text.strip():
        reader.fault(file, "the file", "This is empty.", "Bring back what stood in it.")


def not_usable(root: Path, exc: Exception) -> list[Fault]:
    """What a reader of words stumbled over: the files that cannot be read, else its own words."""
    reader = Reader(root)
    look_through(reader)
    if reader.faults:
        return reader.faults
    if isinstance(exc, FileNotFoundError) and exc.filename:
        parts = Path(exc.filename).parts
        below = parts[parts.index("locales") :] if "locales" in parts else parts[-1:]
        return [Fault("/".join(below), "the file", "There is no such file.", "Bring it back.")]
    wrong = str(exc).strip("'\"")
    told = f"They cannot be used together ({type(exc).__name__}: {wrong})."
    return [Fault(FOLDER, "its files", told, "Bring back what was changed last.")]
