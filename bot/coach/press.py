"""From a pressed button to an answer: what is whose is looked up again, nothing is trusted."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from bot.coach import hear, replying
from bot.coach.people import accounts, comforts, settle
from bot.coach.people.practitioner import Asking
from bot.coach.people.private_only import open_private
from bot.coach.people.zones import is_zone
from bot.coach.practice import cards, challenge, guide, pages, screening, start, wrong
from bot.coach.practice.breathing import counts_written
from bot.coach.practice.session import PracticeSession
from bot.coach.reminders import days_said, loosen, manage, nights, remind
from bot.coach.reminders.reminder import clock_of
from bot.coach.safety import advice
from bot.coach.talk import actions, hello
from bot.coach.talk.answers import Answer, answer
from bot.coach.talk.links import HELLO
from bot.coach.talk.pressed import understood
from bot.coach.talk.replies import reply, say
from bot.coach.understanding.kept import wish_kept
from bot.coach.understanding.meaning import Intent, Section, TimesRead, When, Wish
from bot.coach.visit import Visit

GROUP_ACTIONS = (
    actions.Ask, actions.ShowPose, actions.ShowLeaf, actions.HelpAbout, actions.Explain,
    actions.Start, actions.OpenPrivate,
)  # fmt: skip
"""What may be pressed with others listening; the rest opens the private chat."""

MOST_MINUTES = 720
DIGITS = 3


async def button(visit: Visit, payload: str) -> Answer:
    """Answer a press; a stale or forged payload gets a polite word."""
    try:
        action = actions.unpack(payload)
    except actions.StaleActionError:
        return _stale()
    heard = not visit.private and not visit.request.whispers
    if heard and not isinstance(action, GROUP_ACTIONS):
        return open_private(visit, Intent.UNKNOWN, HELLO)
    answered = await _practice(visit, action)
    if answered is None:
        answered = await _reminders(visit, action)
    if answered is None:
        answered = await _person(visit, action)
    return understood(answered, action)


def _stale() -> Answer:
    """A button that means nothing here."""
    return answer(Intent.UNKNOWN, reply(say("stale.button")))


def _over(key: str = "stale.button") -> Answer:
    """A button that was good once: it is read as what it meant."""
    return Answer(pages=(reply(say(key)),))


async def _practice(visit: Visit, action: actions.Action) -> Answer | None:
    match action:
        case actions.ShowPose(pose=pose, section=section):
            return _turned(visit, pose, section, 1)
        case actions.ShowLeaf(pose=pose, section=section, leaf=leaf):
            return _turned(visit, pose, section, leaf)
        case actions.Start() | actions.StartBreathing():
            return await _start(visit, action)
        case actions.StartInstead(pose=pose, seconds=seconds):
            if not _can_be(visit, pose, seconds):
                return _stale()
            return await start.instead(visit, pose, seconds)
        case actions.Steer(session=session, verb=verb):
            return await _steer(visit, session, verb)
        case actions.Extend(session=session, minutes=minutes):
            if not 0 < minutes <= MOST_MINUTES:
                return _stale()
            if await _mine(visit, session) is None:
                return _over("stale.session")
            return await guide.extend_session(visit, minutes)
        case actions.Wrong(session=session, what=what):
            return await wrong.told(visit, session, what)
        case actions.Feeling(session=session, score=score):
            return await _felt(visit, session, score)
        case actions.Screen(question=number, what=what):
            return await _screening(visit, number, what)
        case actions.DoctorAgreed(question=number):
            return await _screening(visit, number, None)
        case actions.RememberConditions(agreed=agreed, topic=topic):
            return await screening.remember(visit, topic, agreed=bool(agreed))
        case actions.Challenge(verb=verb):
            return await _challenge(visit, verb)
        case actions.Helped(had=had):
            return await start.helped(visit, had=bool(had))
        case _:
            return None


def _turned(visit: Visit, pose: str, section: str, leaf: int) -> Answer:
    """A card's section, and in it a leaf: the message that was pressed turns to it."""
    if pose not in visit.library.poses or section not in set(Section) or leaf < 1:
        return _stale()
    return _in_place(cards.show_pose(visit, pose, Section(section), leaf)).as_said(
        Wish(intent=Intent.SHOW_POSE, pose=pose, section=Section(section))
    )


async def _screening(visit: Visit, number: int, what: str | None) -> Answer:
    """An answer to the screening, None for a doctor's yes.

    Only words lapse: a press may be late, as long as nothing else was asked.
    """
    question = visit.person.question
    if question is None or (question.asking, question.id) != (Asking.SCREENING, number):
        return screening.lapsed(visit)
    if what is None:
        return await screening.doctor_agreed(visit, question)
    return await screening.chosen(visit, question, what)


async def _start(visit: Visit, action: actions.Start | actions.StartBreathing) -> Answer:
    counts = None
    if isinstance(action, actions.StartBreathing) and not (counts := counts_written(action.breath)):
        return _stale()
    if not _can_be(visit, action.pose, action.seconds):
        return _stale()
    return await start.start(visit, action.pose, action.seconds, breath=counts)


