"""What goes out: small documents in keys and parameters, without a word of their own.

The courier puts them into the reader's language; an adapter renders the styles in its platform's
idiom. Text is plain: nothing in it is ever markup.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Generic, Self, TypeVar

from bot.coach.talk.actions import Action
from bot.coach.talk.illustrations import Look, Scene
from bot.coach.talk.standing import Standing
from content.phrases import Param, Phrase, phrase

T = TypeVar("T", Phrase, str)


class Kind(StrEnum):
    """What a message is to the person who gets it."""

    REPLY = "reply"
    CUE = "cue"
    REMINDER = "reminder"
    CHECK_IN = "check_in"
    NOTICE = "notice"


class Style(StrEnum):
    """How a line stands on the page."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    STEP = "step"
    ITEM = "item"
    NOTE = "note"
    WARNING = "warning"
    QUOTE = "quote"
    COUNTDOWN = "countdown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Illustration(Generic[T]):
    """Something to look at or to hear beside the lines, and the same in words for who cannot.

    `words` are what stands written in the picture, in the order that its scene wants them.
    """

    scene: Scene
    alt: T
    words: tuple[T, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Line(Generic[T]):
    """One block of a document. `until` is the instant that a countdown runs to.

    `beside` is a small picture for platforms that can set one beside a line; nothing is said by it
    alone.
    """

    style: Style
    text: T
    until: datetime | None = None
    beside: Illustration[T] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice(Generic[T]):
    """Something that can be chosen: a label and what it does."""

    label: T
    action: Action


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """A file for the person: a name, its media type and its bytes; `alt` tells what it shows."""

    name: str
    media_type: str
    data: bytes
    alt: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Page(Generic[T]):
    """A message: lines, then rows of choices.

    `T` is Phrase on its way out of the core and str once the courier has worded it. `silent`:
    sent without notification. `private`: for that person's eyes alone. `replaces`: takes the
    place of the message whose button was pressed, where the platform can. `look`: how its
    pictures are drawn at the reader's hour, known once it is worded. `standing`: where the
    person's session stands, None where the page says nothing of it.
    """

    lines: tuple[Line[T], ...]
    choices: tuple[tuple[Choice[T], ...], ...] = ()
    kind: Kind = Kind.REPLY
    silent: bool = False
    private: bool = True
    replaces: bool = False
    files: tuple[Attachment, ...] = ()
    pictures: tuple[Illustration[T], ...] = ()
    look: Look = Look.NIGHT
    standing: Standing[T] | None = None

    @property
    def until(self) -> datetime | None:
        """The instant that the page's countdown runs to, if it has one."""
        return next((line.until for line in self.lines if line.until), None)

    def offering(self, *rows: Iterable[Choice[T]]) -> Self:
        """The same page with these rows of choices behind its own; empty rows are left out."""
        added = tuple(tuple(row) for row in rows)
        return replace(self, choices=self.choices + tuple(row for row in added if row))


Reply = Page[Phrase]
Message = Page[str]


def line(style: Style, key: str, **params: Param) -> Line[Phrase]:
    """A line in keys and parameters."""
    return Line(style=style, text=phrase(key, **params))


def say(key: str, **params: Param) -> Line[Phrase]:
    """A plain paragraph."""
    return line(Style.PARAGRAPH, key, **params)


def reply(*lines: Line[Phrase]) -> Reply:
    """An answer made of these lines."""
    return Page(lines=lines)


def choice(action: Action, key: str, **params: Param) -> Choice[Phrase]:
    """A choice with its label in keys and parameters."""
    return Choice(label=phrase(key, **params), action=action)
