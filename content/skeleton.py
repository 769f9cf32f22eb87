"""From angles to joints: where every point of a body is.

Points are (x, y, z) in metres: x towards the wall (0 at the wall, negative in the room), y along
it (to the left of a body on its back), z upwards.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import acos, cos, degrees, hypot, radians, sin, sqrt
from typing import TypeAlias

from content.figure import Arm, Body, Leg, Place, Posture, Sole

Vec: TypeAlias = tuple[float, float, float]

WAIST, CHEST, NECK, HEAD = 0.20, 0.30, 0.07, 0.15
"""Lengths up the trunk, each from the joint before."""

HEAD_RADIUS = 0.105
SHOULDER, HIP = 0.17, 0.10
"""Half widths."""

THIGH, SHIN, FOOT, HEEL = 0.44, 0.42, 0.17, 0.05
UPPER_ARM, FOREARM = 0.30, 0.37
"""The forearm to the palm."""

LIES_ON = 0.055
"""How far above a point of the other leg an ankle is that lies on it, and how far past it."""

SLANTED, ALIGNED = 0.3, 0.03
"""How far two directions are apart, as a sine: enough to tell them, too little to."""

_BASES: dict[Posture, tuple[Vec, Vec]] = {
    Posture.BACK: ((-1.0, 0.0, 0.0), (0.0, 0.0, 1.0)),
    Posture.ON_SIDE: ((-1.0, 0.0, 0.0), (0.0, -1.0, 0.0)),
    Posture.SITTING: ((0.0, 0.0, 1.0), (0.0, -1.0, 0.0)),
    Posture.STANDING: ((0.0, 0.0, 1.0), (0.0, -1.0, 0.0)),
}
"""Where the head and the front of a trunk point, before it is turned."""

_UP: Vec = (0.0, 0.0, 1.0)


class OutOfReachError(ValueError):
    """A hand or a foot is to be where the limb does not reach, or bends as none does."""


@dataclass(frozen=True, slots=True)
class Frame:
    """Three directions of a part of the body: to the head, to the front, to its right."""

    head: Vec
    front: Vec

    @property
    def right(self) -> Vec:
        """To the body's right."""
        return cross(self.front, self.head)


def joints(body: Body) -> dict[str, Vec]:
    """Every joint by its name, and the points between that hands are put on.

    Raises:
        OutOfReachError: naming the limb, if a hand or a foot cannot be where it is to be.
    """
    pelvis = _frame(body)
    chest = _bent(pelvis, body.bend)
    neck = _bent(chest, body.nod)
    found: dict[str, Vec] = {"hips": (-body.from_wall, body.along, body.height)}
    found["waist"] = along(found["hips"], pelvis.head, WAIST)
    found["chest"] = along(found["waist"], chest.head, CHEST)
    found["neck"] = along(found["chest"], neck.head, NECK)
    found["head"] = along(found["neck"], neck.head, HEAD)
    found["nose"] = along(found["head"], neck.front, HEAD_RADIUS)
    found["belly"] = along(along(found["hips"], pelvis.head, WAIST * 0.7), pelvis.front, 0.06)
    for side, way in (("right", 1.0), ("left", -1.0)):
        found[f"{side}_hip"] = along(found["hips"], pelvis.right, way * HIP)
        found[f"{side}_shoulder"] = along(found["chest"], chest.right, way * SHOULDER)
    legs = [("right", body.right_leg), ("left", body.left_leg)]
    # A leg that lies on the other one comes after it.
    for side, leg in sorted(legs, key=lambda pair: isinstance(pair[1].foot_at, str)):
        _leg(found, side, leg, pelvis)
    for side, arm in (("right", body.right_arm), ("left", body.left_arm)):
        _arm(found, side, arm, chest)
    return found


def _frame(body: Body) -> Frame:
    head, front = _BASES[body.posture]
    right = cross(front, head)
    lean = radians(body.lean)
    head, front = turned(head, right, -lean), turned(front, right, -lean)
    tip = radians(body.tip)
    head = turned(head, front, tip)
    turn = radians(body.turn)
    return Frame(turned(head, _UP, turn), turned(front, _UP, turn))


def _bent(frame: Frame, angle: float) -> Frame:
    bend = -radians(angle)
    return Frame(turned(frame.head, frame.right, bend), turned(frame.front, frame.right, bend))


