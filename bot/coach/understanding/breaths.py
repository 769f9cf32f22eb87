"""A counted breath in words: "with breath 4-6", "a 4-7-8 breath", "in 4, out 6"."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from importlib.resources import files

_COMMAND = re.compile(r"^\s*[/!]")


@dataclass(frozen=True, slots=True)
class BreathTold:
    """What was said of a breath: counts in, held and out (none if they cannot be read).

    `rest` is what else was said.
    """

    counts: tuple[int, int, int] | None
    rest: str


class BreathReader:
    """Finds a counted breath. Pure after construction.

    Args:
        locale: the language whose words are read.
    """

    def __init__(self, locale: str = "en") -> None:
        path = files("content") / "locales" / locale / "reading" / "breath.toml"
        table = tomllib.loads(path.read_text(encoding="utf-8"))
        filled = {name: table[name] for name in ("counts", "lead")}
        said = (_filled(pattern, filled) for pattern in table["said"])
        self._said = tuple(re.compile(pattern) for pattern in said)
        self._unread = re.compile(table["unread"])

    def read(self, text: str) -> BreathTold | None:
        """The breath in some words; None if there is none, or nothing else beside it."""
        words = text.casefold()
        for pattern in self._said:
            if (found := pattern.search(words)) is not None:
                return _told(_counts(found), words, found)
        if _COMMAND.match(text) and (found := self._unread.search(words)) is not None:
            return _told(None, words, found)
        return None


def _filled(pattern: str, parts: dict[str, str]) -> str:
    for name, part in parts.items():
        pattern = pattern.replace(f"{{{name}}}", part)
    return pattern


def _counts(found: re.Match[str]) -> tuple[int, int, int]:
    first, second, third = (found[name] for name in ("first", "second", "third"))
    if third is None:
        return int(first), 0, int(second)
    return int(first), int(second or 0), int(third)


def _told(
    counts: tuple[int, int, int] | None, words: str, found: re.Match[str]
) -> BreathTold | None:
    rest = f"{words[: found.start()]} {words[found.end() :]}".strip(" ,.;")
    return BreathTold(counts, rest) if rest else None
