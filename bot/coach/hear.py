"""From what somebody wrote to an answer: red flags first, then the open question, then the wish."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import time

from bot.coach import replying
from bot.coach.people.practitioner import Asking
from bot.coach.practice import wrong
from bot.coach.practice.naming import named
from bot.coach.routes import fulfil
from bot.coach.safety import advice
from bot.coach.safety.assessment import Assessment, BodyRead, Gap
from bot.coach.safety.reader import Heard
from bot.coach.safety.seconded import seconded
from bot.coach.talk import hello, links
from bot.coach.talk.answers import Answer
from bot.coach.talk.replies import reply, say
from bot.coach.understanding.meaning import Expecting, Intent, Section, Surroundings, Wish, WishRead
from bot.coach.visit import Visit
from content.model import Category, Verdict

LONGEST = 4000
"""Characters that are read; what is longer keeps its beginning and its end for the red flags."""

_NAMES_ONE = re.compile(r"/\s?[a-z]", re.IGNORECASE)
"""A slash begins a command only with a name behind it; "/123" is no number of minutes."""

_EXPECTS = {
    Asking.ZONE: Expecting.ZONE,
    Asking.TIME: Expecting.TIME,
    Asking.SCREENING: Expecting.SCREENING,
    Asking.FEELING: Expecting.FEELING,
    Asking.READING: Expecting.CHOICE,
    Asking.FORGET: Expecting.CHOICE,
    Asking.WRONG: Expecting.CHOICE,
    Asking.TINGLING: Expecting.CHOICE,
    Asking.CONDITION: Expecting.SCREENING,
    Asking.FOLLOW_UP: Expecting.NOTHING,
    Asking.HELP: Expecting.CHOICE,
    Asking.INSTEAD: Expecting.CHOICE,
    Asking.LISTED: Expecting.CHOICE,
}

_SECTIONS_TOPICS_ANSWER = frozenset({None, Section.OVERVIEW, Section.TIPS, Section.FAQ})
"""Sections of a card that a reviewed topic, where one was named, answers more to the point."""

_IDLE = frozenset(
    {
        Intent.LOG_CHECKIN,
        Intent.HELP,
        Intent.WELCOME,
        Intent.LIST_POSES,
        Intent.SESSION_STATUS,
        Intent.SHOW_PROGRESS,
    }
)
"""Wishes that change nothing: what words like these name of a body counts for more."""

_LOW = 2
"""A feeling, of 1 to 5, that in a hold means that something may be wrong."""

_MAY_ASK = frozenset({Intent.UNKNOWN, Intent.SHOW_POSE})

_FINE = frozenset({Verdict.OK, Verdict.CAUTION})

_NAMED = frozenset({Gap.CONDITION, Gap.MEDICINE, Gap.SYMPTOM})
"""Gaps where something of a body was named, though nothing reviewed covers it."""

_MAY_FOLLOW_UP = frozenset({Intent.UNKNOWN, Intent.SHOW_POSE, Intent.SAFETY_QUESTION})
"""Wishes that words naming no more than a pose may be read as, if they go on with a question."""

OF_THE_POSE = frozenset({Category.CLAIM, Category.TECHNIQUE, Category.LOGISTICS})
"""Topics that say something of the pose rather than of anybody's body."""


async def words(visit: Visit, text: str) -> Answer:
    """Answer what somebody wrote."""
    said = links.followed(_readable(text))
    if not said:
        return hello.not_understood().read_as(Wish(intent=Intent.UNKNOWN))
    command = said.startswith("/")
    # A red flag goes before any other reading, and does not wait for one to succeed.
    heard = visit.tools.body.hear(said)
    flagged = _read(visit, heard)
    if flagged.assessment.emergency:
        return await advice.emergency(visit, flagged.assessment)
    read = visit.tools.wishes.read(said, _surroundings(visit, await _usual_times(visit, said)))
    body = seconded(_body(visit, heard, read), visit.second, visit.library.topics)
    if body.assessment.emergency:
        return await advice.emergency(visit, body.assessment)
    if command and not _NAMES_ONE.match(said):
        return hello.not_understood()
    if not command:
        answered = await replying.to_question(visit, said, read, body)
        if answered is not None:
            return answered
    return await _wish(visit, read, body, command=command)


