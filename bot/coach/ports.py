"""What the core needs from the house around it, named for the need.

Everything is reached through a unit of work: open it, load, ask the model, commit. What is not
committed when it closes never happened. Instants are aware datetimes in UTC; ids are whole
numbers from 1, and a value with id 0 has not been stored yet.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, tzinfo
from typing import Any, Protocol

from bot.coach.leases import Leases
from bot.coach.outgoing import Closing, Fate, GivenUp, Lane, Outbox, OutboxEntry, Purpose
from bot.coach.people.practitioner import Condition, Practitioner
from bot.coach.people.zones import zone_named
from bot.coach.practice.session import PracticeSession
from bot.coach.reminders.reminder import Night, Reminder
from bot.coach.talk.requests import Account
from bot.coach.uploads import Uploads

__all__ = [
    "Closing", "ConflictError", "Due", "Enrolment", "Fate", "GivenUp", "Lane", "Leases", "Outbox",
    "OutboxEntry", "People", "Practice", "Practised", "Purpose", "Rang", "Reminders", "Rung",
    "SecondReader", "Sessions", "Store", "Work",
]  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Practised:
    """A practice as it is remembered: `night` is the evening, `seconds` the time up."""

    practitioner: int
    session: int
    night: date
    pose: str
    seconds: int
    at: datetime
    feeling: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Enrolment:
    """Where somebody is in a programme: how many evenings are done, and on which night the last."""

    practitioner: int
    programme: str
    joined_at: datetime
    done: int = 0
    last_night: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rang:
    """A reminder rang for somebody."""

    practitioner: int
    reminder: int
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """A reminder whose instant has come, with what its ring depends on of the person.

    `busy`: they are in a session, or have practised of late. `others`: reminders and the people
    whose they are, due at the same instant, of which all that a ring depends on is the same: most
    of a crowd share a clock time and a zone, and are reckoned once.
    """

    reminder: Reminder
    zone: str | None
    reachable: bool
    quiet: bool
    busy: bool
    others: tuple[tuple[int, int], ...] = ()

    @property
    def whose(self) -> tuple[tuple[int, int], ...]:
        """Ids of all these reminders, each with its person's."""
        return ((self.reminder.id, self.reminder.practitioner), *self.others)

    def each(self) -> tuple[Due, ...]:
        """All of them, one by one."""
        return tuple(
            replace(self, reminder=replace(self.reminder, id=one, practitioner=person), others=())
            for one, person in self.whose
        )

    @property
    def tzinfo(self) -> tzinfo:
        """The person's zone; UTC only as a stand-in where they told none."""
        return zone_named(self.zone) if self.zone else UTC


@dataclass(frozen=True, slots=True, kw_only=True)
class Rung:
    """What came of reminders that were due, as it is for the first of them.

    `whose`: all of them and their people. `rings`: what is to be sent, each with its name among
    the rings of a reminder. `reminder`: the first, wound for its next night.
    """

    whose: tuple[tuple[int, int], ...]
    reminder: Reminder
    nights: tuple[Night, ...] = ()
    rings: tuple[tuple[str, OutboxEntry], ...] = ()


class ConflictError(Exception):
    """Somebody else changed the person's row meanwhile: nothing was written; do it again."""


class People(Protocol):
    """Practitioners, their accounts and what is remembered of their bodies."""

    async def by_account(self, account: Account) -> Practitioner | None: ...

    async def get(self, practitioner: int) -> Practitioner | None: ...

    async def many(self, practitioners: Collection[int]) -> dict[int, Practitioner]:
        """Those of these who are there, by id."""
        ...

    async def rang(self, rings: Sequence[Rang]) -> None:
        """Note which reminder rang last for whom; each one's version is one higher."""
        ...

    async def add(self, practitioner: Practitioner) -> Practitioner:
        """Store a new one; the answer carries its id."""
        ...

    async def save(self, practitioner: Practitioner) -> Practitioner:
        """Store a changed one, its version one higher; ConflictError if it is not the latest."""
        ...

    async def conditions(self, practitioner: int) -> tuple[Condition, ...]: ...

    async def with_conditions(self, practitioners: Collection[int]) -> frozenset[int]:
        """Those of these of whom any condition is remembered."""
        ...

    async def remember(self, practitioner: int, condition: Condition) -> None:
        """Store a condition, or change the one of the same topic."""
        ...

    async def drop_conditions(self, practitioner: int, topics: Sequence[str] | None) -> None:
        """Remove these topics, or all."""
        ...

    async def first_time(self, platform: str, key: str, at: datetime) -> bool:
        """Whether a platform's update is new; it is not from now on."""
        ...

    async def erase(self, practitioner: int) -> None:
        """Everything about them, outbox included."""
        ...

    async def everything(self, practitioner: int) -> dict[str, Any]:
        """Every stored value about them, as plain JSON values by table, instants in ISO 8601."""
        ...


class Sessions(Protocol):
    """Practice sessions; a person has one running at most."""

    async def running(self, practitioner: int) -> PracticeSession | None: ...

    async def latest(self, practitioner: int) -> PracticeSession | None:
        """The one begun last, running or not."""
        ...

    async def get(self, session: int) -> PracticeSession | None: ...

    async def many(self, sessions: Collection[int]) -> dict[int, PracticeSession]:
        """Those of these that are there, by id."""
        ...

    async def add(self, session: PracticeSession) -> PracticeSession: ...

    async def save(self, session: PracticeSession) -> None: ...

    async def moved_on(self, sessions: Sequence[PracticeSession]) -> None:
        """Store many that time has moved on; their plans have not changed."""
        ...

    async def guided(self, platform: str) -> int:
        """How many are guided on a platform now, those that wait for their beginning among them."""
        ...

    async def full_until(self, platform: str, most: int) -> datetime | None:
        """When fewer than `most` will be guided on a platform, by their plans; None: they are now.

        Who waits for their beginning counts, who is on the way down does not.
        """
        ...

    async def due(
        self, now: datetime, limit: int, ahead: datetime | None = None
    ) -> tuple[PracticeSession, ...]:
        """Those due by now, the earliest first; claimed against other processes until commit.

        With `ahead`, those that guide are due by then. One that cannot be read is put aside for a
        day, so that it holds up no other.
        """
        ...


