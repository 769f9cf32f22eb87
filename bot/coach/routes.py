"""Which use case fulfils a wish."""

from __future__ import annotations

from bot.coach.people import accounts, comforts, settle
from bot.coach.people.private_only import PRIVATE_INTENTS, open_private
from bot.coach.practice import cards, challenge, guide, progress, start
from bot.coach.reminders import manage, nights
from bot.coach.safety import advice
from bot.coach.safety.assessment import Assessment
from bot.coach.talk import hello
from bot.coach.talk.answers import Answer
from bot.coach.talk.links import start_for
from bot.coach.understanding.meaning import Intent, Section, Wish
from bot.coach.visit import Visit
from content.model import Verdict


async def fulfil(visit: Visit, wish: Wish) -> Answer:
    """Do what was wished, or say what stands before it."""
    if not visit.private and wish.intent in PRIVATE_INTENTS:
        if wish.intent is Intent.START_SESSION:
            return await start.start(visit, wish.pose, wish.seconds, breath=wish.breath)
        return open_private(visit, wish.intent, start_for(wish.intent))
    answered = await _practice(visit, wish)
    if answered is None:
        answered = await _reminders(visit, wish)
    if answered is None:
        answered = await _person(visit, wish)
    return answered


async def _practice(visit: Visit, wish: Wish) -> Answer | None:
    match wish.intent:
        case Intent.LIST_POSES:
            return cards.list_poses(visit)
        case Intent.SHOW_POSE:
            return _pose(visit, wish)
        case Intent.START_SESSION:
            return await _session(visit, wish)
        case Intent.PAUSE_SESSION:
            return await guide.pause_session(visit)
        case Intent.RESUME_SESSION:
            return await manage.wake_paused(visit) or await guide.resume_session(visit)
        case Intent.EXTEND_SESSION:
            return await guide.extend_session(visit, wish.minutes)
        case Intent.STOP_SESSION:
            return await guide.stop_session(visit)
        case Intent.SESSION_STATUS:
            return await guide.status(visit)
        case Intent.LOG_CHECKIN:
            return await guide.check_in(visit, wish.feeling)
        case Intent.SHOW_PROGRESS:
            return await progress.show(visit)
        case Intent.CHALLENGE_TODAY | Intent.CHALLENGE_JOIN:
            return await challenge.asked(visit, wish.intent)
        case _:
            return None


async def _reminders(visit: Visit, wish: Wish) -> Answer | None:
    match wish.intent:
        case Intent.SET_REMINDER:
            return await settle.reminder_here(visit, wish)
        case Intent.LIST_REMINDERS:
            return await manage.listed(visit)
        case Intent.CANCEL_REMINDER:
            return await manage.cancel(visit, wish)
        case Intent.CHANGE_REMINDER:
            return await settle.change_here(visit, wish)
        case Intent.PAUSE_REMINDERS:
            return await manage.pause_all(visit)
        case Intent.SNOOZE_REMINDER:
            return await nights.snooze(visit, wish.minutes, wish.until)
        case Intent.SKIP_TONIGHT:
            return await nights.not_tonight(visit)
        case _:
            return None


async def _person(visit: Visit, wish: Wish) -> Answer:
    match wish.intent:
        case Intent.WELCOME:
            return hello.welcome()
        case Intent.HELP:
            return hello.help_about(wish.about)
        case Intent.SMALLTALK_THANKS:
            return hello.thanks()
        case Intent.SET_TIMEZONE:
            return await settle.timezone(visit, wish)
        case Intent.SET_LANGUAGE:
            return settle.language(visit, wish.language)
        case Intent.SET_BELL:
            return comforts.switch(visit, comforts.BELL, wish.on)
        case Intent.SET_MOTION:
            return comforts.switch(visit, comforts.MOTION, wish.on)
        case Intent.SHOW_CONDITIONS:
            return await settle.conditions(visit)
        case Intent.SET_CONDITIONS:
            return await settle.set_conditions(visit, wish)
        case Intent.PRIVACY:
            return accounts.privacy(visit)
        case Intent.EXPORT_MY_DATA:
            return await accounts.export(visit)
        case Intent.DELETE_MY_DATA:
            return accounts.ask_to_forget(visit)
        case Intent.SAFETY_QUESTION:
            return await advice.advise(visit, Assessment(verdict=Verdict.UNKNOWN))
        case Intent.UNKNOWN:
            return hello.not_understood()
        case _:
            raise AssertionError(f"no use case fulfils {wish.intent}")


def _pose(visit: Visit, wish: Wish) -> Answer:
    if wish.pose is None and wish.about.strip():
        found, nearest = visit.tools.wishes.pose_named(wish.about)
        if found is None:
            return cards.unknown_pose(_three(visit, nearest))
        return cards.show_pose(visit, found, wish.section or Section.OVERVIEW)
    pose = wish.pose or visit.person.last_pose or cards.default_pose(visit.library)
    return cards.show_pose(visit, pose, wish.section or Section.OVERVIEW)


def _three(visit: Visit, nearest: tuple[str, ...]) -> tuple[str, ...]:
    """Three poses to choose from, the nearest first, whatever was typed."""
    return tuple(dict.fromkeys((*nearest, *visit.library.poses)))[:3]


async def _session(visit: Visit, wish: Wish) -> Answer:
    if wish.pose is None and wish.about.strip():
        found, nearest = visit.tools.wishes.pose_named(wish.about)
        if found is None:
            return cards.unknown_pose(_three(visit, nearest))
        return await start.start(visit, found, wish.seconds, breath=wish.breath)
    return await start.start(visit, wish.pose, wish.seconds, breath=wish.breath)
