"""What every store promises of a unit of work, and of forgetting."""

from __future__ import annotations

import asyncio
import json
from dataclasses import fields, replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from bot.coach.people.practitioner import (
    QUESTION_LAPSES,
    Asking,
    Condition,
    Question,
)
from bot.coach.ports import ConflictError, Enrolment, Fate, Store, Work
from bot.coach.reminders.reminder import Night, Outcome
from bot.store.tables import metadata
from bot.store.work import SqlStore
from tests.contract.stores import (
    DAY,
    NOW,
    SECOND,
    TONIGHT,
    ended,
    entry,
    person,
    practised,
    reminder,
    session,
    somebody,
)
from tests.fakes.store import FakeStore

NAMELESS = {"seen", "counts", "facts", "leases", "uploads"}
OWNED = {
    "people", "conditions", "sessions", "reminders", "nights", "outbox", "practised", "enrolments",
}  # fmt: skip


async def live_through(work: Work, account: str) -> int:
    """A person with something of everything that is stored of people."""
    whose = (await work.people.add(person(account))).id
    await work.people.remember(whose, Condition(topic="glaucoma", since=NOW))
    running = await work.sessions.add(session(whose))
    bedtime = await work.reminders.add(reminder(whose, zone="Africa/Nairobi"))
    night = Night(reminder=bedtime.id, night=TONIGHT, outcome=Outcome.MISSED, at=NOW)
    await work.reminders.settle(night)
    await work.outbox.put(entry(whose, f"session:{running.id}:0"))
    await work.practice.add(practised(whose, running.id))
    await work.practice.enrol(
        Enrolment(practitioner=whose, programme="seven_evenings", joined_at=NOW)
    )  # fmt: skip
    return whose


async def rows(store: Store) -> dict[str, int]:
    """How many rows each table has, asked of the tables themselves."""
    if isinstance(store, FakeStore):
        tables = store.tables
        counted = {part.name: len(getattr(tables, part.name)) for part in fields(tables)}
        del counted["given"]
        return counted
    assert isinstance(store, SqlStore)
    async with store.database.engine.connect() as connection:
        return {
            name: (await connection.execute(select(func.count()).select_from(table))).scalar_one()
            for name, table in metadata.tables.items()
        }


async def fail(store: Store) -> None:
    async with store.work() as work:
        await live_through(work, "7")
        raise ZeroDivisionError


async def test_what_is_not_committed_never_happened(store: Store) -> None:
    """Closing without a commit, or by an error, leaves the store as it was."""
    async with store.work() as work:
        await live_through(work, "7")
        await work.count("intent", "pose")
    with pytest.raises(ZeroDivisionError):
        await fail(store)
    assert set((await rows(store)).values()) == {0}


async def test_what_comes_after_a_commit_needs_its_own(store: Store) -> None:
    """A commit writes what stands before it."""
    async with store.work() as work:
        await work.people.add(person("7"))
        await work.commit()
        await work.people.add(person("8"))
    assert (await rows(store))["people"] == 1


async def test_a_unit_of_work_reads_what_it_has_written(store: Store) -> None:
    """Before any commit."""
    async with store.work() as work:
        whose = await live_through(work, "7")
        assert await work.sessions.running(whose) is not None
        assert len(await work.reminders.of(whose)) == 1


async def test_units_of_work_opened_side_by_side_all_come_through(store: Store) -> None:
    """Each counts on what was there before it: none is lost."""
    await somebody(store)

    async def once() -> None:
        async with store.work() as work:
            await work.count("intent", "pose")
            await work.commit()

    await asyncio.gather(*(once() for _ in range(5)))
    assert (await rows(store))["counts"] == 1
    assert await counted(store) == {("intent", "pose"): 5}


async def counted(store: Store) -> dict[tuple[str, str], int]:
    if isinstance(store, FakeStore):
        return dict(store.tables.counts)
    assert isinstance(store, SqlStore)
    async with store.database.engine.connect() as connection:
        found = await connection.execute(select(metadata.tables["counts"]))
        return {(row.kind, row.name): row.n for row in found}