def _leg(found: dict[str, Vec], side: str, leg: Leg, pelvis: Frame) -> None:
    outward = scaled(pelvis.right, 1.0 if side == "right" else -1.0)
    hip = found[f"{side}_hip"]
    if leg.foot_at is None:
        thigh, front = _limb(pelvis, outward, leg.lift, leg.out, leg.roll)
        knee = along(hip, thigh, THIGH)
        shin = _mix(thigh, front, cos(radians(leg.knee)), -sin(radians(leg.knee)))
        ankle = along(knee, shin, SHIN)
        front = _mix(front, thigh, cos(radians(leg.knee)), sin(radians(leg.knee)))
    else:
        pole = {"front": pelvis.front, "out": outward, "up": _UP}[leg.knee_points]
        ankle = _ankle(found, side, leg.foot_at, pelvis)
        knee = _reached(f"{side}_leg", hip, ankle, (THIGH, SHIN), pole)
        shin = unit(minus(ankle, knee))
        front = _away(unit(minus(knee, hip)), shin, pole)
    toes = _toes(leg, shin, front, minus(ankle, hip))
    found[f"{side}_knee"], found[f"{side}_ankle"] = knee, ankle
    found[f"{side}_heel"] = along(ankle, toes, -HEEL)
    found[f"{side}_toe"] = along(ankle, toes, FOOT)
    found[f"{side}_thigh"] = between(hip, knee, 0.55)
    found[f"{side}_above_knee"] = between(hip, knee, 0.84)
    found[f"{side}_shin"] = between(knee, ankle, 0.4)


def _ankle(found: dict[str, Vec], side: str, at: Place | str, pelvis: Frame) -> Vec:
    if not isinstance(at, str):
        return place(at)
    if at not in found:
        raise OutOfReachError(f"{side}_leg: there is no point {at} of the other leg")
    past = scaled(pelvis.right, -LIES_ON if side == "right" else LIES_ON)
    other = "left" if side == "right" else "right"
    thigh = unit(minus(found[f"{other}_knee"], found[f"{other}_hip"]))
    over = minus(pelvis.head, scaled(thigh, dot(pelvis.head, thigh)))
    over = unit(over) if length(over) > SLANTED else pelvis.front
    return along(along(found[at], past, 1.0), over, LIES_ON)


def _toes(leg: Leg, shin: Vec, front: Vec, from_hip: Vec) -> Vec:
    """Where the toes point."""
    match leg.sole:
        case Sole.WALL:
            return _UP
        case Sole.FLOOR:
            flat = (from_hip[0], from_hip[1], 0.0)
            return unit(flat)
        case None:
            flex = radians(leg.foot)
            return _mix(front, shin, cos(flex), -sin(flex))


def _arm(found: dict[str, Vec], side: str, arm: Arm, chest: Frame) -> None:
    outward = scaled(chest.right, 1.0 if side == "right" else -1.0)
    shoulder = found[f"{side}_shoulder"]
    if arm.hand_at is None:
        upper, front = _limb(chest, outward, arm.lift, arm.out, arm.roll)
        elbow = along(shoulder, upper, UPPER_ARM)
        bend = radians(arm.elbow)
        hand = along(elbow, _mix(upper, front, cos(bend), sin(bend)), FOREARM)
    else:
        if isinstance(arm.hand_at, str):
            if arm.hand_at not in found:
                raise OutOfReachError(f"{side}_arm: there is no point {arm.hand_at} of the body")
            hand = found[arm.hand_at]
        else:
            hand = place(arm.hand_at)
        pole = {"out": outward, "back": scaled(chest.front, -1.0), "head": chest.head}
        lengths = (UPPER_ARM, FOREARM)
        elbow = _reached(f"{side}_arm", shoulder, hand, lengths, pole[arm.elbow_points])
    found[f"{side}_elbow"], found[f"{side}_hand"] = elbow, hand


def _limb(frame: Frame, outward: Vec, lift: float, out: float, roll: float) -> tuple[Vec, Vec]:
    """Where a limb points that is lifted, taken out and rolled, and where its front does."""
    up, side, turn = radians(lift), radians(out), radians(roll)
    forward = _mix(frame.head, frame.front, -cos(up), sin(up))
    front = _mix(frame.head, frame.front, sin(up), cos(up))
    points = _mix(forward, outward, cos(side), sin(side))
    beside = _mix(forward, outward, -sin(side), cos(side))
    return points, _mix(front, beside, cos(turn), sin(turn))


