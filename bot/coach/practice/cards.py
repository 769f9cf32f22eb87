"""The poses, shown: a list, a card, and its sections, one message that changes in place."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from bot.coach.people.practitioner import Asking
from bot.coach.practice import pictures
from bot.coach.practice.leaves import leaves
from bot.coach.talk.actions import Action, Ask, ShowLeaf, ShowPose, Start
from bot.coach.talk.answers import Answer, answer
from bot.coach.talk.illustrations import Part
from bot.coach.talk.replies import (
    Choice,
    Illustration,
    Line,
    Reply,
    Style,
    choice,
    line,
    reply,
    say,
)
from bot.coach.understanding.meaning import Intent, Section
from bot.coach.visit import Visit
from content.library import Library
from content.model import Caution, Evidence, Pose
from content.phrases import Phrase, phrase

SECTIONS = (
    Section.STEPS,
    Section.BENEFITS,
    Section.VARIATIONS,
    Section.CAUTIONS,
    Section.TIPS,
    Section.FAQ,
)
"""Sections offered on a card, in order; the overview is the card itself."""

ROW = 3

BETWEEN_LINES = 4
"""Characters that a line costs beside its own: a mark, and the space below it."""


def list_poses(visit: Visit) -> Answer:
    """The poses with a line each."""
    lines: list[Line[Phrase]] = [line(Style.HEADING, "pose_card.poses")]
    for pose in visit.library.poses.values():
        name, short = phrase(f"pose.{pose.id}.name"), phrase(f"pose.{pose.id}.short")
        listed = line(Style.ITEM, "pose_card.line", name=name, short=short)
        lines.append(replace(listed, beside=pictures.mark_of(pose)))
    offers = [
        choice(ShowPose(pose, Section.OVERVIEW), f"pose.{pose}.name")
        for pose in visit.library.poses
    ]
    if visit.private and visit.person.open_question(visit.now) is None:
        # "The second one" is one of these.
        visit.ask(Asking.LISTED, poses=list(visit.library.poses))
    return answer(Intent.LIST_POSES, reply(*lines).offering(offers[:2], offers[2:]))


def show_pose(visit: Visit, pose_id: str, section: Section, leaf: int = 1) -> Answer:
    """A pose's card, or one leaf of one section of it: the last one if there are not so many."""
    pose = visit.library.pose(pose_id)
    if visit.person.last_pose != pose_id:
        visit.change(last_pose=pose_id)
    bound = leaves(_BODIES[section](pose, visit.library), _measure(visit))
    place = min(leaf, len(bound))
    lines = [line(Style.HEADING, f"pose.{pose_id}.name")]
    if len(bound) > 1:
        name = phrase(f"pose_card.section.{section}")
        lines.append(
            line(Style.NOTE, "pose_card.leaf", section=name, leaf=place, leaves=len(bound))
        )
    body = bound[place - 1]
    offers = [_turns(pose, section, place, len(bound)), *_offers(pose, section, visit)]
    page = replace(reply(*lines, *body).offering(*offers), pictures=(_picture(pose, body),))
    return answer(Intent.SHOW_POSE, page)


def _measure(visit: Visit) -> Callable[[Line[Phrase]], int]:
    catalogue, zone = visit.library.catalogue(visit.person.tongue), visit.person.tzinfo
    return lambda one: len(catalogue.text(one.text, zone)) + BETWEEN_LINES


def _picture(pose: Pose, lines: tuple[Line[Phrase], ...]) -> Illustration[Phrase]:
    """The movements that the lines tell; the card above everything that is only read.

    Every section has one, so that a pose stays one message with a picture wherever one turns.
    """
    keys = [one.text.key for one in lines]
    for part in Part:
        if any(key.startswith(f"pose.{pose.id}.{part}.") for key in keys):
            return pictures.sheet_of(pose, part)
    return pictures.card_of(pose)


def _turns(pose: Pose, section: Section, leaf: int, last: int) -> list[Choice[Phrase]]:
    """Back and on, where there is anything."""
    ways = [(leaf - 1, "previous"), (leaf + 1, "next")]
    return [
        choice(ShowLeaf(pose.id, section, to), f"pose_card.{word}")
        for to, word in ways
        if 0 < to <= last
    ]


def unknown_pose(nearest: tuple[str, ...]) -> Answer:
    """No pose goes by that name: the nearest three."""
    offers = [choice(ShowPose(pose, Section.OVERVIEW), f"pose.{pose}.name") for pose in nearest]
    page = reply(say("pose_card.unknown")).offering(offers, [choice(Ask("poses"), "do.poses")])
    return answer(Intent.SHOW_POSE, page, asked=True)


def default_pose(library: Library) -> str:
    """The pose that is meant where none is named."""
    return next(iter(library.poses))


