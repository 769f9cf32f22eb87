"""A small platform of our own, and people whose reminders go out by it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta

from bot.coach.due import tick
from bot.coach.errors import StoreError
from bot.coach.people.practitioner import Practitioner
from bot.coach.ports import Fate, Lane, Work
from bot.coach.reminders.reminder import Night, Reminder
from bot.coach.talk.replies import Message
from bot.coach.talk.requests import Account, ChatAddress
from bot.delivery.courier import Courier
from bot.delivery.messenger import Messenger, Receipt
from content.library import Library
from scheduler.ports import Clock
from scheduler.recurrence import DailyAt
from tests.fakes.store import FakeStore

LIBRARY = Library.load()
PLATFORM = "small"
TEN = datetime(2026, 11, 22, 21, 30, tzinfo=UTC)
"""Half past ten in Berlin."""

SECOND, MINUTE, HOUR = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1)

Answer = Callable[[], Awaitable[None]] | Exception
"""What the platform does with one message: something, or it refuses."""


@dataclass(slots=True)
class SmallMessenger:
    """A platform that takes every message, unless it was told what to do with the next ones.

    `sent` has each message that arrived: to which chat, with which nonce; `lanes` each one's lane.
    """

    platform: str = PLATFORM
    answers: dict[str, list[Answer]] = field(default_factory=dict)
    sent: list[tuple[str, str]] = field(default_factory=list)
    tried: list[str] = field(default_factory=list)
    lanes: list[Lane] = field(default_factory=list)

    async def send(self, to: ChatAddress, message: Message, *, nonce: str, lane: Lane) -> Receipt:
        assert message.lines
        self.tried.append(to.chat)
        waiting = self.answers.get(to.chat) or self.answers.get("*") or []
        if waiting:
            answer = waiting.pop(0)
            if isinstance(answer, Exception):
                raise answer
            await answer()
        self.sent.append((to.chat, nonce))
        self.lanes.append(lane)
        return Receipt(message=str(len(self.sent)))

    async def reached(self, chat: str) -> None:
        """Wait until somebody is tried."""
        while chat not in self.tried:  # noqa: ASYNC110 - any other sign would be one of its own
            await asyncio.sleep(0)  # noqa: TID251 - lets the others run, no time passes

    @property
    def chats(self) -> list[str]:
        return [chat for chat, _ in self.sent]


@dataclass(slots=True)
class House:
    """A store, the small platform, and a courier between them."""

    store: FakeStore = field(default_factory=FakeStore)
    messenger: SmallMessenger = field(default_factory=SmallMessenger)
    messengers: Mapping[str, Messenger] | None = None
    patience: timedelta = timedelta(seconds=20)
    clock: Clock | None = None
    courier: Courier = field(init=False)

    def __post_init__(self) -> None:
        served = {PLATFORM: self.messenger} if self.messengers is None else self.messengers
        self.courier = Courier(self.store, LIBRARY, served, self.patience, clock=self.clock)

    async def moves_in(self, name: str, *bedtimes: time, due: datetime = TEN) -> Practitioner:
        """Somebody in Berlin with a reminder at each of these times, the first of them due."""
        address = ChatAddress(platform=PLATFORM, chat=name)
        person = Practitioner(
            id=0, version=0, account=Account(platform=PLATFORM, id=name), home=address,
            zone="Europe/Berlin", joined_at=due, seen_at=due,
        )  # fmt: skip
        async with self.store.work() as work:
            person = await work.people.add(person)
            for clock in bedtimes or (time(22, 30),):
                await work.reminders.add(
                    Reminder(
                        id=0, practitioner=person.id, rule=DailyAt(clock=clock),
                        created_at=due - HOUR, regular_at=_on(clock, due),
                    )
                )  # fmt: skip
            await work.commit()
        return person

    async def rings(self, now: datetime = TEN) -> None:
        """What is due by now is written down to be sent."""
        while await tick(self.store, now):
            pass

    async def deliver(self, now: datetime = TEN) -> None:
        """Send all that may be sent by now."""
        while await self.courier.deliver(now):
            pass

    def fates(self) -> list[Fate | None]:
        return [row.fate for _, row in sorted(self.store.tables.outbox.items())]

    def ready(self) -> list[timedelta]:
        """How long after TEN each entry that is still open is ready."""
        rows = sorted(self.store.tables.outbox.items())
        return [row.ready_at - TEN for _, row in rows if row.fate is None]

    async def nights(self) -> list[str]:
        """What became of this evening, reminder by reminder."""
        async with self.store.work() as work:
            found: list[Night | None] = [
                await work.reminders.night(reminder, TEN.date())
                for reminder in sorted(self.store.tables.reminders)
            ]
        return [night.outcome.value for night in found if night]

    async def person(self, somebody: Practitioner) -> Practitioner:
        async with self.store.work() as work:
            found = await work.people.get(somebody.id)
        assert found is not None
        return found


class FaultyStore(FakeStore):
    """A store that cannot be used while it is `broken`."""

    def __init__(self) -> None:
        super().__init__()
        self.broken = False

    @asynccontextmanager
    async def work(self) -> AsyncIterator[Work]:
        if self.broken:
            raise StoreError("the database is locked")
        async with super().work() as work:
            yield work


def _on(clock: time, due: datetime) -> datetime:
    """The instant at which it is that time in Berlin on the evening of `due`, in winter."""
    return datetime.combine(due.date(), clock, UTC) - HOUR
