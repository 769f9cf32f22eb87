"""A message in Discord's idiom: short text as plain content, cards as layouts, choices below.

All text is escaped here, so that nothing a person typed is markup; what styles a line is put
around the escaped text. Lengths are counted in UTF-16 units, the tighter of the possible counts.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import TypeAlias, assert_never

from bot.coach.talk.illustrations import Look
from bot.coach.talk.replies import Attachment, Choice, Kind, Line, Message, Style
from bot.media.palette import PALETTES

CONTENT_UNITS = 2000
CARD_UNITS = 3300
"""Discord allows 4,000 characters, and refuses layouts of more than some 10,000 bytes with an error
of its own (discord-api-docs, issue 8554): three bytes a unit are the most there are."""

LABEL_UNITS = 80
ROW_BUTTONS = 5
ROWS = 5
MENU_OPTIONS = 25
MOST_BUTTONS = 5
"""Where there is more to choose from, what is not the first or the last thing to do is a menu."""
SHORT_UNITS = 300
"""A single line of up to this length is said, not shown as a card."""

NIGHT_ACCENT = int(PALETTES[Look.NIGHT].accent[1:], 16)
NIGHT_ALERT = int(PALETTES[Look.NIGHT].alert[1:], 16)

MENU = "menu:"
"""How menus' names begin, and no payload does."""

NOTHING = "\N{HORIZONTAL ELLIPSIS}"
"""Where Discord wants a text and there is none."""

_LISTED = {Style.STEP, Style.ITEM}
_NEWLINES = re.compile("\r\n|[\r\v\f\x85\u2028\u2029]")
# Controls but the line feed, marks that turn the direction of all that follows, and halves of
# characters.
_UNSEEN = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")
_BLANK_LINES = re.compile(r"\n[^\S\n]*(?:\n[^\S\n]*)+\n")
_SIGNS = r"[\\*_~|`<\[\]@]|://|:(?=[^\s:]+:)"
_AT_LINE_START = r"^[^\S\n]*(?:[>#+-]|\d+(?=[.)]))"
_SPECIAL = re.compile(rf"https?://\S+|{_SIGNS}|{_AT_LINE_START}", re.MULTILINE)
_IN_ADDRESS = re.compile(_SIGNS)
_PLAIN_ADDRESS = re.compile(r"https?://(?!\S*:\w+:)[A-Za-z0-9./?=&%#+,;:-]+[.,;:!?)]*")
"""An address without any sign of markup in it, which is left alone so that it can be followed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Knob:
    """A button: what stands on it, and what it carries."""

    label: str
    payload: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Menu:
    """A list that unfolds, of which one thing is chosen; `name` is its own on the message."""

    name: str
    options: tuple[Knob, ...]


Control: TypeAlias = tuple[Knob, ...] | Menu
"""What stands in one row: some buttons side by side, or a menu."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """What fits into one message of Discord.

    `content` is said, `card` shown in a frame; a message has one of the two. `alert` is the frame's
    colour. `controls` stand below, `link` is a button that opens an address, `images` are seen,
    `files` only named.
    """

    content: str = ""
    card: str = ""
    alert: bool = False
    controls: tuple[Control, ...] = ()
    images: tuple[Attachment, ...] = ()
    files: tuple[Attachment, ...] = ()
    link: Knob | None = None

    @property
    def colour(self) -> int:
        """The frame's colour, 0xRRGGBB."""
        return NIGHT_ALERT if self.alert else NIGHT_ACCENT


@dataclass(frozen=True, slots=True, kw_only=True)
class _Block:
    """One line of the document: its plain text, and what stands around each row of it."""

    text: str
    before: str = ""
    after: str = ""
    each: str = ""
    gap: str = "\n\n"

    @property
    def source(self) -> str:
        rows = escaped(self.text).split("\n")
        if self.each or self.after:
            rows = [f"{self.each}{row}{self.after}" if row.strip() else row for row in rows]
        return self.before + "\n".join(rows)


def units(text: str) -> int:
    """The length of a text in UTF-16 units."""
    return len(text.encode("utf-16-le", "replace")) // 2


def clean(text: str) -> str:
    """The text with nothing in it that cannot be shown."""
    text = _UNSEEN.sub("", _NEWLINES.sub("\n", text).replace("\t", " "))
    return _BLANK_LINES.sub("\n\n", text).strip()


def escaped(text: str) -> str:
    """The text in Markdown that shows as the text."""
    return _SPECIAL.sub(_escape, text)


def _escape(found: re.Match[str]) -> str:
    sign = found[0]
    if sign.startswith("http"):
        return sign if _PLAIN_ADDRESS.fullmatch(sign) else _IN_ADDRESS.sub(_escape, sign)
    if sign[-1].isdigit():
        # Before the point of "1." at the start of a line, which would be a list.
        return f"{sign}\\"
    return r"\://" if sign == "://" else f"{sign[:-1]}\\{sign[-1]}"


def sheets(message: Message) -> tuple[Sheet, ...]:
    """The message as Discord's messages: split between paragraphs, what to choose on the last."""
    made = _plain(message.lines) if _is_said(message) else _cards(message.lines)
    controls = _controls(message.choices)
    if not made and (controls or message.files):
        made = [Sheet(content=NOTHING if controls else "")]
    if not made:
        return ()
    made[-1] = replace(made[-1], controls=controls[:ROWS], files=message.files)
    for at in range(ROWS, len(controls), ROWS):
        made.append(Sheet(content=NOTHING, controls=controls[at : at + ROWS]))
    return tuple(made)


