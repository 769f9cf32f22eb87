"""Something is wrong: one question, and for each answer what brings the body down gently."""

from __future__ import annotations

from bot.coach.people.practitioner import Asking, Question
from bot.coach.practice import guide, pages
from bot.coach.practice.naming import named
from bot.coach.practice.session import PracticeSession, SessionState
from bot.coach.safety import advice
from bot.coach.safety.assessment import Assessment
from bot.coach.talk.actions import Wrong
from bot.coach.talk.answers import Answer, answer
from bot.coach.talk.replies import Reply, choice, reply, say
from bot.coach.understanding.meaning import Intent, Wish
from bot.coach.visit import Visit
from content.model import Verdict

CHEST = ("chest_pain_now", "breathless_now")

TOPICS = {
    "head": "head_pressure_in_pose",
    "dizzy": "dizzy_in_pose",
    "numb": "tingling_legs_asleep",
    "joint": "sharp_pain_in_pose",
}
"""The topic behind each answer; the first ends everything, "else" has words of its own."""


async def asked(visit: Visit, session_id: int) -> Answer:
    """Ask what is wrong, after the session too; the hold goes on until the answer is there."""
    session = await visit.work.sessions.get(session_id)
    if session is None or session.practitioner != visit.person.id:
        return Answer(pages=(reply(say("stale.session")),))
    visit.ask(Asking.WRONG, session=session.id)
    return _answered(pages.what_is_wrong(session))


async def in_words(visit: Visit, question: Question, said: str) -> Answer | None:
    """A word or two as the answer; None if they name none of the choices, or two."""
    whether = question.asking is Asking.TINGLING
    choices = pages.WHETHER_IT_GOES if whether else pages.WHAT_IS_WRONG
    what = named(visit, said, ((one, f"session.said.{one}") for one in choices))
    return await told(visit, question.kept["session"], what) if what else None


async def told(visit: Visit, session_id: int, what: str) -> Answer:
    """What is wrong was said."""
    if what == "chest":
        # Never stale: whenever it is pressed, help comes first.
        found = Assessment(verdict=Verdict.EMERGENCY, topics=CHEST)
        return await advice.emergency(visit, found)
    session = await visit.work.sessions.get(session_id)
    if session is None or session.practitioner != visit.person.id:
        return Answer(pages=(reply(say("stale.session")),))
    visit.close_question()
    match what:
        case "head" | "dizzy" | "joint":
            return await _come_down(visit, session, TOPICS[what])
        case "numb":
            return _shake_out(visit, session)
        case "gone":
            return _gone(session)
        case "stays":
            return await _come_down(visit, session, "numbness_persists")
        case "else":
            return await _else(visit, session)
        case _:
            return Answer(pages=(reply(say("stale.button")),))


async def _come_down(visit: Visit, session: PracticeSession, topic: str) -> Answer:
    """The way down first, then what to do about it."""
    verdict = visit.library.topics[topic].verdict
    found = Assessment(verdict=verdict, topics=(topic,), pose=session.plan.pose)
    down = await _down(visit, session)
    words = f"topic.{topic}"
    number = advice.number_for(visit)
    told_page = reply(
        say(f"{words}.first", number=number),
        say(f"{words}.do", number=number),
    )
    return _answered(*down, told_page, found=found)


async def _else(visit: Visit, session: PracticeSession) -> Answer:
    down = await _down(visit, session)
    return _answered(*down, reply(say("session.tell_me")))


async def _down(visit: Visit, session: PracticeSession) -> tuple[Reply, ...]:
    if not session.running:
        return ()
    return (await guide.come_out(visit, session),)


def _shake_out(visit: Visit, session: PracticeSession) -> Answer:
    """Tingling does not end the hold: shake the legs out, and see whether it goes."""
    visit.ask(Asking.TINGLING, session=session.id)
    offers = [
        choice(Wrong(session.id, what), f"session.wrong.{what}") for what in pages.WHETHER_IT_GOES
    ]
    page = reply(say("session.shake_out")).offering(offers)
    topic = TOPICS["numb"]
    found = Assessment(
        verdict=visit.library.topics[topic].verdict, topics=(topic,), pose=session.plan.pose
    )
    return _answered(page, found=found)


def _gone(session: PracticeSession) -> Answer:
    up = session.state in {SessionState.GUIDING, SessionState.PAUSED}
    page = reply(say("session.tingling_gone" if up else "session.tingling_gone_down"))
    return _answered(page.offering(*pages.steering(session)))


def _answered(*shown: Reply, found: Assessment | None = None) -> Answer:
    if found is None:
        return answer(Intent.SAFETY_QUESTION, *shown)
    return Answer(pages=shown, assessment=found).read_as(
        Wish(intent=Intent.SAFETY_QUESTION, pose=found.pose)
    )
