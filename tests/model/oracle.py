"""What must have been delivered: the rules once more, in plain Python, knowing nothing of the code.

Nothing of the coach is imported here. A bedtime is a wall-clock time in a zone; a night runs from
noon to noon and is named by its evening; it rings once a night, at the first instant in an overlap
of the clocks and at the first after a gap; up to 45 minutes late, later not at all. Who has
practised in a night, or is practising, is left alone, unless the ring was asked for since. Who has
blocked the coach is not written to again until they write.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

GRACE = timedelta(minutes=45)
LAPSES = timedelta(minutes=30)
TOLD_WITHIN = timedelta(days=2)
"""A way down that nobody told is told quietly for so long."""

SOON = timedelta(minutes=5)
"""From when it could be sent to its arrival: a lease, and some tries."""

DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)
SNOOZE = timedelta(minutes=20)
SURE_WITHIN = timedelta(minutes=40)
"""Who lives again later than this after the due instant may be too late by a lease's end."""


@dataclass(slots=True, eq=False)
class Owed:
    """One message that somebody is owed. Not `sure` where something they did may forbid it.

    `ready`: since when the coach has lived that is to send it. `refused`: its person had blocked
    the coach as it fell due; only a death before that was written down has it tried again.
    """

    who: str
    what: str
    due: datetime
    until: datetime
    ready: datetime
    sure: bool = True
    refused: bool = False
    arrived: int = 0


@dataclass(slots=True)
class Person:
    """One person with one bedtime at most."""

    name: str
    zone: str
    clock: time | None = None
    done: date | None = None
    rang_at: datetime | None = None
    rings_at: datetime | None = None
    snooze: tuple[datetime, date] | None = None
    reachable: bool = True
    blocked: bool = False
    practised: set[date] = field(default_factory=set)
    session: Session | None = None
    vague_until: datetime | None = None

    @property
    def due(self) -> datetime | None:
        instants = [self.rings_at] if self.rings_at else []
        if self.snooze:
            instants.append(self.snooze[0])
        return min(instants, default=None)


@dataclass(slots=True)
class Session:
    """A hold: legs up at `opens`, down at `closes`; over when somebody says so, or lapsed."""

    number: int
    opens: datetime
    closes: datetime


def night_at(instant: datetime, zone: str) -> date:
    """The evening of the night that an instant belongs to."""
    local = instant.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    return local.date() if local.time() >= time(12) else local.date() - DAY


@lru_cache(maxsize=100_000)
def ring_of(clock: time, night: date, zone: str) -> datetime | None:
    """When a bedtime rings in a night; None on a date that a zone left out."""
    wanted = datetime.combine(night if clock >= time(12) else night + DAY, clock)
    there = ZoneInfo(zone)
    around = [
        (wanted - d).replace(tzinfo=UTC).astimezone(there).utcoffset() or timedelta()
        for d in (DAY, -DAY)
    ]
    found = [
        at
        for at in ((wanted - offset).replace(tzinfo=UTC) for offset in around)
        if at.astimezone(there).replace(tzinfo=None) == wanted
    ]
    if found:
        return min(found)
    # A gap: the first instant at which the clocks show more, looked for minute by minute.
    at = (wanted - max(around)).replace(tzinfo=UTC) - HOUR
    while at.astimezone(there).replace(tzinfo=None) < wanted:
        at += MINUTE
    return at if at.astimezone(there).date() == wanted.date() else None


def next_ring(clock: time, zone: str, after: datetime, done: date | None) -> datetime | None:
    """The first ring later than an instant, in a night later than the last one that is done."""
    night = night_at(after, zone) - DAY
    if done is not None:
        night = max(night, done + DAY)
    for _ in range(9):
        at = ring_of(clock, night, zone)
        if at is not None and at > after:
            return at
        night += DAY
    return None


