"""Practitioners, their conditions, and updates already dealt with, in the database."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import bindparam, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from bot.coach.people.practitioner import Condition, Practitioner
from bot.coach.ports import ConflictError, People, Rang
from bot.coach.talk.requests import Account
from bot.store.link import Link, added_id, insert_or_leave, insert_or_set
from bot.store.mapping import condition_of, person_of, person_row
from bot.store.tables import (
    conditions,
    enrolments,
    nights,
    outbox,
    people,
    practised,
    reminders,
    seen,
    sessions,
)

_BY_ACCOUNT = select(people).where(
    people.c.platform == bindparam("of_platform"), people.c.account == bindparam("of_account")
)
_GET = select(people).where(people.c.id == bindparam("of"))
_MANY = select(people).where(people.c.id.in_(bindparam("these", expanding=True)))
_ADD = insert(people)
_SAVE = update(people).where(
    people.c.id == bindparam("of"), people.c.version == bindparam("of_version")
)
_RANG = update(people).where(people.c.id == bindparam("of")).values(version=people.c.version + 1)
_ERASE = delete(people).where(people.c.id == bindparam("of"))
_CONDITIONS = (
    select(conditions)
    .where(conditions.c.practitioner == bindparam("of"))
    .order_by(conditions.c.since, conditions.c.topic)
)
_WITH_CONDITIONS = (
    select(conditions.c.practitioner)
    .where(conditions.c.practitioner.in_(bindparam("these", expanding=True)))
    .distinct()
)
_REMEMBER = insert_or_set(conditions, ["practitioner", "topic"], ["since", "agreed_at"])
_DROP_ALL = delete(conditions).where(conditions.c.practitioner == bindparam("of"))
_DROP = _DROP_ALL.where(conditions.c.topic.in_(bindparam("topics", expanding=True)))
_FIRST_TIME = insert_or_leave(seen, ["platform", "key"])

_EVERYTHING = {
    people.name: _GET,
    conditions.name: _CONDITIONS,
    **{
        table.name: select(table)
        .where(table.c.practitioner == bindparam("of"))
        .order_by(*table.primary_key)
        for table in (sessions, reminders, outbox, practised, enrolments)
    },
    nights.name: select(nights)
    .join(reminders, reminders.c.id == nights.c.reminder)
    .where(reminders.c.practitioner == bindparam("of"))
    .order_by(nights.c.reminder, nights.c.night),
}


class SqlPeople(People):
    """The port `People`."""

    def __init__(self, link: Link) -> None:
        self._link = link

    async def by_account(self, account: Account) -> Practitioner | None:
        """Whoever is known by an account; one statement."""
        found = await self._link.read(
            _BY_ACCOUNT, {"of_platform": account.platform, "of_account": account.id}
        )
        row = found.first()
        return person_of(row) if row else None

    async def get(self, practitioner: int) -> Practitioner | None:
        """One by id."""
        row = (await self._link.read(_GET, {"of": practitioner})).first()
        return person_of(row) if row else None

    async def many(self, practitioners: Collection[int]) -> dict[int, Practitioner]:
        """Those of these who are there, by id."""
        if not practitioners:
            return {}
        rows = await self._link.read(_MANY, {"these": list(practitioners)})
        return {row.id: person_of(row) for row in rows}

    async def rang(self, rings: Sequence[Rang]) -> None:
        """Note which reminder rang last for whom; each one's version is one higher."""
        if rings:
            marks = [
                {"of": ring.practitioner, "rang_reminder": ring.reminder, "rang_at": ring.at}
                for ring in rings
            ]
            await self._link.write(_RANG, marks)

    async def add(self, practitioner: Practitioner) -> Practitioner:
        """Store a new one, at version 1.

        Raises:
            ConflictError: if another process has just made the acquaintance of this account.
        """
        try:
            done = await self._link.write(_ADD, {**person_row(practitioner), "version": 1})
        except IntegrityError:
            # Not its cause: PostgreSQL quotes the row that it refuses.
            raise ConflictError("the account is known already") from None
        return replace(practitioner, id=added_id(done), version=1)

    async def save(self, practitioner: Practitioner) -> Practitioner:
        """Store a changed one, its version one higher; ConflictError if it is not the latest."""
        changes = {
            "of": practitioner.id,
            "of_version": practitioner.version,
            "version": practitioner.version + 1,
        }
        done = await self._link.write(_SAVE, {**person_row(practitioner), **changes})
        if done.rowcount == 0:
            raise ConflictError("the person's row has changed, or is gone")
        return replace(practitioner, version=practitioner.version + 1)

    async def conditions(self, practitioner: int) -> tuple[Condition, ...]:
        """What they let the coach remember, the earliest first."""
        rows = await self._link.read(_CONDITIONS, {"of": practitioner})
        return tuple(condition_of(row) for row in rows)

    async def with_conditions(self, practitioners: Collection[int]) -> frozenset[int]:
        """Those of these of whom any condition is remembered."""
        if not practitioners:
            return frozenset()
        rows = await self._link.read(_WITH_CONDITIONS, {"these": list(practitioners)})
        return frozenset(row.practitioner for row in rows)

    async def remember(self, practitioner: int, condition: Condition) -> None:
        """Store a condition, or change the one of the same topic."""
        await self._link.write(
            _REMEMBER,
            {
                "practitioner": practitioner,
                "topic": condition.topic,
                "since": condition.since,
                "agreed_at": condition.agreed_at,
            },
        )

    async def drop_conditions(self, practitioner: int, topics: Sequence[str] | None) -> None:
        """Remove these topics, or all."""
        if topics is None:
            await self._link.write(_DROP_ALL, {"of": practitioner})
        elif topics:
            await self._link.write(_DROP, {"of": practitioner, "topics": list(topics)})

    async def first_time(self, platform: str, key: str, at: datetime) -> bool:
        """Whether a platform's update is new; it is not from now on."""
        done = await self._link.write(_FIRST_TIME, {"platform": platform, "key": key, "at": at})
        return done.first() is not None

    async def erase(self, practitioner: int) -> None:
        """Everything about them: what is theirs goes with their row."""
        await self._link.write(_ERASE, {"of": practitioner})

    async def everything(self, practitioner: int) -> dict[str, Any]:
        """Every stored value about them, as plain JSON values by table, instants in ISO 8601."""
        found: dict[str, Any] = {}
        for name, statement in _EVERYTHING.items():
            rows = await self._link.read(statement, {"of": practitioner})
            found[name] = [
                {key: _plain(value) for key, value in row.items()} for row in rows.mappings()
            ]
        return found


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else value
