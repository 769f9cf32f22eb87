"""One request being dealt with: who asks, when, and what may be used to answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from bot.coach.people.practitioner import Asking, Practitioner, Question
from bot.coach.ports import SecondReader, Work
from bot.coach.practice.session import PracticeSession
from bot.coach.safety.reader import SafetyReader
from bot.coach.talk.requests import Place, Request
from bot.coach.understanding.wishes import WishReader
from content.library import Library
from content.phrases import phrase
from scheduler.recurrence import night_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Tools:
    """What every use case may use, made once at the start.

    `operator` is how to reach whoever runs the coach, empty if they did not say; `second` is there
    only if they want one. `at_once`: by platform, how many sessions its token carries at once; a
    platform that is not named carries any number.
    """

    library: Library
    wishes: WishReader
    body: SafetyReader
    operator: str = ""
    second: SecondReader | None = None
    at_once: Mapping[str, int] = field(default_factory=dict)


@dataclass(slots=True, kw_only=True)
class Visit:
    """A request on its way through the house, inside one unit of work.

    Use cases change the person only through `change`; the desk saves them once at the end.
    `returned`: until this request the person could not be reached. `second`: topics that a second
    reader found in the words, before the work was opened.
    """

    request: Request
    work: Work
    tools: Tools
    person: Practitioner
    session: PracticeSession | None
    changed: bool = field(default=False)
    gone: bool = field(default=False)
    wakes: datetime | None = field(default=None)
    returned: bool = field(default=False)
    second: tuple[str, ...] = ()

    @property
    def now(self) -> datetime:
        """The instant of the request; nobody asks the clock again."""
        return self.request.at

    @property
    def library(self) -> Library:
        """What is taught."""
        return self.tools.library

    @property
    def private(self) -> bool:
        """Whether nobody else is listening."""
        return self.request.place is Place.PRIVATE

    @property
    def tonight(self) -> date:
        """The evening of this night, in the person's zone."""
        return night_of(self.now, self.person.tzinfo)

    def wake(self, at: datetime | None) -> None:
        """Something is due at an instant now: the clock is to look at it then."""
        if at is not None and (self.wakes is None or at < self.wakes):
            self.wakes = at

    def change(self, **changes: Any) -> None:  # noqa: ANN401 - fields of every kind
        """Change the person's own row."""
        self.person = replace(self.person, **changes)
        self.changed = True

    def ask(self, asking: Asking, **kept: Any) -> Question:  # noqa: ANN401 - plain JSON
        """Open a question in place of any other; what is kept must be plain JSON values."""
        number = self.person.asked + 1
        question = Question(id=number, asking=asking, asked_at=self.now, kept=kept)
        self.change(question=question, asked=number)
        return question

    def open_question(self, asking: Asking, number: int | None = None) -> Question | None:
        """The open question of this kind, and of this number if one is given."""
        question = self.person.open_question(self.now)
        if question is None or question.asking is not asking:
            return None
        return question if number in {None, question.id} else None

    def close_question(self) -> None:
        """The open question is answered, or lapses."""
        if self.person.question is not None:
            self.change(question=None)

    def words_of(self, key: str) -> int:
        """How many words a key has in the reader's language, for the time that it stays."""
        catalogue = self.library.catalogue(self.person.tongue)
        return len(catalogue.text(phrase(key), self.person.tzinfo).split())
