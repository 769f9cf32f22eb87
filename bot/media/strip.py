"""A session as a strip: getting in, each hold, the switch between, coming out."""

from __future__ import annotations

from bot.coach.talk.illustrations import PlanStrip, Span, SpanKind
from bot.media.canvas import Canvas, Face
from bot.media.palette import Palette

WIDTH, HEIGHT = 640, 220
EDGE = 28.0
GAP = 8.0
BAR_TOP, BAR_HEIGHT = 92.0, 36.0
LEAST = 96.0
"""Pixels that the shortest span keeps, so that its words fit below it."""

LABEL_SIZE, TIME_SIZE = 25.0, 29.0


def draw_strip(strip: PlanStrip, words: tuple[str, ...], palette: Palette) -> Canvas:
    """The strip; holds in the accent, what lies between in the secondary colour."""
    canvas = Canvas(WIDTH, HEIGHT, palette.ground)
    x = EDGE
    for index, (span, width) in enumerate(zip(strip.spans, widths(strip.spans), strict=True)):
        label, length = words[2 * index : 2 * index + 2]
        hold = span.kind is SpanKind.HOLD
        colour = palette.accent if hold else palette.secondary
        canvas.box((x, BAR_TOP), (width, BAR_HEIGHT), colour, BAR_HEIGHT / 2)
        middle = x + width / 2
        above = Face(colour=palette.text, size=LABEL_SIZE, anchor="middle")
        canvas.text((middle, BAR_TOP - 24), label, above, within=width)
        below = Face(colour=colour, size=TIME_SIZE, anchor="middle", bold=hold)
        canvas.text((middle, BAR_TOP + BAR_HEIGHT + 44), length, below, within=width)
        x += width + GAP
    return canvas


def widths(spans: tuple[Span, ...]) -> list[float]:
    """Pixels of each span: by its length, but none too narrow for its words."""
    room = WIDTH - 2 * EDGE - GAP * (len(spans) - 1)
    least = min(LEAST, room / len(spans))
    free = room - least * len(spans)
    whole = sum(span.seconds for span in spans) or 1
    return [least + free * span.seconds / whole for span in spans]
