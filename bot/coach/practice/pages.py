"""What a session says, as pages: its beginning, its cues, its end."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from bot.coach.people.practitioner import Practitioner
from bot.coach.practice import breathing, pictures
from bot.coach.practice.plan import Step, StepKind
from bot.coach.practice.session import PAUSE_LIMIT, CueKind, PracticeSession, SessionState
from bot.coach.talk.actions import Action, Extend, Feeling, Steer, Wrong
from bot.coach.talk.illustrations import Bell, Part
from bot.coach.talk.replies import (
    Choice,
    Illustration,
    Kind,
    Line,
    Page,
    Reply,
    Style,
    choice,
    line,
    reply,
    say,
)
from content.model import Pose
from content.phrases import Phrase, phrase

BOWL = Illustration(scene=Bell(), alt=phrase("picture.bell"))

FEELINGS = range(1, 6)
"""How a session felt, from 1, worse than before, to 5, much better."""

MORE_MINUTES = 2

WHAT_IS_WRONG = ("chest", "head", "dizzy", "numb", "joint", "else")
"""Answers to "Something is wrong", in the order in which they are offered."""

WHETHER_IT_GOES = ("gone", "stays")
"""Answers to whether the tingling goes."""


def cue(
    session: PracticeSession, kind: CueKind, step: Step | None, pose: Pose, person: Practitioner
) -> Reply:
    """What the clock makes a session say, to a person who may like a bell, or no motion."""
    match kind:
        case CueKind.BEGINS if step is not None:
            page = begun(session, pose, tell_of_bell=False)
            page = replace(page, lines=(*page.lines, say(step.key)))
        case CueKind.STEP if step is not None and step.kind is StepKind.CLOSE:
            page = _rung(coming_out(session, pose), person)
        case CueKind.STEP if step is not None:
            page = _step(session, step, pose, person)
        case CueKind.PAUSE_OVER:
            page = coming_out(session, pose, say(_pause_over(session)))
        case CueKind.LATE_CLOSE:
            page = coming_out(session, pose, _late_close(session))
        case CueKind.STILL_UP | CueKind.STEP | CueKind.BEGINS:
            page = reply(say("session.still_up")).offering(*steering(session))
    silent = kind is CueKind.STEP and step is not None and not step.sounding
    return replace(_as_cue(page), silent=silent)


def _rung(page: Reply, person: Practitioner) -> Reply:
    """The page with a bell that ends a hold, for who has switched it on."""
    return replace(page, pictures=(*page.pictures, BOWL)) if person.bell else page


def _shows(
    session: PracticeSession, step: Step, pose: Pose, person: Practitioner
) -> tuple[Illustration[Phrase], ...]:
    """The figure of what is to be done now; a cue within a hold is for closed eyes."""
    match step.kind:
        case StepKind.SETTLE:
            figure = pictures.figure_of(pose, step.key)
            return (figure,) if figure else ()
        case StepKind.OPEN if session.plan.breath is not None:
            return (breathing.shown(session.plan.breath, still=person.still),)
        case StepKind.OPEN:
            return (pictures.held(pose, step.side),)
        case StepKind.SWITCH:
            return (pictures.crossing_over(pose),)
        case StepKind.CUE | StepKind.CLOSE:
            return ()


def _pause_over(session: PracticeSession) -> str:
    paused, closed = session.paused_at, session.closed_at
    whole = paused is None or closed is None or closed - paused >= PAUSE_LIMIT
    return "session.pause_over" if whole else "session.limit_over"


def _late_close(session: PracticeSession) -> Line[Phrase]:
    up = session.seconds_up(session.closed_at or session.origin)
    if not up:
        return say("session.pause_over_late")
    return say("session.late_close", up=timedelta(minutes=max(1, up // 60)))


def late_truth(session: PracticeSession, pose: Pose) -> Reply:
    """Hours too late: what is true about the time, quietly, and nothing to answer."""
    up = timedelta(seconds=max(60, session.seconds_up(session.closed_at or session.origin)))
    name = pose_name(pose.id)
    return _as_cue(reply(say("session.ended_unseen", pose=name, up=_whole_minutes(up))))


def truth(session: PracticeSession, now: datetime) -> Line[Phrase]:
    """How long it was, after the way down."""
    up = session.seconds_up(now)
    if not up:
        return say("session.down_early")
    return say("session.down", up=timedelta(seconds=up), pose=pose_name(session.plan.pose))


def _step(session: PracticeSession, step: Step, pose: Pose, person: Practitioner) -> Reply:
    page = replace(reply(say(step.key)), pictures=_shows(session, step, pose, person))
    match step.kind:
        case StepKind.SETTLE:
            return page
        case StepKind.OPEN:
            counts = (breathing.told(session.plan.breath),) if session.plan.breath else ()
            lines = (*page.lines, *counts, _countdown(session, step.offset))
            return replace(page, lines=lines).offering(*steering(session))
        case StepKind.SWITCH:
            return _rung(page.offering(*steering(session)), person)
        case StepKind.CUE | StepKind.CLOSE:
            return page.offering(*steering(session))


def counting(session: PracticeSession, now: datetime) -> tuple[Line[Phrase], ...]:
    """The time left on this side, counted on the reader's own screen; nothing unless it runs."""
    if session.state is not SessionState.GUIDING or session.up_at is None:
        return ()
    return (_countdown(session, session.elapsed(now)),)


