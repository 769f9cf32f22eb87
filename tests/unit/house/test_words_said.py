"""Every key that the code speaks in has words, so that no answer can miss them."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from bot.delivery.needs import ROOMS, missing
from content.library import CONTENT, Library

BOT = Path(__file__).parents[3] / "bot"
KEYS = frozenset(Library.load().catalogue("en").entries)
NO_KEYS = {"zone_names.py"}
"""It names a file, zone.tab."""

_OURS = re.compile(rf"(?:{'|'.join(ROOMS)})\.[a-z0-9_.]+")


def spoken() -> Iterator[tuple[str, re.Pattern[str]]]:
    """Where a key is said, and the pattern of the keys that are meant."""
    for file in sorted(BOT.rglob("*.py")):
        tree = ast.parse(file.read_text("utf-8"))
        woven = [node for node in ast.walk(tree) if isinstance(node, ast.JoinedStr)]
        parts = {id(part) for node in woven for part in node.values}
        for node in ast.walk(tree):
            if not isinstance(node, ast.Constant) or id(node) in parts:
                continue
            if isinstance(node.value, str) and _OURS.fullmatch(node.value):
                yield f"{file.name}:{node.lineno}", re.compile(re.escape(node.value))
        for node in woven:
            head = node.values[0]
            if isinstance(head, ast.Constant) and _OURS.match(str(head.value) + "x"):
                said = (
                    re.escape(str(p.value)) if isinstance(p, ast.Constant) else r"[\w.]+"
                    for p in node.values
                )
                yield f"{file.name}:{node.lineno}", re.compile("".join(said))


def test_every_key_in_the_code_has_words() -> None:
    """A literal key is there; one put together has at least one key of its form."""
    found = list(spoken())
    assert len(found) > 200
    silent = [
        (place, key.pattern)
        for place, key in found
        if place.partition(":")[0] not in NO_KEYS
        and not any(map(key.match if key.pattern.endswith(r"\.") else key.fullmatch, KEYS))
    ]
    assert silent == []


def test_every_room_of_words_is_missed_when_it_is_gone() -> None:
    """The files that the start asks for are those that there are."""
    there = {path.stem for path in (CONTENT / "locales" / "en" / "coach").glob("*.toml")}
    assert there == set(ROOMS)
    assert missing(Library.load()) == []
