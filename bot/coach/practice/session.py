"""A practice session: one row that says all, and its transitions as pure functions.

The plan's offsets count from `origin`. A pause stops that count and a resume moves the origin, so
that what is left keeps its distances. Time up is counted from the first opening to the coming
out, pauses included; it never passes the pose's longest hold (and the switch of a two-sided one).
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from bot.coach.practice.plan import (
    SWITCH_SECONDS,
    HoldPlan,
    Step,
    StepKind,
    lengthen,
    shorten,
)
from content.model import Pose
from scheduler.punctuality import COME_OUT_GRACE, MID_CUE_GRACE

PAUSE_LIMIT = timedelta(minutes=5)
DOWN_REMINDER = timedelta(minutes=2)
CLOSES_AFTER = timedelta(minutes=30)
"""Without an answer a session that has come out closes by itself after this."""


class SessionState(StrEnum):
    """Where a session stands."""

    GUIDING = "guiding"
    PAUSED = "paused"
    COMING_OUT = "coming_out"
    ENDED = "ended"


class Ending(StrEnum):
    """How a session ended."""

    FINISHED = "finished"
    STOPPED = "stopped"
    UNWELL = "unwell"
    EMERGENCY = "emergency"
    LAPSED = "lapsed"


class CueKind(StrEnum):
    """What the clock makes a session say: its plan's steps, and what is beyond them."""

    STEP = "step"
    PAUSE_OVER = "pause_over"
    LATE_CLOSE = "late_close"
    STILL_UP = "still_up"
    BEGINS = "begins"


@dataclass(frozen=True, slots=True, kw_only=True)
class PracticeSession:
    """One practice of one person.

    `step` is the index of the next step of the plan; `number` counts what has been said, and with
    the session's id it is the key under which each thing is said once. `longest` is the most
    seconds up in all. `due_at` is when the clock has to look at it next; None once it has ended.
    """

    id: int
    practitioner: int
    plan: HoldPlan
    longest: int
    state: SessionState
    started_at: datetime
    origin: datetime
    due_at: datetime | None
    step: int = 0
    number: int = 0
    up_at: datetime | None = None
    paused_at: datetime | None = None
    closed_at: datetime | None = None
    nudged: bool = False
    ended_at: datetime | None = None
    ending: Ending | None = None
    feeling: int | None = None
    evening: str | None = None

    @property
    def running(self) -> bool:
        """Whether it still goes on, coming out included."""
        return self.state is not SessionState.ENDED

    @property
    def closes_at(self) -> datetime:
        """When coming out begins, as planned now."""
        return self.at(self.plan.closes_at)

    @property
    def waits(self) -> bool:
        """Whether it has still to begin, by itself, at its origin: begun later than asked for."""
        begun = self.step > 0 or self.state is not SessionState.GUIDING
        return not begun and self.origin > self.started_at

    def at(self, offset: int) -> datetime:
        """The instant of an offset of the plan."""
        return self.origin + timedelta(seconds=offset)

    def elapsed(self, now: datetime) -> int:
        """Whole seconds of the plan that have gone by."""
        return math.floor((now - self.origin).total_seconds())

    def up_limit(self) -> datetime | None:
        """The instant by which the legs are down at the latest; None before they are up."""
        return self.up_at + timedelta(seconds=self.longest) if self.up_at else None

    def seconds_up(self, now: datetime) -> int:
        """Whole seconds since the hold began, until coming out; 0 before it."""
        if self.up_at is None:
            return 0
        return max(0, int(((self.closed_at or now) - self.up_at).total_seconds()))


@dataclass(frozen=True, slots=True, kw_only=True)
class Saying:
    """Something that a session says, under its number. `step` for what stands in the plan."""

    kind: CueKind
    number: int
    due: datetime
    step: Step | None = None
    silent: bool = False


def begin(
    *, practitioner: int, plan: HoldPlan, longest: int, now: datetime, evening: str | None = None
) -> PracticeSession:
    """A session whose first step is due at once; its id is given by the store (0 until then)."""
    most = longest + SWITCH_SECONDS * (plan.sides - 1)
    return PracticeSession(
        id=0, practitioner=practitioner, plan=plan, longest=most, state=SessionState.GUIDING,
        started_at=now, origin=now, due_at=now, evening=evening,
    )  # fmt: skip


