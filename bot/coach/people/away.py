"""For people who could not be reached: nobody is written to again until they are heard of."""

from __future__ import annotations

from bot.coach.reminders import nights
from bot.coach.talk.answers import Answer
from bot.coach.talk.replies import Page, reply, say
from bot.coach.talk.requests import Place
from bot.coach.understanding.meaning import Intent
from bot.coach.visit import Visit


async def noticed(visit: Visit, answered: Answer) -> Answer:
    """The answer, with what is to be said about having been out of reach.

    Who comes back with a greeting is welcomed. Who asks in a server while their direct messages
    are closed is told so once, for their eyes alone; the next night is tried again.
    """
    understood = answered.understood
    if visit.returned and understood and understood.wish.intent is Intent.WELCOME:
        return answered.after(reply(*await nights.welcome_back(visit)))
    request = visit.request
    if request.place is Place.GROUP and request.whispers and not visit.person.reachable:
        visit.change(reachable=True)
        return answered.then(Page(lines=(say("remind.closed"),), private=True))
    return answered
