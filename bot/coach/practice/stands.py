"""A session's row as where it stands, in keys: a pure function."""

from __future__ import annotations

from dataclasses import replace

from bot.coach.practice.pages import pose_name
from bot.coach.practice.plan import Step, StepKind
from bot.coach.practice.session import CLOSES_AFTER, PracticeSession, SessionState
from bot.coach.talk.standing import IDLE, Phase, Standing
from content.phrases import Phrase, phrase

_PHASES = {
    StepKind.SETTLE: Phase.SETTLING,
    StepKind.OPEN: Phase.HOLDING,
    StepKind.SWITCH: Phase.SWITCHING,
}


def standing(session: PracticeSession | None, *, still: bool = False) -> Standing[Phrase]:
    """Where it stands, for somebody who may want nothing to move; idle if none runs."""
    where = _stands(session) if session else IDLE
    return replace(where, still=still)


def _stands(session: PracticeSession) -> Standing[Phrase]:
    match session.state:
        case SessionState.GUIDING | SessionState.PAUSED:
            return _stretch(session)
        case SessionState.COMING_OUT:
            since = session.closed_at or session.closes_at
            return Standing(
                phase=Phase.COMING_OUT, title=pose_name(session.plan.pose),
                label=phrase("session.phase.coming_out"), since=since, until=since + CLOSES_AFTER,
            )  # fmt: skip
        case SessionState.ENDED:
            return IDLE


def _stretch(session: PracticeSession) -> Standing[Phrase]:
    """The stretch of the plan that has begun last, and the one that is next."""
    bounds = [step for step in session.plan.steps if step.sounding]
    begun = [step for step in bounds if session.plan.steps.index(step) < session.step]
    coming = bounds[len(begun)] if len(begun) < len(bounds) else session.plan.steps[-1]
    since, phase = (begun[-1].offset, _PHASES[begun[-1].kind]) if begun else (0, Phase.SETTLING)
    paused = session.state is SessionState.PAUSED
    return Standing(
        phase=Phase.PAUSED if paused else phase,
        title=pose_name(session.plan.pose),
        label=phrase("session.phase.paused") if paused else _label(session, phase, begun),
        since=session.at(since),
        until=session.at(coming.offset),
        paused_at=session.paused_at,
    )


def _label(session: PracticeSession, phase: Phase, begun: list[Step]) -> Phrase:
    if phase is Phase.HOLDING and session.plan.sides > 1:
        return phrase("session.phase.side", n=begun[-1].side, sides=session.plan.sides)
    return phrase(f"session.phase.{phase}")