class Reminders(Protocol):
    """Reminders and their nights."""

    async def of(self, practitioner: int) -> tuple[Reminder, ...]:
        """Those not removed, in the order in which they were made."""
        ...

    async def removed_at(self, practitioner: int, at: datetime) -> tuple[Reminder, ...]:
        """Those removed together at an instant."""
        ...

    async def removed_since(self, practitioner: int, since: datetime) -> tuple[Reminder, ...]:
        """Those removed at an instant or later."""
        ...

    async def get(self, reminder: int) -> Reminder | None: ...

    async def add(self, reminder: Reminder) -> Reminder: ...

    async def save(self, reminder: Reminder) -> None: ...

    async def many(self, reminders: Collection[int]) -> dict[int, Reminder]:
        """Those of these that are there, by id."""
        ...

    async def due(self, now: datetime, limit: int) -> tuple[Due, ...]:
        """Those due by now, the earliest first; claimed against other processes until commit.

        `limit` counts reminders; those that are alike may come as one. One that cannot be read is
        put aside for a day, so that it holds up no other.
        """
        ...

    async def rung(self, batch: Sequence[Rung]) -> None:
        """Write what came of those that were due: what is to be sent, nights, next instants."""
        ...

    async def ringing(self, after: int, limit: int) -> tuple[tuple[Due, ...], int]:
        """Everybody's that are yet to ring, so many by id from the first beyond `after`.

        With the last id that was looked at, 0 if there was none. Those that are alike may come as
        one, those that cannot be read are left out, and nobody is looked at for being busy.
        """
        ...

    async def due_by_minute(
        self, since: datetime, until: datetime, platform: str | None = None
    ) -> tuple[tuple[datetime, int], ...]:
        """How many are due in which minute from `since` to before `until`, in order.

        With `platform`, only those of its people who can be reached.
        """
        ...

    async def settle(self, night: Night) -> None:
        """Write what became of a night, in place of what was written of it before."""
        ...

    async def came_of(self, nights: Sequence[Night]) -> None:
        """Say what became of nights that were to be sent; what was settled otherwise stays."""
        ...

    async def night(self, reminder: int, night: date) -> Night | None: ...

    async def nights(self, keys: Collection[tuple[int, date]]) -> dict[tuple[int, date], Night]:
        """Those of these nights that are written down, by reminder and night."""
        ...

    async def undelivered(self, practitioner: int, since: datetime) -> tuple[Night, ...]:
        """Nights missed or not delivered since an instant, the latest first."""
        ...


class Practice(Protocol):
    """What was practised, and programmes."""

    async def add(self, practised: Practised) -> None: ...

    async def rate(self, session: int, feeling: int) -> None: ...

    async def of(self, practitioner: int) -> tuple[Practised, ...]:
        """All of a person's, the earliest first."""
        ...

    async def since(self, practitioners: Collection[int], at: datetime) -> frozenset[int]:
        """Those of these who are in a session, or have practised since an instant."""
        ...

    async def on(self, practitioner: int, night: date) -> bool:
        """Whether they practised that night."""
        ...

    async def enrolment(self, practitioner: int, programme: str) -> Enrolment | None: ...

    async def enrol(self, enrolment: Enrolment) -> None:
        """Store one, in place of an earlier one of the same programme."""
        ...

    async def leave(self, practitioner: int, programme: str) -> None: ...


class Work(Protocol):
    """A unit of work: all of it is written by `commit`, or none."""

    people: People
    sessions: Sessions
    reminders: Reminders
    outbox: Outbox
    practice: Practice
    leases: Leases
    uploads: Uploads

    async def count(self, kind: str, name: str) -> None:
        """One more of something worth knowing for the operator: a kind, never words."""
        ...

    async def counts(self) -> dict[tuple[str, str], int]:
        """How often each thing was counted, by kind and name, in that order."""
        ...

    async def fact(self, name: str) -> str | None:
        """What was written down under a name; None if nothing was."""
        ...

    async def write_down(self, name: str, value: str) -> None:
        """Remember something of the program itself, in place of what was there."""
        ...

    async def next_due(
        self,
        platforms: Collection[str] | None = None,
        *,
        ready_after: datetime | None = None,
    ) -> datetime | None:
        """The earliest instant at which a session, a reminder or an outbox entry is due.

        With `platforms`, of the outbox only what `claim` would take for them; with `ready_after`,
        only what is ready later than that.
        """
        ...

    async def sweep(self, now: datetime) -> None:
        """Erase what has been kept long enough (see docs/privacy in the README)."""
        ...

    async def commit(self) -> None: ...


class Store(Protocol):
    """Where units of work come from."""

    def work(self) -> AbstractAsyncContextManager[Work]:
        """Open one; what was not committed is undone when it closes."""
        ...


class SecondReader(Protocol):
    """Somebody else who reads words about a body, where whoever runs the coach wants it.

    `host` is who that is, to be named in `/privacy`.
    """

    @property
    def host(self) -> str: ...

    async def topics(self, text: str) -> tuple[str, ...]:
        """Ids of the reviewed topics that the words alone are about.

        Never raises and never takes longer than 2 s: whatever goes wrong, it has found nothing.
        """
        ...
