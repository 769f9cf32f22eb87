"""A drawing on its way to SVG: a few shapes, and words as plain text."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from html import escape

from bot.media.geometry import Point

FONT = "Source Sans Pro"

AN_EM = 0.53
"""Width of a letter, as a part of the font's size: wide ones and narrow ones together."""

_SCRIPTS = ((0x20, 0x530), (0x1E00, 0x2000), (0x2010, 0x2027), (0x20A0, 0x20C0))
"""Latin with its accents, Greek and Cyrillic, signs: what the font has."""

# Controls, and halves of characters, which SVG cannot hold.
_UNSEEN = dict.fromkeys((*range(32), *range(127, 160), *range(0xD800, 0xE000)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Pen:
    """How a line is drawn: its colour, its weight in pixels; in dashes for what was before."""

    colour: str
    weight: float
    dashed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Face:
    """How words stand: their colour, size in pixels, and where their point is."""

    colour: str
    size: float
    anchor: str = "start"
    bold: bool = False


class Canvas:
    """Shapes in pixels of a picture so many wide and high, y downwards.

    `full` is a picture of many shapes: in it what only sets one thing apart from another has edges
    that are not smoothed, which would take longer than all the rest.
    """

    def __init__(self, width: int, height: int, ground: str, *, full: bool = False) -> None:
        self.width, self.height, self._ground, self._full = width, height, ground, full
        self._shapes = [f'<rect width="{width}" height="{height}" fill="{ground}"/>']

    def line(self, points: Iterable[Point], pen: Pen) -> None:
        """A line through points, with round joints and ends."""
        self._shapes.append(
            f'<polyline points="{_path(points)}" fill="none" {_stroke(pen)}'
            f' stroke-linecap="round"{self._edges(pen.colour)}/>'
        )

    def lines(self, rows: Iterable[Iterable[Point]], pen: Pen) -> None:
        """Several lines as one shape, which is drawn faster."""
        d = "".join(f"M{_path(row)}" for row in rows)
        self._shapes.append(
            f'<path d="{d}" fill="none" {_stroke(pen)} stroke-linecap="round"'
            f"{self._edges(pen.colour)}/>"
        )

    def area(self, points: Iterable[Point], fill: str, edge: Pen | None = None) -> None:
        """A filled shape with these corners."""
        self._shapes.append(f'<polygon points="{_path(points)}" fill="{fill}"{_edge(edge)}/>')

    def ground(self, points: Iterable[Point], fill: str) -> None:
        """A large faint area behind everything: its edges are not smoothed, which takes longer."""
        self._shapes.append(
            f'<polygon points="{_path(points)}" fill="{fill}" shape-rendering="crispEdges"/>'
        )

    def _edges(self, colour: str) -> str:
        return ' shape-rendering="crispEdges"' if self._full and colour == self._ground else ""

    def circle(self, centre: Point, radius: float, fill: str, edge: Pen | None = None) -> None:
        """A circle, filled; `none` is a fill too."""
        x, y = centre
        self._shapes.append(
            f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius:.1f}" fill="{fill}"{_edge(edge)}/>'
        )

    def box(self, corner: Point, size: Point, fill: str, rounded: float = 0.0) -> None:
        """A filled upright box from its upper left corner."""
        (x, y), (width, height) = corner, size
        self._shapes.append(
            f'<rect x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}"'
            f' rx="{rounded:.1f}" fill="{fill}"/>'
        )

    def text(self, at: Point, words: str, face: Face, within: float | None = None) -> None:
        """A line of words; `at` is on its base line. Made smaller to be `within` so many pixels.

        Words in a script that the font does not have are left out: boxes would tell nobody.
        """
        if not legible(words):
            return
        if within is not None:
            face = replace(face, size=min(face.size, within / (len(words) * AN_EM or 1)))
        weight = ' font-weight="600"' if face.bold else ""
        self._shapes.append(
            f'<text x="{at[0]:.1f}" y="{at[1]:.1f}" fill="{face.colour}" font-family="{FONT}"'
            f' font-size="{face.size:.1f}" text-anchor="{face.anchor}"{weight}>'
            f"{escape(words.translate(_UNSEEN))}</text>"
        )

    def svg(self) -> str:
        """The whole drawing."""
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{self.width}" height="{self.height}"'
            f' viewBox="0 0 {self.width} {self.height}">{"".join(self._shapes)}</svg>'
        )


def legible(words: str) -> bool:
    """Whether the font has all of these characters."""
    return all(any(low <= ord(c) < high for low, high in _SCRIPTS) for c in words)


def _path(points: Iterable[Point]) -> str:
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in points)


def _edge(pen: Pen | None) -> str:
    return f" {_stroke(pen)}" if pen else ""


def _stroke(pen: Pen) -> str:
    dashes = f' stroke-dasharray="{pen.weight * 1.6:.1f} {pen.weight * 1.9:.1f}"'
    return (
        f'stroke="{pen.colour}" stroke-width="{pen.weight:.1f}" stroke-linejoin="round"'
        f"{dashes if pen.dashed else ''}"
    )
