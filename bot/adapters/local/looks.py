"""How the terminal looks: a card of candle light on night, or of ink on paper by day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from rich.color import Color
from rich.console import Group, RenderableType
from rich.panel import Panel
from rich.style import Style as Dress
from rich.table import Table
from rich.text import Text

from bot.coach.talk.illustrations import look_at
from bot.coach.talk.replies import Kind, Line, Message, Style
from bot.media.blocks import Cell
from bot.media.palette import PALETTES, Palette

WIDTH = 72
"""Columns of a card, at most."""

_GAP = "   "
_UPPER_HALF = "\N{UPPER HALF BLOCK}"

Blocks = tuple[tuple[Cell, ...], ...]

# What could move the cursor or ring the bell is left out; a line's end is kept.
_UNSEEN = {code: None for code in (*range(32), *range(127, 160)) if chr(code) != "\n"}


def cleaned(text: str) -> str:
    """The text without what could move the cursor or ring the bell."""
    return text.translate(_UNSEEN)


def palette_at(local: datetime) -> Palette:
    """The one that pictures are drawn in at that time of the reader's clock."""
    return PALETTES[look_at(local)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """A message as the terminal shows it.

    `numbers` has a number for each row's choices; `left` is how long a countdown still runs;
    `files` are the paths of what came along, `blocks` pictures as rows of half cells.
    """

    message: Message
    palette: Palette
    numbers: tuple[tuple[int, ...], ...] = ()
    files: tuple[str, ...] = ()
    left: timedelta | None = None
    blocks: tuple[Blocks, ...] = ()

    def drawn(self, width: int) -> Panel:
        """The card, at most so many columns wide."""
        colours = self.palette
        body: list[RenderableType] = [drawn for shown in self.blocks for drawn in _rows(shown)]
        step = 0
        for line in self.message.lines:
            step = step + 1 if line.style is Style.STEP else 0
            body.append(self._line(line, step))
        # What the pictures show, in words: a terminal has no other place for them.
        body += [Text(shown.alt, style=colours.secondary) for shown in self.message.pictures]
        body += [Text(path, style=colours.secondary) for path in self.files]
        if self.message.choices:
            body.append(Text())
            body += self._choices()
        edge = colours.accent if self.message.kind is Kind.CUE else colours.secondary
        return Panel(
            Group(*body), border_style=f"{edge} on {colours.ground}",
            style=f"{colours.text} on {colours.ground}", width=min(WIDTH, width), padding=(0, 1),
        )  # fmt: skip

    def _line(self, line: Line[str], step: int) -> RenderableType:
        # Text never reads markup: what a person typed appears as it was typed.
        text = Text(line.text.translate(_UNSEEN), style=self._style(line.style))
        if line.until is not None and self.left is not None:
            seconds = max(0, round(self.left.total_seconds()))
            text.append(f" ({seconds // 60}:{seconds % 60:02})", style=self.palette.secondary)
        mark = {Style.STEP: f"{step}. ", Style.ITEM: "- ", Style.QUOTE: "  "}.get(line.style)
        if mark is None:
            return text
        hung = Table.grid()
        hung.add_row(Text(mark, style=self.palette.secondary), text)
        return hung

    def _style(self, style: Style) -> str:
        colours = self.palette
        return {
            Style.HEADING: f"bold {colours.accent}",
            Style.NOTE: colours.secondary,
            Style.WARNING: f"bold {colours.alert}",
            Style.COUNTDOWN: colours.accent,
        }.get(style, colours.text)

    def _choices(self) -> list[Text]:
        """The rows of choices, each with its number; one is never broken over two lines."""
        rows = []
        for choices, numbers in zip(self.message.choices, self.numbers, strict=True):
            row = Text()
            for choice, number in zip(choices, numbers, strict=True):
                if row:
                    row.append(_GAP)
                row.append(str(number), style=f"bold {self.palette.accent}")
                row.append("\u00a0" + choice.label.replace(" ", "\u00a0"))
            rows.append(row)
        return rows


def _rows(blocks: Blocks) -> list[Text]:
    """A picture: the upper half of a cell in the colour of its sign, the lower in its ground's."""
    rows = []
    for cells in blocks:
        row = Text(justify="center", no_wrap=True)
        for upper, lower in cells:
            dress = Dress(color=Color.from_rgb(*upper), bgcolor=Color.from_rgb(*lower))
            row.append(_UPPER_HALF, style=dress)
        rows.append(row)
    return rows
