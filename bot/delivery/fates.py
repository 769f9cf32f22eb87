"""What became of an outbox entry, and what follows from it."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from bot.coach.ports import Closing, Fate, Lane, OutboxEntry, Purpose, Rang, Work
from bot.coach.reminders.reminder import Night, Outcome
from bot.coach.talk.requests import ChatAddress
from scheduler.spreading import spread

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

    `platform` is where it was sent, `at` when this became clear. `noted`: it is written down
    already, before it was sent. `given_back`: it never set out, as another machine sends there now.
    """

    entry: OutboxEntry
    fate: Fate | None = None
    reason: str = ""
    again_at: datetime | None = None
    moved_to: ChatAddress | None = None
    platform: str = ""
    at: datetime | None = None
    noted: bool = False
    given_back: bool = False


def given_back(entry: OutboxEntry) -> Sent:
    """It never set out, and is there at its instant for whichever machine sends now."""
    return Sent(entry=entry, again_at=entry.due_at, given_back=True)


def later(
    entry: OutboxEntry, now: datetime, wait: timedelta, reason: str, *, exactly: bool = False
) -> Sent:
    """Again after the wait, longer with each try; missed if its grace ends before.

    Within a hold the pauses stay short: what is late there is soon worthless. `exactly`: the
    platform has said how long, and neither more nor less is waited.
    """
    longest = LONGEST_PAUSE if entry.lane is Lane.REMINDER else LONGEST_PAUSE_IN_A_HOLD
    pause = min(timedelta(seconds=2 ** min(entry.attempts, 6)), longest)
    # So that not all who met the same trouble come back in the same instant.
    pause += spread(f"{entry.key} {entry.attempts}", pause / 4)
    again_at = now + (wait if exactly else max(wait, pause))
    if again_at > entry.expires_at:
        return Sent(entry=entry, fate=Fate.EXPIRED, reason=reason)
    return Sent(entry=entry, again_at=again_at, reason=reason)


def follows(entry: OutboxEntry, first: Sent, now: datetime) -> Sent:
    """What becomes of an entry behind one of the same person that has to wait, or was refused."""
    if first.given_back:
        return given_back(entry)
    if first.again_at is None:
        return Sent(entry=entry, fate=Fate.REFUSED, reason="after one that was refused")
    wait = first.again_at - now
    return later(entry, now, wait, "after one that has to wait", exactly=True)


async def write_down(work: Work, batch: Sequence[Sent], now: datetime) -> None:
    """Write down what became of these entries, for their nights and for their people too.

    Raises:
        ConflictError: if a person was changed meanwhile; nothing was written then.
    """
    closings: list[Closing] = []
    for sent in batch:
        if sent.moved_to is not None:
            await _moved(work, sent, sent.moved_to)
        if sent.again_at is not None:
            await work.outbox.put_back(sent.entry, sent.again_at)
        elif sent.fate is not None and not sent.noted:
            at = sent.at or now
            closings.append(Closing(entry=sent.entry.id, fate=sent.fate, at=at, reason=sent.reason))
            if sent.fate is Fate.REFUSED:
                await _unreachable(work, sent.entry)
            if sent.fate is Fate.DROPPED:
                await work.count("cue", "dropped")
    await work.outbox.close_all(closings)
    ended = [sent for sent in batch if sent.fate is not None and sent.again_at is None]
    await _reminded(work, [one for one in ended if one.entry.purpose is Purpose.REMINDER], now)


async def _moved(work: Work, sent: Sent, home: ChatAddress) -> None:
    person = await work.people.get(sent.entry.practitioner)
    if person is not None:
        await work.people.save(replace(person, home=home))


async def _unreachable(work: Work, entry: OutboxEntry) -> None:
    """Nothing more goes there until the person writes: not one refused message a night."""
    person = await work.people.get(entry.practitioner)
    if person is not None and person.reachable:
        await work.people.save(replace(person, reachable=False))


async def _reminded(work: Work, rings: Sequence[Sent], now: datetime) -> None:
    """Say what became of the nights, unless they were put off or left alone on their way."""
    nights: list[Night] = []
    rang: list[Rang] = []
    for sent in rings:
        entry, at = sent.entry, sent.at or now
        outcome = _OUTCOMES.get(sent.fate) if sent.fate else None
        if outcome is None:
            continue
        with suppress(ValueError):
            night = date.fromisoformat(entry.part)
            nights.append(Night(reminder=entry.subject, night=night, outcome=outcome, at=at))
        if sent.fate is Fate.SENT:
            rang.append(Rang(practitioner=entry.practitioner, reminder=entry.subject, at=at))
    await work.reminders.came_of(nights)
    await work.people.rang(rang)
