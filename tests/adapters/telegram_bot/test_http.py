"""The library's client over our own connections."""

import asyncio
from collections.abc import AsyncIterator, Callable

import pytest
from telegram import Bot
from telegram.error import BadRequest, NetworkError, TelegramError, TimedOut

from bot.adapters.telegram.http import AiohttpRequest
from tests.adapters.telegram_bot.house import TOKEN, House
from tests.fakes.telegram_server import TelegramServer
from tests.fakes.telegram_world import Person


@pytest.fixture
async def client(house: House) -> AsyncIterator[Bot]:
    bot = Bot(
        TOKEN,
        base_url=f"{house.server.url}/bot",
        base_file_url=f"{house.server.url}/file/bot",
        request=AiohttpRequest(connections=4),
        get_updates_request=AiohttpRequest(connections=1),
    )
    async with bot:
        yield bot


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        (lambda server: server.hangs_next("sendMessage"), TimedOut),
        (lambda server: server.cuts_next("sendMessage"), NetworkError),
        (lambda server: server.fails_next("sendMessage"), NetworkError),
        (lambda server: server.fails_next("sendMessage", 400, "Bad Request: odd"), BadRequest),
    ],
)
async def test_faults(
    house: House,
    ada: Person,
    client: Bot,
    fault: Callable[[TelegramServer], None],
    error: type[TelegramError],
) -> None:
    """Silence, cuts and refusals come out as the library's own errors, without the address."""
    house.server.says(ada, "/start")
    fault(house.server)
    with pytest.raises(error) as failed:
        await client.send_message(
            7, "x", read_timeout=0, write_timeout=0.1, connect_timeout=0.1, pool_timeout=0
        )
    assert type(failed.value) is error
    assert TOKEN not in str(failed.value)


async def test_server_gone(house: House, client: Bot) -> None:
    """A server that is not there is a failing network, also once the connections are closed."""
    await house.server.goes_down()
    with pytest.raises(NetworkError) as failed:
        await client.get_me()
    assert TOKEN not in str(failed.value)
    await client.shutdown()
    with pytest.raises(NetworkError):
        await client.get_me()


async def test_many_at_once(house: House, ada: Person, client: Bot) -> None:
    """More requests than connections wait for their turn, and each gets its own answer."""
    house.server.says(ada, "/start")
    texts = [f"<b>{number}</b> & ü \U0001f319" for number in range(40)]
    sent = await asyncio.gather(*(client.send_message(7, text) for text in texts))
    assert [message.text for message in sent] == texts


async def test_files_both_ways(house: House, ada: Person, client: Bot) -> None:
    """A file goes up with its name and fields, and comes down with its bytes."""
    house.server.says(ada, "/start")
    data = bytes(range(256)) * 50
    sent = await client.send_document(7, data, filename="all of it.bin", caption="yours, ü")
    assert sent.document is not None
    assert (sent.document.file_name, sent.caption) == ("all of it.bin", "yours, ü")
    file = await client.get_file(sent.document.file_id)
    assert bytes(await file.download_as_bytearray()) == data
