"""Answers about the body as a person reads them, through the real page builder and wording."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from bot.coach.people.practitioner import Practitioner
from bot.coach.safety import advice
from bot.coach.safety.assessment import Assessment
from bot.coach.talk.answers import Answer, Reader
from bot.coach.talk.replies import Message
from bot.coach.talk.requests import Account, ChatAddress, Place, Request, Words
from bot.coach.visit import Visit
from bot.delivery.wording import worded
from tests.fakes.store import FakeStore
from tests.journeys.evening import shared_tools

NOW = datetime(2026, 11, 22, 21, 0, tzinfo=UTC)
BERLIN = "Europe/Berlin"

_ANA = Account(platform="local", id="ana")
_HOME = ChatAddress(platform="local", chat="ana")
_ASKED = Request(account=_ANA, address=_HOME, place=Place.PRIVATE, content=Words(""), at=NOW)
_PERSON = Practitioner(
    id=0, version=0, account=_ANA, home=_HOME, locale=None, joined_at=NOW, seen_at=NOW
)


async def advised(
    found: Assessment, *, zone: str | None = BERLIN, locale: str | None = None
) -> Message:
    """The one message that answers a person who lives in a zone."""
    async with FakeStore().work() as work:
        person = await work.people.add(replace(_PERSON, zone=zone, locale=locale))
        visit = Visit(request=_ASKED, work=work, tools=shared_tools(), person=person, session=None)
        return _message(await advice.advise(visit, found))


async def explained(what: str, topic: str) -> Message:
    """What the button behind an answer shows: its `sources`, or what to ask the `doctor`."""
    async with FakeStore().work() as work:
        person = await work.people.add(_PERSON)
        visit = Visit(request=_ASKED, work=work, tools=shared_tools(), person=person, session=None)
        return _message(advice.explain(visit, what, topic))


def text_of(message: Message) -> str:
    """Everything that is said, as one text."""
    return "\n".join(line.text for line in message.lines)


def words_of(message: Message) -> int:
    """How long it is."""
    return len(text_of(message).split())


def _message(answer: Answer) -> Message:
    (page,) = answer.pages
    reader = Reader(tongue="en", zone=UTC)
    return worded(page, reader, shared_tools().library, NOW)
