"""A session that waits for its place: begun by the clock, whole, and once."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.coach.practice.session import (
    CueKind,
    Ending,
    PracticeSession,
    SessionState,
    advance,
    put_off,
    taken_back,
)
from scheduler.punctuality import COME_OUT_GRACE, MID_CUE_GRACE
from tests.unit.practice.plans import NOW, after, session_of

WAIT = 120
LEGS = "legs_up_wall"


def waiting() -> PracticeSession:
    return put_off(session_of(LEGS, 300), after(WAIT))


def test_nothing_is_due_before_its_instant() -> None:
    """It waits, and says nothing; begun at once it never did."""
    session = waiting()
    assert session.waits
    assert advance(session, after(WAIT - 1)) == (session, ())
    assert not put_off(session, NOW).waits


def test_it_begins_with_a_bell_and_goes_on_by_its_plan() -> None:
    """The first thing said is that it begins; every step keeps its distance from there."""
    session, (first, *rest) = advance(waiting(), after(WAIT + 60))
    assert (first.kind, first.due, first.silent) == (CueKind.BEGINS, after(WAIT + 60), False)
    assert not session.waits
    assert rest == []
    on_time, (begins,) = advance(waiting(), after(WAIT))
    assert begins.due == after(WAIT) == on_time.origin
    assert on_time.due_at == on_time.at(on_time.plan.steps[1].offset)


@pytest.mark.parametrize("late", [MID_CUE_GRACE, timedelta(minutes=5), COME_OUT_GRACE])
def test_kept_waiting_longer_it_is_as_long_as_it_was_to_be(late: timedelta) -> None:
    """Its instants move with its beginning."""
    session, (begins, *_) = advance(waiting(), after(WAIT) + late)
    moved = timedelta(0) if late <= MID_CUE_GRACE else late
    assert begins.due == session.origin == after(WAIT) + moved
    assert session.closes_at - session.origin == waiting().closes_at - waiting().origin


def test_much_later_it_is_over_without_a_word() -> None:
    """Half an hour after its instant nobody lies there waiting."""
    session, said = advance(waiting(), after(WAIT) + COME_OUT_GRACE + timedelta(seconds=1))
    assert (session.state, session.ending, said) == (SessionState.ENDED, Ending.LAPSED, ())


def test_begun_ahead_and_taken_back_it_waits_again() -> None:
    """Who asks a second before sees it waiting; then it begins under its own instant."""
    session = waiting()
    ahead, (begins,) = advance(session, after(WAIT - 1), after(WAIT + 1))
    assert begins.due == after(WAIT)
    assert taken_back(ahead, after(WAIT - 0.5)).waits
    assert not taken_back(ahead, after(WAIT)).waits
