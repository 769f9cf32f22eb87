"""What a figure says beside its body: movements, the breath, a hand's width, right and left."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import copysign, cos, hypot, pi, sin

from bot.media.canvas import Canvas, Face, Pen
from bot.media.geometry import Point
from bot.media.hand import FINGER, hand_between
from bot.media.palette import Palette
from content.figure import Arrow
from content.skeleton import Vec, along, between, minus, place, unit

_WAYS: dict[str, Vec] = {
    "up": (0.0, 0.0, 1.0), "down": (0.0, 0.0, -1.0), "wall": (1.0, 0.0, 0.0),
    "room": (-1.0, 0.0, 0.0), "right": (0.0, -1.0, 0.0), "left": (0.0, 1.0, 0.0),
}  # fmt: skip

LETTER_OFF = 0.2
"""Metres from the toes to the middle of a foot's letter: beside the foot, not on it."""

BELLY = 8.0
"""Line weights that the breath's arc is measured by at the least: a trunk may be seen endways."""

HANDS_HIGH = 0.27
"""Metres of floor that a hand's width needs to be shown in, below where it is measured."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Signs:
    """Draws them: `at` is where a point of the room is seen, `weight` the line's, in pixels."""

    canvas: Canvas
    at: Callable[[Vec], Point]
    found: dict[str, Vec]
    was: dict[str, Vec]
    weight: float
    palette: Palette

    def _pen(self, weight: float) -> Pen:
        return Pen(colour=self.palette.accent, weight=self.weight * weight)

    def arrow(self, arrow: Arrow) -> None:
        """A movement."""
        self._pointed([self.at(at) for at in way_of(arrow, self.found, self.was)])

    def _pointed(self, row: list[Point], weight: float = 0.7) -> None:
        """A line with a point at its end."""
        before, end = row[-2:]
        (x, y), (dx, dy) = end, (end[0] - before[0], end[1] - before[1])
        long = hypot(dx, dy) or 1.0
        ux, uy = dx / long, dy / long
        size = self.weight * 2.7 * weight
        barbs = [
            (x - size * (ux + s * uy * 0.8), y - size * (uy - s * ux * 0.8)) for s in (1.0, -1.0)
        ]
        lines = (row, [barbs[0], end, barbs[1]])
        halo = Pen(colour=self.palette.ground, weight=self.weight * (weight + 0.9))
        self.canvas.lines(lines, halo)
        self.canvas.lines(lines, self._pen(weight))

    def breath(self) -> None:
        """The belly as it rises with the breath, and falls: an arc over it, and where it goes."""
        low, high = self.at(self.found["hips"]), self.at(self.found["chest"])
        flat = self.at(between(self.found["hips"], self.found["waist"], 0.7))
        belly = self.at(self.found["belly"])
        ax, ay = high[0] - low[0], high[1] - low[1]
        nx, ny = belly[0] - flat[0], belly[1] - flat[1]
        out = hypot(nx, ny) or 1.0
        nx, ny = nx / out, ny / out
        lengthwise = ny * ax - nx * ay
        long = copysign(max(abs(lengthwise), self.weight * BELLY), lengthwise)
        ax, ay = ny * long, -nx * long
        middle = between(self.found["hips"], self.found["chest"], 0.64)
        x, y = self.at(middle)

        def off(lengthwise: float, out: float) -> Point:
            return (x + ax * lengthwise + nx * out, y + ay * lengthwise + ny * out)

        skin = self.weight * 1.9
        for half, rise, weight in ((0.26, 1.8, 0.5), (0.34, 3.7, 0.6)):
            row = [
                off(half * -cos(step * pi / 16), skin + self.weight * rise * sin(step * pi / 16))
                for step in range(17)
            ]
            self.canvas.line(row, Pen(colour=self.palette.ground, weight=self.weight * 1.2))
            self.canvas.line(row, self._pen(weight))
        for way, (begin, end) in ((0.47, (4.2, 8.2)), (0.23, (8.2, 4.2))):
            row = [off(way, skin + self.weight * far) for far in (begin, end)]
            self._pointed(row, 0.5)

    def gap(self) -> None:
        """How far the hips are from the wall: two strokes, a line between them, a hand as wide."""
        ticks = ticks_of(self.found)
        near, far = (self.at(between(*tick, 0.5)) for tick in ticks)
        hand = hand_between(near, far)
        self.canvas.lines([*(map(self.at, tick) for tick in ticks), (near, far)], self._pen(0.6))
        colour, wide = self.palette.accent, abs(far[0] - near[0])
        self.canvas.area(hand.palm, colour, Pen(colour=colour, weight=wide * 0.12))
        self.canvas.lines(hand.fingers, Pen(colour=colour, weight=wide * FINGER))

    def letters(self, marks: tuple[str, str]) -> None:
        """Right and left, each beside its foot at the end of a short line."""
        size = self.weight * 2.5
        for side, letter in zip(("right", "left"), marks, strict=True):
            toe, (x, y) = self.at(self.found[f"{side}_toe"]), self.at(beyond(self.found, side))
            self.canvas.line((toe, (x, y)), Pen(colour=self.palette.accent, weight=self.weight / 4))
            self.canvas.circle((x, y), size * 0.62, self.palette.ground)
            face = Face(colour=self.palette.accent, size=size, anchor="middle", bold=True)
            self.canvas.text((x, y + size * 0.34), letter, face)


def beyond(found: dict[str, Vec], side: str) -> Vec:
    """Where a foot's letter stands."""
    ankle, toe = found[f"{side}_ankle"], found[f"{side}_toe"]
    return along(toe, unit(minus(toe, ankle)), LETTER_OFF)


def ticks_of(found: dict[str, Vec]) -> tuple[tuple[Vec, Vec], tuple[Vec, Vec]]:
    """Where the distance to the wall begins and ends, on the floor beside the body."""
    y = min(at[1] for at in found.values()) - 0.16
    near, far = (((x, y - 0.1, 0.0), (x, y + 0.1, 0.0)) for x in (found["hips"][0], 0.0))
    return near, far


def way_of(arrow: Arrow, found: dict[str, Vec], was: dict[str, Vec]) -> list[Vec]:
    """The points of an arrow, from its begin to its end."""
    points = was if arrow.toward == "now" else found
    base = points[arrow.at] if isinstance(arrow.at, str) else place(arrow.at)
    start = _moved(base, arrow.off)
    if arrow.toward == "now":
        end = _moved(found[str(arrow.at)], arrow.off)
    else:
        end = along(start, _WAYS[arrow.toward], arrow.length)
    steps = 12 if arrow.bow else 1
    return [
        along(between(start, end, s / steps), _WAYS["up"], arrow.bow * sin(pi * s / steps))
        for s in range(steps + 1)
    ]


def _moved(at: Vec, by: Vec) -> Vec:
    return (at[0] + by[0], at[1] + by[1], at[2] + by[2])
