"""Setting reminders: from a wish to rows, and what is said of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from bot.coach.people.practitioner import Asking
from bot.coach.people.zones import zone_named
from bot.coach.reminders.bedtime import moved_to, rule_of, spoken_next, spoken_rule
from bot.coach.reminders.reminder import MOST_REMINDERS, Reminder, wind
from bot.coach.talk.actions import Ask, Manage, PickReading, PickTime, PickZone
from bot.coach.talk.answers import Answer
from bot.coach.talk.replies import Choice, Line, Style, choice, line, reply, say
from bot.coach.understanding.kept import keep_wish
from bot.coach.understanding.locale_zones import likely_zones
from bot.coach.understanding.meaning import TimeFault, TimesRead, When, Wish
from bot.coach.visit import Visit
from content.phrases import Phrase, phrase

USUAL_BEDTIMES = ("21:30", "22:00", "22:30", "23:00")
"""Offered where no time was said."""


async def set_reminder(visit: Visit, wish: Wish, *, in_place_of: int | None = None) -> Answer:
    """Set all that was said, or ask for what is missing: the time, then the zone."""
    times = wish.times or TimesRead(fault=TimeFault.NO_TIME)
    if times.fault is not None:
        return _no_reminder(visit, wish, times.fault, in_place_of)
    if times.asks:
        return _which_time(visit, wish, times, in_place_of)
    if visit.person.zone is None and any(when.zone is None for when in times.times):
        return ask_zone(visit, wish, in_place_of)
    return await _set(visit, wish, times.times, in_place_of)


async def _set(
    visit: Visit, wish: Wish, times: tuple[When, ...], in_place_of: int | None
) -> Answer:
    there = list(await visit.work.reminders.of(visit.person.id))
    old = next((r for r in there if r.id == in_place_of), None)
    lines: list[Line[Phrase]] = []
    rows: list[list[Choice[Phrase]]] = []
    for when in times:
        made = _reminder(visit, wish, when)
        if made.regular_at is None:
            lines.append(say("remind.past"))
        elif (twin := next((r for r in there if r.same_as(made)), None)) is not None:
            lines.append(_said(visit, twin, "remind.already"))
        elif len(there) >= MOST_REMINDERS and old is None:
            lines.append(say("remind.too_many", n=MOST_REMINDERS))
        else:
            kept = await _store(visit, made, old)
            old = None
            there.append(kept)
            lines.append(_said(visit, kept, "remind.set"))
            rows.append(_managing(kept))
    page = reply(*lines).offering(*rows[:1], [choice(Ask("reminders"), "do.reminders")])
    visit.close_question()
    return Answer(pages=(page,)).read_as(wish)


async def _store(visit: Visit, made: Reminder, old: Reminder | None) -> Reminder:
    visit.wake(made.due_at)
    if old is None:
        return await visit.work.reminders.add(made)
    changed = replace(made, id=old.id, created_at=old.created_at, last_night=old.last_night)
    # A night that rang already does not ring again because its time was changed.
    changed = wind(changed, visit.person.tzinfo, visit.now)
    await visit.work.reminders.save(changed)
    visit.wake(changed.due_at)
    return changed


def _reminder(visit: Visit, wish: Wish, when: When) -> Reminder:
    zone = zone_named(when.zone) if when.zone else visit.person.tzinfo
    reminder = Reminder(
        id=0,
        practitioner=visit.person.id,
        rule=rule_of(when, zone),
        zone=when.zone if when.zone != visit.person.zone else None,
        pose=wish.pose,
        seconds=wish.minutes * 60 if wish.minutes else None,
        created_at=visit.now,
    )
    return wind(reminder, visit.person.tzinfo, visit.now)


def _said(visit: Visit, reminder: Reminder, key: str) -> Line[Phrase]:
    zone = reminder.tzinfo(visit.person.tzinfo)
    where = reminder.zone or visit.person.zone or ""
    at = reminder.due_at or visit.now
    return say(
        key,
        rule=spoken_rule(reminder),
        zone=where.replace("_", " "),
        next=spoken_next(at, visit.now, zone),
        pose=_for_pose(reminder),
    )


def _for_pose(reminder: Reminder) -> Phrase | str:
    if reminder.pose is None:
        return ""
    return phrase("remind.for_pose", pose=phrase(f"pose.{reminder.pose}.name"))


def _managing(reminder: Reminder) -> list[Choice[Phrase]]:
    return [
        choice(Manage(reminder.id, "change"), "remind.do.change"),
        choice(Manage(reminder.id, "delete"), "remind.do.delete"),
    ]


def ask_zone(visit: Visit, wish: Wish | None, in_place_of: int | None = None) -> Answer:
    """Ask where the person's evening is; the wish goes on once that is known."""
    kept = keep_wish(wish) if wish else None
    visit.ask(Asking.ZONE, wish=kept, at=visit.now.isoformat(), in_place_of=in_place_of)
    page = reply(say("zone.ask")).offering(zone_offers(visit))
    asked = Answer(pages=(page,))
    return asked.read_as(wish, needs="zone") if wish else asked


