"""Reminders that Telegram is paid for: at another pace, and only they."""

from __future__ import annotations

import asyncio
import os
from dataclasses import replace

import pytest

from bot.coach.ports import Lane
from bot.coach.talk.requests import ChatAddress
from bot.delivery.messenger import Receipt
from bot.delivery.pace import PAID_BROADCAST
from tests.adapters.telegram_bot.house import NO_LIMITS, TOKEN, House, page
from tests.fakes.telegram_server import TelegramServer
from tests.fakes.telegram_world import Person

HOME = ChatAddress(platform="telegram", chat="7")


def paying(house: House) -> House:
    """The same server, and a bot that pays."""
    return House(house.server, limits=replace(NO_LIMITS, paid=PAID_BROADCAST))


def flags(house: House) -> list[object]:
    """What each message said of being paid for."""
    sent = house.server.calls_to("sendMessage")
    return [call.params.get("allow_paid_broadcast") for call in sent]


async def test_only_reminders_are_paid_for(house: House, ada: Person) -> None:
    """Cues and answers go for nothing."""
    paid = paying(house)
    async with paid.open():
        house.server.says(ada, "hello")
        await house.server.wait_for(lambda: house.server.said(ada))
        for lane in (Lane.REMINDER, Lane.HOLD, Lane.MID_HOLD):
            await paid.gateway.messenger.send(HOME, page("now"), nonce=lane, lane=lane)
    assert flags(house) == [None, True, None, None]
    assert house.server.refusals == []


async def test_without_the_setting_nothing_is(house: House, ada: Person) -> None:
    """The limits that the bot has by itself."""
    house.server.says(ada, "hello")
    async with house.open():
        await house.server.wait_for(lambda: house.server.said(ada))
        await house.gateway.messenger.send(HOME, page("now"), nonce="1", lane=Lane.REMINDER)
    assert flags(house) == [None, None]


async def test_where_telegram_does_not_let_it_they_go_for_nothing(
    house: House, ada: Person
) -> None:
    """The one that was refused arrives all the same, and no other is tried for money."""
    paid = paying(house)
    async with paid.open():
        house.server.says(ada, "hello")
        await house.server.wait_for(lambda: house.server.said(ada))
        house.server.fails_next("sendMessage", 400, "Bad Request: not enough Stars")
        for number in range(2):
            await paid.gateway.messenger.send(
                HOME, page(f"{number}"), nonce=f"{number}", lane=Lane.REMINDER
            )
    assert [seen.text for seen in house.server.said(ada)][-2:] == ["0", "1"]
    assert flags(house) == [None, True, None, None]


@pytest.mark.parametrize("pays", [True, False])
async def test_a_server_that_counts_takes_more_of_them(
    monkeypatch: pytest.MonkeyPatch, *, pays: bool
) -> None:
    """Forty in one moment: all where they are paid for, thirty where they are not."""
    monkeypatch.setitem(os.environ, "PTB_TIMEDELTA", "1")
    async with TelegramServer(token=TOKEN, limits=True) as server:
        people = [server.user(100 + number) for number in range(40)]
        house = House(server, limits=replace(NO_LIMITS, paid=PAID_BROADCAST if pays else None))
        house.front.says()
        for person in people:
            server.says(person, "/start")
        async with house.open():
            await house.heard(len(people))
            sends = [
                house.gateway.messenger.send(
                    ChatAddress(platform="telegram", chat=str(person.id)),
                    page("now"), nonce="1", lane=Lane.REMINDER,
                )
                for person in people
            ]  # fmt: skip
            done = await asyncio.gather(*sends, return_exceptions=True)
    assert sum(isinstance(one, Receipt) for one in done) == (40 if pays else 30)
