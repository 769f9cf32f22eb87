"""Away for a whole hold, and two machines of which the one at work stalls."""

from __future__ import annotations

import asyncio
import os
import signal
from pathlib import Path

from tests.crash.campaign import SLOW_SECONDS, Town
from tests.crash.database import unsent
from tests.crash.people import Sleeper
from tests.crash.phones import CLOCK
from tests.crash.process import Karani
from tests.crash.scenario import heard, rings, settle, town
from tests.postgresql import fresh_database

HOLD_AND_MORE = 130.0
"""Seconds of the coach's time: getting in, a minute up the wall, and the way down is due."""

STALL = 25.0
"""Seconds of the coach's time: long past the end of a lease."""

SLOWLY = 3.0
"""How fast the coach's time goes where no lease may be lost but by the stall itself."""


async def test_a_hold_that_passes_while_nobody_is_at_work_ends_with_the_truth_and_is_not_opened(
    tmp_path: Path,
) -> None:
    """An opening is not said once the way down is due as well: that tells how long it has been."""
    async with town(tmp_path) as place:
        sleeper = Sleeper(place.phone(1))
        evening = asyncio.create_task(sleeper.lives(SLOW_SECONDS))
        while not sleeper.has_begun():
            await CLOCK.sleep(0.1)
        await place.machines[0].dies()
        place.forgets_the_dead()
        await place.passes(HOLD_AND_MORE)
        await place.machines[0].starts()
        await evening
        verdict = await place.closes()
    assert verdict.wrong == []
    assert verdict.overtaken == 1
    assert any("I was away" in one.text for one in sleeper.phone.arrived())


async def test_a_machine_that_stalls_past_its_lease_repeats_what_was_with_the_platform_alone(
    tmp_path: Path,
) -> None:
    """Nobody dies: the one message that had arrived and had no answer rings twice, and no other."""
    async with (
        fresh_database() as url,
        Town.opens(tmp_path, url, machines=2, speed=SLOWLY) as place,
    ):
        await place.starts()
        people = await settle(place, 6)

        async def stall() -> None:
            place.telegram.hangs_next("sendMessage", done=True)
            while sum(heard(place)) < len(people) or await unsent(url) != 1:
                await CLOCK.sleep(0.1)
            pid = max(place.machines, key=_holds_since).pid
            os.kill(pid, signal.SIGSTOP)
            await place.passes(STALL)
            os.kill(pid, signal.SIGCONT)

        await rings(place, people, stall())
        verdict = await place.closes()
    assert verdict.wrong == []
    assert verdict.repeated == 1


def _holds_since(machine: Karani) -> str:
    """The timestamp of the line with which it took Telegram's lease; before all if it has not."""
    taken = [line for line in machine.told if "event=duty_taken platform=telegram" in line]
    return max(taken, default="")
