"""From what was said about a time to a rule, and back to words that cannot be misread."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta, tzinfo

from bot.coach.understanding.meaning import Weekday, When
from bot.coach.understanding.said import Dated, Days, DayShift, Except
from bot.coach.understanding.scanning import scan
from bot.coach.understanding.time_words import clean, tokens_of
from content.phrases import Phrase, phrase
from scheduler.recurrence import NOON, DailyAt, night_of

WEEK = tuple(Weekday)
WEEKDAYS = frozenset(range(5))
DAY = timedelta(days=1)

MORNING = time(5)
"""From then until noon a clock time belongs to its own calendar day, before to the night."""

EVENING = time(17)
"""From then on it is "every night", before, in the afternoon, "every day"."""

_TEN, _ONE = time(10), time(13)

_FEW_NIGHTS = 2
"""So many nights are named by both their days; of more the evenings are named."""


def rule_of(when: When, zone: tzinfo) -> DailyAt:
    """The rule of a reading; relative times become the wall-clock time that they lead to.

    A rule counts nights by the evening on which they begin: "Mondays at 07:00" is the end of the
    night that began on Sunday.
    """
    if when.instant is not None:
        local = when.instant.astimezone(zone)
        return DailyAt(clock=local.time().replace(second=0, microsecond=0), on=local.date())
    if when.once:
        return DailyAt(clock=when.clock, on=when.on)
    if when.days is None or len(when.days) == len(WEEK):
        return DailyAt(clock=when.clock)
    before = 1 if _in_the_morning(when.clock) else 0
    days = frozenset((WEEK.index(day) - before) % len(WEEK) for day in when.days)
    return DailyAt(clock=when.clock, days=days)


def days_of(rule: DailyAt) -> frozenset[Weekday] | None:
    """The days of a rule as people name them: the opposite of `rule_of`."""
    return None if rule.days is None else frozenset(WEEK[day] for day in _calendar_days(rule))


def names_days(text: str, habits: str) -> bool:
    """Whether words say on which days or dates, beside the time."""
    cleaned = clean(text)
    pieces = scan(tokens_of(cleaned, habits), cleaned, habits)
    return any(isinstance(piece.said, Days | DayShift | Dated | Except) for piece in pieces)


def other_days(
    text: str, habits: str, rule: DailyAt | None, *, denied: bool = False
) -> frozenset[Weekday] | None:
    """The days that words change a rule to, none if they leave none; None if they name no days.

    "Only weekdays" names all of them; "not on Fridays" leaves some of the present ones out, and
    "Sundays too" adds to them. Without a rule, every night is what they change. `denied`: the words
    want none on the days that they name, unless they name others with "except" and its like.
    """
    said = _days_said(text, habits)
    if any(isinstance(one, DayShift | Dated) for one in said):
        return None
    named = [frozenset(one.days or WEEK) for one in said if isinstance(one, Days)]
    without = [one.days for one in said if isinstance(one, Except)]
    if denied and not without:
        named, without = [], named
    if not named and not without:
        return None
    before = days_of(rule) if rule else None
    adds = rule is not None and _adds(text, habits)
    kept = frozenset[Weekday]().union(
        *named, *([before or frozenset(WEEK)] if adds or not named else [])
    )
    return kept.difference(*without)


def days_named(text: str, habits: str) -> frozenset[Weekday] | None:
    """All days of the week that words name, left out or not; None for none, and for a date."""
    said = _days_said(text, habits)
    if any(isinstance(one, DayShift | Dated) for one in said):
        return None
    days = frozenset[Weekday]().union(
        *(one.days or WEEK for one in said if isinstance(one, Days)),
        *(one.days for one in said if isinstance(one, Except)),
    )
    return days or None


def days_left_out(text: str, habits: str) -> frozenset[Weekday]:
    """The days that words leave out, if they name no others: "every day but Friday" is a rule."""
    said = _days_said(text, habits)
    if any(isinstance(one, Days | DayShift | Dated) for one in said):
        return frozenset()
    return frozenset[Weekday]().union(*(one.days for one in said if isinstance(one, Except)))


def _days_said(text: str, habits: str) -> list[object]:
    # Read behind a time: days alone are no wish for one.
    cleaned = clean(f"{NOON:%H:%M} {text}")
    return [piece.said for piece in scan(tokens_of(cleaned, habits), cleaned, habits)]


def _adds(text: str, habits: str) -> bool:
    """Whether days come to those there are: "Sundays too", and "and Sundays" as all there is."""
    tokens = tokens_of(clean(text), habits)
    return any(token.has("also") for token in tokens) or (bool(tokens) and tokens[0].has("and"))


def spoken_rule(rule: DailyAt, today: date) -> Phrase:
    """When it rings: "every night at 22:30", after midnight with both days.

    Args: today: the local date, so that a date of another year is said with its year.
    """
    if rule.on is not None:
        return _spoken_date(rule, rule.on, today)
    if rule.days is None:
        every = _every(rule.clock)
        part = {"part": _part(rule.clock)} if every == "daily" else {}
        return phrase(f"remind.rule.{every}", at=rule.clock, **part)
    if rule.clock < MORNING:
        return _spoken_nights(rule.clock, rule.days)
    days = _spoken_days(_calendar_days(rule))
    return phrase("remind.rule.days", at=rule.clock, days=days, part=_part(rule.clock))


def spoken_loosely(rule: DailyAt, leeway: int, today: date) -> Phrase:
    """When it rings, and by how many minutes it may be later, if it may."""
    said = spoken_rule(rule, today)
    return phrase("remind.rule.loosely", rule=said, n=leeway) if leeway else said


def _every(clock: time) -> str:
    if _in_the_morning(clock):
        return "mornings"
    return "daily" if NOON <= clock < EVENING else "nightly"


def _part(clock: time) -> Phrase | str:
    """What keeps a time that is no evening's from being taken for one: 10:15 may be 22:15."""
    if not _TEN <= clock < _ONE:
        return ""
    return phrase("remind.rule.morning" if clock < NOON else "remind.rule.afternoon")


