"""The front desk: one request at a time for each person, safety first, then the right use case."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from bot.coach import hear, press
from bot.coach.people import away, settle
from bot.coach.people.practitioner import Practitioner
from bot.coach.ports import ConflictError, Store, Work
from bot.coach.practice.kept_to import kept_to
from bot.coach.practice.session import taken_back
from bot.coach.practice.stands import standing
from bot.coach.safety.seconded import second_topics
from bot.coach.talk.answers import Answer, Reader
from bot.coach.talk.requests import Account, Location, Place, Press, Request, Words
from bot.coach.visit import Tools, Visit

TRIES = 4
"""Times that a request is begun again because another process changed the person meanwhile."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Served:
    """An answer, who reads it, and the earliest instant that the request made something due at.

    `repeated`: the update was dealt with before, and nothing was done this time.
    """

    answer: Answer
    reader: Reader
    next_due: datetime | None = None
    repeated: bool = False


class Desk:
    """Takes requests and answers them, each in one unit of work."""

    def __init__(self, store: Store, tools: Tools) -> None:
        self._store = store
        self._tools = tools
        self._turns: dict[Account, _Turn] = {}

    async def serve(self, request: Request) -> Served:
        """Answer a request; an update delivered twice is answered with nothing the second time.

        Raises:
            StoreError: if the database cannot be used; nothing was changed then.
        """
        async with self._turn(request.account):
            # Asked before a unit of work is open: nobody else waits for a second reader.
            second = await second_topics(self._tools.second, self._tools.body, request.content)
            for attempt in range(1, TRIES + 1):
                try:
                    return await self._serve(request, second)
                except ConflictError:
                    if attempt == TRIES:
                        raise
        raise AssertionError("unreachable")

    async def _serve(self, request: Request, second: tuple[str, ...]) -> Served:
        async with self._store.work() as work:
            if request.key and not await work.people.first_time(
                request.account.platform, request.key, request.at
            ):
                return Served(answer=Answer(), reader=_reader(None, request), repeated=True)
            visit = await self._welcome(work, request)
            visit.second = second
            answer = await away.noticed(visit, await kept_to(visit, await _route(visit)))
            if visit.private:
                answer = answer.standing(standing(visit.session, still=visit.person.still))
            if visit.changed and not visit.gone:
                await work.people.save(visit.person)
            await work.commit()
            reader = _reader(visit.person, request)
            return Served(answer=answer, reader=reader, next_due=visit.wakes)

    async def _welcome(self, work: Work, request: Request) -> Visit:
        """Find the person, or make their acquaintance; note what the platform says of them."""
        person = await work.people.by_account(request.account)
        if person is None:
            person = await work.people.add(_stranger(request))
        session = await work.sessions.running(person.id)
        # What the clock has begun ahead of its instant has not been said yet.
        session = taken_back(session, request.at) if session else None
        visit = Visit(request=request, work=work, tools=self._tools, person=person, session=session)
        home = request.address if request.place is Place.PRIVATE else request.home
        met = replace(
            person,
            home=home or person.home,
            locale=request.locale or person.locale,
            reachable=person.reachable or request.place is Place.PRIVATE,
            quiet=False,
        )
        if met != person:
            visit.person, visit.changed = met, True
            visit.returned = met.reachable and not person.reachable
        if request.at.date() != person.seen_at.date():
            visit.change(seen_at=request.at)
        return visit

    async def arrived(self, account: Account, now: datetime) -> bool:
        """Somebody can be reached again: what was tried meanwhile is due; whether any was.

        Raises:
            StoreError: if the database cannot be used; nothing was changed then.
        """
        async with self._store.work() as work:
            person = await work.people.by_account(account)
            hastened = person is not None and await work.outbox.hasten(person.id, now)
            if hastened:
                await work.commit()
            return hastened

    @asynccontextmanager
    async def _turn(self, account: Account) -> AsyncIterator[None]:
        turn = self._turns.setdefault(account, _Turn(asyncio.Lock()))
        turn.waiting += 1
        try:
            async with turn.lock:
                yield
        finally:
            turn.waiting -= 1
            if not turn.waiting:
                del self._turns[account]


@dataclass(slots=True)
class _Turn:
    """A person's place at the desk, there while anybody waits for it."""

    lock: asyncio.Lock
    waiting: int = 0


async def _route(visit: Visit) -> Answer:
    match visit.request.content:
        case Words(text=text):
            return await hear.words(visit, text)
        case Press(payload=payload):
            return await press.button(visit, payload)
        case Location(latitude=latitude, longitude=longitude):
            return await settle.located(visit, latitude, longitude)


def _stranger(request: Request) -> Practitioner:
    home = request.address if request.place is Place.PRIVATE else request.home
    return Practitioner(
        id=0, version=0, account=request.account, home=home, locale=request.locale,
        joined_at=request.at, seen_at=request.at,
    )  # fmt: skip


def _reader(person: Practitioner | None, request: Request) -> Reader:
    if person is None:
        return Reader(tongue=request.locale or "en", zone=UTC)
    return Reader(tongue=person.tongue, zone=person.tzinfo)
