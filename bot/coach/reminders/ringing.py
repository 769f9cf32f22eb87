"""A reminder's night has come: whether it rings, and what it says.

What it says is calm, and nothing in it must be answered. Whoever has practised or is practising
that night is left alone, unless the ring was asked for since: a single one or a snooze.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta

import structlog

from bot.coach.errors import DEFECTS
from bot.coach.outgoing import ring_key
from bot.coach.people.practitioner import Practitioner
from bot.coach.ports import Due, Lane, OutboxEntry, Purpose, Rung, Work
from bot.coach.practice.kept_to import against
from bot.coach.reminders.reminder import Night, Outcome, Reminder, wind
from bot.coach.talk.actions import NotTonight, Snooze, Start
from bot.coach.talk.replies import Kind, Page, Reply, choice, reply, say
from content.library import Library
from content.phrases import phrase
from scheduler.punctuality import REMINDER_GRACE, Timeliness, timeliness
from scheduler.recurrence import night_of

_log = structlog.get_logger()

USUAL_POSE = "legs_up_wall"
SNOOZE_MINUTES = 20

TOLD_FOR = timedelta(days=7)
"""How long it is told that a night was missed; nights missed before that are not written down."""

AFTER_SESSION = timedelta(minutes=5)
"""A ring that was asked for in a session waits for its end, looking again so often."""

ASIDE = timedelta(days=1)

LATELY = timedelta(hours=36)
"""Who has not practised since then has not in the night of a ring that is sent now."""

FRESH = timedelta(hours=12)
"""Up to here the night of a ring that is due is certainly within what is lately."""

SNOOZED = "snoozed"
"""The cue of an entry for an instant of its own, beside the night's regular one."""


def usual_seconds(library: Library, pose: str) -> int:
    """How long a pose is held where nobody said."""
    return library.pose(pose).hold.usual


@dataclass(slots=True)
class _Written:
    """What is to be written down of reminders that are alike."""

    rings: list[tuple[str, OutboxEntry]] = field(default_factory=list)
    nights: list[Night] = field(default_factory=list)


async def come_due(work: Work, batch: Sequence[Due], now: datetime) -> None:
    """Deal with every night of these reminders that is due by `now`, and wind them for the next.

    One that a mistake of ours keeps from being dealt with is put aside for a day: nobody else's
    night is lost for it.
    """
    rung = [await _ring(work, one, now) for due in batch for one in _alike(due, now)]
    await work.reminders.rung(rung)


def _alike(due: Due, now: datetime) -> tuple[Due, ...]:
    """Reminders in the groups in which they are dealt with: whose practice counts, one by one."""
    at = due.reminder.due_at
    together = not due.others or at is None or _plain_outcome(due, at, now) is not None
    return (due,) if together else due.each()


async def _ring(work: Work, due: Due, now: datetime) -> Rung:
    reminder = due.reminder
    written = _Written()
    try:
        while (at := reminder.due_at) is not None and at <= now:
            reminder = await _come_due_once(work, due, reminder, at, now, written)
    except DEFECTS as exc:
        ids = [one for one, _ in due.whose]
        _log.error("reminder_put_aside", reminders=ids, error=type(exc).__name__)
        reminder = replace(reminder, regular_at=now + ASIDE, snoozed_until=None, snoozed_night=None)
    return Rung(
        whose=due.whose,
        reminder=reminder,
        nights=tuple(written.nights),
        rings=tuple(written.rings),
    )


async def _come_due_once(  # noqa: PLR0913, PLR0917 - a night, and where it is written down
    work: Work, due: Due, reminder: Reminder, at: datetime, now: datetime, written: _Written
) -> Reminder:
    zone = due.tzinfo
    night = reminder.night_at(at, zone)
    snoozed = reminder.snoozed_until == at
    outcome = _plain_outcome(due, at, now)
    if outcome is None:
        outcome = await _outcome(work, reminder, at, night, now)
    if outcome is None:
        return _put_off(reminder, night, now + AFTER_SESSION)
    if outcome is Outcome.CREATED:
        written.rings.append(_ring_of(reminder, night, at, snoozed=snoozed))
    written.nights.append(Night(reminder=reminder.id, night=night, outcome=outcome, at=now))
    last = max(night, reminder.last_night or night)
    if snoozed:
        reminder = replace(reminder, snoozed_until=None, snoozed_night=None)
    return wind(reminder, zone, max(at, now - TOLD_FOR), last_night=last)


def _plain_outcome(due: Due, at: datetime, now: datetime) -> Outcome | None:
    """What becomes of the night of most people; None where their practice has to be looked at."""
    if not due.reachable:
        return Outcome.UNDELIVERED
    if due.quiet:
        return Outcome.SKIPPED
    if due.busy or now - at > FRESH:
        return None
    return _in_time(at, now)


def _in_time(at: datetime, now: datetime) -> Outcome:
    late = timeliness(at, now, REMINDER_GRACE) is Timeliness.TOO_LATE
    return Outcome.MISSED if late else Outcome.CREATED


def _put_off(reminder: Reminder, night: date, instant: datetime) -> Reminder:
    regular = None if reminder.single else reminder.regular_at
    last = max(night, reminder.last_night or night)
    return replace(
        reminder, snoozed_until=instant, snoozed_night=night, regular_at=regular, last_night=last
    )


