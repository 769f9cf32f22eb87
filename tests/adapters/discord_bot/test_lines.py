"""The adapter reaches Discord sooner or later, stays, comes back, and leaves cleanly."""

import asyncio
from datetime import timedelta

import pytest
import yarl
from discord.gateway import DiscordWebSocket
from structlog.testing import capture_logs

from bot.adapters.discord.gateway import Pauses
from content.library import Library
from scheduler.clock import VirtualClock
from tests.adapters.discord_bot.bench import NOW, Bot, running
from tests.fakes.discord_server import DiscordServer, Person


async def greet(server: DiscordServer, person: Person) -> str:
    return (await server.reply_to(server.slash(person, "status"))).text


async def test_a_wrong_token_ends_the_adapter_with_one_line(
    server: DiscordServer, library: Library
) -> None:
    """A token that Discord does not know is said once, without the token, and not retried."""
    with capture_logs() as logs:
        async with running(server, library, token="wrong.made.up", connected=False) as bot:
            await asyncio.wait_for(bot.task, 5)
    assert [(one["event"], one["log_level"]) for one in logs] == [
        ("discord_token_refused", "error")
    ]
    assert "wrong.made.up" not in str(logs)
    assert server.invalid_requests == 1


async def test_a_token_refused_at_the_gateway_ends_it_too(
    server: DiscordServer, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Close code 4004 is the same refusal."""
    monkeypatch.setattr(server.gateway, "_token", "changed.since")
    with capture_logs() as logs:
        async with running(server, library, connected=False) as bot:
            await asyncio.wait_for(bot.task, 5)
    assert [one["event"] for one in logs if one["log_level"] == "error"] == [
        "discord_token_refused"
    ]


async def test_a_server_that_is_down_at_the_start_is_waited_for(
    server: DiscordServer, library: Library, amy: Person
) -> None:
    """Nobody there at first: one line is logged, and the coach serves as soon as they are."""
    await server.goes_down()
    with capture_logs() as logs:
        async with running(server, library, connected=False) as bot:
            while bot.gateway._pauses.failures < 3:  # noqa: SLF001 - seen from nowhere else
                await asyncio.wait({bot.task}, timeout=0.01)
            await server.comes_back()
            await server.wait_for(lambda: server.gateway.connected)
            assert await greet(server, amy) == "Hello"
    events = [one["event"] for one in logs]
    assert (events.count("discord_unreachable"), events.count("discord_back")) == (1, 1)


async def test_a_gateway_that_cannot_be_reached_at_first_is_tried_again(
    server: DiscordServer, library: Library, amy: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    """REST works and the gateway does not: the line is opened once it does."""
    url = server.gateway_url
    monkeypatch.setattr(type(server), "gateway_url", "ws://127.0.0.1:1/")
    async with running(server, library, connected=False) as bot:
        while bot.gateway._pauses.failures < 3:  # noqa: SLF001 - seen from nowhere else
            await asyncio.wait({bot.task}, timeout=0.01)
        DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(url)
        await server.wait_for(lambda: server.gateway.connected)
        assert await greet(server, amy) == "Hello"


async def test_what_happened_during_an_outage_is_heard(
    server: DiscordServer, bot: Bot, amy: Person
) -> None:
    """After a cut and an outage the session goes on where it broke off, and nothing is lost."""
    await server.goes_down()
    while bot.gateway._pauses.failures < 5:  # noqa: SLF001 - seen from nowhere else
        await asyncio.wait({bot.task}, timeout=0.01)
    server.says(amy, "stop")
    await server.comes_back()
    await server.wait_for(lambda: len(server.dm(amy)) == 2)
    assert (len(server.gateway.identified), len(server.gateway.resumed)) == (1, 1)


@pytest.mark.parametrize("resumable", [True, False])
async def test_a_dropped_line_is_opened_again(
    server: DiscordServer, bot: Bot, amy: Person, resumable: bool
) -> None:
    """Whether the session can be resumed or not, the coach is back without anybody's help."""
    assert not bot.task.done()
    server.drops_gateway(resumable=resumable)
    count = 1 if resumable else 2
    await server.wait_for(
        lambda: (
            (server.gateway.resumed if resumable else server.gateway.identified[1:])
            and server.gateway.connected
        )
    )
    assert len(server.gateway.identified) == count
    assert await greet(server, amy) == "Hello"


async def test_discords_wish_to_reconnect_is_followed(
    server: DiscordServer, bot: Bot, amy: Person
) -> None:
    """RECONNECT and INVALID_SESSION are everyday."""
    server.asks_to_reconnect()
    await server.wait_for(lambda: server.gateway.resumed)
    server.invalidates_session(resumable=False)
    await server.wait_for(lambda: len(server.gateway.identified) == 2)
    assert await greet(server, amy) == "Hello"
    assert not bot.task.done()


async def test_answers_under_way_are_given_before_the_end(
    server: DiscordServer, library: Library, amy: Person
) -> None:
    """Stopping lets an answer out that somebody waits for, and then says goodbye."""
    async with running(server, library) as bot:
        bot.front.go_on.clear()
        server.says(amy, "hello")
        await bot.front.hears()
        bot.task.cancel()
        await asyncio.wait({bot.task}, timeout=0.05)
        bot.front.go_on.set()
        await asyncio.wait({bot.task}, timeout=5)
    assert [one.text for one in server.dm(amy)] == ["hello", "Hello"]
    assert not server.gateway.connected


def _posts(server: DiscordServer) -> int:
    return sum(call.method == "POST" and "/messages" in call.path for call in server.calls)


async def test_a_cut_answer_still_arrives(server: DiscordServer, bot: Bot, amy: Person) -> None:
    """An answer whose line breaks goes into the conversation, tried again if need be."""
    server.cuts_next("POST /interactions")
    server.cuts_next("POST /channels")
    server.slash(amy, "stop")
    await server.wait_for(lambda: server.dm(amy))
    server.cuts_next("POST /channels", done=True)
    server.says(amy, "hello")
    await server.wait_for(lambda: server.answers[-1][0] is server.calls[-1] and _posts(server) == 4)
    assert [one.text for one in server.dm(amy)] == ["Hello", "hello", "Hello"]
    assert not bot.task.done()


async def test_pauses_grow_to_a_minute_and_begin_again() -> None:
    """One second at first, twice as long each time, a minute at most; success begins anew."""
    clock = VirtualClock(NOW)
    pauses = Pauses(clock)
    waited = []
    for _ in range(9):
        before = clock.now()
        await pauses.wait_out(TimeoutError())
        waited.append((clock.now() - before) / timedelta(seconds=1))
    for pause, whole in zip(waited, [1, 2, 4, 8, 16, 32, 60, 60, 60], strict=True):
        assert 0.7 * whole <= pause <= whole
    pauses.end()
    assert pauses.failures == 0
