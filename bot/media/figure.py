"""A figure drawn: the room, what lies about, a body in lines of one weight, what moves."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import hypot, pi, sin

from bot.media.camera import Camera, Fit, Frame
from bot.media.canvas import Canvas, Face, Pen
from bot.media.geometry import Point
from bot.media.hand import hand_between
from bot.media.palette import Palette, blend
from bot.media.props import boxes, outline, strap_lying, strap_round
from content.figure import Arrow, PropKind, Scene
from content.skeleton import HEAD_RADIUS, Vec, along, between, joints, minus, place, unit

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

WALL_SHADE, FLOOR_SHADE = 0.22, 0.10
ROOM_SIDE = 0.75
WALL_HIGH = 1.25

_WAYS: dict[str, Vec] = {
    "up": (0.0, 0.0, 1.0), "down": (0.0, 0.0, -1.0), "wall": (1.0, 0.0, 0.0),
    "room": (-1.0, 0.0, 0.0), "right": (0.0, -1.0, 0.0), "left": (0.0, 1.0, 0.0),
}  # fmt: skip


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
        self._palette, self._mirrored = manner.palette, manner.mirrored is not scene.other_side
        self._marks = manner.marks[::-1] if self._mirrored else manner.marks
        self._size = min(frame.width, frame.height * 2)
        self._weight = WEIGHT * manner.weight * min(frame.width, frame.height * 4 / 3)
        self._camera = Camera.of(scene.view)
        self._found = joints(scene.body) if scene.body else {}
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
        if scene.body:
            self._body()
            self._straps()
        if scene.gap:
            self._gap()
        for arrow in scene.arrows:
            self._arrow(arrow)
        if scene.breath:
            self._breath()
        if scene.marks:
            self._letters()

    def _fitted(self) -> Fit:
        margin, most = self._size * MARGIN, self._size * MOST_SCALE
        return self._frame.fit(self._seen(), margin, most, mirror=self._mirrored)

    def _seen(self) -> list[Point]:
        """Everything that must be within the frame, as it is seen."""
        seen = [self._camera.flat(at) for at in self._found.values()]
        if self._found:
            x, y = self._camera.flat(self._found["head"])
            seen += [(x + dx, y + dy) for dx in (-0.12, 0.12) for dy in (-0.12, 0.12)]
        for prop in self._scene.props:
            seen += [self._camera.flat(corner) for box in boxes(prop) for corner in box]
            if prop.kind is PropKind.STRAP and not prop.round:
                seen += [self._camera.flat(at) for line in strap_lying(prop) for at in line]
        if self._scene.marks:
            seen += [self._camera.flat(self._beyond(side)) for side in ("right", "left")]
        if self._scene.gap:
            seen += [self._camera.flat(at) for tick in self._ticks() for at in tick]
        seen += [self._camera.flat(at) for arrow in self._scene.arrows for at in self._ends(arrow)]
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
        self._canvas.area(self._frame.cut(map(self._at, wall)), shade)
        floor = [(0.0, -y, 0.0), (0.0, y, 0.0), (-2.0, y, 0.0), (-2.0, -y, 0.0)]
        shade = blend(palette.secondary, palette.ground, FLOOR_SHADE)
        self._canvas.area(self._frame.cut(map(self._at, floor)), shade)
        self._canvas.line(
            self._frame.cut(map(self._at, wall[:2])), self._pen(palette.secondary, 0.5)
        )

    def _props(self) -> None:
        palette = self._palette
        main = palette.accent if "props" in self._scene.accent else palette.secondary
        fill = blend(main, palette.ground, 0.30)
        for prop in self._scene.props:
            for box in boxes(prop):
                corners = outline(map(self._at, box))
                self._canvas.area(corners, fill, self._pen(main, 0.6))
            if prop.kind is PropKind.STRAP and not prop.round:
                for line in strap_lying(prop):
                    self._canvas.line(map(self._at, line), self._pen(main))

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
        self._canvas.line(cut, self._pen(self._palette.ground, HALO))
        self._canvas.line(seen, self._pen(colour))

    def _trunk(self, limb: Limb, colour: str) -> None:
        corners = [self._at(at) for at in limb.points]
        self._canvas.area(
            corners, self._palette.ground, self._pen(self._palette.ground, HALO + 0.8)
        )
        self._canvas.area(corners, colour, self._pen(colour, 1.8))
        neck = [self._at(self._found[name]) for name in ("chest", "head")]
        self._canvas.line(neck, self._pen(colour))

    def _limbs(self) -> Iterable[Limb]:
        found = self._found
        near = {side: self._camera.near(found[f"{side}_hip"]) for side in ("right", "left")}
        apart = abs(near["right"] - near["left"]) > TWINS
        far = min(near, key=lambda side: near[side]) if apart else ""
        for side in ("right", "left"):
            leg = tuple(found[f"{side}_{j}"] for j in ("hip", "knee", "ankle", "toe"))
            arm = tuple(found[f"{side}_{j}"] for j in ("shoulder", "elbow", "hand"))
            yield Limb(f"{side}_leg", leg, side == far)
            yield Limb(f"{side}_arm", arm, side == far)
        names = ("right_shoulder", "left_shoulder", "left_hip", "right_hip")
        yield Limb("trunk", tuple(found[name] for name in names), far=False)
        yield Limb("head", (found["head"],), far=False)

    def _order(self, limb: Limb) -> tuple[bool, float]:
        middle = sum(self._camera.near(at) for at in limb.points) / len(limb.points)
        return (limb.name in self._scene.front, middle)

    def _colour(self, limb: Limb) -> str:
        palette = self._palette
        colour = palette.accent if limb.name in self._scene.accent else palette.text
        return blend(colour, palette.ground, FAR) if limb.far else colour

    def _straps(self) -> None:
        for prop in self._scene.props:
            if prop.round:
                loop = strap_round(self._found, prop.round)
                near = self._camera.near(between(loop[0], loop[16], 0.5))
                front = [at for at in loop if self._camera.near(at) >= near - 0.02]
                colour = (
                    self._palette.accent
                    if "props" in self._scene.accent
                    else self._palette.secondary
                )
                self._canvas.line(
                    map(self._at, _in_row(loop, front)), self._pen(self._palette.ground, 1.9)
                )
                self._canvas.line(map(self._at, _in_row(loop, front)), self._pen(colour, 1.1))

    def _gap(self) -> None:
        colour, ticks = self._palette.accent, self._ticks()
        for tick in ticks:
            self._canvas.line(map(self._at, tick), self._pen(colour, 0.7))
        near, far = (between(*tick, 0.5) for tick in ticks)
        hand = hand_between(near, far)
        palm = [self._at(at) for at in hand.palm]
        self._canvas.area(palm, colour, self._pen(colour, 0.5))
        for finger in hand.fingers:
            self._canvas.line(map(self._at, finger), self._pen(colour, 0.65))

    def _ticks(self) -> tuple[tuple[Vec, Vec], tuple[Vec, Vec]]:
        """Where the distance to the wall begins and ends, on the floor beside the body."""
        y = min(at[1] for at in self._found.values()) - 0.12
        hips = self._found["hips"][0]
        near, far = (((x, y - 0.09, 0.0), (x, y + 0.09, 0.0)) for x in (hips, 0.0))
        return near, far

    def _arrow(self, arrow: Arrow) -> None:
        self._pointed(*map(self._at, self._ends(arrow)))

    def _ends(self, arrow: Arrow) -> tuple[Vec, Vec]:
        base = self._found[arrow.at] if isinstance(arrow.at, str) else place(arrow.at)
        start = (base[0] + arrow.off[0], base[1] + arrow.off[1], base[2] + arrow.off[2])
        return start, along(start, _WAYS[arrow.toward], arrow.length)

    def _pointed(self, *row: Point) -> None:
        """A line with a point at its end."""
        pen = self._pen(self._palette.accent, 0.7)
        before, end = row[-2:]
        (x, y), (dx, dy) = end, (end[0] - before[0], end[1] - before[1])
        long = (dx * dx + dy * dy) ** 0.5 or 1.0
        ux, uy = dx / long, dy / long
        size = self._weight * 1.9
        barbs = [
            (x - size * (ux + s * uy * 0.8), y - size * (uy - s * ux * 0.8)) for s in (1.0, -1.0)
        ]
        lines = (row, (barbs[0], end, barbs[1]))
        for line in lines:
            self._canvas.line(line, self._pen(self._palette.ground, 1.6))
        for line in lines:
            self._canvas.line(line, pen)

    def _breath(self) -> None:
        """Three waves that rise from the nose, or beside the head where the trunk is behind it."""
        head = self._at(self._found["head"])
        ux, uy = self._breathing()
        radius = HEAD_RADIUS * self._fit.scale
        for way in (-1.0, 0.0, 1.0):
            row = []
            for step in range(17):
                far = radius + self._weight * (1.4 + (7.0 - 1.8 * abs(way)) * step / 16)
                wave = self._weight * (1.9 * way + 0.5 * sin(step / 16 * 3 * pi))
                row.append((head[0] + ux * far - uy * wave, head[1] + uy * far + ux * wave))
            self._canvas.line(row, self._pen(self._palette.accent, 0.6))

    def _breathing(self) -> Point:
        """Where the breath goes as it is seen, of length 1."""
        seen = {name: self._at(self._found[name]) for name in ("head", "nose", "chest")}
        head, nose, chest = seen["head"], seen["nose"], seen["chest"]
        trunk = (chest[0] - head[0], chest[1] - head[1])
        out = (nose[0] - head[0], nose[1] - head[1])
        long = hypot(*out)
        plain = long > 0.5 * HEAD_RADIUS * self._fit.scale
        ways = ([(out[0] / long, out[1] / long)] if plain else []) + [(0.0, -1.0), (1.0, 0.0)]
        clear = (u for u in ways if u[0] * trunk[0] + u[1] * trunk[1] < 0.75 * hypot(*trunk))
        return next(clear, ways[-1])

    def _letters(self) -> None:
        size = self._weight * 2.5
        for side, letter in zip(("right", "left"), self._marks, strict=True):
            x, y = self._at(self._beyond(side))
            self._canvas.circle((x, y), size * 0.62, self._palette.ground)
            face = Face(colour=self._palette.accent, size=size, anchor="middle", bold=True)
            self._canvas.text((x, y + size * 0.34), letter, face)

    def _beyond(self, side: str) -> Vec:
        """Where a foot's letter stands: a little beyond its toes."""
        ankle, toe = self._found[f"{side}_ankle"], self._found[f"{side}_toe"]
        return along(toe, unit(minus(toe, ankle)), 0.11)


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
