from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.coach.practice.plan import SWITCH_SECONDS
from bot.coach.practice.session import (
    CLOSES_AFTER,
    DOWN_REMINDER,
    PAUSE_LIMIT,
    CueKind,
    Ending,
    PracticeSession,
    Saying,
    SessionState,
    advance,
    come_out_now,
    extend,
    pause,
    resume,
    seconds_to_spare,
)
from scheduler.punctuality import COME_OUT_GRACE, MID_CUE_GRACE
from tests.unit.practice.plans import NOW, POSES, after, opening, pose_of, session_of

NEEDLE = "thread_the_needle_wall"
LEGS = "legs_up_wall"


def lived(session: PracticeSession, until: float) -> tuple[PracticeSession, list[Saying]]:
    """The session after every second of the time, and all it said."""
    said: list[Saying] = []
    for second in range(int(until) + 1):
        session, now_said = advance(session, after(second))
        said += now_said
    return session, said


def kinds(said: list[Saying] | tuple[Saying, ...]) -> list[str]:
    return [one.step.kind.value if one.step else one.kind.value for one in said]


def held(session: PracticeSession, seconds: int) -> PracticeSession:
    """The session some seconds into its hold."""
    return lived(session, session.plan.opens_at + seconds)[0]


def test_the_clock_says_every_step_at_its_second() -> None:
    """A hold that nothing disturbs says each step of its plan when it is due."""
    session = session_of(LEGS, 180)
    _, said = lived(session, session.plan.closes_at)
    assert [(s.due - NOW).seconds for s in said] == [s.offset for s in session.plan.steps]
    assert [s.number for s in said] == list(range(len(said)))


def test_after_the_come_out_one_more_cue_and_then_the_end() -> None:
    """Without "I'm down" it says one more thing after 2 minutes, and closes by itself after 30."""
    session = session_of(LEGS, 60)
    closes = session.plan.closes_at
    session, said = lived(session, closes + DOWN_REMINDER.seconds)
    assert kinds(said)[-2:] == ["close", "still_up"]
    assert not said[-1].silent
    session, more = lived(session, closes + CLOSES_AFTER.seconds + 60)
    assert (kinds(more), session.state, session.ending) == (
        [], SessionState.ENDED, Ending.FINISHED,
    )  # fmt: skip


def test_a_pause_of_five_minutes_ends_in_the_come_out() -> None:
    """After 5 minutes of pause the way down is said."""
    session = held(session_of(LEGS, 600), 60)
    now = session.plan.opens_at + 60
    session = pause(session, after(now))
    assert advance(session, after(now) + PAUSE_LIMIT - timedelta(seconds=1))[1] == ()
    session, said = advance(session, after(now) + PAUSE_LIMIT)
    assert kinds(said) == ["pause_over"]
    assert session.state is SessionState.COMING_OUT


def test_a_pause_while_settling_in_ends_in_the_come_out_too() -> None:
    """The legs may be on the wall before the hold has opened."""
    session, _ = lived(session_of(LEGS, 600), 25)
    session = pause(session, after(25))
    session, said = advance(session, after(25) + PAUSE_LIMIT)
    assert kinds(said) == ["pause_over"]
    assert session.seconds_up(after(400)) == 0


def test_a_pause_ends_sooner_where_the_time_up_does() -> None:
    """Nobody pauses past the pose's longest time up."""
    session = held(session_of(NEEDLE, 600), 500)
    session = pause(session, after(session.plan.opens_at + 500))
    assert session.due_at == session.up_limit() == after(session.plan.opens_at + 620)


def test_a_resumed_hold_keeps_its_distances() -> None:
    """What is left after a pause is as far apart as it was before."""
    session = held(session_of(LEGS, 300), 60)
    now = session.plan.opens_at + 60
    resumed = resume(pause(session, after(now)), pose_of(LEGS), after(now + 90))
    assert resumed.plan == session.plan
    assert resumed.closes_at == session.closes_at + timedelta(seconds=90)
    assert resumed.due_at == (session.due_at or NOW) + timedelta(seconds=90)


def test_what_a_pause_takes_is_cut_from_the_end() -> None:
    """A hold of the longest length ends when it would have ended without the pause."""
    session = held(session_of(LEGS, 1200), 60)
    now = session.plan.opens_at + 60
    resumed = resume(pause(session, after(now)), pose_of(LEGS), after(now + 240.5))
    limit = resumed.up_limit()
    assert limit is not None
    assert limit - timedelta(seconds=1) <= resumed.closes_at <= limit


def test_sides_cut_by_a_pause_stay_equal() -> None:
    """After a pause on the first side the second is still as long as the first."""
    session = held(session_of(NEEDLE, 600), 60)
    now = session.plan.opens_at + 60
    resumed = resume(pause(session, after(now)), pose_of(NEEDLE), after(now + 240))
    # 600 s of hold, 240 s of them in the pause: 180 s a side are left.
    assert resumed.plan.lengths == (180, 180)


def test_there_is_room_for_what_is_left_of_the_longest() -> None:
    """Extensions go as far as the pose's longest hold; while settling in too, paused or not."""
    session = session_of(LEGS, 600)
    assert seconds_to_spare(session, NOW) == 600
    assert seconds_to_spare(pause(session, after(5)), after(200)) == 600
    session = held(session, 60)
    paused = pause(session, after(session.plan.opens_at + 60))
    assert seconds_to_spare(paused, after(session.plan.opens_at + 160)) == 500


