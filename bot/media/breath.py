"""A breath to follow: a circle that grows, waits and falls, eased in and out, for ever.

A GIF, on every platform: it plays by itself in Discord, in a browser and in Telegram, which makes a
video of it, and it is made without any encoder that would have to be brought along. Frames differ
in their size of circle; how long each one stands is what eases the motion.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from math import acos, pi

from bot.coach.talk.illustrations import BreathLoop
from bot.media.canvas import Canvas, Face, Pen
from bot.media.palette import Palette, blend
from bot.media.raster import rendered

SIZE = 300
SMALLEST, LARGEST = 42.0, 118.0
"""Radii in pixels, breathed out and breathed in."""

MIDDLE = (SIZE / 2, 138.0)
SIZES = 44
"""Circles from the smallest to the largest."""

SHADES = 12

DRAWN_AS = 1
"""To be counted up when the drawing changes: kept loops are then drawn anew."""

WORD_SIZE = 27.0
WORD_LINE = 286.0


@dataclass(frozen=True, slots=True)
class Frame:
    """One picture of the loop: how large (0 to 1), under which word, until when (1/100 s)."""

    size: float
    word: str
    until: int


def frames(loop: BreathLoop, words: tuple[str, ...]) -> list[Frame]:
    """The loop's frames in order; the last one ends exactly with the cycle."""
    inhale, hold, exhale = (f"{word} {n}" for word, n in zip(words, _counts(loop), strict=True))
    made = [Frame(size, inhale, at) for size, at in _eased(0, loop.inhale)]
    if loop.hold:
        made.append(Frame(1.0, hold, (loop.inhale + loop.hold) * 100))
    out = _eased(loop.inhale + loop.hold, loop.exhale)
    return made + [Frame(1.0 - size, exhale, at) for size, at in out]


def draw_breath(loop: BreathLoop, words: tuple[str, ...], palette: Palette) -> bytes:
    """The loop as a GIF, SIZE pixels wide and high."""
    from PIL import Image  # noqa: PLC0415 - as in `raster`: loaded with the first that is drawn

    colours = _colours(palette)
    shades = Image.new("P", (1, 1))
    shades.putpalette([c for code in colours for c in bytes.fromhex(code[1:])])
    drawn: dict[tuple[float, str], Image.Image] = {}
    shown, lengths, before = [], [], 0
    for frame in frames(loop, words):
        key = (round(frame.size, 4), frame.word)
        if key not in drawn:
            svg = _drawing(frame.size, frame.word, palette).svg()
            with Image.open(io.BytesIO(rendered(svg))) as image:
                none = Image.Dither.NONE
                drawn[key] = image.convert("RGB").quantize(palette=shades, dither=none)
        shown.append(drawn[key])
        lengths.append((frame.until - before) * 10)
        before = frame.until
    made = io.BytesIO()
    shown[0].save(
        made, "GIF", save_all=True, append_images=shown[1:], duration=lengths, loop=0, disposal=1
    )
    return made.getvalue()


def draw_still(loop: BreathLoop, words: tuple[str, ...], palette: Palette) -> Canvas:
    """The same without motion: both circles, and all the counts."""
    pairs = zip(words, _counts(loop), strict=True)
    told = "  \N{MIDDLE DOT}  ".join(f"{word} {n}" for word, n in pairs if n)
    canvas = _drawing(1.0, told, palette)
    canvas.circle(MIDDLE, SMALLEST, blend(palette.accent, palette.ground, 0.6))
    return canvas


def _counts(loop: BreathLoop) -> tuple[int, int, int]:
    return (loop.inhale, loop.hold, loop.exhale)


def _eased(start: int, seconds: int) -> Iterator[tuple[float, int]]:
    """Sizes from 0 to 1, each with the instant at which half way to the next one is passed."""
    for step in range(SIZES):
        # The inverse of a cosine's ease: when its middle between two sizes is reached.
        passed = acos(1 - 2 * (step + 1) / SIZES) / pi
        yield step / (SIZES - 1), round((start + seconds * passed) * 100)


def _drawing(size: float, words: str, palette: Palette) -> Canvas:
    canvas = Canvas(SIZE, SIZE, palette.ground)
    canvas.circle(MIDDLE, LARGEST + 8, "none", Pen(colour=_quiet(palette), weight=2))
    radius = SMALLEST + (LARGEST - SMALLEST) * size
    edge = Pen(colour=palette.accent, weight=5)
    canvas.circle(MIDDLE, radius, blend(palette.accent, palette.ground, 0.3), edge)
    face = Face(colour=palette.text, size=WORD_SIZE, anchor="middle")
    canvas.text((SIZE / 2, WORD_LINE), words, face, within=SIZE - 16.0)
    return canvas


def _quiet(palette: Palette) -> str:
    return blend(palette.secondary, palette.ground, 0.35)


def _colours(palette: Palette) -> list[str]:
    """Everything that a frame may be made of: each colour and what lies between it and others."""
    fill = blend(palette.accent, palette.ground, 0.3)
    pairs = (
        (palette.accent, palette.ground), (palette.accent, fill),
        (palette.text, palette.ground), (_quiet(palette), palette.ground),
    )  # fmt: skip
    made = [blend(one, other, at / SHADES) for one, other in pairs for at in range(SHADES + 1)]
    return list(dict.fromkeys(made))
