"""The adapter, running on the loopback server."""

from collections.abc import AsyncIterator

import pytest
import yarl
from discord.gateway import DiscordWebSocket
from discord.http import Route

from content.library import Library
from tests.adapters.discord_bench import loopback
from tests.adapters.discord_bot.bench import Bot, running
from tests.fakes.discord_server import DiscordServer, Person


@pytest.fixture(scope="session")
def library() -> Library:
    return Library.load()


@pytest.fixture
async def server(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[DiscordServer]:
    # The loopback puts discord.py's addresses back; the adapter itself has to set them.
    async with loopback(monkeypatch) as listening:
        Route.BASE = "http://127.0.0.1:1"
        DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL("ws://127.0.0.1:1")
        yield listening


@pytest.fixture
async def bot(server: DiscordServer, library: Library) -> AsyncIterator[Bot]:
    async with running(server, library) as started:
        yield started


@pytest.fixture
def amy(server: DiscordServer) -> Person:
    return server.user(7001, "Amy", locale="de")


@pytest.fixture
def ben(server: DiscordServer) -> Person:
    return server.user(7002, "Ben")
