"""What a use case gives back: pages for the person, and how their words were read."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import tzinfo
from typing import Self

from bot.coach.safety.assessment import Assessment
from bot.coach.talk.replies import Reply
from bot.coach.talk.standing import Standing
from bot.coach.understanding.meaning import Intent, Wish
from content.phrases import Phrase


@dataclass(frozen=True, slots=True, kw_only=True)
class Understood:
    """How words or a press were read.

    `asked`: the wish itself is unclear (or an erasure unconfirmed) and nothing was changed.
    `needs`: what must come first (screening, zone, time); the wish is kept and goes on after it.
    """

    wish: Wish
    asked: bool = False
    needs: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """Who reads: the language to word in, and the zone that instants are shown in."""

    tongue: str
    zone: tzinfo


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """Pages in order, and what was understood. `erased`: nothing is kept of the person any more."""

    pages: tuple[Reply, ...] = ()
    understood: Understood | None = None
    assessment: Assessment | None = None
    erased: bool = False

    def read_as(self, wish: Wish, *, asked: bool = False, needs: str | None = None) -> Self:
        """The same answer, saying how the words were read."""
        return replace(self, understood=Understood(wish=wish, asked=asked, needs=needs))

    def as_said(self, wish: Wish) -> Self:
        """The same answer to a wish as the words had it, without what the use case filled in."""
        if self.understood is None:
            return self.read_as(wish)
        return replace(self, understood=replace(self.understood, wish=wish))

    def after(self, *pages: Reply) -> Self:
        """The same answer with these pages before its own."""
        return replace(self, pages=pages + self.pages)

    def then(self, *pages: Reply) -> Self:
        """The same answer with these pages behind its own."""
        return replace(self, pages=self.pages + pages)

    def standing(self, where: Standing[Phrase]) -> Self:
        """The same answer, its pages saying where the person's session stands."""
        return replace(self, pages=tuple(replace(page, standing=where) for page in self.pages))


def answer(intent: Intent, *pages: Reply, asked: bool = False, needs: str | None = None) -> Answer:
    """An answer to a wish of which only the intent matters."""
    understood = Understood(wish=Wish(intent=intent), asked=asked, needs=needs)
    return Answer(pages=pages, understood=understood)
