"""Reaching Telegram, losing it, and ending."""

import asyncio
import logging
from functools import partial

import pytest
from structlog.testing import capture_logs

from bot.coach.talk.requests import Words
from tests.adapters.telegram_bot.house import House, in_swahili
from tests.fakes.telegram_server import TelegramServer
from tests.fakes.telegram_world import Person


async def test_down_at_the_start(house: House, ada: Person) -> None:
    """If Telegram cannot be reached at the start, it is tried with growing pauses."""
    await house.server.goes_down()
    house.server.says(ada, "there?")
    house.clock.wakes[8] = house.server.comes_back
    with capture_logs() as logs:
        async with house.open():
            await house.server.wait_for(lambda: house.server.said(ada))
    assert [log["event"] for log in logs] == [
        "telegram_waits",
        "telegram_connected",
        "telegram_back",
    ]
    for pause, least in zip(house.clock.pauses, (1, 2, 4, 8, 16, 32, 60, 60), strict=True):
        assert least <= pause <= 1.25 * least


async def test_down_later(house: House, ada: Person) -> None:
    """If Telegram goes away later, what was said meanwhile is heard when it is back."""
    async with house.open():
        house.server.says(ada, "one")
        await house.server.wait_for(lambda: house.server.said(ada))
        house.clock.wakes[len(house.clock.pauses) + 3] = house.server.comes_back
        with capture_logs() as logs:
            await house.server.goes_down()
            house.server.says(ada, "two")
            await house.server.wait_for(lambda: len(house.server.said(ada)) == 2)
    assert house.front.heard == [Words("one"), Words("two")]
    assert [log["event"] for log in logs] == ["telegram_waits", "telegram_back"]


async def test_what_was_not_dealt_with_is_heard_again_after_a_death(
    house: House, ada: Person
) -> None:
    """Nothing is confirmed that would die with the process, and nobody waits for it."""
    ben = house.server.user(8, first_name="Ben")
    house.front.gates[Words("slow")] = asyncio.Event()
    async with house.open():
        house.server.says(ada, "slow")
        await house.front.begun.wait()
        house.server.says(ben, "quick")
        assert await house.heard(1) == [Words("quick")]
        assert house.server.unconfirmed == 2
    house.front.gates.clear()
    house.gateway = house.made()
    async with house.open():
        await house.server.wait_for(lambda: Words("slow") in house.front.heard)
        await house.server.wait_for(lambda: not house.server.unconfirmed)
    assert house.front.heard.count(Words("slow")) == 1


async def test_pauses_begin_anew(house: House, ada: Person) -> None:
    """After Telegram was back, the next trouble begins with the shortest pause."""
    async with house.open():
        for pauses in 2, 4:
            house.server.fails_next("getUpdates", 502, "Bad Gateway", times=2)
            house.server.says(ada, "hello")
            await house.heard(pauses // 2)
            await house.server.wait_for(partial(_rested, house, pauses))
    first, second, third, fourth = house.clock.pauses
    assert first < second > third < fourth


def _rested(house: House, pauses: int) -> bool:
    return len(house.clock.pauses) == pauses


async def test_second_poller(house: House, ada: Person) -> None:
    """While another process polls the token, one line says so, and the adapter waits."""

    async def rival_leaves() -> None:
        house.server.world.updates.rival_leaves()

    with capture_logs() as logs:
        async with house.open():
            house.clock.wakes[3] = rival_leaves
            house.server.rival_polls()
            await house.server.wait_for(lambda: len(house.clock.pauses) == 3)
            house.server.says(ada, "hello")
            await house.heard(1)
    waits = [log for log in logs if log["event"] == "telegram_waits"]
    assert [log["why"] for log in waits] == ["another_poller"]


async def test_wrong_token(
    house: House, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    """A wrong token ends this adapter with one line, which does not tell the token."""
    caplog.set_level(logging.DEBUG)
    with capture_logs() as logs:
        await House(house.server, token="123:other").gateway.run()
    assert [(log["event"], log["log_level"]) for log in logs] == [
        ("telegram_token_refused", "error")
    ]
    assert "other" not in caplog.text + capsys.readouterr().err


async def test_webhook_is_taken_away(house: House, ada: Person) -> None:
    """A webhook from another life of the bot does not keep it from listening."""
    house.server.world.updates.set_webhook("https://karani.example/hook", drop=False)
    house.server.says(ada, "hello")
    async with house.open():
        await house.heard(1)


async def test_menus(house: House) -> None:
    """The menus are set once in every language, shorter for groups, and only when they change."""
    house.gateway = house.made(in_swahili(house.library))
    async with house.open():
        pass
    assert len(house.server.calls_to("setMyCommands")) == 4
    menus = house.server.world.commands
    assert [found["command"] for found in menus["all_group_chats", ""]] == [
        "help",
        "poses",
        "pose",
        "safety",
    ]
    assert "forget" in {found["command"] for found in menus["default", ""]}
    assert menus["all_group_chats", "sw"][1] == {"command": "poses", "description": "Mikao"}
    house.gateway = house.made(in_swahili(house.library))
    house.server.calls.clear()
    async with house.open():
        pass
    assert house.server.calls_to("setMyCommands") == []
    assert house.server.refusals == []


async def test_menus_may_fail(house: House, ada: Person) -> None:
    """A menu that cannot be set keeps nobody from being heard."""
    house.server.fails_next("setMyCommands", 429, "Too Many Requests", {"retry_after": 900})
    house.server.says(ada, "hello")
    async with house.open():
        await house.heard(1)
    assert house.clock.pauses == []


async def test_stops_cleanly(house: House, ada: Person) -> None:
    """What is being answered when the coach is stopped is answered, and nothing is left open."""
    gate = house.front.gates[Words("last words")] = asyncio.Event()
    before = asyncio.all_tasks()
    async with house.open():
        house.server.says(ada, "last words")
        await house.front.begun.wait()
        asyncio.get_running_loop().call_soon(gate.set)
    assert [seen.text for seen in house.server.said(ada)] == ["heard last words"]
    assert {task for task in asyncio.all_tasks() - before if "gateway" in repr(task)} == set()


async def test_nothing_said_is_logged(
    house: House, ada: Person, caplog: pytest.LogCaptureFixture
) -> None:
    """Neither the token nor what people write is in any log, however talkative."""
    caplog.set_level(logging.DEBUG)
    with capture_logs() as logs:
        async with house.open():
            house.server.fails_next("sendMessage", 400, "Bad Request: what 'I am sad' means")
            house.server.says(ada, "I am sad")
            await house.server.wait_for(lambda: house.server.calls_to("sendMessage"))
    told = caplog.text + str(logs)
    assert "sad" not in told
    assert "123:abc" not in told


async def test_two_bots_side_by_side(house: House, ada: Person) -> None:
    """A wrong token of one bot leaves another one serving."""
    async with TelegramServer(token="5:five") as other, house.open():
        await House(other, token="5:six").gateway.run()
        house.server.says(ada, "hello")
        await house.heard(1)


async def test_an_update_that_cannot_be_read_holds_up_no_other(house: House, ada: Person) -> None:
    """What the library cannot read of Telegram is passed over; the next update is heard."""
    async with house.open():
        house.server.sends(ada, location={})
        house.server.says(ada, "still there?")
        assert await house.heard(1) == [Words("still there?")]