def _countdown(session: PracticeSession, offset: int) -> Line[Phrase]:
    """To the end of the side that is held at an offset of the plan."""
    after = (s for s in session.plan.steps if s.offset > offset)
    ends = (s for s in after if s.kind in {StepKind.SWITCH, StepKind.CLOSE})
    step = next(ends, session.plan.steps[-1])
    key = "session.countdown_side" if step.kind is StepKind.SWITCH else "session.countdown"
    at = session.at(step.offset)
    return Line(style=Style.COUNTDOWN, text=phrase(key, at=at), until=at)


def begun(session: PracticeSession, pose: Pose, *, tell_of_bell: bool) -> Reply:
    """The first answer to a start: what, how long, and how to end it."""
    settling = timedelta(seconds=session.plan.opens_at)
    lines = [
        line(Style.HEADING, f"pose.{pose.id}.name"),
        say("session.begun_sides" if session.plan.sides > 1 else "session.begun",
            length=timedelta(seconds=session.plan.seconds), settling=settling),
    ]  # fmt: skip
    if session.plan.breath is not None:
        lines.append(breathing.told(session.plan.breath))
    if tell_of_bell:
        lines.append(line(Style.NOTE, "session.bell"))
    page = reply(*lines).offering(*steering(session))
    return replace(page, pictures=(pictures.plan_of(session.plan),))


def waiting(session: PracticeSession, now: datetime, *, tell_of_bell: bool = False) -> Reply:
    """A session that will begin by itself: when, and how not to."""
    at = session.origin
    lines = [
        line(Style.HEADING, f"pose.{session.plan.pose}.name"),
        say("session.waits", left=max(timedelta(seconds=1), at - now)),
        Line(style=Style.COUNTDOWN, text=phrase("session.begins_at", at=at), until=at),
    ]
    if tell_of_bell:
        lines.append(line(Style.NOTE, "session.bell"))
    return reply(*lines).offering(*steering(session))


def coming_out(session: PracticeSession, pose: Pose, *before: Line[Phrase]) -> Reply:
    """The way down, one line a movement, and the one thing to answer."""
    ways = [say(f"pose.{pose.id}.come_out.{item.id}") for item in pose.come_out]
    page = reply(*before, *ways).offering(*steering(session))
    return replace(page, pictures=(pictures.sheet_of(pose, Part.COME_OUT),))


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
    if session.waits:
        return ((choice(Steer(session.id, "stop"), "session.do.not_now"),),)
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


def ways_out(session: PracticeSession) -> tuple[Choice[Phrase], ...]:
    """What ends it, beside an answer to something else."""
    verb = "down" if session.state is SessionState.COMING_OUT else "stop"
    return (_steer(session, verb), _steer(session, "wrong"))


def pose_name(pose: str) -> Phrase:
    """A pose's name as a phrase."""
    return phrase(f"pose.{pose}.name")


def _steer(session: PracticeSession, verb: str) -> Choice[Phrase]:
    action: Action = Steer(session.id, verb)
    return choice(action, f"session.do.{verb}")


def _as_cue(page: Reply) -> Reply:
    return replace(page, kind=Kind.CUE)


def _whole_minutes(length: timedelta) -> timedelta:
    return timedelta(minutes=max(1, round(length.total_seconds() / 60)))
