"""What lies about, drawn: hard things with their edges, soft ones round, a strap as a belt."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from bot.media.canvas import Canvas, Pen
from bot.media.geometry import Point
from bot.media.palette import Palette, blend
from bot.media.props import SOFT, boxes, outline, rings, strap_lying
from content.figure import Prop, PropKind
from content.skeleton import Vec, cross, dot, minus

TOP, SIDES = 0.34, 0.2
"""How much of its colour an upper face has, and one that stands."""

_FACES = ((0, 1, 3, 2), (4, 5, 7, 6), (0, 1, 5, 4), (2, 3, 7, 6), (0, 2, 6, 4), (1, 3, 7, 5))
"""The corners of a box's faces; the last one is its upper one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Things:
    """Draws them: `at` is where a point of the room is seen from `eye`, `weight` the line's."""

    canvas: Canvas
    at: Callable[[Vec], Point]
    eye: Vec
    weight: float
    palette: Palette

    def draw(self, prop: Prop, colour: str) -> None:
        """One thing that lies about."""
        gone = prop.state == "gone"
        edge = Pen(colour=colour, weight=self.weight * (0.5 if gone else 0.6), dashed=gone)
        if prop.kind is PropKind.STRAP:
            self._strap(prop, colour)
        elif prop.kind in SOFT:
            self._soft(prop, colour, edge)
        elif gone:
            for box in boxes(prop):
                self.canvas.area(outline(map(self.at, box)), "none", edge)
        else:
            for box in boxes(prop):
                self._hard(box, colour, edge)

    def _hard(self, box: list[Vec], colour: str, edge: Pen) -> None:
        seen = []
        for number, face in enumerate(_FACES):
            corners = [box[corner] for corner in face]
            if dot(self._outward(box, corners), self.eye) > 0:
                shade = TOP if number == len(_FACES) - 1 else SIDES
                row = [self.at(corner) for corner in corners]
                self.canvas.ground(row, blend(colour, self.palette.ground, shade))
                seen.append([*row, row[0]])
        self.canvas.lines(seen, edge)

    def _outward(self, box: list[Vec], face: list[Vec]) -> Vec:
        normal = cross(minus(face[1], face[0]), minus(face[2], face[1]))
        middle = tuple(sum(corner[axis] for corner in box) / len(box) for axis in range(3))
        out = dot(normal, minus(face[0], (middle[0], middle[1], middle[2])))
        return normal if out > 0 else (-normal[0], -normal[1], -normal[2])

    def _soft(self, prop: Prop, colour: str, edge: Pen) -> None:
        levels = rings(prop)
        fill = blend(colour, self.palette.ground, SIDES)
        self.canvas.area(outline(self.at(at) for level in levels for at in level), fill, edge)
        self.canvas.area(map(self.at, levels[-1]), blend(colour, self.palette.ground, TOP))

    def _strap(self, prop: Prop, colour: str) -> None:
        belt, buckle = strap_lying(prop)
        self.canvas.line(map(self.at, belt), Pen(colour=colour, weight=self.weight * 1.3))
        self._buckle(map(self.at, buckle), colour)

    def strap_on(self, front: list[Vec], colour: str, *, gone: bool) -> None:
        """A strap round something: what is seen of it, with its buckle in the middle."""
        row = [self.at(at) for at in front]
        if gone:
            self.canvas.line(row, Pen(colour=colour, weight=self.weight * 0.8, dashed=True))
            return
        self.canvas.line(row, Pen(colour=self.palette.ground, weight=self.weight * 2.4))
        self.canvas.line(row, Pen(colour=colour, weight=self.weight * 1.6))
        (x, y), half = row[len(row) // 2], self.weight * 0.95
        square = ((-half, -half), (half, -half), (half, half), (-half, half), (-half, -half))
        self._buckle([(x + dx, y + dy) for dx, dy in square], colour)

    def _buckle(self, frame: Iterable[Point], colour: str) -> None:
        corners = list(frame)
        self.canvas.area(corners, self.palette.ground)
        self.canvas.line(corners, Pen(colour=colour, weight=self.weight * 0.6))
