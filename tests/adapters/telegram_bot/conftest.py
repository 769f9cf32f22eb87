"""A house for each test: nothing runs until it is opened."""

import os
from collections.abc import AsyncIterator

import pytest

from tests.adapters.telegram_bot.house import TOKEN, House
from tests.fakes.telegram_server import TelegramServer
from tests.fakes.telegram_world import Person


@pytest.fixture
async def house(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[House]:
    # The gateway sets it for its process; no other test is to find it there.
    monkeypatch.setitem(os.environ, "PTB_TIMEDELTA", "1")
    async with TelegramServer(token=TOKEN) as server:
        yield House(server)


@pytest.fixture
def ada(house: House) -> Person:
    return house.server.user(7, first_name="Ada", language_code="sw")
