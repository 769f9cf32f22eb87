"""Figures alone, in rows, and on a card with a pose's names."""

from __future__ import annotations

from bot.media.camera import Frame
from bot.media.canvas import Canvas, Face
from bot.media.figure import Manner
from bot.media.scenes import draw_scenes
from content.figure import Scene

WIDTH, HEIGHT = 640, 480
"""Pixels of a figure alone."""

TWO_HEIGHT = 660
"""Of one with two scenes, which stand below each other: beside each other they would be small."""

COLUMNS = 2
"""Side by side on a sheet: more would be too small to tell right from left on a phone."""

CELL_WIDTH, CELL_HEIGHT = 272, 204
GUTTER = 8
NUMBER_SIZE = 22.0

CARD_HEIGHT = 660
EDGE = 32.0
NAME_SIZE, SANSKRIT_SIZE, LINE_SIZE = 38.0, 25.0, 27.0


def draw_figure(scenes: tuple[Scene, ...], manner: Manner) -> Canvas:
    """One figure."""
    height = HEIGHT if len(scenes) == 1 else TWO_HEIGHT
    canvas = Canvas(WIDTH, height, manner.palette.ground)
    draw_scenes(canvas, Frame(0, 0, WIDTH, height), scenes, manner)
    return canvas


def draw_sheet(figures: tuple[tuple[Scene, ...], ...], manner: Manner) -> Canvas:
    """All figures in reading order, numbered."""
    rows = -(-len(figures) // COLUMNS)
    width = COLUMNS * (CELL_WIDTH + GUTTER) - GUTTER
    canvas = Canvas(width, rows * (CELL_HEIGHT + GUTTER) - GUTTER, manner.palette.ground)
    for index, scenes in enumerate(figures):
        x = (index % COLUMNS) * (CELL_WIDTH + GUTTER)
        y = (index // COLUMNS) * (CELL_HEIGHT + GUTTER)
        draw_scenes(canvas, Frame(x, y, CELL_WIDTH, CELL_HEIGHT), scenes, manner)
        middle = (x + 22.0, y + 22.0)
        canvas.circle(middle, 16, manner.palette.ground)
        face = Face(colour=manner.palette.text, size=NUMBER_SIZE, anchor="middle", bold=True)
        canvas.text((middle[0], middle[1] + NUMBER_SIZE * 0.34), str(index + 1), face)
    return canvas


def draw_card(scenes: tuple[Scene, ...], lines: tuple[str, ...], manner: Manner) -> Canvas:
    """A figure and below it the pose's name, its hold, what it is for, its Sanskrit name."""
    palette = manner.palette
    canvas = Canvas(WIDTH, CARD_HEIGHT, palette.ground)
    draw_scenes(canvas, Frame(0, 0, WIDTH, HEIGHT), scenes, manner)
    canvas.box((0, HEIGHT), (WIDTH, CARD_HEIGHT - HEIGHT), palette.surface)
    name, hold, purpose, sanskrit = (*lines, "", "")[:4]
    faces = [
        (name, Face(colour=palette.text, size=NAME_SIZE, bold=True)),
        (sanskrit, Face(colour=palette.secondary, size=SANSKRIT_SIZE)),
        (hold, Face(colour=palette.text, size=LINE_SIZE)),
        (purpose, Face(colour=palette.accent, size=LINE_SIZE)),
    ]
    y = HEIGHT + 14.0
    for words, face in faces:
        if words:
            y += face.size * 1.25
            canvas.text((EDGE, y), words, face, within=WIDTH - 2 * EDGE)
    return canvas
