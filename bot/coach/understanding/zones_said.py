"""Time zones said beside a clock time: "eastern", "Europe/London", "+05:30", "london time"."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cache
from importlib.resources import files
from zoneinfo import available_timezones

from bot.coach.understanding.said import ZoneSaid
from bot.coach.understanding.time_words import Token

_NOTHING = Token(written="", start=-1, end=-1)
_KEY = re.compile(r"[A-Za-z]+(?:/[A-Za-z_+\-]+(?: [A-Za-z]+){0,2}[0-9]*)+")
_EAST, _WEST = 14, 12
_LONGEST_TOWN = 3
_LARGE = 400_000


def read_zone(
    tokens: Sequence[Token], at: int, cleaned: str, *, beside_clock: bool
) -> tuple[ZoneSaid, int] | None:
    """The zone that begins at a token, and where it ends; short names only beside a clock time."""
    found = _key(tokens, at, cleaned) or (
        _offset(tokens, at) if beside_clock or _is_prefixed(tokens[at]) else None
    )
    found = found or _named(tokens, at, beside_clock=beside_clock)
    if found is None and beside_clock:
        found = _large_town(tokens, at, cleaned)
    if found is None:
        return None
    zone, after = found
    if _token(tokens, after).written == "time":
        after += 1
    return zone, after


def _token(tokens: Sequence[Token], at: int) -> Token:
    return tokens[at] if 0 <= at < len(tokens) else _NOTHING


def _key(tokens: Sequence[Token], at: int, cleaned: str) -> tuple[ZoneSaid, int] | None:
    """An IANA key in any case."""
    if "/" not in cleaned or not tokens[at].written.isalpha():
        return None
    found = _KEY.match(cleaned, tokens[at].start)
    # "America/New York" is how keys are shown.
    words = found[0].casefold().split() if found else []
    for size in range(len(words), 0, -1):
        if key := _keys().get("_".join(words[:size])):
            ends = tokens[at].start + len(" ".join(words[:size]))
            after = at
            while after < len(tokens) and tokens[after].start < ends:
                after += 1
            return ZoneSaid(zones=(key,)), after
    return None


@cache
def _keys() -> Mapping[str, str]:
    return {key.casefold(): key for key in available_timezones() if "/" in key}


def _is_prefixed(token: Token) -> bool:
    return token.written in ("utc", "gmt")


def _offset(tokens: Sequence[Token], at: int) -> tuple[ZoneSaid, int] | None:
    """As in "+05:30", "UTC+2", "gmt -5", "Z"."""
    prefixed = _is_prefixed(tokens[at])
    after = at + prefixed
    sign, hours = _token(tokens, after), _token(tokens, after + 1)
    if sign.written not in ("+", "-", "\u2212") or not hours.digits or not hours.glued:
        return None
    if not prefixed and len(hours.written) == 1 and sign.written != "+":
        return None
    whole, minutes, end = int(hours.written), 0, after + 2
    if len(hours.written) == 4:  # noqa: PLR2004 - hhmm
        whole, minutes = divmod(whole, 100)
    elif _token(tokens, end).written == ":" and _token(tokens, end + 1).digits:
        minutes, end = int(tokens[end + 1].written), end + 2
    west = sign.written != "+"
    if whole > (_WEST if west else _EAST) or minutes >= 60:  # noqa: PLR2004 - minutes
        return None
    return ZoneSaid(zones=(_fixed(-1 if west else 1, whole, minutes),)), end


def _fixed(sign: int, hours: int, minutes: int) -> str:
    """A zone of a fixed offset; Etc/GMT counts westwards."""
    written = f"{'+' if sign > 0 else '-'}{hours:02}:{minutes:02}"
    if minutes:
        return str(_table()["offsets"].get(written, [written])[0])
    if not hours:
        return "Etc/UTC"
    return f"Etc/GMT{'-' if sign > 0 else '+'}{hours}"


@cache
def _table() -> Mapping[str, Mapping[str, list[str]]]:
    file = files("content") / "locales" / "en" / "reading" / "zones.toml"
    return tomllib.loads(file.read_text("utf-8"))


@cache
def _names() -> Mapping[tuple[str, ...], tuple[str, ...]]:
    """Zones by the words for them."""
    return {
        tuple(phrase.split()): tuple(zones)
        for table in ("short", "towns")
        for phrase, zones in _table()[table].items()
    }


def _named(tokens: Sequence[Token], at: int, *, beside_clock: bool) -> tuple[ZoneSaid, int] | None:
    begin = at + (beside_clock and tokens[at].has("in"))
    begin += begin > at and _token(tokens, begin).written == "the"
    for size in range(_LONGEST_TOWN, 0, -1):
        words = tuple(token.written for token in tokens[begin : begin + size])
        zones = _names().get(words, ())
        if zones and (beside_clock or _token(tokens, begin + size).written == "time"):
            return ZoneSaid(zones=zones), begin + size
    return None


def _large_town(tokens: Sequence[Token], at: int, cleaned: str) -> tuple[ZoneSaid, int] | None:
    """As in "10pm osaka time". Only large ones: "reading time" and "nice time" are no towns."""
    for size in range(1, _LONGEST_TOWN + 1):
        words = tokens[at : at + size]
        if _token(tokens, at + size).written != "time" or any(word.readings for word in words):
            continue
        # Its index takes a fifth of a second and 40 MB, and few people name another's town.
        from bot.coach.understanding.places import read_place  # noqa: PLC0415

        name = cleaned[words[0].start : words[-1].end]
        read = read_place(name)
        best = read.found[0] if read.found and not read.asks else None
        exact = best is not None and best.name.casefold() == name.casefold()
        if best is not None and exact and best.population >= _LARGE:
            return ZoneSaid(zones=(best.zone,)), at + size
    return None


def settle(said: ZoneSaid, now: datetime) -> tuple[str, ...]:
    """The zones that may be meant; the person's own name for it wins ("IST" said in Dublin)."""
    own = str(now.tzinfo)
    return (own,) if own in said.zones else said.zones
