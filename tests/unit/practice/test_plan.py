from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.coach.practice.plan import (
    SWITCH_SECONDS,
    StepKind,
    Unfit,
    compile_plan,
    fit,
    lengthen,
    shorten,
)
from content.model import Cue, HoldRange, Moment
from tests.unit.practice.plans import (
    POSES,
    apart,
    cues,
    opening,
    plan_of,
    pose_of,
    words_of,
)

NEEDLE = "thread_the_needle_wall"
names = st.sampled_from(POSES)


@st.composite
def lengths(draw: st.DrawFn) -> tuple[str, int]:
    name = draw(names)
    hold = pose_of(name).hold
    return name, draw(st.integers(hold.shortest, hold.longest))


def test_a_step_of_settling_in_stays_two_seconds_and_a_third_of_one_for_each_word() -> None:
    """Settling in shows each step for 2 s and 0.3 s a word; then the hold opens."""
    plan = plan_of("legs_up_wall", 600)
    settling = [step for step in plan.steps if step.kind is StepKind.SETTLE]
    clock = 0.0
    for step in settling:
        assert step.offset == round(clock)
        clock += 2 + 0.3 * words_of("legs_up_wall")[step.key]
    assert plan.opens_at == round(clock)


def test_what_a_caution_changes_is_said_before_the_legs_go_up() -> None:
    """An adjustment is the first thing that a session shows."""
    words = {**words_of("legs_up_wall"), "topic.low_blood_pressure.adjust": 9}
    plan = compile_plan(pose_of("legs_up_wall"), 60, words, ("topic.low_blood_pressure.adjust",))
    assert plan.steps[0].key == "topic.low_blood_pressure.adjust"
    assert plan.steps[1].offset == round(2 + 0.3 * 9)


@pytest.mark.parametrize(
    ("seconds", "expected"),
    [
        (60, [(30, "half")]),
        (90, [(45, "half")]),
        (120, [(30, "breath"), (60, "minute_left")]),
        (180, [(30, "breath"), (90, "half"), (120, "minute_left")]),
        (150, [(30, "breath"), (90, "minute_left")]),
        (600, [(30, "breath"), (300, "half"), (540, "minute_left")]),
        (1200, [(30, "breath"), (600, "half"), (1140, "minute_left")]),
    ],
)
def test_of_two_cues_too_close_the_later_stays(
    seconds: int, expected: list[tuple[int, str]]
) -> None:
    """Cues stand 30 s apart at least; at one instant half way wins, and the last minute always."""
    assert cues(plan_of("legs_up_wall", seconds)) == expected


def test_at_one_instant_the_last_minute_wins() -> None:
    """Of breath, half way and one minute left at the same second only the last is said."""
    pose = pose_of("legs_up_wall").model_copy(
        update={
            "cues": tuple(
                Cue(id=moment, moment=moment, after=60 if moment is Moment.BREATH else None)
                for moment in Moment
            )
        }
    )
    assert cues(compile_plan(pose, 120, words_of("legs_up_wall"))) == [(60, "minute_left")]
    assert cues(compile_plan(pose, 119, words_of("legs_up_wall"))) == [(60, "breath")]


