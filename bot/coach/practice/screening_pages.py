"""The pages of the screening: its questions, and what it says to what it found."""

from __future__ import annotations

from typing import Any

from bot.coach.people.practitioner import Question
from bot.coach.practice import pages
from bot.coach.safety import advice
from bot.coach.talk.actions import Ask, DoctorAgreed, Explain, RememberConditions, Screen
from bot.coach.talk.replies import Choice, Line, Reply, Style, choice, line, reply, say
from bot.coach.visit import Visit
from content.model import Verdict
from content.phrases import Phrase, phrase

NONE, ELSE, RATHER_NOT, DONE, OPEN = "none", "else", "rather_not", "done", "open"
"""Choices of the screening that are no group: `open` leaves a narrower question open."""

NOT_COVERED = "not_covered"
"""Stands among the topics for something that nothing reviewed covers: as an ask_doctor."""

COLUMNS = 2
OTHERS = 3
"""Further conditions that a page names beside the leading one."""


def groups(visit: Visit, question: Question) -> Reply:
    """What applies tonight; several may be picked."""
    picked = question.kept["groups"]
    offers = [
        _pick(question, group, picked=group in picked)
        for group in [*(group.id for group in visit.library.screening), ELSE]
    ]
    last = [choice(Screen(question.id, DONE), "screening.done")] if picked else [
        choice(Screen(question.id, NONE), "screening.none"),
        choice(Screen(question.id, RATHER_NOT), "screening.rather_not"),
    ]  # fmt: skip
    pose = pages.pose_name(question.kept["pose"])
    return reply(say("screening.ask", pose=pose)).offering(*_rows(offers), last)


def narrower(visit: Visit, question: Question) -> Reply:
    """Which of a group it is, or left open."""
    group = next(g for g in visit.library.screening if g.id == question.kept["group"])
    offers = [choice(Screen(question.id, t), f"screening.topic.{t}") for t in group.topics]
    label = phrase(f"screening.group.{group.id}")
    page = reply(say("screening.which", group=label))
    return page.offering(*_rows(offers), [choice(Screen(question.id, OPEN), "screening.open")])


def in_words(question: Question) -> Reply:
    """What else it is, in the person's own words."""
    skip = choice(Screen(question.id, RATHER_NOT), "screening.rather_not")
    return reply(say("screening.in_words")).offering([skip])


def not_this(visit: Visit, question: Question) -> Reply:
    """Not tonight: why, what is fine instead, and what to ask the doctor in which words."""
    leading, *others = question.kept["topics"]
    words, number = f"topic.{leading}", advice.number_for(visit)
    catalogue = visit.library.catalogue("en")
    lines = [*_assumed(question, leading), line(Style.WARNING, f"{words}.first", number=number)]
    lines += _also(visit, question, others)
    lines.append(say(f"{words}.why", number=number))
    if catalogue.has(f"{words}.instead"):
        lines += [say("safety.instead"), line(Style.ITEM, f"{words}.instead")]
    else:
        lines += [say(f"{words}.do", number=number), say("screening.nothing_instead")]
    lines += _to_ask(visit, leading)
    offers = [choice(Explain("sources", leading), "safety.do.sources")]
    if question.kept.get("remembered"):
        offers.append(choice(Ask("conditions"), "do.conditions"))
    return reply(*lines).offering(offers, *remembering(visit, question.kept))


def ask_doctor(visit: Visit, question: Question, topics: list[str]) -> Reply:
    """A doctor's yes comes first: for each of these, why, and what to ask."""
    leading, *others = topics
    lines: list[Line[Phrase]] = []
    if leading == NOT_COVERED:
        lines += [line(Style.WARNING, "safety.not_covered"), say("safety.describe_pose")]
    else:
        number = advice.number_for(visit)
        lines.append(line(Style.WARNING, f"topic.{leading}.first", number=number))
        lines += _also(visit, question, others)
        lines.append(say(f"topic.{leading}.why", number=number))
        lines += _to_ask(visit, leading)
    agreed = choice(DoctorAgreed(question.id), "screening.doctor_agreed")
    return reply(*lines).offering([agreed], *remembering(visit, question.kept))


def remembering(visit: Visit, kept: dict[str, Any]) -> list[list[Choice[Phrase]]]:
    """A button for each thing that may be kept, by name where there are several.

    Each says all that it means, so that it still works when the question is long answered.
    """
    if kept.get("remembered"):
        return []
    agreed, assumed = kept.get("agreed", ()), kept.get("assumed", ())
    may = [
        topic.id
        for topic in (visit.library.topics.get(found) for found in kept.get("topics", ()))
        if topic is not None
        and topic.id not in assumed
        and topic.category in advice.KEPT_CATEGORIES
        and topic.verdict in advice.KEPT_VERDICTS
    ]
    key = "screening.remember" if len(may) == 1 else "screening.remember_one"
    return [
        [choice(RememberConditions(int(t in agreed), t), key, name=phrase(f"topic.{t}.name"))]
        for t in may[: OTHERS + 1]
    ]


def remembered(topic: str) -> Reply:
    """What is kept from now on, and where it is shown."""
    page = reply(say("screening.kept", name=phrase(f"topic.{topic}.name")))
    return page.offering([choice(Ask("conditions"), "do.conditions")])


def verdict(visit: Visit, topic: str, pose: str) -> Verdict:
    """What a topic means for a pose; what nothing covers is for a doctor."""
    if topic == NOT_COVERED:
        return Verdict.ASK_DOCTOR
    return visit.library.topics[topic].verdict_for(pose)


def _assumed(question: Question, topic: str) -> list[Line[Phrase]]:
    """Why a condition is named that nobody has: a question was left open."""
    left_open = topic in question.kept.get("assumed", ())
    return [line(Style.NOTE, "screening.assumed")] if left_open else []


def _also(visit: Visit, question: Question, others: list[str]) -> list[Line[Phrase]]:
    """The other conditions that speak against it, each in a line of its own."""
    pose, number = question.kept["pose"], advice.number_for(visit)
    grave = [t for t in others if verdict(visit, t, pose).severity >= Verdict.ASK_DOCTOR.severity]
    return [
        line(Style.WARNING, "safety.also_not_covered")
        if topic == NOT_COVERED
        else line(Style.WARNING, f"topic.{topic}.first", number=number)
        for topic in grave[:OTHERS]
    ]


def _to_ask(visit: Visit, topic: str) -> list[Line[Phrase]]:
    if not visit.library.catalogue("en").has(f"topic.{topic}.ask"):
        return []
    return [
        say("screening.to_ask"),
        line(Style.QUOTE, f"topic.{topic}.ask"),
        say("safety.describe_pose"),
    ]


def _pick(question: Question, group: str, *, picked: bool) -> Choice[Phrase]:
    label = phrase("screening.else" if group == ELSE else f"screening.group.{group}")
    key = "screening.picked" if picked else "screening.unpicked"
    return choice(Screen(question.id, group), key, label=label)


def _rows(offers: list[Choice[Phrase]]) -> list[list[Choice[Phrase]]]:
    return [offers[i : i + COLUMNS] for i in range(0, len(offers), COLUMNS)]
