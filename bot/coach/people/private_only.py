"""What happens between the two only: in a group its commands open the private chat."""

from __future__ import annotations

from bot.coach.talk.actions import OpenPrivate
from bot.coach.talk.answers import Answer, answer
from bot.coach.talk.replies import Page, choice, reply, say
from bot.coach.understanding.meaning import Intent
from bot.coach.visit import Visit

PRIVATE_INTENTS = frozenset(
    {
        Intent.START_SESSION,
        Intent.PAUSE_SESSION,
        Intent.RESUME_SESSION,
        Intent.STOP_SESSION,
        Intent.EXTEND_SESSION,
        Intent.SESSION_STATUS,
        Intent.SET_REMINDER,
        Intent.LIST_REMINDERS,
        Intent.CANCEL_REMINDER,
        Intent.CHANGE_REMINDER,
        Intent.PAUSE_REMINDERS,
        Intent.SNOOZE_REMINDER,
        Intent.SKIP_TONIGHT,
        Intent.LOG_CHECKIN,
        Intent.SHOW_CONDITIONS,
        Intent.SET_CONDITIONS,
        Intent.SHOW_PROGRESS,
        Intent.CHALLENGE_TODAY,
        Intent.CHALLENGE_JOIN,
        Intent.EXPORT_MY_DATA,
        Intent.DELETE_MY_DATA,
        Intent.SET_TIMEZONE,
        Intent.SET_BELL,
        Intent.SET_MOTION,
    }
)


def open_private(visit: Visit, intent: Intent, start: str) -> Answer:
    """A pointer to the private chat, which goes on there with a start parameter."""
    offer = choice(OpenPrivate(start), "do.open_private")
    page = reply(say("group.in_private")).offering([offer])
    shown = Page(lines=page.lines, choices=page.choices, private=visit.request.whispers)
    return answer(intent, shown)
