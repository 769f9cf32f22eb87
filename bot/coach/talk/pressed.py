"""What a button means, as the wish that words for the same would be."""

from __future__ import annotations

from bot.coach.talk import actions
from bot.coach.talk.answers import Answer
from bot.coach.understanding.meaning import Intent, Wish

_STEERS = {
    "pause": Intent.PAUSE_SESSION,
    "resume": Intent.RESUME_SESSION,
    "stop": Intent.STOP_SESSION,
    "down": Intent.STOP_SESSION,
    "status": Intent.SESSION_STATUS,
    "wrong": Intent.SAFETY_QUESTION,
}

_MANAGES = {
    "change": Intent.CHANGE_REMINDER,
    "pause": Intent.PAUSE_REMINDERS,
    "wake": Intent.CHANGE_REMINDER,
    "delete": Intent.CANCEL_REMINDER,
}

_INTENTS: dict[type[actions.Action], Intent] = {
    actions.HelpAbout: Intent.HELP,
    actions.Screen: Intent.START_SESSION,
    actions.StartBreathing: Intent.START_SESSION,
    actions.DoctorAgreed: Intent.START_SESSION,
    actions.Helped: Intent.START_SESSION,
    actions.RememberConditions: Intent.SET_CONDITIONS,
    actions.DropCondition: Intent.SET_CONDITIONS,
    actions.AddCondition: Intent.SET_CONDITIONS,
    actions.Wrong: Intent.SAFETY_QUESTION,
    actions.Explain: Intent.SAFETY_QUESTION,
    actions.NotTonight: Intent.SKIP_TONIGHT,
    actions.UndoOff: Intent.SET_REMINDER,
    actions.Loosen: Intent.CHANGE_REMINDER,
    actions.Forget: Intent.DELETE_MY_DATA,
}
"""Buttons whose intent is all that they fix."""


def understood(answered: Answer, action: actions.Action) -> Answer:
    """The answer to a press, saying what the button meant where the use case did not."""
    wish = _wish_of(action)
    if answered.understood is None:
        return answered.read_as(wish)
    if answered.understood.wish == Wish(intent=wish.intent):
        return answered.as_said(wish)
    return answered


def _wish_of(action: actions.Action) -> Wish:
    """The wish of a button; unknown of those that say themselves how they were read."""
    match action:
        case actions.Start() | actions.StartInstead():
            return Wish(intent=Intent.START_SESSION, pose=action.pose, seconds=action.seconds)
        case actions.Extend(minutes=minutes):
            return Wish(intent=Intent.EXTEND_SESSION, minutes=minutes)
        case actions.Feeling(score=score):
            return Wish(intent=Intent.LOG_CHECKIN, feeling=score)
        case actions.Snooze(minutes=minutes):
            return Wish(intent=Intent.SNOOZE_REMINDER, minutes=minutes)
        case actions.PickZone(zone=zone):
            return Wish(intent=Intent.SET_TIMEZONE, zone=zone)
        case actions.Speak(tag=tag):
            return Wish(intent=Intent.SET_LANGUAGE, language=tag)
        case actions.Steer(verb=verb):
            return Wish(intent=_STEERS.get(verb, Intent.UNKNOWN))
        case actions.Manage(verb=verb):
            return Wish(intent=_MANAGES.get(verb, Intent.UNKNOWN))
        case actions.Challenge(verb=verb):
            joins = verb in {"join", "again"}
            return Wish(intent=Intent.CHALLENGE_JOIN if joins else Intent.CHALLENGE_TODAY)
        case _:
            return Wish(intent=_INTENTS.get(type(action), Intent.UNKNOWN))
