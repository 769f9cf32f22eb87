"""A hand held upright between the hips and the wall: how wide the gap is, without a word."""

from __future__ import annotations

from dataclasses import dataclass

from content.skeleton import Vec

FREE = 0.14
"""What is left free on either side of it, as a part of its width."""

PALM, FINGERS = (0.04, 0.13), (0.21, 0.245, 0.23, 0.19)
"""Metres above the floor: where the palm begins and ends, and each finger's tip."""

THUMB = ((0.02, 0.1), (-0.17, 0.17))
"""The thumb's joint and tip: beside the palm as a part of its width, and metres above the floor."""


@dataclass(frozen=True, slots=True)
class Hand:
    """A hand seen from its back: a palm's corners, and lines for the fingers."""

    palm: tuple[Vec, ...]
    fingers: tuple[tuple[Vec, Vec], ...]


def hand_between(one: Vec, other: Vec) -> Hand:
    """A hand that fills what lies between two points on the floor."""
    low, high = PALM

    def at(part: float, height: float) -> Vec:
        part = FREE + (1 - 2 * FREE) * part
        return (
            one[0] + (other[0] - one[0]) * part,
            one[1] + (other[1] - one[1]) * part,
            one[2] + height,
        )

    palm = (at(0.12, low), at(0.88, low), at(1.0, high), at(0.0, high))
    last = len(FINGERS) - 1
    roots = [(0.02 + 0.96 * index / last, tip) for index, tip in enumerate(FINGERS)]
    return Hand(palm, tuple((at(part, high), at(part, tip)) for part, tip in roots))
