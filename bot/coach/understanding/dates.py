"""Single days: dates, "tomorrow", "in 2 days"; and on which calendar date they fall."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from bot.coach.understanding.meaning import Weekday
from bot.coach.understanding.said import Dated, Days, DayShift, Part
from bot.coach.understanding.time_words import Token

WEEK = tuple(Weekday)
NOON = time(12)
_NOTHING = Token(written="", start=-1, end=-1)
_MONTHS = 12
_LONGEST_MONTH = 31
_CENTURY = 2000
_YEARS_AHEAD = 8
_NEXT_WEEK = 2
_SHIFTS = {"today": 0, "tonight": 0, "tomorrow": 1, "overmorrow": 2}


def read_date(tokens: Sequence[Token], at: int, habits: str) -> tuple[Dated | DayShift, int] | None:
    """The day that begins at a token, and where it ends."""
    for reader in (_shifted, _feast, _month_first, _day_first, _ordinal_alone):
        if (found := reader(tokens, at)) is not None:
            return found
    return _in_digits(tokens, at, habits)


def _token(tokens: Sequence[Token], at: int) -> Token:
    return tokens[at] if at < len(tokens) else _NOTHING


def _shifted(tokens: Sequence[Token], at: int) -> tuple[DayShift, int] | None:
    name = tokens[at].name("shift_day")
    if name is None:
        return None
    day, _, within = name.partition(" ")
    behind = _token(tokens, at + 1).name("part")
    part: Part | None = "night" if day == "tonight" else None
    match behind or within:
        case "morning" | "afternoon" | "evening" | "night" as said:
            part = said
        case _:
            pass
    by_night = day == "tonight" or part in ("evening", "night")
    return DayShift(days=_SHIFTS[day], night=by_night, part=part), at + 1 + (behind is not None)


def _feast(tokens: Sequence[Token], at: int) -> tuple[Dated, int] | None:
    name = tokens[at].name("feast")
    return None if name is None else (Dated(month=int(name) // 100, day=int(name) % 100), at + 1)


def _day_number(tokens: Sequence[Token], at: int) -> tuple[int, int, bool] | None:
    """A day of the month, where it ends, and whether it was said as an ordinal."""
    token = _token(tokens, at)
    ordinal = token.name("ordinal")
    if ordinal is not None:
        return int(ordinal), at + 1, True
    number = token.number()
    if number is None or number > 99:  # noqa: PLR2004 - no more than two digits
        return None
    end = _token(tokens, at + 1)
    if end.has("ordinal_end") and (end.glued or token.digits):
        return number, at + 2, True
    return number, at + 1, False


def _year(tokens: Sequence[Token], at: int) -> tuple[int | None, int]:
    comma = at + (_token(tokens, at).written == ",")
    token = _token(tokens, comma)
    number = token.number()
    if token.digits and len(token.written) == 4 and number and number // 100 in (19, 20, 21):  # noqa: PLR2004
        after = _token(tokens, comma + 1)
        is_clock = 2000 <= number < 2024 and (after.has("unit") or after.has("meridiem"))  # noqa: PLR2004
        if not is_clock:
            return number, comma + 1
    return None, at


def _month_first(tokens: Sequence[Token], at: int) -> tuple[Dated, int] | None:
    """As in "march 3", "March the 3rd 2027"."""
    month = tokens[at].name("month")
    if month is None:
        return None
    after = at + 1 + (_token(tokens, at + 1).written in (".", "/", "-"))
    after += _token(tokens, after).name("article") == "the"
    day = _day_number(tokens, after)
    following = _token(tokens, day[1]) if day else _NOTHING
    if day is None or following.written == ":" or following.has("meridiem"):
        return None
    year, after = _year(tokens, day[1])
    return Dated(day=day[0], month=int(month), year=year), after


def _day_first(tokens: Sequence[Token], at: int) -> tuple[Dated, int] | None:
    """As in "3 march", "the 3rd of March, 2027", "24. dec"."""
    at += tokens[at].name("article") == "the"
    day = _day_number(tokens, at)
    if day is None:
        return None
    after = day[1] + (_token(tokens, day[1]).written in (".", "-"))
    after += _token(tokens, after).has("of")
    month = _token(tokens, after).name("month")
    if month is None:
        return None
    year, after = _year(tokens, after + 1)
    return Dated(day=day[0], month=int(month), year=year), after


def _ordinal_alone(tokens: Sequence[Token], at: int) -> tuple[Dated, int] | None:
    """As in "the 3rd", "friday the 21st"."""
    the = tokens[at].name("article") == "the"
    day = _day_number(tokens, at + the)
    if day is None or not day[2]:
        return None
    digits = tokens[at + the].digits
    before = _token(tokens, at - 1) if at else _NOTHING
    following = _token(tokens, day[1])
    if following.has("unit") or following.has("days"):
        return None
    plainly = day[0] > _MONTHS or before.has("days") or before.has("on")
    if not digits and not (the and plainly):
        return None
    return Dated(day=day[0]), day[1]


def _in_digits(tokens: Sequence[Token], at: int, habits: str) -> tuple[Dated, int] | None:
    """As in "2026-12-24", "24/12", "24.12.2026", "12/24/26"."""
    first, joint, second = (_token(tokens, at + step) for step in range(3))
    sign = joint.written
    if not (first.digits and second.digits and joint.glued and second.glued):
        return None
    if sign not in ("/", ".", "-"):
        return None
    third = _token(tokens, at + 4)
    full = _token(tokens, at + 3).written == sign and third.digits and third.glued
    numbers = [int(first.written), int(second.written)]
    after = at + 3
    year: int | None = None
    if full:
        after = at + 5
        if len(first.written) == 4:  # noqa: PLR2004 - a year
            after += _token(tokens, after).written == "t"
            return Dated(year=numbers[0], month=numbers[1], day=int(third.written)), after
        year = int(third.written) + (_CENTURY if len(third.written) <= 2 else 0)  # noqa: PLR2004
    elif sign == "." and _token(tokens, after).written == "." and _token(tokens, after).glued:
        # "25.05." is a date, but at the end of a sentence "7.30." and "10.10." are times.
        ends = after + 1 == len(tokens) and len(second.written) == len("mm")
        if max(numbers) > _LONGEST_MONTH or min(numbers) > _MONTHS or numbers[1] > _MONTHS:
            return None
        if ends and not (at and tokens[at - 1].has("on")):
            return None
        after += 1
    elif sign != "/":
        return None
    return _ordered(numbers[0], numbers[1], year, sign, habits), after


def _ordered(first: int, second: int, year: int | None, sign: str, habits: str) -> Dated:
    american = habits in ("en-US", "en-us") and sign == "/"
    day, month = (second, first) if american else (first, second)
    if month > _MONTHS >= day:
        day, month = month, day
    unclear = sign == "/" and habits == "en" and day <= _MONTHS and day != month
    return Dated(day=day, month=month, year=year, swapped=unclear)


def nights_for(
    said: Dated | DayShift | Days, clock: time, now: datetime
) -> tuple[list[date], bool]:
    """The calendar dates that a clock time can be on, likeliest first; and whether it is past.

    `now` is local. No dates and not past: there is no such date.
    """
    match said:
        case DayShift():
            dates = _of_shift(said, clock, now)
        case Dated():
            dates = _of_date(said, clock, now)
        case Days():
            dates = _of_weekdays(said, clock, now)
    ahead = [day for day in dates if _is_ahead(day, clock, now)]
    return ahead, bool(dates) and not ahead


def _is_ahead(day: date, clock: time, now: datetime) -> bool:
    return datetime.combine(day, clock) > now.replace(tzinfo=None)


def _evening(now: datetime) -> date:
    """The calendar date on which the night of this moment began, or will begin."""
    return (now - timedelta(hours=12)).date() if now.time() < NOON else now.date()


def _of_shift(said: DayShift, clock: time, now: datetime) -> list[date]:
    today = now.date()
    small_hours = clock < time(5)
    if said.part == "morning":
        return [today + timedelta(days=said.days)]
    if said.night:
        late = timedelta(days=clock < NOON)
        evenings = [today + timedelta(days=said.days)]
        if said.days == 0:
            evenings = [_evening(now), *evenings]
        days = [evening + late for evening in evenings]
        return [day for day in days if _is_ahead(day, clock, now)][:1] or days[-1:]
    day = today + timedelta(days=said.days)
    # "tomorrow at 00:30" may be the night after tomorrow's evening.
    return [day, day + timedelta(days=1)] if small_hours and said.days else [day]


def _of_date(said: Dated, clock: time, now: datetime) -> list[date]:
    if not 1 <= said.day <= _LONGEST_MONTH:
        return []
    found = _next_date(said, clock, now)
    if said.swapped and said.month is not None:
        other = Dated(day=said.month, month=said.day, year=said.year)
        found += _next_date(other, clock, now)
    return found


def _next_date(said: Dated, clock: time, now: datetime) -> list[date]:
    if said.year is not None:
        made = _made(said.year, said.month or now.month, said.day)
        return [] if made is None else [made]
    months = (
        [(now.year + ahead, said.month) for ahead in range(_YEARS_AHEAD)]
        if said.month is not None
        else [
            (now.year + (now.month - 1 + ahead) // _MONTHS, (now.month - 1 + ahead) % _MONTHS + 1)
            for ahead in range(_MONTHS)
        ]
    )
    for year, month in months:
        made = _made(year, month, said.day)
        if made and _is_ahead(made, clock, now):
            return [made]
    return []


def _made(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _of_weekdays(said: Days, clock: time, now: datetime) -> list[date]:
    """The coming night of each named day, and for "next friday" the one that may be meant too."""
    dates: list[date] = []
    late = timedelta(days=clock < NOON and said.part != "morning")
    for weekday in sorted(said.days or (), key=WEEK.index):
        ahead = (WEEK.index(weekday) - now.weekday()) % len(WEEK)
        evening = now.date() + timedelta(days=ahead)
        if not _is_ahead(evening + late, clock, now):
            evening += timedelta(days=7)
        if said.weeks == _NEXT_WEEK:
            monday = now.date() - timedelta(days=now.weekday())
            dates.append(monday + timedelta(days=7 + WEEK.index(weekday)) + late)
            continue
        if said.weeks and evening == now.date():
            evening += timedelta(days=7)
        coming_week = evening.isocalendar()[1] != now.date().isocalendar()[1]
        if said.weeks and not coming_week:
            dates += [evening + late + timedelta(days=7), evening + late]
        else:
            dates.append(evening + late)
    return dates
