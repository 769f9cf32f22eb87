"""From what was said about a time to a rule, and back to words that cannot be misread."""

from __future__ import annotations

from datetime import date, datetime, timedelta, tzinfo

from bot.coach.reminders.reminder import Reminder
from bot.coach.understanding.meaning import Weekday, When
from content.phrases import Phrase, phrase
from scheduler.recurrence import NOON, DailyAt, night_of

WEEK = tuple(Weekday)
WEEKDAYS = frozenset(range(5))
WEEKEND = frozenset({5, 6})
DAY = timedelta(days=1)


def rule_of(when: When, zone: tzinfo) -> DailyAt:
    """The rule of a reading; relative times become the wall-clock time that they lead to."""
    if when.instant is not None:
        local = when.instant.astimezone(zone)
        return DailyAt(clock=local.time().replace(second=0, microsecond=0), on=local.date())
    if when.once:
        return DailyAt(clock=when.clock, on=when.on)
    days = frozenset(WEEK.index(day) for day in when.days) if when.days is not None else None
    return DailyAt(clock=when.clock, days=None if days == frozenset(range(7)) else days)


def moved_to(when: When, read_in: datetime, zone: tzinfo) -> When:
    """A reading made before the zone was known, as it is meant in that zone.

    "Tonight" and "tomorrow" were counted from the date in UTC; they are counted from the local
    one. Args: when: the reading; read_in: the instant (aware) at which it was read in UTC.
    """
    if when.on is None or when.instant is not None:
        return when
    ahead = when.on - read_in.date()
    if not timedelta(0) <= ahead <= DAY:
        return when
    local = read_in.astimezone(zone).date()
    return When(clock=when.clock, once=True, on=local + ahead, zone=when.zone)


def spoken_rule(reminder: Reminder) -> Phrase:
    """When it rings: "every night at 22:30", after midnight with both days."""
    rule = reminder.rule
    if rule.on is not None:
        if rule.clock < NOON:
            return phrase(
                "remind.rule.once_after_midnight",
                at=rule.clock,
                evening=_weekday_of(rule.on - DAY),
                morning=_weekday_of(rule.on),
                date=rule.on,
            )
        return phrase("remind.rule.once", at=rule.clock, date=rule.on)
    night = "_after_midnight" if rule.clock < NOON else ""
    if rule.days is None:
        return phrase(f"remind.rule.nightly{night}", at=rule.clock)
    if rule.days == WEEKDAYS:
        return phrase(f"remind.rule.weekdays{night}", at=rule.clock)
    if rule.days == WEEKEND:
        return phrase(f"remind.rule.weekend{night}", at=rule.clock)
    if len(rule.days) == 1 and night:
        day = min(rule.days)
        return phrase(
            "remind.rule.one_night", at=rule.clock, evening=_weekday(day),
            morning=_weekday((day + 1) % 7),
        )  # fmt: skip
    days = tuple(_weekday(day) for day in sorted(rule.days))
    return phrase(f"remind.rule.days{night}", at=rule.clock, days=days)


def spoken_next(instant: datetime, now: datetime, zone: tzinfo) -> Phrase:
    """When it rings next: "tonight, in 1 h 20 min", or the evening's day."""
    night, tonight = night_of(instant, zone), night_of(now, zone)
    if night == tonight:
        left = timedelta(minutes=max(1, round((instant - now).total_seconds() / 60)))
        return phrase("remind.next.tonight", left=left)
    if night == tonight + DAY:
        return phrase("remind.next.tomorrow", at=instant)
    return phrase("remind.next.on", date=night)


def _weekday(number: int) -> Phrase:
    return phrase(f"days.{WEEK[number]}")


def _weekday_of(day: date) -> Phrase:
    return _weekday(day.weekday())
