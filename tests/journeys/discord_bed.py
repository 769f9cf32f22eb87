"""Somebody in bed with Discord open: the real client, the real coach, the strict server."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from typing import Any

import pytest

from bot.adapters.discord.gateway import Gateway
from tests.adapters.discord_bench import TOKEN, loopback
from tests.adapters.pictures import shared_studio
from tests.fakes.discord_server import DiscordServer, Interaction, Person, Seen
from tests.journeys.house import House


class Evening:
    """One person in bed with Discord's direct messages open."""

    def __init__(self, server: DiscordServer, house: House, ana: Person) -> None:
        self.server = server
        self.house = house
        self.ana = ana

    @property
    def dm(self) -> list[Seen]:
        """What the coach has shown in the direct messages."""
        return [seen for seen in self.server.dm(self.ana) if seen.by_bot]

    async def slash(self, words: str, **options: Any) -> Seen:  # noqa: ANN401 - of a command
        """Send a command, and see its last answer."""
        return await self._answer(self.server.slash(self.ana, words, **options))

    async def presses(self, label: str) -> Seen:
        """Press a button, or choose in a menu, on the latest message that shows the label."""
        shown = next(seen for seen in reversed(self.dm) if label in seen.offers)
        interaction = self.server.chooses(self.ana, shown, label)
        await self.server.wait_for(lambda: interaction.acknowledged)
        return await self._answer(interaction)

    async def until(self, seen: Callable[[Seen], bool]) -> Seen:
        """The latest message, once it is as told."""
        await self.server.wait_for(lambda: self.dm and seen(self.dm[-1]))
        return self.dm[-1]

    async def _answer(self, interaction: Interaction) -> Seen:
        await self.server.wait_for(lambda: interaction.acknowledged and not interaction.loading)
        return self.dm[-1]


@asynccontextmanager
async def in_bed(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Evening]:
    """Ana's evening; nothing of it was refused."""
    async with loopback(monkeypatch) as server, House.open() as house:
        gateway = Gateway(
            token=TOKEN,
            front=house.front,
            library=house.library,
            clock=house.clock,
            api_url=server.api_url,
            gateway_url=server.gateway_url,
            patience=5.0,
            studio=shared_studio(),
        )
        house.messengers[gateway.platform] = gateway.messenger
        running = asyncio.create_task(gateway.run())
        await server.wait_for(lambda: server.gateway.connected)
        yield Evening(server, house, server.user(7001, "Ana"))
        running.cancel()
        with suppress(asyncio.CancelledError):
            await running
        assert server.invalid_requests == 0
