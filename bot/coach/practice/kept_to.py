"""What a person lets the coach remember of their body is kept to wherever practice is offered."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from bot.coach.people.practitioner import Condition
from bot.coach.safety import advice
from bot.coach.talk.actions import Ask, Start, StartInstead
from bot.coach.talk.answers import Answer
from bot.coach.talk.replies import Line, Reply, Style, choice, line, say
from bot.coach.understanding.meaning import Intent
from bot.coach.visit import Visit
from content.library import Library
from content.model import Verdict
from content.phrases import Phrase, phrase


def against(library: Library, conditions: Iterable[Condition], pose: str) -> tuple[str, ...]:
    """Topics among the conditions for which a pose is not done, the most severe first."""
    kept = [library.topics[c.topic] for c in conditions if c.topic in library.topics]
    grave = [t for t in kept if t.verdict_for(pose).severity >= Verdict.AVOID.severity]
    grave.sort(key=lambda topic: -topic.verdict_for(pose).severity)
    return tuple(topic.id for topic in grave)


async def kept_to(visit: Visit, answered: Answer) -> Answer:
    """The answer without buttons that would start what a remembered condition speaks against.

    Where others listen nothing changes: a missing button would tell of a condition. Pressed there,
    it leads to the private chat.
    """
    if not any(_starts(page) and _alone(visit, page) for page in answered.pages):
        return answered
    conditions = await visit.work.people.conditions(visit.person.id)
    reasons = {
        pose: topics
        for pose in visit.library.poses
        if (topics := against(visit.library, conditions, pose))
    }
    if not reasons:
        return answered
    shows = answered.understood is not None and (
        answered.understood.wish.intent is Intent.SHOW_POSE
    )
    pages = tuple(
        _without(page, reasons, told=shows) if _alone(visit, page) else page
        for page in answered.pages
    )
    return replace(answered, pages=pages)


async def reason_against(visit: Visit, pose: str) -> tuple[str, ...]:
    """Remembered topics that speak against a pose; none are told of where others listen."""
    if not visit.private:
        return ()
    return against(visit.library, await visit.work.people.conditions(visit.person.id), pose)


def why_not(visit: Visit, topic: str) -> list[Line[Phrase]]:
    """Why a pose is not offered, and what is fine in its place."""
    lines = [line(Style.WARNING, f"topic.{topic}.first", number=advice.number_for(visit))]
    if visit.library.catalogue("en").has(f"topic.{topic}.instead"):
        return [*lines, say("safety.instead"), line(Style.ITEM, f"topic.{topic}.instead")]
    return [*lines, say("screening.nothing_instead")]


def _alone(visit: Visit, page: Reply) -> bool:
    """Whether only the person sees a page."""
    return visit.private or (visit.request.whispers and page.private)


def _starts(page: Reply) -> set[str]:
    """Poses that a page has a button to start."""
    return {
        one.action.pose
        for row in page.choices
        for one in row
        if isinstance(one.action, Start | StartInstead)
    }


def _without(page: Reply, reasons: dict[str, tuple[str, ...]], *, told: bool) -> Reply:
    gone = _starts(page) & reasons.keys()
    if not gone:
        return page
    rows = tuple(
        tuple(
            one
            for one in row
            if not (isinstance(one.action, Start | StartInstead) and one.action.pose in gone)
        )
        for row in page.choices
    )
    kept = replace(page, choices=tuple(row for row in rows if row))
    if not told:
        return kept
    leading = reasons[min(gone)][0]
    note = line(Style.NOTE, "screening.not_offered", name=phrase(f"topic.{leading}.name"))
    offer = [choice(Ask("conditions"), "do.conditions")]
    return replace(kept, lines=(*kept.lines, note)).offering(offer)
