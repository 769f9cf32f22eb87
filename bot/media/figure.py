"""A figure drawn: the room, what lies about, a body in lines of one weight, what moves."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from bot.media.camera import Camera, Fit, Frame
from bot.media.canvas import Canvas, Pen
from bot.media.geometry import Point
from bot.media.palette import Palette, blend
from bot.media.props import boxes, strap_lying, strap_round
from bot.media.signs import HANDS_HIGH, Signs, beyond, ticks_of, way_of
from bot.media.things import Things
from content.figure import Prop, PropKind, Scene
from content.skeleton import HEAD_RADIUS, Vec, along, between, joints, length, minus, unit

WEIGHT = 0.024
"""The one line weight, as a part of a frame's width."""

FAR = 0.6
"""How much of its colour a limb keeps that is behind its twin."""

TWINS = 0.03
"""Metres of depth from which on one of two legs is the far one."""

HALO = 2.0
"""How much wider the ground is that sets a line apart from one behind it."""

MOST_SCALE = 0.62
"""Pixels a metre, as a part of a frame's width: the nearest that a figure is looked at."""

MARGIN = 0.085
"""Room left around a figure, as a part of a frame's width."""

THIN = 0.7
"""How much thinner a far arm is: beside a trunk it would look like a thing that lies there."""

MOVED = 0.03
"""Metres by which a limb has moved if it is also shown where it was before."""

ON_FLOOR, STEEP, PALM = 0.07, 0.6, 0.11
"""How high a hand is at most that leans on the floor, how steep its forearm, how long it is."""

_LEG, _ARM = ("hip", "knee", "ankle", "toe"), ("shoulder", "elbow", "hand")

WALL_SHADE, FLOOR_SHADE = 0.22, 0.10
ROOM_SIDE = 0.75
WALL_HIGH = 1.25


@dataclass(frozen=True, slots=True)
class Limb:
    """A line of the body, and whose it is."""

    name: str
    points: tuple[Vec, ...]
    far: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Manner:
    """How figures are drawn: in which colours, with which letters for right and left.

    `mirrored` is for the second side: the picture is mirrored, and the letters change places.
    `weight` is how much heavier the line is, for pictures that are shown small.
    """

    palette: Palette
    marks: tuple[str, str]
    mirrored: bool = False
    weight: float = 1.0


