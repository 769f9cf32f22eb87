"""The first evening on Discord: the real client, the real coach, the strict loopback server."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from tests.adapters.pictures import breath
from tests.journeys.discord_bed import Evening, in_bed


@pytest.fixture
async def evening(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Evening]:
    async with in_bed(monkeypatch) as opened:
        yield opened


async def test_the_first_evening_runs_from_hello_to_the_second_nights_reminder(
    evening: Evening,
) -> None:
    """Pose, a one-minute session with all its cues, a reminder and a safety answer, on Discord."""
    assert "Karani" in (await evening.slash("start")).text

    card = await evening.slash("pose", name="legsup")
    assert "Legs Up the Wall" in card.text
    steps = await evening.presses("Steps")
    assert (steps.id, steps.edited) == (card.id, True)

    await evening.slash("session", name="legsup", length="1 min")
    await evening.presses("None of these")
    await evening.until(lambda seen: "cosy" in seen.text)
    before = len(evening.dm)
    await evening.house.passes(timedelta(minutes=2))
    cues = evening.dm[before:]
    opening = next(cue for cue in cues if "<t:" in cue.source)
    assert not opening.silent
    assert {"Pause", "Stop", "Something is wrong"} <= set(opening.buttons)
    assert "I'm down" in cues[-1].buttons
    assert not cues[-1].silent
    assert all(cue.silent for cue in cues if not cue.buttons)
    await evening.presses("I'm down")
    await evening.until(lambda seen: "5" in seen.buttons)
    await evening.presses("4")

    assert "Where are you" in (await evening.slash("remind", time="22:30")).text
    await evening.slash("timezone", place="Europe/Berlin")
    await evening.until(lambda seen: "22:30" in seen.text)

    glaucoma = await evening.slash("safety", question="i have glaucoma")
    assert "Glaucoma: not this one" in glaucoma.text
    assert "Sources" in glaucoma.buttons

    await evening.house.passes(timedelta(hours=26))
    assert evening.dm[-1].text == "It's 22:30. 10 minutes up the wall, if you like."
    await evening.presses("Not tonight")
    await evening.until(lambda seen: seen.text == "Not tonight. Sleep well.")


async def test_a_hold_opens_with_a_breath_and_ends_with_a_bell(evening: Evening) -> None:
    """The circle and the bowl are files on the cues; who wants no motion gets a still circle."""
    breath()
    await evening.slash("bell", state="on")
    for motion, circle in (("on", "breath-4-0-6.gif"), ("off", "breath-still.png")):
        await evening.slash("motion", state=motion)
        await evening.slash("session", name="legsup", length="1 min", breath="4-6")
        if motion == "on":
            await evening.presses("None of these")
        before = len(evening.dm)
        await evening.house.passes(timedelta(minutes=3))
        files = [tuple(one.filename for one in cue.files) for cue in evening.dm[before:]]
        assert [names for names in files if circle in names] == [(circle,)]
        rung = [names for names in files if "bell.ogg" in names]
        assert rung == [("legs_up_wall-come_out.png", "bell.ogg")]
        await evening.presses("I'm down")


async def test_in_a_server_what_is_private_is_seen_by_the_asker_alone(evening: Evening) -> None:
    """An answer about the body is hidden from the others; an emergency stands in full for all."""
    server, ana = evening.server, evening.ana
    server.guild("studio")
    server.joins(ana, "studio")
    hidden = server.slash(ana, "safety", question="i have glaucoma", guild="studio")
    await server.wait_for(lambda: hidden.replies)
    assert hidden.replies[0].ephemeral
    urgent = server.slash(ana, "safety", question="crushing chest pain now", guild="studio")
    await server.wait_for(lambda: urgent.replies)
    assert not urgent.replies[0].ephemeral
    assert "call 911 now" in urgent.replies[0].text
