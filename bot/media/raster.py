"""From SVG to PNG; with `motion` the only file that imports resvg and Pillow.

Both are loaded with the first picture that must be drawn: a coach whose pictures are all in their
folder, or who only speaks, does without their memory.
"""

from __future__ import annotations

import io
from functools import cache
from importlib.metadata import version
from importlib.resources import files

COLOURS = 64
"""Enough for a palette of six and the edges between; a third of the bytes of all colours."""


@cache
def made_with() -> str:
    """What draws, by name and version: another one may draw other bytes."""
    return ", ".join(f"{name} {version(name)}" for name in ("resvg-py", "pillow"))


@cache
def _fonts() -> list[str]:
    """Source Sans Pro (SIL OFL), as its package ships it: no font of the machine is looked for."""
    folder = files("font_source_sans_pro") / "files"
    return [str(folder / f"SourceSansPro-{weight}.ttf") for weight in ("Regular", "Semibold")]


def rendered(svg: str) -> bytes:
    """The drawing as a PNG in all its colours, a pixel for each of its units."""
    from resvg_py import svg_to_bytes  # noqa: PLC0415 - see the module

    fonts = _fonts() if "<text" in svg else None
    return svg_to_bytes(svg_string=svg, skip_system_fonts=True, font_files=fonts)


def png(svg: str) -> bytes:
    """The drawing as a small PNG."""
    from PIL import Image  # noqa: PLC0415 - see the module

    small = io.BytesIO()
    with Image.open(io.BytesIO(rendered(svg))) as image:
        few = image.convert("RGB").quantize(
            COLOURS, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE
        )
        few.save(small, "PNG", compress_level=4)
    return small.getvalue()
