"""Telegram calls: any machine behind the address answers, each update once."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress

import aiohttp
import pytest
from structlog.testing import capture_logs

from bot.adapters.telegram.gateway import Gateway
from bot.adapters.telegram.webhook import SECRET_HEADER, Webhook
from bot.coach.talk.requests import Words
from tests.adapters.telegram_bot.house import House, Naps
from tests.fakes.telegram_world import Person

URL = "https://coach.example/telegram"
SECRET = "a-secret"


class Watch(Naps):
    """A clock whose pauses last until the test ends them."""

    def __init__(self) -> None:
        super().__init__()
        self.rings = asyncio.Event()

    async def sleep(self, seconds: float) -> None:
        self.pauses.append(seconds)
        await self.rings.wait()


@pytest.fixture
def watch(house: House) -> Watch:
    house.clock = watch = Watch()
    return watch


@asynccontextmanager
async def machine(house: House) -> AsyncIterator[tuple[Gateway, asyncio.Task[None], str]]:
    """One that Telegram may call, with its own port behind the common address."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
    webhook = Webhook(url=URL, host="127.0.0.1", port=port, secret=SECRET)
    gateway = house.made(webhook=webhook)
    set_before = len(house.server.calls_to("setWebhook"))
    running = asyncio.create_task(gateway.run())
    await house.server.wait_for(lambda: len(house.server.calls_to("setWebhook")) > set_before)
    root = f"http://127.0.0.1:{port}"
    house.server.caller.machines.append(root)
    try:
        yield gateway, running, root
    finally:
        running.cancel()
        with suppress(asyncio.CancelledError):
            await running


async def test_telegram_is_given_the_address_and_what_it_brings_is_answered(
    house: House, watch: Watch, ada: Person
) -> None:
    """With the secret, for the kinds of updates that are understood; nothing is polled."""
    async with machine(house):
        house.server.says(ada, "hello")
        await house.server.wait_for(lambda: house.server.said(ada))
    assert house.server.said(ada)[-1].text == "heard hello"
    (call,) = house.server.calls_to("setWebhook")
    assert call.params["url"] == URL
    assert call.params["secret_token"] == SECRET
    assert "callback_query" in call.params["allowed_updates"]
    assert house.server.calls_to("getUpdates") == []
    assert house.server.refusals == []
    assert watch.pauses == [60.0]


async def test_machines_behind_one_balancer_share_the_updates(
    house: House, watch: Watch, ada: Person
) -> None:
    """Each is brought to one of them, and a person's come in their order."""
    async with AsyncExitStack() as stack:
        for _ in range(3):
            await stack.enter_async_context(machine(house))
        for number in range(9):
            house.server.says(ada, str(number))
        heard = await house.heard(9)
        await house.server.wait_for(lambda: house.server.unconfirmed == 0)
    assert heard == [Words(text=str(number)) for number in range(9)]
    assert len({root for root, _ in house.server.caller.answers}) == 3
    assert watch.pauses == [60.0] * 3


async def test_a_call_without_the_secret_is_refused(
    house: House, watch: Watch, ada: Person
) -> None:
    """Whoever finds the port can say nothing in anybody's name; nor can what is no update."""
    del watch
    update = {"update_id": 1, "message": {"from": {"id": ada.id}, "text": "/forget"}}
    async with machine(house) as (_, _, root), aiohttp.ClientSession() as session:
        for headers in ({}, {SECRET_HEADER: "guess"}, {SECRET_HEADER: "\u00fcber"}):
            async with session.post(f"{root}/telegram", json=update, headers=headers) as answer:
                assert answer.status == 403
        right = {SECRET_HEADER: SECRET}
        for body in (b"{", b"[]", b"\xff"):
            async with session.post(f"{root}/telegram", data=body, headers=right) as answer:
                assert answer.status == 400
        async with session.post(f"{root}/", json=update, headers=right) as answer:
            assert answer.status == 404
    assert house.front.requests == []


async def test_an_update_counts_as_taken_when_it_was_dealt_with(
    house: House, watch: Watch, ada: Person
) -> None:
    """A machine that is stopped in the middle of one never answers for it: another gets it."""
    del watch
    gate = house.front.gates[Words(text="hello")] = asyncio.Event()
    async with machine(house) as (first, running, root):
        house.server.says(ada, "hello")
        await asyncio.wait_for(house.front.begun.wait(), 5)
        assert house.server.unconfirmed == 1
        first._lanes._walks.copy().pop().cancel()  # noqa: SLF001 - as a kill does
        running.cancel()
        house.server.caller.machines.remove(root)
        gate.set()
        async with machine(house):
            await house.heard(1)
            await house.server.wait_for(lambda: house.server.unconfirmed == 0)
    assert house.front.heard == [Words(text="hello")]


async def test_an_update_that_cannot_be_read_is_not_brought_for_ever(
    house: House, watch: Watch
) -> None:
    """It is logged without its words and answered for."""
    del watch
    update = {"update_id": 1, "message": {"text": "a secret of hers"}}
    with capture_logs() as logs:
        async with machine(house) as (_, _, root), aiohttp.ClientSession() as session:
            right = {SECRET_HEADER: SECRET}
            async with session.post(f"{root}/telegram", json=update, headers=right) as answer:
                assert answer.status == 200
    assert "telegram_update_not_readable" in [log["event"] for log in logs]
    assert "secret of hers" not in str(logs)


async def test_an_address_that_was_taken_away_is_given_again(house: House, watch: Watch) -> None:
    """Somebody polled the token with the same bot meanwhile."""
    async with machine(house):
        house.server.world.updates.set_webhook("", drop=False)
        watch.rings.set()
        await house.server.wait_for(lambda: len(house.server.calls_to("setWebhook")) == 2)
        watch.rings.clear()
    assert house.server.world.updates.webhook == URL


async def test_a_port_in_use_is_named(house: House) -> None:
    """In one line; the adapter tries again, since it may come free."""
    with socket.socket() as taken, capture_logs() as logs:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        webhook = Webhook(url=URL, host="127.0.0.1", port=port, secret=SECRET)
        house.clock = watch = Watch()
        running = asyncio.create_task(house.made(webhook=webhook).run())
        await house.server.wait_for(lambda: house.server.calls_to("getMe"))
        while not watch.pauses:
            await asyncio.wait({running}, timeout=0.01)
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
    (told,) = [log for log in logs if log["event"] == "telegram_webhook_cannot_listen"]
    assert told["port"] == port


async def test_a_stop_answers_for_what_it_has_in_hand(
    house: House, watch: Watch, ada: Person
) -> None:
    """Nobody else is given it then."""
    del watch
    gate = house.front.gates[Words(text="hello")] = asyncio.Event()
    async with machine(house) as (_, running, _):
        house.server.says(ada, "hello")
        await asyncio.wait_for(house.front.begun.wait(), 5)
        running.cancel()
        gate.set()
        await house.server.wait_for(lambda: house.server.unconfirmed == 0)
        await asyncio.wait({running})
    assert [status for _, status in house.server.caller.answers] == [200]
    assert house.server.said(ada)[-1].text == "heard hello"
