"""Props as boxes in the room, each seen as its outline."""

from __future__ import annotations

from collections.abc import Iterable
from math import copysign, cos, pi, radians, sin

from bot.media.geometry import Point
from content.figure import Prop, PropKind
from content.skeleton import Vec, along, between, cross, minus, place, unit

Box = tuple[Vec, Vec]
"""The middle of a box's lower face, and its size from the wall, along it, and upwards."""

BOXES: dict[PropKind, tuple[Box, ...]] = {
    PropKind.BLANKET: (((0, 0, 0), (1.35, 0.62, 0.035)),),
    PropKind.PILLOW: (((0, 0, 0), (0.32, 0.50, 0.10)),),
    PropKind.CUSHION: (((0, 0, 0), (0.34, 0.36, 0.12)),),
    PropKind.BOLSTER: (((0, 0, 0), (0.24, 0.64, 0.20)),),
    PropKind.BLOCK: (((0, 0, 0), (0.13, 0.24, 0.09)),),
    PropKind.STRAP: (),
    PropKind.CHAIR: (
        ((0.17, 0.18, 0), (0.05, 0.05, 0.42)),
        ((-0.17, 0.18, 0), (0.05, 0.05, 0.42)),
        ((0.17, -0.18, 0), (0.05, 0.05, 0.42)),
        ((-0.17, -0.18, 0), (0.05, 0.05, 0.42)),
        ((0, 0, 0.42), (0.42, 0.42, 0.04)),
        ((0.19, 0, 0.46), (0.04, 0.42, 0.42)),
    ),
    PropKind.BED: (
        ((-0.85, 0, 0.10), (1.7, 0.95, 0.10)),
        ((-0.85, 0, 0.20), (1.7, 0.95, 0.15)),
        ((0.03, 0, 0), (0.06, 1.0, 1.3)),
    ),
}
"""Each kind's boxes about its place, the farthest first; x is towards the wall."""

SOFT = frozenset({PropKind.PILLOW, PropKind.CUSHION, PropKind.BOLSTER})
"""What has no edges; its box says how large it is."""

ROUND = 0.65
"""How much of a box its rounded outline fills: 1 is an ellipse, nearer to 0 it has corners."""

_SWELLS = ((0.0, 0.8), (0.2, 0.95), (0.5, 1.0), (0.8, 0.92), (1.0, 0.66))
"""How high, and how wide there, a soft thing is."""


def boxes(prop: Prop) -> list[list[Vec]]:
    """The corners of each of a prop's boxes."""
    turn = radians(prop.turn)
    at = place(prop.at)
    return [
        [
            _turned(
                at,
                middle[0] + size[0] * sx / 2,
                middle[1] + size[1] * sy / 2,
                middle[2] + size[2] * sz,
                turn,
            )
            for sx in (-1, 1)
            for sy in (-1, 1)
            for sz in (0, 1)
        ]
        for middle, size in BOXES[prop.kind]
    ]


def rings(prop: Prop) -> list[list[Vec]]:
    """A soft thing's outlines at several heights, its top last."""
    ((_, (deep, wide, high)),) = BOXES[prop.kind]
    at, turn = place(prop.at), radians(prop.turn)
    return [
        [
            _turned(
                at, deep / 2 * part * _swung(cos(a * pi / 18)),
                wide / 2 * part * _swung(sin(a * pi / 18)), high * level, turn,
            )
            for a in range(36)
        ]
        for level, part in _SWELLS
    ]  # fmt: skip


def _swung(part: float) -> float:
    return copysign(abs(part) ** ROUND, part)


def strap_lying(prop: Prop) -> tuple[list[Vec], list[Vec]]:
    """A strap on the floor, as a belt that was dropped, and the buckle at its end."""
    at, turn = place(prop.at), radians(prop.turn)
    belt = [(-0.36 + 0.03 * s, 0.09 * sin(s * pi / 8)) for s in range(25)]
    buckle = [(-0.36, -0.06), (-0.36, 0.06), (-0.48, 0.06), (-0.48, -0.06), (-0.36, -0.06)]
    belt_at, buckle_at = (
        [_turned(at, x, y, 0.0, turn) for x, y in line] for line in (belt, buckle)
    )
    return belt_at, buckle_at


def strap_round(found: dict[str, Vec], where: str) -> list[Vec]:
    """A strap about both legs at their thighs or shins: a closed loop square to them."""
    part, ends = ("thigh", ("hip", "knee")) if where == "thighs" else ("shin", ("knee", "ankle"))
    right, left = found[f"right_{part}"], found[f"left_{part}"]
    middle = between(right, left, 0.5)
    length_way = unit(minus(found[f"right_{ends[1]}"], found[f"right_{ends[0]}"]))
    wide = minus(right, middle)
    across = unit(wide)
    deep = cross(length_way, across)
    half = sum(c * c for c in wide) ** 0.5 + 0.075
    return [
        along(along(middle, across, half * cos(a * pi / 16)), deep, 0.085 * sin(a * pi / 16))
        for a in range(33)
    ]


def outline(points: Iterable[Point]) -> list[Point]:
    """The convex outline of points seen (Andrew's chain)."""
    ordered = sorted(set(points))
    chains: list[list[Point]] = []
    for row in (ordered, ordered[::-1]):
        chain: list[Point] = []
        for at in row:
            while len(chain) > 1 and _turns_right(chain[-2], chain[-1], at):
                chain.pop()
            chain.append(at)
        chains.append(chain[:-1])
    return chains[0] + chains[1]


def _turns_right(one: Point, two: Point, three: Point) -> bool:
    first, second = (two[0] - one[0], two[1] - one[1]), (three[0] - one[0], three[1] - one[1])
    return first[0] * second[1] - first[1] * second[0] <= 0


def _turned(at: Vec, x: float, y: float, z: float, turn: float) -> Vec:
    return (at[0] + x * cos(turn) - y * sin(turn), at[1] + x * sin(turn) + y * cos(turn), at[2] + z)