def put_off(session: PracticeSession, at: datetime) -> PracticeSession:
    """The same session before its first step, to begin by itself at an instant."""
    return replace(session, origin=at, due_at=at)


def advance(
    session: PracticeSession, now: datetime, ahead: datetime | None = None
) -> tuple[PracticeSession, tuple[Saying, ...]]:
    """Do all that has come due by `now`: the session after it, and what it says, in order.

    With `ahead`, a later instant, the steps of guiding until then are begun as well, so that each
    can be said on its second; `taken_back` undoes those whose instant has not come.
    """
    said: list[Saying] = []
    while session.due_at is not None and session.due_at <= _by(session, now, ahead):
        session, saying = _next(session, now)
        if saying is not None:
            said.append(saying)
    return session, tuple(said)


def _by(session: PracticeSession, now: datetime, ahead: datetime | None) -> datetime:
    guiding = session.state is SessionState.GUIDING
    return ahead if guiding and ahead is not None else now


def taken_back(session: PracticeSession, now: datetime) -> PracticeSession:
    """The session as it really stands at `now`: without steps that were begun ahead of it."""
    if session.state is SessionState.COMING_OUT:
        if session.closed_at != session.closes_at or session.closes_at <= now:
            return session
        session = replace(session, state=SessionState.GUIDING, closed_at=None)
    elif session.state is not SessionState.GUIDING:
        return session
    step = session.step
    while step and session.at(session.plan.steps[step - 1].offset) > now:
        step -= 1
    if step == session.step:
        return session
    up_at = None if session.up_at is not None and session.up_at > now else session.up_at
    return _wound(replace(session, step=step, up_at=up_at))


def _next(session: PracticeSession, now: datetime) -> tuple[PracticeSession, Saying | None]:
    match session.state:
        case SessionState.GUIDING:
            return _guide(session, now)
        case SessionState.PAUSED:
            return _pause_over(session, now)
        case SessionState.COMING_OUT | SessionState.ENDED:
            return _after(session)


def _guide(session: PracticeSession, now: datetime) -> tuple[PracticeSession, Saying | None]:
    if session.waits:
        return _begin_late(session, now)
    step = session.plan.steps[session.step]
    due = session.at(step.offset)
    if step.kind is StepKind.CLOSE:
        return _close(session, due, now, CueKind.STEP, step)
    session = replace(session, step=session.step + 1)
    if step.kind is StepKind.OPEN and session.up_at is None:
        session = replace(session, up_at=due)
    session = _wound(session)
    if now - due > MID_CUE_GRACE and (not step.sounding or _overtaken(session, step, now)):
        return session, None
    return _says(session, CueKind.STEP, due, step=step, silent=not step.sounding)


def _begin_late(session: PracticeSession, now: datetime) -> tuple[PracticeSession, Saying | None]:
    """The wait is over: a late beginning is a whole one; a very late one is none."""
    late = now - session.origin
    if late > COME_OUT_GRACE:
        return end(session, Ending.LAPSED, now), None
    origin = now if late > MID_CUE_GRACE else session.origin
    session = _wound(replace(session, origin=origin, step=1))
    return _says(session, CueKind.BEGINS, origin, step=session.plan.steps[0])


def _overtaken(session: PracticeSession, step: Step, now: datetime) -> bool:
    """Whether a late opening or switch is past its meaning: the next one is due as well.

    The opening of a side does not overtake the switch to it: who has not heard of the switch still
    lies on the first side.
    """
    coming = (s for s in session.plan.steps[session.step :] if s.sounding)
    after = next(s for s in coming if (step.kind, s.kind) != (StepKind.SWITCH, StepKind.OPEN))
    return session.at(after.offset) <= now


def _pause_over(session: PracticeSession, now: datetime) -> tuple[PracticeSession, Saying | None]:
    return _close(session, session.due_at or now, now, CueKind.PAUSE_OVER)


