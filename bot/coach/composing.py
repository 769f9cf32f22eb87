"""What lies in the outbox, made into pages when it is sent: from the rows as they are then."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date, datetime

import structlog

from bot.coach.errors import DEFECTS
from bot.coach.people.practitioner import Practitioner
from bot.coach.ports import OutboxEntry, Purpose, Work
from bot.coach.practice import pages
from bot.coach.practice.plan import Step, StepKind
from bot.coach.practice.session import CueKind, Ending, PracticeSession, SessionState
from bot.coach.practice.stands import standing
from bot.coach.reminders import ringing
from bot.coach.reminders.reminder import Night, Reminder
from bot.coach.talk.answers import Reader
from bot.coach.talk.replies import Reply
from bot.coach.talk.requests import ChatAddress
from content.library import Library

_log = structlog.get_logger()


@dataclass(frozen=True, slots=True, kw_only=True)
class Parcel:
    """Something ready to be worded and sent."""

    entry: OutboxEntry
    to: ChatAddress
    reader: Reader
    page: Reply


@dataclass(frozen=True, slots=True, kw_only=True)
class Unsaid:
    """An entry of which nothing comes: it is `broken`, its person is `away`, or it is not true."""

    entry: OutboxEntry
    broken: bool = False
    away: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class _Rows:
    """What the entries of one batch are about."""

    people: dict[int, Practitioner]
    sessions: dict[int, PracticeSession]
    reminders: dict[int, Reminder]
    nights: dict[tuple[int, date], Night]
    busy: frozenset[int]


async def compose(
    work: Work, library: Library, entries: Sequence[OutboxEntry], now: datetime
) -> list[Parcel | Unsaid]:
    """What each entry says now, in their order; one that cannot be said costs no other."""
    rows = await _read(work, entries, now)
    made: list[Parcel | Unsaid] = []
    for entry in entries:
        person = rows.people.get(entry.practitioner)
        try:
            parcel = await _composed(work, library, entry, person, rows, now)
        except DEFECTS as exc:
            _log.error("entry_not_composed", key=entry.key, error=type(exc).__name__)
            made.append(Unsaid(entry=entry, broken=True))
        else:
            away = person is not None and not person.reachable
            made.append(parcel or Unsaid(entry=entry, away=away))
    return made


async def _read(work: Work, entries: Sequence[OutboxEntry], now: datetime) -> _Rows:
    people = {entry.practitioner for entry in entries}
    rings = [entry for entry in entries if entry.purpose is Purpose.REMINDER]
    return _Rows(
        people=await work.people.many(people),
        sessions=await work.sessions.many(
            {entry.subject for entry in entries if entry.purpose is Purpose.CUE}
        ),
        reminders=await work.reminders.many({entry.subject for entry in rings}),
        nights=await work.reminders.nights(_nights(rings)),
        busy=await work.practice.since(
            {entry.practitioner for entry in rings}, now - ringing.LATELY
        )
        | await work.people.with_conditions({entry.practitioner for entry in rings}),
    )


def _nights(rings: list[OutboxEntry]) -> set[tuple[int, date]]:
    keys: set[tuple[int, date]] = set()
    for entry in rings:
        # One that names no night is found out where it costs no other.
        with suppress(ValueError):
            keys.add(ringing.night_of_entry(entry))
    return keys


async def _composed(  # noqa: PLR0913, PLR0917 - what a page is made from
    work: Work,
    library: Library,
    entry: OutboxEntry,
    person: Practitioner | None,
    rows: _Rows,
    now: datetime,
) -> Parcel | None:
    if person is None or person.home is None or not person.reachable or person.quiet:
        return None
    match entry.purpose:
        case Purpose.CUE:
            page = _cue(library, entry, person, rows.sessions.get(entry.subject), now)
        case Purpose.REMINDER:
            page = await _ring(work, library, entry, person, rows, now)
    if page is None:
        return None
    reader = Reader(tongue=person.tongue, zone=person.tzinfo)
    return Parcel(entry=entry, to=person.home, reader=reader, page=page)


async def _ring(  # noqa: PLR0913, PLR0917 - as above
    work: Work,
    library: Library,
    entry: OutboxEntry,
    person: Practitioner,
    rows: _Rows,
    now: datetime,
) -> Reply | None:
    reminder = rows.reminders.get(entry.subject)
    night = rows.nights.get(ringing.night_of_entry(entry))
    if reminder is None or night is None or not ringing.still_rings(reminder, night, entry, now):
        return None
    if person.id in rows.busy:
        return await ringing.page_now(work, library, person, reminder, night, entry, now)
    return ringing.page(reminder, library, person, entry.part, now)


def _cue(
    library: Library,
    entry: OutboxEntry,
    person: Practitioner,
    session: PracticeSession | None,
    now: datetime,
) -> Reply | None:
    if session is None:
        return None
    kind = CueKind(entry.cue)
    index = int(entry.part)
    step = session.plan.steps[index] if 0 <= index < len(session.plan.steps) else None
    if not _still_true(session, kind, index, max(now, entry.due_at)):
        return None
    pose = library.pose(session.plan.pose)
    if kind is CueKind.LATE_CLOSE and not session.running:
        page = replace(pages.late_truth(session, pose), silent=True)
    else:
        page = pages.cue(session, kind, step, pose, person)
    return replace(page, standing=standing(session, still=person.still))


def _still_true(session: PracticeSession, kind: CueKind, index: int, at: datetime) -> bool:
    """Whether what was written down to be said by an instant still holds.

    A step that was begun ahead and taken back by the person comes again later, under a new key.
    """
    if kind is CueKind.LATE_CLOSE and session.ending is Ending.LAPSED:
        return True
    if kind is CueKind.BEGINS:
        begun = session.step > 0 and session.origin <= at
        return session.state is SessionState.GUIDING and session.up_at is None and begun
    if kind is CueKind.STEP and 0 <= index < len(session.plan.steps):
        step: Step = session.plan.steps[index]
        if step.kind is not StepKind.CLOSE:
            begun = index < session.step and session.at(step.offset) <= at
            return session.state is SessionState.GUIDING and begun
    closed = session.closed_at is not None and session.closed_at <= at
    return session.state is SessionState.COMING_OUT and closed
