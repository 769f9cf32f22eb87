"""What is remembered of a practice, and what it means for the programme."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, tzinfo

from bot.coach.ports import Practised, Work
from bot.coach.practice.session import PracticeSession
from scheduler.recurrence import night_of

COUNTS_FROM = 30
"""Seconds up from which a practice is remembered; less is a change of mind."""


async def practised(
    work: Work, session: PracticeSession, zone: tzinfo, until: datetime | None = None
) -> None:
    """Remember a session whose hold has ended (or ends at `until`), and count its evening."""
    ended = session.closed_at or until
    if session.up_at is None or ended is None:
        return
    seconds = session.seconds_up(ended)
    if seconds < COUNTS_FROM:
        return
    night = night_of(session.up_at, zone)
    await work.practice.add(
        Practised(
            practitioner=session.practitioner,
            session=session.id,
            night=night,
            pose=session.plan.pose,
            seconds=seconds,
            at=ended,
        )
    )
    if session.evening is not None:
        programme, _, number = session.evening.rpartition(":")
        enrolment = await work.practice.enrolment(session.practitioner, programme)
        if enrolment is not None and enrolment.done == int(number):
            done = replace(enrolment, done=enrolment.done + 1, last_night=night)
            await work.practice.enrol(done)