def _body(visit: Visit, heard: Heard, read: WishRead) -> BodyRead:
    said = heard.text
    command = said.startswith("/")
    asked = read.best.intent is Intent.SAFETY_QUESTION
    # Of a command the words behind its name are the question.
    about = read.best.about if asked and command else replace(heard, unsure=not asked)
    return _read(
        visit,
        about,
        asked=_asks(visit, read.best, command=command) and not _only_shows(said, read),
        previous=_previous(visit, read),
    )


def _read(
    visit: Visit,
    words_said: str | Heard,
    *,
    asked: bool = False,
    previous: Assessment | None = None,
) -> BodyRead:
    return visit.tools.body.read(
        words_said,
        pose=visit.person.last_pose,
        in_session=visit.session is not None,
        asked=asked,
        previous=previous,
    )


def _asks(visit: Visit, wish: Wish, *, command: bool) -> bool:
    """Whether words may be a question about the body that no rule has words for."""
    if command:
        return wish.intent is Intent.SAFETY_QUESTION
    # A word or two in answer to the coach's own question ask nothing.
    question = visit.person.open_question(visit.now)
    if question is not None and question.asking not in {Asking.FOLLOW_UP, Asking.LISTED}:
        return False
    if wish.intent is Intent.LOG_CHECKIN:
        # How it feels in a hold is about the body; afterwards it is a word on the evening.
        return visit.session is not None
    return wish.intent is Intent.SAFETY_QUESTION or wish.intent in _MAY_ASK


def _only_shows(said: str, read: WishRead) -> bool:
    """Whether words want no more than a pose or a part of its card: "tips", "the blocks one"."""
    if read.best.intent is not Intent.SHOW_POSE:
        return False
    return read.names_a_pose or (read.best.section is not None and " " not in said)


async def _wish(visit: Visit, read: WishRead, body: BodyRead, *, command: bool) -> Answer:
    best = read.best
    if command:
        _let_lapse(visit, best)
    if best.intent is Intent.SAFETY_QUESTION and command:
        return await _safety_command(visit, best, body)
    if not command and _about_the_body(visit, best, body) and not _of_what_runs(visit, best, body):
        if best.intent is Intent.STOP_SESSION and visit.session is not None:
            return await _stop_and_advise(visit, read, body)
        advised = await advice.advise(visit, body.assessment)
        return advised.as_said(best) if _of_the_pose(visit, best, body) else advised
    if best.intent is Intent.SAFETY_QUESTION:
        return await advice.advise(visit, body.assessment)
    if visit.session is not None and best.intent is Intent.LOG_CHECKIN and _feels_low(best):
        return (await wrong.asked(visit, visit.session.id)).as_said(best)
    if read.asks:
        return replying.which_reading(visit, read)
    _let_lapse(visit, best)
    if best.intent is Intent.UNKNOWN:
        await visit.work.count("not_understood", "command" if command else "words")
        return hello.nothing_asked() if read.answer else hello.not_understood(read.near)
    answered = (await fulfil(visit, best)).as_said(best)
    return replace(answered, assessment=body.assessment) if _shown(visit, best, body) else answered


def _feels_low(wish: Wish) -> bool:
    return wish.feeling is not None and wish.feeling <= _LOW


def _let_lapse(visit: Visit, wish: Wish) -> None:
    """An open question lapses where something else is wished for in the chat it was asked in.

    A zone said by a command may be just what the coach waits for.
    """
    if visit.private and wish.intent is not Intent.SET_TIMEZONE:
        visit.close_question()


