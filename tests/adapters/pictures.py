"""Messages that show something, for every adapter alike."""

from __future__ import annotations

import functools
from datetime import UTC, datetime

from bot.coach.practice import breathing, pages, pictures
from bot.coach.talk.answers import Reader
from bot.coach.talk.illustrations import Look, Part, StepFigure
from bot.coach.talk.replies import Illustration, Page
from bot.delivery.wording import worded
from bot.media.studio import Studio
from content.library import Library
from content.model import Breath
from content.phrases import Phrase

NIGHT = datetime(2026, 11, 22, 22, 0, tzinfo=UTC)


@functools.cache
def shared_library() -> Library:
    """The real poses and figures."""
    return Library.load()


@functools.cache
def shared_studio() -> Studio:
    """Draws each picture once for all tests of a process."""
    return Studio(shared_library())


def shown(*illustrations: Illustration[Phrase]) -> tuple[Illustration[str], ...]:
    """Illustrations in words, as a person in bed reads them."""
    page = Page(lines=(), pictures=illustrations)
    return worded(page, Reader(tongue="en", zone=UTC), shared_library(), NIGHT).pictures


def card(pose: str = "legs_up_wall") -> tuple[Illustration[str], ...]:
    """A pose's card."""
    return shown(pictures.card_of(shared_library().pose(pose)))


def mark(pose: str = "legs_up_wall") -> Illustration[str]:
    """A pose, small."""
    (one,) = shown(pictures.mark_of(shared_library().pose(pose)))
    return one


def sheet(pose: str = "legs_up_wall") -> tuple[Illustration[str], ...]:
    """All steps of a pose."""
    return shown(pictures.sheet_of(shared_library().pose(pose), Part.STEPS))


def breath() -> tuple[Illustration[str], ...]:
    """A breath that moves."""
    moving = shown(breathing.shown(Breath(inhale=4, exhale=6), still=False))
    # Drawn before anybody waits for it: it takes a second, and more on a busy machine.
    shared_studio().picture(moving[0], Look.NIGHT)
    return moving


def rung() -> tuple[Illustration[str], ...]:
    """The way out, with a bell."""
    out = pictures.sheet_of(shared_library().pose("legs_up_wall"), Part.COME_OUT)
    return shown(out, pages.BOWL)


def undrawable() -> tuple[Illustration[str], ...]:
    """A figure that no content has."""
    scene = StepFigure(pose="legs_up_wall", part=Part.STEPS, step="fly")
    return (Illustration(scene=scene, alt="Somebody flies.", words=("R", "L")),)