def _close(
    session: PracticeSession,
    due: datetime,
    now: datetime,
    kind: CueKind,
    step: Step | None = None,
) -> tuple[PracticeSession, Saying | None]:
    """Begin the coming out; late, what is said is the truth about the time."""
    late = now - due
    if late > COME_OUT_GRACE:
        # Hours later nobody is up there any more: said quietly, and nothing more is asked.
        lapsed = end(replace(session, closed_at=due), Ending.LAPSED, now)
        return (
            _says(lapsed, CueKind.LATE_CLOSE, now, silent=True) if session.up_at else (lapsed, None)
        )
    on_time = late <= MID_CUE_GRACE
    closed = due if on_time else now
    session = replace(
        session, state=SessionState.COMING_OUT, step=len(session.plan.steps),
        closed_at=closed, due_at=closed + DOWN_REMINDER,
    )  # fmt: skip
    if on_time:
        return _says(session, kind, due, step=step)
    return _says(session, CueKind.LATE_CLOSE, now)


def _after(session: PracticeSession) -> tuple[PracticeSession, Saying | None]:
    due = session.due_at
    if session.nudged or due is None or session.closed_at is None:
        return end(session, Ending.FINISHED, due or session.started_at), None
    session = replace(session, nudged=True, due_at=session.closed_at + CLOSES_AFTER)
    return _says(session, CueKind.STILL_UP, due)


def _says(
    session: PracticeSession,
    kind: CueKind,
    due: datetime,
    *,
    step: Step | None = None,
    silent: bool = False,
) -> tuple[PracticeSession, Saying]:
    saying = Saying(kind=kind, number=session.number, due=due, step=step, silent=silent)
    return replace(session, number=session.number + 1), saying


def pause(session: PracticeSession, now: datetime) -> PracticeSession:
    """Hold the plan still; coming out is sent after five minutes, or at the limit of time up."""
    limit = session.up_limit()
    over = now + PAUSE_LIMIT
    due = min(over, limit) if limit else over
    return replace(session, state=SessionState.PAUSED, paused_at=now, due_at=due)


def resume(session: PracticeSession, pose: Pose, now: datetime) -> PracticeSession:
    """Go on where the pause began; what would pass the limit of time up is cut from the end."""
    if session.paused_at is None:
        raise ValueError("only a paused session resumes")
    moved = replace(
        session, state=SessionState.GUIDING, paused_at=None,
        origin=session.origin + (now - session.paused_at),
    )  # fmt: skip
    return _wound(_within_limit(moved, pose, now))


def extend(session: PracticeSession, pose: Pose, more: int, now: datetime) -> PracticeSession:
    """Hold for `more` seconds longer; what was said stays said, the rest is spread anew."""
    elapsed = session.elapsed(session.paused_at or now)
    plan = lengthen(session.plan, pose, more, session.step, elapsed)
    session = replace(session, plan=plan)
    return session if session.state is SessionState.PAUSED else _wound(session)


def seconds_to_spare(session: PracticeSession, now: datetime) -> int:
    """By how many seconds the hold may still grow within the limit of time up."""
    if session.up_at is None:
        return session.longest - (session.plan.closes_at - session.plan.opens_at)
    paused = now - session.paused_at if session.paused_at else timedelta(0)
    up = session.closes_at + paused - session.up_at
    return max(0, session.longest - math.ceil(up.total_seconds()))


def come_out_now(session: PracticeSession, now: datetime) -> PracticeSession:
    """End the hold at once: the legs come down, and the coach waits to hear so."""
    return replace(
        session, state=SessionState.COMING_OUT, step=len(session.plan.steps), paused_at=None,
        closed_at=now, due_at=now + DOWN_REMINDER, number=session.number + 1,
    )  # fmt: skip


def end(session: PracticeSession, ending: Ending, now: datetime) -> PracticeSession:
    """Close it; nothing more comes of it."""
    return replace(
        session, state=SessionState.ENDED, due_at=None, ended_at=now, ending=ending,
        closed_at=session.closed_at or now,
    )  # fmt: skip


def _within_limit(session: PracticeSession, pose: Pose, now: datetime) -> PracticeSession:
    limit = session.up_limit()
    if limit is None or session.closes_at <= limit:
        return session
    # Pauses are of any length and plans of whole seconds: rather a second less than one too many.
    over = math.ceil((session.closes_at - limit).total_seconds())
    plan = shorten(session.plan, pose, over, session.step, session.elapsed(now))
    return replace(session, plan=plan)


def _wound(session: PracticeSession) -> PracticeSession:
    return replace(session, due_at=session.at(session.plan.steps[session.step].offset))
