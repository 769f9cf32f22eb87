"""What whoever counts is told: each end of an entry once, each tick, each answer."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime

from bot.coach.desk import Desk
from bot.coach.errors import BlockedError, RetryLaterError
from bot.coach.ports import Fate, OutboxEntry
from bot.coach.talk.requests import Account, ChatAddress, Place, Request, Words
from bot.delivery.courier import Courier
from bot.delivery.front import Front
from bot.delivery.meter import Repeat, Uncounted
from bot.delivery.pulse import Pulse
from tests.journeys.evening import shared_tools
from tests.unit.delivery.house import LIBRARY, MINUTE, PLATFORM, SECOND, TEN, House


@dataclass(slots=True)
class Tally(Uncounted):
    """Everything that was told, as it came."""

    told: list[object] = field(default_factory=list)

    def closed(self, entry: OutboxEntry, fate: Fate, now: datetime, platform: str = "") -> None:
        self.told.append((entry.key, fate, platform, now - TEN))

    def avoided(self, repeat: Repeat) -> None:
        self.told.append(repeat)

    def answered(self, request: Request) -> None:
        self.told.append(request.key)

    def ticked(self, now: datetime) -> None:
        self.told.append(now - TEN)


async def test_each_end_of_an_entry_is_told_once() -> None:
    """Sent with its platform; refused, expired and given up without; what waits not yet."""
    tally, house = Tally(), House()
    house.courier = Courier(house.store, LIBRARY, {PLATFORM: house.messenger}, meter=tally)
    for name in ("ana", "ben", "cem"):
        await house.moves_in(name)
    await house.rings()
    house.messenger.answers = {"ben": [BlockedError("blocked")], "cem": [RetryLaterError(3)]}
    await house.deliver()
    night = TEN.date()
    assert sorted(map(str, tally.told)) == sorted(
        map(
            str,
            [
                (f"reminder:1:{night}", Fate.SENT, PLATFORM, 0 * SECOND),
                (f"reminder:2:{night}", Fate.REFUSED, "", 0 * SECOND),
            ],
        )
    )
    tally.told.clear()
    await house.deliver(TEN + 46 * MINUTE)
    assert tally.told == [(f"reminder:3:{night}", Fate.EXPIRED, "", 46 * MINUTE)]


async def test_each_tick_is_told() -> None:
    """With nothing due too: what matters is that the clock goes on."""
    tally, house = Tally(), House()
    pulse = Pulse(house.store, house.courier, meter=tally)
    await pulse.beat(TEN)
    await house.moves_in("ana")
    await pulse.beat(TEN + SECOND)
    assert tally.told == [0 * SECOND, SECOND]


async def test_an_update_that_comes_twice_is_a_repeat_and_no_answer() -> None:
    """One answer is told, and then that nothing was done."""
    tally, house = Tally(), House()
    front = Front(Desk(house.store, shared_tools()), LIBRARY, lambda _: None, tally)
    address = ChatAddress(platform=PLATFORM, chat="ana")
    request = Request(
        account=Account(platform=PLATFORM, id="ana"), address=address, place=Place.PRIVATE,
        content=Words("/help"), at=TEN, key="7",
    )  # fmt: skip
    await front.serve(request)
    assert not (await front.serve(request)).messages
    await front.serve(replace(request, key="8"))
    assert tally.told == ["7", Repeat.UPDATE, "8"]
