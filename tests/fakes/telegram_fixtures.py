"""What tests of Telegram share: a server, the real client, one person who has said /start."""

from collections.abc import AsyncIterator, Coroutine
from typing import Any

import pytest
from telegram import (
    Bot,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
)
from telegram.error import (
    TelegramError,
)

from tests.fakes.telegram_server import TelegramServer
from tests.fakes.telegram_world import Person

TOKEN = "123:abc"
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + (40).to_bytes(4) + (30).to_bytes(4) + b"\x08\x06"


@pytest.fixture(autouse=True)
def time_as_timedelta(monkeypatch: pytest.MonkeyPatch) -> None:
    # Without it the client warns of a change to come whenever it reads `retry_after`.
    monkeypatch.setenv("PTB_TIMEDELTA", "1")


@pytest.fixture
async def server() -> AsyncIterator[TelegramServer]:
    async with TelegramServer(token=TOKEN) as server:
        yield server


def client(server: TelegramServer, token: str = TOKEN) -> Bot:
    return Bot(token, base_url=f"{server.url}/bot", base_file_url=f"{server.url}/file/bot")


@pytest.fixture
async def bot(server: TelegramServer) -> AsyncIterator[Bot]:
    async with client(server) as bot:
        yield bot


@pytest.fixture
def ada(server: TelegramServer) -> Person:
    ada = server.user(7, first_name="Ada", language_code="sw")
    server.says(ada, "/start")
    return ada


def keys(*data: str) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup([[InlineKeyboardButton(f"[{d}]", callback_data=d)] for d in data])


async def refusal(asked: Coroutine[Any, Any, object]) -> str:
    with pytest.raises(TelegramError) as refused:
        await asked
    # The client changes the case of what Telegram says.
    return refused.value.message.lower()
