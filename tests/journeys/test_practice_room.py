"""Where a token carries no more sessions: a start later, said, and kept by itself."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.journeys.evening import ANA, Evening, Seen, shared_tools
from tests.journeys.practising import FIRST_STEP, begins, cues, mine, told

ROOM = 2
BEN, CEM, DEE = "ben", "cem", "dee"


@pytest.fixture
async def evening(tmp_path: Path) -> AsyncIterator[Evening]:
    """A platform whose token carries two sessions at once."""
    tools = replace(shared_tools(), at_once={"local": ROOM})
    async with Evening.begin(tmp_path, "2026-11-22T21:00:00Z", tools=tools) as begun:
        yield begun


async def fills_up(evening: Evening) -> None:
    """Ana's minute ends first, Ben's three later."""
    await begins(evening, "/session legsup 1")
    await begins(evening, "/session legsup 3", BEN)


async def test_the_next_one_is_told_when_it_begins_and_it_does(evening: Evening) -> None:
    """When the first of those that run comes out, by its plan; whole, with a bell, in its order."""
    await fills_up(evening)
    (seen,) = await begins(evening, "/session legsup 2", CEM)
    assert "I can begin in 1 min" in seen.text
    assert "and will by myself" in seen.text
    assert seen.until is not None
    assert list(seen.choices) == ["Not now"]
    shown = mine(await evening.advance(600), CEM)
    first, *rest = cues(shown)
    assert first.at == seen.until
    assert not first.silent
    assert first.text.splitlines()[0] == "Legs Up the Wall"
    assert FIRST_STEP in first.text
    alone = await _alone(evening)
    assert [heads(one) for one in rest] == [heads(one) for one in alone]
    anas_end = next(one.at for one in mine(evening.history) if "Press up" in one.text)
    assert (seen.until - anas_end).total_seconds() == pytest.approx(0, abs=1)


def heads(seen: Seen) -> str:
    return seen.text.splitlines()[0]


async def _alone(evening: Evening) -> list[Seen]:
    """The cues after its first step of the same session with room for it."""
    started = await begins(evening, "/session legsup 2", DEE)
    assert len(started) == 2
    return list(cues(mine(await evening.advance(600), DEE)))


async def test_each_further_one_gets_the_next_place(evening: Evening) -> None:
    """Nobody is promised a place that somebody before them was."""
    await fills_up(evening)
    (first,) = await begins(evening, "/session legsup 10", CEM)
    (second,) = await begins(evening, "/session legsup 10", DEE)
    assert first.until is not None
    assert second.until is not None
    assert first.until < second.until
    (third,) = await begins(evening, "/session legsup 10", "eve")
    assert third.until is not None
    assert (third.until - first.until).total_seconds() > 600


async def test_not_now_takes_it_back(evening: Evening) -> None:
    """Nothing begins, nothing is kept, and the place is free for another."""
    await fills_up(evening)
    (waits,) = await begins(evening, "/session legsup", CEM)
    (seen,) = await evening.presses(CEM, "Not now")
    assert seen.text == "Then not now. It does not begin."
    (other,) = await begins(evening, "/session legsup", DEE)
    assert other.until == waits.until
    shown = mine(await evening.advance(3600), CEM)
    assert shown == []
    assert "Nothing yet." in told(await evening.says(CEM, "/progress"))


@pytest.mark.parametrize("words", ["/status", "pause", "/session legsup"])
async def test_asking_again_says_when(evening: Evening, words: str) -> None:
    """The same page, with less time left; the place stays."""
    await fills_up(evening)
    (waits,) = await begins(evening, "/session legsup", CEM)
    await evening.advance(10)
    (seen,) = await evening.says(CEM, words)
    assert seen.until == waits.until
    assert list(seen.choices) == ["Not now"]


async def test_another_wish_takes_the_place_of_the_one_that_waits(evening: Evening) -> None:
    """Nothing of it had begun: there is nothing to end first."""
    await fills_up(evening)
    await begins(evening, "/session legsup", CEM)
    (seen,) = await begins(evening, "/session butterfly 5", CEM)
    assert "Butterfly" in seen.text
    assert "and will by myself" in seen.text
    first = cues(mine(await evening.advance(300), CEM))[0]
    assert "Butterfly" in first.text


async def test_it_begins_after_a_restart_too(evening: Evening) -> None:
    """The wait is a row: a little late it begins whole; after half an hour it is over."""
    await fills_up(evening)
    await begins(evening, "/session legsup 2", CEM)
    shown = mine(await evening.restart(down=400), CEM)
    assert FIRST_STEP in cues(shown)[0].text
    shown += mine(await evening.advance(600), CEM)
    assert "Press up" in told(cues(shown))


async def test_a_wait_that_was_slept_through_is_over(evening: Evening) -> None:
    """An hour later nobody is asked to lie down."""
    await fills_up(evening)
    await begins(evening, "/session legsup 2", CEM)
    assert mine(await evening.restart(down=7200), CEM) == []
    (seen,) = await evening.says(CEM, "/status")
    assert seen.text == "Nothing is running."


async def test_with_room_nobody_waits(evening: Evening) -> None:
    """One that is coming out takes nobody's place."""
    await begins(evening, "/session legsup 1")
    await evening.advance(200)
    await begins(evening, "/session legsup", BEN)
    assert len(await begins(evening, "/session legsup", CEM)) == 2


async def test_an_emergency_ends_a_wait(evening: Evening) -> None:
    """What waits does not begin after it."""
    await fills_up(evening)
    await begins(evening, "/session legsup", CEM)
    (seen,) = await evening.says(CEM, "crushing chest pain right now")
    assert seen.verdict == "emergency"
    assert cues(mine(await evening.advance(1200), CEM)) == []


async def test_another_platforms_room_is_anothers(tmp_path: Path) -> None:
    """A token that is not this one's keeps nobody here waiting."""
    tools = replace(shared_tools(), at_once={"telegram": 1})
    async with Evening.begin(tmp_path, tools=tools) as evening:
        for user in (ANA, BEN, CEM):
            assert len(await begins(evening, "/session legsup", user)) == 2
