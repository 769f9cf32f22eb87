"""A step's picture, one scene or two, in a frame."""

from __future__ import annotations

from bot.media.camera import Frame
from bot.media.canvas import Canvas, Pen
from bot.media.figure import FigureDrawing, Manner
from bot.media.geometry import Point
from content.figure import Scene

BETWEEN = 0.085
"""What is left free between two scenes for their sign, as a part of the frame's longer way."""


def draw_scenes(canvas: Canvas, frame: Frame, scenes: tuple[Scene, ...], manner: Manner) -> None:
    """Draw them; two stand beside or below each other, as they come out larger.

    An arrow between two says that the second comes then, a line that one of them is to be chosen.

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
    chosen = max(ways, key=lambda way: min(drawing.scale for drawing in way))
    for drawing in chosen:
        drawing.draw()
    if len(scenes) > 1:
        beside = chosen is ways[0]
        sign = _or if scenes[1].instead else _then
        sign(canvas, frame, manner, beside=beside)


def _layouts(frame: Frame, count: int) -> list[list[Frame]]:
    free = BETWEEN * max(frame.width, frame.height) * (count - 1)
    wide, high = (frame.width - free) / count, (frame.height - free) / count
    beside = [
        Frame(frame.x + at * (wide + free), frame.y, wide, frame.height) for at in range(count)
    ]
    below = [Frame(frame.x, frame.y + at * (high + free), frame.width, high) for at in range(count)]
    return [beside, below]


def _then(canvas: Canvas, frame: Frame, manner: Manner, *, beside: bool) -> None:
    """A short thick arrow from the first scene to the second."""
    size = BETWEEN * max(frame.width, frame.height) * 0.36
    x, y = frame.x + frame.width / 2, frame.y + frame.height / 2

    def at(onward: float, aside: float) -> Point:
        return (x + onward, y + aside) if beside else (x + aside, y + onward)

    shape = (
        at(-size, -size * 0.4), at(0.1 * size, -size * 0.4), at(0.1 * size, -size),
        at(size, 0), at(0.1 * size, size), at(0.1 * size, size * 0.4), at(-size, size * 0.4),
    )  # fmt: skip
    canvas.area(shape, manner.palette.text)


def _or(canvas: Canvas, frame: Frame, manner: Manner, *, beside: bool) -> None:
    """A line right through, as between two rooms."""
    x, y = frame.x + frame.width / 2, frame.y + frame.height / 2
    ends = (
        ((x, frame.y), (x, frame.y + frame.height))
        if beside
        else ((frame.x, y), (frame.x + frame.width, y))
    )
    weight = BETWEEN * max(frame.width, frame.height) * 0.09
    canvas.line(ends, Pen(colour=manner.palette.secondary, weight=weight))
