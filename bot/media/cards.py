"""Figures alone, in rows, and on a card with a pose's names."""

from __future__ import annotations

from dataclasses import replace

from bot.media.camera import Frame
from bot.media.canvas import Canvas, Face
from bot.media.figure import Manner
from bot.media.scenes import draw_scenes
from content.figure import Scene

WIDTH, HEIGHT = 640, 480
"""Pixels of a figure alone."""

TWO_HEIGHT = 720
"""Of one with two scenes, which stand below each other: beside each other they would be small."""

COLUMNS = 2
"""Side by side on a sheet: more would be too small to tell right from left on a phone."""

MARK_SIZE = 256
"""Pixels, for a picture that is shown some 85 wide: screens have up to three of theirs for one."""

MARK_WEIGHT = 1.5

CELL_WIDTH, CELL_HEIGHT = 232, 174
GUTTER = 8
NUMBER_SIZE = 20.0

CARD_HEIGHT = 660
EDGE = 32.0
NAME_SIZE, SANSKRIT_SIZE, LINE_SIZE = 38.0, 25.0, 27.0


def draw_figure(scenes: tuple[Scene, ...], manner: Manner) -> Canvas:
    """One figure."""
    height = HEIGHT if len(scenes) == 1 else TWO_HEIGHT
    canvas = Canvas(WIDTH, height, manner.palette.ground, full=len(scenes) > 1)
    draw_scenes(canvas, Frame(0, 0, WIDTH, height), scenes, manner)
    return canvas


def draw_mark(scenes: tuple[Scene, ...], manner: Manner) -> Canvas:
    """The first scene alone in a square, without what can only be read in a large picture."""
    canvas = Canvas(MARK_SIZE, MARK_SIZE, manner.palette.ground)
    plain = scenes[0].model_copy(update={"breath": False, "marks": False, "gap": False})
    heavy = replace(manner, weight=MARK_WEIGHT)
    draw_scenes(canvas, Frame(0, 0, MARK_SIZE, MARK_SIZE), (plain,), heavy)
    return canvas


def draw_sheet(figures: tuple[tuple[Scene, ...], ...], manner: Manner) -> Canvas:
    """All figures in reading order, numbered."""
    places = _places(figures)
    width, height = _end(CELL_WIDTH, COLUMNS), max(at.y + at.height for at in places)
    canvas = Canvas(width, round(height), manner.palette.ground, full=True)
    for number, (scenes, at) in enumerate(zip(figures, places, strict=True), 1):
        draw_scenes(canvas, at, scenes, manner)
        middle = (at.x + 22.0, at.y + 22.0)
        canvas.circle(middle, 16, manner.palette.ground)
        face = Face(colour=manner.palette.text, size=NUMBER_SIZE, anchor="middle", bold=True)
        canvas.text((middle[0], middle[1] + NUMBER_SIZE * 0.34), str(number), face)
    return canvas


def _places(figures: tuple[tuple[Scene, ...], ...]) -> list[Frame]:
    """Where each figure stands: one of two scenes has a row alone, or both would be too small."""
    places: list[Frame] = []
    row = column = 0
    for scenes in figures:
        cells = len(scenes)
        if column + cells > COLUMNS:
            row, column = row + 1, 0
        x, y = column * (CELL_WIDTH + GUTTER), row * (CELL_HEIGHT + GUTTER)
        places.append(Frame(x, y, _end(CELL_WIDTH, cells), CELL_HEIGHT))
        column += cells
    return places


def _end(cell: int, cells: int) -> int:
    """How long so many cells are, with what is left free between them."""
    return cells * (cell + GUTTER) - GUTTER


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
