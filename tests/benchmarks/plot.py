"""A plot of two lines over sizes, both on logarithmic scales, as an SVG of its own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import ceil, floor, log10
from pathlib import Path
from xml.sax.saxutils import escape

WIDTH, HEIGHT = 640, 400
LEFT, RIGHT, TOP, BOTTOM = 70, 30, 50, 50
INK, QUIET, GROUND = "#2B3040", "#5E6680", "#FFFFFF"
COLOURS = ("#8A6A2F", "#A8452A")


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A named line: values above zero by sizes above zero."""

    name: str
    points: Mapping[int, float]


def plot(path: Path, title: str, *lines: Line) -> None:
    """Write the plot; a size that a line has no value for is left out of it."""
    sizes = [size for line in lines for size in line.points]
    values = [value for line in lines for value in line.points.values()]
    across = _Scale(floor(log10(min(sizes))), ceil(log10(max(sizes))), LEFT, WIDTH - RIGHT)
    up = _Scale(floor(log10(min(values))), ceil(log10(max(values))), HEIGHT - BOTTOM, TOP)
    parts = [
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" '
            f'font-family="sans-serif" font-size="13" role="img" aria-label="{escape(title)}">'
        ),
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="{GROUND}"/>',
        _words(LEFT, 26, title, size=15),
        *(_column(across.at(10**n), f"{10**n:,}") for n in across.decades),
        *(_row(up.at(10**n), f"{10.0**n:g} s") for n in up.decades),
        _words((LEFT + WIDTH - RIGHT) / 2, HEIGHT - 8, "subscribers", anchor="middle"),
    ]
    for number, line in enumerate(lines):
        parts += _drawn(line, COLOURS[number % len(COLOURS)], across, up, number)
    path.write_text("\n".join([*parts, "</svg>", ""]), encoding="utf-8")


@dataclass(frozen=True, slots=True)
class _Scale:
    low: int
    high: int
    begins: float
    ends: float

    @property
    def decades(self) -> range:
        return range(self.low, self.high + 1)

    def at(self, value: float) -> float:
        share = (log10(value) - self.low) / max(1, self.high - self.low)
        return round(self.begins + share * (self.ends - self.begins), 1)


def _drawn(line: Line, colour: str, across: _Scale, up: _Scale, number: int) -> list[str]:
    points = [(across.at(size), up.at(value)) for size, value in sorted(line.points.items())]
    path = " ".join(f"{x},{y}" for x, y in points)
    dots = [f'<circle cx="{x}" cy="{y}" r="3.5" fill="{colour}"/>' for x, y in points]
    key = TOP + 18 * (number + 1)
    return [
        (
            f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2" '
            'stroke-linejoin="round"/>'
        ),
        *dots,
        f'<rect x="{LEFT + 12}" y="{key - 9}" width="18" height="3" fill="{colour}"/>',
        _words(LEFT + 38, key - 3, line.name),
    ]


def _column(x: float, name: str) -> str:
    return (
        f'<line x1="{x}" y1="{TOP}" x2="{x}" y2="{HEIGHT - BOTTOM}" stroke="{QUIET}" '
        f'stroke-opacity="0.2"/>{_words(x, HEIGHT - BOTTOM + 18, name, anchor="middle")}'
    )


def _row(y: float, name: str) -> str:
    return (
        f'<line x1="{LEFT}" y1="{y}" x2="{WIDTH - RIGHT}" y2="{y}" stroke="{QUIET}" '
        f'stroke-opacity="0.2"/>{_words(LEFT - 8, y + 4, name, anchor="end")}'
    )


def _words(x: float, y: float, text: str, *, anchor: str = "start", size: int = 13) -> str:
    return (
        f'<text x="{x}" y="{y}" text-anchor="{anchor}" font-size="{size}" '
        f'fill="{INK}">{escape(text)}</text>'
    )
