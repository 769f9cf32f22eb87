"""What is said of a reminder: when, what for, by which clock, and when it rings next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from bot.coach.people.zones import shown_zone
from bot.coach.reminders import ringing
from bot.coach.reminders.bedtime import spoken_loosely, spoken_next, spoken_rule
from bot.coach.reminders.reminder import Night, Outcome, Reminder, wind
from bot.coach.talk.replies import Line, Style, line, say
from bot.coach.visit import Visit
from content.phrases import Phrase, phrase
from scheduler.recurrence import DailyAt, night_of

LOST = (Outcome.MISSED, Outcome.UNDELIVERED)


def rule_said(visit: Visit, reminder: Reminder) -> Phrase:
    """When it rings, as of now: what was put off or counted in minutes by the clock it leads to."""
    zone = reminder.zone_of(visit.person.tzinfo)
    rule = reminder.rule
    if rule.on is not None and reminder.snoozed_until is not None:
        local = reminder.snoozed_until.astimezone(zone)
        rule = DailyAt(clock=local.time().replace(second=0, microsecond=0), on=local.date())
        return spoken_rule(rule, visit.now.astimezone(zone).date())
    return spoken_loosely(rule, reminder.leeway, visit.now.astimezone(zone).date())


async def confirmed(visit: Visit, reminder: Reminder, key: str) -> Line[Phrase]:
    """A sentence that repeats what was understood."""
    return say(
        key,
        rule=rule_said(visit, reminder),
        zone=shown_zone(reminder.zone or visit.person.zone or ""),
        next=await next_said(visit, reminder),
        pose=_for_pose(reminder),
    )


async def next_said(visit: Visit, reminder: Reminder) -> Phrase:
    """When it rings next, as a person says it."""
    at = await next_at(visit, reminder)
    if at is None:
        return phrase("remind.next.never")
    zone = reminder.zone_of(visit.person.tzinfo)
    return spoken_next(at, visit.now, zone, date_said=reminder.rule.on is not None)


async def next_at(visit: Visit, reminder: Reminder) -> datetime | None:
    """The instant of its next ring: not tonight's, if the night has its practice already."""
    at = reminder.due_at
    if at is None or reminder.single or at == reminder.snoozed_until:
        return at
    practising = visit.session is not None and night_of(at, visit.person.tzinfo) == visit.tonight
    if not practising and not await ringing.rests(visit.work, visit.person, at):
        return at
    night = reminder.night_at(at, visit.person.tzinfo)
    return wind(replace(reminder, last_night=night), visit.person.tzinfo, visit.now).regular_at


async def summary(visit: Visit, reminder: Reminder, style: Style) -> Line[Phrase]:
    """One reminder in the list: when it rings next, or until when it does not."""
    if not reminder.paused_at(visit.now):
        return replace(await confirmed(visit, reminder, "remind.listed"), style=style)
    zone = reminder.zone_of(visit.person.tzinfo)
    return line(
        style,
        "remind.listed_paused",
        rule=rule_said(visit, reminder),
        pose=_for_pose(reminder),
        date=night_of(reminder.paused_until or visit.now, zone),
    )


def lost_nights(nights: Sequence[Night]) -> list[Line[Phrase]]:
    """What did not ring lately, and why; an evening is named once."""
    lines: list[Line[Phrase]] = []
    for outcome in LOST:
        dates = tuple(sorted({night.night for night in nights if night.outcome is outcome}))
        if dates:
            lines.append(line(Style.NOTE, f"remind.{outcome}", dates=dates))
    return lines


def _for_pose(reminder: Reminder) -> Phrase | str:
    pose = phrase(f"pose.{reminder.pose}.name") if reminder.pose else ""
    if reminder.seconds is None:
        return phrase("remind.for_pose", pose=pose) if pose else ""
    length = timedelta(seconds=reminder.seconds)
    if not pose:
        return phrase("remind.for_length", length=length)
    return phrase("remind.for_both", pose=pose, length=length)
