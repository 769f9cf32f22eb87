"""Guiding a session: begin, pause, go on, stay longer, stop, come down, and what is wrong."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from bot.coach.people.practitioner import Asking
from bot.coach.practice import pages, record
from bot.coach.practice.breathing import breath_of_evening
from bot.coach.practice.naming import named
from bot.coach.practice.plan import compile_plan
from bot.coach.practice.room import begins_at
from bot.coach.practice.session import (
    Ending,
    PracticeSession,
    SessionState,
    advance,
    begin,
    come_out_now,
    end,
    extend,
    pause,
    put_off,
    resume,
    seconds_to_spare,
)
from bot.coach.talk.actions import Ask, Start
from bot.coach.talk.answers import Answer, answer
from bot.coach.talk.replies import Choice, Line, Reply, choice, reply, say
from bot.coach.understanding.meaning import Intent
from bot.coach.visit import Visit
from content.model import Breath
from content.phrases import Phrase

USUAL_EXTENSION = 2
"""Minutes, where the person names none."""

LOW_SCORE = 2


async def begin_session(  # noqa: PLR0913 - what makes one session, named where it is given
    visit: Visit,
    pose_id: str,
    seconds: int,
    topics: tuple[str, ...] = (),
    *,
    evening: str | None = None,
    breath: Breath | None = None,
) -> tuple[Reply, ...]:
    """Start a session that nothing stands against any more; `topics` bring their adjustments.

    An evening of the programme brings its own breath, if none was asked for.

    The first step comes with the answer, so that it cannot overtake it. Where the token carries no
    more sessions, the answer is when it will begin.
    """
    pose = visit.library.pose(pose_id)
    catalogue = visit.library.catalogue(visit.person.tongue)
    adjustments = tuple(key for topic in topics if catalogue.has(key := f"topic.{topic}.adjust"))
    steps = [f"pose.{pose_id}.steps.{step.id}" for step in pose.steps]
    words = {key: visit.words_of(key) for key in (*adjustments, *steps)}
    breath = breath or breath_of_evening(visit.library, evening)
    plan = replace(compile_plan(pose, seconds, words, adjustments), breath=breath)
    session = begin(
        practitioner=visit.person.id, plan=plan, longest=pose.hold.longest, now=visit.now,
        evening=evening,
    )  # fmt: skip
    session = await visit.work.sessions.add(put_off(session, await begins_at(visit)))
    first = not visit.person.told_of_bell
    visit.change(last_pose=pose_id, told_of_bell=True)
    if session.waits:
        await _keep(visit, session)
        return (pages.waiting(session, visit.now, tell_of_bell=first),)
    session, (step, *_) = advance(session, visit.now)
    await _keep(visit, session)
    begun = pages.begun(session, pose, tell_of_bell=first)
    return begun, replace(pages.cue(session, step.kind, step.step, pose, visit.person), silent=True)


async def pause_session(visit: Visit) -> Answer:
    """Stop the count; in a hold, say to bend the knees first."""
    session = visit.session
    if session is None:
        return none_running(Intent.PAUSE_SESSION)
    if session.waits:
        return answer(Intent.PAUSE_SESSION, pages.waiting(session, visit.now))
    match session.state:
        case SessionState.PAUSED:
            page = reply(say("session.paused_already"))
        case SessionState.COMING_OUT | SessionState.ENDED:
            page = reply(say("session.coming_out_already"))
        case SessionState.GUIDING:
            session = await _keep(visit, pause(session, visit.now))
            page = reply(_paused(session))
    return answer(Intent.PAUSE_SESSION, page.offering(*pages.steering(session)))


async def resume_session(visit: Visit) -> Answer:
    """Go on where it was paused."""
    session = visit.session
    if session is None:
        return none_running(Intent.RESUME_SESSION)
    if session.state is not SessionState.PAUSED:
        page = reply(say("session.not_paused"))
        return answer(Intent.RESUME_SESSION, page.offering(*pages.steering(session)))
    pose = visit.library.pose(session.plan.pose)
    session = await _keep(visit, resume(session, pose, visit.now))
    key = "session.resumed_up" if session.up_at else "session.resumed"
    page = reply(say(key, left=_left(session, visit)), *pages.counting(session, visit.now))
    return answer(Intent.RESUME_SESSION, page.offering(*pages.steering(session)))


async def extend_session(visit: Visit, minutes: int | None) -> Answer:
    """Stay longer, as far as the pose's longest hold allows; the rest is said, not taken."""
    session = visit.session
    if session is None:
        return none_running(Intent.EXTEND_SESSION)
    if session.waits:
        return answer(Intent.EXTEND_SESSION, pages.waiting(session, visit.now))
    if session.state is SessionState.COMING_OUT:
        page = reply(say("session.coming_out_already"))
        return answer(Intent.EXTEND_SESSION, page.offering(*pages.steering(session)))
    asked = max(1, minutes or USUAL_EXTENSION) * 60
    room = seconds_to_spare(session, visit.now)
    seconds = min(asked, room // 60 * 60)
    pose = visit.library.pose(session.plan.pose)
    if seconds <= 0:
        page = reply(say("session.no_longer"), say(f"pose.{pose.id}.hold_reason"))
        return answer(Intent.EXTEND_SESSION, page.offering(*pages.steering(session)))
    session = await _keep(visit, extend(session, pose, seconds, visit.now))
    key = "session.extended" if seconds == asked else "session.extended_less"
    more = say(key, more=timedelta(seconds=seconds), left=_left(session, visit))
    page = reply(more, *pages.counting(session, visit.now))
    return answer(Intent.EXTEND_SESSION, page.offering(*pages.steering(session)))


async def stop_session(visit: Visit) -> Answer:
    """End it: from a hold by coming out first, else at once; on the way down it means "down"."""
    session = visit.session
    if session is None:
        return none_running(Intent.STOP_SESSION)
    if session.state is SessionState.COMING_OUT:
        return await is_down(visit, session)
    if session.up_at is None:
        await _keep(visit, end(session, Ending.STOPPED, visit.now))
        key = "session.not_now" if session.waits else "session.stopped_early"
        page = reply(say(key)).offering([_again(session)])
        return answer(Intent.STOP_SESSION, page)
    return answer(Intent.STOP_SESSION, await come_out(visit, session))


def says_down(visit: Visit, said: str) -> bool:
    """Whether words are no more than that the legs are down, with somebody on the way down."""
    coming_out = visit.session is not None and visit.session.state is SessionState.COMING_OUT
    return (
        coming_out and named(visit, said, [("down", "session.said.down")], whole=True) is not None
    )


def rated(visit: Visit, said: str) -> int | None:
    """The feeling that a number alone is on the way down, where there is no time to add to."""
    if visit.session is None or visit.session.state is not SessionState.COMING_OUT:
        return None
    bare = said.strip(" .!")
    return int(bare) if bare in {str(score) for score in pages.FEELINGS} else None


async def stop_pressed(visit: Visit, session: PracticeSession) -> Answer:
    """The button pressed twice shows the way down once more: who presses it is not down yet."""
    if session.state is SessionState.COMING_OUT:
        return answer(Intent.STOP_SESSION, await come_out(visit, session))
    return await stop_session(visit)


async def come_out(visit: Visit, session: PracticeSession) -> Reply:
    """Bring the legs down now; saying it again while coming out shows the way once more."""
    pose = visit.library.pose(session.plan.pose)
    if session.state is not SessionState.COMING_OUT:
        session = await _keep(visit, come_out_now(session, visit.now))
        await record.practised(visit.work, session, visit.person.tzinfo)
    return pages.coming_out(session, pose)


async def is_down(visit: Visit, session: PracticeSession) -> Answer:
    """The legs are down: the truth about the time, and the one question."""
    if session.state is not SessionState.COMING_OUT:
        return answer(Intent.STOP_SESSION, await come_out(visit, session))
    session = await _keep(visit, end(session, Ending.FINISHED, visit.now))
    page = reply(pages.truth(session, visit.now))
    visit.ask(Asking.FEELING, session=session.id)
    return answer(Intent.STOP_SESSION, page, pages.how_do_you_feel(session))


async def felt(visit: Visit, score: int, session_id: int | None) -> Answer:
    """Keep how it felt; low scores are met kindly, and nothing is made of them."""
    if session_id is None:
        session = await visit.work.sessions.latest(visit.person.id)
    else:
        session = await visit.work.sessions.get(session_id)
    if session is not None:
        if session.state is SessionState.COMING_OUT:
            session = await _keep(visit, end(session, Ending.FINISHED, visit.now))
        await visit.work.sessions.save(replace(session, feeling=score))
        await visit.work.practice.rate(session.id, score)
    visit.close_question()
    mood = "low" if score <= LOW_SCORE else "fine"
    page = reply(say(f"session.felt_{mood}")).offering(
        [choice(Ask("progress"), "do.progress"), choice(Ask("remind"), "do.remind")]
    )
    return answer(Intent.LOG_CHECKIN, page)


def feeling_named(visit: Visit, said: str) -> int | None:
    """The score that a few words stand for."""
    scores = [(str(n), f"session.felt_said.{n}") for n in pages.FEELINGS]
    score = named(visit, said, scores)
    return int(score) if score else None


async def check_in(visit: Visit, score: int | None) -> Answer:
    """Words on how it felt: kept with the last session, or met with the question."""
    if score is not None:
        return await felt(visit, score, None)
    session = await visit.work.sessions.latest(visit.person.id)
    if session is None or session.running or session.feeling is not None:
        return answer(Intent.LOG_CHECKIN, reply(say("session.heard")))
    visit.ask(Asking.FEELING, session=session.id)
    return answer(Intent.LOG_CHECKIN, pages.how_do_you_feel(session))


async def status(visit: Visit) -> Answer:
    """What runs, and how much of it is left."""
    session = visit.session
    if session is None:
        return none_running(Intent.SESSION_STATUS)
    if session.waits:
        return answer(Intent.SESSION_STATUS, pages.waiting(session, visit.now))
    pose = pages.pose_name(session.plan.pose)
    match session.state:
        case SessionState.GUIDING if session.up_at is None:
            to = max(timedelta(0), session.at(session.plan.opens_at) - visit.now)
            first = say("session.status_settling", pose=pose, to=to)
        case SessionState.GUIDING:
            up = timedelta(seconds=session.seconds_up(visit.now))
            first = say("session.status_up", pose=pose, up=up, left=_left(session, visit))
        case SessionState.PAUSED:
            first = say("session.status_paused", pose=pose, left=_left(session, visit))
        case SessionState.COMING_OUT | SessionState.ENDED:
            first = say("session.coming_out_already")
    page = reply(first, *pages.counting(session, visit.now))
    return answer(Intent.SESSION_STATUS, page.offering(*pages.steering(session)))


async def end_for(visit: Visit, ending: Ending) -> None:
    """End whatever session runs, at once and without a word: something graver is being said."""
    if visit.session is not None:
        session = visit.session
        if session.up_at and session.state is not SessionState.COMING_OUT:
            await record.practised(visit.work, session, visit.person.tzinfo, until=visit.now)
        await _keep(visit, end(session, ending, visit.now))


def none_running(intent: Intent) -> Answer:
    """Nothing runs: said, with a way to begin."""
    page = reply(say("session.none")).offering(
        [choice(Start("legs_up_wall", 600), "do.start", length=timedelta(minutes=10))]
    )
    return answer(intent, page)


def _again(session: PracticeSession) -> Choice[Phrase]:
    again = Start(session.plan.pose, session.plan.seconds)
    return choice(again, "do.start", length=timedelta(seconds=session.plan.seconds))


def _paused(session: PracticeSession) -> Line[Phrase]:
    """What a pause says; what is left of the time up may be less than a pause's usual length."""
    if session.up_at is None:
        return say("session.paused")
    most = timedelta(0)
    if session.paused_at is not None and session.due_at is not None:
        most = session.due_at - session.paused_at
    return say("session.paused_up", most=timedelta(seconds=max(1, int(most.total_seconds()))))


def _left(session: PracticeSession, visit: Visit) -> timedelta:
    ends = session.closes_at
    if session.paused_at is not None:
        ends += visit.now - session.paused_at
    return max(timedelta(seconds=1), timedelta(seconds=int((ends - visit.now).total_seconds())))


async def _keep(visit: Visit, session: PracticeSession) -> PracticeSession:
    await visit.work.sessions.save(session)
    visit.session = session if session.running else None
    visit.wake(session.due_at)
    return session
