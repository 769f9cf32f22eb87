"""What has come due: a session's step, a reminder's night.

A tick changes rows and writes outbox entries in one transaction. An entry carries no words: it is
composed when it is sent, and nothing comes of it if the session has moved on meanwhile, the night
was practised or put off, or the person has stopped.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.coach.ports import Lane, OutboxEntry, Purpose, Store, Work
from bot.coach.practice import pages, record
from bot.coach.practice.plan import Step, StepKind
from bot.coach.practice.session import (
    CueKind,
    Ending,
    PracticeSession,
    Saying,
    SessionState,
    advance,
)
from bot.coach.practice.stands import standing
from bot.coach.reminders import ringing
from bot.coach.talk.answers import Reader
from bot.coach.talk.replies import Reply
from bot.coach.talk.requests import ChatAddress
from content.library import Library
from scheduler.punctuality import COME_OUT_GRACE, MID_CUE_GRACE

BATCH = 500
"""Rows of a kind that one tick takes; what is left is taken by the next, at once."""

EVER = timedelta(days=2)


@dataclass(frozen=True, slots=True, kw_only=True)
class Parcel:
    """Something ready to be worded and sent."""

    entry: OutboxEntry
    to: ChatAddress
    reader: Reader
    page: Reply


async def tick(store: Store, now: datetime) -> bool:
    """Do what is due by `now`; whether there may be more of it."""
    async with store.work() as work:
        sessions = await work.sessions.due(now, BATCH)
        for session in sessions:
            await _session(work, session, now)
        reminders = await work.reminders.due(now, BATCH)
        for reminder in reminders:
            await ringing.come_due(work, reminder, now)
        if sessions or reminders:
            await work.commit()
        return BATCH in {len(sessions), len(reminders)}


async def _session(work: Work, session: PracticeSession, now: datetime) -> None:
    after, sayings = advance(session, now)
    await work.sessions.save(after)
    for saying in sayings:
        await work.outbox.put(_cue_entry(after, saying))
    if session.closed_at is None and after.closed_at is not None:
        person = await work.people.get(session.practitioner)
        if person is not None:
            await record.practised(work, after, person.tzinfo)


def _cue_entry(session: PracticeSession, saying: Saying) -> OutboxEntry:
    opens = saying.step is None or saying.step.sounding
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


async def compose(work: Work, library: Library, entry: OutboxEntry, now: datetime) -> Parcel | None:
    """What an entry says now; None if nothing is to be said any more."""
    person = await work.people.get(entry.practitioner)
    if person is None or person.home is None or not person.reachable or person.quiet:
        return None
    match entry.purpose:
        case Purpose.CUE:
            page = await _cue(work, library, entry)
        case Purpose.REMINDER:
            page = await ringing.page_now(work, library, person, entry, now)
    if page is None:
        return None
    reader = Reader(tongue=person.tongue, zone=person.tzinfo)
    return Parcel(entry=entry, to=person.home, reader=reader, page=page)


async def _cue(work: Work, library: Library, entry: OutboxEntry) -> Reply | None:
    session = await work.sessions.get(entry.subject)
    if session is None:
        return None
    kind = CueKind(entry.cue)
    index = int(entry.part)
    step = session.plan.steps[index] if 0 <= index < len(session.plan.steps) else None
    if not _still_true(session, kind, step):
        return None
    pose = library.pose(session.plan.pose)
    if kind is CueKind.LATE_CLOSE and not session.running:
        page = replace(pages.late_truth(session, pose), silent=True)
    else:
        page = pages.cue(session, kind, step, pose)
    return replace(page, standing=standing(session))


def _still_true(session: PracticeSession, kind: CueKind, step: Step | None) -> bool:
    """Whether what was written down to be said still holds."""
    if kind is CueKind.LATE_CLOSE and session.ending is Ending.LAPSED:
        return True
    if kind is CueKind.STEP and step is not None and step.kind is not StepKind.CLOSE:
        return session.state is SessionState.GUIDING
    return session.state is SessionState.COMING_OUT
