"""Setting reminders: from a wish to rows, and what is said of them."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime

from bot.coach.people.practitioner import Asking
from bot.coach.people.zones import zone_named
from bot.coach.reminders import days_said, ringing
from bot.coach.reminders.bedtime import days_of, names_days, rule_of, spoken_rule
from bot.coach.reminders.reminder import (
    MOST_REMINDERS,
    Reminder,
    for_instant,
    loosened,
    wind,
)
from bot.coach.reminders.told import confirmed
from bot.coach.reminders.waiting import ask_zone, waits_for_zone
from bot.coach.talk.actions import Ask, ChangeTime, Manage, PickReading, PickTime
from bot.coach.talk.answers import Answer
from bot.coach.talk.replies import Choice, Line, Style, choice, line, reply, say
from bot.coach.talk.requests import Words
from bot.coach.understanding.kept import keep_wish
from bot.coach.understanding.meaning import TimeFault, TimesRead, When, Wish
from bot.coach.visit import Visit
from content.phrases import Phrase

USUAL_BEDTIMES = ("21:30", "22:00", "22:30", "23:00")
"""Offered where no time was said."""


async def set_reminder(visit: Visit, wish: Wish, *, in_place_of: int | None = None) -> Answer:
    """Set all that was said, or ask for what is missing: the time, then the zone."""
    times = wish.times or TimesRead(fault=TimeFault.NO_TIME)
    if waits_for_zone(visit, times):
        return ask_zone(visit, wish, in_place_of)
    if times.fault is not None:
        return _no_reminder(visit, wish, times.fault, in_place_of)
    if times.asks:
        return _which_time(visit, wish, times, in_place_of)
    return await _set(visit, wish, times.times, in_place_of)


@dataclass(slots=True)
class _Setting:
    """What comes of a wish with one time or several."""

    there: list[Reminder]
    old: Reminder | None
    lines: list[Line[Phrase]] = field(default_factory=list)
    rows: list[list[Choice[Phrase]]] = field(default_factory=list)


async def active(visit: Visit) -> list[Reminder]:
    """The person's reminders that may still ring."""
    theirs = await visit.work.reminders.of(visit.person.id)
    return [reminder for reminder in theirs if not reminder.over_at(visit.now)]


async def _set(
    visit: Visit, wish: Wish, times: tuple[When, ...], in_place_of: int | None
) -> Answer:
    there = await active(visit)
    old = next((r for r in there if r.id == in_place_of), None)
    setting = _Setting(there=[r for r in there if r is not old], old=old)
    understood: list[When] = []
    for when in times:
        meant = _as_before(visit, when, setting.old)
        by_the_old = when.instant is not None and meant.instant is None
        understood.append(When(clock=meant.clock) if by_the_old else when)
        await _set_one(visit, setting, _reminder(visit, wish, meant), when.leeway)
    page = reply(*setting.lines).offering(
        *setting.rows[:1], [choice(Ask("reminders"), "do.reminders")]
    )
    visit.close_question()
    return Answer(pages=(page,)).read_as(replace(wish, times=TimesRead(times=tuple(understood))))


async def _set_one(visit: Visit, setting: _Setting, made: Reminder, leeway: int | None) -> None:
    twin = next((r for r in setting.there if same(visit, r, made)), None)
    if made.due_at is None or made.due_at <= visit.now:
        setting.lines.append(say("remind.past"))
        return
    if twin is not None:
        kept, key = await _already(visit, twin, setting, leeway)
    elif setting.old is not None:
        kept, key = await _changed(visit, made, setting)
    elif len(setting.there) >= MOST_REMINDERS:
        setting.lines.append(say("remind.too_many", n=MOST_REMINDERS))
        return
    else:
        kept, key = await visit.work.reminders.add(made), "remind.set"
    if twin is None:
        setting.there.append(kept)
        setting.rows.append(_managing(kept))
    visit.wake(kept.due_at)
    setting.lines.append(await confirmed(visit, kept, key))


async def _already(
    visit: Visit, twin: Reminder, setting: _Setting, leeway: int | None
) -> tuple[Reminder, str]:
    """The same one twice is said, not doubled; a paused one rings again, since it is wanted.

    How exactly it is to keep to its time may be another than before.
    """
    if setting.old is not None:
        gone = replace(setting.old, removed_at=visit.now.replace(microsecond=0))
        await visit.work.reminders.save(gone)
        setting.old = None
    same_leeway = leeway is None or leeway == twin.leeway
    if not twin.paused_at(visit.now) and same_leeway:
        return twin, "remind.already"
    woken = wind(replace(twin, paused_until=None), visit.person.tzinfo, visit.now)
    if leeway is not None:
        woken = loosened(woken, leeway, visit.person.tzinfo, visit.now)
    await visit.work.reminders.save(woken)
    setting.there[setting.there.index(twin)] = woken
    return woken, "remind.set"


async def _changed(visit: Visit, made: Reminder, setting: _Setting) -> tuple[Reminder, str]:
    assert setting.old is not None  # noqa: S101 - the caller looked
    old, setting.old = setting.old, None
    pose = made.pose or old.pose
    changed = replace(made, id=old.id, pose=pose, seconds=made.seconds or old.seconds)
    if not made.single and not old.single:
        # A night that rang already does not ring again because its time was changed.
        nights = [night for night in (made.last_night, old.last_night) if night is not None]
        changed = replace(changed, last_night=max(nights, default=None))
        changed = wind(changed, visit.person.tzinfo, visit.now)
    await visit.work.reminders.save(changed)
    return changed, "remind.set"


