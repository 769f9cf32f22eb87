"""From a pose and a length to a row of timed cues: a pure function.

Settling in comes first, then the hold (for a two-sided pose both sides with a switch between),
then coming out. Offsets are whole seconds from the start of settling in. The length is the time
in the hold, both sides together.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from content.model import HoldRange, Moment, Pose

SWITCH_SECONDS = 20
"""Time of its own for changing sides."""

CUES_APART = 30
"""Of two cues closer than this, in seconds, the later one stays."""

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
    """Timed steps in order; `seconds` in the hold, both sides together."""

    pose: str
    seconds: int
    sides: int
    steps: tuple[Step, ...]

    @property
    def opens_at(self) -> int:
        """Offset at which the hold begins."""
        return next(step.offset for step in self.steps if step.kind is StepKind.OPEN)

    @property
    def closes_at(self) -> int:
        """Offset at which coming out begins."""
        return self.steps[-1].offset


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
    steps = _settling((*adjustments, *keys), words)
    clock = _settled(steps, words)
    sides = 2 if pose.sided else 1
    for side in range(1, sides + 1):
        if side > 1:
            steps.append(_step(clock, StepKind.SWITCH, f"pose.{pose.id}.cues.switch", side))
            clock += SWITCH_SECONDS
        length = seconds // sides
        steps += _side(pose, clock, length, side)
        clock += length
    close = f"pose.{pose.id}.come_out"
    steps.append(_step(clock, StepKind.CLOSE, close, sides))
    return HoldPlan(pose=pose.id, seconds=seconds // sides * sides, sides=sides, steps=tuple(steps))


def _settling(keys: tuple[str, ...], words: Mapping[str, int]) -> list[Step]:
    clock, steps = 0.0, []
    for key in keys:
        steps.append(_step(round(clock), StepKind.SETTLE, key, 1))
        clock += READING_SECONDS + SECONDS_A_WORD * words[key]
    return steps


def _settled(steps: list[Step], words: Mapping[str, int]) -> int:
    return round(sum(READING_SECONDS + SECONDS_A_WORD * words[step.key] for step in steps))


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
    for at, moment in sorted(wanted, key=lambda cue: cue[0], reverse=True):
        # The opening and the end have their own messages, which always stay.
        if at < CUES_APART or last - at < CUES_APART:
            continue
        key = f"pose.{pose.id}.cues.{moments[moment].id}"
        kept.append(_step(start + at, StepKind.CUE, key, side, moment))
        last = at
    opening = moments[Moment.ARRIVE].id if Moment.ARRIVE in moments else "arrive"
    first = _step(start, StepKind.OPEN, f"pose.{pose.id}.cues.{opening}", side)
    return [first, *reversed(kept)]


def lengthen(plan: HoldPlan, more: int, said: int) -> HoldPlan:
    """The plan with `more` seconds of hold, its first `said` steps left as they were.

    Before the switch of a two-sided pose both sides grow by half of it; after it, what is left
    does. What is still to be said moves to where it belongs in the longer hold.
    """
    switched = any(step.kind is StepKind.SWITCH for step in plan.steps[:said])
    growing = [plan.sides] if switched else range(1, plan.sides + 1)
    growth = {side: more // len(growing) for side in growing}
    past, coming = plan.steps[:said], plan.steps[said:]
    moved = tuple(replace(step, offset=step.offset + _shift(step, growth)) for step in coming)
    return replace(plan, seconds=plan.seconds + sum(growth.values()), steps=past + moved)


def _shift(step: Step, growth: Mapping[int, int]) -> int:
    before = sum(more for side, more in growth.items() if side < step.side)
    own = growth.get(step.side, 0)
    if step.kind is StepKind.CLOSE or step.moment is Moment.MINUTE_LEFT:
        return before + own
    return before + (own // 2 if step.moment is Moment.HALF else 0)


def _step(offset: int, kind: StepKind, key: str, side: int, moment: Moment | None = None) -> Step:
    return Step(offset=offset, kind=kind, key=key, side=side, moment=moment)
