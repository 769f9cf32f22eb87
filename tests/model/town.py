"""People, the coach that they have, and the oracle beside it, driven together."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, time, timedelta

from sqlalchemy import text

from bot.coach.practice.session import PracticeSession
from bot.coach.talk.actions import Screen, Steer
from bot.coach.talk.replies import Message, Style
from bot.coach.talk.requests import Account
from tests.model.oracle import Oracle, night_at
from tests.model.world import PLATFORM, World

ZONES = (
    "Europe/Berlin", "America/New_York", "Asia/Kolkata", "Africa/Cairo", "America/Havana",
    "Asia/Beirut", "Pacific/Apia", "America/Santiago",
)  # fmt: skip
CLOCKS = (time(22, 30), time(23, 45), time(0, 15), time(21), time(2, 30), time(23, 30))
MINUTES = 5
"""Length of a session in its hold: longer than a lease, so that a bell may come again."""

_TWICE = text(
    "SELECT subject, part, count(*) FROM outbox WHERE purpose = 'reminder' AND cue = ''"
    " GROUP BY subject, part HAVING count(*) > 1"
)


@dataclass(slots=True)
class Town:
    """Everything that happens is told to both; `faults` are where they differ."""

    world: World
    oracle: Oracle = field(default_factory=Oracle)
    faults: list[str] = field(default_factory=list)
    repeats: int = 0
    owed: int = 0

    @property
    def now(self) -> datetime:
        return self.world.now

    async def joins(self, name: str, zone: str) -> None:
        self.oracle.joins(name, zone)
        await self.world.says(name, f"/timezone {zone}")

    async def wants(self, name: str, clock: time) -> None:
        """A bedtime: a first one, or another in its place."""
        first = self.oracle.people[name].clock is None
        self.oracle.subscribes(name, clock, self.now)
        words = "/remind" if first else "change my reminder to"
        await self.world.says(name, f"{words} {clock:%H:%M}")

    async def wants_none(self, name: str) -> None:
        self.oracle.unsubscribes(name, self.now)
        await self.world.says(name, "/remind off")

    async def not_tonight(self, name: str) -> None:
        night = night_at(self.now, self.oracle.people[name].zone)
        reminder = await self._reminder(name)
        self.oracle.skips(name, self.now)
        await self.world.presses(name, f"nt1:{reminder}:{night}")

    async def later(self, name: str) -> None:
        """The button under a ring, or under an earlier one."""
        night = night_at(self.now, self.oracle.people[name].zone)
        reminder = await self._reminder(name)
        self.oracle.snoozes(name, self.now)
        await self.world.presses(name, f"sn1:{reminder}:{night}:20")

    async def moves(self, name: str, zone: str) -> None:
        self.oracle.moves(name, zone, self.now)
        await self.world.says(name, f"/timezone {zone}")

    async def blocks(self, name: str) -> None:
        self.oracle.blocks(name, self.now)
        self.world.post.blocked.add(name)

    async def comes_back(self, name: str) -> None:
        self.world.post.blocked.discard(name)
        self.oracle.comes_back(name, self.now)
        await self.world.says(name, "/start")

    async def practises(self, name: str) -> None:
        """Begin a session of some minutes; nothing of the body stands against it."""
        session = None
        while session is None:
            # An answer may be lost with the coach that gave it; then they ask again.
            spoken = await self.world.says(name, f"/session legsup {MINUTES}")
            for message in spoken.messages:
                for action in (choice.action for row in message.choices for choice in row):
                    if isinstance(action, Screen) and action.what == "none":
                        await self.world.presses(name, action.pack())
            session = await self._running(name)
        opens = session.at(session.plan.opens_at)
        self.oracle.practises(name, session.id, opens, session.closes_at)

    async def is_down(self, name: str) -> None:
        session = self.oracle.people[name].session
        assert session is not None
        self.oracle.is_down(name, self.now)
        await self.world.presses(name, Steer(session.number, "down").pack())

    async def passes(self, seconds: float, down: float = 0.0) -> None:
        """Time passes; whoever dies of a beat is back after `down` seconds."""
        until = self.now + timedelta(seconds=seconds)
        due = await self._beat(down)
        while due is not None and due <= until:
            self.world.clock.move_to(max(due, self.now + timedelta(milliseconds=1)))
            due = await self._beat(down)
        self.world.clock.move_to(max(until, self.now))
        await self._beat(down)
        self.faults += self.oracle.lost(self.now) + self.world.unexpected
        self.world.unexpected.clear()

    async def sleeps(self, seconds: float) -> None:
        """The coach dies and is back after some time."""
        await self.world.dies()
        self._is_away(seconds)
        # A new life looks first at what fell due meanwhile.
        await self._beat(0)

    async def ends(self) -> list[str]:
        """Let everything come that is on its way; what was wrong in all."""
        await self.passes(2 * 3600)
        self.faults += self.oracle.lost(self.now + timedelta(days=9))
        async with self.world.store.database.engine.connect() as connection:
            twice = (await connection.execute(_TWICE)).all()
        self.faults += [f"night {row.part} of reminder {row.subject} twice" for row in twice]
        for nonce, times in self.world.post.times.items():
            allowed = self.world.in_flight[nonce]
            self.repeats += times - 1
            if times > 1 + allowed:
                self.faults.append(f"{nonce} came {times} times, {allowed} deaths allow a repeat")
        return self.faults

    def _is_away(self, seconds: float) -> None:
        since = self.now
        self.world.clock.move_to(since + timedelta(seconds=seconds))
        self.oracle.was_down(since, self.now)

    async def _beat(self, down: float) -> datetime | None:
        died_at = self.now
        due, died = await self.world.beat()
        self.oracle.lives_at(died_at)
        self._sees()
        if died:
            self.oracle.wobbles(self.now)
            if down:
                self._is_away(down)
                return self.now + timedelta(milliseconds=1)
        return due

    def _sees(self) -> None:
        for at, name, nonce, message in self.world.post.arrived:
            what = self._what(nonce, message)
            self.owed += what is not None and self.world.post.times[nonce] == 1
            if what is not None and (fault := self.oracle.arrives(name, what, at)):
                self.faults.append(f"{self.now}: {fault}")
        self.world.post.arrived.clear()

    def _what(self, nonce: str, message: Message) -> str | None:
        """What a message is, in the oracle's words; None for cues that may be dropped."""
        kind, _, part = nonce.partition(":")
        number, _, night = part.partition(":")
        if kind == "reminder":
            return f"ring {night.replace(':', ' ')}"
        if any(line.style is Style.COUNTDOWN for line in message.lines):
            return f"open {number}"
        down = Steer(int(number), "down")
        if any(choice.action == down for row in message.choices for choice in row):
            return f"close {number}" if len(message.lines) > 1 else None
        return f"close {number}" if message.silent and not message.choices else None

    async def _reminder(self, name: str) -> int:
        async with self.world.store.work() as work:
            person = await work.people.by_account(Account(platform=PLATFORM, id=name))
            assert person is not None
            (reminder,) = await work.reminders.of(person.id)
            return reminder.id

    async def _running(self, name: str) -> PracticeSession | None:
        async with self.world.store.work() as work:
            person = await work.people.by_account(Account(platform=PLATFORM, id=name))
            assert person is not None
            return await work.sessions.running(person.id)
