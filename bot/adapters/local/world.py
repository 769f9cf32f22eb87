"""The people and rooms of the local chat, and the clock that stands still until it is told.

The coach is the real one over the real store; only the clock and the platform are made.
"""

from __future__ import annotations

import re
from collections import deque
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Protocol

from bot.coach.errors import BlockedError
from bot.coach.ports import Lane
from bot.coach.talk import actions
from bot.coach.talk.replies import Message
from bot.coach.talk.requests import (
    Account,
    ChatAddress,
    Content,
    Location,
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
REMEMBERED = 10_000
"""Messages whose buttons a press can be matched with that names no message."""

_MENTION = re.compile(r"@karani\b", re.IGNORECASE)
_COMMAND = re.compile(r"\s*/\s?\w+(?:@(?P<whose>\w+))?")


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

    async def send(
        self,
        to: ChatAddress,
        message: Message,
        *,
        nonce: str,  # noqa: ARG002 - a port's argument
        lane: Lane,  # noqa: ARG002 - here everything goes at once
    ) -> Receipt:
        """Show a message to somebody in private."""
        if to.chat in self._world.blocked:
            raise BlockedError("blocked")
        shown = self._world.show(to.chat, None, message)
        self._world.arrived.append(shown)
        return Receipt(message=str(shown.number))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Offer:
    """A message with buttons: its number, the chat it stands in, and their payloads."""

    number: int
    chat: str
    payloads: frozenset[str]


@dataclass(slots=True)
class World:
    """Everybody who talks with the local coach."""

    clock: VirtualClock
    starts: Starts
    blocked: set[str] = field(default_factory=set)
    arrived: list[Shown] = field(default_factory=list)
    _locales: dict[str, str] = field(default_factory=dict)
    _chats: list[str] = field(default_factory=list)
    _offers: deque[_Offer] = field(default_factory=lambda: deque(maxlen=REMEMBERED))
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

    def tell_locale(self, user: str, locale: str | None) -> None:
        """The platform's locale for somebody from now on, if it tells one."""
        if locale is not None:
            self._locales[user] = locale

    def block(self, user: str, *, blocked: bool) -> None:
        """Refuse to deliver to somebody from now on, or deliver again."""
        if blocked:
            self.blocked.add(user)
        else:
            self.blocked.discard(user)

    def show(self, to: str, group: str | None, message: Message) -> Shown:
        """Put a message on somebody's screen, under the next number."""
        chat = _chat(to, group)
        self._chats.append(chat)
        number = len(self._chats)
        if message.choices:
            payloads = frozenset(c.action.pack() for row in message.choices for c in row)
            self._offers.append(_Offer(number=number, chat=chat, payloads=payloads))
        return Shown(number=number, at=self.clock.now(), to=to, group=group, message=message)

    async def say(
        self, user: str, group: str | None, content: Content, message: int | None = None
    ) -> list[Shown]:
        """Somebody says or presses something: what they see of it, then what fell due at once.

        `message` is the number of the one whose button is pressed; the latest there that has it
        if none is named. What is said in a group and not to the coach is not heard.
        """
        if group is not None and not _heard(content):
            return []
        pressed = self._pressed(_chat(user, group), content, message)
        request = self._request(user, group, content)
        spoken = await self.coach.front.serve(request)
        if request.place is Place.PRIVATE:
            # A button in a group that opened the private chat stands in another one.
            pressed, group = (pressed if group is None else None), None
        shown: list[Shown] = []
        if group is not None or user not in self.blocked:
            for words in spoken.messages:
                one = self.show(user, group, words)
                shown.append(replace(one, replaces=pressed if words.replaces else None))
        if shown:
            shown[0] = replace(shown[0], spoken=spoken)
        return shown + await self.catch_up()

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
        await self.coach.pulse.beat(self.clock.now())
        arrived, self.arrived = self.arrived, []
        return shown + arrived

    def _request(self, user: str, group: str | None, content: Content) -> Request:
        own = ChatAddress(platform=PLATFORM, chat=user)
        if isinstance(content, Press) and group is not None:
            content, group = _opened(content, group)
        address = ChatAddress(platform=PLATFORM, chat=f"group {group}") if group else own
        if isinstance(content, Words) and group:
            content = Words(_MENTION.sub(" ", content.text).strip())
        return Request(
            account=Account(platform=PLATFORM, id=user),
            address=address,
            place=Place.GROUP if group else Place.PRIVATE,
            content=content,
            at=self.clock.now(),
            locale=self._locales.get(user),
            whispers=True,
            home=own,
        )

    def _pressed(self, chat: str, content: Content, message: int | None) -> int | None:
        """The message whose button is pressed, if it stands in that chat."""
        if not isinstance(content, Press):
            return None
        if message is not None:
            there = 0 < message <= len(self._chats) and self._chats[message - 1] == chat
            return message if there else None
        offers = (o for o in reversed(self._offers) if o.chat == chat)
        return next((o.number for o in offers if content.payload in o.payloads), None)


def _chat(user: str, group: str | None) -> str:
    return f"group {group}" if group is not None else f"user {user}"


def _heard(content: Content) -> bool:
    """Whether something in a group is meant for the coach: a command, its name, its button."""
    match content:
        case Words(text=text):
            command = _COMMAND.match(text)
            whose = command["whose"] if command else None
            if command and (whose is None or whose.casefold() == "karani"):
                return True
            return _MENTION.search(text) is not None
        case Press():
            return True
        case Location():
            return False


def _opened(press: Press, group: str) -> tuple[Content, str | None]:
    """The button that opens the private chat goes on there, as a deep link does."""
    try:
        action = actions.unpack(press.payload)
    except actions.StaleActionError:
        return press, group
    if isinstance(action, actions.OpenPrivate):
        return Words(f"/start {action.start}"), None
    return press, group
