"""What comes in: one neutral request for whatever a platform delivers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Place(StrEnum):
    """Where something was said: between the two, or with others listening."""

    PRIVATE = "private"
    GROUP = "group"


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """A person as one platform knows them."""

    platform: str
    id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ChatAddress:
    """Where messages go. `thread` is a topic of a group, where the platform has them."""

    platform: str
    chat: str
    thread: str | None = None


@dataclass(frozen=True, slots=True)
class Words:
    """Somebody wrote something, a command or plain words."""

    text: str


@dataclass(frozen=True, slots=True)
class Press:
    """Somebody pressed a button: its payload as it came, which anybody may have forged."""

    payload: str


@dataclass(frozen=True, slots=True)
class Location:
    """Somebody shared where they are, in degrees. Used once and not kept."""

    latitude: float
    longitude: float


Content = Words | Press | Location


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One thing that a person said or did, at an instant.

    `whispers`: the platform can answer where it was asked so that only the asker sees it.
    `home` is where this person can be reached in private, where the platform lets the coach begin.
    `key` is the platform's own id of the update: the same one is acted on once.
    """

    account: Account
    address: ChatAddress
    place: Place
    content: Content
    at: datetime
    locale: str | None = None
    whispers: bool = False
    home: ChatAddress | None = None
    key: str | None = None

    def __post_init__(self) -> None:
        if self.at.utcoffset() is None:
            raise ValueError("a request's instant must be aware")
