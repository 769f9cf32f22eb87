"""What the practice shows: cards, figures, sheets and plans as illustrations, in keys."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from bot.coach.practice.plan import SWITCH_SECONDS, HoldPlan
from bot.coach.talk.illustrations import (
    Part,
    PlanStrip,
    PoseCard,
    PoseMark,
    Span,
    SpanKind,
    StepFigure,
    StepsSheet,
)
from bot.coach.talk.replies import Illustration
from content.model import Pose
from content.phrases import Phrase, phrase

MARKS = (phrase("picture.right"), phrase("picture.left"))
"""The letters beside the feet, where right and left matter."""

_PARTS = {Part.STEPS: "picture.sheet", Part.COME_OUT: "picture.sheet_out"}


def card_of(pose: Pose) -> Illustration[Phrase]:
    """A pose in one picture."""
    name, hold = phrase(f"pose.{pose.id}.name"), pose.hold
    holds = phrase(
        "picture.hold",
        shortest=timedelta(seconds=hold.shortest), longest=timedelta(seconds=hold.longest),
    )  # fmt: skip
    words = [*MARKS, name, holds, phrase(f"pose.{pose.id}.for")]
    if pose.sanskrit:
        words.append(phrase("pose_card.sanskrit", name=pose.sanskrit))
    seen = phrase(f"figure.{pose.id}.steps.{_last_step(pose)}")
    alt = phrase("picture.card", name=name, figure=seen)
    return Illustration(scene=PoseCard(pose=pose.id), alt=alt, words=tuple(words))


def mark_of(pose: Pose) -> Illustration[Phrase]:
    """A pose beside its name."""
    seen = phrase(f"figure.{pose.id}.steps.{_last_step(pose)}")
    return Illustration(scene=PoseMark(pose=pose.id), alt=seen, words=MARKS)


def sheet_of(pose: Pose, part: Part) -> Illustration[Phrase]:
    """A row of movements in one picture."""
    row = pose.steps if part is Part.STEPS else pose.come_out
    alt = phrase(_PARTS[part], name=phrase(f"pose.{pose.id}.name"), n=len(row))
    return Illustration(scene=StepsSheet(pose=pose.id, part=part), alt=alt, words=MARKS)


def figure_of(pose: Pose, key: str, side: int = 1) -> Illustration[Phrase] | None:
    """The figure of a step by its words' key; None for words that are no step of the pose."""
    for part in Part:
        step = key.removeprefix(f"pose.{pose.id}.{part}.")
        if step != key:
            return _figure(pose, part, step, side)
    return None


def held(pose: Pose, side: int = 1) -> Illustration[Phrase]:
    """The pose as it is held."""
    return _figure(pose, Part.STEPS, _last_step(pose), side)


def crossing_over(pose: Pose) -> Illustration[Phrase]:
    """The first movement of the second side that is unlike the first: what a switch asks for."""
    steps = [step.id for step in pose.steps if step.settling]
    return _figure(pose, Part.STEPS, steps[min(1, len(steps) - 1)], 2)


def plan_of(plan: HoldPlan) -> Illustration[Phrase]:
    """A session as a strip, each part with its length in minutes and seconds."""
    spans = list(_spans(plan))
    words: list[Phrase] = []
    for name, span in spans:
        last = span.kind is SpanKind.COME_OUT
        key, seconds = ("at", plan.closes_at) if last else ("long", span.seconds)
        words += [
            phrase(f"picture.spans.{name}"),
            phrase(f"picture.{key}", time=f"{seconds // 60}:{seconds % 60:02}"),
        ]
    told = tuple(
        phrase("picture.span", what=what, time=time)
        for what, time in zip(words[::2], words[1::2], strict=True)
    )
    scene = PlanStrip(pose=plan.pose, spans=tuple(span for _, span in spans))
    return Illustration(scene=scene, alt=phrase("picture.plan", spans=told), words=tuple(words))


def _spans(plan: HoldPlan) -> Iterator[tuple[str, Span]]:
    """The parts of a session, each with the name of its words."""
    yield "settle", Span(kind=SpanKind.SETTLE, seconds=plan.opens_at)
    names = ("first", "second") if len(plan.lengths) > 1 else ("hold",)
    for index, (name, length) in enumerate(zip(names, plan.lengths, strict=False)):
        if index:
            yield "switch", Span(kind=SpanKind.SWITCH, seconds=SWITCH_SECONDS)
        yield name, Span(kind=SpanKind.HOLD, seconds=length)
    yield "come_out", Span(kind=SpanKind.COME_OUT, seconds=0)


def _figure(pose: Pose, part: Part, step: str, side: int) -> Illustration[Phrase]:
    row = "side_two" if side > 1 and part is Part.STEPS else part.value
    scene = StepFigure(pose=pose.id, part=part, step=step, side=side)
    alt = phrase(f"figure.{pose.id}.{row}.{step}")
    return Illustration(scene=scene, alt=alt, words=MARKS)


def _last_step(pose: Pose) -> str:
    return next(step.id for step in reversed(pose.steps) if step.settling)
