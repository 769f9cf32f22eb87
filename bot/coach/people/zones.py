"""Zones by name: IANA keys, and offsets where somebody lives by one."""

from __future__ import annotations

import re
from datetime import timedelta, timezone, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

_OFFSET = re.compile(r"([+-])(\d{2}):(\d{2})")
_WIDEST = timedelta(hours=14)


_FIXED = re.compile(r"Etc/GMT([+-])(\d{1,2})")


@lru_cache(maxsize=1024)
def zone_named(name: str) -> tzinfo:
    """The zone of an IANA key ("Europe/Berlin") or an offset ("+05:30").

    Raises:
        ValueError: naming the key, if there is no such zone.
    """
    if offset := _OFFSET.fullmatch(name):
        sign, hours, minutes = offset.groups()
        east = timedelta(hours=int(hours), minutes=int(minutes))
        if east > _WIDEST or int(minutes) > 59:  # noqa: PLR2004 - minutes of an hour
            raise ValueError(f"no zone {name!r}")
        return timezone(east if sign == "+" else -east, name)
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as exc:
        raise ValueError(f"no zone {name!r}") from exc


def is_zone(name: str) -> bool:
    """Whether a name that anybody may have forged is one of a zone."""
    try:
        zone_named(name)
    except ValueError:
        return False
    return True


def shown_zone(name: str) -> str:
    """A zone's name as people read it: "America/New York"; offsets by what is added to UTC.

    Etc/GMT counts westwards, which nobody expects: Etc/GMT-3 is three hours ahead.
    """
    if _OFFSET.fullmatch(name):
        return f"UTC{name}"
    if name in {"Etc/UTC", "Etc/GMT"}:
        return "UTC"
    if fixed := _FIXED.fullmatch(name):
        return f"UTC{'+' if fixed[1] == '-' else '-'}{fixed[2]}"
    return name.replace("_", " ")
