"""Days in words without a time: "only weekdays", "not on Fridays", "drop the Sunday one"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from bot.coach.practice.naming import named
from bot.coach.reminders.bedtime import WEEK, days_left_out, days_named, days_of, other_days
from bot.coach.reminders.reminder import Reminder
from bot.coach.talk.requests import Words
from bot.coach.understanding.meaning import TimesRead, Weekday, When
from bot.coach.visit import Visit

JUST_MADE = timedelta(minutes=10)
"""How long words without a name are meant for the reminder that was made or changed last."""

_MOST_WORDS = 12


def meant(visit: Visit, reminders: Sequence[Reminder]) -> Reminder | None:
    """The only reminder, or "it", the one made a moment ago; None if it is not plain which."""
    if len(reminders) == 1:
        return reminders[0]
    if (text := _text(visit)) is not None and _says(visit, text, "one_of_them"):
        return None
    latest = max(reminders, key=lambda reminder: (reminder.created_at, reminder.id))
    return latest if visit.now - latest.created_at <= JUST_MADE else None


def others_for(visit: Visit, reminder: Reminder) -> frozenset[Weekday] | None:
    """The days that the words leave a reminder, none at all too; None if they name no days."""
    if (text := _text(visit)) is None or reminder.single:
        return None
    return other_days(text, _habits(visit), reminder.rule, denied=_denies(visit, text))


def left_out_of(visit: Visit, reminder: Reminder) -> bool:
    """Whether the words do no more about days than leave out some on which a reminder rings."""
    text = _text(visit)
    if text is None or reminder.single:
        return False
    return bool(days_left_out(text, _habits(visit)) & all_of(reminder))


def later(visit: Visit) -> bool:
    """Whether the words put something off: "half an hour later"."""
    text = _text(visit)
    return text is not None and _says(visit, text, "later")


def said_of_it(visit: Visit) -> bool:
    """Whether days without a time are said of what is there: "only weekdays", "Sundays too"."""
    text = _text(visit)
    if text is None or days_named(text, _habits(visit)) is None:
        return False
    whole = named(visit, text, [("every", "remind.said.every")], whole=True)
    return whole is not None or _says(visit, text, "of_it")


def of_words(visit: Visit) -> frozenset[Weekday] | None:
    """The days that the words name, left out or not; None if they name none."""
    text = _text(visit)
    return None if text is None else days_named(text, _habits(visit))


def to_ring(visit: Visit) -> frozenset[Weekday] | None:
    """The days on which a reminder is wished for whose time is still asked for."""
    if (text := _text(visit)) is None:
        return None
    return other_days(text, _habits(visit), None, denied=_denies(visit, text)) or None


def all_of(reminder: Reminder) -> frozenset[Weekday]:
    """The days on which a reminder rings."""
    if reminder.rule.on is not None:
        return frozenset({WEEK[reminder.rule.on.weekday()]})
    return days_of(reminder.rule) or frozenset(WEEK)


def kept(days: frozenset[Weekday] | None) -> list[str] | None:
    """Days as plain values, for a question that waits."""
    return None if days is None else sorted(days)


def on_kept(times: TimesRead, days: Sequence[str] | None) -> TimesRead:
    """Times on the days that were said before them, unless they have days of their own."""
    if days is None:
        return times
    on = frozenset(Weekday(day) for day in days)
    return replace(times, times=tuple(_on(when, on) for when in times.times))


def _on(when: When, days: frozenset[Weekday]) -> When:
    dated = when.once or when.instant is not None
    return when if dated or when.days is not None else replace(when, days=days)


def _denies(visit: Visit, text: str) -> bool:
    # "No reminders on Sundays" is the opposite of "reminders on Sundays".
    return _says(visit, text, "not_on") and not _says(visit, text, "only")


def _says(visit: Visit, text: str, what: str) -> bool:
    return named(visit, text, [(what, f"remind.said.{what}")], most=_MOST_WORDS) is not None


def _text(visit: Visit) -> str | None:
    content = visit.request.content
    return content.text if isinstance(content, Words) else None


def _habits(visit: Visit) -> str:
    return visit.person.locale or visit.person.tongue
