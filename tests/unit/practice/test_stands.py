"""Where a session stands, for whoever draws a ring or a bar of it."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.coach.practice.session import (
    CLOSES_AFTER,
    Ending,
    PracticeSession,
    advance,
    come_out_now,
    end,
    pause,
    resume,
)
from bot.coach.practice.stands import standing
from bot.coach.talk.standing import IDLE, Phase
from tests.unit.practice.plans import POSES, after, opening, pose_of, session_of

NEEDLE = "thread_the_needle_wall"


def lived(session: PracticeSession, seconds: int) -> PracticeSession:
    """The session after every second of the time."""
    for second in range(seconds + 1):
        session, _ = advance(session, after(second))
    return session


def test_a_two_sided_session_stands_in_each_of_its_stretches() -> None:
    """Getting in, one side, the switch, the other side, coming out, and then nothing."""
    session = session_of(NEEDLE, 180)
    seen: list[str] = []
    for second in range(session.plan.closes_at + 1):
        session, _ = advance(session, after(second))
        where = standing(session)
        if where.label is not None and (not seen or seen[-1] != where.label.key):
            seen.append(where.label.key)
    assert seen == [
        "session.phase.settling", "session.phase.side", "session.phase.switching",
        "session.phase.side", "session.phase.coming_out",
    ]  # fmt: skip
    assert standing(end(session, Ending.FINISHED, after(999))) == IDLE
    assert standing(None) == IDLE


@given(pose=st.sampled_from(POSES), seconds=st.sampled_from([60, 120, 180]), part=st.floats(0, 1))
def test_the_present_lies_within_its_stretch(pose: str, seconds: int, part: float) -> None:
    """Whenever somebody looks, the time left is that to the end of what is going on."""
    session = session_of(pose, seconds)
    now = int(part * (session.plan.closes_at - 1))
    where = standing(lived(session, now))
    assert where.since is not None
    assert where.until is not None
    assert where.since <= after(now) < where.until


def test_a_pause_keeps_the_time_that_is_left() -> None:
    """It stands where it was paused, and goes on with as much."""
    session = session_of(NEEDLE, 180)
    begun = opening(session.plan).offset
    paused = pause(lived(session, begun + 30), after(begun + 30))
    where = standing(paused)
    assert (where.phase, where.paused_at) == (Phase.PAUSED, after(begun + 30))
    again = standing(resume(paused, pose_of(NEEDLE), after(begun + 90)))
    assert where.until is not None
    assert again.until == where.until + timedelta(seconds=60)


def test_coming_out_lasts_until_it_closes_by_itself() -> None:
    """Whoever draws it knows when to stop."""
    session = session_of(NEEDLE, 180)
    early = come_out_now(lived(session, session.plan.opens_at + 5), after(200))
    where = standing(early)
    assert (where.phase, where.since) == (Phase.COMING_OUT, after(200))
    assert where.until == after(200) + CLOSES_AFTER