def zone_offers(visit: Visit) -> list[Choice[Phrase]]:
    """Zones that the platform's locale makes likely, with their keys in the payload."""
    return [
        choice(PickZone(place.zone), "zone.offer", zone=place.zone.replace("_", " "))
        for place in likely_zones(visit.person.locale or "")[:3]
    ]


def _no_reminder(visit: Visit, wish: Wish, fault: TimeFault, in_place_of: int | None) -> Answer:
    """No reminder can be made of these words: what would work."""
    lines = [say(f"remind.fault.{fault}")]
    offers = [choice(PickTime(clock), "remind.offer", at=clock) for clock in USUAL_BEDTIMES]
    visit.ask(Asking.TIME, wish=keep_wish(replace(wish, times=None)), in_place_of=in_place_of)
    needs = "time" if fault in {TimeFault.NO_TIME, TimeFault.VAGUE_TIME} else None
    return Answer(pages=(reply(*lines).offering(offers),)).read_as(wish, needs=needs)


def _which_time(visit: Visit, wish: Wish, times: TimesRead, in_place_of: int | None) -> Answer:
    readings = [replace(wish, times=TimesRead(times=(when,))) for when in times.times]
    question = visit.ask(
        Asking.READING,
        readings=[keep_wish(reading) for reading in readings],
        in_place_of=in_place_of,
    )
    offers = [
        choice(
            PickReading(question.id, index),
            "remind.offer_rule",
            rule=spoken_rule(_reminder(visit, wish, when)),
        )
        for index, when in enumerate(times.times)
    ]
    page = reply(line(Style.PARAGRAPH, "remind.which")).offering(*([offer] for offer in offers))
    return Answer(pages=(page,)).read_as(wish, asked=True)


async def go_on(visit: Visit, wish: Wish, read_at: str, in_place_of: int | None) -> Answer:
    """Set what waited for the zone, now that it is known."""
    times = wish.times or TimesRead(fault=TimeFault.NO_TIME)
    moved = tuple(
        moved_to(when, datetime.fromisoformat(read_at), visit.person.tzinfo) for when in times.times
    )
    return await set_reminder(
        visit, replace(wish, times=replace(times, times=moved)), in_place_of=in_place_of
    )


def summary(visit: Visit, reminder: Reminder) -> Line[Phrase]:
    """One reminder in the list: its rule, what for, and when it rings next or why it does not."""
    if reminder.paused_until is not None and reminder.paused_until > visit.now:
        return line(
            Style.ITEM, "remind.listed_paused", rule=spoken_rule(reminder),
            pose=_for_pose(reminder), date=(reminder.paused_until - timedelta(hours=12)).date(),
        )  # fmt: skip
    entry = _said(visit, reminder, "remind.listed")
    return replace(entry, style=Style.ITEM)
