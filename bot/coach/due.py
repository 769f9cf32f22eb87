"""What has come due: a session's step, a reminder's night.

A tick changes rows and writes outbox entries in one transaction. An entry carries no words: it is
composed when it is sent, and nothing comes of it if the session has moved on meanwhile, the night
was practised or put off, or the person has stopped.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from bot.coach.people.practitioner import Practitioner
from bot.coach.ports import Lane, OutboxEntry, Purpose, Store, Work
from bot.coach.practice import pages, record
from bot.coach.practice.plan import Step, StepKind
from bot.coach.practice.session import (
    CueKind,
    PracticeSession,
    Saying,
    SessionState,
    advance,
)
from bot.coach.reminders import ringing
from bot.coach.reminders.reminder import Night, Outcome, Reminder, wind
from bot.coach.talk.answers import Reader
from bot.coach.talk.replies import Reply
from bot.coach.talk.requests import ChatAddress
from content.library import Library
from scheduler.punctuality import COME_OUT_GRACE, MID_CUE_GRACE, REMINDER_GRACE
from scheduler.recurrence import night_of

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
            await _reminder(work, reminder, now)
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


async def _reminder(work: Work, reminder: Reminder, now: datetime) -> None:
    person = await work.people.get(reminder.practitioner)
    due = reminder.due_at
    if person is None or due is None:
        return
    zone = reminder.tzinfo(person.tzinfo)
    snoozed = reminder.snoozed_until == due
    night = reminder.snoozed_night if snoozed and reminder.snoozed_night else night_of(due, zone)
    after = replace(reminder, snoozed_until=None, snoozed_night=None) if snoozed else reminder
    last = max(night, reminder.last_night or night)
    after = wind(replace(after, last_night=last), person.tzinfo, now)
    outcome = await _outcome(work, person, night, late=now - due > REMINDER_GRACE)
    if outcome is Outcome.CREATED:
        await work.outbox.put(_ring_entry(reminder, night.isoformat(), due, snoozed=snoozed))
    settled = Night(reminder=reminder.id, night=night, outcome=outcome, at=now)
    await work.reminders.settle(settled)
    await work.reminders.save(after)


async def _outcome(work: Work, person: Practitioner, night: date, *, late: bool) -> Outcome:
    if not person.reachable:
        return Outcome.UNDELIVERED
    if person.quiet:
        return Outcome.SKIPPED
    if await work.practice.on(person.id, night) or await work.sessions.running(person.id):
        return Outcome.PRACTISED
    return Outcome.MISSED if late else Outcome.CREATED


def _ring_entry(reminder: Reminder, night: str, due: datetime, *, snoozed: bool) -> OutboxEntry:
    # A snooze is a ring of its own on the same night, at its own instant.
    ring = f"{night}:{int(due.timestamp())}" if snoozed else night
    return OutboxEntry(
        id=0,
        key=f"reminder:{reminder.id}:{ring}",
        purpose=Purpose.REMINDER,
        lane=Lane.REMINDER,
        practitioner=reminder.practitioner,
        subject=reminder.id,
        part=night,
        cue="snoozed" if snoozed else "",
        due_at=due,
        expires_at=due + REMINDER_GRACE,
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
            page = await _ring(work, person, entry, now)
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
        return replace(pages.late_truth(session, pose), silent=True)
    return pages.cue(session, kind, step, pose)


def _still_true(session: PracticeSession, kind: CueKind, step: Step | None) -> bool:
    """Whether what was written down to be said still holds."""
    if kind is CueKind.LATE_CLOSE:
        return True
    if kind is CueKind.STEP and step is not None and step.kind is not StepKind.CLOSE:
        return session.state is SessionState.GUIDING
    return session.state is SessionState.COMING_OUT


async def _ring(
    work: Work, person: Practitioner, entry: OutboxEntry, now: datetime
) -> Reply | None:
    reminder = await work.reminders.get(entry.subject)
    if reminder is None or reminder.removed_at is not None:
        return None
    if reminder.paused_until is not None and reminder.paused_until > now:
        return None
    night = await work.reminders.night(reminder.id, date.fromisoformat(entry.part))
    if night is not None and night.outcome in {Outcome.SKIPPED, Outcome.SNOOZED} and not entry.cue:
        return None
    if await work.practice.on(person.id, date.fromisoformat(entry.part)):
        return None
    if await work.sessions.running(person.id):
        return None
    return ringing.page(reminder, entry.part, now)