class FigureDrawing:
    """One scene in one frame of a canvas.

    Args:
        canvas: where it is drawn.
        frame: which part of it.
        scene: what is drawn.
        manner: how.

    Raises:
        OutOfReachError: if the body cannot be as the scene says.
    """

    def __init__(self, canvas: Canvas, frame: Frame, scene: Scene, manner: Manner) -> None:
        self._canvas, self._frame, self._scene = canvas, frame, scene
        self._palette, self._mirrored = manner.palette, manner.mirrored
        self._marks = manner.marks[::-1] if self._mirrored else manner.marks
        self._size = min(frame.width, frame.height * 2)
        self._weight = WEIGHT * manner.weight * min(frame.width, frame.height * 4 / 3)
        self._camera = Camera.of(scene.view)
        self._found = joints(scene.body) if scene.body else {}
        self._was = joints(scene.before) if scene.before else {}
        self._fit = self._fitted()

    @property
    def scale(self) -> float:
        """Pixels a metre."""
        return self._fit.scale

    def draw(self) -> None:
        """Draw it; nothing of it shows outside of its frame."""
        scene = self._scene
        self._room()
        self._props()
        if scene.before:
            self._before()
        if scene.body:
            self._body()
            self._straps()
        signs = self._signs
        if scene.gap:
            signs.gap()
        if scene.breath:
            signs.breath()
        for arrow in scene.arrows:
            signs.arrow(arrow)
        if scene.marks:
            signs.letters(self._marks)

    @cached_property
    def _signs(self) -> Signs:
        return Signs(
            canvas=self._canvas, at=self._at, found=self._found, was=self._was,
            weight=self._weight, palette=self._palette,
        )  # fmt: skip

    def _fitted(self) -> Fit:
        margin, most = min(self._size, self._frame.height * 4 / 3) * MARGIN, self._size * MOST_SCALE
        return self._frame.fit(self._seen(), margin, most, mirror=self._mirrored)

    def _seen(self) -> list[Point]:
        """Everything that must be within the frame, as it is seen."""
        seen = [self._camera.flat(at) for at in self._found.values()]
        seen += [self._camera.flat(at) for line in self._moved() for at in line.points]
        if self._found:
            x, y = self._camera.flat(self._found["head"])
            seen += [(x + dx, y + dy) for dx in (-0.12, 0.12) for dy in (-0.12, 0.12)]
        for prop in self._scene.props:
            seen += [self._camera.flat(corner) for box in boxes(prop) for corner in box]
            if prop.kind is PropKind.STRAP and not prop.round:
                seen += [self._camera.flat(at) for line in strap_lying(prop) for at in line]
        if self._scene.marks:
            seen += [self._camera.flat(beyond(self._found, s)) for s in ("right", "left")]
        if self._scene.gap:
            flat = [self._camera.flat(at) for tick in ticks_of(self._found) for at in tick]
            seen += [(x, y + below) for x, y in flat for below in (0.0, HANDS_HIGH)]
        for arrow in self._scene.arrows:
            seen += map(self._camera.flat, way_of(arrow, self._found, self._was))
        if self._scene.wall:
            seen += [self._camera.flat((0.0, 0.0, z)) for z in (0.0, 0.3)]
        return seen

    def _at(self, at: Vec) -> Point:
        return self._fit(self._camera.flat(at))

    def _pen(self, colour: str, weight: float = 1.0) -> Pen:
        return Pen(colour=colour, weight=self._weight * weight)

    def _room(self) -> None:
        palette = self._palette
        if not self._scene.wall:
            return
        y, h = ROOM_SIDE, WALL_HIGH
        wall = [(0.0, -y, 0.0), (0.0, y, 0.0), (0.0, y, h), (0.0, -y, h)]
        shade = blend(palette.secondary, palette.ground, WALL_SHADE)
        self._canvas.ground(self._frame.cut(map(self._at, wall)), shade)
        floor = [(0.0, -y, 0.0), (0.0, y, 0.0), (-2.0, y, 0.0), (-2.0, -y, 0.0)]
        shade = blend(palette.secondary, palette.ground, FLOOR_SHADE)
        self._canvas.ground(self._frame.cut(map(self._at, floor)), shade)
        self._canvas.line(
            self._frame.cut(map(self._at, wall[:2])), self._pen(palette.secondary, 0.5)
        )

    @cached_property
    def _things(self) -> Things:
        return Things(
            canvas=self._canvas, at=self._at, eye=self._camera.eye, weight=self._weight,
            palette=self._palette,
        )  # fmt: skip

    def _props(self) -> None:
        for prop in self._scene.props:
            if not prop.round:
                self._things.draw(prop, self._shown(prop))

    def _shown(self, prop: Prop) -> str:
        new = "props" in self._scene.accent and prop.state == "new"
        return self._palette.accent if new else self._palette.secondary

    def _body(self) -> None:
        limbs = sorted(self._limbs(), key=self._order)
        for limb in limbs:
            colour = self._colour(limb)
            if limb.name == "head":
                radius = HEAD_RADIUS * self._fit.scale
                x, y = self._at(limb.points[0])
                self._canvas.circle((x, y), radius + self._weight * 0.5, self._palette.ground)
                self._canvas.circle((x, y), radius, colour)
                continue
            if limb.name == "trunk":
                self._trunk(limb, colour)
                continue
            self._limb(limb, colour)

    def _limb(self, limb: Limb, colour: str) -> None:
        seen = [self._at(at) for at in limb.points]
        cut = _shortened(seen, self._weight * 1.1)
        thin = THIN if limb.far and limb.name.endswith("arm") else 1.0
        self._canvas.line(cut, self._pen(self._palette.ground, HALO * thin))
        self._canvas.line(seen, self._pen(colour, thin))

    def _trunk(self, limb: Limb, colour: str) -> None:
        corners = [self._at(at) for at in limb.points]
        self._canvas.area(
            corners, self._palette.ground, self._pen(self._palette.ground, HALO + 0.8)
        )
        self._canvas.area(corners, colour, self._pen(colour, 1.8))
        neck = [self._at(self._found[name]) for name in ("chest", "head")]
        self._canvas.line(neck, self._pen(colour))

    def _limbs(self) -> list[Limb]:
        return limbs(self._found, self._camera)

    def _moved(self) -> list[Limb]:
        """The limbs of the body before, of those that have moved since."""
        if not self._was:
            return []
        now = {limb.name: limb.points for limb in self._limbs()}
        return [
            limb
            for limb in limbs(self._was, self._camera)
            if any(
                length(minus(*pair)) > MOVED
                for pair in zip(limb.points, now[limb.name], strict=True)
            )
        ]

    def _before(self) -> None:
        pen = Pen(colour=self._palette.secondary, weight=self._weight * 0.5, dashed=True)
        for limb in self._moved():
            seen = [self._at(at) for at in limb.points]
            if limb.name == "head":
                self._canvas.circle(seen[0], HEAD_RADIUS * self._fit.scale, "none", pen)
            else:
                self._canvas.line([*seen, seen[0]] if limb.name == "trunk" else seen, pen)

    def _order(self, limb: Limb) -> tuple[bool, float]:
        middle = sum(self._camera.near(at) for at in limb.points) / len(limb.points)
        return (limb.name in self._scene.front, middle)

    def _colour(self, limb: Limb) -> str:
        palette = self._palette
        colour = palette.accent if limb.name in self._scene.accent else palette.text
        alone = limb.name in self._scene.accent and _twin(limb.name) not in self._scene.accent
        far = limb.far and not alone and limb.name not in self._scene.front
        return blend(colour, palette.ground, FAR) if far else colour

    def _straps(self) -> None:
        for prop in self._scene.props:
            if prop.round:
                loop = strap_round(self._found, prop.round)
                near = self._camera.near(between(loop[0], loop[16], 0.5))
                front = [at for at in loop if self._camera.near(at) >= near - 0.02]
                row, gone = _in_row(loop, front), prop.state == "gone"
                self._things.strap_on(row, self._shown(prop), gone=gone)