def _about_the_body(visit: Visit, wish: Wish, body: BodyRead) -> bool:
    """Whether a reviewed topic answers better than any use case would.

    It does for whatever is plainly about a body, where the wish is no more than the pose, and
    where words of no consequence name something that wants care.
    """
    if body.asks_something_else:
        return False
    found = body.assessment
    if _open(wish):
        return bool(found.topics) or found.gap in _NAMED
    if wish.intent in _IDLE:
        return body.about_body and found.verdict.severity >= Verdict.CAUTION.severity
    if wish.intent is Intent.SHOW_POSE:
        return bool(found.topics) and not _of_the_pose(visit, wish, body)
    # What is not covered holds up a start; beside any other wish the words may mean anything.
    covered = bool(found.topics) or wish.intent is Intent.START_SESSION
    return body.about_body and covered


def _open(wish: Wish) -> bool:
    """Whether the words wish for nothing in particular, so that they may ask about a body."""
    if wish.intent is Intent.SHOW_POSE:
        return wish.section in _SECTIONS_TOPICS_ANSWER
    return wish.intent is Intent.UNKNOWN


def _shown(visit: Visit, wish: Wish, body: BodyRead) -> bool:
    """Whether a section of the card says what the reviewed topic does: how long, does it help."""
    return _of_the_pose(visit, wish, body) and body.assessment.verdict in _FINE


def _of_the_pose(visit: Visit, wish: Wish, body: BodyRead) -> bool:
    """Whether a question is about the pose first: how long, does it help, where the cushion goes.

    The reviewed topic answers it; it is still the pose that was asked about.
    """
    categories = {visit.library.topics[t].category for t in body.assessment.topics}
    return wish.intent is Intent.SHOW_POSE and bool(categories) and categories <= OF_THE_POSE


def _of_what_runs(visit: Visit, wish: Wish, body: BodyRead) -> bool:
    """Whether a question about the time is about the session that runs: "how long left"."""
    if visit.session is None or wish.intent is not Intent.SESSION_STATUS:
        return False
    return {visit.library.topics[t].category for t in body.assessment.topics} <= OF_THE_POSE


async def _stop_and_advise(visit: Visit, read: WishRead, body: BodyRead) -> Answer:
    """Of "stop, my back hurts" the end comes first, then the advice."""
    stopped = await fulfil(visit, read.best)
    advised = await advice.advise(visit, body.assessment)
    return replace(advised, pages=stopped.pages + advised.pages)


async def _safety_command(visit: Visit, wish: Wish, body: BodyRead) -> Answer:
    if not wish.about.strip():
        return Answer(pages=(reply(say("safety.ask_me")),)).read_as(wish)
    return await advice.advise(visit, body.assessment)


async def _usual_times(visit: Visit, said: str) -> tuple[time, ...]:
    """When the person's reminders ring, for words that go by them: "at my usual time"."""
    if named(visit, said, [("usual", "remind.said.by_usual")], most=len(said)) is None:
        return ()
    reminders = await visit.work.reminders.of(visit.person.id)
    return tuple(dict.fromkeys(reminder.rule.clock for reminder in reminders))


def _surroundings(visit: Visit, clocks: tuple[time, ...]) -> Surroundings:
    person, session = visit.person, visit.session
    question = person.open_question(visit.now)
    return Surroundings(
        now=visit.now.astimezone(person.tzinfo),
        zone_known=person.zone is not None,
        locale=person.tongue if person.language else person.locale or person.tongue,
        expecting=_EXPECTS[question.asking] if question else Expecting.NOTHING,
        in_session=session is not None,
        session_paused=session is not None and session.paused_at is not None,
        just_rang=replying.just_rang(visit),
        reminder_clocks=clocks,
        last_pose=person.last_pose,
    )


def _previous(visit: Visit, read: WishRead) -> Assessment | None:
    """The last answer about the body, for a follow-up that names only another pose."""
    question = visit.open_question(Asking.FOLLOW_UP)
    if question is None or read.best.intent not in _MAY_FOLLOW_UP:
        return None
    topics = tuple(t for t in question.kept["topics"] if t in visit.library.topics)
    if not topics:
        return None
    return Assessment(verdict=visit.library.topics[topics[0]].verdict, topics=topics)


def _readable(text: str) -> str:
    if len(text) > LONGEST:
        text = f"{text[: LONGEST // 2]} {text[-LONGEST // 2 :]}"
    return " ".join(text.split())
