"""Dates, lengths of time and rows of names as a language spells them, from Babel's tables."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import cache, lru_cache
from typing import Literal

from babel import Locale, UnknownLocaleError
from babel.dates import format_skeleton
from babel.lists import format_list
from babel.units import format_unit

# English without a region is written for Europe: "Tue 24 Nov" and "a, b and c".
_USUAL_REGION = {"en": "en-GB"}

# Babel's short English units are "1 hr" and "20 mins"; these are the symbols people know.
_SYMBOLS = {"en": {"day": "{} d", "hour": "{} h", "minute": "{} min", "second": "{} s"}}

_SIZES = {"day": 86_400, "hour": 3_600, "minute": 60, "second": 1}


@cache
def locale_for(tag: str) -> Locale:
    """Babel's locale of a BCP 47 tag.

    Raises:
        ValueError: if the tag is malformed or Babel has no such language.
    """
    try:
        return Locale.parse(_USUAL_REGION.get(tag, tag), sep="-")
    except UnknownLocaleError as exc:
        raise ValueError(f"no language is known by the tag {tag!r}") from exc


@lru_cache(maxsize=1024)
def spell_date(day: date, locale: Locale) -> str:
    """A day without its year: "Tue 24 Nov"."""
    return str(format_skeleton("MMMEd", day, locale=locale))


@lru_cache(maxsize=4096)
def spell_duration(seconds: int, locale: Locale) -> str:
    """A length in seconds: "45 seconds", "10 minutes", "1 h 20 min", "90 days".

    One unit is written out, two or more are abbreviated.
    """
    parts: list[tuple[int, str]] = []
    rest = seconds
    for unit, size in _SIZES.items():
        count, rest = divmod(rest, size)
        if count:
            parts.append((count, unit))
    match parts:
        case []:
            return _unit(0, "second", "long", locale)
        case [(count, unit)]:
            return _unit(count, unit, "long", locale)
    symbols = _SYMBOLS.get(locale.language)
    return " ".join(
        symbols[unit].format(count) if symbols else _unit(count, unit, "short", locale)
        for count, unit in parts
    )


def listed(names: Sequence[str], locale: Locale) -> str:
    """A row of names as a sentence has it: "a, b and c"; nothing for no names."""
    return str(format_list(names, locale=locale)) if names else ""


def _unit(count: int, unit: str, length: Literal["long", "short"], locale: Locale) -> str:
    return str(format_unit(count, f"duration-{unit}", length, locale=locale))
