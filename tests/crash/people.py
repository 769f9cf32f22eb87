"""People who go on with their evening while the coach is killed around them.

Whoever gets no answer asks again, as a person does. What they want is written down as they learn
that the coach has taken it, so that a verdict does not rest on the coach's own word alone.
"""

from __future__ import annotations

from dataclasses import dataclass

from tests.crash.phones import CLOCK, Phone

NONE_OF_THESE, DOWN = "None of these", "I'm down"
LOOKS_AGAIN_SECONDS = 0.3
TRIES = 120
"""Minutes, as each waits for an answer: longer than any machine is away for one kill."""


@dataclass(slots=True)
class Sleeper:
    """Practises once: a minute up the wall, all the way to being down."""

    phone: Phone
    tries: int = TRIES
    unanswered: int = 0

    async def lives(self, within: float) -> None:
        """Begin, see the way down, say that it is done; give up waiting `within` seconds."""
        lapsed = False
        for _ in range(self.tries):
            if self.has_begun():
                break
            if self.phone.offers(NONE_OF_THESE) and not lapsed:
                # Answered late, a question is none any more, and they have to ask anew.
                answered = lapsed = await self.phone.press(NONE_OF_THESE)
            else:
                answered = await self.phone.command("session", name="legsup", length="1 min")
                lapsed = lapsed and not answered
            self.unanswered += not answered
            await CLOCK.sleep(LOOKS_AGAIN_SECONDS)
        if not await self._sees_the_way_down(within):
            return
        for _ in range(self.tries):
            if await self.phone.press(DOWN):
                break
            self.unanswered += 1

    def has_begun(self) -> bool:
        return any(one.payload("st1") for one in self.phone.arrived())

    async def _sees_the_way_down(self, within: float) -> bool:
        until = CLOCK.now().timestamp() + within
        while CLOCK.now().timestamp() < until:
            if any(DOWN in one.buttons for one in self.phone.arrived()):
                return True
            await CLOCK.sleep(LOOKS_AGAIN_SECONDS)
        return False


@dataclass(slots=True)
class Reminded:
    """Asks for a ring in some minutes, again and again; all who do so ring at the full minute."""

    phone: Phone
    tries: int = TRIES
    asked: int = 0
    unanswered: int = 0

    async def lives_somewhere(self) -> None:
        await self._until_answered("timezone", place="Europe/Berlin")

    async def asks(self, minutes: int) -> None:
        """Ask for one ring; an unanswered wish is repeated, and may then ring twice by itself."""
        await self._until_answered("remind", time=f"in {minutes} min")
        self.asked += 1

    async def _until_answered(self, words: str, **options: str) -> None:
        for _ in range(self.tries):
            if await self.phone.command(words, **options):
                return
            self.unanswered += 1
