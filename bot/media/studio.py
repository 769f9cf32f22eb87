"""The one door to pictures: what a page shows, as a file.

A picture is drawn once: it is kept in memory by what it shows, and in a folder by the hash of its
source, so that another start, or another process, finds it there. All of it may be called from any
thread.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from importlib.resources import files
from pathlib import Path
from threading import Lock
from typing import TypeAlias, assert_never

import structlog

from bot.coach.talk.illustrations import (
    Bell,
    BreathLoop,
    Look,
    Part,
    PlanStrip,
    PoseCard,
    PoseMark,
    Scene,
    StepFigure,
    StepsSheet,
)
from bot.coach.talk.replies import Illustration, Message
from bot.media import raster
from bot.media.breath import DRAWN_AS, draw_breath, draw_still
from bot.media.breath import SIZE as BREATH_SIZE
from bot.media.canvas import Canvas
from bot.media.cards import draw_card, draw_figure, draw_mark, draw_sheet
from bot.media.figure import Manner
from bot.media.palette import PALETTES, Palette
from bot.media.shelf import Shelf
from bot.media.strip import draw_strip
from content.figure import Scene as DrawnScene
from content.library import Library
from content.model import Item

_log = structlog.get_logger()

MEMORY_BYTES = 24_000_000
"""Pictures held in memory, together; of more those go that were longest not asked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A file to send. `width` and `height` are in pixels, 0 for a sound.

    `digest` names its content: two pictures with the same one are the same bytes.
    """

    name: str
    media_type: str
    data: bytes
    width: int
    height: int
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Print:
    """A picture as a message carries it, with what it shows for who cannot see it."""

    picture: Picture
    alt: str


_Key: TypeAlias = tuple[Scene, tuple[str, ...], Look]


class Studio:
    """Draws what pages show.

    Args:
        library: for the figures.
        folder: where drawn pictures are kept from one start to the next; None: nowhere.
    """

    def __init__(self, library: Library, folder: Path | None = None) -> None:
        self._library = library
        self._shelf = Shelf(folder)
        self._held: OrderedDict[_Key, Picture] = OrderedDict()
        self._bytes = 0
        self._lock = Lock()

    def picture(self, illustration: Illustration[str], look: Look) -> Picture:
        """The picture of a scene: a few milliseconds if it must be drawn, none if it was before.

        Raises:
            KeyError: if there is no figure for what the scene names.
        """
        key = (illustration.scene, illustration.words, look)
        with self._lock:
            if (held := self._held.get(key)) is not None:
                self._held.move_to_end(key)
                return held
        made = self._made(*key)
        with self._lock:
            self._hold(key, made)
        return made

    def prints(self, message: Message) -> tuple[Print, ...]:
        """What a message shows, in its look. One that cannot be drawn is logged and left out."""
        made = (self._print(shown, message.look) for shown in message.pictures)
        return tuple(one for one in made if one is not None)

    def small_prints(self, message: Message) -> dict[Illustration[str], Print]:
        """What stands beside a message's lines, drawn; logged and left out as above."""
        beside = {line.beside for line in message.lines if line.beside is not None}
        made = {shown: self._print(shown, message.look) for shown in beside}
        return {shown: one for shown, one in made.items() if one is not None}

    def _print(self, shown: Illustration[str], look: Look) -> Print | None:
        try:
            return Print(picture=self.picture(shown, look), alt=shown.alt)
        except Exception as exc:  # noqa: BLE001 - the words go out, whatever a drawing does
            scene = type(shown.scene).__name__
            _log.error("picture_not_drawn", scene=scene, error=type(exc).__name__)
            return None

    def _hold(self, key: _Key, made: Picture) -> None:
        before = self._held.pop(key, None)
        self._held[key] = made
        self._bytes += len(made.data) - (len(before.data) if before else 0)
        while self._bytes > MEMORY_BYTES and len(self._held) > 1:
            _, gone = self._held.popitem(last=False)
            self._bytes -= len(gone.data)

    def _made(self, scene: Scene, words: tuple[str, ...], look: Look) -> Picture:
        palette = PALETTES[look]
        match scene:
            case PoseCard(pose=pose):
                manner, lines = _manner(words, palette)
                return self._png(f"{pose}-card", draw_card(self._hold_of(pose), lines, manner))
            case PoseMark(pose=pose):
                manner, _ = _manner(words, palette)
                return self._png(f"{pose}-mark", draw_mark(self._hold_of(pose), manner))
            case StepFigure(pose=pose, part=part, step=step, side=side):
                manner, _ = _manner(words, palette, mirrored=side > 1)
                figure = draw_figure(self._scenes(pose, part, step), manner)
                return self._png(f"{pose}-{step}-{side}", figure)
            case StepsSheet(pose=pose, part=part):
                manner, _ = _manner(words, palette)
                rows = (item.id for item in self._row(pose, part))
                figures = tuple(self._scenes(pose, part, step) for step in rows)
                return self._png(f"{pose}-{part}", draw_sheet(figures, manner))
            case PlanStrip():
                return self._png("plan", draw_strip(scene, words, palette))
            case BreathLoop(still=True):
                return self._png("breath-still", draw_still(scene, words, palette))
            case BreathLoop():
                return self._gif(scene, words, palette)
            case Bell():
                return _bell()
            case _:
                assert_never(scene)

    def _row(self, pose: str, part: Part) -> tuple[Item, ...]:
        taught = self._library.pose(pose)
        return taught.steps if part is Part.STEPS else taught.come_out

    def _hold_of(self, pose: str) -> tuple[DrawnScene, ...]:
        """The figure that stands for a pose: the last movement into it."""
        steps = [step.id for step in self._library.pose(pose).steps if step.settling]
        return self._scenes(pose, Part.STEPS, steps[-1])

    def _scenes(self, pose: str, part: Part, step: str) -> tuple[DrawnScene, ...]:
        if found := self._library.scenes(f"{pose}.{part}.{step}"):
            return found
        raise KeyError(f"{pose}.{part}.{step}")

    def _gif(self, scene: BreathLoop, words: tuple[str, ...], palette: Palette) -> Picture:
        source = f"{raster.made_with()}\n{DRAWN_AS}\n{scene}\n{words}\n{palette}"
        kept = sha256(source.encode()).hexdigest()[:40] + ".gif"
        data = self._shelf.get(kept)
        if data is None:
            data = draw_breath(scene, words, palette)
            self._shelf.put(kept, data)
        return Picture(
            name=f"breath-{scene.inhale}-{scene.hold}-{scene.exhale}.gif",
            media_type="image/gif", data=data, width=BREATH_SIZE, height=BREATH_SIZE,
            digest=sha256(data).hexdigest(),
        )  # fmt: skip

    def _png(self, name: str, canvas: Canvas) -> Picture:
        svg = canvas.svg()
        kept = sha256(f"{raster.made_with()}\n{svg}".encode()).hexdigest()[:40] + ".png"
        data = self._shelf.get(kept)
        if data is None:
            data = raster.png(svg)
            self._shelf.put(kept, data)
        return Picture(
            name=f"{name}.png", media_type="image/png", data=data, width=canvas.width,
            height=canvas.height, digest=sha256(data).hexdigest(),
        )  # fmt: skip


@cache
def _bell() -> Picture:
    """The bowl, as `bell_build` has made it."""
    data = (files("bot.media") / "bell.ogg").read_bytes()
    return Picture(
        name="bell.ogg", media_type="audio/ogg", data=data, width=0, height=0,
        digest=sha256(data).hexdigest(),
    )  # fmt: skip


def _manner(
    words: tuple[str, ...], palette: Palette, *, mirrored: bool = False
) -> tuple[Manner, tuple[str, ...]]:
    """How to draw figures, and the words that are left for the picture."""
    right, left, *rest = words
    return Manner(palette=palette, marks=(right, left), mirrored=mirrored), tuple(rest)
