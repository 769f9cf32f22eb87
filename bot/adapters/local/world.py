"""The people and rooms of the local chat, and the clock that stands still until it is told.

The coach is the real one over the real store; only the clock and the platform are made.
"""

from __future__ import annotations

import itertools
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol

from bot.coach.errors import BlockedError
from bot.coach.talk import actions
from bot.coach.talk.replies import Message
from bot.coach.talk.requests import (
    Account,
    ChatAddress,
    Content,
    Place,
    Press,
    Request,
    Words,
)
from bot.delivery.front import Front, Spoken
from bot.delivery.messenger import Receipt
from bot.delivery.pulse import Pulse
from scheduler.clock import VirtualClock

PLATFORM = "local"
MENTION = "@karani"
REMEMBERED = 10_000
"""Messages whose buttons the made platform can still match with a press."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Coach:
    """One life of the coach: from a start to a kill."""

    front: Front
    pulse: Pulse


class Starts(Protocol):
    """Starts the coach anew on the database that the world keeps."""

    def __call__(self, messenger: LocalMessenger) -> Coach:
        """A new life, with no memory of the one before."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A message as the made platform shows it: its number, to whom, where, when."""

    number: int
    at: datetime
    to: str
    group: str | None
    message: Message
    replaces: int | None = None
    spoken: Spoken | None = None


class LocalMessenger:
    """The made platform's way out; it refuses people who have blocked the coach."""

    platform = PLATFORM

    def __init__(self, world: World) -> None:
        self._world = world

    async def send(self, to: ChatAddress, message: Message, *, nonce: str) -> Receipt:  # noqa: ARG002 - a port's argument
        """Show a message to somebody in private."""
        if to.chat in self._world.blocked:
            raise BlockedError("blocked")
        shown = self._world.show(to.chat, None, message)
        self._world.arrived.append(shown)
        return Receipt(message=str(shown.number))


@dataclass(slots=True)
class World:
    """Everybody who talks with the local coach."""

    clock: VirtualClock
    starts: Starts
    blocked: set[str] = field(default_factory=set)
    locales: dict[str, str] = field(default_factory=dict)
    arrived: list[Shown] = field(default_factory=list)
    _numbers: Callable[[], int] = field(default_factory=lambda: itertools.count(1).__next__)
    _last: deque[tuple[int, str, frozenset[str]]] = field(
        default_factory=lambda: deque(maxlen=REMEMBERED)
    )
    _coach: Coach | None = None

    @property
    def coach(self) -> Coach:
        """The coach that lives now, started when first needed."""
        if self._coach is None:
            self._coach = self.starts(LocalMessenger(self))
        return self._coach

    def kill(self) -> None:
        """End it without a word; it is started again when next needed."""
        self._coach = None

    def show(
        self,
        to: str,
        group: str | None,
        message: Message,
        *,
        replaces: int | None = None,
        spoken: Spoken | None = None,
    ) -> Shown:
        """Put a message on somebody's screen, under the next number."""
        number = self._numbers()
        offered = frozenset(c.action.pack() for row in message.choices for c in row)
        self._last.append((number, to, offered))
        return Shown(
            number=number,
            at=self.clock.now(),
            to=to,
            group=group,
            message=message,
            replaces=replaces,
            spoken=spoken,
        )

    async def say(self, user: str, group: str | None, content: Content) -> list[Shown]:
        """Somebody says or presses something: what they see of it, then what fell due at once."""
        request = self._request(user, group, content)
        spoken = await self.coach.front.serve(request)
        pressed = self._pressed(user, content) if isinstance(content, Press) else None
        shown = []
        for index, message in enumerate(spoken.messages):
            shown.append(
                self.show(
                    user,
                    group if request.place is Place.GROUP else None,
                    message,
                    replaces=pressed if message.replaces else None,
                    spoken=spoken if index == 0 else None,
                )
            )
        return shown + await self.catch_up()

    async def press(
        self, user: str, group: str | None, payload: str, message: int | None
    ) -> list[Shown]:
        """Somebody presses a button, of a message if its number is given."""
        if message is not None:
            self._last.append((message, user, frozenset([payload])))
        return await self.say(user, group, Press(payload))

    async def catch_up(self) -> list[Shown]:
        """Let everything happen that is due by now."""
        await self.coach.pulse.beat(self.clock.now())
        arrived, self.arrived = self.arrived, []
        return arrived

    async def move_to(self, instant: datetime) -> list[Shown]:
        """Let time pass until an instant; what falls due on the way happens at its own.

        Raises:
            ValueError: if that would be backwards.
        """
        if instant < self.clock.now():
            raise ValueError("the clock only moves forward")
        shown: list[Shown] = []
        due = await self.coach.pulse.beat(self.clock.now())
        while due is not None and due <= instant:
            # What is due already and could not be done waits for a later instant of its own.
            self.clock.move_to(max(due, self.clock.now() + timedelta(milliseconds=1)))
            due = await self.coach.pulse.beat(self.clock.now())
            shown += self.arrived
            self.arrived = []
        self.clock.move_to(max(instant, self.clock.now()))
        arrived, self.arrived = self.arrived, []
        return shown + arrived

    def _request(self, user: str, group: str | None, content: Content) -> Request:
        own = ChatAddress(platform=PLATFORM, chat=user)
        if isinstance(content, Press) and group is not None:
            content, group = _opened(content, group)
        address = ChatAddress(platform=PLATFORM, chat=f"group {group}") if group else own
        if isinstance(content, Words) and group:
            content = Words(content.text.replace(MENTION, " ").strip())
        return Request(
            account=Account(platform=PLATFORM, id=user),
            address=address,
            place=Place.GROUP if group else Place.PRIVATE,
            content=content,
            at=self.clock.now(),
            locale=self.locales.get(user),
            whispers=True,
            home=own,
        )

    def _pressed(self, user: str, press: Press) -> int | None:
        """The message that the button stood on: the last of theirs with that payload."""
        for number, to, offered in reversed(self._last):
            if to == user and press.payload in offered:
                return number
        return None


def addressed(text: str) -> bool:
    """Whether words in a group are meant for the coach: a command, or its name in them."""
    return text.lstrip().startswith("/") or MENTION in text.casefold()


def _opened(press: Press, group: str) -> tuple[Content, str | None]:
    """The button that opens the private chat goes on there, as a deep link does."""
    try:
        action = actions.unpack(press.payload)
    except actions.StaleActionError:
        return press, group
    if isinstance(action, actions.OpenPrivate):
        return Words(f"/start {action.start}"), None
    return press, group
