"""On the minute, or some minutes later: how exactly a reminder keeps to its time."""

from __future__ import annotations

from collections.abc import Sequence

from bot.coach.reminders import remind
from bot.coach.reminders.reminder import Reminder, loosened
from bot.coach.reminders.told import confirmed
from bot.coach.talk.actions import Ask, Loosen
from bot.coach.talk.answers import Answer, answer
from bot.coach.talk.replies import Choice, choice, reply, say
from bot.coach.understanding.meaning import MOST_LEEWAY, Intent
from bot.coach.visit import Visit
from content.phrases import Phrase

ALL = 0
"""In place of a reminder's id: every one that the person has."""


def offer(reminders: Sequence[Reminder]) -> list[Choice[Phrase]]:
    """The choice that these reminders do not have yet; none for what rings at an instant."""
    loose = [r for r in reminders if r.regular_at is not None or r.leeway]
    if not loose:
        return []
    which = loose[0].id if len(reminders) == 1 else ALL
    several = "" if len(reminders) == 1 else "all_"
    if all(reminder.leeway for reminder in loose):
        return [choice(Loosen(which, 0), f"remind.do.{several}sharp")]
    return [choice(Loosen(which, MOST_LEEWAY), f"remind.do.{several}loose", n=MOST_LEEWAY)]


async def loosen(visit: Visit, reminder_id: int, minutes: int) -> Answer:
    """Let one reminder, or all, ring up to so many minutes later; 0 is on the minute."""
    if minutes > MOST_LEEWAY:
        return answer(Intent.CHANGE_REMINDER, reply(say("stale.button")))
    there = await remind.active(visit)
    meant = [r for r in there if reminder_id in {ALL, r.id}]
    if not meant:
        return answer(Intent.CHANGE_REMINDER, reply(say("stale.reminder")))
    kept = [loosened(r, minutes, visit.person.tzinfo, visit.now) for r in meant]
    for reminder in kept:
        await visit.work.reminders.save(reminder)
        visit.wake(reminder.due_at)
    lines = [await confirmed(visit, reminder, "remind.set") for reminder in kept]
    page = reply(*lines).offering([choice(Ask("reminders"), "do.reminders")])
    return answer(Intent.CHANGE_REMINDER, page)
