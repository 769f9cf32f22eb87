"""From SVG to PNG; the one file that imports resvg."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

import resvg_py

VERSION = resvg_py.__version__


@cache
def _fonts() -> list[str]:
    """Source Sans Pro (SIL OFL), as its package ships it: no font of the machine is looked for."""
    folder = files("font_source_sans_pro") / "files"
    return [str(folder / f"SourceSansPro-{weight}.ttf") for weight in ("Regular", "Semibold")]


def png(svg: str) -> bytes:
    """The drawing as a PNG, a pixel for each of its units."""
    fonts = _fonts() if "<text" in svg else None
    return resvg_py.svg_to_bytes(svg_string=svg, skip_system_fonts=True, font_files=fonts)
