"""A message as plain text, as a person would read it in a terminal."""

from __future__ import annotations

from bot.coach.talk.replies import Message, Style

_MARKS = {Style.ITEM: "- ", Style.QUOTE: "  ", Style.NOTE: "", Style.WARNING: ""}


def plain(message: Message) -> str:
    """The lines of a message, steps numbered, one to a line."""
    lines: list[str] = []
    number = 0
    for line in message.lines:
        number = number + 1 if line.style is Style.STEP else 0
        mark = f"{number}. " if number else _MARKS.get(line.style, "")
        lines.append(mark + line.text)
    return "\n".join(lines)
