"""Messages on their way to the browsers of a person, each of whose tabs shows the same."""

from __future__ import annotations

import asyncio
import secrets
from collections import OrderedDict, deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.adapters.web.markup import Value, value_of
from bot.adapters.web.pictures import Pictures
from bot.coach.errors import RetryLaterError
from bot.coach.ports import Lane
from bot.coach.talk.replies import Kind, Message
from bot.coach.talk.requests import ChatAddress
from bot.delivery.messenger import Receipt
from scheduler.ports import Clock

PLATFORM = "web"

CUE_WAIT_SECONDS = 30.0
WAIT_SECONDS = 600.0
"""Until a message to nobody is tried again; it goes out at once when they are back."""

RECENT = 64
RECENT_FOR = timedelta(hours=1)
"""What a line that broke may have lost is shown again, in memory only."""

KNOWN = 10_000
STREAM_VALUES = 256
TABS = 12


@dataclass(slots=True, eq=False)
class Stream:
    """One open tab: what is to be written to it, in order. None ends it."""

    values: asyncio.Queue[Value | None] = field(default_factory=asyncio.Queue)

    def put(self, value: Value | None) -> None:
        """Add one; a tab that does not read is ended, and comes back for what it missed."""
        self.values.put_nowait(None if self.values.qsize() > STREAM_VALUES else value)


@dataclass(slots=True)
class _Room:
    """A person's open tabs, and what was shown in them lately."""

    streams: list[Stream] = field(default_factory=list)
    recent: deque[tuple[datetime, str, Value]] = field(default_factory=lambda: deque(maxlen=RECENT))


class Outbound:
    """The way to everybody's browsers. A Messenger.

    A message's id is `<life>-<number>`: the life is this process's, so that a tab which comes back
    to a later one is not mistaken about what it has seen.
    """

    platform = PLATFORM

    def __init__(self, clock: Clock, pictures: Pictures) -> None:
        self._clock = clock
        self._pictures = pictures
        self._life = secrets.token_hex(4)
        self._rooms: OrderedDict[str, _Room] = OrderedDict()
        self._said = 0

    async def send(
        self,
        to: ChatAddress,
        message: Message,
        *,
        nonce: str,
        lane: Lane,  # noqa: ARG002 - a port's argument
    ) -> Receipt:
        """Show what the clock has given birth to in every open tab.

        Raises:
            RetryLaterError: if none is open; the outbox keeps it until its grace ends.
        """
        room = self._rooms.get(to.chat)
        if room is None or not room.streams:
            raise RetryLaterError(CUE_WAIT_SECONDS if message.kind is Kind.CUE else WAIT_SECONDS)
        again = (value for _, before, value in room.recent if before == nonce)
        value = next(again, None) or self.show(to.chat, message, nonce=nonce)
        return Receipt(message=str(value["id"]))

    def show(
        self, account: str, message: Message, *, replaces: str | None = None, nonce: str = ""
    ) -> Value:
        """Show a message in every open tab, in the place of another one if it replaces that."""
        now, room = self._clock.now(), self._room(account)
        self._said += 1
        value = value_of(message, at=now, drawn=self._pictures.value) | {
            "id": f"{self._life}-{self._said}"
        }
        value |= self._pictures.values(message.pictures)
        if replaces is not None:
            value["replaces"] = replaces
        room.recent.append((now, nonce, value))
        for stream in room.streams:
            stream.put(value)
        return value

    @contextmanager
    def open(self, account: str, after: str | None) -> Iterator[Stream]:
        """A tab's stream as long as it is open, beginning with what it missed since `after`."""
        room, stream = self._room(account), Stream()
        for value in self._missed(room, after):
            stream.put(value)
        while len(room.streams) >= TABS:
            room.streams.pop(0).put(None)
        room.streams.append(stream)
        try:
            yield stream
        finally:
            if stream in room.streams:
                room.streams.remove(stream)

    def forget(self, account: str) -> None:
        """Drop what was shown to somebody who is no longer known, and end their tabs."""
        room = self._rooms.pop(account, None)
        for stream in room.streams if room else ():
            stream.put(None)

    def close(self) -> None:
        """End every tab's stream; each comes back by itself."""
        for room in self._rooms.values():
            for stream in room.streams:
                stream.put(None)

    def _room(self, account: str) -> _Room:
        room = self._rooms.setdefault(account, _Room())
        self._rooms.move_to_end(account)
        if len(self._rooms) > KNOWN:
            idle = next((one for one, theirs in self._rooms.items() if not theirs.streams), None)
            if idle is not None and idle != account:
                del self._rooms[idle]
        return room

    def _missed(self, room: _Room, after: str | None) -> list[Value]:
        life, _, number = (after or "").partition("-")
        if life != self._life or not (number.isascii() and number.isdigit()):
            return []
        since = self._clock.now() - RECENT_FOR
        return [
            value for at, _, value in room.recent
            if at >= since and int(value["id"].rpartition("-")[2]) > int(number[:12])
        ]  # fmt: skip
