"""From SVG to PNG; the one file that imports resvg."""

from __future__ import annotations

import io
from functools import cache
from importlib.resources import files

import PIL
import resvg_py
from PIL import Image

VERSION = f"resvg {resvg_py.__version__}, Pillow {PIL.__version__}"

COLOURS = 64
"""Enough for a palette of six and the edges between; a third of the bytes of all colours."""


@cache
def _fonts() -> list[str]:
    """Source Sans Pro (SIL OFL), as its package ships it: no font of the machine is looked for."""
    folder = files("font_source_sans_pro") / "files"
    return [str(folder / f"SourceSansPro-{weight}.ttf") for weight in ("Regular", "Semibold")]


def png(svg: str) -> bytes:
    """The drawing as a PNG, a pixel for each of its units."""
    fonts = _fonts() if "<text" in svg else None
    whole = resvg_py.svg_to_bytes(svg_string=svg, skip_system_fonts=True, font_files=fonts)
    small = io.BytesIO()
    with Image.open(io.BytesIO(whole)) as image:
        few = image.convert("RGB").quantize(
            COLOURS, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE
        )
        few.save(small, "PNG", compress_level=6)
    return small.getvalue()
