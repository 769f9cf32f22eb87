"""The reader of wishes as the coach has it, for what measures and teaches it."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files

from bot.coach.understanding.wishes import WishReader


@cache
def reader() -> WishReader:
    """One reader with the names of every pose."""
    folder = files("content") / "locales" / "en" / "poses"
    names: dict[str, tuple[str, ...]] = {}
    for file in folder.iterdir():
        words = tomllib.loads(file.read_text("utf-8"))
        names[file.name.removesuffix(".toml")] = (words["name"], *words["aliases"])
    return WishReader(names)
