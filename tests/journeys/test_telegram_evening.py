"""The first evening on Telegram: the real client, the real coach, the strict loopback server."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import suppress
from datetime import timedelta

import pytest

from bot.adapters.telegram.gateway import Gateway
from tests.fakes.telegram_server import TelegramServer
from tests.fakes.telegram_world import Person, Seen
from tests.journeys.house import House

TOKEN = "123:abc"


class Evening:
    """One person in bed with Telegram open."""

    def __init__(self, server: TelegramServer, house: House, ana: Person) -> None:
        self.server = server
        self.house = house
        self.ana = ana

    async def says(self, text: str) -> list[Seen]:
        """Write, and see what is answered: every message up to the first pause."""
        before = len(self.server.said(self.ana))
        self.server.says(self.ana, text)
        await self.server.wait_for(lambda: len(self.server.said(self.ana)) > before)
        return self.server.said(self.ana)[before:]

    async def presses(self, label: str) -> Seen:
        """Press a button by its label on the latest message that shows it."""
        shown = next(m for m in reversed(self.server.said(self.ana)) if label in m.labels)
        calls = len(self.server.calls)
        self.server.presses(self.ana, shown, shown.button(label).data or "")
        await self.server.wait_for(
            lambda: any(
                call.method in {"sendMessage", "editMessageText"}
                for call in self.server.calls[calls:]
            )
        )
        return self.server.said(self.ana)[-1]

    @property
    def texts(self) -> list[str]:
        return [message.text for message in self.server.said(self.ana)]


@pytest.fixture
async def evening(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Evening]:
    monkeypatch.setitem(os.environ, "PTB_TIMEDELTA", "1")
    async with TelegramServer(token=TOKEN) as server, House.open() as house:
        gateway = Gateway(
            token=TOKEN,
            front=house.front,
            library=house.library,
            clock=house.clock,
            api_url=server.url,
        )
        house.messengers[gateway.platform] = gateway.messenger
        running = asyncio.create_task(gateway.run())
        await server.wait_for(lambda: server.calls_to("getUpdates"))
        yield Evening(server, house, server.user(7, first_name="Ana", language_code="en"))
        running.cancel()
        with suppress(asyncio.CancelledError):
            await running
        assert server.refusals == []


async def test_the_first_evening_runs_from_hello_to_the_second_nights_reminder(
    evening: Evening,
) -> None:
    """Pose, a one-minute session with all its cues, a reminder and a safety answer, on Telegram."""
    welcome = (await evening.says("/start"))[0]
    assert "Karani" in welcome.text

    card = (await evening.says("/pose legsup"))[0]
    assert card.text.startswith("Legs Up the Wall")
    assert {"Steps", "Cautions", "Start 10 minutes"} <= set(card.labels)
    steps = await evening.presses("Steps")
    assert (steps.message_id, steps.edited) == (card.message_id, True)

    await evening.says("/session legsup 1")
    await evening.presses("None of these")
    before = len(evening.texts)
    await evening.house.passes(timedelta(minutes=2))
    cues = evening.server.said(evening.ana)[before:]
    opening = next(cue for cue in cues if any(e["type"] == "date_time" for e in cue.entities))
    assert not opening.silent
    assert {"Pause", "Stop", "Something is wrong"} <= set(opening.labels)
    assert "I'm down" in cues[-1].labels
    assert not cues[-1].silent
    assert all(cue.silent for cue in cues if not cue.labels)
    await evening.presses("I'm down")
    await evening.server.wait_for(lambda: "5" in evening.server.said(evening.ana)[-1].labels)
    await evening.presses("4")

    zone = (await evening.says("/remind 22:30"))[0]
    assert "Where are you" in zone.text
    evening.server.shares_location(evening.ana, 52.52, 13.40)
    await evening.server.wait_for(lambda: "22:30" in evening.texts[-1])

    glaucoma = (await evening.says("/safety i have glaucoma"))[0]
    assert glaucoma.text.startswith("Glaucoma: not this one")
    assert "Sources" in glaucoma.labels

    await evening.house.passes(timedelta(hours=26))
    assert evening.texts[-1] == "It's 22:30. 10 minutes up the wall, if you like."
    await evening.presses("Not tonight")
    assert evening.texts[-1] == "Not tonight. Sleep well."
