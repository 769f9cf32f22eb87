"""A comfort switched on or off in words: "turn the bell on", "no animations please"."""

from __future__ import annotations

import re
import tomllib
from importlib.resources import files

from bot.coach.understanding.meaning import Intent, Wish

_SWITCHED = (Intent.SET_BELL, Intent.SET_MOTION)
_APOSTROPHES = re.compile(r"['\u2019]")
_SPACES = re.compile(r"[\s.,!?;:]+")
_POLITE = r"(?:please |can you |could you |would you )*"


class SwitchReader:
    """Reads words that are nothing but a switch. Pure after construction.

    Args:
        locale: the language whose words are read.
    """

    def __init__(self, locale: str = "en") -> None:
        path = files("content") / "locales" / locale / "reading" / "switches.toml"
        table = tomllib.loads(path.read_text(encoding="utf-8"))
        names: dict[str, str] = table["names"]
        self._said = tuple(
            (Wish(intent=intent, on=state == "on"), _any_of(table[intent.value][state], names))
            for intent in _SWITCHED
            for state in ("on", "off")
        )

    def read(self, text: str) -> Wish | None:
        """The switch that the words are; None if they are none, or more."""
        plain = _SPACES.sub(" ", _APOSTROPHES.sub("", text.casefold())).strip()
        return next((wish for wish, said in self._said if said.fullmatch(plain)), None)


def _any_of(patterns: list[str], names: dict[str, str]) -> re.Pattern[str]:
    whole = "|".join(f"(?:{pattern})" for pattern in patterns)
    for name, words in names.items():
        whole = whole.replace(f"{{{name}}}", words)
    return re.compile(rf"{_POLITE}(?:{whole})(?: please| thanks| thank you)*")
