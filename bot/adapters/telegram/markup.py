"""A message in Telegram's idiom: plain text, styled ranges beside it, buttons below.

Ranges (entities) are built with the text and never read out of it, so nothing that a person typed
can become markup. Offsets and limits are counted in UTF-16 units, as Telegram counts.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import assert_never

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, MessageEntity
from telegram.constants import InlineKeyboardMarkupLimit, MessageEntityDateTimeFormats, MessageLimit

from bot.coach.talk.actions import OpenPrivate
from bot.coach.talk.replies import Choice, Line, Message, Style

TEXT_UNITS = int(MessageLimit.MAX_TEXT_LENGTH)
ROW_BUTTONS = int(InlineKeyboardMarkupLimit.BUTTONS_PER_ROW)
ALL_BUTTONS = int(InlineKeyboardMarkupLimit.TOTAL_BUTTON_NUMBER)
OPEN_QUOTE_UNITS = 140
"""A quote of up to so much takes three lines on a telephone; longer ones unfold with a touch."""

NO_LABEL = "\N{MIDDLE DOT}"

_LISTED = {Style.STEP, Style.ITEM, Style.QUOTE}
_START = re.compile(r"[A-Za-z0-9_-]{1,64}")
# Controls but the line feed, marks that turn the direction of all that follows, and halves of
# characters: Telegram takes most of them out itself, or refuses them.
_NEWLINES = re.compile("\r\n|[\r\v\f\x85\u2028\u2029]")
_UNSEEN = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")
_BLANK_LINES = re.compile(r"\n[^\S\n]*(?:\n[^\S\n]*)+\n")


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """One line of the document as text, with how it is styled and what stands before it."""

    text: str
    before: str
    kind: str | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """What fits into one message of Telegram."""

    text: str
    entities: tuple[MessageEntity, ...]


def units(text: str) -> int:
    """The length of a text in UTF-16 units."""
    return len(text.encode("utf-16-le")) // 2


def clean(text: str) -> str:
    """The text as Telegram would show it, with nothing in it that Telegram takes out."""
    text = _UNSEEN.sub("", _NEWLINES.sub("\n", text).replace("\t", " "))
    return _BLANK_LINES.sub("\n\n", text).strip()


def parts(lines: Iterable[Line[str]]) -> tuple[Part, ...]:
    """The document as messages, split between paragraphs where it is too long for one."""
    made: list[list[Block]] = []
    room = 0
    for block in _fitting(_blocks(lines)):
        size = units(block.before + block.text)
        if not made or size > room:
            made.append([])
            room, size = TEXT_UNITS, units(block.text)
        made[-1].append(block)
        room -= size
    return tuple(_part(blocks) for blocks in made)


def bare(part: Part) -> Part:
    """The words of a part without their dress."""
    return Part(text=part.text, entities=())


def halves(part: Part) -> tuple[Part, ...]:
    """The words of a part in two shorter ones, without their dress."""
    first = _head(part.text, units(part.text) // 2 + 1)
    texts = (first.rstrip(), part.text[len(first) :].strip())
    return tuple(Part(text=text, entities=()) for text in texts if text)


def keyboard(message: Message, bot_name: str) -> InlineKeyboardMarkup | None:
    """The buttons below a message; None for none. Rows that are too wide are broken."""
    rows: list[list[InlineKeyboardButton]] = []
    left = ALL_BUTTONS
    for row in message.choices:
        buttons = [_button(choice, bot_name) for choice in row[:left]]
        left -= len(buttons)
        rows += [buttons[at : at + ROW_BUTTONS] for at in range(0, len(buttons), ROW_BUTTONS)]
    return InlineKeyboardMarkup(rows) if rows else None


def _button(choice: Choice[str], bot_name: str) -> InlineKeyboardButton:
    label = clean(choice.label) or NO_LABEL
    match choice.action:
        case OpenPrivate(start=start):
            query = f"?start={start}" if _START.fullmatch(start) else ""
            return InlineKeyboardButton(label, url=f"https://t.me/{bot_name}{query}")
        case action:
            return InlineKeyboardButton(label, callback_data=action.pack())


def _blocks(lines: Iterable[Line[str]]) -> Iterator[Block]:
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
        yield _block(line, text, number, "\n" if close else "\n\n")
        last = line.style


def _block(line: Line[str], text: str, number: int, before: str) -> Block:
    plain = Block(text=text, before=before)
    match line.style:
        case Style.PARAGRAPH:
            return plain
        case Style.HEADING | Style.WARNING:
            return replace(plain, kind=MessageEntity.BOLD)
        case Style.NOTE:
            return replace(plain, kind=MessageEntity.ITALIC)
        case Style.QUOTE:
            return replace(plain, kind=MessageEntity.EXPANDABLE_BLOCKQUOTE)
        case Style.STEP:
            return replace(plain, text=f"{number}. {text}")
        case Style.ITEM:
            return replace(plain, text=f"\N{BULLET} {text}")
        case Style.COUNTDOWN:
            # A phone shows the time that is left in place of the text, which older ones show.
            kind = MessageEntity.DATE_TIME if line.until else None
            return replace(plain, kind=kind, until=line.until)
        case _:
            assert_never(line.style)


def _fitting(blocks: Iterable[Block]) -> Iterator[Block]:
    """The same blocks, those too long for any message cut where it hurts least."""
    for block in blocks:
        rest = block.text
        while units(rest) > TEXT_UNITS:
            piece = _head(rest)
            yield replace(block, text=piece.rstrip())
            rest = rest[len(piece) :].lstrip()
        if rest:
            yield replace(block, text=rest)


def _head(text: str, most: int = TEXT_UNITS) -> str:
    """As much of a long text as fits, to the end of a line, else of a word, else of a character."""
    whole = text.encode("utf-16-le")[: 2 * most].decode("utf-16-le", "ignore")
    for mark in ("\n", " "):
        end = whole.rfind(mark)
        if end > len(whole) // 2:
            return whole[:end]
    return whole


def _part(blocks: list[Block]) -> Part:
    text = ""
    entities: list[MessageEntity] = []
    for block in blocks:
        text += block.before if text else ""
        if block.kind == MessageEntity.EXPANDABLE_BLOCKQUOTE and block.before == "\n":
            # Quotes that follow each other are one: a list of sources unfolds with one touch.
            entities = _joined(entities, block, units(text))
        elif block.kind:
            entities.append(_entity(block, units(text)))
        text += block.text
    return Part(text=text, entities=tuple(map(_quoted, entities)))


def _quoted(entity: MessageEntity) -> MessageEntity:
    """A quote that is short stands open: there is nothing to unfold."""
    folds = MessageEntity.EXPANDABLE_BLOCKQUOTE
    if entity.type != folds or entity.length > OPEN_QUOTE_UNITS:
        return entity
    return MessageEntity(MessageEntity.BLOCKQUOTE, entity.offset, entity.length)


def _joined(entities: list[MessageEntity], block: Block, offset: int) -> list[MessageEntity]:
    """The entities with a quote that goes on where the last one ended, or begins anew."""
    last = entities[-1] if entities else None
    if last is None or last.type != block.kind or last.offset + last.length + 1 != offset:
        return [*entities, _entity(block, offset)]
    length = offset + units(block.text) - last.offset
    return [*entities[:-1], MessageEntity(last.type, last.offset, length)]


def _entity(block: Block, offset: int) -> MessageEntity:
    kind, length = block.kind or "", units(block.text)
    if block.until is None:
        return MessageEntity(kind, offset, length)
    return MessageEntity(
        kind,
        offset,
        length,
        date_time_format=MessageEntityDateTimeFormats.RELATIVE,
        unix_time=block.until,
    )