async def test_counts_are_read_by_kind_and_name(store: Store) -> None:
    """Whoever runs the coach reads numbers by kind and name, in that order; at first none."""
    async with store.work() as work:
        assert await work.counts() == {}
        for name in ("words", "command", "words"):
            await work.count("not_understood", name)
        await work.count("not_covered", "medicine")
        await work.commit()
    async with store.work() as work:
        assert list((await work.counts()).items()) == [
            (("not_covered", "medicine"), 1),
            (("not_understood", "command"), 1),
            (("not_understood", "words"), 2),
        ]


async def test_what_belongs_to_somebody_who_was_erased_is_a_conflict(store: Store) -> None:
    """Whoever writes for a person that another process has forgotten looks again."""
    async with store.work() as work:
        whose = await live_through(work, "7")
        await work.people.erase(whose)
        await work.commit()
    with pytest.raises(ConflictError):
        async with store.work() as work:
            await work.people.remember(whose, Condition(topic="reflux", since=NOW))
    with pytest.raises(ConflictError):
        async with store.work() as work:
            await work.outbox.put(entry(whose))


async def test_the_next_due_instant_is_the_earliest_of_all(store: Store) -> None:
    """A session's, a reminder's or an outbox entry's; a leased entry counts by its lease's end."""
    whose = (await somebody(store)).id
    async with store.work() as work:
        assert await work.next_due() is None
        late = await work.sessions.add(session(whose, due_at=NOW + 50 * SECOND))
        assert await work.next_due() == NOW + 50 * SECOND
        bedtime = await work.reminders.add(reminder(whose, regular_at=NOW + 40 * SECOND))
        assert await work.next_due() == NOW + 40 * SECOND
        await work.outbox.put(entry(whose))
        assert await work.next_due() == NOW
        await work.outbox.claim(NOW, 10, NOW + 30 * SECOND)
        assert await work.next_due() == NOW + 30 * SECOND
        (claimed,) = await work.outbox.claim(NOW + 30 * SECOND, 10, NOW + 60 * SECOND)
        await work.outbox.close(claimed.id, Fate.SENT, NOW)
        assert await work.next_due() == NOW + 40 * SECOND
        await work.reminders.save(replace(bedtime, removed_at=NOW))
        assert await work.next_due() == NOW + 50 * SECOND
        await work.sessions.save(replace(late, due_at=None))
        assert await work.next_due() is None


async def test_erasing_a_person_leaves_nothing_of_them(store: Store) -> None:
    """Every table is empty of them; only what names nobody stays."""
    async with store.work() as work:
        whose = await live_through(work, "7")
        await work.people.first_time("telegram", "u1", NOW)
        await work.count("intent", "forget")
        await work.write_down("zones", "2026f")
        await work.leases.take("telegram", "here", NOW, NOW + DAY)
        await work.uploads.keep("telegram:1", "a" * 64, "photo-1", NOW)
        await work.commit()
    assert all((await rows(store)).values()), "the test lives through every table"
    async with store.work() as work:
        await work.people.erase(whose)
        await work.commit()
    left = {name for name, count in (await rows(store)).items() if count}
    assert left == NAMELESS


async def test_erasing_a_person_leaves_everybody_else_alone(store: Store) -> None:
    """What another person has is the same afterwards."""
    async with store.work() as work:
        whose = await live_through(work, "7")
        other = await live_through(work, "8")
        before = await work.people.everything(other)
        await work.people.erase(whose)
        assert await work.people.everything(other) == before
        assert not any((await work.people.everything(whose)).values())


async def test_an_erased_persons_id_is_not_given_to_another(store: Store) -> None:
    """A button or an entry from before cannot come to mean somebody else."""
    async with store.work() as work:
        whose = await live_through(work, "7")
        before = await work.people.everything(whose)
        await work.people.erase(whose)
        await work.commit()
    async with store.work() as work:
        other = await live_through(work, "8")
        after = await work.people.everything(other)
    assert other > whose
    for table in ("sessions", "reminders"):
        assert after[table][0]["id"] > before[table][0]["id"]


