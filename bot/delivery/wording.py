"""From keys to words: a page in the reader's own language and time."""

from __future__ import annotations

from datetime import datetime

from bot.coach.talk.answers import Reader
from bot.coach.talk.illustrations import look_at
from bot.coach.talk.replies import Choice, Illustration, Line, Message, Page, Reply
from bot.coach.talk.standing import Standing
from content.library import Library
from content.phrases import Phrase


def worded(page: Reply, reader: Reader, library: Library, now: datetime) -> Message:
    """The page as text, its pictures in the look of the reader's hour.

    Raises:
        KeyError: naming the key, if no catalogue has words for it.
    """
    catalogue = library.catalogue(reader.tongue)
    lines = tuple(
        Line(
            style=line.style,
            text=catalogue.text(line.text, reader.zone),
            until=line.until,
            beside=_shown(line.beside, reader, library) if line.beside else None,
        )
        for line in page.lines
    )
    choices = tuple(
        tuple(
            Choice(label=catalogue.text(choice.label, reader.zone), action=choice.action)
            for choice in row
        )
        for row in page.choices
    )
    pictures = tuple(_shown(shown, reader, library) for shown in page.pictures)
    return Page(
        lines=lines,
        choices=choices,
        kind=page.kind,
        silent=page.silent,
        private=page.private,
        replaces=page.replaces,
        files=page.files,
        pictures=pictures,
        look=look_at(now.astimezone(reader.zone)),
        standing=_standing(page.standing, reader, library) if page.standing else None,
    )


def _shown(shown: Illustration[Phrase], reader: Reader, library: Library) -> Illustration[str]:
    catalogue = library.catalogue(reader.tongue)
    return Illustration(
        scene=shown.scene,
        alt=catalogue.text(shown.alt, reader.zone),
        words=tuple(catalogue.text(word, reader.zone) for word in shown.words),
    )


def _standing(standing: Standing[Phrase], reader: Reader, library: Library) -> Standing[str]:
    catalogue = library.catalogue(reader.tongue)
    return Standing(
        phase=standing.phase,
        title=catalogue.text(standing.title, reader.zone) if standing.title else None,
        label=catalogue.text(standing.label, reader.zone) if standing.label else None,
        since=standing.since,
        until=standing.until,
        paused_at=standing.paused_at,
        still=standing.still,
    )
