"""A picture in coloured half cells, for a screen that only has letters."""

from __future__ import annotations

import io

from bot.media.studio import Picture

Colour = tuple[int, int, int]
"""Red, green and blue, 0 to 255."""

Cell = tuple[Colour, Colour]
"""The upper and the lower half of a cell, which is twice as high as it is wide."""


def cells(picture: Picture, columns: int, rows: int) -> tuple[tuple[Cell, ...], ...]:
    """The picture as rows of cells, as large as fits into so many columns and rows.

    Raises:
        OSError: if it is no picture.
    """
    from PIL import Image  # noqa: PLC0415 - loaded with the first picture that is drawn

    scale = min(columns / picture.width, 2 * rows / picture.height)
    width, height = max(1, int(picture.width * scale)), max(1, int(picture.height * scale) // 2)
    with Image.open(io.BytesIO(picture.data)) as image:
        small = image.convert("RGB").resize((width, 2 * height), Image.Resampling.BOX)
    raw = small.tobytes()
    dots = [(raw[at], raw[at + 1], raw[at + 2]) for at in range(0, len(raw), 3)]
    lines = [dots[at : at + width] for at in range(0, len(dots), width)]
    return tuple(
        tuple(zip(upper, lower, strict=True))
        for upper, lower in zip(lines[::2], lines[1::2], strict=True)
    )
