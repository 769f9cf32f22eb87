"""How a message reaches a person, whatever the platform."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from bot.coach.ports import Lane
from bot.coach.talk.replies import Message
from bot.coach.talk.requests import ChatAddress


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """The platform's own id of what was sent."""

    message: str


class Messenger(Protocol):
    """One platform's way out, for what the clock has given birth to.

    `platform` is the name that its addresses carry.
    """

    platform: str

    async def send(self, to: ChatAddress, message: Message, *, nonce: str, lane: Lane) -> Receipt:
        """Send a message when its turn has come.

        Args:
            to: where to.
            message: what, in words.
            nonce: the same for every try of the same message.
            lane: who goes first where not all can.

        Raises:
            RetryLaterError: network, overload, rate limit.
            BlockedError: the person does not want it.
            GoneError: the chat is no more, or has moved.
            RefusedError: this message will never be taken.
        """
        ...
