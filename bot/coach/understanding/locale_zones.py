"""Zones that a platform's locale makes likely, to be offered before anybody has to type."""

from __future__ import annotations

from functools import lru_cache

from babel import Locale, UnknownLocaleError
from babel.core import get_global

from bot.coach.understanding.meaning import PlaceFound
from bot.coach.understanding.places import read_place

EVERYWHERE = frozenset({"en", "es", "fr", "pt", "ar", "zh", "ru"})
"""Languages spoken over so many zones that the language alone makes none likely."""


@lru_cache(maxsize=256)
def likely_zones(locale: str) -> tuple[PlaceFound, ...]:
    """The zones of the locale's country, the most peopled first; empty where it says too little."""
    territory = _territory(locale)
    name = Locale("en").territories.get(territory) if territory else None
    return read_place(name).found if name else ()


def _territory(locale: str) -> str | None:
    try:
        parsed = Locale.parse(locale.replace("-", "_"))
    except (UnknownLocaleError, ValueError):
        return None
    if parsed.territory or parsed.language in EVERYWHERE:
        return parsed.territory
    likely = get_global("likely_subtags").get(parsed.language, "")
    return str(likely).rpartition("_")[2] or None