def _can_be(visit: Visit, pose: str, seconds: int) -> bool:
    """Whether a session could be meant, if perhaps one that is too long."""
    return pose in visit.library.poses and 0 < seconds <= MOST_MINUTES * 60


async def _steer(visit: Visit, session_id: int, verb: str) -> Answer:
    if verb == "wrong":
        return await wrong.asked(visit, session_id)
    session = await _mine(visit, session_id)
    if session is None:
        return _over("stale.session")
    match verb:
        case "pause":
            return await guide.pause_session(visit)
        case "resume":
            return await guide.resume_session(visit)
        case "stop":
            return await guide.stop_pressed(visit, session)
        case "down":
            return await guide.is_down(visit, session)
        case _:
            return _stale()


async def _felt(visit: Visit, session_id: int, score: int) -> Answer:
    session = await visit.work.sessions.get(session_id)
    if score not in pages.FEELINGS:
        return _stale()
    if session is None or session.practitioner != visit.person.id:
        return _over("stale.session")
    felt = await guide.felt(visit, score, session_id)
    return felt.as_said(Wish(intent=Intent.LOG_CHECKIN, feeling=score))


async def _mine(visit: Visit, session_id: int) -> PracticeSession | None:
    """The running session, if it is the one that the button came with."""
    session = visit.session
    return session if session is not None and session.id == session_id else None


async def _challenge(visit: Visit, verb: str) -> Answer:
    match verb:
        case "join":
            return await challenge.join(visit)
        case "today":
            return await challenge.today(visit)
        case "begin":
            return await challenge.begin(visit)
        case "again":
            return await challenge.again(visit)
        case "leave":
            return await challenge.leave(visit)
        case _ if (done := verb.removeprefix("back_")).isdecimal() and len(done) <= DIGITS:
            return await challenge.back(visit, int(done)) or _stale()
        case _:
            return _stale()


async def _reminders(visit: Visit, action: actions.Action) -> Answer | None:
    match action:
        case actions.Snooze(reminder=reminder, night=night, minutes=minutes):
            if (evening := _night(night)) is None or not 0 < minutes <= MOST_MINUTES:
                return _stale()
            return await nights.snooze(visit, minutes, reminder_id=reminder, night=evening)
        case actions.NotTonight(reminder=reminder, night=night):
            if (evening := _night(night)) is None:
                return _stale()
            return await nights.not_tonight(visit, reminder, evening)
        case actions.Manage(reminder=reminder, verb=verb):
            return await manage.one(visit, reminder, verb)
        case actions.Loosen(reminder=reminder, minutes=minutes):
            return await loosen.loosen(visit, reminder, minutes)
        case actions.UndoOff(removed_at=removed_at):
            return await manage.undo(visit, removed_at)
        case actions.PickTime(clock=clock):
            return await _pick_time(visit, clock)
        case actions.ChangeTime(reminder=reminder, clock=clock):
            return await manage.one(visit, reminder, "change", clock=clock)
        case actions.PickReading(question=number, index=index):
            question = visit.open_question(Asking.READING, number)
            return await replying.picked(visit, question, index) if question else _over()
        case _:
            return None


async def _pick_time(visit: Visit, clock: str) -> Answer:
    try:
        when = When(clock=clock_of(clock))
    except ValueError:
        return _stale()
    question = visit.open_question(Asking.TIME)
    kept = wish_kept(question.kept["wish"]) if question else Wish(intent=Intent.SET_REMINDER)
    place = question.kept["in_place_of"] if question else None
    days = question.kept.get("days") if question else None
    wish = Wish(
        intent=Intent.SET_REMINDER,
        pose=kept.pose,
        minutes=kept.minutes,
        times=days_said.on_kept(TimesRead(times=(when,)), days),
    )
    return await remind.set_reminder(visit, wish, in_place_of=place)


async def _person(visit: Visit, action: actions.Action) -> Answer:
    match action:
        case actions.Ask(command=command):
            return await hear.words(visit, f"/{command}")
        case actions.OpenPrivate(start=parameter):
            return await hear.words(visit, f"/start {parameter}")
        case actions.HelpAbout(topic=topic):
            return _in_place(hello.help_about(topic))
        case actions.Explain(what=what, topic=topic):
            return advice.explain(visit, what, topic)
        case actions.PickZone(zone=zone):
            return await settle.set_zone(visit, zone) if is_zone(zone) else _stale()
        case actions.Speak(tag=tag):
            return settle.language(visit, tag)
        case actions.Switch(what=what, on=on):
            if what not in {comforts.BELL, comforts.MOTION}:
                return _stale()
            return _in_place(comforts.switch(visit, what, bool(on)))
        case actions.AddCondition(topic=topic):
            return await settle.add_condition(visit, topic)
        case actions.DropCondition(topic=topic):
            return await settle.drop_condition(visit, topic)
        case actions.Forget(question=question, sure=sure):
            return await accounts.forget(visit, sure=bool(sure), question=question)
        case _:
            return _stale()


def _in_place(answered: Answer) -> Answer:
    """The card turns its pages inside the same message."""
    pages = tuple(replace(page, replaces=True) for page in answered.pages)
    return replace(answered, pages=pages)


def _night(iso: str) -> date | None:
    try:
        return date.fromisoformat(iso)
    except ValueError:
        return None
