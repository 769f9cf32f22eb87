"""A store of dictionaries: the same ports, nothing written down."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Collection, Sequence
from contextlib import asynccontextmanager
from dataclasses import asdict, replace
from datetime import date, datetime
from typing import Any

from bot.coach.leases import Leases
from bot.coach.people.practitioner import Condition, Practitioner
from bot.coach.ports import (
    ConflictError,
    Enrolment,
    Outbox,
    People,
    Practice,
    Practised,
    Rang,
    Reminders,
    Sessions,
    Store,
    Work,
)
from bot.coach.practice.session import PracticeSession, SessionState
from bot.coach.talk.requests import Account
from bot.coach.uploads import Uploads
from bot.store.keeping import Keeping
from tests.fakes.store_leases import FakeLeases
from tests.fakes.store_outbox import FakeOutbox
from tests.fakes.store_reminders import FakeReminders
from tests.fakes.store_tables import (
    Tables,
    due,
    of,
    open_for,
    plain,
    remove_reminder,
    without,
)
from tests.fakes.store_uploads import FakeUploads


class FakeStore(Store):
    """The port `Store`; `tables` is what was committed last."""

    def __init__(self, keeping: Keeping | None = None) -> None:
        self.tables = Tables()
        self.keeping = keeping or Keeping()
        self._turn = asyncio.Lock()

    @asynccontextmanager
    async def work(self) -> AsyncIterator[Work]:
        async with self._turn:
            yield FakeWork(self)


class FakeWork(Work):
    def __init__(self, store: FakeStore) -> None:
        self._store = store
        self._draft = draft = store.tables.copy()
        self.people: People = FakePeople(draft)
        self.sessions: Sessions = FakeSessions(draft)
        self.reminders: Reminders = FakeReminders(draft)
        self.outbox: Outbox = FakeOutbox(draft)
        self.practice: Practice = FakePractice(draft)
        self.leases: Leases = FakeLeases(draft.leases)
        self.uploads: Uploads = FakeUploads(draft.uploads)

    async def count(self, kind: str, name: str) -> None:
        self._draft.counts[kind, name] += 1

    async def counts(self) -> dict[tuple[str, str], int]:
        return dict(sorted(self._draft.counts.items()))

    async def fact(self, name: str) -> str | None:
        return self._draft.facts.get(name)

    async def write_down(self, name: str, value: str) -> None:
        self._draft.facts[name] = value

    async def next_due(
        self, platforms: Collection[str] | None = None, *, ready_after: datetime | None = None
    ) -> datetime | None:
        draft = self._draft
        instants = [session.due_at for session in draft.sessions.values()]
        instants += [reminder.due_at for reminder in draft.reminders.values()]
        instants += [
            row.ready_at for row in open_for(draft, platforms)
            if ready_after is None or row.ready_at > ready_after
        ]  # fmt: skip
        return min((at for at in instants if at is not None), default=None)

    async def sweep(self, now: datetime) -> None:
        draft, keeping = self._draft, self._store.keeping
        for outbox_id, row in list(draft.outbox.items()):
            if row.closed_at is not None and row.closed_at < now - keeping.sent:
                del draft.outbox[outbox_id]
        for key, at in list(draft.seen.items()):
            if at < now - keeping.seen:
                del draft.seen[key]
        for session in list(draft.sessions.values()):
            if not session.running and session.started_at < now - keeping.details:
                del draft.sessions[session.id]
        for night_key, night in list(draft.nights.items()):
            if night.at < now - keeping.details:
                del draft.nights[night_key]
        for reminder in list(draft.reminders.values()):
            if reminder.removed_at is not None and reminder.removed_at < now - keeping.removed:
                remove_reminder(draft, reminder.id)
        for person in list(draft.people.values()):
            question = person.question
            if question is not None and question.asked_at < now - keeping.asked:
                draft.people[person.id] = replace(person, question=None)
            if person.seen_at < now - keeping.idle:
                await self.people.erase(person.id)

        for place, (_, uploaded_at) in list(draft.uploads.items()):
            if uploaded_at < now - keeping.uploads:
                del draft.uploads[place]

    async def commit(self) -> None:
        self._store.tables = self._draft.copy()


class FakePeople(People):
    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    async def by_account(self, account: Account) -> Practitioner | None:
        people = self._tables.people.values()
        return next((person for person in people if person.account == account), None)

    async def get(self, practitioner: int) -> Practitioner | None:
        return self._tables.people.get(practitioner)

    async def many(self, practitioners: Collection[int]) -> dict[int, Practitioner]:
        return {
            one: self._tables.people[one] for one in practitioners if one in self._tables.people
        }

    async def rang(self, rings: Sequence[Rang]) -> None:
        for ring in rings:
            if person := self._tables.people.get(ring.practitioner):
                await self.save(replace(person, rang_reminder=ring.reminder, rang_at=ring.at))

    async def with_conditions(self, practitioners: Collection[int]) -> frozenset[int]:
        return frozenset(whose for whose, _ in self._tables.conditions if whose in practitioners)

    async def add(self, practitioner: Practitioner) -> Practitioner:
        if await self.by_account(practitioner.account):
            raise ConflictError("the account is known already")
        added = replace(practitioner, id=self._tables.new_id("people"), version=1)
        self._tables.people[added.id] = added
        return added

    async def save(self, practitioner: Practitioner) -> Practitioner:
        stored = self._tables.people.get(practitioner.id)
        if stored is None or stored.version != practitioner.version:
            raise ConflictError("the person's row has changed, or is gone")
        saved = replace(practitioner, version=practitioner.version + 1)
        self._tables.people[saved.id] = saved
        return saved

    async def conditions(self, practitioner: int) -> tuple[Condition, ...]:
        theirs = [
            condition for (whose, _), condition in self._tables.conditions.items()
            if whose == practitioner
        ]  # fmt: skip
        return tuple(sorted(theirs, key=lambda condition: (condition.since, condition.topic)))

    async def remember(self, practitioner: int, condition: Condition) -> None:
        self._tables.expect(practitioner)
        self._tables.conditions[practitioner, condition.topic] = condition

    async def drop_conditions(self, practitioner: int, topics: Sequence[str] | None) -> None:
        for whose, topic in list(self._tables.conditions):
            if whose == practitioner and (topics is None or topic in topics):
                del self._tables.conditions[whose, topic]

    async def first_time(self, platform: str, key: str, at: datetime) -> bool:
        if (platform, key) in self._tables.seen:
            return False
        self._tables.seen[platform, key] = at
        return True

    async def erase(self, practitioner: int) -> None:
        tables = self._tables
        tables.people.pop(practitioner, None)
        await self.drop_conditions(practitioner, None)
        for reminder in list(tables.reminders.values()):
            if reminder.practitioner == practitioner:
                remove_reminder(tables, reminder.id)
        tables.sessions = without(tables.sessions, practitioner)
        tables.practised = without(tables.practised, practitioner)
        tables.enrolments = without(tables.enrolments, practitioner)
        tables.outbox = {
            key: row for key, row in tables.outbox.items()
            if row.entry.practitioner != practitioner
        }  # fmt: skip

    async def everything(self, practitioner: int) -> dict[str, Any]:
        tables = self._tables
        mine = [row for row in tables.reminders.values() if row.practitioner == practitioner]
        ids = {reminder.id for reminder in mine}
        found: dict[str, list[Any]] = {
            "people": [row for row in tables.people.values() if row.id == practitioner],
            "conditions": list(await self.conditions(practitioner)),
            "sessions": of(tables.sessions, practitioner),
            "reminders": mine,
            "nights": [night for night in tables.nights.values() if night.reminder in ids],
            "outbox": [
                row for row in tables.outbox.values() if row.entry.practitioner == practitioner
            ],
            "practised": of(tables.practised, practitioner),
            "enrolments": of(tables.enrolments, practitioner),
        }
        dump = {name: [asdict(value) for value in values] for name, values in found.items()}
        told: dict[str, Any] = json.loads(json.dumps(dump, default=plain))
        return told


class FakeSessions(Sessions):
    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    async def running(self, practitioner: int) -> PracticeSession | None:
        theirs = of(self._tables.sessions, practitioner)
        return next((session for session in theirs if session.running), None)

    async def latest(self, practitioner: int) -> PracticeSession | None:
        theirs = of(self._tables.sessions, practitioner)
        return max(theirs, key=lambda session: session.id, default=None)

    async def get(self, session: int) -> PracticeSession | None:
        return self._tables.sessions.get(session)

    async def add(self, session: PracticeSession) -> PracticeSession:
        if session.running and await self.running(session.practitioner):
            raise ConflictError("a session of this person is running already")
        self._tables.expect(session.practitioner)
        added = replace(session, id=self._tables.new_id("sessions"))
        self._tables.sessions[added.id] = added
        return added

    async def save(self, session: PracticeSession) -> None:
        if session.id in self._tables.sessions:
            self._tables.sessions[session.id] = session

    async def many(self, sessions: Collection[int]) -> dict[int, PracticeSession]:
        found = self._tables.sessions
        return {one: found[one] for one in sessions if one in found}

    async def moved_on(self, sessions: Sequence[PracticeSession]) -> None:
        for session in sessions:
            await self.save(session)

    async def due(
        self, now: datetime, limit: int, ahead: datetime | None = None
    ) -> tuple[PracticeSession, ...]:
        guiding = {
            one.id: one for one in self._tables.sessions.values()
            if one.state is SessionState.GUIDING or (one.due_at and one.due_at <= now)
        }  # fmt: skip
        return due(guiding, ahead or now, limit)

    async def guided(self, platform: str) -> int:
        return len(self._ends(platform))

    async def full_until(self, platform: str, most: int) -> datetime | None:
        ends = self._ends(platform)
        return ends[-most] if len(ends) >= most else None

    def _ends(self, platform: str) -> list[datetime]:
        guided = {SessionState.GUIDING, SessionState.PAUSED}
        return sorted(
            session.closes_at
            for session in self._tables.sessions.values()
            if session.state in guided
            and self._tables.people[session.practitioner].account.platform == platform
        )


class FakePractice(Practice):
    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    async def add(self, practised: Practised) -> None:
        self._tables.expect(practised.practitioner)
        before = self._tables.practised.get(practised.session)
        kept = replace(practised, feeling=before.feeling) if before else practised
        self._tables.practised[practised.session] = kept

    async def rate(self, session: int, feeling: int) -> None:
        if practised := self._tables.practised.get(session):
            self._tables.practised[session] = replace(practised, feeling=feeling)

    async def of(self, practitioner: int) -> tuple[Practised, ...]:
        theirs = of(self._tables.practised, practitioner)
        return tuple(sorted(theirs, key=lambda practised: (practised.at, practised.session)))

    async def since(self, practitioners: Collection[int], at: datetime) -> frozenset[int]:
        return self._tables.busy_since(at) & frozenset(practitioners)

    async def on(self, practitioner: int, night: date) -> bool:
        return any(one.night == night for one in of(self._tables.practised, practitioner))

    async def enrolment(self, practitioner: int, programme: str) -> Enrolment | None:
        return self._tables.enrolments.get((practitioner, programme))

    async def enrol(self, enrolment: Enrolment) -> None:
        self._tables.expect(enrolment.practitioner)
        self._tables.enrolments[enrolment.practitioner, enrolment.programme] = enrolment

    async def leave(self, practitioner: int, programme: str) -> None:
        self._tables.enrolments.pop((practitioner, programme), None)
