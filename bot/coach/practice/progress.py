"""What was practised: nights, minutes, and the last thirty evenings as a row of marks."""

from __future__ import annotations

from datetime import timedelta

from bot.coach.talk.actions import Ask, Challenge, Start
from bot.coach.talk.answers import Answer, answer
from bot.coach.talk.replies import Style, choice, line, reply, say
from bot.coach.understanding.meaning import Intent
from bot.coach.visit import Visit

EVENINGS = 30
PRACTISED, QUIET = "●", "·"
ROW = 10


async def show(visit: Visit) -> Answer:
    """Nights and minutes in all, and the row of marks; nothing in it can be lost."""
    log = await visit.work.practice.of(visit.person.id)
    if not log:
        page = reply(say("progress.none")).offering(
            [choice(Start("legs_up_wall", 600), "do.start", length=timedelta(minutes=10))]
        )
        return answer(Intent.SHOW_PROGRESS, page)
    nights = {one.night for one in log}
    minutes = max(1, round(sum(one.seconds for one in log) / 60))
    evenings = [visit.tonight - timedelta(days=ago) for ago in reversed(range(EVENINGS))]
    marks = "".join(PRACTISED if evening in nights else QUIET for evening in evenings)
    shown = " ".join(marks[i : i + ROW] for i in range(0, EVENINGS, ROW))
    lately = sum(evening in nights for evening in evenings)
    page = reply(
        say("progress.nights", n=len(nights)),
        say("progress.minutes", n=minutes),
        line(Style.NOTE, "progress.lately", n=lately, marks=shown),
    )
    offers = [choice(Challenge("today"), "do.challenge"), choice(Ask("remind"), "do.remind")]
    return answer(Intent.SHOW_PROGRESS, page.offering(offers))
