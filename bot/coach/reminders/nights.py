"""What is done with reminders once they are there: list, off, undo, pause, snooze, not tonight."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

from bot.coach.people.practitioner import Asking
from bot.coach.reminders import remind
from bot.coach.reminders.reminder import Night, Outcome, Reminder, wind
from bot.coach.talk.actions import Ask, Manage, NotTonight, PickTime, UndoOff
from bot.coach.talk.answers import Answer, answer
from bot.coach.talk.replies import Choice, Line, Style, choice, line, reply, say
from bot.coach.understanding.kept import keep_wish
from bot.coach.understanding.meaning import Intent, Wish
from bot.coach.visit import Visit
from content.phrases import Phrase
from scheduler.recurrence import first_instant, next_occurrence, night_of

RANG_LATELY = timedelta(hours=3)
"""How long after it rang a reminder may still be snoozed."""

TOLD_FOR = timedelta(days=7)
PAUSE = timedelta(days=7)
USUAL_SNOOZE = 20
LONGEST_SNOOZE = 12 * 60


async def listed(visit: Visit) -> Answer:
    """The reminders, each with what can be done, and what could not be delivered lately."""
    reminders = await visit.work.reminders.of(visit.person.id)
    if not reminders:
        page = reply(say("remind.none")).offering([choice(Ask("remind"), "do.remind")])
        return answer(Intent.LIST_REMINDERS, page)
    lines: list[Line[Phrase]] = [line(Style.HEADING, "remind.heading")]
    rows: list[list[Choice[Phrase]]] = []
    for number, reminder in enumerate(reminders, start=1):
        lines.append(remind.summary(visit, reminder))
        rows.append(_managing(visit, reminder, number if len(reminders) > 1 else None))
    since = visit.now - TOLD_FOR
    lost = await visit.work.reminders.undelivered(visit.person.id, since)
    lines += [line(Style.NOTE, f"remind.{night.outcome}", date=night.night) for night in lost]
    return answer(Intent.LIST_REMINDERS, reply(*lines).offering(*rows))


def _managing(visit: Visit, reminder: Reminder, number: int | None) -> list[Choice[Phrase]]:
    paused = reminder.paused_until is not None and reminder.paused_until > visit.now
    verbs = ["change", "wake" if paused else "pause", "delete"]
    if number is None:
        return [choice(Manage(reminder.id, verb), f"remind.do.{verb}") for verb in verbs]
    return [choice(Manage(reminder.id, verb), f"remind.do.{verb}_nth", n=number) for verb in verbs]


async def cancel(visit: Visit, wish: Wish) -> Answer:
    """Remove the one whose time was said, else all of them, with a way back."""
    reminders = await visit.work.reminders.of(visit.person.id)
    if not reminders:
        return answer(Intent.CANCEL_REMINDER, reply(say("remind.none_to_remove")))
    said = {when.clock for when in wish.times.times} if wish.times else set()
    meant = tuple(r for r in reminders if r.rule.clock in said)
    if said and not meant:
        return (await listed(visit)).read_as(wish)
    return await _remove(visit, meant or reminders)


async def _remove(visit: Visit, reminders: tuple[Reminder, ...]) -> Answer:
    # Whole seconds, since that is what the Undo button carries.
    at = visit.now.replace(microsecond=0)
    for reminder in reminders:
        await visit.work.reminders.save(replace(reminder, removed_at=at))
    page = reply(say("remind.removed", n=len(reminders))).offering(
        [choice(UndoOff(int(at.timestamp())), "do.undo")]
    )
    return answer(Intent.CANCEL_REMINDER, page)


async def undo(visit: Visit, removed_at: int) -> Answer:
    """Bring back what was removed at an instant."""
    at = datetime.fromtimestamp(removed_at, UTC)
    removed = await visit.work.reminders.removed_at(visit.person.id, at)
    if not removed:
        return answer(Intent.CANCEL_REMINDER, reply(say("remind.nothing_to_undo")))
    for reminder in removed:
        woken = replace(reminder, removed_at=None)
        await _save(visit, wind(woken, visit.person.tzinfo, visit.now))
    page = reply(say("remind.back", n=len(removed))).offering(
        [choice(Ask("reminders"), "do.reminders")]
    )
    return answer(Intent.SET_REMINDER, page)


async def manage(visit: Visit, reminder_id: int, verb: str) -> Answer:
    """Change, pause for a week, wake or delete one."""
    reminder = await visit.work.reminders.get(reminder_id)
    if reminder is None or reminder.practitioner != visit.person.id or reminder.removed_at:
        return answer(Intent.LIST_REMINDERS, reply(say("stale.reminder")))
    match verb:
        case "change":
            return change(visit, reminder)
        case "pause":
            return await _pause(visit, (reminder,))
        case "wake":
            woken = replace(reminder, paused_until=None)
            await _save(visit, wind(woken, visit.person.tzinfo, visit.now))
            return answer(Intent.CHANGE_REMINDER, reply(say("remind.woken")))
        case "delete":
            return await _remove(visit, (reminder,))
        case _:
            return answer(Intent.LIST_REMINDERS, reply(say("stale.button")))


def change(visit: Visit, reminder: Reminder) -> Answer:
    """Ask for the new time; the next words are taken as it."""
    kept = Wish(
        intent=Intent.SET_REMINDER,
        pose=reminder.pose,
        minutes=reminder.seconds // 60 if reminder.seconds else None,
    )
    visit.ask(Asking.TIME, wish=keep_wish(kept), in_place_of=reminder.id)
    offers = [choice(PickTime(clock), "remind.offer", at=clock) for clock in remind.USUAL_BEDTIMES]
    page = reply(say("remind.change_to")).offering(offers)
    return answer(Intent.CHANGE_REMINDER, page, needs="time")


async def change_one(visit: Visit, wish: Wish) -> Answer:
    """Change the only reminder at once; of several ask which."""
    reminders = await visit.work.reminders.of(visit.person.id)
    if not reminders:
        return answer(Intent.CHANGE_REMINDER, reply(say("remind.none")))
    if len(reminders) > 1:
        return (await listed(visit)).read_as(wish, asked=True)
    if wish.times is not None and wish.times.times:
        changed = await remind.set_reminder(visit, wish, in_place_of=reminders[0].id)
        return changed.read_as(wish)
    return change(visit, reminders[0])


async def pause_all(visit: Visit) -> Answer:
    """Pause every reminder for a week."""
    reminders = await visit.work.reminders.of(visit.person.id)
    if not reminders:
        return answer(Intent.PAUSE_REMINDERS, reply(say("remind.none")))
    return await _pause(visit, reminders)


async def _pause(visit: Visit, reminders: tuple[Reminder, ...]) -> Answer:
    until = first_instant(datetime.combine(visit.tonight + PAUSE, time(12)), visit.person.tzinfo)
    for reminder in reminders:
        paused = replace(reminder, paused_until=until, snoozed_until=None, snoozed_night=None)
        await _save(visit, wind(paused, visit.person.tzinfo, visit.now))
    page = reply(say("remind.paused", n=len(reminders), date=visit.tonight + PAUSE))
    offers = [choice(Manage(r.id, "wake"), "remind.do.wake") for r in reminders[:1]]
    return answer(Intent.PAUSE_REMINDERS, page.offering(offers if len(reminders) == 1 else []))


async def snooze(
    visit: Visit, minutes: int | None, until: time | None = None, reminder_id: int | None = None
) -> Answer:
    """Ring once more, later in the same night."""
    reminder = await _to_snooze(visit, reminder_id)
    if reminder is None:
        return answer(Intent.SNOOZE_REMINDER, reply(say("remind.nothing_to_snooze")))
    zone = reminder.tzinfo(visit.person.tzinfo)
    at = _snooze_end(visit, minutes, until)
    night = night_of(visit.now, zone)
    if (
        at <= visit.now
        or at > visit.now + timedelta(minutes=LONGEST_SNOOZE)
        or night_of(at, zone) != night
    ):
        return answer(Intent.SNOOZE_REMINDER, reply(say("remind.snooze_too_long")))
    later = replace(reminder, snoozed_until=at, snoozed_night=night)
    if later.last_night is None or later.last_night < night:
        # Tonight's has not rung yet: the snooze takes its place.
        later = wind(replace(later, last_night=night), visit.person.tzinfo, visit.now)
    await visit.work.reminders.settle(
        Night(reminder=reminder.id, night=night, outcome=Outcome.SNOOZED, at=visit.now)
    )
    await _save(visit, later)
    page = reply(say("remind.snoozed", at=at)).offering(
        [choice(NotTonight(reminder.id, night.isoformat()), "remind.do.not_tonight")]
    )
    return answer(Intent.SNOOZE_REMINDER, page)


def _snooze_end(visit: Visit, minutes: int | None, until: time | None) -> datetime:
    if until is None:
        return visit.now + timedelta(minutes=minutes or USUAL_SNOOZE)
    zone = visit.person.tzinfo
    day = visit.now.astimezone(zone).date()
    at = first_instant(datetime.combine(day, until), zone)
    return at if at > visit.now else first_instant(
        datetime.combine(day + timedelta(days=1), until), zone
    )  # fmt: skip


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
    return next((r for r in _by_due(reminders) if _is_tonight(visit, r)), None)


async def not_tonight(
    visit: Visit, reminder_id: int | None = None, night: date | None = None
) -> Answer:
    """Leave the night alone: one reminder's by its button, else all of tonight's."""
    reminders = await visit.work.reminders.of(visit.person.id)
    night = night or visit.tonight
    if reminder_id:
        reminders = tuple(r for r in reminders if r.id == reminder_id)
    if not reminders:
        return answer(Intent.SKIP_TONIGHT, reply(say("remind.none_tonight")))
    if night < visit.tonight - timedelta(days=1) or night > visit.tonight:
        return answer(Intent.SKIP_TONIGHT, reply(say("stale.night")))
    for reminder in reminders:
        await _skip(visit, reminder, night)
    return answer(Intent.SKIP_TONIGHT, reply(say("remind.not_tonight")))


async def _skip(visit: Visit, reminder: Reminder, night: date) -> None:
    settled = max(night, reminder.last_night or night)
    left = replace(reminder, last_night=settled, snoozed_until=None, snoozed_night=None)
    await visit.work.reminders.settle(
        Night(reminder=reminder.id, night=night, outcome=Outcome.SKIPPED, at=visit.now)
    )
    await _save(visit, wind(left, visit.person.tzinfo, visit.now))


async def rewind_all(visit: Visit) -> None:
    """The person's zone has changed: their own reminders ring at the new local time."""
    for reminder in await visit.work.reminders.of(visit.person.id):
        if reminder.zone is None:
            await _save(visit, wind(reminder, visit.person.tzinfo, visit.now))


def _is_tonight(visit: Visit, reminder: Reminder) -> bool:
    zone = reminder.tzinfo(visit.person.tzinfo)
    found = next_occurrence(reminder.rule, zone, after=visit.now, last_night=reminder.last_night)
    return found is not None and found.night == night_of(visit.now, zone)


def _by_due(reminders: tuple[Reminder, ...]) -> list[Reminder]:
    return sorted((r for r in reminders if r.due_at), key=lambda r: r.due_at or r.created_at)


async def _save(visit: Visit, reminder: Reminder) -> None:
    await visit.work.reminders.save(reminder)
    visit.wake(reminder.due_at)
