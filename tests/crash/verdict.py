"""Lost, repeated, unfinished: what people saw, held against what they were promised."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import pairwise
from typing import Any

from bot.coach.ports import Fate, Purpose
from bot.delivery.gate import IN_FLIGHT
from content.library import Library
from content.phrases import phrase
from tests.benchmarks.figures import percentile
from tests.crash.at_work import Course
from tests.crash.database import Kept, instant
from tests.crash.phones import Arrival, Phone

POSE = "legs_up_wall"
CLOSE, OPEN, STILL_UP = "close", "open", "still up"

AT_WORK = timedelta(seconds=5)
"""Of the machine's time: whoever was at work for so long within a hold must have opened it."""


Screens = dict[str, dict[str, list[Arrival]]]
"""By phone: what arrived, by what it is."""


@dataclass(slots=True, kw_only=True)
class Verdict:
    """`wrong` is empty when every promise was kept; the rest are figures.

    `repeats` by the kill or the handover that they are put down to. `overtaken`: openings of holds
    that were over before anybody was at work again; those people were told so. `delays` are seconds
    from due to arrival of what must arrive, in the phones' time.
    """

    wrong: list[str] = field(default_factory=list)
    messages: int = 0
    sessions: int = 0
    reminders: int = 0
    lost: list[str] = field(default_factory=list)
    repeats: Counter[datetime] = field(default_factory=Counter)
    unexplained: list[str] = field(default_factory=list)
    dropped: int = 0
    unanswered: int = 0
    fates: Counter[str] = field(default_factory=Counter)
    kills: Sequence[datetime] = ()
    overtaken: int = 0
    delays: list[float] = field(default_factory=list)

    @property
    def repeated(self) -> int:
        return sum(self.repeats.values())

    def delay(self, share: float) -> float:
        """Seconds that this share (0 to 1) of the delays does not pass."""
        return percentile(self.delays, share) if self.delays else 0.0


def judge(phones: Sequence[Phone], kept: Kept, course: Course, *, pardoned: int = 0) -> Verdict:
    """Hold it all together; so many `pardoned` repeats may have another cause than a death."""
    verdict = Verdict(
        sessions=len(kept.sessions), reminders=len(kept.reminders), kills=course.kills
    )
    verdict.fates = Counter(str(row.fate) for row in kept.outbox)
    verdict.wrong += kept.faults
    seen = {phone.name: _by_key(phone.arrived()) for phone in phones}
    verdict.messages = sum(len(phone.arrived()) for phone in phones)
    _repeats(verdict, seen, course)
    if len(verdict.unexplained) > pardoned:
        verdict.wrong += verdict.unexplained
    _lost_reminders(verdict, kept, seen)
    _lost_cues(verdict, kept, seen, course)
    _delays(verdict, kept, seen)
    verdict.wrong += [f"lost: {lost}" for lost in verdict.lost]
    for at, number in verdict.repeats.items():
        if number > IN_FLIGHT:
            verdict.wrong.append(f"{number} repeats of what befell at {at:%H:%M:%S}")
    return verdict


def key_of(arrival: Arrival) -> str | None:
    """What the clock gave birth to, by what it is; None for an answer."""
    if ring := arrival.payload("nt1"):
        return ring if arrival.payload("sn1") else None
    first = arrival.first_line
    ending, steps = _words()
    if any(line in arrival.text for line in ending):
        return CLOSE
    return steps.get(first)


@cache
def _words() -> tuple[tuple[str, ...], dict[str, str]]:
    """Lines that only a way down has, and what a first line stands for."""
    library = Library.load()
    catalogue = library.catalogue("en")
    pose = library.pose(POSE)

    def text(key: str) -> str:
        return catalogue.text(phrase(key), UTC).partition("\n")[0]

    ways = tuple(text(f"pose.{POSE}.come_out.{one.id}") for one in pose.come_out)
    steps = {text(f"pose.{POSE}.steps.{one.id}"): one.id for one in pose.steps[1:]}
    cues = {text(f"pose.{POSE}.cues.{one.id}"): f"cue {one.id}" for one in pose.cues}
    return ways[-1:], steps | cues | {text("session.still_up"): STILL_UP}