def _reached(limb: str, root: Vec, end: Vec, lengths: tuple[float, float], pole: Vec) -> Vec:
    """The joint between, of two bones that go from a root to an end; it points to the pole."""
    first, second = lengths
    line = minus(end, root)
    far = length(line)
    if far > first + second + 0.005:
        over = far - first - second
        raise OutOfReachError(f"{limb} is {over:.2f} m too short")
    if far < abs(first - second) + 0.1:
        raise OutOfReachError(f"{limb} is folded together more than a joint bends")
    far = min(far, first + second)
    way = unit(line)
    ahead = (first**2 - second**2 + far**2) / (2 * far)
    aside = sqrt(max(0.0, first**2 - ahead**2))
    across = minus(pole, scaled(way, dot(pole, way)))
    if length(across) < ALIGNED:
        raise OutOfReachError(f"{limb} cannot point its joint where it goes itself")
    return along(along(root, way, ahead), unit(across), aside)


def _away(thigh: Vec, shin: Vec, pole: Vec) -> Vec:
    """The front of a shin: square to it, on the side to which the knee points."""
    front = minus(thigh, scaled(shin, dot(thigh, shin)))
    if length(front) < ALIGNED:
        front = minus(pole, scaled(shin, dot(pole, shin)))
    return unit(front)


def bends(found: dict[str, Vec]) -> dict[str, float]:
    """How far each knee and elbow is bent, in degrees; 0 is straight."""
    angles = {}
    for side in ("right", "left"):
        for first, joint, last in (("hip", "knee", "ankle"), ("shoulder", "elbow", "hand")):
            middle = found[f"{side}_{joint}"]
            upper = unit(minus(middle, found[f"{side}_{first}"]))
            lower = unit(minus(found[f"{side}_{last}"], middle))
            angles[f"{side}_{joint}"] = degrees(acos(max(-1.0, min(1.0, dot(upper, lower)))))
    return angles


def place(at: Place) -> Vec:
    """A place in the room as a point."""
    from_wall, along_wall, height = at
    return (-from_wall, along_wall, height)


def along(start: Vec, way: Vec, far: float) -> Vec:
    """So far from a point in a direction."""
    return _mix(start, way, 1.0, far)


def between(one: Vec, other: Vec, part: float) -> Vec:
    """A part of the way from one point to another."""
    return _mix(one, other, 1.0 - part, part)


def minus(one: Vec, other: Vec) -> Vec:
    """From the other to the one."""
    return _mix(one, other, 1.0, -1.0)


def scaled(way: Vec, by: float) -> Vec:
    """A direction so many times as long."""
    return (way[0] * by, way[1] * by, way[2] * by)


def dot(one: Vec, other: Vec) -> float:
    """How far one goes along the other, for directions of length 1."""
    return one[0] * other[0] + one[1] * other[1] + one[2] * other[2]


def cross(one: Vec, other: Vec) -> Vec:
    """Square to both."""
    return (
        one[1] * other[2] - one[2] * other[1],
        one[2] * other[0] - one[0] * other[2],
        one[0] * other[1] - one[1] * other[0],
    )


def length(way: Vec) -> float:
    """How long a way is."""
    return hypot(*way)


def unit(way: Vec) -> Vec:
    """The same direction, of length 1."""
    return scaled(way, 1.0 / (length(way) or 1.0))


def turned(way: Vec, axis: Vec, angle: float) -> Vec:
    """A direction turned about an axis of length 1, in radians, by the right hand's rule."""
    lengthwise = scaled(axis, dot(axis, way) * (1.0 - cos(angle)))
    square = cross(axis, way)
    return along(_mix(way, square, cos(angle), sin(angle)), lengthwise, 1.0)


def _mix(one: Vec, other: Vec, of_one: float, of_other: float) -> Vec:
    return (
        one[0] * of_one + other[0] * of_other,
        one[1] * of_one + other[1] * of_other,
        one[2] * of_one + other[2] * of_other,
    )
