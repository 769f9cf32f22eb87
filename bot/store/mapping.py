"""Rows to frozen values and back. A value's row leaves out its id: the database gives it."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Any

from sqlalchemy import Row

from bot.coach.people.practitioner import Asking, Condition, Practitioner, Question
from bot.coach.ports import Enrolment, OutboxEntry, Practised, Purpose
from bot.coach.practice.plan import HoldPlan, Step, StepKind
from bot.coach.practice.session import Ending, PracticeSession, SessionState
from bot.coach.reminders.reminder import Night, Outcome, Reminder
from bot.coach.talk.requests import Account, ChatAddress
from content.model import Breath, Moment
from scheduler.recurrence import DailyAt

Values = dict[str, Any]
AnyRow = Row[Any]

ASIDE = timedelta(days=1)
"""For how long a row that cannot be read is left alone."""


def person_row(person: Practitioner) -> Values:
    """The columns of a practitioner, id and version apart."""
    home = person.home
    return {
        "platform": person.account.platform,
        "account": person.account.id,
        "home_platform": home.platform if home else None,
        "home_chat": home.chat if home else None,
        "home_thread": home.thread if home else None,
        "reachable": person.reachable,
        "zone": person.zone,
        "language": person.language,
        "locale": person.locale,
        "joined_at": person.joined_at,
        "seen_at": person.seen_at,
        "question": _question_out(person.question),
        "question_at": person.question.asked_at if person.question else None,
        "asked": person.asked,
        "last_pose": person.last_pose,
        "rang_reminder": person.rang_reminder,
        "rang_at": person.rang_at,
        "well_since": person.well_since,
        "quiet": person.quiet,
        "owes_help": person.owes_help,
        "told_of_bell": person.told_of_bell,
        "bell": person.bell,
        "still": person.still,
    }


def person_of(row: AnyRow) -> Practitioner:
    """The practitioner of a row of `people`."""
    home = None
    if row.home_platform is not None:
        home = ChatAddress(
            platform=row.home_platform, chat=row.home_chat, thread=row.home_thread
        )  # fmt: skip
    return Practitioner(
        id=row.id,
        version=row.version,
        account=Account(platform=row.platform, id=row.account),
        home=home,
        reachable=row.reachable,
        zone=row.zone,
        language=row.language,
        locale=row.locale,
        joined_at=row.joined_at,
        seen_at=row.seen_at,
        question=_question_in(row.question),
        asked=row.asked,
        last_pose=row.last_pose,
        rang_reminder=row.rang_reminder,
        rang_at=row.rang_at,
        well_since=row.well_since,
        quiet=row.quiet,
        owes_help=row.owes_help,
        told_of_bell=row.told_of_bell,
        bell=bool(row.bell),
        still=bool(row.still),
    )


def _question_out(question: Question | None) -> Values | None:
    if question is None:
        return None
    return {
        "id": question.id,
        "asking": question.asking,
        "asked_at": question.asked_at.astimezone(UTC).isoformat(),
        "kept": question.kept,
    }


def _question_in(stored: Values | None) -> Question | None:
    if stored is None:
        return None
    return Question(
        id=stored["id"],
        asking=Asking(stored["asking"]),
        asked_at=datetime.fromisoformat(stored["asked_at"]),
        kept=stored["kept"],
    )


def condition_of(row: AnyRow) -> Condition:
    """The condition of a row of `conditions`."""
    return Condition(topic=row.topic, since=row.since, agreed_at=row.agreed_at)


def session_row(session: PracticeSession) -> Values:
    """The columns of a session, id apart."""
    return {
        "practitioner": session.practitioner,
        "plan": _plan_out(session.plan),
        "longest": session.longest,
        "state": session.state.value,
        "started_at": session.started_at,
        "origin": session.origin,
        "due_at": session.due_at,
        "step": session.step,
        "number": session.number,
        "up_at": session.up_at,
        "paused_at": session.paused_at,
        "closed_at": session.closed_at,
        "nudged": session.nudged,
        "ended_at": session.ended_at,
        "ending": session.ending.value if session.ending else None,
        "feeling": session.feeling,
        "evening": session.evening,
        "closing_at": session.closes_at,
    }


def moved_row(session: PracticeSession) -> Values:
    """The columns of a session that change as time passes."""
    return {
        "state": session.state.value,
        "origin": session.origin,
        "due_at": session.due_at,
        "step": session.step,
        "number": session.number,
        "up_at": session.up_at,
        "closed_at": session.closed_at,
        "nudged": session.nudged,
        "ended_at": session.ended_at,
        "ending": session.ending.value if session.ending else None,
        "closing_at": session.closes_at,
    }


def session_of(row: AnyRow) -> PracticeSession:
    """The session of a row of `sessions`, its plan as it is written there."""
    return PracticeSession(
        id=row.id,
        practitioner=row.practitioner,
        plan=_plan_in(row.plan),
        longest=row.longest,
        state=SessionState(row.state),
        started_at=row.started_at,
        origin=row.origin,
        due_at=row.due_at,
        step=row.step,
        number=row.number,
        up_at=row.up_at,
        paused_at=row.paused_at,
        closed_at=row.closed_at,
        nudged=row.nudged,
        ended_at=row.ended_at,
        ending=Ending(row.ending) if row.ending else None,
        feeling=row.feeling,
        evening=row.evening,
    )


def _plan_out(plan: HoldPlan) -> Values:
    steps = [[step.offset, step.kind, step.key, step.side, step.moment] for step in plan.steps]
    written = {"pose": plan.pose, "seconds": plan.seconds, "sides": plan.sides, "steps": steps}
    if plan.breath is not None:
        written["breath"] = [plan.breath.inhale, plan.breath.hold, plan.breath.exhale]
    return written


@lru_cache(maxsize=4096)
def _plan_in(text: str) -> HoldPlan:
    stored: Values = json.loads(text)
    steps = tuple(
        Step(
            offset=offset,
            kind=StepKind(kind),
            key=key,
            side=side,
            moment=Moment(moment) if moment else None,
        )
        for offset, kind, key, side, moment in stored["steps"]
    )
    # What was planned before there was one has none.
    breath = stored.get("breath")
    return HoldPlan(
        pose=stored["pose"],
        seconds=stored["seconds"],
        sides=stored["sides"],
        steps=steps,
        breath=Breath(inhale=breath[0], hold=breath[1], exhale=breath[2]) if breath else None,
    )


def reminder_row(reminder: Reminder) -> Values:
    """The columns of a reminder, id apart; `due_at` is written down for the clock to find."""
    rule = reminder.rule
    return {
        "practitioner": reminder.practitioner,
        "clock": rule.clock.isoformat(),
        "days": None if rule.days is None else sorted(rule.days),
        "on_date": rule.on,
        "zone": reminder.zone,
        "pose": reminder.pose,
        "seconds": reminder.seconds,
        "created_at": reminder.created_at,
        "last_night": reminder.last_night,
        "paused_until": reminder.paused_until,
        "snoozed_until": reminder.snoozed_until,
        "snoozed_night": reminder.snoozed_night,
        "regular_at": reminder.regular_at,
        "removed_at": reminder.removed_at,
        "due_at": reminder.due_at,
        "leeway": reminder.leeway,
    }


def wound_row(reminder: Reminder) -> Values:
    """The columns of a reminder that change as it rings."""
    return {
        "last_night": reminder.last_night,
        "snoozed_until": reminder.snoozed_until,
        "snoozed_night": reminder.snoozed_night,
        "regular_at": reminder.regular_at,
        "due_at": reminder.due_at,
    }


def reminder_of(row: AnyRow) -> Reminder:
    """The reminder of a row of `reminders`, its days as they are written there."""
    return Reminder(
        id=row.id,
        practitioner=row.practitioner,
        rule=_rule_in(row.clock, row.days, row.on_date),
        zone=row.zone,
        pose=row.pose,
        seconds=row.seconds,
        created_at=row.created_at,
        last_night=row.last_night,
        paused_until=row.paused_until,
        snoozed_until=row.snoozed_until,
        snoozed_night=row.snoozed_night,
        regular_at=row.regular_at,
        removed_at=row.removed_at,
        leeway=row.leeway or 0,
    )


@lru_cache(maxsize=8192)
def _rule_in(clock: str, days: str | None, on: date | None) -> DailyAt:
    return DailyAt(
        clock=time.fromisoformat(clock),
        days=None if days is None else frozenset(json.loads(days)),
        on=on,
    )


def night_row(night: Night) -> Values:
    """The columns of a night."""
    return {
        "reminder": night.reminder,
        "night": night.night,
        "outcome": night.outcome.value,
        "at": night.at,
    }


def night_of(row: AnyRow) -> Night:
    """The night of a row of `nights`."""
    return Night(reminder=row.reminder, night=row.night, outcome=Outcome(row.outcome), at=row.at)


def entry_row(entry: OutboxEntry) -> Values:
    """The columns of an outbox entry, id apart."""
    return {
        "key": entry.key,
        "purpose": entry.purpose.value,
        "lane": entry.lane,
        "practitioner": entry.practitioner,
        "subject": entry.subject,
        "part": entry.part,
        "cue": entry.cue,
        "due_at": entry.due_at,
        "expires_at": entry.expires_at,
        "attempts": entry.attempts,
        "ready_at": entry.due_at,
    }


def entry_of(row: AnyRow, *, begun: int = 0) -> OutboxEntry:
    """The outbox entry of a row; `begun`: sends begun since the row was read."""
    return OutboxEntry(
        id=row.id,
        key=row.key,
        purpose=Purpose(row.purpose),
        lane=row.lane,
        practitioner=row.practitioner,
        subject=row.subject,
        part=row.part,
        cue=row.cue,
        due_at=row.due_at,
        expires_at=row.expires_at,
        attempts=row.attempts + begun,
    )


def practised_row(practised: Practised) -> Values:
    """The columns of a remembered practice."""
    return {
        "session": practised.session,
        "practitioner": practised.practitioner,
        "night": practised.night,
        "pose": practised.pose,
        "seconds": practised.seconds,
        "at": practised.at,
        "feeling": practised.feeling,
    }


def practised_of(row: AnyRow) -> Practised:
    """The remembered practice of a row of `practised`."""
    return Practised(
        practitioner=row.practitioner,
        session=row.session,
        night=row.night,
        pose=row.pose,
        seconds=row.seconds,
        at=row.at,
        feeling=row.feeling,
    )


def enrolment_row(enrolment: Enrolment) -> Values:
    """The columns of an enrolment."""
    return {
        "practitioner": enrolment.practitioner,
        "programme": enrolment.programme,
        "joined_at": enrolment.joined_at,
        "done": enrolment.done,
        "last_night": enrolment.last_night,
    }


def enrolment_of(row: AnyRow) -> Enrolment:
    """The enrolment of a row of `enrolments`."""
    return Enrolment(
        practitioner=row.practitioner,
        programme=row.programme,
        joined_at=row.joined_at,
        done=row.done,
        last_night=row.last_night,
    )
