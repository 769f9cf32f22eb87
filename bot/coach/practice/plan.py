"""From a pose and a length to a row of timed cues: a pure function.

Settling in comes first, then the hold (for a two-sided pose both sides with a switch between),
then coming out. Offsets are whole seconds from the start of settling in. The length is the time
in the hold, both sides together.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from content.model import Breath, HoldRange, Moment, Pose

SWITCH_SECONDS = 20
"""Time of its own for changing sides."""

CUES_APART = 30
"""Of two cues closer than this, in seconds, the later one stays."""

_SAYS_MORE = {moment: rank for rank, moment in enumerate(Moment)}
"""Half way says more than the breath, and the last minute more than both."""

BREATH_AFTER = 60
READING_SECONDS = 2
SECONDS_A_WORD = 0.3


class StepKind(StrEnum):
    """What a step of a plan is for; it decides its bell, its lane and what lateness costs."""

    SETTLE = "settle"
    OPEN = "open"
    CUE = "cue"
    SWITCH = "switch"
    CLOSE = "close"


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One message of a session: when, what for, and the key of its words."""

    offset: int
    kind: StepKind
    key: str
    side: int = 1
    moment: Moment | None = None

    @property
    def sounding(self) -> bool:
        """Whether it comes with a notification: what opens, switches and closes a hold does."""
        return self.kind in {StepKind.OPEN, StepKind.SWITCH, StepKind.CLOSE}


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldPlan:
    """Timed steps in order; `seconds` in the hold, both sides together; `breath` to be followed."""

    pose: str
    seconds: int
    sides: int
    steps: tuple[Step, ...]
    breath: Breath | None = None

    @property
    def opens_at(self) -> int:
        """Offset at which the hold begins."""
        return next(step.offset for step in self.steps if step.kind is StepKind.OPEN)

    @property
    def closes_at(self) -> int:
        """Offset at which coming out begins."""
        return self.steps[-1].offset

    @property
    def lengths(self) -> tuple[int, ...]:
        """Seconds of each side that is held, in order."""
        opens = [step.offset for step in self.steps if step.kind is StepKind.OPEN]
        ends = [s.offset for s in self.steps if s.kind in {StepKind.SWITCH, StepKind.CLOSE}]
        return tuple(end - start for start, end in zip(opens, ends, strict=False))


@dataclass(frozen=True, slots=True, kw_only=True)
class Unfit:
    """A length that the pose does not allow, and the nearest that it does, in seconds."""

    asked: int
    nearest: int


def fit(hold: HoldRange, seconds: int) -> Unfit | None:
    """None if a hold of so many seconds is allowed, else the nearest one."""
    nearest = min(max(seconds, hold.shortest), hold.longest)
    return None if nearest == seconds else Unfit(asked=seconds, nearest=nearest)