def _by_key(arrivals: Iterable[Arrival]) -> dict[str, list[Arrival]]:
    keys: dict[str, list[Arrival]] = defaultdict(list)
    for arrival in arrivals:
        key = key_of(arrival)
        if key is not None:
            keys[key].append(arrival)
            if key.startswith("cue ") and any("Until" in line for line in arrival.text.split("\n")):
                keys[OPEN].append(arrival)
    return keys


def _repeats(verdict: Verdict, seen: Screens, course: Course) -> None:
    """What was in flight as a process died, or stalled for so long that another took over."""
    handovers = {name: course.handovers(name) for name in {_platform(phone) for phone in seen}}
    for phone, keys in seen.items():
        befell = [*course.kills, *handovers[_platform(phone)]]
        for key, arrivals in keys.items():
            for earlier, later in pairwise(arrivals) if key != OPEN else ():
                between = [at for at in befell if earlier.at <= at <= later.at]
                if between:
                    verdict.repeats[between[0]] += 1
                else:
                    verdict.unexplained.append(f"{phone}: {key} twice, and nothing in between")


def _platform(phone: str) -> str:
    return phone.partition(" ")[0]


def _lost_reminders(verdict: Verdict, kept: Kept, seen: Screens) -> None:
    for reminder in kept.reminders:
        if not any(key.startswith(f"nt1:{reminder.id}:") for key in seen.get(reminder.phone, ())):
            verdict.lost.append(f"the ring of reminder {reminder.id}, {reminder.phone}")


def _lost_cues(verdict: Verdict, kept: Kept, seen: Screens, course: Course) -> None:
    for session in kept.sessions:
        told = seen.get(session.phone, {})
        missing = [key for key in (OPEN, CLOSE) if not told.get(key)]
        hold = _hold(session.plan, instant(session.origin))
        if missing == [OPEN] and course.at_work(session.platform, *hold) < AT_WORK:
            verdict.overtaken += 1
        else:
            verdict.lost += [f"{key} of session {session.id}, {session.phone}" for key in missing]
        if session.state != "ended":
            verdict.wrong.append(f"session {session.id}, {session.phone}, is {session.state}")
    dropped = (Fate.EXPIRED.value, Fate.STALE.value)
    verdict.dropped = sum(row.fate in dropped for row in kept.outbox)


def _hold(plan: str, begins: datetime) -> tuple[datetime, datetime]:
    """From the instant at which a plan's hold is opened to that of its way down."""
    offsets: dict[str, int] = {}
    for offset, kind, *_ in json.loads(plan)["steps"]:
        offsets.setdefault(kind, offset)
    opens, closes = (begins + timedelta(seconds=offsets[kind]) for kind in ("open", "close"))
    return opens, closes


def _delays(verdict: Verdict, kept: Kept, seen: Screens) -> None:
    """From due to arrival: of rings, and of ways down; right where both clocks go alike."""
    ways_down = _ways_down(kept)
    for row in kept.outbox:
        told = seen.get(row.phone, {})
        if row.purpose == Purpose.REMINDER:
            arrivals = told.get(f"nt1:{row.subject}:{row.part}", [])
        else:
            arrivals = told.get(CLOSE, []) if row.id in ways_down else []
        verdict.delays += [(one.at - instant(row.due_at)).total_seconds() for one in arrivals[:1]]


def _ways_down(kept: Kept) -> set[int]:
    """Of each session's steps the last."""
    last: dict[int, Any] = {}
    for row in kept.outbox:
        known = last.get(row.subject)
        if row.purpose == Purpose.CUE and (known is None or int(row.part) > int(known.part)):
            last[row.subject] = row
    return {row.id for row in last.values()}
