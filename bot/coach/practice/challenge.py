"""The thirty evenings: a programme done in order, at the person's own pace."""

from __future__ import annotations

from datetime import timedelta

from bot.coach.ports import Enrolment
from bot.coach.practice.start import start
from bot.coach.talk.actions import Ask, Challenge
from bot.coach.talk.answers import Answer, answer
from bot.coach.talk.replies import Choice, Line, Reply, Style, choice, line, reply, say
from bot.coach.understanding.meaning import Intent
from bot.coach.visit import Visit
from content.model import Evening, Programme
from content.phrases import Phrase, phrase


async def today(visit: Visit) -> Answer:
    """Tonight's evening; what the programme is, for who has not joined."""
    programme = _programme(visit)
    enrolled = await visit.work.practice.enrolment(visit.person.id, programme.id)
    if enrolled is None:
        about = reply(
            line(Style.HEADING, f"programme.{programme.id}.name"),
            say(f"programme.{programme.id}.about"),
        )
        page = about.offering([choice(Challenge("join"), "challenge.do.join")])
        return answer(Intent.CHALLENGE_TODAY, page)
    return answer(Intent.CHALLENGE_TODAY, *_tonight(visit, programme, enrolled))


async def join(visit: Visit) -> Answer:
    """Begin with the first evening; joining twice changes nothing."""
    programme = _programme(visit)
    enrolled = await visit.work.practice.enrolment(visit.person.id, programme.id)
    if enrolled is None:
        enrolled = await _enrol(visit, programme)
    return answer(Intent.CHALLENGE_JOIN, *_tonight(visit, programme, enrolled))


async def again(visit: Visit) -> Answer:
    """From the first evening once more."""
    programme = _programme(visit)
    enrolled = await _enrol(visit, programme)
    return answer(Intent.CHALLENGE_JOIN, *_tonight(visit, programme, enrolled))


async def leave(visit: Visit) -> Answer:
    """No more evenings; joining again begins at the first."""
    await visit.work.practice.leave(visit.person.id, _programme(visit).id)
    page = reply(say("challenge.left")).offering([choice(Ask("poses"), "do.poses")])
    return answer(Intent.CHALLENGE_TODAY, page)


async def begin(visit: Visit) -> Answer:
    """Tonight's evening as a session."""
    programme = _programme(visit)
    enrolled = await visit.work.practice.enrolment(visit.person.id, programme.id)
    if enrolled is None or enrolled.done >= len(programme.evenings):
        return await today(visit)
    evening = programme.evenings[enrolled.done]
    mark = f"{programme.id}:{enrolled.done}"
    return await start(visit, evening.pose, evening.seconds, evening=mark)


async def _enrol(visit: Visit, programme: Programme) -> Enrolment:
    enrolled = Enrolment(practitioner=visit.person.id, programme=programme.id, joined_at=visit.now)
    await visit.work.practice.enrol(enrolled)
    return enrolled


def _tonight(visit: Visit, programme: Programme, enrolled: Enrolment) -> list[Reply]:
    words = f"programme.{programme.id}"
    if enrolled.done >= len(programme.evenings):
        done = reply(say("challenge.all_done", n=enrolled.done))
        return [done.offering([choice(Challenge("again"), "challenge.do.again")])]
    if enrolled.last_night == visit.tonight:
        rest = reply(say("challenge.done_tonight", n=enrolled.done))
        return [rest.offering([choice(Challenge("begin"), "challenge.do.next")], _leaving())]
    evening = programme.evenings[enrolled.done]
    title = phrase(f"{words}.evenings.{evening.id}.title")
    lines: list[Line[Phrase]] = [
        line(Style.HEADING, "challenge.evening", n=enrolled.done + 1, title=title),
        say(
            "challenge.plan",
            pose=phrase(f"pose.{evening.pose}.name"),
            length=timedelta(seconds=evening.seconds),
        ),
    ]
    lines += _breath(evening)
    lines.append(line(Style.QUOTE, f"{words}.evenings.{evening.id}.thought"))
    begin_it = choice(Challenge("begin"), "challenge.do.begin")
    return [reply(*lines).offering([begin_it], _leaving())]


def _breath(evening: Evening) -> list[Line[Phrase]]:
    breath = evening.breath
    if breath is None:
        return []
    key = "challenge.breath_held" if breath.hold else "challenge.breath"
    return [say(key, inhale=breath.inhale, hold=breath.hold, exhale=breath.exhale)]


def _leaving() -> list[Choice[Phrase]]:
    return [
        choice(Challenge("again"), "challenge.do.again"),
        choice(Challenge("leave"), "challenge.do.leave"),
    ]


def _programme(visit: Visit) -> Programme:
    return next(iter(visit.library.programmes.values()))
