"""The fake Discord's lines: sessions that are resumed, and all that can go wrong."""

import asyncio
from collections.abc import AsyncIterator

import aiohttp
import discord
import pytest

from tests.adapters.discord_bench import TOKEN, Coach, coach_on, logged_in, loopback
from tests.fakes.discord_server import DiscordServer, Person, Seen


@pytest.fixture
async def server(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[DiscordServer]:
    async with loopback(monkeypatch) as running:
        yield running


@pytest.fixture
async def coach(server: DiscordServer) -> AsyncIterator[Coach]:
    async with coach_on(server) as running:
        yield running


@pytest.fixture
async def rest(server: DiscordServer) -> AsyncIterator[discord.Client]:
    async with logged_in() as client:
        assert server.invalid_requests == 0
        yield client


@pytest.fixture
def amy(server: DiscordServer) -> Person:
    return server.user(7001, "Amy", locale="de")


@pytest.fixture
def ben(server: DiscordServer) -> Person:
    return server.user(7002, "Ben")


# The gateway.


async def test_a_resumed_session_gets_what_it_missed(
    server: DiscordServer, coach: Coach, amy: Person
) -> None:
    """After a cut, RESUME replays what happened meanwhile, once."""
    server.drops_gateway(resumable=True)
    asked = server.slash(amy, "hold")
    assert (await server.reply_to(asked)).text == "Here"
    assert (len(server.gateway.identified), len(server.gateway.resumed)) == (1, 1)
    assert [one.id for one in coach.seen] == [asked.id]


@pytest.mark.usefixtures("coach")
async def test_a_dead_session_is_identified_anew(server: DiscordServer, amy: Person) -> None:
    """A session that cannot be resumed gets INVALID_SESSION, and loses what it missed."""
    server.drops_gateway(resumable=False)
    missed = server.slash(amy, "hold")
    await server.wait_for(lambda: len(server.gateway.identified) == 2)
    await server.reply_to(server.slash(amy, "hold"))
    assert missed.replies == []


@pytest.mark.usefixtures("coach")
async def test_reconnect_is_asked_for_and_followed(server: DiscordServer, amy: Person) -> None:
    """On the opcode RECONNECT the client comes back and resumes."""
    server.asks_to_reconnect()
    await server.wait_for(lambda: server.gateway.resumed)
    assert (await server.reply_to(server.slash(amy, "hold"))).text == "Here"


async def test_a_bad_token_does_not_log_in(server: DiscordServer) -> None:
    """REST answers a wrong token with 401, and counts it as invalid."""
    async with discord.Client(intents=discord.Intents.none()) as client:
        with pytest.raises(discord.LoginFailure):
            await client.login("another.token")
    assert server.invalid_requests == 1


@pytest.mark.usefixtures("server")
async def test_privileged_intents_are_refused() -> None:
    """An intent that is not switched on in the portal closes the gateway with 4014."""
    async with discord.Client(intents=discord.Intents(message_content=True)) as client:
        with pytest.raises(discord.PrivilegedIntentsRequired):
            await client.start(TOKEN)


async def test_people_can_write_to_the_bot(
    server: DiscordServer, coach: Coach, amy: Person
) -> None:
    """A DM comes over the gateway, with its text."""
    heard: list[str] = []

    async def on_message(message: discord.Message) -> None:
        heard.append(message.content)
        await message.channel.send("Good evening")

    coach.event(on_message)
    server.says(amy, "Hello?")

    def answered() -> list[Seen]:
        return [message for message in server.dm(amy) if message.by_bot]

    assert [message.text for message in await server.wait_for(answered)] == ["Good evening"]
    assert heard[0] == "Hello?"


# Faults.


async def test_a_flood_is_waited_out_and_sent_again(
    server: DiscordServer, rest: discord.Client, amy: Person
) -> None:
    """A 429 with `Via` is retried by discord.py, and counts as an invalid request."""
    user = await rest.fetch_user(amy.id)
    await user.create_dm()
    server.floods_next("POST /channels", retry_after=0.001, globally=True)
    await user.send("Now")
    assert [status for _, status in server.answers[-2:]] == [429, 200]
    assert server.invalid_requests == 1


async def test_a_flood_without_via_is_cloudflare(
    server: DiscordServer, rest: discord.Client, amy: Person
) -> None:
    """A 429 without `Via` comes out at once."""
    server.floods_next("POST /users/@me/channels", via=False)
    with pytest.raises(discord.HTTPException) as caught:
        await (await rest.fetch_user(amy.id)).create_dm()
    assert caught.value.status == 429


async def test_rate_limits_are_counted_by_channel(
    server: DiscordServer, amy: Person, ben: Person
) -> None:
    """A channel's bucket runs out by itself; its headers say how it stands."""
    server.limits_rate("POST /channels", requests=1, seconds=60)
    async with aiohttp.ClientSession(headers={"Authorization": f"Bot {TOKEN}"}) as session:

        async def send(person: Person) -> aiohttp.ClientResponse:
            base = server.api_url + "/api/v10"
            body = {"recipient_id": str(person.id)}
            dm = await (await session.post(f"{base}/users/@me/channels", json=body)).json()
            url = f"{base}/channels/{dm['id']}/messages"
            return await session.post(url, json={"content": "Now"})

        statuses = [(await send(person)).status for person in (amy, amy, ben)]
        last = await send(ben)
    assert statuses == [200, 429, 200]
    assert last.headers["X-RateLimit-Remaining"] == "0"
    assert 0 < (await last.json())["retry_after"] <= 60


async def test_a_planned_failure_has_no_effect(
    server: DiscordServer, rest: discord.Client, amy: Person
) -> None:
    """A failure befalls the next request alone."""
    user = await rest.fetch_user(amy.id)
    server.fails_next("POST /channels", status=403, code=50007, message="Cannot send")
    with pytest.raises(discord.Forbidden):
        await user.send("Now")
    assert server.dm(amy) == []
    await user.send("Now")
    assert len(server.dm(amy)) == 1


async def test_a_lost_answer_is_made_harmless_by_the_nonce(
    server: DiscordServer, rest: discord.Client, amy: Person
) -> None:
    """A line cut after the effect leaves one message, also when it is sent again."""
    user = await rest.fetch_user(amy.id)
    server.cuts_next("POST /channels", done=True)
    with pytest.raises(aiohttp.ServerDisconnectedError):
        await user.send("Now", nonce="n1")
    await user.send("Now", nonce="n1")
    assert [message.text for message in server.dm(amy)] == ["Now"]


async def test_a_hung_request_is_done_when_released(
    server: DiscordServer, rest: discord.Client, amy: Person
) -> None:
    """Silence lasts until it is released."""
    user = await rest.fetch_user(amy.id)
    server.hangs_next("POST /channels")
    sending = asyncio.create_task(user.send("Late"))
    await server.wait_for(lambda: server.calls[-1].path.endswith("/messages"))
    assert server.dm(amy) == []
    server.releases()
    await sending
    assert [message.text for message in server.dm(amy)] == ["Late"]


async def test_a_hung_request_that_is_given_up_has_no_effect(
    server: DiscordServer, rest: discord.Client, amy: Person
) -> None:
    """Who does not wait for the answer has, without `done`, sent nothing."""
    user = await rest.fetch_user(amy.id)
    server.hangs_next("POST /channels")
    sending = asyncio.create_task(user.send("Early"))
    await server.wait_for(lambda: server.calls[-1].path.endswith("/messages"))
    sending.cancel()
    await server.wait_for(lambda: server.given_up)
    server.releases()
    assert server.dm(amy) == []


async def test_the_server_comes_back_where_it_was(
    server: DiscordServer, rest: discord.Client, amy: Person
) -> None:
    """While it is down nobody gets through; afterwards all is as it was."""
    user = await rest.fetch_user(amy.id)
    await user.send("Before")
    url = server.api_url
    await server.goes_down()
    with pytest.raises(aiohttp.ClientError):
        await user.send("Meanwhile")
    await server.comes_back()
    await user.send("After")
    assert server.api_url == url
    assert [message.text for message in server.dm(amy)] == ["Before", "After"]


@pytest.mark.usefixtures("coach")
async def test_an_outage_ends_with_the_session_resumed(
    server: DiscordServer, amy: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What happens right after an outage reaches the client that comes back."""
    monkeypatch.setattr("discord.client.ExponentialBackoff.delay", lambda _: 0.01)
    await server.goes_down()
    asked = server.slash(amy, "hold")
    await server.comes_back()
    assert (await server.reply_to(asked)).text == "Here"


async def test_waiting_in_vain_says_what_happened(server: DiscordServer) -> None:
    """A wait that fails shows the last requests and answers."""
    async with aiohttp.ClientSession() as session:
        await session.get(server.api_url + "/api/v10/users/@me")
    with pytest.raises(AssertionError, match="GET /users/@me -> 401"):
        await server.wait_for(lambda: False, seconds=0.01)
