"""A person who practises, and what the conversation with them stands on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from enum import StrEnum
from typing import Any

from bot.coach.people.zones import zone_named
from bot.coach.talk.requests import Account, ChatAddress

QUESTION_LAPSES = timedelta(minutes=10)
"""An open question of the coach is forgotten after so much silence."""

NONE_OF_THESE_HOLDS = timedelta(days=90)
"""How long "none of these" is remembered from the screening."""


class Asking(StrEnum):
    """What the coach has asked and still waits for."""

    ZONE = "zone"
    TIME = "time"
    SCREENING = "screening"
    FEELING = "feeling"
    READING = "reading"
    FORGET = "forget"
    WRONG = "wrong"
    TINGLING = "tingling"
    CONDITION = "condition"
    FOLLOW_UP = "follow_up"
    HELP = "help"
    INSTEAD = "instead"
    LISTED = "listed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """An open question. `id` ties its buttons to it; `kept` is what goes on once it is answered.

    `kept` holds plain JSON values: ids, numbers and times, never words that anybody wrote.
    """

    id: int
    asking: Asking
    asked_at: datetime
    kept: dict[str, Any]

    def open_at(self, now: datetime) -> bool:
        """Whether it still waits."""
        return now - self.asked_at <= QUESTION_LAPSES


@dataclass(frozen=True, slots=True, kw_only=True)
class Practitioner:
    """A person, without their conditions, sessions and reminders.

    `version` grows with each save; `home` is the private chat where clock-born messages go, None
    until one is known; `reachable` is False once the platform refuses to deliver there. `zone` is
    an IANA key or an offset such as +05:30, None until known; `language` the chosen one, `locale`
    the platform's. `quiet`: after an emergency answer, clock-born messages wait until the person
    writes again; `owes_help`: the next start of a practice asks once whether help was had. `bell`:
    a bowl is struck at the end of a hold; `still`: no picture moves.
    """

    id: int
    version: int
    account: Account
    home: ChatAddress | None
    reachable: bool = True
    zone: str | None = None
    language: str | None = None
    locale: str | None = None
    joined_at: datetime
    seen_at: datetime
    question: Question | None = None
    asked: int = 0
    last_pose: str | None = None
    rang_reminder: int | None = None
    rang_at: datetime | None = None
    well_since: datetime | None = None
    quiet: bool = False
    owes_help: bool = False
    told_of_bell: bool = False
    bell: bool = False
    still: bool = False

    @property
    def tzinfo(self) -> tzinfo:
        """Their zone; UTC only as a stand-in where nothing that rings depends on it."""
        return zone_named(self.zone) if self.zone else UTC

    @property
    def tongue(self) -> str:
        """The language to speak: the chosen one, else the platform's, else English."""
        return self.language or self.locale or "en"

    def open_question(self, now: datetime) -> Question | None:
        """The question that an answer may belong to now."""
        return self.question if self.question and self.question.open_at(now) else None

    def cleared_of_conditions(self, now: datetime) -> bool:
        """Whether "none of these" still holds."""
        return self.well_since is not None and now - self.well_since <= NONE_OF_THESE_HOLDS


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """A topic that the person lets the coach remember. `agreed_at`: their doctor said yes."""

    topic: str
    since: datetime
    agreed_at: datetime | None = None
