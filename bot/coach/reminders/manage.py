"""What can be done with the reminders that are there: list, off, undo, change, pause."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

from bot.coach.reminders import days_said, loosen, remind
from bot.coach.reminders.bedtime import evening_of
from bot.coach.reminders.reminder import MOST_REMINDERS, Reminder, clock_of, wind
from bot.coach.reminders.ringing import TOLD_FOR
from bot.coach.reminders.told import confirmed, lost_nights, rule_said, summary
from bot.coach.talk.actions import Ask, Manage, UndoOff
from bot.coach.talk.answers import Answer, answer
from bot.coach.talk.replies import Choice, Line, Style, choice, line, reply, say
from bot.coach.understanding.meaning import Intent, TimesRead, Weekday, When, Wish
from bot.coach.visit import Visit
from content.phrases import Phrase
from scheduler.recurrence import first_instant

PAUSE = timedelta(days=7)

_MANAGED_IN_LIST = 4
"""So many reminders have their buttons under the list; of more each has one that opens it."""

_ROW = 5

_TO_AND_FROM = 2


async def listed(visit: Visit) -> Answer:
    """The reminders, each with what can be done, and what could not be delivered lately."""
    reminders = await remind.active(visit)
    since = visit.now - TOLD_FOR
    lost = lost_nights(await visit.work.reminders.undelivered(visit.person.id, since))
    if not reminders:
        page = reply(say("remind.none"), *lost).offering([choice(Ask("remind"), "do.remind")])
        return answer(Intent.LIST_REMINDERS, page)
    style = Style.STEP if len(reminders) > 1 else Style.ITEM
    lines: list[Line[Phrase]] = [line(Style.HEADING, "remind.heading")]
    lines += [await summary(visit, reminder, style) for reminder in reminders]
    page = reply(*lines, *lost).offering(*_managing(visit, reminders))
    return answer(Intent.LIST_REMINDERS, page)


def _managing(visit: Visit, reminders: Sequence[Reminder]) -> list[list[Choice[Phrase]]]:
    if len(reminders) <= _MANAGED_IN_LIST:
        numbers = range(1, len(reminders) + 1) if len(reminders) > 1 else (None,)
        verbs = [_verbs(visit, r, n) for r, n in zip(reminders, numbers, strict=True)]
        return [*verbs, loosen.offer(reminders)]
    each = [
        choice(Manage(reminder.id, "show"), "remind.do.show_nth", n=number)
        for number, reminder in enumerate(reminders, start=1)
    ]
    return [each[at : at + _ROW] for at in range(0, len(each), _ROW)]


def _verbs(visit: Visit, reminder: Reminder, number: int | None = None) -> list[Choice[Phrase]]:
    verbs = ["change", "wake" if reminder.paused_at(visit.now) else "pause", "delete"]
    if reminder.single:
        verbs.remove("pause")
    if number is None:
        return [choice(Manage(reminder.id, verb), f"remind.do.{verb}") for verb in verbs]
    return [choice(Manage(reminder.id, verb), f"remind.do.{verb}_nth", n=number) for verb in verbs]


async def cancel(visit: Visit, wish: Wish) -> Answer:
    """Remove those whose time or days were said, else all of them, with a way back."""
    reminders = await remind.active(visit)
    if not reminders:
        return answer(Intent.CANCEL_REMINDER, reply(say("remind.none_to_remove")))
    said = {when.clock for when in wish.times.times} if wish.times else set()
    meant = [r for r in reminders if r.rule.clock in said]
    if said and not meant:
        return (await listed(visit)).read_as(wish, asked=True)
    if not said and (days := days_said.of_words(visit)) is not None:
        return await _without(visit, wish, reminders, days)
    return await _remove(visit, meant or reminders)


async def _without(
    visit: Visit, wish: Wish, reminders: Sequence[Reminder], days: frozenset[Weekday]
) -> Answer:
    """No ring on these days: what rings on no others goes, one that does keeps its others."""
    over = [r for r in reminders if days_said.all_of(r) <= days]
    if over:
        return await _remove(visit, over)
    touched = [r for r in reminders if days_said.all_of(r) & days]
    if len(touched) != 1:
        return (await listed(visit)).read_as(wish, asked=True)
    left = When(clock=touched[0].rule.clock, days=days_said.all_of(touched[0]) - days)
    other = replace(wish, times=TimesRead(times=(left,)))
    return await remind.set_reminder(visit, other, in_place_of=touched[0].id)


async def _remove(visit: Visit, reminders: Sequence[Reminder]) -> Answer:
    # Whole seconds, since that is what the Undo button carries.
    at = visit.now.replace(microsecond=0)
    for reminder in reminders:
        await visit.work.reminders.save(replace(reminder, removed_at=at))
    said = (
        say("remind.removed_one", rule=rule_said(visit, reminders[0]))
        if len(reminders) == 1
        else say("remind.removed", n=len(reminders))
    )
    undo_it = choice(UndoOff(int(at.timestamp())), "do.undo")
    return answer(Intent.CANCEL_REMINDER, reply(said).offering([undo_it]))


async def undo(visit: Visit, removed_at: int) -> Answer:
    """Bring back what was removed at an instant, as far as it would still ring."""
    removed = await _removed_at(visit, removed_at)
    there = await remind.active(visit)
    back: list[Reminder] = []
    for reminder in removed:
        restored = _restored(visit, reminder)
        twin = any(remind.same(visit, restored, other) for other in there)
        if restored.over_at(visit.now) or twin or len(there) >= MOST_REMINDERS:
            continue
        await _save(visit, restored)
        there.append(restored)
        back.append(restored)
    if not back:
        return answer(Intent.CANCEL_REMINDER, reply(say("remind.nothing_to_undo")))
    said = (
        await confirmed(visit, back[0], "remind.back_one")
        if len(back) == 1
        else say("remind.back", n=len(back))
    )
    page = reply(said).offering([choice(Ask("reminders"), "do.reminders")])
    return answer(Intent.SET_REMINDER, page)


async def _removed_at(visit: Visit, second: int) -> tuple[Reminder, ...]:
    try:
        at = datetime.fromtimestamp(second, UTC)
    except (ValueError, OverflowError, OSError):
        return ()
    return await visit.work.reminders.removed_at(visit.person.id, at)


def _restored(visit: Visit, reminder: Reminder) -> Reminder:
    """It rings again from now on; a snooze that has passed meanwhile is not made up for."""
    back = replace(reminder, removed_at=None)
    if back.snoozed_until is not None and back.snoozed_until <= visit.now:
        back = replace(back, snoozed_until=None, snoozed_night=None)
    return wind(back, visit.person.tzinfo, visit.now)


async def one(visit: Visit, reminder_id: int, verb: str, *, clock: str = "") -> Answer:
    """Show, change (to a clock time if one is given), pause for a week, wake or delete one."""
    reminder = await visit.work.reminders.get(reminder_id)
    if reminder is None or reminder.practitioner != visit.person.id or reminder.removed_at:
        return answer(Intent.LIST_REMINDERS, reply(say("stale.reminder")))
    match verb:
        case "show":
            page = reply(await summary(visit, reminder, Style.PARAGRAPH))
            rows = (_verbs(visit, reminder), loosen.offer([reminder]))
            return answer(Intent.LIST_REMINDERS, page.offering(*rows))
        case "change" if clock:
            return await _change_to(visit, reminder, clock)
        case "change":
            return change(visit, reminder)
        case "pause":
            return await _pause(visit, [reminder])
        case "wake":
            return await _wake(visit, reminder)
        case "delete":
            return await _remove(visit, [reminder])
        case _:
            return answer(Intent.LIST_REMINDERS, reply(say("stale.button")))


def change(visit: Visit, reminder: Reminder) -> Answer:
    """Ask for the new time; the next words are taken as it."""
    kept = Wish(intent=Intent.SET_REMINDER, pose=reminder.pose)
    offers = remind.ask_time(visit, kept, reminder.id)
    page = reply(say("remind.change_to", rule=rule_said(visit, reminder))).offering(offers)
    return answer(Intent.CHANGE_REMINDER, page, needs="time")


async def _change_to(visit: Visit, reminder: Reminder, clock: str) -> Answer:
    try:
        times = TimesRead(times=(When(clock=clock_of(clock)),))
    except ValueError:
        return answer(Intent.LIST_REMINDERS, reply(say("stale.button")))
    wish = Wish(intent=Intent.SET_REMINDER, times=times)
    return await remind.set_reminder(visit, wish, in_place_of=reminder.id)


async def change_one(visit: Visit, wish: Wish) -> Answer:
    """Change the only reminder, or the one just made, at once; of several ask which."""
    reminders = await remind.active(visit)
    if not reminders and days_said.of_words(visit) is not None:
        # "Only weekdays", with nothing there yet: on those, as soon as the time is known.
        new = replace(wish, intent=Intent.SET_REMINDER)
        return (await remind.set_reminder(visit, new)).as_said(wish)
    if not reminders:
        return answer(Intent.CHANGE_REMINDER, reply(say("remind.none")))
    said = wish.times.times if wish.times is not None else ()
    moved = _named_beside(reminders, wish)
    if moved is not None:
        to = replace(wish, times=TimesRead(times=said[:1]))
        return (await remind.set_reminder(visit, to, in_place_of=moved.id)).as_said(to)
    meant = days_said.meant(visit, reminders)
    others = [one for one in reminders if one is not meant and rings_at(one, said)]
    if meant is None or others:
        return (await listed(visit)).read_as(wish, asked=True)
    its_own = len(said) == 1 and rings_at(meant, said)
    if said and not its_own:
        changed = await remind.set_reminder(visit, wish, in_place_of=meant.id)
        return changed.as_said(wish)
    return await _on_other_days(visit, wish, meant)


def _named_beside(reminders: Sequence[Reminder], wish: Wish) -> Reminder | None:
    """The one that words name by its time beside its new time: "move 22:00 to 21:45"."""
    if wish.times is None or not wish.times.asks or len(wish.times.times) < _TO_AND_FROM:
        return None
    named = [one for one in reminders if rings_at(one, wish.times.times[1:])]
    return named[0] if len(named) == 1 and not rings_at(named[0], wish.times.times[:1]) else None


async def _on_other_days(visit: Visit, wish: Wish, reminder: Reminder) -> Answer:
    """The reminder at its time on the days that the words leave it; off, if they leave it none."""
    days = days_said.others_for(visit, reminder)
    if days is not None and not days:
        return await _remove(visit, [reminder])
    when = wish.times.times[0] if wish.times is not None and wish.times.times else None
    if days is not None:
        when = replace(when or When(clock=reminder.rule.clock), days=days)
    if when is None:
        return change(visit, reminder)
    other = replace(wish, times=TimesRead(times=(when,)))
    return await remind.set_reminder(visit, other, in_place_of=reminder.id)


def rings_at(reminder: Reminder, said: Sequence[When]) -> bool:
    """Whether words name a reminder by its time: "not on Fridays at 22:00"."""
    lasting = [when for when in said if not when.once and when.instant is None]
    return any(when.clock == reminder.rule.clock for when in lasting)


async def _wake(visit: Visit, reminder: Reminder) -> Answer:
    woken = await _woken(visit, reminder)
    return answer(Intent.CHANGE_REMINDER, reply(await confirmed(visit, woken, "remind.set")))


async def _woken(visit: Visit, reminder: Reminder) -> Reminder:
    woken = wind(replace(reminder, paused_until=None), visit.person.tzinfo, visit.now)
    await _save(visit, woken)
    return woken


async def wake_paused(visit: Visit) -> Answer | None:
    """Let what is quiet for a while ring again; None if nothing is, or in a session.

    "Carry on" in a hold means the hold, paused or not.
    """
    if visit.session is not None:
        return None
    reminders = await remind.active(visit)
    woken = [await _woken(visit, r) for r in reminders if r.paused_at(visit.now)]
    if not woken:
        return None
    lines = [await confirmed(visit, reminder, "remind.set") for reminder in woken]
    return answer(Intent.CHANGE_REMINDER, reply(*lines))


async def pause_all(visit: Visit) -> Answer:
    """Pause every reminder for a week."""
    reminders = await remind.active(visit)
    if not reminders:
        return answer(Intent.PAUSE_REMINDERS, reply(say("remind.none")))
    return await _pause(visit, reminders)


async def _pause(visit: Visit, reminders: Sequence[Reminder]) -> Answer:
    for reminder in reminders:
        await _save(visit, _paused(visit, reminder))
    again = evening_of(visit.now.astimezone(visit.person.tzinfo)) + PAUSE
    page = reply(say("remind.paused", n=len(reminders), date=again))
    offers = [choice(Manage(r.id, "wake"), "remind.do.wake") for r in reminders[:1]]
    return answer(Intent.PAUSE_REMINDERS, page.offering(offers if len(reminders) == 1 else []))


def _paused(visit: Visit, reminder: Reminder) -> Reminder:
    zone = reminder.zone_of(visit.person.tzinfo)
    again = evening_of(visit.now.astimezone(zone)) + PAUSE
    quiet = replace(
        reminder,
        paused_until=first_instant(datetime.combine(again, time(12)), zone),
        snoozed_until=None,
        snoozed_night=None,
        # A single one counted in minutes is wound by its clock time again if it is woken.
        last_night=None if reminder.single else reminder.last_night,
    )
    return wind(quiet, visit.person.tzinfo, visit.now)


async def _save(visit: Visit, reminder: Reminder) -> None:
    await visit.work.reminders.save(reminder)
    visit.wake(reminder.due_at)
