"""Which nights: names and sets of weekdays, exceptions, and rules that are not offered."""

from __future__ import annotations

from collections.abc import Sequence

from bot.coach.understanding.dates import WEEK
from bot.coach.understanding.meaning import TimeFault, Weekday
from bot.coach.understanding.said import Days, Doubt, Except, Failed, Part
from bot.coach.understanding.time_words import Token

_NOTHING = Token(written="", start=-1, end=-1)
_JOINTS = frozenset({"and", ",", "&", "+", "/", "n", "or", "und", "y", "et"})
_PARTS: dict[str, Part] = {
    "morning": "morning",
    "afternoon": "afternoon",
    "evening": "evening",
    "night": "night",
}

Read = tuple[Days | Except | Failed | Doubt, int]


def read_days(tokens: Sequence[Token], at: int) -> Read | None:
    """What nights are said from a token on, and where the words end."""
    for reader in (_unsupported, _exception, _daily, _weekly, _named_days):
        if (found := reader(tokens, at)) is not None:
            return found
    return None


def _token(tokens: Sequence[Token], at: int) -> Token:
    return tokens[at] if 0 <= at < len(tokens) else _NOTHING


def _unsupported(tokens: Sequence[Token], at: int) -> Read | None:
    """ "every 2nd friday", "first monday of the month", "every 3 days", "monthly"."""
    failed = Failed(fault=TimeFault.UNSUPPORTED_RECURRENCE)
    token = tokens[at]
    if token.has("unsupported"):
        return failed, at + 1
    after = at + 1
    if token.has("every"):
        if _token(tokens, after).has("other"):
            return failed, after + 1
        after += _token(tokens, after).name("article") == "the"
        after += _token(tokens, after).written == "single"
        return _every_so_many(tokens, after)
    if (token.has("ordinal") or token.written in ("last", "second")) and _token(tokens, after).has(
        "days"
    ):
        return failed, after + 1
    if token.digits and _token(tokens, after).has("ordinal_end"):
        following = _token(tokens, after + 1)
        if following.has("days"):
            return failed, after + 2
        if following.has("of") and _token(tokens, after + 2).has("every"):
            return failed, after + 3
    return None


def _every_so_many(tokens: Sequence[Token], at: int) -> Read | None:
    """What follows "every" where it names a rule that is not weekly."""
    failed = Failed(fault=TimeFault.UNSUPPORTED_RECURRENCE)
    token = _token(tokens, at)
    count = token.name("ordinal") or token.name("number")
    after = at + 1 + (_token(tokens, at + 1).has("ordinal_end"))
    unit = _token(tokens, after)
    if unit.name("unit") in ("month", "year", "hour", "minute") and count:
        return failed, after + 1
    if count and (unit.has("unit") or unit.has("days") or unit.has("part")) and count != "1":
        return failed, after + 1
    if count and after > at + 1:
        return failed, after
    if token.name("unit") in ("month", "year", "hour", "minute"):
        return failed, at + 1
    return None


def _exception(tokens: Sequence[Token], at: int) -> Read | None:
    if not (tokens[at].has("except") or tokens[at].written == "-"):
        return None
    after = at + 1
    while _token(tokens, after).has("on") or _token(tokens, after).has("every"):
        after += 1
    after += _token(tokens, after).name("article") == "the"
    found = _set(tokens, after)
    if found is None or not at:
        return None
    return Except(days=found[0]), found[1]


def _daily(tokens: Sequence[Token], at: int) -> Read | None:
    name = tokens[at].name("daily")
    if name is not None:
        return Days(days=None, part=_PARTS.get(name), every=True), at + 1
    if not tokens[at].has("every"):
        return None
    after = at + 1 + (_token(tokens, at + 1).written in ("single", "1"))
    part = _token(tokens, after).name("part")
    if part is not None:
        return Days(days=None, part=_PARTS.get(part), every=True), after + 1
    return (Days(days=None, every=True), after + 1) if _token(tokens, after).has("daily") else None


