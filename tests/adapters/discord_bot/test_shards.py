"""A bot in shards: each line hears of its own servers, the first of all direct messages."""

from __future__ import annotations

import asyncio

import pytest
from structlog.testing import capture_logs

from bot.adapters.discord.gateway import Shards
from bot.coach.ports import Lane
from content.library import Library
from tests.adapters.discord_bot.bench import home, running, said
from tests.fakes.discord_server import DiscordServer, Person


def shard_of(server: DiscordServer, guild: str, count: int) -> int:
    return (server.guild(guild).id >> 22) % count


async def identified(server: DiscordServer, lines: int) -> list[list[int]]:
    def all_there() -> bool:
        return sum(one.session is not None for one in server.gateway.connections) == lines

    await server.wait_for(all_there)
    return sorted(body["shard"] for body in server.gateway.identified)


async def test_each_shard_is_a_line_of_its_own(
    server: DiscordServer, library: Library, amy: Person
) -> None:
    """All of them say which they are; one process may hold several, and answers on each."""
    shards = Shards(held=(0, 1, 2), count=3)
    async with running(server, library, connected=False, shards=shards):
        assert await identified(server, 3) == [[0, 3], [1, 3], [2, 3]]
        assert len([call for call in server.calls if call.method == "PUT"]) == 1
        for guild in ("yoga", "studio", "home", "park"):
            server.passes(0.001)
            server.joins(amy, guild)
            asked = server.slash(amy, "status", guild=guild, installed="guild")
            assert (await server.reply_to(asked)).text == "Hello"
        assert (await server.reply_to(server.slash(amy, "status"))).text == "Hello"


async def test_machines_with_different_shards_share_the_servers(
    server: DiscordServer, library: Library, amy: Person
) -> None:
    """Each hears of its own; direct messages come to the one that holds shard 0."""
    names = [f"guild {number}" for number in range(8)]
    for name in names:
        server.passes(0.001)
        server.joins(amy, name)
    async with (
        running(server, library, connected=False, shards=Shards(held=(0,), count=2)) as first,
        running(server, library, connected=False, shards=Shards(held=(1,), count=2)) as second,
    ):
        await identified(server, 2)
        first.front.says(said("first"))
        second.front.says(said("second"))
        for name in names:
            asked = server.slash(amy, "status", guild=name, installed="guild")
            wanted = ("first", "second")[shard_of(server, name, 2)]
            assert (await server.reply_to(asked)).text == wanted
        assert {shard_of(server, name, 2) for name in names} == {0, 1}
        server.says(amy, "hello")
        await server.wait_for(lambda: [one.text for one in server.dm(amy)] == ["hello", "first"])


async def test_any_machine_sends_what_the_clock_has_given_birth_to(
    server: DiscordServer, library: Library, amy: Person
) -> None:
    """A direct message goes out over REST, whichever shards are held."""
    shards = Shards(held=(1,), count=2)
    async with running(server, library, connected=False, shards=shards) as bot:
        await identified(server, 1)
        await bot.gateway.messenger.send(home(amy), said("Time"), nonce="key", lane=Lane.REMINDER)
        await server.wait_for(lambda: server.dm(amy))
    assert server.dm(amy)[-1].text == "Time"


@pytest.mark.parametrize("cut", ["drops", "loses"])
async def test_a_cut_line_comes_back_as_the_same_shard(
    server: DiscordServer, library: Library, amy: Person, cut: str
) -> None:
    """Resumed where that works, and otherwise identified anew with its own number."""
    async with running(server, library, connected=False, shards=Shards(held=(0,), count=2)):
        await identified(server, 1)
        server.drops_gateway(resumable=cut == "drops")
        await server.wait_for(lambda: not server.gateway.connected)
        await server.wait_for(lambda: server.gateway.connected)
        assert (await server.reply_to(server.slash(amy, "status"))).text == "Hello"
    assert {tuple(body["shard"]) for body in server.gateway.identified} == {(0, 2)}


async def test_a_shard_that_discord_does_not_know_ends_the_adapter(
    server: DiscordServer, library: Library
) -> None:
    """Close code 4010: one line, and nothing is tried for ever."""
    shards = Shards(held=(2,), count=2)
    with capture_logs() as logs:
        async with running(server, library, connected=False, shards=shards) as bot:
            await asyncio.wait_for(bot.task, 5)
    errors = [log for log in logs if log["log_level"] == "error"]
    assert [(log["event"], log["code"]) for log in errors] == [("discord_gateway_refused", 4010)]
