"""The files that plain words are read with: whether each is there and can be read.

What they mean is for their readers (`bot.coach.understanding`, `bot.coach.safety`), which take
most of them up with the first words that need them: too late to be told that one is broken.
"""

from __future__ import annotations

import json

from content.faults import Fault
from content.reading import Reader

LEXICONS = (
    "places.toml", "sections_learnt.jsonl", "times.toml", "times_abroad.toml",
    "wishes_learnt.jsonl", "zones.toml",
    "wishes/cues.toml", "wishes/people.toml", "wishes/reminders.toml", "wishes/sessions.toml",
    "wishes/topics.toml", "wishes/words.toml",
    "safety/classes.toml", "safety/conditions.toml", "safety/events.toml", "safety/gaps.toml",
    "safety/hides.toml", "safety/idioms.toml", "safety/known.toml", "safety/likeness.jsonl",
    "safety/numbers.toml", "safety/plain.toml", "safety/poses.toml", "safety/red_flags.toml",
    "safety/scope.toml", "safety/symptoms.toml", "safety/words.toml",
)  # fmt: skip
"""Below a locale's folder `reading`; the readers of English need every one of them."""

FOLDER = "locales/en/reading"


def look_through(reader: Reader) -> None:
    """Note each of the files that is missing, and each that is no TOML or no JSON."""
    if not (reader.root / FOLDER).is_dir():
        return
    files = {f"{FOLDER}/{name}" for name in LEXICONS}
    for kind in ("toml", "jsonl"):
        files.update(reader.files(f"locales/*/reading/**/*.{kind}"))
    for file in sorted(files):
        if file.endswith(".toml"):
            reader.table(file)
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
    wrong = str(exc).strip("'\"") or type(exc).__name__
    return Fault(
        FOLDER, "its files", f"They cannot be used together ({type(exc).__name__}: {wrong}).",
        "Bring back what was changed last.",
    )  # fmt: skip