def _is_said(message: Message) -> bool:
    """Whether it goes out as plain text, which a lock screen shows, rather than as a card."""
    if message.kind is not Kind.REPLY:
        return True
    lines = message.lines
    short = sum(units(line.text) for line in lines) <= SHORT_UNITS
    return len(lines) == 1 and short and lines[0].style is not Style.HEADING


def _plain(lines: Iterable[Line[str]]) -> list[Sheet]:
    return [Sheet(content=text) for text in _packed(_blocks(lines), CONTENT_UNITS)]


def _cards(lines: tuple[Line[str], ...]) -> list[Sheet]:
    alert = any(line.style is Style.WARNING for line in lines)
    return [Sheet(card=text, alert=alert) for text in _packed(_blocks(lines, "## "), CARD_UNITS)]


def _blocks(lines: Iterable[Line[str]], first: str = "### ") -> Iterator[_Block]:
    """The lines as blocks; `first` marks a heading that leads."""
    number = 0
    last: Style | None = None
    for line in lines:
        text = clean(line.text)
        if not text:
            continue
        if line.style is Style.HEADING:
            number = 0
        elif line.style is Style.STEP:
            number += 1
        close = last is Style.HEADING or (last is line.style and last in _LISTED)
        block = _block(line, text, number)
        if line.style is Style.HEADING and last is None:
            block = replace(block, each=first)
        yield replace(block, gap="\n" if close else "\n\n")
        last = line.style


def _block(line: Line[str], text: str, number: int) -> _Block:
    match line.style:
        case Style.PARAGRAPH:
            return _Block(text=text)
        case Style.HEADING:
            return _Block(text=text.replace("\n", " "), each="### ")
        case Style.WARNING:
            return _Block(text=_trimmed(text), each="**", after="**")
        case Style.NOTE:
            return _Block(text=_trimmed(text), each="-# ")
        case Style.QUOTE:
            return _Block(text=text, each="> ")
        case Style.STEP:
            return _Block(text=text, before=f"{number}. ")
        case Style.ITEM:
            return _Block(text=text, before="- ")
        case Style.COUNTDOWN:
            if line.until is None:
                return _Block(text=text)
            # Discord counts down on the reader's own screen.
            return _Block(text=text, after=f" (<t:{int(line.until.timestamp())}:R>)")
        case _:
            assert_never(line.style)


def _trimmed(text: str) -> str:
    """Rows without blanks around them, which would keep marks from marking."""
    return "\n".join(row.strip() for row in text.split("\n"))


def _packed(blocks: Iterable[_Block], most: int) -> list[str]:
    """The blocks in as few texts of at most so many units as reading order allows."""
    made: list[str] = []
    for block in blocks:
        for piece in _fitting(block, most):
            joined = f"{made[-1]}{piece.gap}{piece.source}" if made else ""
            if joined and units(joined) <= most:
                made[-1] = joined
            else:
                made.append(piece.source)
    return made


def _fitting(block: _Block, most: int) -> Iterator[_Block]:
    """The block, cut where it hurts least if it is too long for any message."""
    while len(block.text) > most or units(block.source) > most:
        head = _head(block, most)
        yield replace(block, text=head.rstrip())
        block = replace(block, text=block.text[len(head) :].lstrip(), before="", gap="\n\n")
    if block.text:
        yield block


def _head(block: _Block, most: int) -> str:
    """As much of the block's text as fits, to the end of a line, else a word, else a character."""
    fits, over = 1, min(len(block.text), most + 1)
    while over - fits > 1:
        middle = (fits + over) // 2
        whole = replace(block, text=block.text[:middle])
        fits, over = (middle, over) if units(whole.source) <= most else (fits, middle)
    head = block.text[:fits]
    for mark in ("\n", " "):
        end = head.rfind(mark)
        if end > fits // 2:
            return head[:end]
    return head


def _controls(choices: tuple[tuple[Choice[str], ...], ...]) -> tuple[Control, ...]:
    """Rows of buttons; where there are many, a menu between the first thing to do and the last.

    The first row stays a button if it holds one alone, the last row in any case.
    """
    rows = _rows(choices)
    if sum(map(len, rows)) <= MOST_BUTTONS:
        return tuple(rows)
    head = rows[:1] if len(rows[0]) == 1 and len(rows) > 1 else []
    tail = rows[-1:] if len(rows) > len(head) + 1 else []
    listed = [knob for row in rows[len(head) : len(rows) - len(tail)] for knob in row]
    menus = [
        Menu(name=f"{MENU}{at // MENU_OPTIONS}", options=tuple(listed[at : at + MENU_OPTIONS]))
        for at in range(0, len(listed), MENU_OPTIONS)
    ]
    return (*head, *menus, *tail)


def _rows(choices: tuple[tuple[Choice[str], ...], ...]) -> list[tuple[Knob, ...]]:
    """Rows of at most five, none empty."""
    taken: set[str] = set()
    rows: list[tuple[Knob, ...]] = []
    for choices_in_row in choices:
        row: list[Knob] = []
        for knob in map(_knob, choices_in_row):
            # Discord refuses the same payload twice on a message; the first stands for both.
            if knob.payload not in taken:
                taken.add(knob.payload)
                row.append(knob)
        rows += [tuple(row[at : at + ROW_BUTTONS]) for at in range(0, len(row), ROW_BUTTONS)]
    return rows


def _knob(choice: Choice[str]) -> Knob:
    label = clean(choice.label).replace("\n", " ") or NOTHING
    if units(label) > LABEL_UNITS:
        while units(label) >= LABEL_UNITS:
            label = label[:-1].rstrip()
        label += NOTHING
    return Knob(label=label, payload=choice.action.pack())
