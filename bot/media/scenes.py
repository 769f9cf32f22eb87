"""A step's picture, one scene or two, in a frame."""

from __future__ import annotations

from bot.media.camera import Frame
from bot.media.canvas import Canvas
from bot.media.figure import FigureDrawing, Manner
from content.figure import Scene


def draw_scenes(canvas: Canvas, frame: Frame, scenes: tuple[Scene, ...], manner: Manner) -> None:
    """Draw them; two stand beside or below each other, as they come out larger.

    Raises:
        OutOfReachError: if a body cannot be as its scene says.
    """
    ways = [
        [
            FigureDrawing(canvas, part, scene, manner)
            for part, scene in zip(layout, scenes, strict=True)
        ]
        for layout in _layouts(frame, len(scenes))
    ]
    for drawing in max(ways, key=lambda way: min(drawing.scale for drawing in way)):
        drawing.draw()


def _layouts(frame: Frame, count: int) -> list[list[Frame]]:
    wide, high = frame.width / count, frame.height / count
    beside = [Frame(frame.x + at * wide, frame.y, wide, frame.height) for at in range(count)]
    below = [Frame(frame.x, frame.y + at * high, frame.width, high) for at in range(count)]
    return [beside, below]
