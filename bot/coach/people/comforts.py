"""What somebody likes better: a bell at the end of a hold, pictures that stand still."""

from __future__ import annotations

from bot.coach.talk.actions import Switch
from bot.coach.talk.answers import Answer, answer
from bot.coach.talk.replies import choice, reply, say
from bot.coach.understanding.meaning import Intent, Wish
from bot.coach.visit import Visit

BELL, MOTION = "bell", "motion"


def switch(visit: Visit, what: str, on: bool | None) -> Answer:
    """Switch one of the two, or say how it is."""
    intent = Intent.SET_BELL if what == BELL else Intent.SET_MOTION
    if on is not None:
        if what == BELL:
            visit.change(bell=on)
        else:
            visit.change(still=not on)
    now = visit.person.bell if what == BELL else not visit.person.still
    state = "on" if now else "off"
    page = reply(say(f"comforts.{what}_{state}")).offering(
        [choice(Switch(what, int(not now)), f"comforts.do.{what}_{'off' if now else 'on'}")]
    )
    return answer(intent, page).read_as(Wish(intent=intent, on=on))