@pytest.mark.parametrize("late", [1, 20, 21, 60, 14 * 60, 1799, 1800])
def test_a_late_end_tells_the_truth_about_the_time(late: int) -> None:
    """Up to 20 s late the end is as planned; to 30 minutes one message says how long it was."""
    session = held(session_of(LEGS, 60), 59)
    now = session.plan.closes_at + late
    session, said = advance(session, after(now))
    assert kinds(said) == (["close"] if late <= 20 else ["late_close"])
    assert [s.silent for s in said] == [False]
    assert session.state is SessionState.COMING_OUT
    assert session.seconds_up(after(now)) == (60 if late <= 20 else 60 + late)


def test_later_than_half_an_hour_it_is_said_quietly_and_closed() -> None:
    """Later still the same is said without notification, and the plan's own time counts."""
    session = held(session_of(LEGS, 60), 59)
    now = session.plan.closes_at + 1801
    session, said = advance(session, after(now))
    assert [(kinds(said), said[0].silent)] == [(["late_close"], True)]
    assert (session.state, session.ending) == (SessionState.ENDED, Ending.LAPSED)
    assert session.seconds_up(after(now)) == 60


def test_a_late_switch_after_the_end_becomes_that_message() -> None:
    """Of everything that was overslept only the end is said."""
    session = held(session_of(NEEDLE, 120), 30)
    session, said = advance(session, after(session.plan.closes_at + 300))
    assert kinds(said) == ["late_close"]


def test_a_late_switch_within_the_second_side_is_still_said() -> None:
    """Who has not heard of the switch still lies on the first side: it comes before all else."""
    session = held(session_of(NEEDLE, 300), 140)
    second = opening(session.plan, 2).offset
    session, said = advance(session, after(second + 55))
    assert kinds(said) == ["switch", "open"]
    assert all(not one.silent for one in said)


def test_a_late_opening_is_said_while_its_side_is_held() -> None:
    """The bell and the countdown of a hold come late rather than never."""
    session, _ = lived(session_of(LEGS, 600), 10)
    session, said = advance(session, after(session.plan.opens_at + 100))
    assert kinds(said) == ["open"]


@given(
    name=st.sampled_from(POSES),
    minutes=st.integers(1, 10),
    died=st.integers(0, 700),
    down=st.integers(0, 7200),
)
def test_nothing_is_said_twice_or_too_late_whenever_the_process_dies(
    name: str, minutes: int, died: int, down: int
) -> None:
    """A mid-hold cue is dropped after 20 s; the end, or the truth about it, always comes."""
    session = session_of(name, minutes * 60)
    session, before = lived(session, died)
    session, woken = advance(session, after(died + down))
    end = died + down + session.plan.closes_at + 60
    said = [*before, *woken]
    for second in range(died + down, end + 1, 1):
        session, more = advance(session, after(second))
        said += more
    assert len({s.number for s in said}) == len(said)
    steps = [s.step for s in said if s.step is not None]
    assert len(set(steps)) == len(steps)
    ended = [k for k in kinds(said) if k in {"close", "late_close"}]
    assert len(ended) == 1
    for saying in woken:
        late = after(died + down) - saying.due
        assert (
            late <= MID_CUE_GRACE or (saying.step and saying.step.sounding) or saying.step is None
        )
        if saying.kind is CueKind.LATE_CLOSE:
            overslept = after(died + down) - session.closes_at
            assert saying.silent == (overslept > COME_OUT_GRACE)


events = st.lists(
    st.tuples(st.sampled_from(["wait", "pause", "resume", "extend", "restart"]), st.floats(0, 400)),
    max_size=14,
)


@settings(max_examples=400)
@given(name=st.sampled_from(POSES), share=st.floats(0, 1), events=events)
def test_the_time_up_never_passes_the_longest(
    name: str, share: float, events: list[tuple[str, float]]
) -> None:
    """Pauses, extensions and waits in any order: never up longer than the pose's maximum."""
    pose = pose_of(name)
    seconds = pose.hold.shortest + int(share * (pose.hold.longest - pose.hold.shortest))
    session, now = session_of(name, seconds), NOW
    for what, wait in events:
        now += timedelta(seconds=wait)
        session = punctual(session, now)
        if what == "pause" and session.state is SessionState.GUIDING:
            session = pause(session, now)
        elif what == "resume" and session.state is SessionState.PAUSED:
            session = resume(session, pose, now)
        elif what == "extend" and session.state in {SessionState.GUIDING, SessionState.PAUSED}:
            room = min(120, seconds_to_spare(session, now) // 60 * 60)
            session = extend(session, pose, room, now) if room else session
        offsets = [step.offset for step in session.plan.steps]
        assert offsets == sorted(offsets)
    session = punctual(session, now + timedelta(hours=2))
    assert session.state is SessionState.ENDED
    most = pose.hold.longest + (SWITCH_SECONDS if pose.sided else 0)
    assert session.seconds_up(now) <= most


def punctual(session: PracticeSession, now: datetime) -> PracticeSession:
    """The session as a clock that is never late leaves it."""
    while session.due_at is not None and session.due_at <= now:
        session, _ = advance(session, session.due_at)
    return session


def test_a_come_out_asked_for_ends_the_hold_at_once() -> None:
    """Stop brings the legs down now, and what was planned is not said any more."""
    session = held(session_of(LEGS, 600), 60)
    now = after(session.plan.opens_at + 75)
    session = come_out_now(session, now)
    assert session.seconds_up(now + timedelta(minutes=9)) == 75
    _, said = advance(session, now + DOWN_REMINDER)
    assert kinds(said) == ["still_up"]
