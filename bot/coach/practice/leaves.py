"""A long section as leaves: each fits a phone's screen, and a caption, in the reader's words."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import chain

from bot.coach.talk.replies import Line, Style
from content.phrases import Phrase

LEAF = 800
"""Characters of a leaf, its heading left out: with one it is still under Telegram's 1,024."""

_STEP = 20
_STAYS = {
    Style.PARAGRAPH: {Style.QUOTE, Style.ITEM},
    Style.NOTE: {Style.STEP},
    Style.STEP: {Style.STEP},
}
"""What is not torn from the line that its group begins with."""

Lines = tuple[Line[Phrase], ...]
Measure = Callable[[Line[Phrase]], int]


def leaves(lines: Iterable[Line[Phrase]], measure: Measure) -> tuple[Lines, ...]:
    """The lines as leaves of about the same length, as few as can be; never none.

    Notes at the end qualify all of it, and stand at the foot of each leaf. A group of lines that
    is too long for any leaf has one of its own.

    Args:
        lines: of the section, without its heading.
        measure: how many characters a line takes on the reader's screen.
    """
    body, foot = _footed(tuple(lines))
    room = LEAF - sum(map(measure, foot))
    groups = list(_groups(body))
    sizes = [sum(map(measure, group)) for group in groups]
    if not groups or sum(sizes) <= room:
        return (body + foot,)
    least = len(_cut(sizes, room))
    lengths = range(sum(sizes) // least, room + _STEP, _STEP)
    fitting = (most for most in lengths if len(_cut(sizes, min(most, room))) == least)
    # There is none where a single group is longer than a leaf.
    evenest = next(fitting, room)
    ends = _cut(sizes, min(evenest, room))
    begins = [0, *ends[:-1]]
    return tuple(
        tuple(chain.from_iterable(groups[begin:end])) + foot
        for begin, end in zip(begins, ends, strict=True)
    )


def _footed(lines: Lines) -> tuple[Lines, Lines]:
    """The lines, and the notes at their end."""
    end = len(lines)
    while end and lines[end - 1].style is Style.NOTE:
        end -= 1
    return lines[:end], lines[end:]


def _groups(lines: Lines) -> Iterator[Lines]:
    """Lines that stay together: a question with its answer, a lead with its list, all steps."""
    group: Lines = ()
    for line in lines:
        if group and line.style not in _STAYS.get(group[0].style, ()):
            yield group
            group = ()
        group += (line,)
    if group:
        yield group


def _cut(sizes: list[int], most: int) -> list[int]:
    """Where each leaf ends, as the number of groups up to there, if each is filled as it can be."""
    ends: list[int] = []
    room = most
    for index, size in enumerate(sizes):
        if size > room and room < most:
            ends.append(index)
            room = most
        room -= size
    return [*ends, len(sizes)]