def _shortened(seen: list[Point], by: float) -> list[Point]:
    """The line without its first bit, so that its halo leaves the joint alone."""
    (x, y), (nx, ny) = seen[0], seen[1]
    long = ((nx - x) ** 2 + (ny - y) ** 2) ** 0.5
    if long <= by:
        return seen[1:]
    part = by / long
    return [(x + (nx - x) * part, y + (ny - y) * part), *seen[1:]]


def _in_row(loop: list[Vec], kept: list[Vec]) -> list[Vec]:
    """The kept points of a closed loop from where they begin, without a jump."""
    flags = [at in kept for at in loop]
    start = next((i for i in range(len(loop)) if flags[i] and not flags[i - 1]), 0)
    row = [loop[(start + i) % len(loop)] for i in range(len(loop))]
    return [at for at in row if at in kept]


def limbs(found: dict[str, Vec], camera: Camera) -> list[Limb]:
    """The lines of a body by its joints."""
    near = {side: camera.near(found[f"{side}_hip"]) for side in ("right", "left")}
    apart = abs(near["right"] - near["left"]) > TWINS
    far = min(near, key=lambda side: near[side]) if apart else ""
    lines = []
    for side in ("right", "left"):
        for name, row in (("leg", _LEG), ("arm", _ARM)):
            points = tuple(found[f"{side}_{joint}"] for joint in row)
            if name == "arm":
                points += _palm(*points)
            lines.append(Limb(f"{side}_{name}", points, side == far))
    names = ("right_shoulder", "left_shoulder", "left_hip", "right_hip")
    lines.append(Limb("trunk", tuple(found[name] for name in names), far=False))
    return [*lines, Limb("head", (found["head"],), far=False)]


def _palm(shoulder: Vec, elbow: Vec, hand: Vec) -> tuple[Vec, ...]:
    """The hand that an arm rests on, flat on the floor and pointing away from the body."""
    forearm = unit(minus(hand, elbow))
    away = (hand[0] - shoulder[0], hand[1] - shoulder[1], 0.0)
    if hand[2] > ON_FLOOR or forearm[2] > -STEEP or length(away) == 0:
        return ()
    return (along(hand, unit(away), PALM),)


def _twin(limb: str) -> str:
    side, _, part = limb.partition("_")
    return f"{'left' if side == 'right' else 'right'}_{part}"
