"""What a session says, as pages: its beginning, its cues, its end."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from bot.coach.practice.plan import Step, StepKind
from bot.coach.practice.session import CueKind, PracticeSession, SessionState
from bot.coach.talk.actions import Action, Extend, Feeling, Steer, Wrong
from bot.coach.talk.replies import Choice, Kind, Line, Page, Reply, Style, choice, line, reply, say
from content.model import Pose
from content.phrases import Phrase, phrase

FEELINGS = range(1, 6)
"""How a session felt, from 1, worse than before, to 5, much better."""

MORE_MINUTES = 2

WHAT_IS_WRONG = ("chest", "head", "dizzy", "numb", "joint", "else")
"""Answers to "Something is wrong", in the order in which they are offered."""


def cue(session: PracticeSession, kind: CueKind, step: Step | None, pose: Pose) -> Reply:
    """What the clock makes a session say."""
    match kind:
        case CueKind.STEP if step is not None and step.kind is StepKind.CLOSE:
            page = coming_out(session, pose)
        case CueKind.STEP if step is not None:
            page = _step(session, step)
        case CueKind.PAUSE_OVER:
            page = coming_out(session, pose, say("session.pause_over"))
        case CueKind.LATE_CLOSE:
            up = timedelta(
                minutes=max(1, session.seconds_up(session.closed_at or session.origin) // 60)
            )
            page = coming_out(session, pose, say("session.late_close", up=up))
        case CueKind.STILL_UP | CueKind.STEP:
            page = reply(say("session.still_up")).offering([_steer(session, "down")])
    silent = kind is CueKind.STEP and step is not None and not step.sounding
    return replace(_as_cue(page), silent=silent)


def late_truth(session: PracticeSession, pose: Pose) -> Reply:
    """Hours too late: what is true about the time, quietly, and nothing to answer."""
    up = timedelta(seconds=max(60, session.seconds_up(session.closed_at or session.origin)))
    name = pose_name(pose.id)
    return _as_cue(reply(say("session.ended_unseen", pose=name, up=_whole_minutes(up))))


def _step(session: PracticeSession, step: Step) -> Reply:
    match step.kind:
        case StepKind.SETTLE:
            return reply(say(step.key))
        case StepKind.OPEN:
            ends = _side_ends(session, step)
            counting: Line[Phrase] = Line(
                style=Style.COUNTDOWN, text=phrase("session.countdown", at=ends), until=ends
            )
            return reply(say(step.key), counting).offering(*steering(session))
        case StepKind.CUE | StepKind.SWITCH | StepKind.CLOSE:
            return reply(say(step.key)).offering(*steering(session))


def _side_ends(session: PracticeSession, step: Step) -> datetime:
    after = (s for s in session.plan.steps if s.offset > step.offset)
    ends = next(s for s in after if s.kind in {StepKind.SWITCH, StepKind.CLOSE})
    return session.at(ends.offset)


def begun(session: PracticeSession, pose: Pose, *, tell_of_bell: bool) -> Reply:
    """The first answer to a start: what, how long, and how to end it."""
    settling = timedelta(seconds=session.plan.opens_at)
    lines = [
        line(Style.HEADING, f"pose.{pose.id}.name"),
        say("session.begun_sides" if session.plan.sides > 1 else "session.begun",
            length=timedelta(seconds=session.plan.seconds), settling=settling),
    ]  # fmt: skip
    if tell_of_bell:
        lines.append(line(Style.NOTE, "session.bell"))
    return reply(*lines).offering([_steer(session, "stop"), _steer(session, "wrong")])


def coming_out(session: PracticeSession, pose: Pose, *before: Line[Phrase]) -> Reply:
    """The way down, one line a movement, and the one thing to answer."""
    ways = [say(f"pose.{pose.id}.come_out.{item.id}") for item in pose.come_out]
    return reply(*before, *ways).offering([_steer(session, "down")])


def how_do_you_feel(session: PracticeSession) -> Reply:
    """The one question after a session."""
    scores = [choice(Feeling(session.id, n), f"session.feeling.{n}") for n in FEELINGS]
    page = reply(say("session.how_do_you_feel")).offering(scores)
    return Page(lines=page.lines, choices=page.choices, kind=Kind.CHECK_IN)


def what_is_wrong(session: PracticeSession) -> Reply:
    """One question, six answers; the first brings help without another."""
    offers = [choice(Wrong(session.id, what), f"session.wrong.{what}") for what in WHAT_IS_WRONG]
    page = reply(say("session.what_is_wrong"))
    return page.offering(offers[:2], offers[2:4], offers[4:])


def steering(session: PracticeSession) -> tuple[tuple[Choice[Phrase], ...], ...]:
    """What can be done while a session runs, as rows."""
    wrong = _steer(session, "wrong")
    match session.state:
        case SessionState.PAUSED:
            return ((_steer(session, "resume"), _steer(session, "stop")), (wrong,))
        case SessionState.COMING_OUT:
            return ((_steer(session, "down"),), (wrong,))
        case SessionState.GUIDING:
            more = choice(Extend(session.id, MORE_MINUTES), "session.do.extend", n=MORE_MINUTES)
            return ((_steer(session, "pause"), more), (_steer(session, "stop"), wrong))
        case SessionState.ENDED:
            return ()


def pose_name(pose: str) -> Phrase:
    """A pose's name as a phrase."""
    return phrase(f"pose.{pose}.name")


def _steer(session: PracticeSession, verb: str) -> Choice[Phrase]:
    action: Action = Steer(session.id, verb)
    return choice(action, f"session.do.{verb}")


def _as_cue(page: Reply) -> Reply:
    return Page(lines=page.lines, choices=page.choices, kind=Kind.CUE)


def _whole_minutes(length: timedelta) -> timedelta:
    return timedelta(minutes=max(1, round(length.total_seconds() / 60)))
