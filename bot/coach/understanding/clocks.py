"""Clock times and ranges of them, in digits and words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.coach.understanding.half_days import in_half_of
from bot.coach.understanding.meaning import TimeFault
from bot.coach.understanding.said import Between, Clock, Failed, Meridiem, Part
from bot.coach.understanding.time_words import Token

_HOURS = 24
_HALF_DAY = 12
_MINUTES = 60
_SEPARATORS = frozenset({":", ".", ";", ",", "'", "h", "hr", "hrs", "u", "-"})
_STEP = 5
_EVENING = 18

Read = tuple[Clock | Between | Failed, int]


def read_clock(tokens: Sequence[Token], at: int) -> Read | None:
    """The clock time, or range of them, that begins at a token, and where it ends."""
    found = _single(tokens, at)
    if found is None:
        return None
    said, after = found
    if isinstance(said, Clock):
        return _range(tokens, said, after) or found
    return found


def _single(tokens: Sequence[Token], at: int) -> Read | None:
    for reader in (_named, _toward, _fraction_first, _minutes_first, _hour_first):
        if (found := reader(tokens, at)) is not None:
            said, after = found
            return _with_suffix(tokens, said, after) if isinstance(said, Clock) else found
    return None


def _get(tokens: Sequence[Token], at: int) -> Token:
    return tokens[at] if at < len(tokens) else _NOTHING


_NOTHING = Token(written="", start=-1, end=-1)


def _named(tokens: Sequence[Token], at: int) -> Read | None:
    minutes = tokens[at].name("named")
    if minutes is None:
        return None
    return Clock(hour=int(minutes) // _MINUTES, exact=True), at + 1


def _base(tokens: Sequence[Token], at: int) -> tuple[Clock, int] | None:
    """The hour that minutes are counted to or from."""
    if at >= len(tokens):
        return None
    found = _named(tokens, at) or _hour_first(tokens, at)
    if found is None or not isinstance(found[0], Clock) or found[0].minute:
        return None
    return found[0], found[1]


def _has_minutes(tokens: Sequence[Token], at: int) -> bool:
    """Whether what an hour is expected to be has minutes of its own: "half past ten thirty"."""
    found = _hour_first(tokens, at) if at < len(tokens) else None
    return found is not None and isinstance(found[0], Clock) and found[0].minute > 0


def _fraction_first(tokens: Sequence[Token], at: int) -> Read | None:
    """As in "half past ten", "half ten", "a quarter to ten"."""
    if tokens[at].name("article") == "a":
        at += 1
    fraction = _get(tokens, at).name("fraction")
    if fraction is None:
        return None
    minutes = int(fraction)
    after = at + 1 + (_get(tokens, at + 1).written == "-")
    if minutes == 30:  # noqa: PLR2004 - half an hour
        after += _get(tokens, after).has("past")
        base = _base(tokens, after)
        if base is None and _get(tokens, after - 1).has("past") and _has_minutes(tokens, after):
            return Failed(fault=TimeFault.INVALID_TIME), after + 2
        if base is None or _get(tokens, base[1]).has("unit"):
            return None
        return _moved(base[0], minutes), base[1]
    return _counted(tokens, after, minutes)


def _minutes_first(tokens: Sequence[Token], at: int) -> Read | None:
    """As in "twenty past nine", "ten to midnight", "5 minutes to 11"."""
    minutes = tokens[at].number()
    if minutes is None or not 1 <= minutes < _MINUTES:
        return None
    after = at + 1
    unit = _get(tokens, after).name("unit")
    if unit not in (None, "minute"):
        return None
    after += unit is not None
    after += _get(tokens, after).written == "-" and _get(tokens, after + 1).has("to")
    # "9 to 10" is a range, "ten to eleven" is 22:50.
    if unit is None and minutes % _STEP and _get(tokens, after).has("to"):
        return None
    if unit is None and at > 0 and tokens[at - 1].written in ("from", "between"):
        return None
    found = _counted(tokens, after, minutes)
    if found and tokens[at].digits and minutes == 10 and unit is None:  # noqa: PLR2004 - "10 to 11"
        said, end = found
        if isinstance(said, Clock) and said.shift and said.hour > minutes:
            return replace(said, doubtful=True), end
    return found


def _counted(tokens: Sequence[Token], at: int, minutes: int) -> Read | None:
    joint = _get(tokens, at)
    if joint.has("to"):
        minutes = -minutes
    elif not joint.has("past"):
        return None
    at += _get(tokens, at + 1).written == "-"
    toward = _toward(tokens, at + 1) if at + 1 < len(tokens) else None
    if toward is not None and isinstance(toward[0], Clock):
        # "tien over half elf"
        return replace(toward[0], shift=toward[0].shift + minutes), toward[1]
    base = _base(tokens, at + 1)
    if base is None:
        # "five past" names no hour; "10 to stretch" is ten o'clock.
        empty = joint.has("past") or at + 1 == len(tokens)
        return (Failed(fault=TimeFault.NO_TIME), at + 1) if empty else None
    if _get(tokens, base[1]).has("unit"):
        return None
    return _moved(base[0], minutes), base[1]


def _moved(base: Clock, minutes: int) -> Clock:
    return Clock(
        hour=base.hour,
        minute=max(minutes, 0),
        shift=min(minutes, 0),
        half=base.half,
        exact=base.exact,
    )


def _toward(tokens: Sequence[Token], at: int) -> Read | None:
    """As in "halb elf" (half an hour before eleven), "saadhe das" (half an hour after ten)."""
    minutes = tokens[at].name("toward")
    base = None if minutes is None else _base(tokens, at + 1)
    return None if minutes is None or base is None else (_moved(base[0], int(minutes)), base[1])


def _hour_first(tokens: Sequence[Token], at: int) -> Read | None:
    token = tokens[at]
    hour = token.number()
    end = _get(tokens, at + 1)
    if hour is None or (end.has("ordinal_end") and end.glued) or token.written in ("o", "oh"):
        return None
    if token.digits and len(token.written) in (3, 4):
        return _run_together(tokens, at, hour)
    if token.digits and len(token.written) > 4:  # noqa: PLR2004 - hhmm
        return None
    after = at + 1
    for reader in (_separated, _spaced):
        if (minutes := reader(tokens, after)) is not None:
            return _checked(token, hour, minutes[0]), minutes[1]
    joint = _get(tokens, after)
    if joint.name("oclock") == "hundred":
        return _checked(token, hour, 0), after + 1
    if joint.has("oclock") or (joint.has("glued_unit") and joint.glued and joint.written in "hu"):
        return _romance(tokens, hour, after + 1)
    if token.digits and joint.name("unit") == "hour" and _HALF_DAY < hour <= _HOURS:
        return _checked(token, hour, 0), after + 1
    if joint.has("unit") or (joint.has("glued_unit") and joint.glued):
        return None
    return _romance(tokens, hour, after, weak=True)


def _run_together(tokens: Sequence[Token], at: int, number: int) -> Read | None:
    after = at + 1
    joint = _get(tokens, after)
    if joint.name("unit") == "hour" or joint.has("oclock"):
        after += 1
    elif joint.has("unit"):
        return None
    return _checked(tokens[at], *divmod(number, 100), lead=tokens[at].written[0] == "0"), after


def _separated(tokens: Sequence[Token], at: int) -> tuple[int, int] | None:
    """Minutes after a sign: ":30", ".30", "h30", " uhr 30"."""
    joint, minutes = _get(tokens, at), _get(tokens, at + 1)
    number = minutes.number()
    if number is not None and joint.written == ":" and not tokens[at - 1].digits:
        return (number, at + 2) if _STEP * 2 <= number < _MINUTES else None
    if number is not None and joint.has("oclock") and _STEP * 2 <= number < _MINUTES:
        return number, at + 2
    if number is None or not minutes.digits:
        return None
    if len(minutes.written) != 2:  # noqa: PLR2004 - mm
        cut_short = joint.written == ":" or _get(tokens, at + 2).has("meridiem")
        return (_MINUTES, at + 2) if joint.written in (":", ".") and cut_short else None
    if joint.has("oclock"):
        return number, at + 2
    if joint.written not in _SEPARATORS or not (joint.glued or joint.written in "h:"):
        return None
    if joint.written in ",;-" and (not minutes.glued or number < _HOURS):
        return None
    after = at + 2
    seconds = _get(tokens, after + 1)
    if _get(tokens, after).written == ":" and seconds.glued and seconds.digits:
        after += 2
    after += _get(tokens, after).written in ("h", "hrs", "hours") and joint.written in ":."
    return number, after


def _spaced(tokens: Sequence[Token], at: int) -> tuple[int, int] | None:
    """Minutes after a space: "nine thirty", "10 30", "ten oh five"."""
    at += _get(tokens, at).written == "-" and not tokens[at - 1].digits
    token = _get(tokens, at)
    number = token.number()
    following = _get(tokens, at + 1)
    hours = following.name("unit") == "hour" and (tokens[at - 1].number() or 0) > _HALF_DAY
    if number is None or (following.has("unit") and not hours) or following.has("to"):
        return None
    if number == 0 and token.written != "00":
        unit = _get(tokens, at + 1).number()
        return (unit, at + 2) if unit is not None and 1 <= unit < 10 else None  # noqa: PLR2004
    if not 10 <= number < _MINUTES or _get(tokens, at + 1).written == ":":  # noqa: PLR2004 - mm
        return None
    return (number, at + 1) if not token.digits or len(token.written) == 2 else None  # noqa: PLR2004


def _romance(tokens: Sequence[Token], hour: int, at: int, *, weak: bool = False) -> Read:
    """As in "diez y media", "dix heures et quart", "once menos cuarto"."""
    joint = _get(tokens, at)
    sign = 1 if joint.has("and_part") else -1 if joint.has("minus") else 0
    behind = at + 1 + (_get(tokens, at + 1).name("article") == "a")
    fraction = _get(tokens, behind)
    minutes = fraction.name("fraction") or fraction.name("number")
    half = joint.name("half_past")
    if half is not None:
        return _moved(Clock(hour=hour), int(half)), at + 1
    if sign and minutes and int(minutes) < _MINUTES:
        return _moved(Clock(hour=hour), sign * int(minutes)), behind + 1
    if joint.has("fraction") and not _get(tokens, at + 1).has("unit") and not weak:
        return _moved(Clock(hour=hour), int(joint.name("fraction") or 0)), at + 1
    return _checked(None, hour, 0, weak=weak), at


def _checked(
    token: Token | None, hour: int, minute: int, *, weak: bool = False, lead: bool = False
) -> Clock | Failed:
    if hour == _HOURS and minute == 0:
        return Clock(hour=0, exact=True)
    if hour >= _HOURS or minute >= _MINUTES:
        return Failed(fault=TimeFault.INVALID_TIME, weak=weak)
    lead = lead or (token is not None and token.digits and token.written.startswith("0"))
    return Clock(hour=hour, minute=minute, exact=lead or hour > _HALF_DAY or hour == 0, weak=weak)


def _with_suffix(tokens: Sequence[Token], clock: Clock, at: int) -> Read:
    """The clock with what stands behind it: o'clock, am or pm, a part of the day."""
    strong = at
    at += _get(tokens, at).has("oclock")
    token = _get(tokens, at)
    short = token.glued or token.written == "p"
    half = token.name("meridiem") or (token.name("glued_meridiem") if short else None)
    after = at + 1
    if half is None and token.has("article") and _get(tokens, at + 1).has("part"):
        at, token = at + 1, _get(tokens, at + 1)
    if half in ("am", "pm"):
        return _with_half(clock, "am" if half == "am" else "pm"), after + (
            _get(tokens, after).written == "."
        )
    part = token.name("part")
    if part is not None and not _get(tokens, at + 1).number():
        return _with_part(clock, part), at + 1
    if at > strong:
        clock = _copy(clock, weak=False)
    return clock, at


