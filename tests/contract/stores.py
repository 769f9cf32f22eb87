"""The stores that one suite is run on, and values to store in them."""

# ruff: noqa: ANN401 - a builder takes whatever its value takes

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from bot.coach.people.practitioner import Practitioner
from bot.coach.ports import Lane, OutboxEntry, Practised, Purpose, Store
from bot.coach.practice.plan import HoldPlan, Step, StepKind
from bot.coach.practice.session import PracticeSession, SessionState
from bot.coach.reminders.reminder import Reminder
from bot.coach.talk.requests import Account
from bot.store.tables import metadata
from bot.store.work import SqlStore
from content.model import Moment
from scheduler.recurrence import DailyAt
from tests.fakes.store import FakeStore
from tests.postgresql import kept_database

KINDS = ("fake", "memory", "file", "postgresql")

NOW = datetime(2026, 11, 22, 21, 30, 0, 250_000, tzinfo=UTC)
TONIGHT = date(2026, 11, 22)
SECOND = timedelta(seconds=1)
MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)


@asynccontextmanager
async def opened(kind: str, folder: Path) -> AsyncIterator[Store]:
    if kind == "fake":
        yield FakeStore()
        return
    store = await SqlStore.open(await address(kind, folder))
    if kind == "postgresql":
        await empty(store)
    try:
        yield store
    finally:
        await store.close()


async def address(kind: str, folder: Path) -> str:
    match kind:
        case "memory":
            return "sqlite://"
        case "file":
            return f"sqlite:///{folder}/karani.sqlite3"
        case _:
            return await kept_database()


async def empty(store: SqlStore) -> None:
    async with store.database.engine.begin() as connection:
        for table in reversed(metadata.sorted_tables):
            await connection.execute(table.delete())


def person(account: str = "7", **changes: Any) -> Practitioner:
    known: dict[str, Any] = {
        "id": 0,
        "version": 0,
        "account": Account(platform="telegram", id=account),
        "home": None,
        "joined_at": NOW - DAY,
        "seen_at": NOW,
    }
    return Practitioner(**known | changes)


async def somebody(store: Store, account: str = "7", **changes: Any) -> Practitioner:
    async with store.work() as work:
        added = await work.people.add(person(account, **changes))
        await work.commit()
    return added


def session(practitioner: int, **changes: Any) -> PracticeSession:
    plan = HoldPlan(
        pose="legs_up_the_wall",
        seconds=300,
        sides=1,
        steps=(
            Step(offset=0, kind=StepKind.SETTLE, key="pose.legs_up_the_wall.steps.sit"),
            Step(offset=8, kind=StepKind.OPEN, key="pose.legs_up_the_wall.cues.arrive"),
            Step(
                offset=158,
                kind=StepKind.CUE,
                key="pose.legs_up_the_wall.cues.half",
                moment=Moment.HALF,
            ),
            Step(offset=308, kind=StepKind.CLOSE, key="pose.legs_up_the_wall.come_out"),
        ),
    )
    known: dict[str, Any] = {
        "id": 0,
        "practitioner": practitioner,
        "plan": plan,
        "longest": 1200,
        "state": SessionState.GUIDING,
        "started_at": NOW,
        "origin": NOW,
        "due_at": NOW,
    }
    return PracticeSession(**known | changes)


def ended(practitioner: int, at: datetime = NOW) -> PracticeSession:
    return session(
        practitioner, state=SessionState.ENDED, started_at=at, due_at=None, ended_at=at
    )  # fmt: skip


def reminder(practitioner: int, **changes: Any) -> Reminder:
    known: dict[str, Any] = {
        "id": 0,
        "practitioner": practitioner,
        "rule": DailyAt(clock=time(22, 30)),
        "created_at": NOW,
        "regular_at": NOW,
    }
    return Reminder(**known | changes)


def entry(practitioner: int, key: str = "session:1:0", **changes: Any) -> OutboxEntry:
    known: dict[str, Any] = {
        "id": 0,
        "key": key,
        "purpose": Purpose.CUE,
        "lane": Lane.HOLD,
        "practitioner": practitioner,
        "subject": 1,
        "part": "0",
        "cue": "step",
        "due_at": NOW,
        "expires_at": NOW + 20 * SECOND,
    }
    return OutboxEntry(**known | changes)


def practised(practitioner: int, session_id: int = 1, **changes: Any) -> Practised:
    known: dict[str, Any] = {
        "practitioner": practitioner,
        "session": session_id,
        "night": TONIGHT,
        "pose": "legs_up_the_wall",
        "seconds": 300,
        "at": NOW,
    }
    return Practised(**known | changes)
