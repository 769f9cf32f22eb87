"""Which nights: names and sets of weekdays, exceptions, and rules that are not offered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

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
    for reader in (_unsupported, _exception, _daily, _weekly, _night_between, _named_days):
        if (found := reader(tokens, at)) is not None:
            return found
    return None


def _token(tokens: Sequence[Token], at: int) -> Token:
    return tokens[at] if 0 <= at < len(tokens) else _NOTHING


def _unsupported(tokens: Sequence[Token], at: int) -> Read | None:
    """As in "every 2nd friday", "first monday of the month", "every 3 days", "monthly"."""
    failed = Failed(fault=TimeFault.UNSUPPORTED_RECURRENCE)
    token, following = tokens[at], _token(tokens, at + 1)
    if token.has("unsupported"):
        return failed, at + 1
    if token.has("every"):
        if following.has("other"):
            return failed, at + 2
        skipped = following.name("article") == "the" or following.written == "single"
        return _every_so_many(tokens, at + 1 + skipped)
    ordinal = token.has("ordinal") or token.written in ("last", "2nd")
    end = at + 1
    if token.digits and following.has("ordinal_end"):
        ordinal, end = True, at + 2
    of_every = _token(tokens, end).has("of") and _token(tokens, end + 1).has("every")
    of_month = _token(tokens, end).has("unit") and _token(tokens, end + 1).has("of")
    regular = _token(tokens, end).has("days") or of_every or of_month
    return (failed, end + 1) if ordinal and regular else None


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
    # "daily - fri", but not "10pm - tue, fri"
    dash = tokens[at].written == "-" and any(map(_says_days, tokens[:at]))
    if not (tokens[at].has("except") or dash):
        return None
    after = at + 1 + (_token(tokens, at + 1).written == ".")
    while _token(tokens, after).has("on") or _token(tokens, after).has("every"):
        # "but only on weekends" leaves out the other nights.
        if _token(tokens, after).written.startswith("only"):
            return None
        after += 1
    after += _token(tokens, after).name("article") == "the"
    found = _set(tokens, after)
    # "no monday 10pm" may be a correction, "no sundays 10pm" is none.
    correction = tokens[at].written in ("no", "not", "-")
    if found is None or (not at and correction and not found[3]):
        # "not today, tomorrow" may leave out this night or correct what was said before.
        unclear = tokens[at].written == "not" and _token(tokens, after).has("shift_day")
        return (Doubt(), after + 1) if unclear else None
    return Except(days=found[0]), found[1]


def _says_days(token: Token) -> bool:
    return any(map(token.has, ("daily", "days", "days_each", "every")))


def _daily(tokens: Sequence[Token], at: int) -> Read | None:
    if tokens[at].has("other_days"):
        return Days(days=None, every=True, others=True), at + 1
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
    """As in "once a week on tuesday"; without its day it must be asked for."""
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


def _night_between(tokens: Sequence[Token], at: int) -> Read | None:
    """As in "the night from monday to tuesday", which is monday's."""
    at += tokens[at].name("article") == "the"
    words = [_token(tokens, at + step) for step in range(5)]
    evening, morning = words[2].name("days"), words[4].name("days")
    said = words[0].name("part") == "night" and words[1].written == "from"
    if not said or evening is None or morning is None or words[3].written != "to":
        return None
    if (WEEK.index(Weekday(morning)) - WEEK.index(Weekday(evening))) % len(WEEK) != 1:
        return None
    return Days(days=frozenset({Weekday(evening)})), at + len(words)


def _named_days(tokens: Sequence[Token], at: int) -> Read | None:
    lead, begin = _lead(tokens, at)
    found = _set(tokens, begin)
    if lead is None or found is None:
        return None
    days, after, part, plural = found
    ahead = _token(tokens, after).name("week_ahead")
    if ahead in ("this", "next"):
        lead, after = replace(lead, sole=True, weeks=2 * (ahead == "next")), after + 1
    every = lead.every or plural
    loosely = tokens[at].has("on") and (len(days) > 1 or _regular(tokens)) and not lead.weeks
    sole = lead.sole and not every and not loosely
    return Days(days=days, sole=sole, weeks=lead.weeks, part=part, every=every), after


def _lead(tokens: Sequence[Token], at: int) -> tuple[Days | None, int]:
    """What stands before a weekday: "every", "this", "next", "on the"."""
    lead, start = Days(days=None), at
    while not _starts_set(token := _token(tokens, at)):
        if token.has("every"):
            lead = replace(lead, every=True)
        elif token.has("week_ahead"):
            lead = replace(lead, sole=True, weeks=2 * (token.name("week_ahead") == "next"))
        elif token.has("this") or token.has("next"):
            lead = replace(lead, sole=True, weeks=int(token.has("next")))
        elif token.has("on") and at == start:
            lead = replace(lead, sole=True)
        elif not (at > start and (token.name("article") == "the" or token.written == "single")):
            return None, at
        at += 1
    return lead, at


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
        while _joins(_token(tokens, joint)):
            joint += 1
        more = _one_or_range(tokens, joint)
        if more is None:
            break
        # "work days mon-thu": the fewer are the ones that are meant.
        narrower = joint == after and more[0] < days
        days = more[0] if narrower else days | more[0]
        after, plural = more[1], plural or more[2]
    part = _token(tokens, after).name("part")
    if part is not None:
        plural = plural or _token(tokens, after).written.endswith("s")
        after += 1
    return days, after, _PARTS.get(part or ""), plural


def _joins(token: Token) -> bool:
    return token.written in _JOINTS or token.name("and") == "and" or token.has("on")


def _one_or_range(tokens: Sequence[Token], at: int) -> tuple[frozenset[Weekday], int, bool] | None:
    token = _token(tokens, at)
    group = token.name("days_each")
    first = token.name("days") or _single_group(token)
    if first is None:
        if group is None:
            return None
        return frozenset(Weekday(name) for name in group.split()), at + 1, True
    after = at + 1 + (_token(tokens, at + 1).written == ".")
    joint = _token(tokens, after)
    last = _token(tokens, after + 1).name("days") or _single_group(_token(tokens, after + 1))
    if last and (joint.has("through") or joint.written in ("to", "til", "till", "until", "bis")):
        begin, end = WEEK.index(Weekday(first)), WEEK.index(Weekday(last))
        length = (end - begin) % len(WEEK) + 1
        span = frozenset(WEEK[(begin + step) % len(WEEK)] for step in range(length))
        return span, after + 2, True
    return frozenset({Weekday(first)}), after, group is not None


def _single_group(token: Token) -> str | None:
    group = token.name("days_each")
    return group if group and " " not in group else None