def _as_before(visit: Visit, when: When, old: Reminder | None) -> When:
    """A new time for a reminder keeps its evenings and its zone, unless the words name others."""
    if old is None:
        return when
    if when.instant is not None:
        return _later(visit, when.instant, old) or when
    if when.leeway is None:
        when = replace(when, leeway=old.leeway)
    zone = when.zone or old.zone
    if when.once or when.days is not None or _names_days(visit):
        return replace(when, zone=zone)
    if old.single:
        at = old.due_at.astimezone(old.zone_of(visit.person.tzinfo)) if old.due_at else visit.now
        return replace(when, zone=zone, once=True, on=at.date())
    return replace(when, zone=zone, days=days_of(old.rule))


def _later(visit: Visit, instant: datetime, old: Reminder) -> When | None:
    """What "half an hour later" is for one that rings every night: by its time, not by now."""
    if old.single or not days_said.later(visit):
        return None
    clock = datetime.combine(visit.now.date(), old.rule.clock) + (instant - visit.now)
    later = clock.time().replace(second=0, microsecond=0)
    return When(clock=later, days=days_of(old.rule), zone=old.zone, leeway=old.leeway)


def _names_days(visit: Visit) -> bool:
    content = visit.request.content
    return isinstance(content, Words) and names_days(content.text, visit.person.tongue)


def _reminder(visit: Visit, wish: Wish, when: When) -> Reminder:
    zone = zone_named(when.zone) if when.zone else visit.person.tzinfo
    reminder = Reminder(
        id=0,
        practitioner=visit.person.id,
        rule=rule_of(when, zone),
        zone=when.zone if when.zone != visit.person.zone else None,
        pose=wish.pose,
        seconds=_length(visit, wish),
        created_at=visit.now,
        leeway=when.leeway or 0,
    )
    if when.instant is not None:
        return for_instant(reminder, when.instant, visit.person.tzinfo)
    return wind(reminder, visit.person.tzinfo, visit.now)


def _length(visit: Visit, wish: Wish) -> int | None:
    """The session's length in seconds, within what the pose allows."""
    if not wish.minutes:
        return None
    hold = visit.library.pose(wish.pose or ringing.USUAL_POSE).hold
    return min(max(wish.minutes * 60, hold.shortest), hold.longest)


def same(visit: Visit, one: Reminder, other: Reminder) -> bool:
    """Whether two would ring at the same time, on the same evenings, for the same."""
    return _sense(visit, one) == _sense(visit, other)


def _sense(visit: Visit, reminder: Reminder) -> tuple[object, ...]:
    zone = reminder.zone or visit.person.zone
    pose = reminder.pose or ringing.USUAL_POSE
    return reminder.rule, zone, pose, reminder.seconds or ringing.usual_seconds(visit.library, pose)


def _managing(reminder: Reminder) -> list[Choice[Phrase]]:
    return [
        choice(Manage(reminder.id, "change"), "remind.do.change"),
        choice(Manage(reminder.id, "delete"), "remind.do.delete"),
    ]


def ask_time(visit: Visit, kept: Wish, in_place_of: int | None) -> list[Choice[Phrase]]:
    """Open the question of the time, and offer the usual ones."""
    wish = keep_wish(replace(kept, times=None))
    days = _days_to_ring(visit) if in_place_of is None else None
    visit.ask(Asking.TIME, wish=wish, in_place_of=in_place_of, days=days)
    return [
        choice(
            PickTime(clock) if in_place_of is None else ChangeTime(in_place_of, clock),
            "remind.offer",
            at=clock,
        )
        for clock in USUAL_BEDTIMES
    ]


def _days_to_ring(visit: Visit) -> list[str] | None:
    """The days that the words name; where they name none, those that were said before."""
    if not isinstance(visit.request.content, Words):
        return None
    if (days := days_said.kept(days_said.to_ring(visit))) is not None:
        return days
    question = visit.open_question(Asking.TIME)
    return question.kept.get("days") if question else None


def _no_reminder(visit: Visit, wish: Wish, fault: TimeFault, in_place_of: int | None) -> Answer:
    """No reminder can be made of these words: what would work."""
    page = reply(say(f"remind.fault.{fault}")).offering(ask_time(visit, wish, in_place_of))
    needs = "time" if fault in {TimeFault.NO_TIME, TimeFault.VAGUE_TIME} else None
    return Answer(pages=(page,)).read_as(wish, needs=needs)


def _which_time(visit: Visit, wish: Wish, times: TimesRead, in_place_of: int | None) -> Answer:
    readings = [replace(wish, times=TimesRead(times=(when,))) for when in times.times]
    question = visit.ask(
        Asking.READING,
        readings=[keep_wish(reading) for reading in readings],
        in_place_of=in_place_of,
    )
    offers = [
        choice(PickReading(question.id, index), "remind.offer_rule", rule=_offered(visit, when))
        for index, when in enumerate(times.times)
    ]
    page = reply(line(Style.PARAGRAPH, "remind.which")).offering(*([offer] for offer in offers))
    return Answer(pages=(page,)).read_as(wish, asked=True)


def _offered(visit: Visit, when: When) -> Phrase:
    zone = zone_named(when.zone) if when.zone else visit.person.tzinfo
    return spoken_rule(rule_of(when, zone), visit.now.astimezone(zone).date())
