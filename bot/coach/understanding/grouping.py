"""Which days belong to which clock times: "weekdays at 10 and weekends at 11"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from bot.coach.understanding.half_days import in_half_of
from bot.coach.understanding.meaning import Weekday
from bot.coach.understanding.said import (
    Between,
    Clock,
    Dated,
    DayPart,
    Days,
    DayShift,
    Except,
    HalfSaid,
    Known,
    Link,
    Part,
)
from bot.coach.understanding.scanning import Piece


@dataclass(slots=True, kw_only=True)
class Group:
    """Clock times that share their days."""

    clocks: list[Clock | Between | Known] = field(default_factory=list)
    days: list[Days] = field(default_factory=list)
    dates: list[DayShift | Dated | Days] = field(default_factory=list)
    left_out: frozenset[Weekday] = frozenset()
    part: Part | None = None
    either: bool = False


def groups_of(pieces: Sequence[Piece]) -> list[Group]:
    """Clock times with the days that belong to them, before or behind."""
    pieces = _corrected(pieces)
    clusters: list[list[int]] = []
    apart = True
    for at, piece in enumerate(pieces):
        if isinstance(piece.said, Clock | Between | Known):
            if apart or (clusters and _is_others(pieces, at + 1)):
                clusters.append([])
            clusters[-1].append(at)
            apart = False
        elif isinstance(piece.said, Days | DayShift | Dated | DayPart):
            apart = True
    groups = [_clocks_of(pieces, cluster) for cluster in clusters] or [Group()]
    days = [at for at, piece in enumerate(pieces) if _about_days(piece)]
    leads = bool(days) and bool(clusters) and days[0] < clusters[0][0]
    for at in days:
        own = _owner(at, clusters, leads=leads)
        _add_day(groups[own], pieces[at])
    _inherit(groups, leads=leads)
    for group in groups:
        _settle_weekdays(group)
    _fill_up(groups)
    return groups


def _corrected(pieces: Sequence[Piece]) -> list[Piece]:
    """The pieces without a day that is taken back: "today, or rather tomorrow"."""
    taken_back = {
        id(before)
        for before, link, after in zip(pieces, pieces[1:], pieces[2:], strict=False)
        if link.said == Link(how="rather") and _about_days(before) and _about_days(after)
    }
    return [piece for piece in pieces if id(piece) not in taken_back]


def _is_others(pieces: Sequence[Piece], at: int) -> bool:
    """Whether a time goes with the "otherwise" behind it: "weekends 11pm, 10pm otherwise"."""
    said = pieces[at].said if at < len(pieces) else None
    return isinstance(said, Days) and said.others


def _about_days(piece: Piece) -> bool:
    return isinstance(piece.said, Days | DayShift | Dated | DayPart | Except | HalfSaid)


def _owner(at: int, clusters: Sequence[Sequence[int]], *, leads: bool) -> int:
    if leads:
        ahead = [n for n, cluster in enumerate(clusters) if cluster[0] > at]
        return ahead[0] if ahead else max(len(clusters) - 1, 0)
    behind = [n for n, cluster in enumerate(clusters) if cluster[-1] < at]
    return behind[-1] if behind else 0


def _clocks_of(pieces: Sequence[Piece], cluster: Sequence[int]) -> Group:
    group = Group()
    for before, at in zip([None, *cluster], cluster, strict=False):
        said = pieces[at].said
        between = () if before is None else pieces[before + 1 : at]
        how = {piece.said.how for piece in between if isinstance(piece.said, Link)}
        if "rather" in how:
            group.clocks.clear()
        # Two times with other words between them may be about two things.
        touching = before is None or all(
            one.end == other.start for one, other in pairwise(pieces[before : at + 1])
        )
        apart = not touching and how <= {"comma"}
        group.either = group.either or "or" in how or apart
        if isinstance(said, Clock | Between | Known):
            group.clocks.append(said)
    for at in range(len(group.clocks) - 2, -1, -1):
        ours, later = group.clocks[at], group.clocks[at + 1]
        if isinstance(ours, Clock) and isinstance(later, Clock):
            group.clocks[at] = in_half_of(ours, later)
    return group


def _add_day(group: Group, piece: Piece) -> None:
    match piece.said:
        case Days(days=days, sole=sole, part=part) as said:
            (group.dates if sole and days else group.days).append(said)
            group.part = group.part or part
        case DayShift(part=part) as said:
            group.dates.append(said)
            group.part = group.part or part
        case Dated() as said:
            group.dates.append(said)
        case Except(days=days):
            group.left_out |= days
        case DayPart(part=part):
            group.part = group.part or part
        case HalfSaid(half=half):
            group.clocks = [
                replace(clock, half=clock.half or half) if isinstance(clock, Clock) else clock
                for clock in group.clocks
            ]


def _settle_weekdays(group: Group) -> None:
    """A weekday beside a date names no other date: "on friday 28th may"."""
    if any(isinstance(said, Dated) for said in group.dates):
        beside = [said for said in group.dates if isinstance(said, Days) and not said.weeks]
        group.days = [*group.days, *beside]
        group.dates = [said for said in group.dates if said not in beside]


def _fill_up(groups: Sequence[Group]) -> None:
    """What "other days" are, once all those named are known."""
    rest = [group for group in groups if any(days.others for days in group.days)]
    named = [nights_of(group) for group in groups if group not in rest]
    left = frozenset(Weekday).difference(*named)
    for group in rest if named else ():
        group.days = [Days(days=left, every=True)]


def _inherit(groups: Sequence[Group], *, leads: bool) -> None:
    """A group without days of its own has those of its neighbour."""
    order = list(groups) if leads else list(reversed(groups))
    for before, group in pairwise(order):
        if not (group.days or group.dates or group.left_out):
            group.days, group.dates = before.days, before.dates
            group.left_out = before.left_out


def nights_of(group: Group) -> frozenset[Weekday]:
    """The nights of the week; all of them if none was named."""
    said = [days.days for days in group.days if days.days is not None]
    # "on work days, mon-thu": the fewer are the ones that are meant.
    named = [days for days in said if not any(other < days for other in said)]
    chosen = frozenset[Weekday]().union(*named) if named else frozenset(Weekday)
    return chosen - group.left_out
