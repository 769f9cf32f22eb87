"""A message in Discord's idiom: short text as plain content, cards as layouts, choices below.

All text is escaped here, so that nothing a person typed is markup; what styles a line is put
around the escaped text. Lengths are counted in UTF-16 units, the tighter of the possible counts.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import assert_never

from bot.adapters.discord.choices import NOTHING, ROWS, Control, Knob, Menu, controls_of
from bot.adapters.discord.escaping import clean, escaped, units
from bot.coach.talk.illustrations import Look
from bot.coach.talk.replies import Attachment, Illustration, Kind, Line, Message, Style
from bot.media.palette import PALETTES

CONTENT_UNITS = 2000
CARD_UNITS = 3300
"""Discord allows 4,000 characters, and refuses layouts of more than some 10,000 bytes with an error
of its own (discord-api-docs, issue 8554): three bytes a unit are the most there are."""

COMPONENTS = 40
FILES = 10
SHORT_UNITS = 300
"""A single line of up to this length is said, not shown as a card."""

NIGHT_ACCENT = int(PALETTES[Look.NIGHT].accent[1:], 16)
NIGHT_ALERT = int(PALETTES[Look.NIGHT].alert[1:], 16)

_LISTED = {Style.STEP, Style.ITEM}


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """Some text of a card. `beside` is what is to stand small beside it, `thumb` the same drawn."""

    text: str
    beside: Illustration[str] | None = None
    thumb: Attachment | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """What fits into one message of Discord.

    `content` is said, `passages` are a card in a frame; a message has one of the two. `alert` is
    the frame's colour. `controls` stand below, `link` is a button that opens an address, `images`
    are seen, `files` only named.
    """

    content: str = ""
    passages: tuple[Passage, ...] = ()
    alert: bool = False
    controls: tuple[Control, ...] = ()
    images: tuple[Attachment, ...] = ()
    files: tuple[Attachment, ...] = ()
    link: Knob | None = None

    @property
    def card(self) -> str:
        """The card's words."""
        return "\n\n".join(passage.text for passage in self.passages)

    @property
    def thumbs(self) -> tuple[Attachment, ...]:
        """What stands beside its words, each once."""
        drawn = (passage.thumb for passage in self.passages if passage.thumb is not None)
        return tuple({thumb.name: thumb for thumb in drawn}.values())

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
    beside: Illustration[str] | None = None

    @property
    def source(self) -> str:
        rows = escaped(self.text).split("\n")
        if self.each or self.after:
            rows = [f"{self.each}{row}{self.after}" if row.strip() else row for row in rows]
        return self.before + "\n".join(rows)


def sheets(message: Message) -> tuple[Sheet, ...]:
    """The message as Discord's messages: split between paragraphs, what to choose on the last."""
    controls = controls_of(message.choices)
    if _is_said(message):
        made = _plain(message.lines)
    else:
        made = _cards(_thinned(message.lines, _room_beside(message, controls)))
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
    bare = (replace(line, beside=None) for line in lines)
    return [Sheet(content=_joined(page)) for page in _packed(_blocks(bare), CONTENT_UNITS)]


def _room_beside(message: Message, controls: tuple[Control, ...]) -> int:
    """How many small pictures a card has room for: each takes three parts, what follows one."""
    below = sum(1 + (1 if isinstance(row, Menu) else len(row)) for row in controls[:ROWS])
    frame, gallery, link, text, sound = 1, 1, 2, 1, 1
    left = COMPONENTS - (frame + gallery + link + text + sound + below + len(message.files))
    files = FILES - len(message.files) - len(message.pictures)
    return max(0, min(files, left // 4))


def _thinned(lines: Iterable[Line[str]], most: int) -> Iterator[Line[str]]:
    """The lines, of which only the first ones so many have something beside them."""
    for line in lines:
        most -= line.beside is not None
        yield line if most >= 0 else replace(line, beside=None)


def _cards(lines: Iterable[Line[str]]) -> list[Sheet]:
    lines = tuple(lines)
    alert = any(line.style is Style.WARNING for line in lines)
    return [
        Sheet(passages=tuple(_passages(page)), alert=alert)
        for page in _packed(_blocks(lines, "## "), CARD_UNITS)
    ]


def _passages(page: list[_Block]) -> Iterator[Passage]:
    """What has a picture beside it stands alone, the text between in one."""
    plain: list[_Block] = []
    for block in page:
        if block.beside is None:
            plain.append(block)
            continue
        if plain:
            yield Passage(text=_joined(plain))
        yield Passage(text=block.source, beside=block.beside)
        plain = []
    if plain:
        yield Passage(text=_joined(plain))


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
        yield replace(block, gap="\n" if close else "\n\n", beside=line.beside)
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
            # A picture marks an item as well as a bullet does.
            return _Block(text=text, before="" if line.beside else "- ")
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


def _packed(blocks: Iterable[_Block], most: int) -> list[list[_Block]]:
    """The blocks on as few pages of at most so many units as reading order allows."""
    made: list[list[_Block]] = []
    room = 0
    for block in blocks:
        for piece in _fitting(block, most):
            size = units(piece.gap + piece.source)
            if not made or size > room:
                made.append([])
                room, size = most, units(piece.source)
            made[-1].append(piece)
            room -= size
    return made


def _joined(page: list[_Block]) -> str:
    """The blocks as one text."""
    first, *others = page
    return first.source + "".join(block.gap + block.source for block in others)


def _fitting(block: _Block, most: int) -> Iterator[_Block]:
    """The block, cut where it hurts least if it is too long for any message."""
    while len(block.text) > most or units(block.source) > most:
        head = _head(block, most)
        yield replace(block, text=head.rstrip())
        rest = block.text[len(head) :].lstrip()
        block = replace(block, text=rest, before="", gap="\n\n", beside=None)
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