@given(lengths())
def test_a_hold_is_as_long_as_was_asked_and_its_sides_are_equal(case: tuple[str, int]) -> None:
    """The length is the time in the hold, both sides together; a switch has 20 s of its own."""
    name, seconds = case
    plan = plan_of(name, seconds)
    sides = 2 if pose_of(name).sided else 1
    assert plan.lengths == (seconds // sides,) * sides
    assert plan.closes_at - plan.opens_at == sum(plan.lengths) + (sides - 1) * SWITCH_SECONDS


@given(lengths())
def test_cues_are_sparse_and_in_order_at_every_length(case: tuple[str, int]) -> None:
    """No two cues of a hold are closer than 30 s, whatever the pose and the length."""
    plan = plan_of(*case)
    offsets = [step.offset for step in plan.steps]
    assert offsets == sorted(offsets)
    assert apart(plan)


@given(lengths())
def test_only_what_opens_switches_and_closes_a_hold_sounds(case: tuple[str, int]) -> None:
    """A notification comes with the opening, the switch and the end, and with nothing between."""
    plan = plan_of(*case)
    sounding = [step.kind for step in plan.steps if step.sounding]
    one = [StepKind.OPEN]
    switched = [StepKind.SWITCH, StepKind.OPEN] if plan.sides > 1 else []
    assert sounding == [*one, *switched, StepKind.CLOSE]


def test_the_second_side_has_the_same_cues_as_the_first() -> None:
    """Both sides of Thread the Needle are guided alike."""
    plan = plan_of(NEEDLE, 600)
    assert cues(plan, 2) == cues(plan, 1) == [
        (30, "breath"), (150, "half"), (240, "minute_left"),
    ]  # fmt: skip
    assert opening(plan, 2).offset - opening(plan, 1).offset == 300 + SWITCH_SECONDS


@pytest.mark.parametrize(
    ("name", "seconds", "nearest"),
    [
        ("legs_up_wall", 59, 60),
        ("legs_up_wall", 1201, 1200),
        ("legs_up_wall", 36_000, 1200),
        (NEEDLE, 601, 600),
        (NEEDLE, 0, 60),
    ],
)
def test_a_length_outside_the_range_has_a_nearest_one(
    name: str, seconds: int, nearest: int
) -> None:
    """1 to 20 minutes, Thread the Needle up to 5 a side; outside it the nearest is known."""
    assert fit(pose_of(name).hold, seconds) == Unfit(asked=seconds, nearest=nearest)
    with pytest.raises(ValueError, match="is not held"):
        plan_of(name, seconds)


@given(st.integers(1, 3600))
def test_the_nearest_length_is_always_allowed(seconds: int) -> None:
    """What is offered in place of a length fits."""
    hold = HoldRange(shortest=60, usual=300, longest=600)
    unfit = fit(hold, seconds)
    assert fit(hold, unfit.nearest if unfit else seconds) is None


def test_longer_the_hold_gets_the_cues_of_its_new_length() -> None:
    """Two minutes more of one bring half way and a last minute of their own."""
    plan = plan_of("legs_up_wall", 60)
    said = plan.steps.index(opening(plan)) + 1
    longer = lengthen(plan, pose_of("legs_up_wall"), 120, said, plan.opens_at + 10)
    assert cues(longer) == cues(plan_of("legs_up_wall", 180))
    assert longer.steps[:said] == plan.steps[:said]


def test_what_was_said_is_not_said_again_but_for_the_last_minute() -> None:
    """Extended in its last minute a hold has a new last minute, and no second half way."""
    plan = plan_of("legs_up_wall", 300)
    last = len(plan.steps) - 1
    longer = lengthen(plan, pose_of("legs_up_wall"), 120, last, plan.opens_at + 250)
    assert cues(longer) == [
        (30, "breath"), (150, "half"), (240, "minute_left"), (360, "minute_left"),
    ]  # fmt: skip


def test_before_the_switch_both_sides_grow_and_after_it_what_is_left_does() -> None:
    """Sides stay equal while they can."""
    plan = plan_of(NEEDLE, 120)
    pose = pose_of(NEEDLE)
    switch = next(i for i, s in enumerate(plan.steps) if s.kind is StepKind.SWITCH)
    assert lengthen(plan, pose, 120, switch, plan.opens_at + 20).lengths == (120, 120)
    later = plan.steps[switch].offset + 5
    assert lengthen(plan, pose, 120, switch + 1, later).lengths == (60, 180)


@pytest.mark.parametrize(
    ("less", "elapsed", "expected"),
    [
        (120, 60, (240, 240)),  # both sides give the same
        (240, 60, (180, 180)),
        (300, 200, (200, 100)),  # the first has lasted that long already: the switch is now
        (560, 10, (60,)),  # too little for two sides: the first has what is left
        (380, 215, (240,)),
    ],
)
def test_what_a_pause_has_used_up_is_taken_from_both_sides(
    less: int, elapsed: int, expected: tuple[int, ...]
) -> None:
    """Shorter by a pause, the sides stay equal where they can; a side of no use is left out."""
    plan = plan_of(NEEDLE, 600)
    said = plan.steps.index(opening(plan)) + 1
    shorter = shorten(plan, pose_of(NEEDLE), less, said, plan.opens_at + elapsed)
    assert shorter.lengths == expected
    assert shorter.closes_at == plan.closes_at - less


@given(lengths(), st.integers(0, 1200), st.integers(0, 600), st.data())
def test_a_plan_made_longer_keeps_its_order(
    case: tuple[str, int], elapsed: int, more: int, data: st.DataObject
) -> None:
    """Whenever it is extended, a plan stays sparse, ordered, and as long as it says."""
    name, seconds = case
    plan = plan_of(name, seconds)
    at = min(elapsed, plan.closes_at - 1)
    said = sum(step.offset <= at for step in plan.steps)
    minutes = more // 60 * 60
    longer = lengthen(plan, pose_of(name), minutes, said, at)
    assert longer.steps[:said] == plan.steps[:said]
    assert longer.closes_at == plan.closes_at + minutes
    assert sum(longer.lengths) == longer.seconds == plan.seconds + minutes
    assert [s.offset for s in longer.steps] == sorted(s.offset for s in longer.steps)
    less = data.draw(st.integers(0, longer.closes_at - max(at, plan.opens_at)))
    shorter = shorten(longer, pose_of(name), less, said, max(at, plan.opens_at))
    assert shorter.closes_at == longer.closes_at - less
    assert [s.offset for s in shorter.steps] == sorted(s.offset for s in shorter.steps)
    switched = any(s.kind is StepKind.SWITCH for s in longer.steps[:said])
    first, last = shorter.lengths[0], shorter.lengths[-1]
    assert switched or last - 1 <= first <= last or first == at - plan.opens_at
