"""What has come due: a session's step, a reminder's night.

A tick changes rows and writes outbox entries in one transaction. An entry carries no words: it is
composed when it is sent, and nothing comes of it if the session has moved on meanwhile, the night
was practised or put off, or the person has stopped.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import structlog

from bot.coach.errors import DEFECTS
from bot.coach.ports import Lane, OutboxEntry, Purpose, Store, Work
from bot.coach.practice import record
from bot.coach.practice.session import CueKind, PracticeSession, Saying, advance
from bot.coach.reminders import ringing
from scheduler.punctuality import COME_OUT_GRACE, MID_CUE_GRACE

BATCH = 500
"""Rows of a kind that one tick takes; what is left is taken by the next, at once."""

STEPS = 32
"""Sessions that one tick moves on ahead of their instants: few, so that no cue waits for others."""

EVER = timedelta(days=2)

ASIDE = timedelta(days=1)
"""For how long a row that a mistake of ours cannot move on is left alone."""

_log = structlog.get_logger()


async def tick(store: Store, now: datetime, ahead: datetime | None = None) -> bool:
    """Do what is due by `now`, and the steps of sessions until `ahead`; whether there may be more.

    Whatever goes wrong with one row is that row's alone: it is put aside, and all others go on.
    """
    async with store.work() as work:
        most = BATCH if ahead is None else STEPS
        sessions = await work.sessions.due(now, most, ahead)
        reminders = await work.reminders.due(now, BATCH)
        if sessions:
            await _sessions(work, sessions, now, ahead)
        if reminders:
            await ringing.come_due(work, reminders, now)
        # Also where nothing could be read: what was put aside stays there.
        await work.commit()
        return len(sessions) == most or sum(len(due.whose) for due in reminders) == BATCH


async def _sessions(
    work: Work, sessions: Sequence[PracticeSession], now: datetime, ahead: datetime | None
) -> None:
    moved: list[PracticeSession] = []
    entries: list[OutboxEntry] = []
    closed: list[PracticeSession] = []
    for session in sessions:
        try:
            after, sayings = advance(session, now, ahead)
            said = [_cue_entry(after, saying) for saying in sayings]
        except DEFECTS as exc:
            _log.error("session_put_aside", session=session.id, error=type(exc).__name__)
            moved.append(replace(session, due_at=now + ASIDE))
            continue
        moved.append(after)
        entries += said
        if session.closed_at is None and after.closed_at is not None:
            closed.append(after)
    await work.sessions.moved_on(moved)
    await work.outbox.put_all(entries)
    people = await work.people.many({session.practitioner for session in closed})
    for session in closed:
        if person := people.get(session.practitioner):
            await record.practised(work, session, person.tzinfo)


def _cue_entry(session: PracticeSession, saying: Saying) -> OutboxEntry:
    begins = saying.kind is CueKind.BEGINS
    opens = begins or saying.step is None or saying.step.sounding
    grace = COME_OUT_GRACE if opens else MID_CUE_GRACE
    if saying.silent and saying.step is None:
        grace = EVER
    return OutboxEntry(
        id=0,
        key=f"session:{session.id}:{saying.number}",
        purpose=Purpose.CUE,
        lane=Lane.HOLD if opens else Lane.MID_HOLD,
        practitioner=session.practitioner,
        subject=session.id,
        part=str(session.plan.steps.index(saying.step)) if saying.step else "-1",
        cue=saying.kind,
        due_at=saying.due,
        expires_at=saying.due + grace,
    )
