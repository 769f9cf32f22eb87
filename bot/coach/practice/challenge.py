"""The thirty evenings: a programme done in order, at the person's own pace."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from bot.coach.ports import Enrolment
from bot.coach.practice.kept_to import reason_against, why_not
from bot.coach.practice.naming import named
from bot.coach.practice.pictures import mark_of
from bot.coach.practice.start import start
from bot.coach.talk.actions import Ask, Challenge
from bot.coach.talk.answers import Answer, answer
from bot.coach.talk.replies import Choice, Line, Reply, Style, choice, line, reply, say
from bot.coach.talk.requests import Words
from bot.coach.understanding.meaning import Intent
from bot.coach.visit import Visit
from content.model import Evening, Programme
from content.phrases import Phrase, phrase

SENTENCE = 12
"""Words in which to leave or to begin again may be said."""


async def asked(visit: Visit, intent: Intent) -> Answer:
    """A wish in words or by the command, which may say to leave or to begin again."""
    said = visit.request.content
    verbs = [(verb, f"challenge.said.{verb}") for verb in ("leave", "again")]
    text = said.text.lstrip("/") if isinstance(said, Words) else ""
    match named(visit, text, verbs, most=SENTENCE):
        case "leave":
            return await leave(visit)
        case "again":
            return await again(visit)
        case _ if intent is Intent.CHALLENGE_JOIN:
            return await join(visit)
        case _:
            return await today(visit)


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
    return answer(Intent.CHALLENGE_TODAY, *await _tonight(visit, programme, enrolled))


async def join(visit: Visit) -> Answer:
    """Begin with the first evening; joining twice changes nothing."""
    programme = _programme(visit)
    enrolled = await visit.work.practice.enrolment(visit.person.id, programme.id)
    if enrolled is None:
        enrolled = await _enrol(visit, programme)
    return answer(Intent.CHALLENGE_JOIN, *await _tonight(visit, programme, enrolled))


async def again(visit: Visit) -> Answer:
    """From the first evening once more, with a way back to where it was."""
    programme = _programme(visit)
    before = await visit.work.practice.enrolment(visit.person.id, programme.id)
    enrolled = await _enrol(visit, programme)
    (page,) = await _tonight(visit, programme, enrolled)
    return answer(Intent.CHALLENGE_JOIN, page.offering(_undoing(before)))


async def leave(visit: Visit) -> Answer:
    """No more evenings, with a way back; joining again begins at the first."""
    programme = _programme(visit)
    before = await visit.work.practice.enrolment(visit.person.id, programme.id)
    if before is None:
        return await today(visit)
    await visit.work.practice.leave(visit.person.id, programme.id)
    offers = [*_undoing(before), choice(Ask("poses"), "do.poses")]
    return answer(Intent.CHALLENGE_TODAY, reply(say("challenge.left")).offering(offers))


async def back(visit: Visit, done: int) -> Answer | None:
    """Where it was before it was left or begun again; None if it was never so far."""
    programme = _programme(visit)
    if not 0 <= done <= len(programme.evenings):
        return None
    enrolled = await _enrol(visit, programme, done)
    return answer(Intent.CHALLENGE_JOIN, *await _tonight(visit, programme, enrolled))


async def begin(visit: Visit) -> Answer:
    """Tonight's evening as a session."""
    programme = _programme(visit)
    enrolled = await visit.work.practice.enrolment(visit.person.id, programme.id)
    if enrolled is None or enrolled.done >= len(programme.evenings):
        return await today(visit)
    evening = programme.evenings[enrolled.done]
    mark = f"{programme.id}:{enrolled.done}"
    return await start(visit, evening.pose, evening.seconds, evening=mark)


async def _enrol(visit: Visit, programme: Programme, done: int = 0) -> Enrolment:
    enrolled = Enrolment(
        practitioner=visit.person.id, programme=programme.id, joined_at=visit.now, done=done
    )
    await visit.work.practice.enrol(enrolled)
    return enrolled


def _undoing(before: Enrolment | None) -> list[Choice[Phrase]]:
    if before is None or not before.done:
        return []
    return [choice(Challenge(f"back_{before.done}"), "do.undo")]


async def _tonight(visit: Visit, programme: Programme, enrolled: Enrolment) -> list[Reply]:
    words = f"programme.{programme.id}"
    if enrolled.done >= len(programme.evenings):
        done = reply(say("challenge.all_done", n=enrolled.done))
        return [done.offering([choice(Challenge("again"), "challenge.do.again")])]
    evening = programme.evenings[enrolled.done]
    reasons = await reason_against(visit, evening.pose)
    if enrolled.last_night == visit.tonight:
        rest = reply(say("challenge.done_tonight", n=enrolled.done))
        onward = [] if reasons else [choice(Challenge("begin"), "challenge.do.next")]
        return [rest.offering(onward, _leaving(enrolled))]
    title = phrase(f"{words}.evenings.{evening.id}.title")
    heading = line(Style.HEADING, "challenge.evening", n=enrolled.done + 1, title=title)
    if reasons:
        thought = line(Style.QUOTE, f"{words}.evenings.{evening.id}.thought")
        page = reply(heading, *why_not(visit, reasons[0]), thought)
        offers = [choice(Ask("conditions"), "do.conditions"), *_leaving(enrolled)]
        return [page.offering(offers)]
    lines: list[Line[Phrase]] = [
        heading,
        replace(
            say(
                "challenge.plan",
                pose=phrase(f"pose.{evening.pose}.name"),
                length=timedelta(seconds=evening.seconds),
            ),
            beside=mark_of(visit.library.pose(evening.pose)),
        ),
    ]
    lines += _breath(evening)
    lines.append(line(Style.QUOTE, f"{words}.evenings.{evening.id}.thought"))
    begin_it = choice(Challenge("begin"), "challenge.do.begin")
    return [reply(*lines).offering([begin_it], _leaving(enrolled))]


def _breath(evening: Evening) -> list[Line[Phrase]]:
    breath = evening.breath
    if breath is None:
        return []
    key = "challenge.breath_held" if breath.hold else "challenge.breath"
    return [say(key, inhale=breath.inhale, hold=breath.hold, exhale=breath.exhale)]


def _leaving(enrolled: Enrolment) -> list[Choice[Phrase]]:
    again = [choice(Challenge("again"), "challenge.do.again")] if enrolled.done else []
    return [*again, choice(Challenge("leave"), "challenge.do.leave")]


def _programme(visit: Visit) -> Programme:
    return next(iter(visit.library.programmes.values()))
