"""The files that plain words are read with: whether each is there and can be read.

What they mean is for their readers (`bot.coach.understanding`, `bot.coach.safety`). Some are read
with the first words that need them: too late to be told that one is broken.
"""

from __future__ import annotations

import json
from pathlib import PurePath

from content.faults import Fault
from content.reading import Reader

LATE = ("places.toml", "times.toml", "times_abroad.toml", "zones.toml")
"""Files below `FOLDER` that are read with the first words that need them."""

FOLDER = "locales/en/reading"


def look_through(reader: Reader) -> None:
    """Note each file that is no TOML or no JSON, and each of the late ones that is missing."""
    if not (reader.root / FOLDER).is_dir():
        return
    files = {f"{FOLDER}/{name}" for name in LATE}
    for kind in ("toml", "jsonl"):
        files.update(reader.files(f"locales/*/reading/**/*.{kind}"))
    for file in sorted(files):
        if file.endswith(".toml"):
            if not reader.table(file) and file not in reader.unreadable:
                reader.fault(file, "the file", "This is empty.", "Bring back what stood in it.")
        else:
            _json_lines(reader, file)


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


def not_usable(exc: Exception) -> Fault:
    """What a reader of words stumbled over, for whoever edits its files."""
    if isinstance(exc, FileNotFoundError) and exc.filename:
        parts = PurePath(exc.filename).parts
        below = parts[parts.index("locales") :] if "locales" in parts else parts[-1:]
        return Fault("/".join(below), "the file", "There is no such file.", "Bring it back.")
    wrong = str(exc).strip("'\"")
    return Fault(
        FOLDER, "its files", f"They cannot be used together ({type(exc).__name__}: {wrong}).",
        "Bring back what was changed last.",
    )  # fmt: skip