class Oracle:
    """Knows what every person is owed; told of every act and of how time passed."""

    def __init__(self) -> None:
        self.people: dict[str, Person] = {}
        self.owed: dict[tuple[str, str], Owed] = {}
        self.rings = 0

    def joins(self, name: str, zone: str) -> None:
        self.people[name] = Person(name, zone)

    # What people do.

    def subscribes(self, name: str, clock: time, now: datetime) -> None:
        """A first bedtime, or another time for the one there is: a night that rang is over."""
        person = self._acts(name, now)
        person.clock, person.snooze = clock, None
        self._wind(person, now)

    def unsubscribes(self, name: str, now: datetime) -> None:
        person = self._acts(name, now)
        person.clock = person.rings_at = person.snooze = person.done = person.rang_at = None

    def skips(self, name: str, now: datetime) -> None:
        """Not tonight."""
        person = self._acts(name, now)
        tonight = night_at(now, person.zone)
        if person.done is None or tonight >= person.done:
            person.done, person.rang_at = tonight, None
        person.snooze = None
        self._wind(person, now)

    def snoozes(self, name: str, now: datetime) -> datetime | None:
        """Twenty minutes later than now, or than tonight's ring that is to come; in this night."""
        person = self._acts(name, now)
        tonight = night_at(now, person.zone)
        coming = person.rings_at
        begins = coming if coming and night_at(coming, person.zone) == tonight else now
        at = begins + SNOOZE
        if at > now + 12 * HOUR or night_at(at, person.zone) != tonight:
            return None
        person.snooze = (at, tonight)
        if person.done is None or person.done < tonight:
            person.done = tonight
            self._wind(person, now)
        if person.done == tonight:
            person.rang_at = now
        return at

    def moves(self, name: str, zone: str, now: datetime) -> None:
        """The same wall-clock time there; an evening that rang already is over there too."""
        person = self._acts(name, now)
        before, person.zone = person.zone, zone
        if zone == before:
            return
        if person.rang_at is not None and person.done is not None:
            person.done = max(person.done, night_at(person.rang_at, zone))
        doubts = [one for one in self.owed.values() if not one.sure and not one.refused]
        if any(one.who == name for one in doubts):
            # Whether the last one rang decides when the next one does.
            person.vague_until = now + 36 * HOUR
        if person.clock is not None:
            self._wind(person, now)

    def blocks(self, name: str, now: datetime) -> None:
        self._acts(name, now).blocked = True

    def comes_back(self, name: str, now: datetime) -> None:
        """They let the coach in again, and write."""
        person = self._acts(name, now)
        person.blocked, person.reachable = False, True

    def practises(self, name: str, number: int, opens: datetime, closes: datetime) -> None:
        """A session was begun: the bell at its opening, and the way down, are owed."""
        person = self._acts(name, opens)
        person.session = Session(number, opens, closes)
        self._owe(person, f"open {number}", opens, closes, opens)
        self._owe(person, f"close {number}", closes, closes + TOLD_WITHIN, closes)

    def is_down(self, name: str, now: datetime) -> None:
        """They say so after the way down was told."""
        person = self._acts(name, now)
        person.session = None

    # How time passes.

    def lives_at(self, now: datetime) -> None:
        """The coach looks at what is due at an instant."""
        for person in self.people.values():
            self._session(person, now)
            while (due := person.due) is not None and due <= now:
                self._ring(person, due, now)

    def was_down(self, since: datetime, until: datetime) -> None:
        """Nobody was there: what waited for that long may be too late, or no longer true."""
        for owed in self.owed.values():
            if not owed.arrived and owed.due <= until and owed.until > since:
                owed.ready = until
                late = until - owed.due > SURE_WITHIN if owed.what.startswith("ring") else False
                opening = owed.what.startswith("open") and until >= owed.until - 2 * MINUTE
                owed.sure = owed.sure and not late and not opening

    def wobbles(self, now: datetime) -> None:
        """The coach died, and an attempt with it: what is near its end may be too late."""
        for owed in self.owed.values():
            left = owed.until - now
            owed.ready = max(owed.ready, now)
            owed.refused = False
            if not owed.arrived and owed.due <= now and left < 6 * MINUTE:
                owed.sure = owed.sure and owed.what.startswith("close")

    # What is seen.

    def arrives(self, name: str, what: str, now: datetime) -> str | None:
        """A message has come; why it should not have, if so."""
        owed = self.owed.get((name, what))
        if owed is not None and not owed.refused:
            owed.arrived += 1
            late = owed.arrived == 1 and owed.sure and now > owed.ready + SOON
            return f"{name} got {what} at {now}, due {owed.due}" if late else None
        person = self.people[name]
        if person.vague_until is not None and what.startswith("ring"):
            return None
        return f"{name} got {what}, which nobody owed them"

    def lost(self, now: datetime) -> list[str]:
        """What should have come by now and has not; what has come is forgotten."""
        over = [
            one
            for one in self.owed.values()
            if one.until + HOUR < now or (one.arrived and one.due + DAY < now)
        ]
        for one in over:
            del self.owed[one.who, one.what]
        return [f"{o.who}: {o.what}, due {o.due}" for o in over if o.sure and not o.arrived]

    def _acts(self, name: str, now: datetime) -> Person:
        """Whatever somebody does may forbid what is on its way to them."""
        for owed in self.owed.values():
            if owed.who == name and not owed.arrived and owed.due <= now:
                owed.sure = False
        return self.people[name]

    def _owe(
        self, person: Person, what: str, due: datetime, until: datetime, ready: datetime
    ) -> None:
        known = self.owed.get((person.name, what))
        if known is None or known.refused:
            vague = person.vague_until is not None and due < person.vague_until
            self.owed[person.name, what] = Owed(
                person.name, what, due, until, ready, sure=not vague
            )

    def _refuse(self, person: Person, what: str, due: datetime, now: datetime) -> None:
        self.owed[person.name, what] = Owed(
            person.name, what, due, due + GRACE, now, sure=False, refused=True
        )

    def _wind(self, person: Person, after: datetime) -> None:
        assert person.clock is not None
        person.rings_at = next_ring(person.clock, person.zone, after, person.done)

    def _session(self, person: Person, now: datetime) -> None:
        session = person.session
        if session is None or session.closes > now:
            return
        person.practised.add(night_at(session.opens, person.zone))
        if now >= session.closes + LAPSES:
            person.session = None

    def _ring(self, person: Person, due: datetime, now: datetime) -> None:
        snoozed = person.snooze is not None and person.snooze[0] == due
        night = person.snooze[1] if snoozed and person.snooze else night_at(due, person.zone)
        rings = now - due <= GRACE
        if not snoozed:
            rests = night_at(due, person.zone) in person.practised
            rings = rings and not rests and person.session is None
        self.rings += rings and person.reachable
        what = f"ring {night}" + (f" {int(due.timestamp())}" if snoozed else "")
        if rings and person.blocked:
            person.reachable = False
            self._refuse(person, what, due, now)
        elif rings and person.reachable:
            self._owe(person, what, due, due + GRACE, now)
        if person.done is None or night >= person.done:
            person.done = night
            # What was refused was heard by nobody: it is no ring for an evening elsewhere.
            person.rang_at = now if rings and person.reachable else None
        if snoozed:
            person.snooze = None
        if person.clock is not None:
            self._wind(person, due)
        else:
            person.rings_at = None
