"""What became of an outbox entry, and what follows from it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from bot.coach.ports import Fate, Lane, OutboxEntry, Purpose, Work
from bot.coach.reminders.reminder import Night, Outcome
from bot.coach.talk.requests import ChatAddress

LONGEST_PAUSE = timedelta(seconds=60)
LONGEST_PAUSE_IN_A_HOLD = timedelta(seconds=5)

_OUTCOMES = {
    Fate.SENT: Outcome.SENT,
    Fate.EXPIRED: Outcome.MISSED,
    Fate.REFUSED: Outcome.UNDELIVERED,
    Fate.GIVEN_UP: Outcome.UNDELIVERED,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """What became of one entry; `again_at` if it is to be tried once more, `moved_to` where.

    `platform` is where it was sent.
    """

    entry: OutboxEntry
    fate: Fate | None = None
    reason: str = ""
    again_at: datetime | None = None
    moved_to: ChatAddress | None = None
    platform: str = ""


def later(entry: OutboxEntry, now: datetime, wait: timedelta, reason: str) -> Sent:
    """Again after the wait, longer with each try; missed if its grace ends before.

    Within a hold the pauses stay short: what is late there is soon worthless.
    """
    longest = LONGEST_PAUSE if entry.lane is Lane.REMINDER else LONGEST_PAUSE_IN_A_HOLD
    pause = min(timedelta(seconds=2 ** min(entry.attempts, 6)), longest)
    again_at = now + max(wait, pause)
    if again_at > entry.expires_at:
        return Sent(entry=entry, fate=Fate.EXPIRED, reason=reason)
    return Sent(entry=entry, again_at=again_at, reason=reason)


async def write_down(work: Work, sent: Sent, now: datetime) -> None:
    """Write down what became of an entry, for its night and for its person too.

    Raises:
        ConflictError: if the person was changed meanwhile; nothing was written then.
    """
    entry = sent.entry
    if sent.moved_to is not None:
        person = await work.people.get(entry.practitioner)
        if person is not None:
            await work.people.save(replace(person, home=sent.moved_to))
    if sent.again_at is not None:
        await work.outbox.put_back(entry.id, sent.again_at)
        return
    if sent.fate is None:
        return
    await work.outbox.close(entry.id, sent.fate, now, sent.reason)
    if sent.fate is Fate.REFUSED:
        await _unreachable(work, entry)
    if entry.purpose is Purpose.REMINDER:
        await _reminded(work, sent, now)


async def _unreachable(work: Work, entry: OutboxEntry) -> None:
    """Nothing more goes there until the person writes: not one refused message a night."""
    person = await work.people.get(entry.practitioner)
    if person is not None and person.reachable:
        await work.people.save(replace(person, reachable=False))


async def _reminded(work: Work, sent: Sent, now: datetime) -> None:
    entry = sent.entry
    if sent.fate not in _OUTCOMES:
        return
    night = date.fromisoformat(entry.part)
    outcome = _OUTCOMES[sent.fate]
    before = await work.reminders.night(entry.subject, night)
    if before is not None and before.outcome is not Outcome.CREATED:
        # Put off or left alone while it was on its way: that is what became of the night.
        return
    await work.reminders.settle(Night(reminder=entry.subject, night=night, outcome=outcome, at=now))
    if sent.fate is Fate.SENT:
        person = await work.people.get(entry.practitioner)
        if person is not None:
            await work.people.save(replace(person, rang_reminder=entry.subject, rang_at=now))