def _spoken_date(rule: DailyAt, on: date, today: date) -> Phrase:
    day: Phrase | date = on
    if on.year != today.year:
        day = phrase("remind.rule.in_year", date=on, year=str(on.year))
    if rule.clock < MORNING:
        night = _both_days((on - DAY).weekday())
        return phrase("remind.rule.once_after_midnight", at=rule.clock, night=night, date=day)
    return phrase("remind.rule.once", at=rule.clock, date=day, part=_part(rule.clock))


def _spoken_nights(clock: time, days: frozenset[int]) -> Phrase:
    if len(days) <= _FEW_NIGHTS:
        nights = tuple(_both_days(day) for day in sorted(days))
        return phrase("remind.rule.few_nights", at=clock, nights=nights)
    return phrase("remind.rule.nights_after", at=clock, days=_spoken_days(days))


def _spoken_days(days: frozenset[int]) -> Phrase | tuple[Phrase, ...]:
    if days == WEEKDAYS:
        return phrase("remind.rule.weekdays")
    return tuple(_weekday(day) for day in sorted(days))


def _calendar_days(rule: DailyAt) -> frozenset[int]:
    days = rule.days or frozenset()
    if not _in_the_morning(rule.clock):
        return days
    return frozenset((day + 1) % len(WEEK) for day in days)


def spoken_next(
    instant: datetime, now: datetime, zone: tzinfo, *, date_said: bool = False
) -> Phrase:
    """When it rings next: "tonight, in 1 h 20 min", else the day, after midnight both days.

    In the small hours "tonight" is still the night that the person is in, and nothing is
    "tomorrow": that word means two days then. Where the date is said already (`date_said`), only
    how far off it is.
    """
    at, local = instant.astimezone(zone), now.astimezone(zone)
    if MORNING <= at.time() < EVENING:
        day, today, soon = at.date(), local.date(), "today"
    else:
        day, today, soon = night_of(instant, zone), evening_of(local), "tonight"
    if day == today:
        left = timedelta(minutes=max(1, round((instant - now).total_seconds() / 60)))
        return phrase(f"remind.next.{soon}", left=left)
    if date_said and local.time() >= MORNING:
        return _how_far_off((day - today).days, after_midnight=at.time() < MORNING)
    if at.time() < MORNING:
        return phrase("remind.next.night", night=_both_days(day.weekday()), date=at.date())
    if day == today + DAY and local.time() >= MORNING:
        return phrase("remind.next.tomorrow", date=day)
    return phrase("remind.next.on", date=day)


def _how_far_off(days: int, *, after_midnight: bool) -> Phrase:
    if days == 1:
        return phrase("remind.next.night_after" if after_midnight else "remind.next.day_after")
    return phrase("remind.next.nights_off" if after_midnight else "remind.next.days_off", n=days)


def evening_of(local: datetime) -> date:
    """The evening that somebody means by tonight: from early morning on, the coming one."""
    return local.date() - DAY if local.time() < MORNING else local.date()


def _in_the_morning(clock: time) -> bool:
    return MORNING <= clock < NOON


def _both_days(evening: int) -> Phrase:
    following = (evening + 1) % len(WEEK)
    return phrase("remind.rule.night", evening=_weekday(evening), morning=_weekday(following))


def _weekday(number: int) -> Phrase:
    return phrase(f"days.{WEEK[number]}")
