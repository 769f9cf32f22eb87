"""Zones by key, rule and offset, and the country of each, from PyPI's tzdata.

Two zones with one rule from now on (Europe/Berlin, Europe/Busingen) are one choice to a person.
The rule is what a zone's file says of all the years to come, so that nobody has to ask the clock.
"""

from __future__ import annotations

import re
from functools import lru_cache
from importlib.resources import files
from typing import Final

_ZONES: Final = files("tzdata")
_HOUR: Final = 60
_FAR_EAST: Final = 14 * _HOUR
_FAR_WEST: Final = -12 * _HOUR

# Keys that stand for a clock and no country, whatever zone the tz database links them to.
_CLOCKS: Final = frozenset(
    ("CET", "CST6CDT", "EET", "EST", "EST5EDT", "HST", "MET", "MST", "MST7MDT", "PST8PDT", "WET")
)
_OFFSET: Final = re.compile(
    r"(?:(?:utc|gmt|z)\s*(?P<sign>[+\-\u2212\u2013])?|(?P<bare>[+\-\u2212\u2013]))\s*"
    r"(?P<hours>\d{1,2})(?:[:.h](?P<minutes>\d{2})|(?P<joined>\d{2})|[.,](?P<part>\d{1,2}))?"
    r"(?:\s*(?:h|hrs?|hours?))?",
    re.IGNORECASE,
)


@lru_cache(maxsize=1)
def zone_keys() -> dict[str, str]:
    """Every IANA key, aliases too, by itself in lower case."""
    listed = (_ZONES / "zones").read_text(encoding="utf-8").split()
    return {key.lower(): key for key in listed}


def canonical_zone(key: str) -> str:
    """The key that a country has now ("Asia/Kolkata" for "Asia/Calcutta"), else the same one."""
    if key in _countries() or key.startswith("Etc/"):
        return key
    now = _links().get(key, key)
    return now if now in _countries() else key


def country_of_zone(zone: str) -> str | None:
    """The ISO 3166 code of the country whose clock this is; None for offsets and abbreviations."""
    if zone in _CLOCKS:
        return None
    return _countries().get(zone) or _countries().get(_links().get(zone, ""))


@lru_cache(maxsize=1)
def zones_of_countries() -> dict[str, tuple[str, ...]]:
    """IANA keys by ISO 3166 code, as the tz database lists them."""
    zones: dict[str, tuple[str, ...]] = {}
    for zone, country in _countries().items():
        zones[country] = (*zones.get(country, ()), zone)
    return zones


@lru_cache(maxsize=512)
def rule_of(zone: str) -> str:
    """What a zone's clock does in all the years to come; the key itself if it is no IANA key."""
    if zone.lower() not in zone_keys():
        return zone
    data = (_ZONES / "zoneinfo").joinpath(*zone.split("/")).read_bytes()
    return data.rstrip(b"\n").rpartition(b"\n")[2].decode()


def offset_zone(text: str) -> tuple[str, str] | None:
    """The zone of an offset ("UTC+5:30", "gmt-3", "+5.5") and the offset as it is shown.

    Whole hours have IANA keys, with POSIX's sign: three hours west of Greenwich is Etc/GMT+3.
    """
    if not (found := _OFFSET.fullmatch(text.strip())):
        return None
    within_hour = _minutes(found["minutes"], found["joined"], found["part"])
    minutes = int(found["hours"]) * _HOUR + within_hour
    east = minutes if (found["sign"] or found["bare"] or "+") == "+" else -minutes
    if within_hour >= _HOUR or not _FAR_WEST <= east <= _FAR_EAST:
        return None
    hours, rest = divmod(abs(east), _HOUR)
    sign = "-" if east < 0 else "+"
    shown = f"{sign}{hours:02}:{rest:02}"
    if rest:
        return shown, f"UTC{shown}"
    return ("Etc/UTC" if not hours else f"Etc/GMT{'+' if east < 0 else '-'}{hours}"), f"UTC{shown}"


def _minutes(clock: str | None, joined: str | None, part: str | None) -> int:
    """Minutes of ":30", of "30" and of the decimal ".5"."""
    if part:
        return round(float(f"0.{part}") * _HOUR)
    return int(clock or joined or 0)


@lru_cache(maxsize=1)
def _countries() -> dict[str, str]:
    table = (_ZONES / "zoneinfo" / "zone.tab").read_text(encoding="utf-8").splitlines()
    rows = (line.split("\t") for line in table if line and not line.startswith("#"))
    return {row[2]: row[0] for row in rows}


@lru_cache(maxsize=1)
def _links() -> dict[str, str]:
    rules = (_ZONES / "zoneinfo" / "tzdata.zi").read_text(encoding="utf-8").splitlines()
    rows = (line.split() for line in rules if line.startswith("L "))
    return {alias: zone for _, zone, alias in rows}