async def test_everything_is_told_in_plain_values_by_table(store: Store) -> None:
    """One row of each table, their own, with instants in ISO 8601."""
    async with store.work() as work:
        await live_through(work, "8")
        whose = await live_through(work, "7")
        told: dict[str, Any] = await work.people.everything(whose)
    assert json.loads(json.dumps(told)) == told
    assert {name: len(values) for name, values in told.items()} == dict.fromkeys(OWNED, 1)
    assert told["people"][0]["id"] == whose
    assert told["conditions"][0]["topic"] == "glaucoma"
    assert told["conditions"][0]["since"] == NOW.isoformat()
    assert told["nights"][0]["night"] == TONIGHT.isoformat()
    assert told["reminders"][0]["zone"] == "Africa/Nairobi"


async def test_a_sweep_erases_what_was_kept_long_enough_and_nothing_else(store: Store) -> None:
    """At its period a thing stays, one second later it goes; what is open or running stays."""
    week, quarter = timedelta(days=7), timedelta(days=90)
    async with store.work() as work:
        whose = (await work.people.add(person("7"))).id
        await work.outbox.put(entry(whose, "sent"))
        (sent,) = await work.outbox.claim(NOW, 1, NOW + SECOND)
        await work.outbox.close(sent.id, Fate.SENT, NOW)
        await work.outbox.put(entry(whose, "open"))
        await work.people.first_time("telegram", "u1", NOW)
        over = await work.sessions.add(ended(whose))
        running = await work.sessions.add(session(whose))
        await work.practice.add(practised(whose, over.id))
        removed = await work.reminders.add(reminder(whose, removed_at=NOW))
        kept = await work.reminders.add(reminder(whose))
        for bedtime in (removed, kept):
            night = Night(reminder=bedtime.id, night=TONIGHT, outcome=Outcome.SENT, at=NOW)
            await work.reminders.settle(night)
        await work.commit()

    async def after(period: timedelta) -> dict[str, int]:
        async with store.work() as work:
            await work.sweep(NOW + period)
            await work.commit()
        return await rows(store)

    at_first = await rows(store)
    assert await after(DAY) == at_first
    gone = at_first | {"reminders": 1, "nights": 1}
    assert await after(DAY + SECOND) == gone
    assert await after(week) == gone
    gone |= {"outbox": 1, "seen": 0}
    assert await after(week + SECOND) == gone
    assert await after(quarter) == gone
    gone |= {"sessions": 1, "nights": 0}
    assert await after(quarter + SECOND) == gone
    async with store.work() as work:
        assert await work.sessions.running(whose) == running
        assert await work.practice.of(whose) == (practised(whose, over.id),)
        assert await work.reminders.of(whose) == (kept,)


async def test_a_sweep_forgets_people_who_have_been_idle(store: Store) -> None:
    """Eighteen months after they were last heard of, with all that is theirs."""
    async with store.work() as work:
        await live_through(work, "7")
        recent = await work.people.add(person("8", seen_at=NOW + SECOND))
        await work.sweep(NOW + timedelta(days=548) + SECOND)
        await work.commit()
    assert {name: count for name, count in (await rows(store)).items() if count} == {"people": 1}
    async with store.work() as work:
        assert await work.people.get(recent.id) == recent


async def test_a_sweep_forgets_a_question_that_has_lapsed(store: Store) -> None:
    """What an unanswered question holds, topics of health among it, goes once it has lapsed."""
    held = Question(
        id=1, asking=Asking.FOLLOW_UP, asked_at=NOW, kept={"topics": ["glaucoma"]}
    )  # fmt: skip
    async with store.work() as work:
        whose = (await work.people.add(replace(person("7"), question=held))).id
        await work.sweep(NOW + QUESTION_LAPSES)
        await work.commit()
    async with store.work() as work:
        still = await work.people.get(whose)
        assert still is not None
        assert still.question == held
        await work.sweep(NOW + QUESTION_LAPSES + SECOND)
        await work.commit()
    async with store.work() as work:
        gone = await work.people.get(whose)
        assert gone is not None
        assert gone.question is None


async def test_facts_are_remembered_and_replaced(store: Store) -> None:
    """What the program writes down of itself is there at the next start, the latest alone."""
    async with store.work() as work:
        assert await work.fact("zones") is None
        await work.write_down("zones", "2025b")
        await work.write_down("zones", "2026f")
        await work.commit()
    async with store.work() as work:
        assert await work.fact("zones") == "2026f"
        assert await work.fact("else") is None
