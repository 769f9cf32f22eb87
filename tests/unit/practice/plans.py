"""Poses, plans and sessions for the tests of practice."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import pairwise
from types import MappingProxyType

from bot.coach.practice.plan import CUES_APART, HoldPlan, Step, StepKind, compile_plan
from bot.coach.practice.session import PracticeSession, begin
from content.library import Library
from content.model import Pose
from content.phrases import phrase

NOW = datetime(2026, 11, 22, 21, 0, tzinfo=UTC)
POSES = ("legs_up_wall", "thread_the_needle_wall", "butterfly_wall", "supported_legs_up")
STEER = ("legs_up_wall", "thread_the_needle_wall")


@cache
def library() -> Library:
    return Library.load()


def pose_of(name: str) -> Pose:
    return library().pose(name)


@cache
def words_of(name: str) -> MappingProxyType[str, int]:
    catalogue = library().catalogue("en")
    keys = [f"pose.{name}.steps.{step.id}" for step in pose_of(name).steps]
    return MappingProxyType({k: len(catalogue.text(phrase(k), UTC).split()) for k in keys})


def plan_of(name: str, seconds: int) -> HoldPlan:
    return compile_plan(pose_of(name), seconds, words_of(name))


def session_of(name: str, seconds: int) -> PracticeSession:
    pose = pose_of(name)
    return begin(practitioner=1, plan=plan_of(name, seconds), longest=pose.hold.longest, now=NOW)


def after(seconds: float) -> datetime:
    return NOW + timedelta(seconds=seconds)


def opening(plan: HoldPlan, side: int = 1) -> Step:
    return next(s for s in plan.steps if s.kind is StepKind.OPEN and s.side == side)


def cues(plan: HoldPlan, side: int = 1) -> list[tuple[int, str]]:
    """Cues of a side, by seconds into it and moment."""
    start = opening(plan, side).offset
    return [
        (step.offset - start, step.moment.value)
        for step in plan.steps
        if step.kind is StepKind.CUE and step.side == side and step.moment is not None
    ]


def apart(plan: HoldPlan) -> bool:
    """Whether no two messages of the hold are closer than a cue may be."""
    held = [s.offset for s in plan.steps if s.kind is not StepKind.SETTLE]
    switched = [s.offset for s in plan.steps if s.kind is StepKind.SWITCH]
    return all(
        later - earlier >= CUES_APART or earlier in switched for earlier, later in pairwise(held)
    )
