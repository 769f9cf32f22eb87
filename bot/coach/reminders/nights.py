"""What is done with one night of a reminder: later, not tonight, in another zone, after a while."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta, tzinfo

from bot.coach.reminders import remind
from bot.coach.reminders.bedtime import evening_of
from bot.coach.reminders.reminder import Night, Outcome, Reminder, wind
from bot.coach.reminders.ringing import SNOOZE_MINUTES
from bot.coach.reminders.told import confirmed, next_at, rule_said
from bot.coach.talk.actions import NotTonight
from bot.coach.talk.answers import Answer, answer
from bot.coach.talk.replies import Line, choice, reply, say
from bot.coach.understanding.meaning import Intent
from bot.coach.visit import Visit
from content.phrases import Phrase
from scheduler.recurrence import first_instant, night_of

RANG_LATELY = timedelta(hours=3)
"""How long after it rang a reminder may still be snoozed."""

LONGEST_SNOOZE = timedelta(hours=12)
A_DAY = 24 * 60

_RUNG = (Outcome.CREATED, Outcome.SENT, Outcome.SNOOZED)


async def snooze(
    visit: Visit,
    minutes: int | None,
    until: time | None = None,
    *,
    reminder_id: int | None = None,
    night: date | None = None,
) -> Answer:
    """Ring once more, later in the same night; `night` is the one that a button came with."""
    reminder = await _to_snooze(visit, reminder_id)
    if reminder is None:
        key = "stale.reminder" if reminder_id else "remind.nothing_to_snooze"
        return answer(Intent.SNOOZE_REMINDER, reply(say(key)))
    tonight = night_of(visit.now, reminder.zone_of(visit.person.tzinfo))
    if night is not None and night != tonight:
        return answer(Intent.SNOOZE_REMINDER, reply(say("stale.night")))
    at = _snooze_end(visit, reminder, minutes, until)
    if not _within(visit, reminder, at, tonight):
        return answer(Intent.SNOOZE_REMINDER, reply(say("remind.snooze_too_long")))
    last = max(tonight, reminder.last_night or tonight)
    later = replace(reminder, snoozed_until=at, snoozed_night=tonight, last_night=last)
    if last != reminder.last_night:
        # Tonight's has not rung yet: the snooze takes its place.
        later = wind(later, visit.person.tzinfo, visit.now)
    await _settle(visit, reminder, tonight, Outcome.SNOOZED)
    await _save(visit, later)
    clock = at.astimezone(_shown_in(visit, reminder)).time()
    page = reply(say("remind.snoozed", at=clock)).offering(
        [choice(NotTonight(reminder.id, tonight.isoformat()), "remind.do.not_tonight")]
    )
    return answer(Intent.SNOOZE_REMINDER, page)


def _within(visit: Visit, reminder: Reminder, at: datetime, tonight: date) -> bool:
    soon = visit.now < at <= visit.now + LONGEST_SNOOZE
    return soon and night_of(at, reminder.zone_of(visit.person.tzinfo)) == tonight


def _snooze_end(
    visit: Visit, reminder: Reminder, minutes: int | None, until: time | None
) -> datetime:
    """Minutes count from now, or from when it is to ring if that is still to come."""
    if until is None:
        to_come = reminder.regular_at
        begins = to_come if to_come and _is_tonight(visit, reminder, to_come) else visit.now
        return begins + timedelta(minutes=min(minutes or SNOOZE_MINUTES, A_DAY))
    zone = _shown_in(visit, reminder)
    day = visit.now.astimezone(zone).date()
    at = first_instant(datetime.combine(day, until), zone)
    if at > visit.now:
        return at
    return first_instant(datetime.combine(day + timedelta(days=1), until), zone)


def _shown_in(visit: Visit, reminder: Reminder) -> tzinfo:
    """The person's own clock; the reminder's where only that is known."""
    return visit.person.tzinfo if visit.person.zone else reminder.zone_of(visit.person.tzinfo)


async def _to_snooze(visit: Visit, reminder_id: int | None) -> Reminder | None:
    """The one named by a button; else the one that rang lately; else tonight's next."""
    reminders = await visit.work.reminders.of(visit.person.id)
    if reminder_id:
        return next((r for r in reminders if r.id == reminder_id), None)
    rang, rang_at = visit.person.rang_reminder, visit.person.rang_at
    if rang_at is not None and visit.now - rang_at <= RANG_LATELY:
        lately = next((r for r in reminders if r.id == rang), None)
        if lately is not None:
            return lately
    tonight = [r for r in reminders if _rings_tonight(visit, r)]
    return min(tonight, key=lambda r: r.due_at or visit.now, default=None)


