"""Words about times to reminders: when, on which nights, in which zone; or why not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

from bot.coach.understanding.dates import NOON, WEEK, nights_for
from bot.coach.understanding.grouping import Group, groups_of, nights_of
from bot.coach.understanding.half_days import resolve
from bot.coach.understanding.leeway import leeway_beside, loosened, with_leeway
from bot.coach.understanding.meaning import TimeFault, TimesRead, Weekday, When
from bot.coach.understanding.said import (
    Between,
    Clock,
    Dated,
    Days,
    DayShift,
    Doubt,
    Elapsed,
    Failed,
    Known,
    Link,
    Once,
    Part,
    Said,
    ZoneSaid,
)
from bot.coach.understanding.scanning import Piece, rest_of, scan
from bot.coach.understanding.time_words import Token, clean, tokens_of
from bot.coach.understanding.zones_said import settle

_GRAVEST = (
    TimeFault.PAST,
    TimeFault.UNSUPPORTED_RECURRENCE,
    TimeFault.INVALID_TIME,
    TimeFault.VAGUE_TIME,
    TimeFault.NO_TIME,
)
_MOST_TIMES = 8
_ONE_WORD = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class _Around:
    now: datetime
    zones: tuple[str, ...]
    once: bool
    known: time | None


def read_times(
    text: str, *, now: datetime, habits: str = "en", known: tuple[time, ...] = ()
) -> TimesRead:
    """What the words say about when to be reminded.

    Args:
        text: what was typed, the words of a wish around it included.
        now: aware, in the person's own zone.
        habits: BCP 47 tag; decides the order of day and month and which language is read too.
        known: the wall-clock times of the reminders that the person has, for "same time".

    Raises:
        ValueError: if `now` is naive.
    """
    if now.utcoffset() is None:
        raise ValueError("now must be aware")
    only_known = known[0] if len(known) == 1 else None
    return with_leeway(text, habits, lambda words: _read(clean(words), habits, now, only_known))


def _read(cleaned: str, habits: str, now: datetime, known: time | None) -> TimesRead:
    tokens = tokens_of(cleaned, habits)
    pieces = _kept(scan(tokens, cleaned, habits), tokens)
    read = loosened(_assembled(pieces, now, known), leeway_beside(tokens, pieces))
    said = [piece for piece in pieces if not isinstance(piece.said, Link)]
    return replace(read, rest=rest_of(tokens, said, cleaned))


def _kept(pieces: list[Piece], tokens: Sequence[Token]) -> list[Piece]:
    """The pieces without those that only look like times beside others that surely are."""
    strong = [_is_strong(piece) for piece in pieces]
    if not any(strong):
        if any(isinstance(p.said, Clock | Known) for p in pieces):
            return [p for p in pieces if not _is_bare(p) and not _is_vague(p)]
        return pieces if _only_wish(pieces, tokens) else [p for p in pieces if not _is_bare(p)]
    kept: list[Piece] = []
    for at, piece in enumerate(pieces):
        weak_clock = isinstance(piece.said, Clock | Failed) and piece.said.weak
        if weak_clock and not _tied(pieces, at, strong):
            continue
        if _is_bare(piece) or (isinstance(piece.said, Known) and _has_clock(pieces)):
            continue
        if _is_vague(piece):
            # "half an hour before bed, at 10pm": which of the two is meant?
            if piece.end - piece.start > _ONE_WORD:
                kept.append(replace(piece, said=Doubt()))
            continue
        kept.append(piece)
    return kept


def _is_strong(piece: Piece) -> bool:
    match piece.said:
        case Clock(weak=weak):
            return not weak
        case Elapsed(bare=bare):
            return not bare
        case Between() | Known():
            return True
        case _:
            return False


def _has_clock(pieces: Sequence[Piece]) -> bool:
    return any(isinstance(piece.said, Clock) and not piece.said.weak for piece in pieces)


def _is_bare(piece: Piece) -> bool:
    return isinstance(piece.said, Elapsed) and piece.said.bare


def _is_vague(piece: Piece) -> bool:
    return isinstance(piece.said, Failed) and piece.said.fault in (
        TimeFault.VAGUE_TIME,
        TimeFault.NO_TIME,
    )


def _tied(pieces: Sequence[Piece], at: int, strong: Sequence[bool]) -> bool:
    """Whether a weak clock is linked with a strong one: "9 and 10pm", "mon 9 fri 10pm"."""
    piece = pieces[at]
    for step in (1, -1):
        near = at + step
        if not 0 <= near < len(pieces):
            continue
        neighbour = pieces[near]
        touches = neighbour.start == piece.end if step > 0 else neighbour.end == piece.start
        if not touches:
            continue
        if isinstance(neighbour.said, Days | DayShift | Dated):
            return True
        beyond = near + step
        if isinstance(neighbour.said, Link) and 0 <= beyond < len(pieces):
            return strong[beyond] or isinstance(pieces[beyond].said, Clock)
    return False


def _only_wish(pieces: Sequence[Piece], tokens: Sequence[Token]) -> bool:
    """Whether a length of time stands alone, but for words that ask for a reminder."""
    taken = {at for piece in pieces for at in range(piece.start, piece.end)}
    return all(
        at in taken or token.has("wish") or token.has("please") or not token.written.isalnum()
        for at, token in enumerate(tokens)
    )


def _assembled(pieces: Sequence[Piece], now: datetime, known: time | None) -> TimesRead:
    said = [piece.said for piece in pieces]
    faults = {item.fault for item in said if isinstance(item, Failed)}
    grave = next((fault for fault in _GRAVEST[:3] if fault in faults), None)
    if grave is not None:
        return TimesRead(fault=grave)
    zones = next((settle(item, now) for item in said if isinstance(item, ZoneSaid)), ())
    around = _Around(
        now=now.astimezone(_tz(zones[0])) if zones else now,
        zones=zones,
        once=_is_once(said),
        known=known,
    )
    elapsed = [item for item in said if isinstance(item, Elapsed)]
    groups = groups_of(pieces)
    doubt = _doubted(pieces) or len(zones) > 1 or _overlap(groups)
    if elapsed:
        mixed = any(group.clocks or group.days or group.dates for group in groups)
        whens = tuple(_after(item, now) for item in elapsed if item.seconds)
        if not whens:
            return TimesRead(fault=TimeFault.INVALID_TIME)
        return TimesRead(times=whens, asks=doubt or mixed)
    if not any(group.clocks for group in groups):
        vague = TimeFault.VAGUE_TIME in faults
        return TimesRead(fault=TimeFault.VAGUE_TIME if vague else TimeFault.NO_TIME)
    return _united([_whens(group, around) for group in groups], asks=doubt)


def _is_once(said: Sequence[Said]) -> bool:
    """Whether one night is meant: not by "once at 8 and once at 10"."""
    said_once = sum(isinstance(item, Once) for item in said)
    clocks = sum(isinstance(item, Clock) for item in said)
    return said_once > 0 and not 1 < said_once == clocks


def _doubted(pieces: Sequence[Piece]) -> bool:
    """Whether something said leaves a choice: "tonight or tomorrow", "in 2", "before 11"."""
    for at, piece in enumerate(pieces):
        match piece.said:
            case Doubt() | Clock(doubtful=True) | Elapsed(doubtful=True):
                return True
            case Link(how="or"):
                near = [pieces[other] for other in (at - 1, at + 1) if 0 <= other < len(pieces)]
                touching = [p for p in near if piece.start == p.end or piece.end == p.start]
                if len(touching) == 2:  # noqa: PLR2004 - both sides
                    return True
            case _:
                pass
    return False


def _overlap(groups: Sequence[Group]) -> bool:
    """Whether a night would have two times of different rules: "daily at 10, fridays at 11"."""
    sets = [nights_of(group) for group in groups if not group.dates]
    return any(one != other and one & other for one in sets for other in sets)


def _tz(zone: str) -> tzinfo:
    if zone[0] in "+-":
        hours, minutes = int(zone[1:3]), int(zone[4:])
        offset = timedelta(hours=hours, minutes=minutes)
        return timezone(offset if zone[0] == "+" else -offset)
    return ZoneInfo(zone)


def _after(item: Elapsed, now: datetime) -> When:
    try:
        instant = now.astimezone(UTC) + timedelta(seconds=item.seconds)
        local = instant.astimezone(now.tzinfo)
    except OverflowError:
        instant = now.astimezone(UTC)
        local = now
    clock = time(local.hour, local.minute)
    return When(clock=clock, once=True, on=local.date(), instant=instant)


def _united(reads: Sequence[TimesRead], *, asks: bool) -> TimesRead:
    fault = next((read.fault for read in reads if read.fault is not None), None)
    if fault is not None:
        return TimesRead(fault=fault)
    times = tuple(dict.fromkeys(when for read in reads for when in read.times))
    return TimesRead(times=times[:_MOST_TIMES], asks=asks or any(read.asks for read in reads))


def _whens(group: Group, around: _Around) -> TimesRead:
    clocks: list[time] = []
    asks = group.either
    for said in group.clocks:
        options, unsure = _options(said, group.part, around)
        if not options:
            return TimesRead(fault=TimeFault.VAGUE_TIME)
        clocks += options
        asks = asks or unsure
    if group.dates and not any(days.every for days in group.days):
        read = _dated(group, clocks, around)
    else:
        read = _weekly(group, clocks, around)
    return replace(read, asks=read.asks or asks)


def _options(
    said: Clock | Between | Known, part: Part | None, around: _Around
) -> tuple[list[time], bool]:
    match said:
        case Clock():
            options = list(resolve(said, part))
            return options, len(options) > 1
        case Between(first=first, last=last):
            return [*resolve(first, part)[:1], *resolve(last, part)[:1]], True
        case Known(shift=shift):
            if around.known is None:
                return [], True
            start = datetime.combine(date(2000, 1, 2), around.known)
            return [(start + timedelta(minutes=shift)).time()], False


def _dated(group: Group, clocks: Sequence[time], around: _Around) -> TimesRead:
    whens: list[When] = []
    asks = False
    for said in group.dates:
        for clock in clocks:
            dates, past = nights_for(said, clock, around.now)
            if not dates:
                return TimesRead(fault=TimeFault.PAST if past else TimeFault.INVALID_TIME)
            several = isinstance(said, Days) and len(said.days or ()) > 1 and not said.weeks
            asks = asks or (len(dates) > 1 and not several)
            asks = asks or (isinstance(said, Dated) and not _agrees(dates[0], clock, group))
            whens += [
                When(clock=clock, once=True, on=day, zone=zone)
                for day in dates
                for zone in around.zones or (None,)
            ]
    return TimesRead(times=tuple(whens), asks=asks)


def _agrees(day: date, clock: time, group: Group) -> bool:
    """Whether a date is on the weekday that was named beside it."""
    evening = day - timedelta(days=clock < NOON)
    named = nights_of(group)
    return WEEK[day.weekday()] in named or WEEK[evening.weekday()] in named


def _weekly(group: Group, clocks: Sequence[time], around: _Around) -> TimesRead:
    chosen = nights_of(group)
    if not chosen:
        return TimesRead(fault=TimeFault.INVALID_TIME)
    days = None if chosen == frozenset(Weekday) else chosen
    if around.once:
        return _soonest(days or frozenset(Weekday), clocks, around)
    whens = tuple(
        When(clock=clock, days=days, zone=zone)
        for clock in clocks
        for zone in around.zones or (None,)
    )
    return TimesRead(times=whens)


def _soonest(days: frozenset[Weekday], clocks: Sequence[time], around: _Around) -> TimesRead:
    """The next of these nights alone."""
    whens = []
    for clock in clocks:
        dates, _ = nights_for(Days(days=days, sole=True), clock, around.now)
        whens += [
            When(clock=clock, once=True, on=min(dates), zone=zone)
            for zone in around.zones or (None,)
        ]
    return TimesRead(times=tuple(whens))