def _weekly(tokens: Sequence[Token], at: int) -> Read | None:
    """ "once a week on tuesday"; without its day it must be asked for."""
    if not tokens[at].has("weekly"):
        return None
    after = at + 1
    while _token(tokens, after).has("on") or _token(tokens, after).written in (",", "every"):
        after += 1
    found = _set(tokens, after)
    if found is None:
        anywhere = any(token.has("days") or token.has("days_each") for token in tokens)
        return (Days(days=None), at + 1) if anywhere else (Doubt(), at + 1)
    return Days(days=found[0], every=True, part=found[2]), found[1]


def _named_days(tokens: Sequence[Token], at: int) -> Read | None:
    start = at
    every = False
    weeks, sole = 0, False
    while not _starts_set(_token(tokens, at)):
        token = _token(tokens, at)
        if token.has("every"):
            every = True
        elif token.has("this"):
            sole = True
        elif token.has("next"):
            sole, weeks = True, 1
        elif token.has("on") and at == start:
            sole = True
        elif not (token.name("article") == "the" and at > start):
            return None
        at += 1
    found = _set(tokens, at)
    if found is None:
        return None
    days, after, part, plural = *found[:3], found[3]
    if _token(tokens, after).has("this") and _token(tokens, after + 1).name("unit") == "week":
        sole, after = True, after + 2
    elif _token(tokens, after).has("next") and _token(tokens, after + 1).name("unit") == "week":
        sole, weeks, after = True, 1, after + 2
    said_on = start < at and tokens[start].has("on")
    if every or plural or (said_on and (len(days) > 1 or weeks == 0 and _regular(tokens))):
        sole = False
    return Days(days=days, sole=sole, weeks=weeks, part=part, every=every or plural), after


def _regular(tokens: Sequence[Token]) -> bool:
    return any(t.has("weekly") or t.has("every") or t.has("daily") for t in tokens)


def _starts_set(token: Token) -> bool:
    return token.has("days") or token.has("days_each")


Set = tuple[frozenset[Weekday], int, Part | None, bool]


def _set(tokens: Sequence[Token], at: int) -> Set | None:
    """Weekdays joined by commas, "and" and ranges, with the part of the day behind them."""
    found = _one_or_range(tokens, at)
    if found is None:
        return None
    days, after, plural = found
    while True:
        joint = after
        while _token(tokens, joint).written in _JOINTS or _token(tokens, joint).has("on"):
            joint += 1
        more = _one_or_range(tokens, joint)
        if more is None:
            break
        days, after, plural = days | more[0], more[1], plural or more[2]
    part = _token(tokens, after).name("part")
    if part is not None:
        plural = plural or _token(tokens, after).written.endswith("s")
        after += 1
    return days, after, _PARTS.get(part or ""), plural


def _one_or_range(tokens: Sequence[Token], at: int) -> tuple[frozenset[Weekday], int, bool] | None:
    token = _token(tokens, at)
    group = token.name("days_each")
    if group is not None:
        return frozenset(Weekday(name) for name in group.split()), at + 1, True
    first = token.name("days")
    if first is None:
        return None
    after = at + 1 + (_token(tokens, at + 1).written == ".")
    joint = _token(tokens, after)
    last = _token(tokens, after + 1).name("days") or _single_group(_token(tokens, after + 1))
    if last and (joint.has("through") or joint.written in ("to", "til", "till", "until", "bis")):
        begin, end = WEEK.index(Weekday(first)), WEEK.index(Weekday(last))
        length = (end - begin) % len(WEEK) + 1
        span = frozenset(WEEK[(begin + step) % len(WEEK)] for step in range(length))
        return span, after + 2, True
    return frozenset({Weekday(first)}), after, False


def _single_group(token: Token) -> str | None:
    group = token.name("days_each")
    return group if group and " " not in group else None
