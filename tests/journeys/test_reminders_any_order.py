"""Whatever is done in whatever order: once a night, and it rings on."""

from __future__ import annotations

import asyncio
import tempfile
from collections import Counter
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.journeys.evening import Evening, Seen
from tests.journeys.nights_in import ANA, practises, rung

HOUR, DAY = 3600, 86_400

WORDS = [
    "/remind 22:30",
    "/remind 00:30",
    "/remind 22:30 fridays",
    "/remind in 20 min",
    "/remind tonight 23:00",
    "/remind off",
    "/reminders",
    "/snooze",
    "/snooze 90",
    "/skip",
    "pause my reminders for a week",
    "change my reminder to 23:15",
    "22:00",
    "/timezone berlin",
    "/timezone tokyo",
    "/timezone new york",
    "/timezone Pacific/Apia",
]
BUTTONS = [
    "Snooze 20 min", "Not tonight", "Undo", "Change", "Pause for a week", "Ring again",
    "Delete", "22:30", "1: Change", "2: Delete",
]  # fmt: skip

steps = st.one_of(
    st.tuples(st.just("says"), st.sampled_from(WORDS)),
    st.tuples(st.just("presses"), st.sampled_from(BUTTONS)),
    st.tuples(st.just("advance"), st.sampled_from([1, 600, HOUR, 5 * HOUR, DAY, 3 * DAY])),
    st.tuples(st.just("restart"), st.sampled_from([0, 60, HOUR, DAY])),
    st.tuples(st.just("blocks"), st.booleans()),
    st.tuples(st.just("practises"), st.none()),
)


async def step(evening: Evening, verb: str, what: object) -> list[Seen]:
    match verb, what:
        case "says", str(words):
            return await evening.says(ANA, words)
        case "presses", str(label):
            offered = any(label in seen.choices for seen in evening.history)
            return await evening.presses(ANA, label) if offered else []
        case "advance", int(seconds):
            return await evening.advance(seconds)
        case "restart", int(seconds):
            return await evening.restart(down=seconds)
        case "blocks", bool(blocked):
            await evening.blocks(ANA, blocked=blocked)
            return []
        case _ if ANA in evening.chat.world.blocked:
            return []
        case _:
            before = len(evening.history)
            await practises(evening)
            return evening.history[before:]


def night_of(seen: Seen) -> str:
    """Which reminder and which night a message is of."""
    return seen.choices["Not tonight"].removeprefix("nt1:")


async def live(files: Path, todo: list[tuple[str, object]]) -> None:
    async with Evening.begin(files, "2026-10-23T15:00:00Z") as evening:
        await evening.says(ANA, "/timezone berlin")
        put_off: Counter[str] = Counter()
        for verb, what in todo:
            seen = await step(evening, verb, what)
            put_off.update(night_of(one) for one in seen if one.text.startswith("Again at"))
        rings = rung(evening.history)
        for night, count in Counter(night_of(one) for one in rings).items():
            assert count <= 1 + put_off[night], f"{night} rang {count} times"
        await _rings_on(evening)


async def _rings_on(evening: Evening) -> None:
    """Whatever has been: set anew, it rings every night."""
    await evening.blocks(ANA, blocked=False)
    await evening.says(ANA, "/remind off")
    await evening.says(ANA, "/timezone berlin")
    await evening.advance(DAY)
    (seen,) = await evening.says(ANA, "/remind 21:45")
    assert seen.text.startswith("I'll ring every night at 21:45, Europe/Berlin"), seen.text
    assert len(rung(await evening.advance(4 * DAY))) in {3, 4}


@settings(
    max_examples=20, deadline=None, derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)  # fmt: skip
@given(st.lists(steps, max_size=12))
def test_once_a_night_whatever_is_done(todo: list[tuple[str, object]]) -> None:
    """No order of wishes, presses, journeys, deaths and silences rings twice or for ever less."""
    with tempfile.TemporaryDirectory() as files:
        asyncio.run(live(Path(files), todo))
