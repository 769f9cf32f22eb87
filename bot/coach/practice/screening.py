"""What is asked before a session: what matters about the body, by buttons or in words.

Several groups may be chosen; each brings one narrower question. What is left open counts as the
strictest of its group. What comes of it starts the session, starts it changed, or does not.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from bot.coach.people.practitioner import Asking, Condition, Question
from bot.coach.practice import guide, pages
from bot.coach.safety import advice
from bot.coach.safety.assessment import Assessment, BodyRead, Gap
from bot.coach.talk.actions import DoctorAgreed, Explain, RememberConditions, Screen
from bot.coach.talk.answers import Answer, answer
from bot.coach.talk.replies import Choice, Page, Reply, Style, choice, line, reply, say
from bot.coach.understanding.meaning import Intent, Wish
from bot.coach.visit import Visit
from content.model import ScreeningGroup, Verdict
from content.phrases import Phrase, phrase

NONE, ELSE, RATHER_NOT, DONE, OPEN = "none", "else", "rather_not", "done", "open"
"""Choices of the screening that are no group: `open` leaves a narrower question open."""

NOT_COVERED = "not_covered"
"""Stands among the topics for something that nothing reviewed covers: as an ask_doctor."""

COLUMNS = 2


def ask_first(visit: Visit, kept: dict[str, Any]) -> Answer:
    """The first question; `kept` says what goes on after it: pose, seconds, evening."""
    question = visit.ask(Asking.SCREENING, **kept, groups=[], topics=[], stage="groups")
    return _asks(kept, _groups_page(visit, question))


async def chosen(visit: Visit, question: Question, what: str) -> Answer:
    """A button of the screening was pressed."""
    if question.kept["stage"] == "groups":
        return await _group_chosen(visit, question, what)
    if question.kept["stage"] == "narrow":
        return await _topic_chosen(visit, question, what)
    return _asks(question.kept, reply(say("screening.in_words")))


async def _group_chosen(visit: Visit, question: Question, what: str) -> Answer:
    kept = question.kept
    known = {group.id for group in visit.library.screening} | {ELSE}
    match what:
        case "none":
            visit.change(well_since=visit.now)
            return await _begin(visit, kept, ())
        case "rather_not":
            return (await _begin(visit, kept, ())).after(reply(say("screening.general_caution")))
        case "done" if kept["groups"]:
            return await _narrow(visit, question)
        case _ if what in known:
            groups = [g for g in kept["groups"] if g != what]
            if len(groups) == len(kept["groups"]):
                groups.append(what)
            again = _change(visit, question, groups=groups)
            return _asks(kept, replace(_groups_page(visit, again), replaces=True))
        case _:
            return _asks(kept, replace(_groups_page(visit, question), replaces=True))


async def _narrow(visit: Visit, question: Question) -> Answer:
    """The next narrower question, or the decision if there is none left."""
    kept = question.kept
    for group in visit.library.screening:
        if group.id in kept["groups"]:
            again = _change(visit, question, stage="narrow", group=group.id)
            return _asks(kept, _narrow_page(again, group))
    if ELSE in kept["groups"]:
        _change(visit, question, stage="words")
        return _asks(kept, reply(say("screening.in_words")))
    return await _decide(visit, question)


async def _topic_chosen(visit: Visit, question: Question, what: str) -> Answer:
    kept = question.kept
    group = next(g for g in visit.library.screening if g.id == kept["group"])
    if what not in {*group.topics, OPEN}:
        return _asks(kept, _narrow_page(question, group))
    topic = group.strictest if what == OPEN else what
    topics = [*kept["topics"], *([topic] if topic not in kept["topics"] else [])]
    groups = [g for g in kept["groups"] if g != group.id]
    return await _narrow(visit, _change(visit, question, topics=topics, groups=groups))


async def in_words(visit: Visit, question: Question, said: BodyRead) -> Answer | None:
    """A free-text answer about the body counts as the answer; None if the words say nothing."""
    found = said.assessment
    if not said.about_body:
        return None
    if not found.topics and found.gap not in {Gap.CONDITION, Gap.MEDICINE, Gap.SYMPTOM}:
        return None
    topics = list(found.topics) or [NOT_COVERED]
    if all(_verdict(visit, topic, question.kept["pose"]) is Verdict.OK for topic in topics):
        return await _begin(visit, question.kept, ())
    merged = [*question.kept["topics"], *(t for t in topics if t not in question.kept["topics"])]
    return await _decide(visit, _change(visit, question, topics=merged, groups=[]))


async def from_conditions(
    visit: Visit, kept: dict[str, Any], conditions: tuple[Condition, ...]
) -> Answer:
    """What the coach may remember answers for the person: nothing is asked again."""
    agreed = {condition.topic for condition in conditions if condition.agreed_at is not None}
    topics = [condition.topic for condition in conditions]
    question = visit.ask(
        Asking.SCREENING, **kept, groups=[], topics=topics, stage="decided", remembered=True
    )
    return await _decide(visit, question, agreed)


async def _decide(
    visit: Visit, question: Question, agreed: frozenset[str] | set[str] = frozenset()
) -> Answer:
    kept, pose = question.kept, question.kept["pose"]
    topics: list[str] = sorted(kept["topics"], key=lambda t: -_verdict(visit, t, pose).severity)
    if not topics:
        return await _begin(visit, kept, ())
    leading = topics[0]
    verdict = _verdict(visit, leading, pose)
    if verdict is Verdict.EMERGENCY:
        return await advice.emergency(visit, Assessment(verdict=verdict, topics=tuple(topics)))
    if verdict in {Verdict.AVOID, Verdict.STOP}:
        return _not_this(visit, question, leading)
    open_topics = [
        t for t in topics if _verdict(visit, t, pose) is Verdict.ASK_DOCTOR and t not in agreed
    ]
    if open_topics:
        again = _change(visit, question, stage="doctor", topics=topics)
        return _asks(kept, _ask_doctor_page(visit, again, open_topics[0]))
    return await _begin(visit, kept, tuple(topics), question=question)


async def doctor_agreed(visit: Visit, question: Question) -> Answer:
    """The doctor said yes: the session starts with what each topic changes."""
    if question.kept["stage"] != "doctor":
        return Answer(pages=(reply(say("stale.button")),))
    topics = tuple(question.kept["topics"])
    if question.kept.get("remembered"):
        for condition in await visit.work.people.conditions(visit.person.id):
            if condition.topic in topics:
                agreed = replace(condition, agreed_at=visit.now)
                await visit.work.people.remember(visit.person.id, agreed)
    return await _begin(visit, {**question.kept, "agreed": True}, topics, question=question)


def _not_this(visit: Visit, question: Question, topic: str) -> Answer:
    number = advice.number_for(visit)
    words = f"topic.{topic}"
    catalogue = visit.library.catalogue("en")
    lines = [line(Style.WARNING, f"{words}.first", number=number)]
    lines += [
        say(f"{words}.{part}", number=number)
        for part in ("why", "do", "instead")
        if catalogue.has(f"{words}.{part}")
    ]
    offers = [choice(Explain("doctor", topic), "safety.do.doctor")]
    page = reply(*lines).offering(offers, _remembering(visit, question))
    return _asks(question.kept, page, needs=None)


def _ask_doctor_page(visit: Visit, question: Question, topic: str) -> Reply:
    if topic == NOT_COVERED:
        lines = [line(Style.WARNING, "safety.not_covered"), say("safety.describe_pose")]
        offers = []
    else:
        number = advice.number_for(visit)
        lines = [
            line(Style.WARNING, f"topic.{topic}.first", number=number),
            say(f"topic.{topic}.why", number=number),
        ]
        offers = [choice(Explain("doctor", topic), "safety.do.doctor")]
    agreed = choice(DoctorAgreed(question.id), "screening.doctor_agreed")
    return reply(*lines).offering([agreed, *offers], _remembering(visit, question))


async def remember(visit: Visit, question: Question, *, keep: bool) -> Answer:
    """Keep what this screening found, if the person says so."""
    if not keep:
        return Answer(pages=(reply(say("screening.not_kept")),))
    agreed = visit.now if question.kept.get("agreed") else None
    for topic in question.kept["topics"]:
        if topic in visit.library.topics:
            condition = Condition(topic=topic, since=visit.now, agreed_at=agreed)
            await visit.work.people.remember(visit.person.id, condition)
    visit.change(well_since=None)
    return Answer(pages=(reply(say("screening.kept")),)).read_as(Wish(intent=Intent.SET_CONDITIONS))


async def _begin(
    visit: Visit, kept: dict[str, Any], topics: tuple[str, ...], question: Question | None = None
) -> Answer:
    visit.close_question()
    begun, step = await guide.begin_session(
        visit, kept["pose"], kept["seconds"], tuple(t for t in topics if t != NOT_COVERED),
        evening=kept.get("evening"),
    )  # fmt: skip
    answered = _asks(kept, begun, needs=None)
    if question is None or kept.get("remembered"):
        return answered.then(step)
    # The question stays on, so that what it found can still be kept after the start.
    kept_on = {**kept, "stage": "decided", "topics": list(topics)}
    visit.change(question=replace(question, asked_at=visit.now, kept=kept_on))
    offered = begun.offering(_remembering(visit, question))
    return replace(answered, pages=(offered, step))


def _remembering(visit: Visit, question: Question) -> list[Choice[Phrase]]:
    known = [t for t in question.kept["topics"] if t in visit.library.topics]
    if not known or question.kept.get("remembered"):
        return []
    return [choice(RememberConditions(question.id, 1), "screening.remember")]


def _groups_page(visit: Visit, question: Question) -> Reply:
    picked = question.kept["groups"]
    offers = [
        _pick(question, group.id, picked=group.id in picked) for group in visit.library.screening
    ]
    offers.append(_pick(question, ELSE, picked=ELSE in picked))
    rows = [offers[i : i + COLUMNS] for i in range(0, len(offers), COLUMNS)]
    last = [choice(Screen(question.id, DONE), "screening.done")] if picked else [
        choice(Screen(question.id, NONE), "screening.none"),
        choice(Screen(question.id, RATHER_NOT), "screening.rather_not"),
    ]  # fmt: skip
    pose = pages.pose_name(question.kept["pose"])
    return reply(say("screening.ask", pose=pose)).offering(*rows, last)


def _pick(question: Question, group: str, *, picked: bool) -> Choice[Phrase]:
    label = phrase("screening.else" if group == ELSE else f"screening.group.{group}")
    key = "screening.picked" if picked else "screening.unpicked"
    return choice(Screen(question.id, group), key, label=label)


def _narrow_page(question: Question, group: ScreeningGroup) -> Reply:
    offers = [choice(Screen(question.id, t), f"screening.topic.{t}") for t in group.topics]
    rows = [offers[i : i + COLUMNS] for i in range(0, len(offers), COLUMNS)]
    label = phrase(f"screening.group.{group.id}")
    page = reply(say("screening.which", group=label))
    return page.offering(*rows, [choice(Screen(question.id, OPEN), "screening.open")])


def _change(visit: Visit, question: Question, **kept: Any) -> Question:  # noqa: ANN401 - plain JSON
    changed = replace(question, asked_at=visit.now, kept={**question.kept, **kept})
    visit.change(question=changed)
    return changed


def _verdict(visit: Visit, topic: str, pose: str) -> Verdict:
    if topic == NOT_COVERED:
        return Verdict.ASK_DOCTOR
    return visit.library.topics[topic].verdict_for(pose)


def _asks(kept: dict[str, Any], page: Page[Phrase], needs: str | None = "screening") -> Answer:
    wish = Wish(intent=Intent.START_SESSION, pose=kept["pose"], seconds=kept["seconds"])
    return answer(Intent.START_SESSION, page).read_as(wish, needs=needs)