async def not_tonight(
    visit: Visit, reminder_id: int | None = None, night: date | None = None
) -> Answer:
    """Leave the night alone: one reminder's by its button, else all of tonight's."""
    reminders = list(await visit.work.reminders.of(visit.person.id))
    if reminder_id:
        return await _not_that_night(visit, reminders, reminder_id, night)
    evening = _evening_meant(visit, reminders)
    meant = [r for r in reminders if _belongs_to(visit, r, evening)]
    if not meant:
        return answer(Intent.SKIP_TONIGHT, reply(say("remind.none_tonight")))
    for reminder in meant:
        await _skip(visit, reminder, evening)
    key = "remind.not_tonight" if evening == visit.tonight else "remind.not_this_evening"
    return answer(Intent.SKIP_TONIGHT, reply(say(key, date=evening)))


async def _not_that_night(
    visit: Visit, reminders: list[Reminder], reminder_id: int, night: date | None
) -> Answer:
    reminder = next((r for r in reminders if r.id == reminder_id), None)
    if reminder is None:
        return answer(Intent.SKIP_TONIGHT, reply(say("stale.reminder")))
    if night != night_of(visit.now, reminder.zone_of(visit.person.tzinfo)):
        return answer(Intent.SKIP_TONIGHT, reply(say("stale.night")))
    await _skip(visit, reminder, night)
    return answer(Intent.SKIP_TONIGHT, reply(say("remind.not_tonight")))


def _evening_meant(visit: Visit, reminders: list[Reminder]) -> date:
    """Tonight; in the morning the coming evening, unless this night still has a ring to come."""
    if any(_rings_tonight(visit, reminder) for reminder in reminders):
        return visit.tonight
    return max(visit.tonight, evening_of(visit.now.astimezone(visit.person.tzinfo)))


def _belongs_to(visit: Visit, reminder: Reminder, evening: date) -> bool:
    """Whether it rings on an evening's night, or has rung in it."""
    if reminder.last_night == evening:
        return True
    due = reminder.due_at
    return due is not None and reminder.night_at(due, visit.person.tzinfo) == evening


async def _skip(visit: Visit, reminder: Reminder, night: date) -> None:
    settled = max(night, reminder.last_night or night)
    left = replace(reminder, last_night=settled, snoozed_until=None, snoozed_night=None)
    await _settle(visit, reminder, night, Outcome.SKIPPED)
    await _save(visit, wind(left, visit.person.tzinfo, visit.now))


async def move_all(visit: Visit) -> list[Line[Phrase]]:
    """The person's zone has changed: their own reminders ring at the new local time.

    Once a night still: an evening in which one rang already, by the new clock too, is over for it.
    Returns what is to be said of it.
    """
    moved: list[Reminder] = []
    lines: list[Line[Phrase]] = []
    for reminder in await remind.active(visit):
        if reminder.zone is not None:
            continue
        there = wind(await _rung_there(visit, reminder), visit.person.tzinfo, visit.now)
        await _save(visit, there)
        if there.over_at(visit.now):
            lines.append(say("zone.over_there", rule=rule_said(visit, reminder)))
        else:
            moved.append(there)
    if len(moved) == 1:
        lines.append(await confirmed(visit, moved[0], "zone.moved_one"))
    elif moved:
        lines.append(say("zone.moved", n=len(moved)))
    return lines


async def _rung_there(visit: Visit, reminder: Reminder) -> Reminder:
    if reminder.single or reminder.last_night is None:
        return reminder
    settled = await visit.work.reminders.night(reminder.id, reminder.last_night)
    if settled is None or settled.outcome not in _RUNG:
        return reminder
    there = night_of(settled.at, visit.person.tzinfo)
    return replace(reminder, last_night=max(reminder.last_night, there))


async def welcome_back(visit: Visit) -> list[Line[Phrase]]:
    """For somebody who could not be reached for a while: it rings again, and when."""
    reminders = [r for r in await remind.active(visit) if await next_at(visit, r)]
    if not reminders:
        return [say("remind.welcome_back")]
    soonest = min(reminders, key=lambda r: r.due_at or visit.now)
    return [say("remind.welcome_back"), await confirmed(visit, soonest, "remind.rings_again")]


def _rings_tonight(visit: Visit, reminder: Reminder) -> bool:
    return reminder.due_at is not None and _is_tonight(visit, reminder, reminder.due_at)


def _is_tonight(visit: Visit, reminder: Reminder, at: datetime) -> bool:
    zone = reminder.zone_of(visit.person.tzinfo)
    return night_of(at, zone) == night_of(visit.now, zone)


async def _settle(visit: Visit, reminder: Reminder, night: date, outcome: Outcome) -> None:
    await visit.work.reminders.settle(
        Night(reminder=reminder.id, night=night, outcome=outcome, at=visit.now)
    )


async def _save(visit: Visit, reminder: Reminder) -> None:
    await visit.work.reminders.save(reminder)
    visit.wake(reminder.due_at)