def _with_half(clock: Clock, half: Meridiem) -> Clock | Failed:
    impossible = (clock.hour > _HALF_DAY and half == "am") or (clock.hour == 0 and half == "pm")
    if impossible and not (clock.hour == 0 and clock.shift):
        return Failed(fault=TimeFault.INVALID_TIME)
    if clock.exact and clock.hour in (0, _HALF_DAY) and clock.shift:
        return clock
    if half == "pm" and _HALF_DAY < clock.hour < _EVENING:
        return replace(clock, doubtful=True, weak=False)
    return _copy(clock, half=half, weak=False)


def _with_part(clock: Clock, part: str) -> Clock:
    match part:
        case "morning" | "afternoon" | "evening" | "night":
            return _copy(clock, part=part, weak=False)
        case _:
            return clock


def _copy(
    clock: Clock, *, half: Meridiem | None = None, part: Part | None = None, weak: bool = False
) -> Clock:
    return replace(
        clock,
        half=half or clock.half,
        part=part or clock.part,
        # A leading zero before am or pm is a habit of writing, not the 24-hour clock.
        exact=clock.exact and not (half and 1 <= clock.hour <= _HALF_DAY),
        weak=weak,
    )


def _range(tokens: Sequence[Token], first: Clock, at: int) -> tuple[Between, int] | None:
    """As in "10-11pm", "9 to 10"."""
    joint = _get(tokens, at)
    if not (joint.has("through") or joint.written in ("to", "till", "til", "until", "and")):
        return None
    if joint.written == "and" and not (at >= 2 and _after_between(tokens, at)):  # noqa: PLR2004
        return None
    following = at + 1 + _get(tokens, at + 1).has("at")
    if following >= len(tokens):
        return None
    found = _single(tokens, following)
    if found is None or not isinstance(found[0], Clock):
        return None
    return Between(first=in_half_of(first, found[0]), last=found[0]), found[1]


def _after_between(tokens: Sequence[Token], at: int) -> bool:
    return any(token.has("between") for token in tokens[max(0, at - 5) : at])
