"""The reader of wishes as the coach has it, for what measures and teaches it."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from bot.coach.safety.reader import build
from bot.coach.understanding.wishes import WishReader
from content.library import CONTENT

if TYPE_CHECKING:
    from bot.coach.safety.encoder import Encoder
    from bot.coach.understanding.likeness import Likeness


@cache
def reader() -> WishReader:
    """One reader with the names of every pose."""
    return make_reader()


def make_reader(encoder: Encoder | None = None, likeness: Likeness | None = None) -> WishReader:
    """A reader with another encoder or another resemblance than the coach's."""
    folder = files("content") / "locales" / "en" / "poses"
    names: dict[str, tuple[str, ...]] = {}
    for file in folder.iterdir():
        words = tomllib.loads(file.read_text("utf-8"))
        names[file.name.removesuffix(".toml")] = (words["name"], *words["aliases"])
    body = build(CONTENT, encoder=encoder)
    return WishReader(names, sensed=body.intents, likeness=likeness)
