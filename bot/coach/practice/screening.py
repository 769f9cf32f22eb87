"""What is asked before a session: what matters about the body, by buttons or in words.

Several groups may be chosen; each brings one narrower question. What is left open counts as the
strictest of its group. What comes of it starts the session, starts it changed, or does not.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

from bot.coach.people.practitioner import Asking, Condition, Question
from bot.coach.practice import cards, guide
from bot.coach.practice import screening_pages as shown
from bot.coach.practice.breathing import breath_kept, counts_kept
from bot.coach.practice.screening_pages import DONE, ELSE, NONE, NOT_COVERED, OPEN, RATHER_NOT
from bot.coach.safety import advice
from bot.coach.safety.assessment import Assessment
from bot.coach.talk.actions import Start
from bot.coach.talk.answers import Answer, answer
from bot.coach.talk.replies import Page, choice, reply, say
from bot.coach.understanding.meaning import Intent, Wish
from bot.coach.visit import Visit
from content.model import Verdict
from content.phrases import Phrase


def ask_first(visit: Visit, kept: dict[str, Any]) -> Answer:
    """The first question; `kept` says what goes on after it: pose, seconds, evening."""
    question = visit.ask(Asking.SCREENING, **kept, groups=[], topics=[], stage="groups")
    return _asks(kept, shown.groups(visit, question))


def ask_again(visit: Visit, question: Question) -> Answer:
    """The question as it stands, for words or a press that answer it with nothing."""
    kept = question.kept
    match kept["stage"]:
        case "groups":
            return _asks(kept, shown.groups(visit, question))
        case "narrow":
            return _asks(kept, shown.narrower(visit, question))
        case "words":
            return _asks(kept, shown.in_words(question))
        case _:
            return _asks(kept, shown.ask_doctor(visit, question, _to_agree(visit, question)))


def lapsed(visit: Visit) -> Answer:
    """A press that comes when the answers are gone: nothing of them is kept for long."""
    last, usual = visit.person.last_pose or "", cards.default_pose(visit.library)
    pose = visit.library.poses.get(last) or visit.library.pose(usual)
    length = timedelta(seconds=pose.hold.usual)
    offer = choice(Start(pose.id, pose.hold.usual), "do.start", length=length)
    return Answer(pages=(reply(say("screening.lapsed")).offering([offer]),))


async def chosen(visit: Visit, question: Question, what: str) -> Answer:
    """A button of the screening was pressed."""
    match question.kept["stage"]:
        case "groups":
            return await _group_chosen(visit, question, what)
        case "narrow":
            return await _topic_chosen(visit, question, what)
        case "words" if what == RATHER_NOT:
            return await _decide(visit, _change(visit, question, groups=[]))
        case "words":
            return ask_again(visit, question)
        case _:
            return Answer(pages=(reply(say("stale.button")),))


async def _group_chosen(visit: Visit, question: Question, what: str) -> Answer:
    kept = question.kept
    known = {group.id for group in visit.library.screening} | {ELSE}
    if what == NONE and not kept["groups"]:
        visit.change(well_since=visit.now)
        return await _begin(visit, kept, ())
    if what == RATHER_NOT and not kept["groups"]:
        return (await _begin(visit, kept, ())).after(reply(say("screening.general_caution")))
    if what == DONE and kept["groups"]:
        return await _narrow(visit, question)
    groups = list(kept["groups"])
    if what in known:
        groups = [g for g in groups if g != what] if what in groups else [*groups, what]
    again = _change(visit, question, groups=groups)
    return _asks(kept, replace(shown.groups(visit, again), replaces=True))


async def _narrow(visit: Visit, question: Question) -> Answer:
    """The next narrower question, or the decision if there is none left."""
    left = question.kept["groups"]
    for group in visit.library.screening:
        if group.id in left:
            return ask_again(visit, _change(visit, question, stage="narrow", group=group.id))
    if ELSE in left:
        return ask_again(visit, _change(visit, question, stage="words"))
    return await _decide(visit, question)


async def _topic_chosen(visit: Visit, question: Question, what: str) -> Answer:
    kept = question.kept
    group = next(g for g in visit.library.screening if g.id == kept["group"])
    if what not in {*group.topics, OPEN}:
        return ask_again(visit, question)
    groups = [g for g in kept["groups"] if g != group.id]
    if what != OPEN:
        return await _narrow(visit, _change(visit, question, topics=[what], groups=groups))
    # The strictest counts tonight, but nobody has said that it is the person's own.
    assumed = [*kept.get("assumed", ()), group.strictest]
    again = _change(visit, question, topics=[group.strictest], groups=groups, assumed=assumed)
    return await _narrow(visit, again)


async def group_said(visit: Visit, question: Question, group: str) -> Answer:
    """A group that words have named: its narrower question, without another choice before."""
    groups = [*question.kept["groups"], *([group] if group not in question.kept["groups"] else [])]
    return await _narrow(visit, _change(visit, question, groups=groups))


async def topics_said(visit: Visit, question: Question, topics: tuple[str, ...]) -> Answer:
    """Topics that words have named; groups that were picked and not meant by them stay to ask."""
    answered = {g.id for g in visit.library.screening if set(g.topics) & set(topics)} | {ELSE}
    groups = [g for g in question.kept["groups"] if g not in answered]
    return await _narrow(visit, _change(visit, question, topics=topics, groups=groups))


async def from_conditions(
    visit: Visit, kept: dict[str, Any], conditions: tuple[Condition, ...]
) -> Answer:
    """What the coach may remember answers for the person: nothing is asked again."""
    topics = [condition.topic for condition in conditions]
    agreed = [condition.topic for condition in conditions if condition.agreed_at is not None]
    question = visit.ask(
        Asking.SCREENING, **kept, groups=[], topics=topics, agreed=agreed, stage="decided",
        remembered=True,
    )  # fmt: skip
    return await _decide(visit, question)


async def _decide(visit: Visit, question: Question) -> Answer:
    kept, pose = question.kept, question.kept["pose"]
    topics = sorted(kept["topics"], key=lambda t: -shown.verdict(visit, t, pose).severity)
    leading = shown.verdict(visit, topics[0], pose) if topics else Verdict.OK
    question = _change(visit, question, stage="decided", topics=topics)
    if leading is Verdict.EMERGENCY:
        return await advice.emergency(visit, Assessment(verdict=leading, topics=tuple(topics)))
    if leading in {Verdict.AVOID, Verdict.STOP}:
        visit.close_question()
        return _asks(kept, shown.not_this(visit, question), needs=None)
    if _to_agree(visit, question):
        return ask_again(visit, _change(visit, question, stage="doctor"))
    return await _begin(visit, question.kept, tuple(topics))


def _to_agree(visit: Visit, question: Question) -> list[str]:
    """Topics that a doctor has yet to agree to."""
    kept = question.kept
    return [
        topic
        for topic in kept["topics"]
        if shown.verdict(visit, topic, kept["pose"]) is Verdict.ASK_DOCTOR
        and topic not in kept.get("agreed", ())
    ]


async def doctor_agreed(visit: Visit, question: Question) -> Answer:
    """The doctor said yes: the session starts with what each topic changes."""
    kept = question.kept
    if kept["stage"] != "doctor":
        return Answer(pages=(reply(say("stale.button")),))
    agreed = _to_agree(visit, question)
    if kept.get("remembered"):
        for condition in await visit.work.people.conditions(visit.person.id):
            if condition.topic in agreed:
                said_yes = replace(condition, agreed_at=visit.now)
                await visit.work.people.remember(visit.person.id, said_yes)
    return await _begin(visit, {**kept, "agreed": agreed}, tuple(kept["topics"]))


async def remember(visit: Visit, topic_id: str, *, agreed: bool) -> Answer:
    """Keep one thing that the screening found, because the person says so."""
    topic = visit.library.topics.get(topic_id)
    if topic is None or topic.category not in advice.KEPT_CATEGORIES:
        return Answer(pages=(reply(say("stale.button")),))
    kept = Condition(topic=topic_id, since=visit.now, agreed_at=visit.now if agreed else None)
    await visit.work.people.remember(visit.person.id, kept)
    visit.change(well_since=None)
    page = shown.remembered(topic_id)
    return Answer(pages=(page,)).read_as(Wish(intent=Intent.SET_CONDITIONS))


async def _begin(visit: Visit, kept: dict[str, Any], topics: tuple[str, ...]) -> Answer:
    visit.close_question()
    begun, *first = await guide.begin_session(
        visit, kept["pose"], kept["seconds"], tuple(t for t in topics if t != NOT_COVERED),
        evening=kept.get("evening"), breath=breath_kept(kept),
    )  # fmt: skip
    page = begun.offering(*shown.remembering(visit, kept))
    return _asks(kept, page, *first, needs=None)


def _change(
    visit: Visit,
    question: Question,
    topics: list[str] | tuple[str, ...] = (),
    **kept: Any,  # noqa: ANN401 - plain JSON
) -> Question:
    """The question with these values; topics are added to those that it has."""
    found = list(dict.fromkeys([*question.kept["topics"], *topics]))
    together = {**question.kept, **kept, "topics": found}
    changed = replace(question, asked_at=visit.now, kept=together)
    visit.change(question=changed)
    return changed


def _asks(kept: dict[str, Any], *pages: Page[Phrase], needs: str | None = "screening") -> Answer:
    wish = Wish(
        intent=Intent.START_SESSION, pose=kept["pose"], seconds=kept["seconds"],
        breath=counts_kept(kept),
    )  # fmt: skip
    return answer(Intent.START_SESSION, *pages).read_as(wish, needs=needs)
