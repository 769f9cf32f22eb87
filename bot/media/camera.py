"""From the room to the picture: parallel rays, so that nothing is shortened by being far."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import cos, radians, sin

from bot.media.geometry import Point
from content.figure import View
from content.skeleton import Vec, dot

_EYES: dict[View, tuple[float, float]] = {
    View.FLAT: (0.0, 0.0),
    View.SIDE: (22.0, 15.0),
    View.CORNER: (40.0, 24.0),
    View.FACING: (66.0, 24.0),
    View.WALL: (90.0, 40.0),
    View.HEAD: (134.0, 37.0),
    View.HIGH: (14.0, 38.0),
    View.ABOVE: (10.0, 66.0),
}
"""Degrees from looking along the wall towards looking at it, and degrees above the floor."""


@dataclass(frozen=True, slots=True)
class Camera:
    """Looks at a scene; `eye` points from the scene to who looks, of length 1."""

    right: Vec
    up: Vec
    eye: Vec

    @classmethod
    def of(cls, view: View) -> Camera:
        """The camera of a view."""
        turn, rise = (radians(angle) for angle in _EYES[view])
        return cls(
            right=(cos(turn), -sin(turn), 0.0),
            up=(sin(rise) * sin(turn), sin(rise) * cos(turn), cos(rise)),
            eye=(-sin(turn) * cos(rise), -cos(turn) * cos(rise), sin(rise)),
        )

    def flat(self, at: Vec) -> Point:
        """Where a point of the room is seen, in metres, y downwards."""
        return (dot(at, self.right), -dot(at, self.up))

    def near(self, at: Vec) -> float:
        """How near a point is to who looks; more is nearer."""
        return dot(at, self.eye)


@dataclass(frozen=True, slots=True)
class Fit:
    """From metres as seen to pixels; `mirror` is the x that a mirrored picture is turned about."""

    scale: float
    left: float
    top: float
    mirror: float | None = None

    def __call__(self, at: Point) -> Point:
        """The pixel of a point."""
        x, y = at[0] * self.scale + self.left, at[1] * self.scale + self.top
        return (x if self.mirror is None else 2 * self.mirror - x, y)


@dataclass(frozen=True, slots=True)
class Frame:
    """A part of a picture: its left upper corner and its size, in pixels."""

    x: float
    y: float
    width: float
    height: float

    def cut(self, shape: Iterable[Point]) -> list[Point]:
        """What of a convex shape (of two points: of a line) is within, edge by edge."""
        corners = list(shape)
        for axis, limit, keeps in (
            (0, self.x, 1.0), (0, self.x + self.width, -1.0),
            (1, self.y, 1.0), (1, self.y + self.height, -1.0),
        ):  # fmt: skip
            corners = _half(corners, axis, limit, keeps)
        return corners

    def fit(self, points: Iterable[Point], margin: float, most: float, *, mirror: bool) -> Fit:
        """All points within the frame, in its middle; `most` is the largest scale."""
        xs, ys = zip(*points, strict=True)
        wide, high = max(xs) - min(xs) or 1.0, max(ys) - min(ys) or 1.0
        room = (self.width - 2 * margin, self.height - 2 * margin)
        scale = min(most, room[0] / wide, room[1] / high)
        middle = (self.x + self.width / 2, self.y + self.height / 2)
        return Fit(
            scale,
            middle[0] - scale * (max(xs) + min(xs)) / 2,
            middle[1] - scale * (max(ys) + min(ys)) / 2,
            middle[0] if mirror else None,
        )


def _half(corners: list[Point], axis: int, limit: float, keeps: float) -> list[Point]:
    """The part of a shape on one side of an upright or level line."""
    kept: list[Point] = []
    for index, here in enumerate(corners):
        before = corners[index - 1]
        inside, was_inside = ((at[axis] - limit) * keeps >= 0 for at in (here, before))
        if inside is not was_inside:
            part = (limit - before[axis]) / (here[axis] - before[axis])
            kept.append(
                (before[0] + (here[0] - before[0]) * part, before[1] + (here[1] - before[1]) * part)
            )
        if inside:
            kept.append(here)
    return kept
