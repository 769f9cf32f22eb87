"""The two palettes that everything is drawn in."""

from __future__ import annotations

from dataclasses import dataclass

from bot.coach.talk.illustrations import Look


@dataclass(frozen=True, slots=True, kw_only=True)
class Palette:
    """Colours as #RRGGBB; text, secondary, accent and alert keep 4.5 to 1 against the ground."""

    ground: str
    surface: str
    text: str
    secondary: str
    accent: str
    alert: str


PALETTES = {
    Look.NIGHT: Palette(
        ground="#12141C", surface="#1B1F2B", text="#E9DFC9", secondary="#8E97B3",
        accent="#D9B36C", alert="#E39A7B",
    ),
    Look.DAY: Palette(
        ground="#FAF6EF", surface="#FFFFFF", text="#2B3040", secondary="#5E6680",
        accent="#8A6A2F", alert="#A8452A",
    ),
}  # fmt: skip


def blend(colour: str, ground: str, part: float) -> str:
    """A colour so far (0 to 1) away from the ground."""
    of_colour, of_ground = (
        [int(code[at : at + 2], 16) for at in (1, 3, 5)] for code in (colour, ground)
    )
    mixed = (
        round(one * part + other * (1 - part))
        for one, other in zip(of_colour, of_ground, strict=True)
    )
    return "#" + "".join(f"{channel:02X}" for channel in mixed)
