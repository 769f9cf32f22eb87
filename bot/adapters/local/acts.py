"""A line of the machine-readable chat as something to do, or what is wrong with it."""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from bot.coach.talk.requests import Content, Location, Press, Words

LONGEST_LINE = 1 << 20
"""Bytes of an input line, at most; its line end does not count."""

LONGEST_MOVE = 100 * 365 * 86_400
"""Seconds that one line may move the clock by."""

YEARS = range(1970, 3000)
"""Years in which the virtual clock may stand: far from the ends of what a calendar holds."""


class BadLineError(ValueError):
    """The line cannot be acted on; the message says why and what would be right."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """Let the clock show another instant, aware and in UTC."""

    to: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Advance:
    """Let time pass."""

    seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Restart:
    """Kill the coach, and start it again `down` seconds later."""

    down: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Does:
    """Somebody says, presses or shares something: in a group, or else in private.

    `message` is the number of the one whose button is pressed, if the line names it. Without any
    content only `locale` is told.
    """

    user: str
    group: str | None = None
    content: Content | None = None
    message: int | None = None
    locale: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Blocks:
    """The platform refuses to deliver to somebody from now on, or delivers again."""

    user: str
    blocked: bool
    locale: str | None = None


Act = Move | Advance | Restart | Does | Blocks

_GOES_WITH: dict[str, frozenset[str]] = {
    "now": frozenset(),
    "advance": frozenset(),
    "restart": frozenset({"down"}),
    "text": frozenset({"user", "group", "locale"}),
    "press": frozenset({"user", "group", "locale", "message"}),
    "location": frozenset({"user", "group", "locale"}),
    "blocked": frozenset({"user", "locale"}),
    "locale": frozenset({"user"}),
}
"""What a line can be about, and the keys that may stand beside it."""

_KEYS = frozenset(_GOES_WITH).union(*_GOES_WITH.values(), {"id"})


def parsed(raw: bytes) -> dict[str, Any]:
    """The JSON object of a line, keys without a value left out.

    Raises:
        BadLineError: if it is none, or its id could not be given back.
    """
    if len(raw.rstrip(b"\r\n")) > LONGEST_LINE:
        raise BadLineError("longer than 1 MiB")
    try:
        said = json.loads(raw, parse_constant=_refuse_constant)
    except (ValueError, RecursionError) as exc:
        raise BadLineError("no JSON: write one object a line") from exc
    if not isinstance(said, dict):
        raise BadLineError("no JSON object: write one object a line")
    if not _is_text(said.get("id")):
        raise BadLineError("id: a lone surrogate is no text")
    return {key: value for key, value in said.items() if value is not None}


def act_of(said: dict[str, Any]) -> Act:
    """What a parsed line asks for.

    Raises:
        BadLineError: naming the key that cannot be acted on.
    """
    match _about(said):
        case "now":
            return Move(to=_instant(said["now"]))
        case "advance":
            return Advance(seconds=_seconds(said, "advance"))
        case "restart":
            if said["restart"] is not True:
                raise BadLineError("restart: only true is known")
            return Restart(down=_seconds(said, "down") if "down" in said else 0.0)
        case "blocked":
            if not isinstance(said["blocked"], bool):
                raise BadLineError("blocked: true or false is needed")
            return Blocks(user=_word(said, "user"), blocked=said["blocked"], locale=_locale(said))
        case about:
            return Does(
                user=_word(said, "user"),
                group=_word(said, "group") if "group" in said else None,
                content=_content(said, about),
                message=_number(said["message"]) if "message" in said else None,
                locale=_locale(said),
            )


def _about(said: dict[str, Any]) -> str:
    """The one thing that a line is about; its other keys must go with that."""
    if not all(_is_text([key, value]) for key, value in said.items()):
        raise BadLineError("a lone surrogate is no text")
    if unknown := sorted(set(said) - _KEYS):
        raise BadLineError(f"no such key: {unknown[0][:40]}")
    things = [about for about in _GOES_WITH if about in said and about != "locale"]
    if not things and "locale" not in said:
        raise BadLineError(f"nothing to do: one of {', '.join(_GOES_WITH)} is needed")
    about, *others = things or ["locale"]
    if others:
        raise BadLineError(f"{about} and {others[0]}: one thing a line")
    if beside := sorted(set(said) - _GOES_WITH[about] - {about, "id"}):
        raise BadLineError(f"{beside[0]}: does not go with {about}")
    return about


def _content(said: dict[str, Any], about: str) -> Content | None:
    match about:
        case "text":
            return Words(_word(said, "text", empty=True))
        case "press":
            return Press(_word(said, "press", empty=True))
        case "location":
            return _location(said["location"])
        case _:
            return None


def _refuse_constant(name: str) -> None:
    raise ValueError(f"{name} is no JSON")


def _is_text(value: object) -> bool:
    """Whether every text in a JSON value can be written: without lone surrogates."""
    try:
        json.dumps(value, ensure_ascii=False).encode()
    except (UnicodeEncodeError, RecursionError):
        return False
    return True


def _instant(value: object) -> datetime:
    instant = None
    with suppress(ValueError):
        instant = datetime.fromisoformat(value) if isinstance(value, str) else None
    if instant is None or instant.utcoffset() is None:
        raise BadLineError('now: an instant with its offset, such as "2026-11-22T21:00:00Z"')
    return within_years(instant).astimezone(UTC)


def within_years(instant: datetime) -> datetime:
    """The same instant.

    Raises:
        BadLineError: if the clock cannot show it.
    """
    if instant.year not in YEARS:
        raise BadLineError(f"the clock shows the years {YEARS[0]} to {YEARS[-1]}")
    return instant


def _seconds(said: dict[str, Any], key: str) -> float:
    value = said[key]
    if isinstance(value, bool) or not isinstance(value, int | float) or value < 0:
        raise BadLineError(f"{key}: seconds are needed, 0 or more; the clock only moves forward")
    if value > LONGEST_MOVE:
        raise BadLineError(f"{key}: {LONGEST_MOVE} seconds at most")
    return float(value)


def _number(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise BadLineError("message: a message's number is a whole number")
    return value


def _word(said: dict[str, Any], key: str, *, empty: bool = False) -> str:
    value = said.get(key)
    if not isinstance(value, str) or (not value and not empty):
        raise BadLineError(f"{key}: a text is needed")
    return value


def _locale(said: dict[str, Any]) -> str | None:
    return _word(said, "locale") if "locale" in said else None


def _location(value: object) -> Location:
    match value:
        case [bool(), _] | [_, bool()]:
            pass
        case [int() | float() as latitude, int() | float() as longitude]:
            if abs(latitude) <= 90 and abs(longitude) <= 180:  # noqa: PLR2004 - degrees
                return Location(float(latitude), float(longitude))
    raise BadLineError("location: [latitude, longitude] in degrees")
