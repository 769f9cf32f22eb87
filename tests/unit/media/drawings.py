"""Everything that the coach can show, worded, for tests and benchmarks to draw."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, datetime

from bot.coach.practice import pictures
from bot.coach.practice.plan import compile_plan
from bot.coach.talk.answers import Reader
from bot.coach.talk.illustrations import Part
from bot.coach.talk.replies import Illustration, Page
from bot.delivery.wording import worded
from content.library import Library
from content.model import Pose
from content.phrases import Phrase

NIGHT = datetime(2026, 11, 22, 22, 0, tzinfo=UTC)


def everything(library: Library) -> tuple[Illustration[str], ...]:
    """Every card, figure, sheet and plan of every pose."""
    shown = tuple(one for pose in library.poses.values() for one in _of_pose(pose))
    return worded_pictures(library, *shown)


def worded_pictures(
    library: Library, *shown: Illustration[Phrase]
) -> tuple[Illustration[str], ...]:
    """Illustrations in English words."""
    page = Page(lines=(), pictures=shown)
    return worded(page, Reader(tongue="en", zone=UTC), library, NIGHT).pictures


def _of_pose(pose: Pose) -> Iterator[Illustration[Phrase]]:
    yield pictures.card_of(pose)
    yield pictures.mark_of(pose)
    for part in Part:
        yield pictures.sheet_of(pose, part)
        row = pose.steps if part is Part.STEPS else pose.come_out
        for item in row:
            for side in range(1, 3 if pose.sided and item.settling and part is Part.STEPS else 2):
                figure = pictures.figure_of(pose, f"pose.{pose.id}.{part}.{item.id}", side)
                assert figure is not None
                yield figure
    for seconds in (pose.hold.shortest, pose.hold.usual, pose.hold.longest):
        yield pictures.plan_of(compile_plan(pose, seconds, defaultdict(lambda: 15)))
