"""Taking back by words what was done a moment ago: "undo", "put it back", "ring after all"."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from bot.coach.reminders import manage, nights, remind
from bot.coach.reminders.bedtime import DAY
from bot.coach.reminders.reminder import Night, Outcome, Reminder, wind
from bot.coach.reminders.told import confirmed
from bot.coach.talk.actions import Ask
from bot.coach.talk.answers import Answer, answer
from bot.coach.talk.replies import Line, choice, reply
from bot.coach.understanding.meaning import Intent, TakesBack
from bot.coach.visit import Visit
from content.phrases import Phrase

LATELY = timedelta(minutes=10)
"""How long "undo" and its like are meant for a removal or a skip; the button stays good longer."""


async def taken_back(visit: Visit, what: TakesBack) -> Answer | None:
    """What was removed or left out lately, back again; None if there is nothing of it.

    A question asked meanwhile lapses: the "yes" that comes next must not be one to an erasure.
    """
    back = await _taken_back(visit, what)
    if back is not None:
        visit.close_question()
    return back


async def _taken_back(visit: Visit, what: TakesBack) -> Answer | None:
    left_out = await _left_out(visit)
    if what is TakesBack.SKIP:
        return await _ring_after_all(visit, left_out) if left_out else None
    since = visit.now - LATELY
    removed = await visit.work.reminders.removed_since(visit.person.id, since)
    removed_at = _latest(reminder.removed_at for reminder in removed)
    lately = [one for one in left_out if one.at >= since]
    skipped_at = _latest(night.at for night in lately)
    if removed_at is not None and (skipped_at is None or removed_at >= skipped_at):
        return await manage.undo(visit, int(removed_at.timestamp()))
    return await _ring_after_all(visit, lately) if lately else None


def _latest(instants: Iterable[datetime | None]) -> datetime | None:
    return max((at for at in instants if at is not None), default=None)


async def _left_out(visit: Visit) -> list[Night]:
    """The nights from tonight on that were skipped, of reminders that are there."""
    found: list[Night] = []
    for reminder in await remind.active(visit):
        if reminder.last_night is None or reminder.last_night < visit.tonight:
            continue
        night = await visit.work.reminders.night(reminder.id, reminder.last_night)
        if night is not None and night.outcome is Outcome.SKIPPED:
            found.append(night)
    return found


async def _ring_after_all(visit: Visit, skipped: list[Night]) -> Answer:
    lines: list[Line[Phrase]] = []
    over: list[int] = []
    for night in skipped:
        reminder = await visit.work.reminders.get(night.reminder)
        if reminder is None:
            continue
        back = _wound_again(visit, reminder, night)
        if back is None:
            over.append(reminder.id)
            continue
        await visit.work.reminders.save(back)
        visit.wake(back.due_at)
        lines.append(await confirmed(visit, back, "remind.back_one"))
    if over and not lines:
        # The time of all is over: like a snooze, once more in a while.
        return await nights.snooze(visit, None, reminder_id=over[-1])
    page = reply(*lines).offering([choice(Ask("reminders"), "do.reminders")])
    return answer(Intent.SET_REMINDER, page)


def _wound_again(visit: Visit, reminder: Reminder, night: Night) -> Reminder | None:
    """The reminder with the night before it again; None if it would not ring in it any more."""
    open_again = replace(reminder, last_night=night.night - DAY)
    back = wind(open_again, visit.person.tzinfo, visit.now)
    if back.regular_at is None:
        return None
    rings_in = back.night_at(back.regular_at, visit.person.tzinfo)
    return back if rings_in == night.night else None