async def _outcome(
    work: Work, reminder: Reminder, at: datetime, night: date, now: datetime
) -> Outcome | None:
    """What becomes of the night of somebody who practises; None if it waits for a session's end."""
    person = await work.people.get(reminder.practitioner)
    if person is None:
        return Outcome.UNDELIVERED
    asked_at = await _asked_at(work, reminder, night)
    session = await work.sessions.running(person.id)
    if session is not None:
        later = asked_at is not None and asked_at > session.started_at
        return None if later else Outcome.PRACTISED
    if await rests(work, person, at, since=asked_at):
        return Outcome.PRACTISED
    return _in_time(at, now)


async def _asked_at(work: Work, reminder: Reminder, night: date) -> datetime | None:
    """When this very ring was asked for; None for a recurring one."""
    if reminder.snoozed_until is not None and reminder.snoozed_until == reminder.due_at:
        put_off = await work.reminders.night(reminder.id, night)
        if put_off is not None and put_off.outcome is Outcome.SNOOZED:
            return put_off.at
    return reminder.created_at if reminder.single else None


async def rests(
    work: Work, person: Practitioner, at: datetime, *, since: datetime | None = None
) -> bool:
    """Whether the person has practised in the night of an instant, or begun to since another."""
    night = night_of(at, person.tzinfo)
    if not await work.practice.on(person.id, night):
        return False
    if since is None:
        return True
    for done in await work.practice.of(person.id):
        session = await work.sessions.get(done.session) if done.night == night else None
        if session is not None and session.started_at >= since:
            return True
    return False


def _ring_of(
    reminder: Reminder, night: date, due: datetime, *, snoozed: bool
) -> tuple[str, OutboxEntry]:
    # A ring at an instant of its own is another one than the night's regular one.
    ring = f"{night}:{int(due.timestamp())}" if snoozed else night.isoformat()
    return ring, OutboxEntry(
        id=0,
        key=ring_key(reminder.id, ring),
        purpose=Purpose.REMINDER,
        lane=Lane.REMINDER,
        practitioner=reminder.practitioner,
        subject=reminder.id,
        part=night.isoformat(),
        cue=SNOOZED if snoozed else "",
        due_at=due,
        expires_at=due + REMINDER_GRACE,
    )


def night_of_entry(entry: OutboxEntry) -> tuple[int, date]:
    """The reminder and the night that an entry is about."""
    return entry.subject, date.fromisoformat(entry.part)


def still_rings(reminder: Reminder, night: Night, entry: OutboxEntry, now: datetime) -> bool:
    """Whether an entry's night was neither put off nor left alone, and its reminder is there."""
    if reminder.removed_at is not None:
        return False
    if reminder.paused_at(now) and entry.cue != SNOOZED:
        return False
    return night.outcome not in {Outcome.SKIPPED, Outcome.SNOOZED}


async def page_now(  # noqa: PLR0913, PLR0917 - a ring, and what it depends on
    work: Work,
    library: Library,
    person: Practitioner,
    reminder: Reminder,
    night: Night,
    entry: OutboxEntry,
    now: datetime,
) -> Reply | None:
    """What an entry says now to somebody who practises, or of whose body something is known.

    None if the night has been practised meanwhile.
    """
    if await work.sessions.running(person.id):
        return None
    asked_since = night.at if reminder.single or entry.cue == SNOOZED else None
    if await rests(work, person, entry.due_at, since=asked_since):
        return None
    rung = page(reminder, library, person, entry.part, now)
    conditions = await work.people.conditions(person.id)
    if not against(library, conditions, reminder.pose or USUAL_POSE):
        return rung
    # Neither the pose nor a reason: what a body has is nobody's to read off a locked screen.
    said = say("remind.rings_only", at=_clock(reminder, person, now))
    return replace(rung, lines=(said,), choices=rung.choices[1:])


def _clock(reminder: Reminder, person: Practitioner, now: datetime) -> time:
    """What time it is by the person's own clock; by the reminder's where only that is known."""
    zone = person.tzinfo if person.zone else reminder.zone_of(person.tzinfo)
    return now.astimezone(zone).time()


def page(
    reminder: Reminder, library: Library, person: Practitioner, night: str, now: datetime
) -> Reply:
    """The message of one night: begin, later, or not tonight."""
    pose = reminder.pose or USUAL_POSE
    length = timedelta(seconds=reminder.seconds or usual_seconds(library, pose))
    said = say(
        f"remind.rings.{pose}",
        at=_clock(reminder, person, now),
        length=length,
        pose=phrase(f"pose.{pose}.name"),
    )
    offers = reply(said).offering(
        [choice(Start(pose, int(length.total_seconds())), "do.start", length=length)],
        [
            choice(
                Snooze(reminder.id, night, SNOOZE_MINUTES), "remind.do.snooze", n=SNOOZE_MINUTES
            ),
            choice(NotTonight(reminder.id, night), "remind.do.not_tonight"),
        ],
    )
    return Page(lines=offers.lines, choices=offers.choices, kind=Kind.REMINDER)