def compile_plan(
    pose: Pose, seconds: int, words: Mapping[str, int], adjustments: tuple[str, ...] = ()
) -> HoldPlan:
    """The plan of a hold.

    Args:
        pose: what is practised.
        seconds: time in the hold; halved evenly over the sides of a two-sided pose.
        words: how many words each key of a step has, for the time that it stays.
        adjustments: keys of cautions' cues, shown before the legs go up.

    Raises:
        ValueError: if the length is outside the pose's range.
    """
    if fit(pose.hold, seconds):
        raise ValueError(f"{pose.id} is not held for {seconds} s")
    keys = [f"pose.{pose.id}.steps.{step.id}" for step in pose.steps if step.settling]
    settling = _settling((*adjustments, *keys), words)
    sides = 2 if pose.sided else 1
    lengths = (seconds // sides,) * sides
    steps = (*settling, *_hold(pose, _settled(settling, words), lengths))
    return HoldPlan(pose=pose.id, seconds=sum(lengths), sides=sides, steps=steps)


def _settling(keys: tuple[str, ...], words: Mapping[str, int]) -> list[Step]:
    clock, steps = 0.0, []
    for key in keys:
        steps.append(_step(round(clock), StepKind.SETTLE, key, 1))
        clock += READING_SECONDS + SECONDS_A_WORD * words[key]
    return steps


def _settled(steps: list[Step], words: Mapping[str, int]) -> int:
    return round(sum(READING_SECONDS + SECONDS_A_WORD * words[step.key] for step in steps))


def _hold(pose: Pose, clock: int, lengths: tuple[int, ...]) -> list[Step]:
    """The hold from its opening to the coming out, one length in seconds for each side."""
    steps: list[Step] = []
    for side, length in enumerate(lengths, start=1):
        if side > 1:
            steps.append(_step(clock, StepKind.SWITCH, f"pose.{pose.id}.cues.switch", side))
            clock += SWITCH_SECONDS
        steps += _side(pose, clock, length, side)
        clock += length
    close = _step(clock, StepKind.CLOSE, f"pose.{pose.id}.come_out", len(lengths))
    return [*steps, close]


def _side(pose: Pose, start: int, length: int, side: int) -> list[Step]:
    """The cues of one side: arriving, and between it and the end those that have room."""
    moments = {cue.moment: cue for cue in pose.cues}
    wanted: list[tuple[int, Moment]] = []
    if Moment.BREATH in moments:
        after = moments[Moment.BREATH].after
        wanted.append((BREATH_AFTER if after is None else after, Moment.BREATH))
    if Moment.HALF in moments:
        wanted.append((length // 2, Moment.HALF))
    if Moment.MINUTE_LEFT in moments:
        wanted.append((length - 60, Moment.MINUTE_LEFT))
    kept: list[Step] = []
    last = length
    # The last first, so that of two the later stays; of two at one instant the one that says more.
    for at, moment in sorted(wanted, key=lambda cue: (cue[0], _SAYS_MORE[cue[1]]), reverse=True):
        # The opening and the end have their own messages, which always stay.
        if at < CUES_APART or last - at < CUES_APART:
            continue
        key = f"pose.{pose.id}.cues.{moments[moment].id}"
        kept.append(_step(start + at, StepKind.CUE, key, side, moment))
        last = at
    opening = moments[Moment.ARRIVE].id if Moment.ARRIVE in moments else "arrive"
    first = _step(start, StepKind.OPEN, f"pose.{pose.id}.cues.{opening}", side)
    return [first, *reversed(kept)]


def lengthen(plan: HoldPlan, pose: Pose, more: int, said: int, elapsed: int) -> HoldPlan:
    """The plan with `more` seconds of hold, its first `said` steps left as they were.

    Before the switch of a two-sided pose both sides grow by half of it; after it, what is left
    does. What is still to be said moves to where it belongs in the longer hold.

    Args:
        plan: as it stands.
        pose: the plan's own.
        more: seconds.
        said: how many of the plan's steps are past.
        elapsed: seconds from the start of settling in to now.
    """
    first, *second = plan.lengths
    if not second:
        return _reshaped(plan, pose, (first + more,), said, elapsed)
    if _switched(plan, said):
        return _reshaped(plan, pose, (first, second[0] + more), said, elapsed)
    return _reshaped(plan, pose, (first + more // 2, second[0] + more // 2), said, elapsed)


def shorten(plan: HoldPlan, pose: Pose, less: int, said: int, elapsed: int) -> HoldPlan:
    """The plan with `less` seconds of hold, as `lengthen`; both sides stay equal where they can.

    A side is never shorter than it has lasted. A second side too short for a cue is left out, and
    the first one has its time.
    """
    first, *second = plan.lengths
    if not second:
        return _reshaped(plan, pose, (first - less,), said, elapsed)
    if _switched(plan, said):
        return _reshaped(plan, pose, (first, second[0] - less), said, elapsed)
    left = first + second[0] - less
    one = max(left // 2, elapsed - plan.opens_at)
    if left - one < CUES_APART:
        return _reshaped(plan, pose, (left + SWITCH_SECONDS,), said, elapsed)
    return _reshaped(plan, pose, (one, left - one), said, elapsed)


def _switched(plan: HoldPlan, said: int) -> bool:
    return any(step.kind is StepKind.SWITCH for step in plan.steps[:said])


def _reshaped(
    plan: HoldPlan, pose: Pose, lengths: tuple[int, ...], said: int, elapsed: int
) -> HoldPlan:
    past = plan.steps[:said]
    settling = [step for step in plan.steps[said:] if step.kind is StepKind.SETTLE]
    hold = _hold(pose, plan.opens_at, lengths)
    # Of what was said only the last minute is said again: there is a new one.
    told = {(s.kind, s.side, s.moment) for s in past if s.moment is not Moment.MINUTE_LEFT}
    coming = (
        step
        for step in hold
        if (step.kind, step.side, step.moment) not in told
        and (step.kind is not StepKind.CUE or step.offset >= elapsed)
        # Time that ends during the switch leaves no second side to open.
        and step.offset <= hold[-1].offset
    )
    reshaped = replace(plan, steps=(*past, *settling, *coming))
    return replace(reshaped, seconds=sum(reshaped.lengths))


def _step(offset: int, kind: StepKind, key: str, side: int, moment: Moment | None = None) -> Step:
    return Step(offset=offset, kind=kind, key=key, side=side, moment=moment)