def _offers(pose: Pose, section: Section, visit: Visit) -> list[list[Choice[Phrase]]]:
    shown = [s for s in SECTIONS if s is not section and _has(pose, s, visit.library)]
    sections = [choice(ShowPose(pose.id, s), f"pose_card.section.{s}") for s in shown]
    rows = [sections[i : i + ROW] for i in range(0, len(sections), ROW)]
    length = timedelta(seconds=pose.hold.usual)
    start: Action = Start(pose.id, pose.hold.usual)
    last = [choice(start, "do.start", length=length)]
    if section is not Section.OVERVIEW:
        last.append(choice(ShowPose(pose.id, Section.OVERVIEW), "pose_card.section.overview"))
    return [*rows, last]


def _has(pose: Pose, section: Section, library: Library) -> bool:
    return bool(_BODIES[section](pose, library))


def _overview(pose: Pose, library: Library) -> list[Line[Phrase]]:
    lines = [say(f"pose.{pose.id}.short")]
    if library.catalogue("en").has(purpose := f"pose.{pose.id}.for"):
        lines.append(say("pose_card.for", purpose=phrase(purpose)))
    if pose.sanskrit:
        lines.insert(0, line(Style.NOTE, "pose_card.sanskrit", name=pose.sanskrit))
    hold = pose.hold
    key = "pose_card.hold_sides" if pose.sided else "pose_card.hold"
    lines.append(
        say(
            key,
            usual=timedelta(seconds=hold.usual),
            shortest=timedelta(seconds=hold.shortest),
            longest=timedelta(seconds=hold.longest),
        )
    )
    lines += [_caution(Style.WARNING, pose, caution) for caution in pose.cautions[:1]]
    return lines


def _steps(pose: Pose, _: Library) -> list[Line[Phrase]]:
    props = tuple(phrase(f"props.{prop}") for prop in pose.props)
    lines = [line(Style.NOTE, "pose_card.props", props=props)] if props else []
    lines += [line(Style.STEP, f"pose.{pose.id}.steps.{step.id}") for step in pose.steps]
    lines.append(line(Style.PARAGRAPH, "pose_card.coming_out"))
    lines += [line(Style.ITEM, f"pose.{pose.id}.come_out.{way.id}") for way in pose.come_out]
    lines.append(line(Style.NOTE, f"pose.{pose.id}.hold_reason"))
    return lines


def _benefits(pose: Pose, library: Library) -> list[Line[Phrase]]:
    lines = []
    for benefit in pose.benefits:
        evidence = library.topics[benefit.claim].evidence or Evidence.NONE
        grade = phrase(f"pose_card.evidence.{evidence}")
        text = phrase(f"pose.{pose.id}.benefits.{benefit.id}")
        lines.append(line(Style.ITEM, "pose_card.graded", text=text, grade=grade))
    return [*lines, line(Style.NOTE, "pose_card.evidence_note")] if lines else []


def _variations(pose: Pose, library: Library) -> list[Line[Phrase]]:
    catalogue = library.catalogue("en")
    others = [p for p in library.poses if p != pose.id]
    return [
        replace(
            line(
                Style.ITEM,
                "pose_card.line",
                name=phrase(f"pose.{other}.name"),
                short=phrase(key if catalogue.has(key) else f"pose.{other}.short"),
            ),
            beside=pictures.mark_of(library.pose(other)),
        )
        for other in others
        for key in [f"pose.{pose.id}.variations.{other}"]
    ]


def _cautions(pose: Pose, _: Library) -> list[Line[Phrase]]:
    lines = [_caution(Style.ITEM, pose, caution) for caution in pose.cautions]
    return [*lines, line(Style.NOTE, "pose_card.cautions_note")] if lines else []


def _caution(style: Style, pose: Pose, caution: Caution) -> Line[Phrase]:
    """For whom it is, then what: nobody reads on to find out whether they are meant."""
    name = phrase(f"topic.{caution.topic}.name")
    text = phrase(f"pose.{pose.id}.cautions.{caution.topic}")
    return line(style, "pose_card.caution", name=name, text=text)


def _tips(pose: Pose, _: Library) -> list[Line[Phrase]]:
    return [line(Style.ITEM, f"pose.{pose.id}.tips.{tip.id}") for tip in pose.tips]


def _questions(pose: Pose, _: Library) -> list[Line[Phrase]]:
    lines: list[Line[Phrase]] = []
    for item in pose.questions:
        words = f"pose.{pose.id}.questions.{item.id}"
        lines += [line(Style.PARAGRAPH, f"{words}.q"), line(Style.QUOTE, f"{words}.a")]
    return lines


def _video(pose: Pose, _: Library) -> list[Line[Phrase]]:
    if pose.video is None:
        return [say("pose_card.no_video")]
    return [say("pose_card.video", address=pose.video)]


_BODIES: dict[Section, Callable[[Pose, Library], list[Line[Phrase]]]] = {
    Section.OVERVIEW: _overview,
    Section.STEPS: _steps,
    Section.BENEFITS: _benefits,
    Section.VARIATIONS: _variations,
    Section.CAUTIONS: _cautions,
    Section.TIPS: _tips,
    Section.FAQ: _questions,
    Section.VIDEO: _video,
}


def card(visit: Visit, pose_id: str) -> Reply:
    """The card alone, for a welcome that lands on a pose."""
    return show_pose(visit, pose_id, Section.OVERVIEW).pages[0]
