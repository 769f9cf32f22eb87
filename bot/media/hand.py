"""A hand between the hips and the wall: how wide the gap is, without a word."""

from __future__ import annotations

from dataclasses import dataclass

from bot.media.geometry import Point

FREE = 0.1
"""What is left free on either side of it, as a part of its width."""

FINGER = 0.17
"""How thick a finger is, in widths of the hand."""

WRIST, KNUCKLES = 0.2, 0.95
"""Where the palm begins and where the fingers do, in widths of the hand, from above."""

TIPS = (1.5, 1.72, 1.8, 1.62)
"""Where each finger ends."""

THUMB = ((0.08, 0.45), (-0.14, 0.8), (-0.14, 1.02))
"""The thumb: how far across the hand, and how far down."""


@dataclass(frozen=True, slots=True)
class Hand:
    """A hand seen from its back, the fingers down: a palm's corners, and lines for the fingers."""

    palm: tuple[Point, ...]
    fingers: tuple[tuple[Point, ...], ...]


def hand_between(one: Point, other: Point) -> Hand:
    """A hand as wide as what lies between two points of a picture, hanging down from there.

    Its fingers point down: upright it would say stop.
    """
    wide = abs(other[0] - one[0])
    lower = max(one[1], other[1])

    def at(part: float, down: float) -> Point:
        part = FREE + (1 - 2 * FREE) * part
        return (one[0] + (other[0] - one[0]) * part, lower + wide * down)

    palm = (at(0.16, WRIST), at(0.84, WRIST), at(0.96, KNUCKLES), at(0.04, KNUCKLES))
    last = len(TIPS) - 1
    roots = [(0.06 + 0.88 * index / last, tip) for index, tip in enumerate(TIPS)]
    fingers = tuple((at(part, KNUCKLES), at(part, tip)) for part, tip in roots)
    return Hand(palm, (*fingers, tuple(at(*joint) for joint in THUMB)))
