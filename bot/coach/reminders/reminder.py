"""A nightly reminder and what became of its nights."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta, tzinfo
from enum import StrEnum

from bot.coach.people.zones import zone_named
from scheduler.recurrence import NOON, DailyAt, next_occurrence, night_of
from scheduler.spreading import spread

_NONE = timedelta(0)

MOST_REMINDERS = 20
"""Reminders a person may have."""


class Outcome(StrEnum):
    """What became of one night of a reminder."""

    CREATED = "created"
    SENT = "sent"
    MISSED = "missed"
    SKIPPED = "skipped"
    PRACTISED = "practised"
    SNOOZED = "snoozed"
    UNDELIVERED = "undelivered"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reminder:
    """A rule of one person. `zone` only where the words named one, else it is the person's own.

    `last_night` is the last night that is settled: it has rung, or was skipped or missed. `due_at`
    is its next instant, None when it will not ring any more. `snoozed_until` rings once, for
    `snoozed_night`: what was put off, and a single one that was counted in minutes, which keeps
    its instant whatever the clocks do. `removed_at`: deleted, Undo still works. `leeway`: minutes
    by which its nights may ring later than the clock time, so that not all the world rings at once.
    """

    id: int
    practitioner: int
    rule: DailyAt
    zone: str | None = None
    pose: str | None = None
    seconds: int | None = None
    created_at: datetime
    last_night: date | None = None
    paused_until: datetime | None = None
    snoozed_until: datetime | None = None
    snoozed_night: date | None = None
    regular_at: datetime | None = None
    removed_at: datetime | None = None
    leeway: int = 0

    @property
    def due_at(self) -> datetime | None:
        """When the clock has to look at it next."""
        if self.removed_at is not None:
            return None
        instants = [at for at in (self.regular_at, self.snoozed_until) if at is not None]
        return min(instants, default=None)

    def zone_of(self, persons: tzinfo) -> tzinfo:
        """The zone that its clock is read in."""
        return zone_named(self.zone) if self.zone else persons

    def night_at(self, due: datetime, persons: tzinfo) -> date:
        """The night that a ring at one of its instants belongs to; a snooze to its own."""
        if due == self.snoozed_until and self.snoozed_night is not None:
            return self.snoozed_night
        return night_of(due - self.later, self.zone_of(persons))

    @property
    def later(self) -> timedelta:
        """By how much later than the clock time it rings: every night the same.

        Noon is not passed: there the next night begins.
        """
        if not self.leeway:
            return _NONE
        window = timedelta(minutes=self.leeway)
        if self.rule.clock < NOON:
            day = date.min
            window = min(
                window, datetime.combine(day, NOON) - datetime.combine(day, self.rule.clock)
            )
        return spread(str(self.practitioner), window)

    @property
    def single(self) -> bool:
        """Whether it is for one date only."""
        return self.rule.on is not None

    def over_at(self, now: datetime) -> bool:
        """Whether it was a single one and will not ring any more."""
        return self.single and self.due_at is None and not self.paused_at(now)

    def paused_at(self, now: datetime) -> bool:
        """Whether it is quiet for a while."""
        return self.paused_until is not None and self.paused_until > now


@dataclass(frozen=True, slots=True, kw_only=True)
class Night:
    """One night of one reminder, and what became of it."""

    reminder: int
    night: date
    outcome: Outcome
    at: datetime


def for_instant(reminder: Reminder, instant: datetime, persons: tzinfo) -> Reminder:
    """The reminder wound for one instant, counted from when it was made."""
    night = night_of(instant, reminder.zone_of(persons))
    return replace(reminder, last_night=night, snoozed_until=instant, snoozed_night=night)


def wind(reminder: Reminder, persons: tzinfo, now: datetime, **settled: date | None) -> Reminder:
    """The reminder with its next regular instant after `now`, on a night not settled yet.

    `settled`: fields that change with it, such as the last night.
    """
    after = max(now, reminder.paused_until) if reminder.paused_until else now
    later = reminder.later
    found = next_occurrence(
        reminder.rule,
        reminder.zone_of(persons),
        after=after - later,
        last_night=settled.get("last_night", reminder.last_night),
    )
    regular_at = found.instant + later if found else None
    return replace(reminder, regular_at=regular_at, **settled)  # type: ignore[arg-type]


def loosened(reminder: Reminder, minutes: int, persons: tzinfo, now: datetime) -> Reminder:
    """The reminder with another leeway; a ring that is still to come tonight stays to come."""
    changed = wind(replace(reminder, leeway=minutes), persons, now)
    coming = reminder.regular_at
    if coming is None or coming <= now or changed.regular_at is None:
        return changed
    if reminder.night_at(coming, persons) == changed.night_at(changed.regular_at, persons):
        return changed
    return replace(changed, regular_at=coming)


def clock_of(hour_minute: str) -> time:
    """A wall-clock time from HH:MM; ValueError if it is none."""
    return time.fromisoformat(hour_minute).replace(tzinfo=None)
