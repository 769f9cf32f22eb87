"""The answer to the screening in words: a condition, a choice by its name, a yes or a no."""

from __future__ import annotations

from dataclasses import replace

from bot.coach.people.practitioner import Question
from bot.coach.practice import screening
from bot.coach.practice.naming import named
from bot.coach.practice.screening_pages import DONE, ELSE, NONE, NOT_COVERED, OPEN, RATHER_NOT
from bot.coach.safety.assessment import BodyRead, Gap, Whose
from bot.coach.talk.answers import Answer
from bot.coach.understanding.meaning import Answer as YesOrNo
from bot.coach.understanding.meaning import Intent, WishRead
from bot.coach.visit import Visit
from content.model import Category

_UNREVIEWED = frozenset({Gap.CONDITION, Gap.MEDICINE, Gap.SYMPTOM})

_NO_ANSWER = frozenset({Category.CLAIM, Category.TECHNIQUE})
"""Who asks about these asks something; nothing is said of their own body."""

_HEALTHY = "healthy_general"

_LOOSE = frozenset({Intent.UNKNOWN, Intent.SET_CONDITIONS, Intent.SAFETY_QUESTION})
"""Readings of words that are no wish of their own here."""


async def answered(
    visit: Visit, question: Question, said: str, read: WishRead, body: BodyRead
) -> Answer | None:
    """What the words answer; None if they are for somebody else's body, or a wish of their own."""
    stage = question.kept["stage"]
    if what := _by_name(visit, question, said):
        if stage == "groups" and what not in {NONE, RATHER_NOT, DONE}:
            return await screening.group_said(visit, question, what)
        if stage == "words":
            return await screening.topics_said(visit, question, ())
        return await screening.chosen(visit, question, what)
    if body.about_body and not body.asks_something_else:
        return await _about_the_body(visit, question, body)
    if stage == "doctor" and read.answer is YesOrNo.YES:
        return await screening.doctor_agreed(visit, question)
    if stage == "groups" and read.answer is YesOrNo.NO:
        return await screening.chosen(visit, question, NONE)
    if stage == "words" and read.answer is YesOrNo.NO:
        return await screening.topics_said(visit, question, ())
    if read.best.intent not in _LOOSE:
        return None
    if stage == "words" and read.answer is None:
        # What cannot be read is not covered: it is never fine for that.
        return await screening.topics_said(visit, question, (NOT_COVERED,))
    return screening.ask_again(visit, question) if stage != "doctor" else None


def _by_name(visit: Visit, question: Question, said: str) -> str | None:
    match question.kept["stage"]:
        case "groups":
            groups = [group.id for group in visit.library.screening]
            picked = [DONE] if question.kept["groups"] else [NONE, RATHER_NOT]
            names = [*groups, ELSE, *picked]
        case "narrow":
            names = [OPEN]
        case "words":
            names = [NONE, RATHER_NOT]
        case _:
            return None
    return named(visit, said, [(name, f"screening.said.{name}") for name in names], whole=True)


async def _about_the_body(visit: Visit, question: Question, body: BodyRead) -> Answer | None:
    found = body.assessment
    categories = {visit.library.topics[t].category for t in found.topics}
    if found.whose is Whose.OTHER or (categories and categories <= _NO_ANSWER):
        return None
    if not found.topics and found.gap not in _UNREVIEWED:
        return None if question.kept["stage"] != "words" else await screening.topics_said(
            visit, question, (NOT_COVERED,)
        )  # fmt: skip
    if found.topics == (_HEALTHY,) and question.kept["stage"] == "groups":
        return await screening.chosen(visit, question, NONE)
    unreviewed = (NOT_COVERED,) if found.gap in _UNREVIEWED else ()
    if unreviewed:
        await visit.work.count("not_covered", found.gap)
    said = await screening.topics_said(visit, question, (*found.topics, *unreviewed))
    return replace(said, assessment=found)
